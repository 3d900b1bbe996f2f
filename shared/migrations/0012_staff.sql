-- 管理账号: roles, the second factor, four eyes, what staff did, sign-ins that failed.

-- Reference data: which roles there are at which level, and whether they need the second factor. An office changes rows.
CREATE TABLE staff_role (
    role          TEXT NOT NULL,               -- office, finance
    level         TEXT NOT NULL,               -- province, city, county, point
    second_factor TEXT NOT NULL CHECK (second_factor IN ('required', 'optional')),
    PRIMARY KEY (role, level)
) STRICT, WITHOUT ROWID;
INSERT INTO staff_role (role, level, second_factor) VALUES
    ('office', 'province', 'required'), ('office', 'city', 'optional'), ('office', 'county', 'optional'),
    ('office', 'point', 'optional'), ('finance', 'province', 'required');

-- Projections.
-- To sign in with, without case. Of old accounts whose names differ by case alone the first keeps the name; a full stop
-- is in no name, so the others' can't collide.
ALTER TABLE staff ADD COLUMN login TEXT NOT NULL DEFAULT '';
ALTER TABLE staff ADD COLUMN role TEXT NOT NULL DEFAULT 'office';
ALTER TABLE staff ADD COLUMN status TEXT NOT NULL DEFAULT 'active'; -- proposed, active, disabled
ALTER TABLE staff ADD COLUMN proposed_by TEXT; -- staff:3, while another one has to agree
ALTER TABLE staff ADD COLUMN must_change INTEGER NOT NULL DEFAULT 0; -- the password was made by somebody else
ALTER TABLE staff ADD COLUMN password_expires_at INTEGER; -- such a password
ALTER TABLE staff ADD COLUMN totp TEXT; -- the shared secret of the 动态口令, sealed

UPDATE staff SET login = LOWER(username) || IIF(EXISTS (SELECT 1 FROM staff AS e WHERE e.id < staff.id
    AND LOWER(e.username) = LOWER(staff.username)), '.' || id, '');
UPDATE staff SET must_change = 1 WHERE created_by GLOB 'staff:*'
    AND NOT EXISTS (SELECT 1 FROM journal AS j WHERE j.subject = staff.id AND j.kind = 'staff.password_set');
CREATE UNIQUE INDEX staff_by_login ON staff (login);
CREATE INDEX staff_by_organisation ON staff (organisation, login);

-- Recovery codes that are left: keyed hashes.
CREATE TABLE staff_recovery (
    staff INTEGER NOT NULL,
    code  TEXT    NOT NULL,
    PRIMARY KEY (staff, code)
) STRICT, WITHOUT ROWID;

-- Who could have been in somebody's place: whoever handed them an account or a secret, and who did so for these.
CREATE TABLE staff_ancestor (
    staff    INTEGER NOT NULL,
    ancestor INTEGER NOT NULL,
    PRIMARY KEY (staff, ancestor)
) STRICT, WITHOUT ROWID;
INSERT INTO staff_ancestor (staff, ancestor)
    WITH RECURSIVE chain (staff, ancestor) AS (
        SELECT id, CAST(SUBSTR(created_by, 7) AS INTEGER) FROM staff WHERE created_by GLOB 'staff:*'
        UNION
        SELECT c.staff, CAST(SUBSTR(s.created_by, 7) AS INTEGER) FROM chain AS c JOIN staff AS s ON s.id = c.ancestor
        WHERE s.created_by GLOB 'staff:*')
    SELECT staff, ancestor FROM chain;

-- Two members of staff are two people: neither is above the other in the chain of those who made accounts, and nobody is
-- above both. What takes four eyes asks: EXISTS (SELECT 1 FROM independent_staff WHERE a = … AND b = …).
CREATE VIEW independent_staff (a, b) AS
    SELECT x.id, y.id FROM staff AS x JOIN staff AS y ON y.id <> x.id
    WHERE NOT EXISTS (SELECT 1 FROM staff_ancestor AS p WHERE p.staff = x.id AND p.ancestor = y.id)
    AND NOT EXISTS (SELECT 1 FROM staff_ancestor AS q WHERE q.staff = y.id AND q.ancestor = x.id)
    AND NOT EXISTS (SELECT 1 FROM staff_ancestor AS p JOIN staff_ancestor AS q ON q.staff = y.id AND q.ancestor = p.ancestor
                    WHERE p.staff = x.id);

-- What staff did, to be looked through: the journal has a hundred times as many rows of candidates.
CREATE TABLE staff_act (
    seq          INTEGER PRIMARY KEY,          -- of its event
    at           INTEGER NOT NULL,
    staff        INTEGER NOT NULL,
    organisation TEXT    NOT NULL,             -- to which they belonged then
    kind         TEXT    NOT NULL
) STRICT;
INSERT INTO staff_act (seq, at, staff, organisation, kind)
    SELECT j.seq, j.at, s.id, s.organisation, j.kind FROM journal AS j
    JOIN staff AS s ON s.id = CAST(SUBSTR(j.actor, 7) AS INTEGER) WHERE j.actor GLOB 'staff:*';
CREATE INDEX staff_act_by_time ON staff_act (at);
CREATE INDEX staff_act_by_staff ON staff_act (staff);
CREATE INDEX staff_act_by_kind ON staff_act (kind);
CREATE INDEX staff_act_by_city ON staff_act (SUBSTR(organisation, 1, 4));
CREATE INDEX staff_act_by_county ON staff_act (SUBSTR(organisation, 1, 6));

CREATE TRIGGER staff_acted AFTER INSERT ON journal WHEN NEW.actor GLOB 'staff:*'
BEGIN
    INSERT INTO staff_act (seq, at, staff, organisation, kind)
    SELECT NEW.seq, NEW.at, id, organisation, NEW.kind FROM staff WHERE id = CAST(SUBSTR(NEW.actor, 7) AS INTEGER);
END;

DROP TRIGGER staff_created;
CREATE TRIGGER staff_created AFTER INSERT ON journal WHEN NEW.kind = 'staff.created'
BEGIN
    INSERT INTO staff (id, username, name, organisation, password, created_by, login, role, status, proposed_by, must_change,
                       password_expires_at)
    VALUES (NEW.seq, NEW.body ->> 'username', NEW.body ->> 'name', NEW.body ->> 'organisation', NEW.body ->> 'password',
            NEW.actor,
            LOWER(NEW.body ->> 'username') || IIF(EXISTS (SELECT 1 FROM staff WHERE login = LOWER(NEW.body ->> 'username')),
                                                  '.' || NEW.seq, ''),
            COALESCE(NEW.body ->> 'role', 'office'), IIF(NEW.body ->> 'proposed', 'proposed', 'active'),
            IIF(NEW.body ->> 'proposed', NEW.actor, NULL), COALESCE(NEW.body ->> 'must_change', NEW.actor GLOB 'staff:*'),
            NEW.body ->> 'expires_at');
END;

DROP TRIGGER staff_password_set;
CREATE TRIGGER staff_password_set AFTER INSERT ON journal WHEN NEW.kind = 'staff.password_set'
BEGIN
    UPDATE staff SET password = NEW.body ->> 'password', must_change = 0, password_expires_at = NULL WHERE id = NEW.subject;
END;

CREATE TRIGGER staff_ancestor_added AFTER INSERT ON journal
WHEN NEW.kind IN ('staff.created', 'staff.password_reset', 'staff.factor_reset', 'staff.moved') AND NEW.actor GLOB 'staff:*'
BEGIN
    INSERT INTO staff_ancestor (staff, ancestor)
    SELECT IIF(NEW.kind = 'staff.created', NEW.seq, NEW.subject), above.id
    FROM (SELECT CAST(SUBSTR(NEW.actor, 7) AS INTEGER) AS id
          UNION SELECT ancestor FROM staff_ancestor WHERE staff = CAST(SUBSTR(NEW.actor, 7) AS INTEGER)) AS above
    WHERE above.id <> NEW.subject
    ON CONFLICT DO NOTHING;
END;

-- What lets somebody into an account of the province takes four eyes: it waits for another one ("proposed" in the body).
CREATE TRIGGER staff_password_reset AFTER INSERT ON journal WHEN NEW.kind = 'staff.password_reset'
BEGIN
    UPDATE staff SET password = NEW.body ->> 'password', must_change = 1, password_expires_at = NEW.body ->> 'expires_at',
        proposed_by = IIF(status <> 'disabled' AND NEW.body ->> 'proposed', NEW.actor, proposed_by),
        status = IIF(status <> 'disabled' AND NEW.body ->> 'proposed', 'proposed', status)
    WHERE id = NEW.subject;
END;

CREATE TRIGGER staff_factor_reset AFTER INSERT ON journal WHEN NEW.kind = 'staff.factor_reset'
BEGIN
    DELETE FROM staff_recovery WHERE staff = NEW.subject;
    UPDATE staff SET totp = NULL,
        proposed_by = IIF(status <> 'disabled' AND NEW.body ->> 'proposed', NEW.actor, proposed_by),
        status = IIF(status <> 'disabled' AND NEW.body ->> 'proposed', 'proposed', status)
    WHERE id = NEW.subject;
END;

CREATE TRIGGER staff_moved AFTER INSERT ON journal WHEN NEW.kind = 'staff.moved'
BEGIN
    UPDATE staff SET organisation = NEW.body ->> 'organisation', role = NEW.body ->> 'role',
        proposed_by = IIF(status <> 'disabled' AND NEW.body ->> 'proposed', NEW.actor, proposed_by),
        status = IIF(status <> 'disabled' AND NEW.body ->> 'proposed', 'proposed', status)
    WHERE id = NEW.subject;
END;

CREATE TRIGGER staff_disabled AFTER INSERT ON journal WHEN NEW.kind IN ('staff.disabled', 'staff.declined')
BEGIN
    UPDATE staff SET status = 'disabled', proposed_by = NULL WHERE id = NEW.subject;
END;

CREATE TRIGGER staff_enabled AFTER INSERT ON journal WHEN NEW.kind = 'staff.enabled'
BEGIN
    UPDATE staff SET status = IIF(NEW.body ->> 'proposed', 'proposed', 'active'),
        proposed_by = IIF(NEW.body ->> 'proposed', NEW.actor, NULL) WHERE id = NEW.subject;
END;

CREATE TRIGGER staff_agreed AFTER INSERT ON journal WHEN NEW.kind = 'staff.agreed'
BEGIN
    UPDATE staff SET status = 'active', proposed_by = NULL WHERE id = NEW.subject;
END;

CREATE TRIGGER staff_factor_set AFTER INSERT ON journal WHEN NEW.kind = 'staff.factor_set'
BEGIN
    UPDATE staff SET totp = NEW.body ->> 'totp' WHERE id = NEW.subject;
    DELETE FROM staff_recovery WHERE staff = NEW.subject;
    INSERT INTO staff_recovery (staff, code) SELECT NEW.subject, value FROM JSON_EACH(NEW.body, '$.recovery');
END;

CREATE TRIGGER staff_recovery_used AFTER INSERT ON journal WHEN NEW.kind = 'staff.recovery_used'
BEGIN
    DELETE FROM staff_recovery WHERE staff = NEW.subject AND code = NEW.body ->> 'code';
END;

-- Not in the journal: sign-ins, and the secret that somebody is about to take into their app.
CREATE TABLE staff_sign_in (
    staff     INTEGER PRIMARY KEY,
    at        INTEGER,                         -- the last one that got in
    ip        TEXT    NOT NULL DEFAULT '',
    totp_step INTEGER NOT NULL DEFAULT 0       -- the last 30 s whose code was used: each counts once
) STRICT;

CREATE TABLE staff_enrolment (
    token_hash TEXT    PRIMARY KEY,            -- of the session that began it
    staff      INTEGER NOT NULL,
    secret     TEXT    NOT NULL,               -- sealed
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX staff_enrolment_by_staff ON staff_enrolment (staff);

CREATE TRIGGER staff_sessions_ended AFTER INSERT ON journal
WHEN NEW.kind IN ('staff.disabled', 'staff.declined', 'staff.password_reset', 'staff.factor_reset', 'staff.moved')
BEGIN
    DELETE FROM session WHERE staff = NEW.subject;
    DELETE FROM staff_enrolment WHERE staff = NEW.subject;
END;

-- Sign-ins that failed, of staff and candidates. Kept for half a year (网络安全法 第二十一条).
CREATE TABLE sign_in_failure (
    id      INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    realm   TEXT    NOT NULL,                  -- staff, candidate
    account TEXT    NOT NULL,                  -- keyed hash of what was typed
    staff   INTEGER,                           -- when there is such an account
    reason  TEXT    NOT NULL,
    ip      TEXT    NOT NULL,
    device  TEXT    NOT NULL
) STRICT;
CREATE INDEX sign_in_failure_by_time ON sign_in_failure (at);
CREATE INDEX sign_in_failure_by_ip ON sign_in_failure (ip, at);
CREATE INDEX sign_in_failure_by_account ON sign_in_failure (account, at);

CREATE TRIGGER sign_in_failure_is_never_updated BEFORE UPDATE ON sign_in_failure
BEGIN SELECT RAISE(ABORT, 'failed sign-ins are append-only'); END;

-- 183 days, counted to the newest: a tick may clear the old away, nobody the new.
CREATE TRIGGER sign_in_failure_is_kept BEFORE DELETE ON sign_in_failure
WHEN OLD.at > (SELECT at FROM sign_in_failure ORDER BY at DESC LIMIT 1) - 15811200000
BEGIN SELECT RAISE(ABORT, 'failed sign-ins are kept for half a year'); END;
