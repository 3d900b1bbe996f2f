-- 对账: the providers' statements (对账单) of one day each, and where they differ from our books.

CREATE TABLE statement (
    id          INTEGER PRIMARY KEY,           -- seq of its event; a later file of the same day takes its place
    provider    TEXT    NOT NULL,
    date        TEXT    NOT NULL,              -- YYYY-MM-DD in Beijing
    file        TEXT    NOT NULL,              -- SHA-256
    payments    INTEGER NOT NULL,
    paid        INTEGER NOT NULL,              -- fen
    refunds     INTEGER NOT NULL,
    refunded    INTEGER NOT NULL,              -- fen
    imported_at INTEGER NOT NULL,
    imported_by TEXT    NOT NULL,              -- staff:3
    UNIQUE (provider, date)
) STRICT;

CREATE TABLE statement_line (
    provider       TEXT    NOT NULL,
    entry          TEXT    NOT NULL,           -- payment, refund
    number         TEXT    NOT NULL,           -- 商户订单号, 商户退款单号
    transaction_id TEXT    NOT NULL,
    date           TEXT    NOT NULL,
    amount         INTEGER NOT NULL,
    at             INTEGER NOT NULL,
    PRIMARY KEY (provider, entry, number, transaction_id, date)
) STRICT, WITHOUT ROWID;
CREATE INDEX statement_line_by_date ON statement_line (provider, date);

CREATE TABLE difference (
    id             INTEGER PRIMARY KEY,
    provider       TEXT    NOT NULL,
    date           TEXT    NOT NULL,           -- of the statement
    entry          TEXT    NOT NULL,
    kind           TEXT    NOT NULL,           -- missing_here, missing_there, amount
    number         TEXT    NOT NULL,
    transaction_id TEXT    NOT NULL,
    theirs         INTEGER,                    -- fen
    ours           INTEGER,                    -- fen
    at             INTEGER NOT NULL,           -- when the money moved
    found_at       INTEGER NOT NULL,
    status         TEXT    NOT NULL DEFAULT 'open', -- open, proposed, resolved
    action         TEXT,                       -- explain, settle; resolved without: it has gone by itself
    reason         TEXT,
    proposed_by    TEXT,                       -- staff:3
    resolved_by    TEXT,
    resolved_at    INTEGER,
    UNIQUE (provider, entry, kind, number, transaction_id)
) STRICT;
CREATE INDEX difference_unresolved ON difference (provider, number) WHERE status <> 'resolved';
CREATE INDEX payment_order_paid_by_time ON payment_order (provider, paid_at) WHERE status = 'paid';

-- Everything that our books say a provider has taken or given back.
CREATE VIEW book AS
    SELECT provider, 'payment' AS entry, order_no AS number, transaction_id, amount, paid_at AS at
    FROM payment_order WHERE status = 'paid'
    UNION ALL
    SELECT provider, 'payment', order_no, transaction_id, amount, paid_at
    FROM payment_alarm WHERE reason IN ('unknown_order', 'wrong_amount', 'second_payment')
    UNION ALL
    SELECT provider, 'refund', refund_no, '', amount, done_at FROM refund WHERE status <> 'failed';

CREATE TRIGGER statement_imported AFTER INSERT ON journal WHEN NEW.kind = 'statement.imported'
BEGIN
    -- Subqueries, so that a body of many megabytes is read once for each, not once for each row.
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
    -- Theirs against ours. A refund has another number of its own at each provider: ours is enough.
    INSERT INTO difference (provider, date, entry, kind, number, transaction_id, theirs, ours, at, found_at)
    SELECT l.provider, l.date, l.entry, IIF(b.amount IS NULL, 'missing_here', 'amount'), l.number, l.transaction_id,
           l.amount, b.amount, l.at, NEW.at
    FROM statement_line AS l LEFT JOIN book AS b ON b.provider = l.provider AND b.entry = l.entry AND b.number = l.number
        AND (l.entry = 'refund' OR b.transaction_id = l.transaction_id)
    WHERE l.provider = (SELECT NEW.body ->> 'provider') AND l.date = (SELECT NEW.body ->> 'date') AND l.amount IS NOT b.amount
    ORDER BY l.entry, l.number, l.transaction_id
    ON CONFLICT DO UPDATE SET status = 'open', found_at = excluded.found_at, theirs = excluded.theirs, ours = excluded.ours,
        action = NULL, reason = NULL, proposed_by = NULL, resolved_by = NULL, resolved_at = NULL
    WHERE status = 'resolved' AND action IS NULL OR theirs IS NOT excluded.theirs OR ours IS NOT excluded.ours;
    -- Ours of that day against theirs of any: some close their day before midnight.
    INSERT INTO difference (provider, date, entry, kind, number, transaction_id, theirs, ours, at, found_at)
    SELECT b.provider, (SELECT NEW.body ->> 'date'), b.entry, 'missing_there', b.number, b.transaction_id, NULL, b.amount, b.at, NEW.at
    FROM book AS b
    WHERE b.provider = (SELECT NEW.body ->> 'provider') AND b.at >= (SELECT NEW.body ->> 'begins') AND b.at < (SELECT NEW.body ->> 'ends')
        AND NOT EXISTS (SELECT 1 FROM statement_line AS l WHERE l.provider = b.provider AND l.entry = b.entry
                        AND l.number = b.number AND (l.entry = 'refund' OR l.transaction_id = b.transaction_id))
    ORDER BY b.entry, b.number, b.transaction_id
    ON CONFLICT DO UPDATE SET status = 'open', found_at = excluded.found_at, resolved_at = NULL, reason = NULL
    WHERE status = 'resolved' AND action IS NULL;
    -- What another statement, or a better file of this one, has made good.
    UPDATE difference SET status = 'resolved', resolved_at = NEW.at, reason = '后来的账单已对上', action = NULL,
        proposed_by = NULL
    WHERE provider = (SELECT NEW.body ->> 'provider') AND status <> 'resolved' AND CASE kind
        WHEN 'missing_there' THEN EXISTS (
            SELECT 1 FROM statement_line AS l WHERE l.provider = difference.provider AND l.entry = difference.entry
                AND l.number = difference.number AND (l.entry = 'refund' OR l.transaction_id = difference.transaction_id))
        ELSE NOT EXISTS (
            SELECT 1 FROM statement_line AS l WHERE l.provider = difference.provider AND l.entry = difference.entry
                AND l.number = difference.number AND l.transaction_id = difference.transaction_id AND l.amount = difference.theirs)
    END;
END;

CREATE TRIGGER difference_explained AFTER INSERT ON journal WHEN NEW.kind = 'difference.explained'
BEGIN
    UPDATE difference SET status = 'resolved', action = 'explain', reason = NEW.body ->> 'reason', resolved_by = NEW.actor,
        resolved_at = NEW.at
    WHERE id = NEW.body ->> 'difference' AND status = 'open';
END;

CREATE TRIGGER difference_proposed AFTER INSERT ON journal WHEN NEW.kind = 'difference.proposed'
BEGIN
    UPDATE difference SET status = 'proposed', action = 'settle', reason = NEW.body ->> 'reason', proposed_by = NEW.actor
    WHERE id = NEW.body ->> 'difference' AND status = 'open';
END;

CREATE TRIGGER difference_declined AFTER INSERT ON journal WHEN NEW.kind = 'difference.declined'
BEGIN
    UPDATE difference SET status = 'open', action = NULL, reason = NULL, proposed_by = NULL
    WHERE id = NEW.body ->> 'difference' AND status = 'proposed';
END;

-- Money that was missing here is written down: because two agreed (then the event names the difference), or because
-- the provider has told of it after all.
CREATE TRIGGER difference_settled AFTER INSERT ON journal
    WHEN NEW.kind IN ('payment.noticed', 'payment.found') AND (NEW.body ->> 'fault') IS NULL
BEGIN
    UPDATE difference SET status = 'resolved', resolved_at = NEW.at,
        resolved_by = IIF((NEW.body ->> 'difference') IS NULL, NULL, NEW.actor),
        action = IIF((NEW.body ->> 'difference') IS NULL, NULL, action),
        reason = IIF((NEW.body ->> 'difference') IS NULL, '支付机构后来确认了这笔付款', reason)
    WHERE status <> 'resolved' AND provider = NEW.body ->> 'provider' AND entry = 'payment' AND kind = 'missing_here'
        AND number = NEW.body ->> 'order_no' AND transaction_id = NEW.body ->> 'transaction_id';
END;
