-- 缴费, second part: what is to be confirmed, what may still be paid, refunds bounded and given up, statements that a
-- second file can't make good, fee items added during the year.

ALTER TABLE payment_order ADD COLUMN follow_until INTEGER; -- closed here, yet until then it may still be paid at the provider
CREATE INDEX payment_order_followed ON payment_order (follow_until) WHERE follow_until IS NOT NULL;

-- Somebody says that money came, and is not believed: our own query decides. UnionPay signs for all merchants with one
-- key, and what it signs can be cut in more than one way; any provider's notice may tell of another amount than we
-- asked for; a statement is a file that passed through hands.
CREATE TABLE payment_claim (
    id             INTEGER PRIMARY KEY,
    provider       TEXT    NOT NULL,
    order_no       TEXT    NOT NULL,           -- one of ours
    transaction_id TEXT    NOT NULL,           -- empty: nobody could read it
    amount         INTEGER NOT NULL,
    paid_at        INTEGER NOT NULL,
    at             INTEGER NOT NULL,
    answered_at    INTEGER,                    -- the provider has confirmed or denied it
    UNIQUE (provider, order_no, transaction_id, amount)
) STRICT;
CREATE INDEX payment_claim_open ON payment_claim (at) WHERE answered_at IS NULL;
CREATE INDEX payment_claim_by_order ON payment_claim (order_no) WHERE answered_at IS NULL;

-- Two people: how much, and why the other one did not agree.
ALTER TABLE payment_alarm ADD COLUMN refund_amount INTEGER; -- proposed to be given back
ALTER TABLE payment_alarm ADD COLUMN declined_by TEXT;
ALTER TABLE payment_alarm ADD COLUMN declined_reason TEXT;
UPDATE payment_alarm SET refund_amount = amount WHERE proposed_by IS NOT NULL;

ALTER TABLE refund ADD COLUMN total INTEGER;       -- of the transaction, when that is more than the refund
ALTER TABLE refund ADD COLUMN proposed_by TEXT;    -- staff:3, who wants to give it up; somebody else has to agree
ALTER TABLE refund ADD COLUMN proposed_at INTEGER;
ALTER TABLE refund ADD COLUMN resolution TEXT;     -- why it is given up
ALTER TABLE refund ADD COLUMN declined_by TEXT;
ALTER TABLE refund ADD COLUMN declined_reason TEXT;
CREATE INDEX refund_by_transaction ON refund (transaction_id);

ALTER TABLE difference ADD COLUMN told_by TEXT;    -- who brought the statement
ALTER TABLE difference ADD COLUMN contested INTEGER NOT NULL DEFAULT 0; -- another file of the same day says otherwise
ALTER TABLE difference ADD COLUMN declined_by TEXT;
ALTER TABLE difference ADD COLUMN declined_reason TEXT;

-- Every file that was taken in; `statement` has the last one of each day.
CREATE TABLE statement_import (
    id          INTEGER PRIMARY KEY,           -- seq of its event
    provider    TEXT    NOT NULL,
    date        TEXT    NOT NULL,
    file        TEXT    NOT NULL,              -- SHA-256
    payments    INTEGER NOT NULL,
    paid        INTEGER NOT NULL,
    refunds     INTEGER NOT NULL,
    refunded    INTEGER NOT NULL,
    imported_at INTEGER NOT NULL,
    imported_by TEXT    NOT NULL
) STRICT;
CREATE INDEX statement_import_by_date ON statement_import (date, provider, id);
INSERT INTO statement_import (id, provider, date, file, payments, paid, refunds, refunded, imported_at, imported_by)
SELECT seq, body ->> 'provider', body ->> 'date', body ->> 'file', body ->> 'payments', body ->> 'paid', body ->> 'refunds',
       body ->> 'refunded', at, actor FROM journal WHERE kind = 'statement.imported';

-- Money for an order of one provider that another tells of is in suspense.
DROP TRIGGER payment_alarmed;
CREATE TRIGGER payment_alarmed AFTER INSERT ON payment_alarm
    WHEN NEW.reason IN ('unknown_order', 'wrong_amount', 'second_payment', 'wrong_provider')
BEGIN
    INSERT INTO ledger (order_no, account, amount, at)
    VALUES (NEW.order_no, 'provider', NEW.amount, NEW.at), (NEW.order_no, 'suspense', -NEW.amount, NEW.at);
END;

-- As in 0006, and what was to be confirmed has its answer.
DROP TRIGGER payment_came;
CREATE TRIGGER payment_came AFTER INSERT ON journal WHEN NEW.kind IN ('payment.noticed', 'payment.found')
BEGIN
    INSERT INTO payment_alarm (id, provider, order_no, transaction_id, reason, amount, paid_at, at)
    SELECT NEW.seq, NEW.body ->> 'provider', NEW.body ->> 'order_no', NEW.body ->> 'transaction_id', r.reason,
           NEW.body ->> 'amount', NEW.body ->> 'paid_at', NEW.at
    FROM (SELECT CASE
              WHEN (NEW.body ->> 'fault') IS NOT NULL THEN NEW.body ->> 'fault'
              WHEN o.order_no IS NULL THEN 'unknown_order'
              WHEN o.amount IS NOT (NEW.body ->> 'amount') THEN 'wrong_amount'
              WHEN o.transaction_id IS (NEW.body ->> 'transaction_id') THEN NULL
              WHEN o.status = 'paid' THEN 'second_payment'
          END AS reason
          FROM (SELECT NEW.body ->> 'order_no' AS order_no) AS n
          LEFT JOIN payment_order AS o ON o.order_no = n.order_no) AS r
    WHERE r.reason IS NOT NULL
    ON CONFLICT DO NOTHING;
    UPDATE payment_order SET status = 'paid', paid_at = NEW.body ->> 'paid_at', transaction_id = NEW.body ->> 'transaction_id',
        follow_until = NULL
    WHERE order_no = NEW.body ->> 'order_no' AND status <> 'paid' AND amount = (NEW.body ->> 'amount')
        AND (NEW.body ->> 'fault') IS NULL;
    UPDATE payment_claim SET answered_at = NEW.at
    WHERE order_no = NEW.body ->> 'order_no' AND provider = NEW.body ->> 'provider' AND answered_at IS NULL
        AND transaction_id IN ('', NEW.body ->> 'transaction_id');
END;

-- A notice that is only a reason to ask: payment.claimed has the fields of payment.noticed. What can't be asked about,
-- a person looks at; no money is booked.
CREATE TRIGGER payment_claimed AFTER INSERT ON journal WHEN NEW.kind = 'payment.claimed'
BEGIN
    INSERT INTO payment_alarm (id, provider, order_no, transaction_id, reason, amount, paid_at, at)
    SELECT NEW.seq, NEW.body ->> 'provider', NEW.body ->> 'order_no', NEW.body ->> 'transaction_id',
           COALESCE(NEW.body ->> 'fault', 'unconfirmed'), NEW.body ->> 'amount', NEW.body ->> 'paid_at', NEW.at
    WHERE (NEW.body ->> 'fault') IS NOT NULL OR NOT EXISTS (
        SELECT 1 FROM payment_order AS o WHERE o.order_no = NEW.body ->> 'order_no' AND o.provider = NEW.body ->> 'provider')
    ON CONFLICT DO NOTHING;
    INSERT INTO payment_claim (provider, order_no, transaction_id, amount, paid_at, at)
    SELECT o.provider, o.order_no, NEW.body ->> 'transaction_id', NEW.body ->> 'amount', NEW.body ->> 'paid_at', NEW.at
    FROM payment_order AS o WHERE o.order_no = NEW.body ->> 'order_no' AND o.provider = NEW.body ->> 'provider'
        AND (NEW.body ->> 'fault') IS NULL AND o.transaction_id IS NOT (NEW.body ->> 'transaction_id')
        AND NOT EXISTS (SELECT 1 FROM payment_alarm AS a WHERE a.order_no = o.order_no
                        AND a.transaction_id = NEW.body ->> 'transaction_id')
    ON CONFLICT DO NOTHING;
END;

-- Signed by the provider, yet nobody can read it.
CREATE TRIGGER provider_unreadable AFTER INSERT ON journal
    WHEN NEW.kind = 'provider.told' AND (NEW.body ->> 'fault') IS NOT NULL
BEGIN
    INSERT INTO payment_alarm (id, provider, order_no, transaction_id, reason, amount, paid_at, at)
    VALUES (NEW.seq, NEW.body ->> 'provider', NEW.body ->> 'order_no', NEW.body ->> 'transaction_id', NEW.body ->> 'fault', 0,
            NEW.at, NEW.at)
    ON CONFLICT DO NOTHING;
    INSERT INTO payment_claim (provider, order_no, transaction_id, amount, paid_at, at)
    SELECT o.provider, o.order_no, '', 0, NEW.at, NEW.at FROM payment_order AS o
    WHERE o.order_no = NEW.body ->> 'order_no' AND o.provider = NEW.body ->> 'provider' AND o.status <> 'paid'
    ON CONFLICT DO NOTHING;
END;

-- The provider denies it, again and again.
CREATE TRIGGER claim_refuted AFTER INSERT ON journal WHEN NEW.kind = 'claim.refuted'
BEGIN
    INSERT INTO payment_alarm (id, provider, order_no, transaction_id, reason, amount, paid_at, at)
    SELECT NEW.seq, c.provider, c.order_no, c.transaction_id, 'unconfirmed', c.amount, c.paid_at, NEW.at FROM payment_claim AS c
    WHERE c.id = NEW.body ->> 'claim' AND c.answered_at IS NULL AND c.transaction_id <> ''
    ON CONFLICT DO NOTHING;
    UPDATE payment_claim SET answered_at = NEW.at WHERE id = NEW.body ->> 'claim' AND answered_at IS NULL;
END;

DROP TRIGGER order_closed;
CREATE TRIGGER order_closed AFTER INSERT ON journal WHEN NEW.kind = 'order.closed'
BEGIN
    UPDATE payment_order SET status = 'closed', follow_until = NEW.body ->> 'follow_until'
    WHERE order_no = NEW.body ->> 'order_no' AND status = 'open';
END;

-- It can't be paid any more, anywhere.
CREATE TRIGGER order_ended AFTER INSERT ON journal WHEN NEW.kind = 'order.ended'
BEGIN
    UPDATE payment_order SET follow_until = NULL WHERE order_no = NEW.body ->> 'order_no';
END;

DROP TRIGGER alarm_refund_proposed;
CREATE TRIGGER alarm_refund_proposed AFTER INSERT ON journal WHEN NEW.kind = 'alarm.refund_proposed'
BEGIN
    UPDATE payment_alarm SET proposed_by = NEW.actor, proposed_at = NEW.at, resolution = NEW.body ->> 'resolution',
        refund_amount = COALESCE(NEW.body ->> 'amount', amount), declined_by = NULL, declined_reason = NULL
    WHERE id = NEW.body ->> 'alarm' AND resolved_at IS NULL;
END;

DROP TRIGGER alarm_refund_declined;
CREATE TRIGGER alarm_refund_declined AFTER INSERT ON journal WHEN NEW.kind = 'alarm.refund_declined'
BEGIN
    UPDATE payment_alarm SET proposed_by = NULL, proposed_at = NULL, resolution = NULL, refund_amount = NULL,
        declined_by = IIF((NEW.body ->> 'reason') IS NULL, NULL, NEW.actor), declined_reason = NEW.body ->> 'reason'
    WHERE id = NEW.body ->> 'alarm' AND resolved_at IS NULL;
END;

DROP TRIGGER alarm_refund_agreed;
CREATE TRIGGER alarm_refund_agreed AFTER INSERT ON journal WHEN NEW.kind = 'alarm.refund_agreed'
BEGIN
    INSERT INTO refund (refund_no, order_no, candidate, item, provider, transaction_id, amount, status, requested_at, total)
    SELECT a.order_no || 'R' || a.id, a.order_no, o.candidate, o.item, a.provider, a.transaction_id, a.refund_amount, 'requested',
           NEW.at, NULLIF(a.amount, a.refund_amount)
    FROM payment_alarm AS a JOIN payment_order AS o ON o.order_no = a.order_no
    WHERE a.id = NEW.body ->> 'alarm' AND a.resolved_at IS NULL;
    INSERT INTO ledger (order_no, account, amount, at)
    SELECT a.order_no, n.account, n.sign * a.refund_amount, NEW.at FROM payment_alarm AS a
    JOIN (SELECT 'suspense' AS account, 1 AS sign UNION ALL SELECT 'surplus', -1) AS n
    WHERE a.id = NEW.body ->> 'alarm' AND a.resolved_at IS NULL;
    UPDATE payment_alarm SET resolved_at = NEW.at WHERE id = NEW.body ->> 'alarm' AND resolved_at IS NULL;
END;

-- A refund that the provider can't do is given up by two people: the money is not owed back any more in our books.
CREATE TRIGGER refund_abandon_proposed AFTER INSERT ON journal WHEN NEW.kind = 'refund.abandon_proposed'
BEGIN
    UPDATE refund SET proposed_by = NEW.actor, proposed_at = NEW.at, resolution = NEW.body ->> 'reason', declined_by = NULL,
        declined_reason = NULL
    WHERE refund_no = NEW.body ->> 'refund_no' AND status = 'failed';
END;

CREATE TRIGGER refund_abandon_declined AFTER INSERT ON journal WHEN NEW.kind = 'refund.abandon_declined'
BEGIN
    UPDATE refund SET proposed_by = NULL, proposed_at = NULL, resolution = NULL, declined_by = NEW.actor,
        declined_reason = NEW.body ->> 'reason'
    WHERE refund_no = NEW.body ->> 'refund_no' AND status = 'failed';
END;

CREATE TRIGGER refund_abandoned AFTER INSERT ON journal WHEN NEW.kind = 'refund.abandoned'
BEGIN
    INSERT INTO ledger (order_no, account, amount, at)
    SELECT r.order_no, n.account, n.sign * r.amount, NEW.at FROM refund AS r
    JOIN (SELECT 'surplus' AS account, 1 AS sign UNION ALL SELECT 'written_off', -1) AS n
    WHERE r.refund_no = NEW.body ->> 'refund_no' AND r.status = 'failed';
    UPDATE refund SET status = 'abandoned' WHERE refund_no = NEW.body ->> 'refund_no' AND status = 'failed';
END;

DROP VIEW book;
CREATE VIEW book AS
    SELECT provider, 'payment' AS entry, order_no AS number, transaction_id, amount, paid_at AS at
    FROM payment_order WHERE status = 'paid'
    UNION ALL
    SELECT provider, 'payment', order_no, transaction_id, amount, paid_at
    FROM payment_alarm WHERE reason IN ('unknown_order', 'wrong_amount', 'second_payment', 'wrong_provider')
    UNION ALL
    SELECT provider, 'refund', refund_no, '', amount, done_at FROM refund WHERE status NOT IN ('failed', 'abandoned');

-- What an earlier version took in keeps its meaning (statement.imported, 0010); only that it came is listed here.
CREATE TRIGGER statement_listed AFTER INSERT ON journal WHEN NEW.kind IN ('statement.imported', 'statement.compared')
BEGIN
    INSERT INTO statement_import (id, provider, date, file, payments, paid, refunds, refunded, imported_at, imported_by)
    VALUES (NEW.seq, NEW.body ->> 'provider', NEW.body ->> 'date', NEW.body ->> 'file', NEW.body ->> 'payments',
            NEW.body ->> 'paid', NEW.body ->> 'refunds', NEW.body ->> 'refunded', NEW.at, NEW.actor);
END;

-- As statement.imported, but: a line older than its order is a difference of its own kind, which nobody writes down; a
-- later file of the same day makes nothing good that an earlier one opened, and what two files of a day say
-- differently is contested; of what is missing here, the provider is asked at once.
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
    INSERT INTO payment_claim (provider, order_no, transaction_id, amount, paid_at, at)
    SELECT d.provider, d.number, d.transaction_id, d.theirs, d.at, NEW.at
    FROM difference AS d JOIN payment_order AS o ON o.order_no = d.number AND o.provider = d.provider AND o.status <> 'paid'
    WHERE d.provider = (SELECT NEW.body ->> 'provider') AND d.status <> 'resolved' AND d.date = (SELECT NEW.body ->> 'date')
        AND d.entry = 'payment' AND d.kind = 'missing_here'
    ORDER BY d.id
    ON CONFLICT DO NOTHING;
END;

DROP TRIGGER difference_declined;
CREATE TRIGGER difference_declined AFTER INSERT ON journal WHEN NEW.kind = 'difference.declined'
BEGIN
    UPDATE difference SET status = 'open', action = NULL, reason = NULL, proposed_by = NULL,
        declined_by = IIF((NEW.body ->> 'reason') IS NULL, NULL, NEW.actor), declined_reason = NEW.body ->> 'reason'
    WHERE id = NEW.body ->> 'difference' AND status = 'proposed';
END;

-- Fee items.
ALTER TABLE fee_item ADD COLUMN one_of TEXT NOT NULL DEFAULT ''; -- of those with the same name here, only one is chosen
DROP TRIGGER fee_item_updated;
UPDATE fee_item SET one_of = 'specialty' WHERE owed_by = 'chooser' AND unlocks = 'specialty_ticket';
CREATE TRIGGER fee_item_updated BEFORE UPDATE ON fee_item
    WHEN EXISTS (SELECT 1 FROM candidate AS c WHERE c.exam = OLD.exam)
BEGIN
    SELECT RAISE(ABORT, 'fee items are fixed once the exam has candidates');
END;

-- Those added during the year, by an event: what was owed before stays so. None of them opens 报名 itself, which some
-- have behind them.
CREATE TABLE added_fee_item (
    exam     TEXT    NOT NULL,
    item     TEXT    NOT NULL,
    name     TEXT    NOT NULL,
    amount   INTEGER NOT NULL,
    detail   TEXT    NOT NULL,
    notice   TEXT    NOT NULL,
    window   TEXT    NOT NULL,
    owed_by  TEXT    NOT NULL,
    position INTEGER NOT NULL,
    unlocks  TEXT    NOT NULL,
    one_of   TEXT    NOT NULL,
    PRIMARY KEY (exam, item)
) STRICT;

CREATE VIEW any_fee_item AS
    SELECT exam, item, name, amount, detail, notice, window, owed_by, position, unlocks, one_of FROM fee_item
    UNION ALL
    SELECT exam, item, name, amount, detail, notice, window, owed_by, position, unlocks, one_of FROM added_fee_item;

CREATE TRIGGER fee_item_added AFTER INSERT ON journal WHEN NEW.kind = 'fee_item.added'
BEGIN
    INSERT INTO added_fee_item (exam, item, name, amount, detail, notice, window, owed_by, position, unlocks, one_of)
    VALUES (NEW.exam, NEW.body ->> 'item', NEW.body ->> 'name', NEW.body ->> 'amount', NEW.body ->> 'detail', NEW.body ->> 'notice',
            NEW.body ->> 'window', NEW.body ->> 'owed_by', NEW.seq, NEW.body ->> 'unlocks', NEW.body ->> 'one_of');
    INSERT INTO fee (candidate, item, name, amount, status)
    SELECT c.id, i.item, i.name, i.amount, 'due' FROM added_fee_item AS i JOIN candidate AS c ON c.exam = i.exam
    WHERE i.exam = NEW.exam AND i.item = NEW.body ->> 'item'
        AND (i.owed_by = 'everybody' OR i.owed_by = 'filled' AND c.filled_at IS NOT NULL);
END;

CREATE TRIGGER added_fee_admitted AFTER INSERT ON candidate
BEGIN
    INSERT INTO fee (candidate, item, name, amount, status)
    SELECT NEW.id, i.item, i.name, i.amount, 'due' FROM added_fee_item AS i WHERE i.exam = NEW.exam AND i.owed_by = 'everybody';
END;

CREATE TRIGGER added_fee_filled AFTER UPDATE OF filled_at ON candidate WHEN OLD.filled_at IS NULL AND NEW.filled_at IS NOT NULL
BEGIN
    INSERT INTO fee (candidate, item, name, amount, status)
    SELECT NEW.id, i.item, i.name, i.amount, 'due' FROM added_fee_item AS i WHERE i.exam = NEW.exam AND i.owed_by = 'filled';
END;

DROP TRIGGER fee_chosen;
CREATE TRIGGER fee_chosen AFTER INSERT ON journal WHEN NEW.kind = 'fee.chosen'
BEGIN
    INSERT INTO fee (candidate, item, name, amount, status, chosen)
    SELECT NEW.subject, i.item, i.name, i.amount, 'due', 1 FROM any_fee_item AS i
    WHERE i.exam = NEW.exam AND i.item = NEW.body ->> 'item'
    ON CONFLICT DO UPDATE SET status = 'due', amount = excluded.amount WHERE status = 'dropped';
END;
