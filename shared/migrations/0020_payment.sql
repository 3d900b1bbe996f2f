-- When a provider was told of a refund: UnionPay knows a transaction by its number and the time at which it was sent.

-- Written down before it is told; NULL: never, or by an earlier version, which told requested_at.
ALTER TABLE refund ADD COLUMN told_at INTEGER;

CREATE TRIGGER refund_told AFTER INSERT ON journal WHEN NEW.kind = 'refund.told'
BEGIN
    UPDATE refund SET told_at = NEW.at WHERE refund_no = NEW.body ->> 'refund_no' AND status IN ('requested', 'sent');
END;
