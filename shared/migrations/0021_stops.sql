-- Nobody stops the province alone. Disabling, resetting or moving an account that takes four eyes ends its use at once, since
-- it may have been stolen; but whoever did so stops no other one until somebody independent has looked at it, and two people
-- of the province who are independent of each other are always left.
ALTER TABLE staff ADD COLUMN stopped_by TEXT; -- staff:3, until somebody independent agrees
ALTER TABLE staff ADD COLUMN stopped_for TEXT; -- the reason, which its owner is told
CREATE INDEX staff_by_stop ON staff (stopped_by) WHERE stopped_by IS NOT NULL;

-- Events of before say nothing of `stops`, and keep their meaning.
CREATE TRIGGER staff_stopped AFTER INSERT ON journal
WHEN NEW.kind IN ('staff.disabled', 'staff.password_reset', 'staff.factor_reset', 'staff.moved') AND NEW.body ->> 'stops'
BEGIN
    UPDATE staff SET stopped_for = IIF(stopped_by IS NULL, NEW.body ->> 'reason', stopped_for),
        stopped_by = COALESCE(stopped_by, NEW.actor) WHERE id = NEW.subject;
END;

-- Agreeing to a stop leaves the account disabled; agreeing to a proposal lets it in again.
DROP TRIGGER staff_agreed;
CREATE TRIGGER staff_agreed AFTER INSERT ON journal WHEN NEW.kind = 'staff.agreed'
BEGIN
    UPDATE staff SET status = IIF(status = 'proposed', 'active', status), proposed_by = NULL, stopped_by = NULL,
        stopped_for = NULL WHERE id = NEW.subject;
END;

CREATE TRIGGER staff_let_in AFTER INSERT ON journal
WHEN NEW.kind = 'staff.enabled' AND NOT COALESCE(NEW.body ->> 'proposed', 0)
BEGIN
    UPDATE staff SET stopped_by = NULL, stopped_for = NULL WHERE id = NEW.subject;
END;

-- Who has stopped whom and waits for a second person: themselves, and whoever could have been in their place.
CREATE VIEW waiting_stop (by, whose) AS
    SELECT w.id, s.id FROM staff AS s JOIN staff AS w
    WHERE s.stopped_by IS NOT NULL AND NOT EXISTS (SELECT 1 FROM independent_staff AS i
        WHERE i.a = w.id AND i.b = CAST(SUBSTR(s.stopped_by, 7) AS INTEGER));

-- Whether two people are left who agree for the province when an account is stopped.
CREATE VIEW province_without (staff) AS
    SELECT s.id FROM staff AS s
    WHERE LENGTH(s.organisation) > 2 OR s.role <> 'office' OR EXISTS (
        SELECT 1 FROM staff AS x JOIN staff AS y ON y.organisation = x.organisation AND y.role = 'office' AND y.status = 'active'
        JOIN independent_staff AS i ON i.a = x.id AND i.b = y.id
        WHERE x.organisation = s.organisation AND x.role = 'office' AND x.status = 'active' AND x.id <> s.id AND y.id <> s.id);
