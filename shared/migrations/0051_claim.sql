-- 专升本: a student claims the record that their college handed over, and is a candidate then.

ALTER TABLE student ADD COLUMN candidate INTEGER;               -- who claimed it
CREATE INDEX student_unclaimed ON student (exam, college, id) WHERE candidate IS NULL;

-- Codes that wait to be typed in by who is no candidate yet. A stranger's phone leaves the owner's code alone.
CREATE TABLE claim_code (
    exam          TEXT    NOT NULL,
    document_hash TEXT    NOT NULL,
    phone_hash    TEXT    NOT NULL,
    code_hash     TEXT    NOT NULL,
    expires_at    INTEGER NOT NULL,
    tries_left    INTEGER NOT NULL,
    PRIMARY KEY (exam, document_hash, phone_hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_code_by_end ON claim_code (expires_at);

-- Their 报名点 is their college. Nothing is owed before 实人认证.
CREATE TRIGGER student_claimed AFTER INSERT ON journal WHEN NEW.kind = 'student.claimed'
BEGIN
    INSERT INTO student (id, exam, college, name, document_kind, document, document_hash, document_mask, graduate, household,
        major, major_name, imported_at)
    SELECT NEW.seq * 1000000, NEW.exam, o.value ->> '$.college', o.value ->> '$.says.name', o.value ->> '$.says.document_kind',
        o.value ->> '$.says.document', o.value ->> '$.says.document_hash', o.value ->> '$.says.document_mask',
        o.value ->> '$.says.graduate', o.value ->> '$.says.household', o.value ->> '$.says.major',
        o.value ->> '$.says.major_name', NEW.at
    FROM JSON_EACH(NEW.body) AS o WHERE o.key = 'outside';
    INSERT INTO candidate (id, exam, serial, point, path, name, sex, ethnicity, birth, document_kind, document,
        document_hash, document_mask, valid_until, capture, photo, registered_at, paid_at)
    SELECT NEW.seq, NEW.exam, NEW.body ->> 'serial', s.college, o.path, s.name, NEW.body ->> 'sex', '', NEW.body ->> 'birth',
        s.document_kind, NEW.body ->> 'document', s.document_hash, s.document_mask, '', 'imported', COALESCE(s.photo, ''), NEW.at,
        NEW.at
    FROM student AS s CROSS JOIN organisation AS o ON o.code = s.college
    WHERE s.id = COALESCE(NEW.body ->> 'student', NEW.seq * 1000000);
    UPDATE student SET candidate = NEW.seq WHERE id = COALESCE(NEW.body ->> 'student', NEW.seq * 1000000);
    INSERT INTO fee (candidate, item, name, amount, status)
    SELECT NEW.seq, i.item, i.name, i.amount, 'due' FROM fee_item AS i WHERE i.exam = NEW.exam AND i.owed_by = 'everybody';
END;

-- A photo that comes later is the candidate's, too.
CREATE TRIGGER student_photo AFTER UPDATE OF photo ON student WHEN NEW.candidate IS NOT NULL
BEGIN
    UPDATE candidate SET photo = NEW.photo WHERE id = NEW.candidate;
END;
