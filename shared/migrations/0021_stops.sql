-- Nobody stops the province alone. Disabling, resetting or moving an account that takes four eyes ends its use at once, since
-- it may have been stolen; but whoever did so stops no other one until somebody independent has looked at it, and two other
-- people of the province who are independent of each other are always left.
ALTER TABLE staff ADD COLUMN stopped_by TEXT; -- staff:3, until somebody independent agrees
ALTER TABLE staff ADD COLUMN stopped_for TEXT; -- the reason, which its owner is told
CREATE INDEX staff_by_stop ON staff (stopped_by) WHERE stopped_by IS NOT NULL;

-- Moved to a place, or out of one, that takes four eyes, and nobody has agreed: wherever it is now, it takes four eyes.
ALTER TABLE staff ADD COLUMN unagreed INTEGER NOT NULL DEFAULT 0;
UPDATE staff SET unagreed = 1 WHERE EXISTS (
    SELECT 1 FROM journal AS m WHERE m.subject = staff.id AND m.kind = 'staff.moved' AND m.body ->> 'proposed'
    AND NOT EXISTS (SELECT 1 FROM journal AS l WHERE l.subject = m.subject AND l.seq > m.seq AND (l.kind = 'staff.agreed'
        OR l.kind = 'staff.enabled' AND NOT COALESCE(l.body ->> 'proposed', 0))));

CREATE TRIGGER staff_moved_unagreed AFTER INSERT ON journal WHEN NEW.kind = 'staff.moved' AND NEW.body ->> 'proposed'
BEGIN
    UPDATE staff SET unagreed = 1 WHERE id = NEW.subject;
END;

-- Events of before say nothing of `stops`, and keep their meaning.
CREATE TRIGGER staff_stopped AFTER INSERT ON journal
WHEN NEW.kind IN ('staff.disabled', 'staff.password_reset', 'staff.factor_reset', 'staff.moved') AND NEW.body ->> 'stops'
BEGIN
    UPDATE staff SET stopped_for = IIF(stopped_by IS NULL, NEW.body ->> 'reason', stopped_for),
        stopped_by = COALESCE(stopped_by, NEW.actor) WHERE id = NEW.subject;
END;

-- Agreeing to a stop leaves the account disabled; agreeing to a proposal lets it in again, where it is now.
DROP TRIGGER staff_agreed;
CREATE TRIGGER staff_agreed AFTER INSERT ON journal WHEN NEW.kind = 'staff.agreed'
BEGIN
    UPDATE staff SET status = IIF(status = 'proposed', 'active', status), proposed_by = NULL, stopped_by = NULL,
        stopped_for = NULL, unagreed = IIF(status = 'proposed', 0, unagreed) WHERE id = NEW.subject;
END;

-- By one person: where it does not take four eyes, or by the machine's operator.
CREATE TRIGGER staff_let_in AFTER INSERT ON journal
WHEN NEW.kind = 'staff.enabled' AND NOT COALESCE(NEW.body ->> 'proposed', 0)
BEGIN
    UPDATE staff SET stopped_by = NULL, stopped_for = NULL, unagreed = 0 WHERE id = NEW.subject;
END;

-- Who has stopped whom and waits for a second person: themselves, and whoever could have been in their place.
CREATE VIEW waiting_stop (by, whose) AS
    SELECT w.id, s.id FROM staff AS s JOIN staff AS w
    WHERE s.stopped_by IS NOT NULL AND NOT EXISTS (SELECT 1 FROM independent_staff AS i
        WHERE i.a = w.id AND i.b = CAST(SUBSTR(s.stopped_by, 7) AS INTEGER));

-- Whether two people are left who agree for the province when an account is stopped: others than whoever stops it, and one of
-- them free to stop that one in turn. For that, whoever does so is one of the two: who has stopped another office's account,
-- to which nobody has agreed yet, left two.
CREATE VIEW province_without (staff, by) AS
    SELECT s.id, w.id FROM staff AS s JOIN staff AS w
    WHERE LENGTH(s.organisation) > 2 OR s.role <> 'office' OR EXISTS (
        SELECT 1 FROM staff AS x JOIN staff AS y ON y.organisation = x.organisation AND y.role = 'office' AND y.status = 'active'
        JOIN independent_staff AS i ON i.a = x.id AND i.b = y.id
        WHERE x.organisation = s.organisation AND x.role = 'office' AND x.status = 'active' AND s.id NOT IN (x.id, y.id)
        AND (EXISTS (SELECT 1 FROM staff AS t WHERE t.stopped_by = 'staff:' || s.id
                AND (t.unagreed OR t.organisation = s.organisation AND t.role = 'office'))
            OR w.id NOT IN (x.id, y.id) AND EXISTS (SELECT 1 FROM independent_staff AS j WHERE j.a = w.id AND j.b = x.id)));
