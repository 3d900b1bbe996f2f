-- The journal: every change of state is one INSERT here; triggers project it (ARCHITECTURE.md, One event, one statement).

CREATE TABLE journal (
    seq          INTEGER PRIMARY KEY AUTOINCREMENT,
    at           INTEGER NOT NULL,             -- when the request arrived, ms since 1970 UTC
    exam         TEXT    NOT NULL,             -- gaokao-2027; empty for what belongs to no exam
    actor        TEXT    NOT NULL,             -- candidate:17, staff:3, provider:wechat, system
    role         TEXT    NOT NULL,             -- candidate, point, county, city, province, provider, system
    factor       TEXT    NOT NULL,             -- what proved it: facts, login-password, save-password, identity, sms, signature, none
    ip           TEXT    NOT NULL,
    device       TEXT    NOT NULL,
    request_key  TEXT,                         -- Idempotency-Key, or a provider's own number of the notice
    request_hash TEXT,                         -- fingerprint of the request that carried the key
    kind         TEXT    NOT NULL,             -- noun.verb in the past: volunteer.submitted
    subject      INTEGER NOT NULL,             -- the candidate it is about, 0 for none; a new thing takes its own seq as its id
    body         TEXT    NOT NULL CHECK (json_valid(body))
) STRICT;

CREATE INDEX journal_by_subject ON journal (subject, kind, seq);
CREATE UNIQUE INDEX journal_by_request ON journal (actor, request_key) WHERE request_key IS NOT NULL;

CREATE TRIGGER journal_is_never_updated BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

CREATE TRIGGER journal_is_never_deleted BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
