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

-- All that somebody has to decide about.
CREATE VIEW waiting_proposal (id) AS
    SELECT proposal FROM difference WHERE status = 'proposed'
    UNION ALL SELECT proposal FROM payment_alarm WHERE proposed_by IS NOT NULL AND resolved_at IS NULL
    UNION ALL SELECT proposal FROM refund WHERE proposed_by IS NOT NULL AND status = 'failed'
    UNION ALL SELECT id FROM added_fee_item WHERE status = 'proposed'
    UNION ALL SELECT withdrawal FROM added_fee_item WHERE status = 'withdrawing';
