-- What a statement says is asked about also when the order is paid, by another transaction, and once more by a later
-- file; a denial ends a claim when it has stood for a while, not the first one after a provider was away.

ALTER TABLE payment_claim ADD COLUMN denied_at INTEGER; -- the provider has said no since then

CREATE TRIGGER claim_denied AFTER INSERT ON journal WHEN NEW.kind = 'claim.denied'
BEGIN
    UPDATE payment_claim SET denied_at = NEW.at WHERE id = NEW.body ->> 'claim' AND answered_at IS NULL AND denied_at IS NULL;
END;

-- As in 0013, but for the last statement, of those imports that say so (`asks_again`): what an earlier version took in
-- keeps its meaning.
DROP TRIGGER statement_compared;
CREATE TRIGGER statement_compared AFTER INSERT ON journal WHEN NEW.kind = 'statement.compared'
BEGIN
    INSERT INTO statement (id, provider, date, file, payments, paid, refunds, refunded, imported_at, imported_by)
    VALUES (NEW.seq, NEW.body ->> 'provider', NEW.body ->> 'date', NEW.body ->> 'file', NEW.body ->> 'payments',
            NEW.body ->> 'paid', NEW.body ->> 'refunds', NEW.body ->> 'refunded', NEW.at, NEW.actor)
    ON CONFLICT (provider, date) DO UPDATE SET id = excluded.id, file = excluded.file, payments = excluded.payments,
        paid = excluded.paid, refunds = excluded.refunds, refunded = excluded.refunded,
        imported_at = excluded.imported_at, imported_by = excluded.imported_by;
    DELETE FROM statement_line WHERE provider = (SELECT NEW.body ->> 'provider') AND date = (SELECT NEW.body ->> 'date');
    INSERT INTO statement_line (provider, entry, number, transaction_id, date, amount, at)
    SELECT (SELECT NEW.body ->> 'provider'), value ->> 'entry', value ->> 'number', value ->> 'transaction_id', (SELECT NEW.body ->> 'date'),
           value ->> 'amount', value ->> 'at'
    FROM JSON_EACH(NEW.body, '$.lines');
    -- A statement's times are whole seconds.
    INSERT INTO difference (provider, date, entry, kind, number, transaction_id, theirs, ours, at, found_at, told_by, contested)
    SELECT l.provider, l.date, l.entry,
           CASE WHEN b.amount IS NOT NULL THEN 'amount' WHEN l.at + 999 < o.created_at THEN 'too_early' ELSE 'missing_here' END,
           l.number, l.transaction_id, l.amount, b.amount, l.at, NEW.at, NEW.actor,
           EXISTS (SELECT 1 FROM statement_import AS s WHERE s.date = l.date AND s.provider = l.provider AND s.id < NEW.seq)
    FROM statement_line AS l LEFT JOIN book AS b ON b.provider = l.provider AND b.entry = l.entry AND b.number = l.number
        AND (l.entry = 'refund' OR b.transaction_id = l.transaction_id)
        LEFT JOIN payment_order AS o ON l.entry = 'payment' AND o.order_no = l.number
    WHERE l.provider = (SELECT NEW.body ->> 'provider') AND l.date = (SELECT NEW.body ->> 'date') AND l.amount IS NOT b.amount
    ORDER BY l.entry, l.number, l.transaction_id
    ON CONFLICT DO UPDATE SET status = 'open', found_at = excluded.found_at, theirs = excluded.theirs, ours = excluded.ours,
        action = NULL, reason = NULL, proposed_by = NULL, resolved_by = NULL, resolved_at = NULL, told_by = excluded.told_by,
        contested = 1
    WHERE status = 'resolved' AND action IS NULL OR theirs IS NOT excluded.theirs OR ours IS NOT excluded.ours;
    INSERT INTO difference (provider, date, entry, kind, number, transaction_id, theirs, ours, at, found_at, told_by)
    SELECT b.provider, (SELECT NEW.body ->> 'date'), b.entry, 'missing_there', b.number, b.transaction_id, NULL, b.amount, b.at, NEW.at,
           NEW.actor
    FROM book AS b
    WHERE b.provider = (SELECT NEW.body ->> 'provider') AND b.at >= (SELECT NEW.body ->> 'begins') AND b.at < (SELECT NEW.body ->> 'ends')
        AND NOT EXISTS (SELECT 1 FROM statement_line AS l WHERE l.provider = b.provider AND l.entry = b.entry
                        AND l.number = b.number AND (l.entry = 'refund' OR l.transaction_id = b.transaction_id))
    ORDER BY b.entry, b.number, b.transaction_id
    ON CONFLICT DO UPDATE SET status = 'open', found_at = excluded.found_at, resolved_at = NULL, reason = NULL
    WHERE status = 'resolved' AND action IS NULL;
    -- Another day's statement may have what this one's lacks: some close their day before midnight.
    UPDATE difference SET status = 'resolved', resolved_at = NEW.at, reason = '相邻一天的账单里有这笔', action = NULL,
        proposed_by = NULL
    WHERE provider = (SELECT NEW.body ->> 'provider') AND status <> 'resolved' AND kind = 'missing_there' AND EXISTS (
        SELECT 1 FROM statement_line AS l WHERE l.provider = difference.provider AND l.entry = difference.entry
            AND l.number = difference.number AND l.date <> difference.date
            AND (l.entry = 'refund' OR l.transaction_id = difference.transaction_id));
    UPDATE difference SET contested = 1, status = 'open', action = NULL, reason = NULL, proposed_by = NULL
    WHERE provider = (SELECT NEW.body ->> 'provider') AND status <> 'resolved' AND date = (SELECT NEW.body ->> 'date')
        AND (kind = 'missing_there') = EXISTS (
            SELECT 1 FROM statement_line AS l WHERE l.provider = difference.provider AND l.entry = difference.entry
                AND l.number = difference.number AND l.date = difference.date
                AND (l.transaction_id = difference.transaction_id OR l.entry = 'refund' AND kind = 'missing_there')
                AND (kind = 'missing_there' OR l.amount = difference.theirs));
    -- Not about what we have from that very transaction, in the books or as an alarm: its answer is known.
    INSERT INTO payment_claim (provider, order_no, transaction_id, amount, paid_at, at)
    SELECT d.provider, d.number, d.transaction_id, d.theirs, d.at, NEW.at
    FROM difference AS d JOIN payment_order AS o ON o.order_no = d.number AND o.provider = d.provider
    WHERE d.provider = (SELECT NEW.body ->> 'provider') AND d.status <> 'resolved' AND d.date = (SELECT NEW.body ->> 'date')
        AND d.entry = 'payment' AND d.kind = 'missing_here'
        AND CASE WHEN (SELECT NEW.body ->> 'asks_again') THEN o.transaction_id IS NOT d.transaction_id AND NOT EXISTS (
                SELECT 1 FROM payment_alarm AS a WHERE a.order_no = d.number AND a.transaction_id = d.transaction_id
                    AND a.reason <> 'unconfirmed')
            ELSE o.status <> 'paid' END
    ORDER BY d.id
    ON CONFLICT DO UPDATE SET answered_at = NULL, denied_at = NULL, at = excluded.at
    WHERE answered_at IS NOT NULL AND (SELECT NEW.body ->> 'asks_again');
END;
