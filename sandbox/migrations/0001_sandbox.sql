-- 沙箱: what the world outside remembers.

-- Orders at the payment provider.
CREATE TABLE trade (
    out_trade_no   TEXT    PRIMARY KEY,
    provider       TEXT    NOT NULL,           -- wechat, alipay, unionpay
    token          TEXT    NOT NULL UNIQUE,    -- pr of the code_url; a new one with each 下单
    description    TEXT    NOT NULL,
    total          INTEGER NOT NULL,           -- fen
    notify_url     TEXT    NOT NULL,
    created_at     INTEGER NOT NULL,
    expires_at     INTEGER NOT NULL,
    closed_at      INTEGER,
    paid_at        INTEGER,
    transaction_id TEXT,
    return_url     TEXT    NOT NULL DEFAULT '', -- where the payer's browser goes back to
    opened         INTEGER NOT NULL DEFAULT 0  -- somebody has opened the cashier: from then on Alipay knows of it
) STRICT;

-- Money given back.
CREATE TABLE refund (
    out_refund_no TEXT    PRIMARY KEY,
    out_trade_no  TEXT    NOT NULL,
    amount        INTEGER NOT NULL,
    created_at    INTEGER NOT NULL,
    done_at       INTEGER,                     -- NULL: underway, or failed
    failed        INTEGER NOT NULL DEFAULT 0   -- until it is asked for again
) STRICT;

-- How the provider behaves.
CREATE TABLE mood (
    name TEXT PRIMARY KEY                      -- down, slow-refunds, failing-refunds, hold-notices
) STRICT;

-- Notices that wait while they are held back.
CREATE TABLE held (
    id           INTEGER PRIMARY KEY,
    out_trade_no TEXT    NOT NULL
) STRICT;

CREATE TABLE verification (
    id            TEXT    PRIMARY KEY,
    name          TEXT    NOT NULL,
    document_mask TEXT    NOT NULL,
    return_url    TEXT    NOT NULL,
    created_at    INTEGER NOT NULL,
    status        TEXT    NOT NULL             -- pending, passed, failed
) STRICT;

CREATE TABLE message (
    id    INTEGER PRIMARY KEY,
    phone TEXT    NOT NULL,
    text  TEXT    NOT NULL,
    at    INTEGER NOT NULL
) STRICT;
