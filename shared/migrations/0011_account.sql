-- 登录 and account: whose 实人认证 it is, browsers that signed in before, one phone one candidate.

-- 实人认证 belongs to the session (its token's hash) that began it. Older ones have none, and allow nothing.
ALTER TABLE identity_check ADD COLUMN session TEXT;
CREATE INDEX identity_check_by_candidate ON identity_check (candidate);

-- The browser (its own cookie's hash) in which a session was begun by a password.
ALTER TABLE session ADD COLUMN browser TEXT;

-- Browsers in which somebody signed in by a password: whoever else guesses at the account can't lock these out.
CREATE TABLE known_browser (
    owner   TEXT    NOT NULL,                  -- candidate:17, staff:3
    browser TEXT    NOT NULL,                  -- SHA-256 of the browser's cookie
    used_at INTEGER NOT NULL,
    PRIMARY KEY (owner, browser)
) STRICT, WITHOUT ROWID;

-- Each is worth some guesses, so there are few: the ten used last.
CREATE TRIGGER known_browser_is_one_of_ten AFTER INSERT ON known_browser
BEGIN
    DELETE FROM known_browser WHERE owner = NEW.owner AND browser NOT IN
        (SELECT k.browser FROM known_browser AS k WHERE k.owner = NEW.owner ORDER BY k.used_at DESC LIMIT 10);
END;

-- The exam's own rule: may two candidates bind the same phone?
ALTER TABLE exam ADD COLUMN one_phone_one_candidate INTEGER NOT NULL DEFAULT 1 CHECK (one_phone_one_candidate IN (0, 1));

-- Keyed hash of the bound phone. Phones bound before this migration have none until they are bound again.
ALTER TABLE candidate ADD COLUMN phone_hash TEXT;
CREATE INDEX candidate_by_phone ON candidate (exam, phone_hash) WHERE phone_hash IS NOT NULL;

-- New passwords use up the 实人认证 and end whatever older ones, or mere facts, had opened: in the same statement.
DROP TRIGGER candidate_passwords_set;
CREATE TRIGGER candidate_passwords_set AFTER INSERT ON journal WHEN NEW.kind = 'candidate.passwords_set'
BEGIN
    UPDATE candidate SET activated_at = COALESCE(activated_at, NEW.at),
        login_password = NEW.body ->> 'login_password', save_password = NEW.body ->> 'save_password'
    WHERE id = NEW.subject;
    DELETE FROM identity_check WHERE candidate = NEW.subject;
    DELETE FROM session WHERE candidate = NEW.subject;
    DELETE FROM known_browser WHERE owner = 'candidate:' || NEW.subject;
END;

-- A bound phone uses up its code, and the 实人认证 that allowed the change.
DROP TRIGGER candidate_phone_bound;
CREATE TRIGGER candidate_phone_bound AFTER INSERT ON journal WHEN NEW.kind = 'candidate.phone_bound'
BEGIN
    UPDATE candidate SET phone = NEW.body ->> 'phone', phone_mask = NEW.body ->> 'phone_mask',
        phone_hash = NEW.body ->> 'phone_hash'
    WHERE id = NEW.subject;
    DELETE FROM sms_code WHERE candidate = NEW.subject;
    DELETE FROM identity_check WHERE id = NEW.body ->> 'check';
END;
