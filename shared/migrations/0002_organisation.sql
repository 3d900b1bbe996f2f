-- 考试, 招考机构, 时间窗口, 代码表, 管理账号.

-- Reference data: loaded in bulk.
CREATE TABLE exam (
    id   TEXT PRIMARY KEY,                     -- gaokao-2027
    kind TEXT NOT NULL,                        -- gaokao, zsb
    year INTEGER NOT NULL,
    name TEXT NOT NULL                         -- 2027年湖南省普通高等学校招生考试
) STRICT;

-- 行政区划: GB/T 2260, province to county.
CREATE TABLE region (
    code   TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    name   TEXT NOT NULL
) STRICT;

-- 代码表: 政治面貌, 外语语种, 考生类别, 毕业类别, 民族 …, for each exam.
CREATE TABLE code_item (
    exam     TEXT    NOT NULL REFERENCES exam (id),
    list     TEXT    NOT NULL,
    code     TEXT    NOT NULL,
    name     TEXT    NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (exam, list, code)
) STRICT;

-- Projections.
-- A code is its parent's code and more: the subtree is the prefix.
CREATE TABLE organisation (
    code TEXT PRIMARY KEY,                     -- 43, 4301, 430102, 430102001
    name TEXT NOT NULL
) STRICT;

-- A window is open for everybody below its organisation; an extension for one county is one more row.
CREATE TABLE exam_window (
    id           INTEGER PRIMARY KEY,          -- seq of its event
    exam         TEXT    NOT NULL,
    name         TEXT    NOT NULL,             -- registration, volunteer-undergraduate
    title        TEXT    NOT NULL,
    organisation TEXT    NOT NULL,
    opens        INTEGER NOT NULL,             -- ms, inclusive
    closes       INTEGER NOT NULL,             -- ms, exclusive
    reason       TEXT    NOT NULL,
    CHECK (opens < closes)
) STRICT;
CREATE INDEX exam_window_by_name ON exam_window (exam, name);

CREATE TABLE staff (
    id           INTEGER PRIMARY KEY,          -- seq of its event
    username     TEXT    NOT NULL UNIQUE,
    name         TEXT    NOT NULL,
    organisation TEXT    NOT NULL,
    password     TEXT    NOT NULL,             -- Argon2id, sealed
    created_by   TEXT    NOT NULL              -- system, staff:3: no second pair of eyes for that one
) STRICT;

-- 报名流水号段 of a registration point: both ends included, as numbers (8 digits).
CREATE TABLE segment (
    id       INTEGER PRIMARY KEY,              -- seq of its event
    exam     TEXT    NOT NULL,
    point    TEXT    NOT NULL,
    first    INTEGER NOT NULL,
    last     INTEGER NOT NULL,
    next     INTEGER NOT NULL,                 -- the next number to give out; last + 1 when used up
    CHECK (first <= last)
) STRICT;
CREATE UNIQUE INDEX segment_by_first ON segment (exam, first);
CREATE INDEX segment_by_point ON segment (exam, point);

CREATE TRIGGER organisation_created AFTER INSERT ON journal WHEN NEW.kind = 'organisation.created'
BEGIN
    INSERT INTO organisation (code, name) VALUES (NEW.body ->> 'code', NEW.body ->> 'name');
END;

CREATE TRIGGER window_set AFTER INSERT ON journal WHEN NEW.kind = 'window.set'
BEGIN
    INSERT INTO exam_window (id, exam, name, title, organisation, opens, closes, reason)
    VALUES (NEW.seq, NEW.exam, NEW.body ->> 'name', NEW.body ->> 'title', NEW.body ->> 'organisation',
            NEW.body ->> 'opens', NEW.body ->> 'closes', NEW.body ->> 'reason');
END;

CREATE TRIGGER staff_created AFTER INSERT ON journal WHEN NEW.kind = 'staff.created'
BEGIN
    INSERT INTO staff (id, username, name, organisation, password, created_by)
    VALUES (NEW.seq, NEW.body ->> 'username', NEW.body ->> 'name', NEW.body ->> 'organisation', NEW.body ->> 'password',
            NEW.actor);
END;

CREATE TRIGGER staff_password_set AFTER INSERT ON journal WHEN NEW.kind = 'staff.password_set'
BEGIN
    UPDATE staff SET password = NEW.body ->> 'password' WHERE id = NEW.subject;
END;

CREATE TRIGGER segment_allotted AFTER INSERT ON journal WHEN NEW.kind = 'segment.allotted'
BEGIN
    INSERT INTO segment (id, exam, point, first, last, next)
    VALUES (NEW.seq, NEW.exam, NEW.body ->> 'point', NEW.body ->> 'first', NEW.body ->> 'last', NEW.body ->> 'first');
END;
