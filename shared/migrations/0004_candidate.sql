-- 考生: admitted by a registration point, S3 … S8 of 高考网上报名. A projection.

CREATE TABLE candidate (
    id             INTEGER PRIMARY KEY,        -- seq of candidate.admitted
    exam           TEXT    NOT NULL,
    serial         TEXT    NOT NULL,           -- 报名流水号, 8 digits
    point          TEXT    NOT NULL,
    name           TEXT    NOT NULL,
    sex            TEXT    NOT NULL,
    ethnicity      TEXT    NOT NULL,
    birth          TEXT    NOT NULL,
    document_kind  TEXT    NOT NULL,
    document       TEXT    NOT NULL,           -- sealed
    document_hash  TEXT    NOT NULL,           -- keyed hash
    document_mask  TEXT    NOT NULL,
    valid_until    TEXT    NOT NULL,           -- YYYY-MM-DD, or 长期
    capture        TEXT    NOT NULL,           -- reader, manual_expired, manual_absent, other
    photo          TEXT    NOT NULL,           -- SHA-256 of the JPEG in the key-value store
    registered_at  INTEGER NOT NULL,
    paid_at        INTEGER,
    verified_at    INTEGER,
    activated_at   INTEGER,                    -- both passwords set
    pledged_at     INTEGER,
    filled_at      INTEGER,                    -- first 提交保存
    pledge         TEXT,                       -- version of the text that was accepted
    login_password TEXT,                       -- Argon2id, sealed
    save_password  TEXT,
    phone          TEXT,                       -- bound phone, sealed
    phone_mask     TEXT,
    stage          TEXT NOT NULL GENERATED ALWAYS AS (
        CASE WHEN filled_at IS NOT NULL THEN 'filled'
             WHEN activated_at IS NOT NULL THEN 'active'
             WHEN verified_at IS NOT NULL THEN 'verified'
             WHEN paid_at IS NOT NULL THEN 'paid'
             ELSE 'numbered' END) VIRTUAL
) STRICT;
CREATE UNIQUE INDEX candidate_by_serial ON candidate (exam, serial);
-- One active registration a document, province-wide.
CREATE UNIQUE INDEX candidate_by_document ON candidate (exam, document_hash);
CREATE INDEX candidate_by_point ON candidate (point, serial);

CREATE TRIGGER candidate_admitted AFTER INSERT ON journal WHEN NEW.kind = 'candidate.admitted'
BEGIN
    INSERT INTO candidate (id, exam, serial, point, name, sex, ethnicity, birth, document_kind, document,
                           document_hash, document_mask, valid_until, capture, photo, registered_at)
    VALUES (NEW.seq, NEW.exam, NEW.body ->> 'serial', NEW.body ->> 'point', NEW.body ->> 'name', NEW.body ->> 'sex',
            NEW.body ->> 'ethnicity', NEW.body ->> 'birth', NEW.body ->> 'document_kind', NEW.body ->> 'document',
            NEW.body ->> 'document_hash', NEW.body ->> 'document_mask', NEW.body ->> 'valid_until',
            NEW.body ->> 'capture', NEW.body ->> 'photo', NEW.at);
    -- Segments never overlap, so it is the last one that begins before: a seek, however many there are.
    UPDATE segment SET next = CAST(NEW.body ->> 'serial' AS INTEGER) + 1
    WHERE exam = NEW.exam AND last >= CAST(NEW.body ->> 'serial' AS INTEGER)
        AND first = (SELECT MAX(s.first) FROM segment AS s
                     WHERE s.exam = NEW.exam AND s.first <= CAST(NEW.body ->> 'serial' AS INTEGER));
    INSERT INTO fee (candidate, item, name, amount, status)
    SELECT NEW.seq, i.item, i.name, i.amount, 'due' FROM fee_item AS i WHERE i.exam = NEW.exam AND i.owed_by = 'everybody';
END;

CREATE TRIGGER candidate_verified AFTER INSERT ON journal WHEN NEW.kind = 'candidate.verified'
BEGIN
    UPDATE candidate SET verified_at = COALESCE(verified_at, NEW.at) WHERE id = NEW.subject;
END;

CREATE TRIGGER candidate_passwords_set AFTER INSERT ON journal WHEN NEW.kind = 'candidate.passwords_set'
BEGIN
    UPDATE candidate SET activated_at = COALESCE(activated_at, NEW.at),
        login_password = NEW.body ->> 'login_password', save_password = NEW.body ->> 'save_password'
    WHERE id = NEW.subject;
END;

CREATE TRIGGER candidate_phone_bound AFTER INSERT ON journal WHEN NEW.kind = 'candidate.phone_bound'
BEGIN
    UPDATE candidate SET phone = NEW.body ->> 'phone', phone_mask = NEW.body ->> 'phone_mask' WHERE id = NEW.subject;
END;
