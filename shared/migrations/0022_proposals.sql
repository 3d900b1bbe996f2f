-- Who agrees names what they agree to: each proposal has the number of the event that made it. What was proposed anew between
-- a look and a click is another one.
ALTER TABLE difference ADD COLUMN proposal INTEGER;
ALTER TABLE payment_alarm ADD COLUMN proposal INTEGER;
ALTER TABLE refund ADD COLUMN proposal INTEGER;
ALTER TABLE added_fee_item ADD COLUMN withdrawal INTEGER; -- the proposal to withdraw it; the one to add it is its id

UPDATE difference SET proposal = p.seq FROM (SELECT body ->> 'difference' AS id, MAX(seq) AS seq FROM journal
    WHERE subject = 0 AND kind = 'difference.proposed' GROUP BY 1) AS p WHERE p.id = difference.id;
UPDATE payment_alarm SET proposal = p.seq FROM (SELECT body ->> 'alarm' AS id, MAX(seq) AS seq FROM journal
    WHERE subject = 0 AND kind = 'alarm.refund_proposed' GROUP BY 1) AS p WHERE p.id = payment_alarm.id;
UPDATE refund SET proposal = p.seq FROM (SELECT body ->> 'refund_no' AS refund_no, MAX(seq) AS seq FROM journal
    WHERE subject = 0 AND kind = 'refund.abandon_proposed' GROUP BY 1) AS p WHERE p.refund_no = refund.refund_no;
UPDATE added_fee_item SET withdrawal = p.seq FROM (SELECT body ->> 'fee_item' AS id, MAX(seq) AS seq FROM journal
    WHERE subject = 0 AND kind = 'fee_item.withdrawal_proposed' GROUP BY 1) AS p WHERE p.id = added_fee_item.id;

CREATE INDEX difference_by_proposal ON difference (proposal) WHERE proposal IS NOT NULL;
CREATE INDEX payment_alarm_by_proposal ON payment_alarm (proposal) WHERE proposal IS NOT NULL;
CREATE INDEX refund_by_proposal ON refund (proposal) WHERE proposal IS NOT NULL;

CREATE TRIGGER difference_proposal AFTER INSERT ON journal WHEN NEW.kind = 'difference.proposed'
BEGIN
    UPDATE difference SET proposal = NEW.seq WHERE id = NEW.body ->> 'difference';
END;

CREATE TRIGGER alarm_proposal AFTER INSERT ON journal WHEN NEW.kind = 'alarm.refund_proposed'
BEGIN
    UPDATE payment_alarm SET proposal = NEW.seq WHERE id = NEW.body ->> 'alarm';
END;

CREATE TRIGGER refund_proposal AFTER INSERT ON journal WHEN NEW.kind = 'refund.abandon_proposed'
BEGIN
    UPDATE refund SET proposal = NEW.seq WHERE refund_no = NEW.body ->> 'refund_no';
END;

CREATE TRIGGER fee_item_withdrawal_proposal AFTER INSERT ON journal WHEN NEW.kind = 'fee_item.withdrawal_proposed'
BEGIN
    UPDATE added_fee_item SET withdrawal = NEW.seq WHERE id = NEW.body ->> 'fee_item';
END;

-- 管理账号. Whoever stops an account that takes four eyes (disabling, resetting, moving it) stops its use at once and nothing
-- else ("holds" in the body): what is to become of it waits until somebody independent agrees. Somebody independent who does
-- not agree gives it back as it was. Events of before say nothing of `holds`, and keep their meaning.
ALTER TABLE staff ADD COLUMN proposal INTEGER;   -- seq of the event that made it wait, or that last changed how it stands
ALTER TABLE staff ADD COLUMN held INTEGER NOT NULL DEFAULT 0; -- nothing but its use has ended
ALTER TABLE staff ADD COLUMN refused_at INTEGER; -- when somebody gave back last what this one had stopped
ALTER TABLE staff ADD COLUMN refused_by INTEGER; -- who, if it was the first time within a day
ALTER TABLE staff ADD COLUMN took_back_at INTEGER; -- when this one gave back last what it had stopped

UPDATE staff SET proposal = (SELECT MAX(j.seq) FROM journal AS j WHERE j.subject = staff.id AND j.kind IN ('staff.disabled',
    'staff.declined', 'staff.enabled', 'staff.password_reset', 'staff.factor_reset', 'staff.moved'));
UPDATE staff SET proposal = id WHERE proposal IS NULL;
-- What 0018 makes of a decision, of those that were made before it.
UPDATE staff SET password_expires_at = 0 WHERE must_change = 1 AND EXISTS (SELECT 1 FROM journal AS j WHERE j.subject = staff.id
    AND (j.kind = 'staff.declined' OR j.kind = 'staff.enabled' AND j.body ->> 'proposed') AND NOT EXISTS (SELECT 1 FROM journal AS r
        WHERE r.subject = staff.id AND r.kind = 'staff.password_reset' AND r.seq > j.seq));
CREATE INDEX staff_by_proposal ON staff (proposal);
CREATE INDEX staff_refused ON staff (refused_at) WHERE refused_at IS NOT NULL;

CREATE TRIGGER staff_made_proposal AFTER INSERT ON staff
BEGIN
    UPDATE staff SET proposal = NEW.id WHERE id = NEW.id;
END;

CREATE TRIGGER staff_proposal AFTER INSERT ON journal WHEN NEW.kind IN ('staff.disabled', 'staff.declined', 'staff.enabled',
    'staff.password_reset', 'staff.factor_reset', 'staff.moved')
BEGIN
    UPDATE staff SET proposal = NEW.seq WHERE id = NEW.subject;
END;

-- Everybody who made an account, or a secret of it, or placed it; the last time.
CREATE TABLE staff_hand (
    staff INTEGER NOT NULL,
    by    INTEGER NOT NULL,
    at    INTEGER NOT NULL,
    PRIMARY KEY (staff, by)
) STRICT, WITHOUT ROWID;
INSERT INTO staff_hand (staff, by, at)
    SELECT IIF(j.kind = 'staff.created', j.seq, j.subject), a.staff, MAX(j.at)
    FROM staff_act AS a JOIN journal AS j ON j.seq = a.seq
    WHERE a.kind IN ('staff.created', 'staff.password_reset', 'staff.factor_reset', 'staff.moved') GROUP BY 1, 2;

CREATE TRIGGER staff_handed AFTER INSERT ON journal
WHEN NEW.kind IN ('staff.created', 'staff.password_reset', 'staff.factor_reset', 'staff.moved') AND NEW.actor GLOB 'staff:*'
    AND NOT COALESCE(NEW.body ->> 'holds', 0)
BEGIN
    INSERT INTO staff_hand (staff, by, at)
    VALUES (IIF(NEW.kind = 'staff.created', NEW.seq, NEW.subject), CAST(SUBSTR(NEW.actor, 7) AS INTEGER), NEW.at)
    ON CONFLICT DO UPDATE SET at = MAX(at, excluded.at);
END;

CREATE TRIGGER staff_held AFTER INSERT ON journal WHEN NEW.body ->> 'holds'
    AND NEW.kind IN ('staff.disabled', 'staff.password_reset', 'staff.factor_reset', 'staff.moved')
BEGIN
    UPDATE staff SET status = IIF(NEW.kind = 'staff.disabled', 'disabled', 'proposed'), held = 1,
        proposed_by = IIF(NEW.kind = 'staff.disabled', NULL, NEW.actor), stopped_by = NEW.actor,
        stopped_for = NEW.body ->> 'reason' WHERE id = NEW.subject;
END;

DROP TRIGGER staff_password_reset;
CREATE TRIGGER staff_password_reset AFTER INSERT ON journal
WHEN NEW.kind = 'staff.password_reset' AND NOT COALESCE(NEW.body ->> 'holds', 0)
BEGIN
    UPDATE staff SET password = NEW.body ->> 'password', must_change = 1, password_expires_at = NEW.body ->> 'expires_at',
        proposed_by = IIF(status <> 'disabled' AND NEW.body ->> 'proposed', NEW.actor, proposed_by),
        status = IIF(status <> 'disabled' AND NEW.body ->> 'proposed', 'proposed', status)
    WHERE id = NEW.subject;
END;

DROP TRIGGER staff_factor_reset;
CREATE TRIGGER staff_factor_reset AFTER INSERT ON journal
WHEN NEW.kind = 'staff.factor_reset' AND NOT COALESCE(NEW.body ->> 'holds', 0)
BEGIN
    DELETE FROM staff_recovery WHERE staff = NEW.subject;
    UPDATE staff SET totp = NULL,
        proposed_by = IIF(status <> 'disabled' AND NEW.body ->> 'proposed', NEW.actor, proposed_by),
        status = IIF(status <> 'disabled' AND NEW.body ->> 'proposed', 'proposed', status)
    WHERE id = NEW.subject;
END;

DROP TRIGGER staff_moved;
CREATE TRIGGER staff_moved AFTER INSERT ON journal WHEN NEW.kind = 'staff.moved' AND NOT COALESCE(NEW.body ->> 'holds', 0)
BEGIN
    UPDATE staff SET organisation = NEW.body ->> 'organisation', role = NEW.body ->> 'role',
        proposed_by = IIF(status <> 'disabled' AND NEW.body ->> 'proposed', NEW.actor, proposed_by),
        status = IIF(status <> 'disabled' AND NEW.body ->> 'proposed', 'proposed', status)
    WHERE id = NEW.subject;
END;

DROP TRIGGER staff_moved_unagreed;
CREATE TRIGGER staff_moved_unagreed AFTER INSERT ON journal
WHEN NEW.kind = 'staff.moved' AND NEW.body ->> 'proposed' AND NOT COALESCE(NEW.body ->> 'holds', 0)
BEGIN
    UPDATE staff SET unagreed = 1 WHERE id = NEW.subject;
END;

DROP TRIGGER staff_disabled;
CREATE TRIGGER staff_disabled AFTER INSERT ON journal
WHEN NEW.kind = 'staff.disabled' AND NOT COALESCE(NEW.body ->> 'holds', 0)
BEGIN
    UPDATE staff SET status = 'disabled', proposed_by = NULL WHERE id = NEW.subject;
END;

-- 不同意: what was held is as it was, and whoever had stopped it stops no other one for a while, but once the one who refused
-- them. To take back twice within a day is to be refused. What was only proposed stays out.
CREATE TRIGGER staff_declined AFTER INSERT ON journal WHEN NEW.kind = 'staff.declined'
BEGIN
    UPDATE staff SET refused_at = NEW.at, refused_by = IIF('staff:' || id = NEW.actor OR refused_at > NEW.at - 86400000, NULL,
        CAST(SUBSTR(NEW.actor, 7) AS INTEGER))
    WHERE id = (SELECT CAST(SUBSTR(stopped_by, 7) AS INTEGER) FROM staff WHERE id = NEW.subject AND held)
        AND ('staff:' || id <> NEW.actor OR EXISTS (SELECT 1 FROM staff AS k WHERE k.took_back_at > NEW.at - 86400000
            AND NOT EXISTS (SELECT 1 FROM independent_staff AS i WHERE i.a = k.id AND i.b = staff.id)));
    UPDATE staff SET took_back_at = NEW.at WHERE 'staff:' || id = NEW.actor
        AND EXISTS (SELECT 1 FROM staff AS s WHERE s.id = NEW.subject AND s.held AND s.stopped_by = NEW.actor);
    UPDATE staff SET password_expires_at = 0 WHERE id = NEW.subject AND must_change = 1 AND NOT held;
    UPDATE staff SET status = IIF(held, 'active', 'disabled'), proposed_by = NULL, stopped_by = IIF(held, NULL, stopped_by),
        stopped_for = IIF(held, NULL, stopped_for), held = 0 WHERE id = NEW.subject;
END;

DROP TRIGGER staff_first_password_ended;
CREATE TRIGGER staff_first_password_ended AFTER INSERT ON journal WHEN NEW.kind = 'staff.enabled' AND NEW.body ->> 'proposed'
BEGIN
    UPDATE staff SET password_expires_at = 0 WHERE id = NEW.subject AND must_change = 1;
END;

-- Agreeing carries out what was held, and hands it over only now; agreeing to a stop leaves the account disabled.
DROP TRIGGER staff_agreed;
CREATE TRIGGER staff_agreed AFTER INSERT ON journal WHEN NEW.kind = 'staff.agreed'
BEGIN
    UPDATE staff SET password = p.body ->> 'password', must_change = 1, password_expires_at = p.body ->> 'expires_at'
    FROM journal AS p WHERE staff.id = NEW.subject AND held AND p.seq = proposal AND p.kind = 'staff.password_reset';
    UPDATE staff SET totp = NULL
    FROM journal AS p WHERE staff.id = NEW.subject AND held AND p.seq = proposal AND p.kind = 'staff.factor_reset';
    DELETE FROM staff_recovery WHERE staff = NEW.subject AND EXISTS (SELECT 1 FROM staff AS s JOIN journal AS p
        ON p.seq = s.proposal AND p.kind = 'staff.factor_reset' WHERE s.id = NEW.subject AND s.held);
    UPDATE staff SET organisation = p.body ->> 'organisation', role = p.body ->> 'role'
    FROM journal AS p WHERE staff.id = NEW.subject AND held AND p.seq = proposal AND p.kind = 'staff.moved';
    INSERT INTO staff_ancestor (staff, ancestor)
    SELECT s.id, above.ancestor FROM staff AS s JOIN journal AS p ON p.seq = s.proposal AND p.kind <> 'staff.disabled'
    JOIN (SELECT id AS staff, id AS ancestor FROM staff UNION ALL SELECT staff, ancestor FROM staff_ancestor) AS above
        ON above.staff = CAST(SUBSTR(p.actor, 7) AS INTEGER)
    WHERE s.id = NEW.subject AND s.held AND above.ancestor <> s.id
    ON CONFLICT DO NOTHING;
    INSERT INTO staff_hand (staff, by, at)
    SELECT s.id, CAST(SUBSTR(p.actor, 7) AS INTEGER), NEW.at FROM staff AS s JOIN journal AS p ON p.seq = s.proposal
    WHERE s.id = NEW.subject AND s.held AND p.kind <> 'staff.disabled'
    ON CONFLICT DO UPDATE SET at = MAX(at, excluded.at);
    UPDATE staff SET status = IIF(status = 'proposed', 'active', status), proposed_by = NULL, stopped_by = NULL,
        stopped_for = NULL, unagreed = IIF(status = 'proposed', 0, unagreed), held = 0 WHERE id = NEW.subject;
END;

-- Whoever came in between ends, too.
DROP TRIGGER staff_sessions_ended;
CREATE TRIGGER staff_sessions_ended AFTER INSERT ON journal
WHEN NEW.kind IN ('staff.disabled', 'staff.declined', 'staff.password_reset', 'staff.factor_reset', 'staff.moved', 'staff.agreed')
BEGIN
    DELETE FROM session WHERE staff = NEW.subject;
    DELETE FROM staff_enrolment WHERE staff = NEW.subject;
END;

DROP TRIGGER staff_let_in;
CREATE TRIGGER staff_let_in AFTER INSERT ON journal
WHEN NEW.kind = 'staff.enabled' AND NOT COALESCE(NEW.body ->> 'proposed', 0)
BEGIN
    UPDATE staff SET stopped_by = NULL, stopped_for = NULL, unagreed = 0, held = 0 WHERE id = NEW.subject;
END;

-- Nothing is handed over by what waits.
DROP TRIGGER staff_ancestor_added;
CREATE TRIGGER staff_ancestor_added AFTER INSERT ON journal
WHEN NEW.kind IN ('staff.created', 'staff.password_reset', 'staff.factor_reset', 'staff.moved') AND NEW.actor GLOB 'staff:*'
    AND NOT COALESCE(NEW.body ->> 'holds', 0)
BEGIN
    INSERT INTO staff_ancestor (staff, ancestor)
    SELECT IIF(NEW.kind = 'staff.created', NEW.seq, NEW.subject), above.id
    FROM (SELECT CAST(SUBSTR(NEW.actor, 7) AS INTEGER) AS id
          UNION SELECT ancestor FROM staff_ancestor WHERE staff = CAST(SUBSTR(NEW.actor, 7) AS INTEGER)) AS above
    WHERE above.id <> NEW.subject
    ON CONFLICT DO NOTHING;
END;

DROP VIEW province_without;

-- Who may not stop or decide, since they, or somebody who could have been in their place, wait for a second person about `whose`
-- account; `stopper` is who stopped it. A stop within one line binds nobody but the stopper: one thief could bind others by it.
DROP VIEW waiting_stop;
CREATE VIEW waiting_stop (by, whose, stopper) AS
    SELECT w.id, s.id, t.id FROM staff AS s JOIN staff AS t ON t.id = CAST(SUBSTR(s.stopped_by, 7) AS INTEGER) JOIN staff AS w
    WHERE s.stopped_by IS NOT NULL AND (w.id = t.id
        OR NOT EXISTS (SELECT 1 FROM independent_staff AS i WHERE i.a = w.id AND i.b = t.id)
        AND EXISTS (SELECT 1 FROM independent_staff AS i WHERE i.a = t.id AND i.b = s.id));

-- Likewise who was refused a stop: it was given back. They may stop `refuser`.
CREATE VIEW refused_stop (by, stopper, refuser, at) AS
    SELECT w.id, r.id, r.refused_by, r.refused_at FROM staff AS r JOIN staff AS w
    WHERE r.refused_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM independent_staff AS i WHERE i.a = w.id AND i.b = r.id);

-- What waits for a decision about an account: who proposed it, or stopped it.
CREATE VIEW staff_proposal (id, staff, by, held, declinable) AS
    SELECT proposal, id, CAST(SUBSTR(COALESCE(proposed_by, stopped_by), 7) AS INTEGER), held, held OR status = 'proposed' FROM staff
    WHERE status = 'proposed' OR status = 'disabled' AND stopped_by IS NOT NULL;

-- Who may decide about it: an office account of the province that is in use, is independent of `by`, and does not wait for a
-- decision about them. What is held is given back by nobody who could have been in the place of the one who was stopped; `by`
-- may take it back.
CREATE VIEW staff_decision (id, staff, who, mine, may_agree, may_decline) AS
    SELECT p.id, p.staff, w.id, p.by = w.id,
        w.id <> p.staff AND EXISTS (SELECT 1 FROM independent_staff AS i WHERE i.a = w.id AND i.b = p.by)
        AND NOT EXISTS (SELECT 1 FROM waiting_stop AS x WHERE x.by = w.id AND x.whose = p.by),
        w.id <> p.staff AND p.declinable AND (p.by = w.id
            OR EXISTS (SELECT 1 FROM independent_staff AS i WHERE i.a = w.id AND i.b = p.by)
            AND (NOT p.held OR EXISTS (SELECT 1 FROM independent_staff AS i WHERE i.a = w.id AND i.b = p.staff))
            AND NOT EXISTS (SELECT 1 FROM waiting_stop AS x WHERE x.by = w.id AND x.whose = p.by))
    FROM staff_proposal AS p JOIN staff AS w ON w.status = 'active' AND (p.by = w.id OR LENGTH(w.organisation) = 2 AND w.role = 'office');

-- All that somebody has to decide about.
CREATE VIEW waiting_proposal (id) AS
    SELECT proposal FROM difference WHERE status = 'proposed'
    UNION ALL SELECT proposal FROM payment_alarm WHERE proposed_by IS NOT NULL AND resolved_at IS NULL
    UNION ALL SELECT proposal FROM refund WHERE proposed_by IS NOT NULL AND status = 'failed'
    UNION ALL SELECT id FROM added_fee_item WHERE status = 'proposed'
    UNION ALL SELECT withdrawal FROM added_fee_item WHERE status = 'withdrawing'
    UNION ALL SELECT id FROM staff_proposal;
