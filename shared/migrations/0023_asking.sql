-- Whom the providers are asked about: each provider has its share, and a denial counts for the time in which it was given.

ALTER TABLE payment_claim ADD COLUMN last_denied_at INTEGER; -- the provider has said no last

UPDATE payment_claim SET last_denied_at = d.at FROM (
    SELECT body ->> 'claim' AS id, at, MAX(seq) FROM journal WHERE kind = 'claim.denied' GROUP BY 1) AS d WHERE d.id = payment_claim.id;

-- `since`: so that the time in which nothing was heard does not count. An old event has none, and was the first one.
DROP TRIGGER claim_denied;
CREATE TRIGGER claim_denied AFTER INSERT ON journal WHEN NEW.kind = 'claim.denied'
BEGIN
    UPDATE payment_claim SET denied_at = COALESCE(NEW.body ->> 'since', denied_at, NEW.at), last_denied_at = NEW.at
    WHERE id = NEW.body ->> 'claim' AND answered_at IS NULL;
END;

DROP INDEX payment_order_expiring;
CREATE INDEX payment_order_expiring ON payment_order (provider, expires_at) WHERE status = 'open';
DROP INDEX payment_order_followed;
CREATE INDEX payment_order_followed ON payment_order (provider, follow_until) WHERE follow_until IS NOT NULL;
DROP INDEX payment_claim_open;
CREATE INDEX payment_claim_open ON payment_claim (provider, at) WHERE answered_at IS NULL;
DROP INDEX refund_underway;
CREATE INDEX refund_underway ON refund (provider, status, refund_no) WHERE status IN ('requested', 'sent');
