-- 缴费: fee items as data, what each candidate owes, orders (attempts), alarms.

-- Reference data.
CREATE TABLE fee_item (
    exam    TEXT    NOT NULL REFERENCES exam (id),
    item    TEXT    NOT NULL,                  -- registration
    name    TEXT    NOT NULL,                  -- 普通高考报名费
    amount  INTEGER NOT NULL CHECK (amount > 0), -- fen
    detail  TEXT    NOT NULL,                  -- what it is made of, for people; may be empty
    notice  TEXT    NOT NULL,                  -- 一旦缴纳不退
    window  TEXT    NOT NULL,                  -- name of the window in which it can be paid
    owed_by TEXT    NOT NULL CHECK (owed_by IN ('everybody', 'filled', 'chooser')), -- filled: whoever has a form
    position INTEGER NOT NULL,                 -- in a list of fees
    unlocks TEXT    NOT NULL CHECK (unlocks IN ('identity', 'ticket', 'specialty_ticket', 'volunteer')),
    PRIMARY KEY (exam, item)
) STRICT;

-- What was owed when a candidate came stays so, and a replay of the journal finds the same.
CREATE TRIGGER fee_item_inserted BEFORE INSERT ON fee_item
    WHEN EXISTS (SELECT 1 FROM candidate AS c WHERE c.exam = NEW.exam)
BEGIN
    SELECT RAISE(ABORT, 'fee items are fixed once the exam has candidates');
END;
CREATE TRIGGER fee_item_updated BEFORE UPDATE ON fee_item
    WHEN EXISTS (SELECT 1 FROM candidate AS c WHERE c.exam = OLD.exam)
BEGIN
    SELECT RAISE(ABORT, 'fee items are fixed once the exam has candidates');
END;
CREATE TRIGGER fee_item_deleted BEFORE DELETE ON fee_item
    WHEN EXISTS (SELECT 1 FROM candidate AS c WHERE c.exam = OLD.exam)
BEGIN
    SELECT RAISE(ABORT, 'fee items are fixed once the exam has candidates');
END;

-- Projections.
CREATE TABLE fee (
    candidate INTEGER NOT NULL,
    item      TEXT    NOT NULL,
    name      TEXT    NOT NULL,
    amount    INTEGER NOT NULL,
    status    TEXT    NOT NULL,                -- due, paid, dropped
    paid_at   INTEGER,
    order_no  TEXT,                            -- the order that paid it
    chosen    INTEGER NOT NULL DEFAULT 0,      -- by the candidate, who may drop it while it is due
    PRIMARY KEY (candidate, item)
) STRICT, WITHOUT ROWID;

CREATE TABLE payment_order (
    order_no    TEXT    PRIMARY KEY,           -- 26 letters and digits
    candidate   INTEGER NOT NULL,
    item        TEXT    NOT NULL,
    provider    TEXT    NOT NULL,
    channel     TEXT    NOT NULL,              -- qr, phone
    amount      INTEGER NOT NULL,
    status      TEXT    NOT NULL,              -- open, paid, closed
    page_token  TEXT    NOT NULL UNIQUE,       -- of the 代付 page
    code_url    TEXT,                          -- what the QR code says
    created_at  INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    paid_at     INTEGER,
    transaction_id TEXT                        -- the provider's number
) STRICT, WITHOUT ROWID;
-- One open attempt a fee item.
CREATE UNIQUE INDEX payment_order_open ON payment_order (candidate, item) WHERE status = 'open';
CREATE INDEX payment_order_expiring ON payment_order (expires_at) WHERE status = 'open';
CREATE INDEX payment_order_by_candidate ON payment_order (candidate, item, created_at);
CREATE INDEX payment_order_by_time ON payment_order (created_at);
CREATE INDEX payment_order_by_transaction ON payment_order (transaction_id) WHERE transaction_id IS NOT NULL;

-- Money to be given back: an order that was paid although the fee was paid already.
CREATE TABLE refund (
    refund_no      TEXT    PRIMARY KEY,        -- the order's number and an R, and an alarm's number
    order_no       TEXT    NOT NULL,
    candidate      INTEGER NOT NULL,
    item           TEXT    NOT NULL,
    provider       TEXT    NOT NULL,
    transaction_id TEXT    NOT NULL,
    amount         INTEGER NOT NULL,
    status         TEXT    NOT NULL,           -- requested, sent, done, failed
    requested_at   INTEGER NOT NULL,
    sent_at        INTEGER,
    done_at        INTEGER,
    reason         TEXT                        -- why the provider can't
) STRICT, WITHOUT ROWID;
CREATE INDEX refund_by_candidate ON refund (candidate);
CREATE INDEX refund_underway ON refund (status, refund_no) WHERE status IN ('requested', 'sent');

-- 财政票据: one for each fee that was paid, numbered without a gap.
CREATE TABLE bill (
    number    INTEGER PRIMARY KEY,
    exam      TEXT    NOT NULL,
    candidate INTEGER NOT NULL,
    item      TEXT    NOT NULL,
    name      TEXT    NOT NULL,                -- of the fee item
    amount    INTEGER NOT NULL,
    payer     TEXT    NOT NULL,
    order_no  TEXT    NOT NULL,
    provider  TEXT    NOT NULL,
    paid_at   INTEGER NOT NULL,
    UNIQUE (candidate, item)
) STRICT;

-- Where all money is, in double entry: the rows of an order always come to zero. Accounts: provider (what it holds
-- for us), fee (what paid something), surplus (what is owed back), suspense (what a person must look at).
CREATE TABLE ledger (
    id       INTEGER PRIMARY KEY,
    order_no TEXT    NOT NULL,
    account  TEXT    NOT NULL,
    amount   INTEGER NOT NULL,
    at       INTEGER NOT NULL
) STRICT;
CREATE INDEX ledger_by_order ON ledger (order_no);

-- What a person must look at: money that came and fits nothing. Once for each thing that was told,
-- however often and in whichever way it was told.
CREATE TABLE payment_alarm (
    id             INTEGER PRIMARY KEY,        -- seq of the event
    provider       TEXT    NOT NULL,
    order_no       TEXT    NOT NULL,
    transaction_id TEXT    NOT NULL,           -- the provider's number
    reason         TEXT    NOT NULL,           -- unknown_order, wrong_amount, second_payment, wrong_merchant, wrong_currency, refunded
    amount         INTEGER NOT NULL,
    paid_at        INTEGER NOT NULL,
    at             INTEGER NOT NULL,
    proposed_by    TEXT,                       -- staff:3, who wants to give it back; somebody else has to agree
    proposed_at    INTEGER,
    resolved_at    INTEGER,                    -- somebody has looked at it
    resolution     TEXT,                       -- and what came, or is to come, of it
    UNIQUE (order_no, transaction_id, reason, amount)
) STRICT;

CREATE TRIGGER fee_filled AFTER UPDATE OF filled_at ON candidate WHEN OLD.filled_at IS NULL AND NEW.filled_at IS NOT NULL
BEGIN
    INSERT INTO fee (candidate, item, name, amount, status)
    SELECT NEW.id, i.item, i.name, i.amount, 'due' FROM fee_item AS i WHERE i.exam = NEW.exam AND i.owed_by = 'filled';
END;

CREATE TRIGGER fee_chosen AFTER INSERT ON journal WHEN NEW.kind = 'fee.chosen'
BEGIN
    INSERT INTO fee (candidate, item, name, amount, status, chosen)
    SELECT NEW.subject, i.item, i.name, i.amount, 'due', 1 FROM fee_item AS i
    WHERE i.exam = NEW.exam AND i.item = NEW.body ->> 'item'
    ON CONFLICT DO UPDATE SET status = 'due', amount = excluded.amount WHERE status = 'dropped';
END;

CREATE TRIGGER fee_dropped AFTER INSERT ON journal WHEN NEW.kind = 'fee.dropped'
BEGIN
    UPDATE fee SET status = 'dropped' WHERE candidate = NEW.subject AND item = NEW.body ->> 'item' AND status = 'due' AND chosen;
END;

CREATE TRIGGER order_created AFTER INSERT ON journal WHEN NEW.kind = 'order.created'
BEGIN
    INSERT INTO payment_order (order_no, candidate, item, provider, channel, amount, status, page_token, created_at, expires_at)
    VALUES (NEW.body ->> 'order_no', NEW.subject, NEW.body ->> 'item', NEW.body ->> 'provider', NEW.body ->> 'channel',
            NEW.body ->> 'amount', 'open', NEW.body ->> 'page_token', NEW.at, NEW.body ->> 'expires_at');
END;

CREATE TRIGGER order_prepared AFTER INSERT ON journal WHEN NEW.kind = 'order.prepared'
BEGIN
    UPDATE payment_order SET code_url = NEW.body ->> 'code_url' WHERE order_no = NEW.body ->> 'order_no';
END;

CREATE TRIGGER order_closed AFTER INSERT ON journal WHEN NEW.kind = 'order.closed'
BEGIN
    UPDATE payment_order SET status = 'closed' WHERE order_no = NEW.body ->> 'order_no' AND status = 'open';
END;

-- Money has come: payment.noticed (the provider told us) or payment.found (we asked). Both carry order_no,
-- amount, transaction_id, paid_at, and fault where it can't settle anything. The first one settles, also when
-- the order was closed meanwhile; the same transaction once more changes nothing; another order for what is paid
-- already is given back; all else is an alarm.
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
    UPDATE payment_order SET status = 'paid', paid_at = NEW.body ->> 'paid_at', transaction_id = NEW.body ->> 'transaction_id'
    WHERE order_no = NEW.body ->> 'order_no' AND status <> 'paid' AND amount = (NEW.body ->> 'amount')
        AND (NEW.body ->> 'fault') IS NULL;
END;

CREATE TRIGGER payment_alarmed AFTER INSERT ON payment_alarm
    WHEN NEW.reason IN ('unknown_order', 'wrong_amount', 'second_payment')
BEGIN
    INSERT INTO ledger (order_no, account, amount, at)
    VALUES (NEW.order_no, 'provider', NEW.amount, NEW.at), (NEW.order_no, 'suspense', -NEW.amount, NEW.at);
END;

CREATE TRIGGER alarm_resolved AFTER INSERT ON journal WHEN NEW.kind = 'alarm.resolved'
BEGIN
    UPDATE payment_alarm SET resolved_at = NEW.at, resolution = NEW.body ->> 'resolution'
    WHERE id = NEW.body ->> 'alarm' AND resolved_at IS NULL;
END;

-- To give money back that a person must look at takes two of them.
CREATE TRIGGER alarm_refund_proposed AFTER INSERT ON journal WHEN NEW.kind = 'alarm.refund_proposed'
BEGIN
    UPDATE payment_alarm SET proposed_by = NEW.actor, proposed_at = NEW.at, resolution = NEW.body ->> 'resolution'
    WHERE id = NEW.body ->> 'alarm' AND resolved_at IS NULL;
END;

CREATE TRIGGER alarm_refund_declined AFTER INSERT ON journal WHEN NEW.kind = 'alarm.refund_declined'
BEGIN
    UPDATE payment_alarm SET proposed_by = NULL, proposed_at = NULL, resolution = NULL
    WHERE id = NEW.body ->> 'alarm' AND resolved_at IS NULL;
END;

CREATE TRIGGER alarm_refund_agreed AFTER INSERT ON journal WHEN NEW.kind = 'alarm.refund_agreed'
BEGIN
    INSERT INTO refund (refund_no, order_no, candidate, item, provider, transaction_id, amount, status, requested_at)
    SELECT a.order_no || 'R' || a.id, a.order_no, o.candidate, o.item, a.provider, a.transaction_id, a.amount, 'requested', NEW.at
    FROM payment_alarm AS a JOIN payment_order AS o ON o.order_no = a.order_no
    WHERE a.id = NEW.body ->> 'alarm' AND a.resolved_at IS NULL;
    INSERT INTO ledger (order_no, account, amount, at)
    SELECT a.order_no, n.account, n.sign * a.amount, NEW.at FROM payment_alarm AS a
    JOIN (SELECT 'suspense' AS account, 1 AS sign UNION ALL SELECT 'surplus', -1) AS n
    WHERE a.id = NEW.body ->> 'alarm' AND a.resolved_at IS NULL;
    UPDATE payment_alarm SET resolved_at = NEW.at WHERE id = NEW.body ->> 'alarm' AND resolved_at IS NULL;
END;

CREATE TRIGGER payment_order_paid AFTER UPDATE OF status ON payment_order WHEN NEW.status = 'paid' AND OLD.status <> 'paid'
BEGIN
    INSERT INTO refund (refund_no, order_no, candidate, item, provider, transaction_id, amount, status, requested_at)
    SELECT NEW.order_no || 'R', NEW.order_no, NEW.candidate, NEW.item, NEW.provider, NEW.transaction_id, NEW.amount,
           'requested', NEW.paid_at
    FROM fee WHERE candidate = NEW.candidate AND item = NEW.item AND status <> 'due';
    INSERT INTO bill (exam, candidate, item, name, amount, payer, order_no, provider, paid_at)
    SELECT c.exam, c.id, f.item, f.name, NEW.amount, c.name, NEW.order_no, NEW.provider, NEW.paid_at
    FROM fee AS f JOIN candidate AS c ON c.id = f.candidate
    WHERE f.candidate = NEW.candidate AND f.item = NEW.item AND f.status = 'due';
    INSERT INTO ledger (order_no, account, amount, at)
    SELECT NEW.order_no, a.account, a.amount, NEW.paid_at FROM fee AS f JOIN (
        SELECT 'due' AS status, 'provider' AS account, NEW.amount AS amount UNION ALL SELECT 'due', 'fee', -NEW.amount
        UNION ALL SELECT 'beyond', 'provider', NEW.amount UNION ALL SELECT 'beyond', 'surplus', -NEW.amount) AS a
        ON a.status = IIF(f.status = 'due', 'due', 'beyond')
    WHERE f.candidate = NEW.candidate AND f.item = NEW.item;
    UPDATE fee SET status = 'paid', paid_at = NEW.paid_at, order_no = NEW.order_no
    WHERE candidate = NEW.candidate AND item = NEW.item AND status = 'due';
    UPDATE candidate SET paid_at = COALESCE(paid_at, NEW.paid_at)
    WHERE id = NEW.candidate AND EXISTS (
        SELECT 1 FROM fee_item AS i WHERE i.exam = candidate.exam AND i.item = NEW.item AND i.unlocks = 'identity');
END;

CREATE TRIGGER refund_sent AFTER INSERT ON journal WHEN NEW.kind = 'refund.sent'
BEGIN
    UPDATE refund SET status = 'sent', sent_at = NEW.at WHERE refund_no = NEW.body ->> 'refund_no' AND status = 'requested';
END;

CREATE TRIGGER refund_done AFTER INSERT ON journal WHEN NEW.kind = 'refund.done'
BEGIN
    UPDATE refund SET status = 'done', done_at = NEW.body ->> 'done_at', reason = NULL
    WHERE refund_no = NEW.body ->> 'refund_no' AND status <> 'done';
END;

CREATE TRIGGER refund_failed AFTER INSERT ON journal WHEN NEW.kind = 'refund.failed'
BEGIN
    UPDATE refund SET status = 'failed', reason = NEW.body ->> 'reason'
    WHERE refund_no = NEW.body ->> 'refund_no' AND status IN ('requested', 'sent');
END;

CREATE TRIGGER refund_retried AFTER INSERT ON journal WHEN NEW.kind = 'refund.retried'
BEGIN
    UPDATE refund SET status = 'requested', reason = NULL WHERE refund_no = NEW.body ->> 'refund_no' AND status = 'failed';
END;

CREATE TRIGGER refund_given_back AFTER UPDATE OF status ON refund WHEN NEW.status = 'done' AND OLD.status <> 'done'
BEGIN
    INSERT INTO ledger (order_no, account, amount, at)
    VALUES (NEW.order_no, 'provider', -NEW.amount, NEW.done_at), (NEW.order_no, 'surplus', NEW.amount, NEW.done_at);
END;
