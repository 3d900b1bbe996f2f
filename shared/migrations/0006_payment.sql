-- 缴费: fee items as data, what each candidate owes, orders (attempts), alarms.

-- Reference data.
CREATE TABLE fee_item (
    exam    TEXT    NOT NULL REFERENCES exam (id),
    item    TEXT    NOT NULL,                  -- registration
    name    TEXT    NOT NULL,                  -- 普通高考报名费
    amount  INTEGER NOT NULL CHECK (amount > 0), -- fen
    notice  TEXT    NOT NULL,                  -- 一旦缴纳不退
    window  TEXT    NOT NULL,                  -- name of the window in which it can be paid
    owed_by TEXT    NOT NULL,                  -- everybody
    PRIMARY KEY (exam, item)
) STRICT;

-- Projections.
CREATE TABLE fee (
    candidate INTEGER NOT NULL,
    item      TEXT    NOT NULL,
    name      TEXT    NOT NULL,
    amount    INTEGER NOT NULL,
    status    TEXT    NOT NULL,                -- due, paid
    paid_at   INTEGER,
    order_no  TEXT,                            -- the order that paid it
    PRIMARY KEY (candidate, item)
) STRICT, WITHOUT ROWID;

CREATE TABLE payment_order (
    order_no    TEXT    PRIMARY KEY,           -- 26 letters and digits
    candidate   INTEGER NOT NULL,
    item        TEXT    NOT NULL,
    provider    TEXT    NOT NULL,
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
CREATE INDEX payment_order_by_candidate ON payment_order (candidate, item, created_at);

-- What a person must look at: money that came and fits nothing. Once for each thing that was told,
-- however often and in whichever way it was told.
CREATE TABLE payment_alarm (
    id             INTEGER PRIMARY KEY,        -- seq of the event
    order_no       TEXT    NOT NULL,
    transaction_id TEXT    NOT NULL,           -- the provider's number
    reason         TEXT    NOT NULL,           -- unknown_order, wrong_amount, surplus, wrong_merchant, wrong_currency, refunded
    amount         INTEGER NOT NULL,
    UNIQUE (order_no, transaction_id, reason, amount)
) STRICT;

CREATE TRIGGER order_created AFTER INSERT ON journal WHEN NEW.kind = 'order.created'
BEGIN
    INSERT INTO payment_order (order_no, candidate, item, provider, amount, status, page_token, created_at, expires_at)
    VALUES (NEW.body ->> 'order_no', NEW.subject, NEW.body ->> 'item', NEW.body ->> 'provider', NEW.body ->> 'amount',
            'open', NEW.body ->> 'page_token', NEW.at, NEW.body ->> 'expires_at');
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
-- the order was closed meanwhile; the same transaction once more changes nothing; all else is an alarm.
CREATE TRIGGER payment_came AFTER INSERT ON journal WHEN NEW.kind IN ('payment.noticed', 'payment.found')
BEGIN
    INSERT INTO payment_alarm (id, order_no, transaction_id, reason, amount)
    SELECT NEW.seq, NEW.body ->> 'order_no', NEW.body ->> 'transaction_id', r.reason, NEW.body ->> 'amount'
    FROM (SELECT CASE
              WHEN (NEW.body ->> 'fault') IS NOT NULL THEN NEW.body ->> 'fault'
              WHEN o.order_no IS NULL THEN 'unknown_order'
              WHEN o.amount IS NOT (NEW.body ->> 'amount') THEN 'wrong_amount'
              WHEN o.transaction_id IS (NEW.body ->> 'transaction_id') THEN NULL
              WHEN o.status = 'paid' OR f.status IS NOT 'due' THEN 'surplus'
          END AS reason
          FROM (SELECT NEW.body ->> 'order_no' AS order_no) AS n
          LEFT JOIN payment_order AS o ON o.order_no = n.order_no
          LEFT JOIN fee AS f ON f.candidate = o.candidate AND f.item = o.item) AS r
    WHERE r.reason IS NOT NULL
    ON CONFLICT DO NOTHING;
    UPDATE payment_order SET status = 'paid', paid_at = NEW.body ->> 'paid_at', transaction_id = NEW.body ->> 'transaction_id'
    WHERE order_no = NEW.body ->> 'order_no' AND status <> 'paid' AND amount = (NEW.body ->> 'amount')
        AND (NEW.body ->> 'fault') IS NULL;
END;

CREATE TRIGGER payment_order_paid AFTER UPDATE OF status ON payment_order WHEN NEW.status = 'paid' AND OLD.status <> 'paid'
BEGIN
    UPDATE fee SET status = 'paid', paid_at = NEW.paid_at, order_no = NEW.order_no
    WHERE candidate = NEW.candidate AND item = NEW.item AND status = 'due';
    UPDATE candidate SET paid_at = COALESCE(paid_at, NEW.paid_at) WHERE id = NEW.candidate AND NEW.item = 'registration';
END;
