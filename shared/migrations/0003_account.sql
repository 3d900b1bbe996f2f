-- 登录: sessions and rate limits. Not in the journal: they are no part of the record.

CREATE TABLE session (
    token_hash   TEXT    PRIMARY KEY,          -- SHA-256 of the token; the token is only in the cookie
    candidate    INTEGER,                      -- either a candidate
    staff        INTEGER,                      -- or a member of staff
    factor       TEXT    NOT NULL,             -- facts (first sign-in), login-password
    ip           TEXT    NOT NULL,
    device       TEXT    NOT NULL,
    signed_in_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    CHECK ((candidate IS NULL) <> (staff IS NULL))
) STRICT;
CREATE INDEX session_by_candidate ON session (candidate) WHERE candidate IS NOT NULL;
CREATE INDEX session_by_staff ON session (staff) WHERE staff IS NOT NULL;

-- GCRA: one row a key, the theoretical arrival time of the next attempt.
CREATE TABLE rate_limit (
    key TEXT PRIMARY KEY,
    tat INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- SMS codes that wait to be typed in; the newest one counts.
CREATE TABLE sms_code (
    candidate  INTEGER PRIMARY KEY,
    phone_hash TEXT    NOT NULL,
    code_hash  TEXT    NOT NULL,
    expires_at INTEGER NOT NULL,
    tries_left INTEGER NOT NULL
) STRICT;

-- Identity verifications that a candidate began.
CREATE TABLE identity_check (
    id         TEXT    PRIMARY KEY,            -- number at the identity service
    candidate  INTEGER NOT NULL,
    url        TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    passed_at  INTEGER
) STRICT;
