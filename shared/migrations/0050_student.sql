-- 学籍 of those who may register for 专升本, handed over by their colleges, and whom the province bars. Projections.

CREATE TABLE student (
    id            INTEGER PRIMARY KEY,         -- seq of student.imported, and the place in its list, six digits
    exam          TEXT    NOT NULL,
    college       TEXT    NOT NULL,            -- code of the 生源高校
    name          TEXT    NOT NULL,
    document_kind TEXT    NOT NULL,
    document      TEXT    NOT NULL,            -- sealed
    document_hash TEXT    NOT NULL,            -- keyed hash
    document_mask TEXT    NOT NULL,
    graduate      TEXT    NOT NULL,            -- a code of the list graduate
    household     TEXT    NOT NULL,            -- likewise
    major         TEXT    NOT NULL,            -- 专科专业代码
    major_name    TEXT    NOT NULL,
    photo         TEXT,                        -- SHA-256
    imported_at   INTEGER NOT NULL
) STRICT;
-- Somebody is a student of one college.
CREATE UNIQUE INDEX student_by_document ON student (exam, document_hash);
CREATE INDEX student_by_college ON student (exam, college, id);
CREATE INDEX student_by_name ON student (exam, college, name, id);
CREATE INDEX student_without_photo ON student (exam, college, id) WHERE photo IS NULL;

CREATE TRIGGER student_imported AFTER INSERT ON journal WHEN NEW.kind = 'student.imported'
BEGIN
    INSERT INTO student (id, exam, college, name, document_kind, document, document_hash, document_mask, graduate, household,
        major, major_name, imported_at)
    SELECT NEW.seq * 1000000 + j.key, NEW.exam, NEW.body ->> 'college', j.value ->> 'name', j.value ->> 'document_kind',
        j.value ->> 'document', j.value ->> 'document_hash', j.value ->> 'document_mask', j.value ->> 'graduate',
        j.value ->> 'household', j.value ->> 'major', j.value ->> 'major_name', NEW.at
    FROM JSON_EACH(NEW.body, '$.students') AS j;
END;

CREATE TRIGGER student_corrected AFTER INSERT ON journal WHEN NEW.kind = 'student.corrected'
BEGIN
    UPDATE student SET name = NEW.body ->> '$.says.name', document_kind = NEW.body ->> '$.says.document_kind',
        document = NEW.body ->> '$.says.document', document_hash = NEW.body ->> '$.says.document_hash',
        document_mask = NEW.body ->> '$.says.document_mask', graduate = NEW.body ->> '$.says.graduate',
        household = NEW.body ->> '$.says.household', major = NEW.body ->> '$.says.major',
        major_name = NEW.body ->> '$.says.major_name'
    WHERE id = NEW.body ->> 'student';
END;

CREATE TRIGGER student_photographed AFTER INSERT ON journal WHEN NEW.kind = 'student.photographed'
BEGIN
    UPDATE student SET photo = j.value ->> 1 FROM JSON_EACH(NEW.body, '$.photos') AS j WHERE student.id = j.value ->> 0;
END;

CREATE TRIGGER student_removed AFTER INSERT ON journal WHEN NEW.kind = 'student.removed'
BEGIN
    DELETE FROM student WHERE id = NEW.body ->> 'student';
END;

CREATE TABLE barred (
    exam          TEXT NOT NULL,
    document_hash TEXT NOT NULL,               -- keyed hash of the 证件号: the number itself is not kept
    reason        TEXT NOT NULL,               -- a code of the list barred_reason
    PRIMARY KEY (exam, document_hash)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER barred_imported AFTER INSERT ON journal WHEN NEW.kind = 'barred.imported'
BEGIN
    DELETE FROM barred WHERE exam = NEW.exam;
    INSERT INTO barred (exam, document_hash, reason)
    SELECT NEW.exam, j.value ->> 0, j.value ->> 1 FROM JSON_EACH(NEW.body, '$.people') AS j;
END;

-- Who may, unless an office has put roles of its own in force: those stay as they say.
INSERT INTO role_permission (role, kind, permission)
SELECT r.code, r.kind, p.value ->> 2
FROM JSON_EACH('[["college", "college", "student.view"], ["college", "college", "student.import"],
    ["office", "province", "student.view"], ["office", "province", "student.bar"], ["auditor", "province", "student.view"]]') AS p
CROSS JOIN role AS r ON r.code = p.value ->> 0 AND r.kind = p.value ->> 1
WHERE NOT EXISTS (SELECT 1 FROM role_change AS c WHERE c.status = 'published');
