-- 招生计划, 历年分数, 成绩, 控制线. Reference data: loaded in bulk.

CREATE TABLE batch (
    exam     TEXT    NOT NULL REFERENCES exam (id),
    code     TEXT    NOT NULL,                 -- undergraduate
    name     TEXT    NOT NULL,                 -- 本科批(普通类)
    window   TEXT    NOT NULL,                 -- volunteer-undergraduate
    slots    INTEGER NOT NULL,                 -- 院校专业组志愿 at most
    majors   INTEGER NOT NULL,                 -- 专业志愿 in a group at most
    position INTEGER NOT NULL,
    PRIMARY KEY (exam, code)
) STRICT;

CREATE TABLE college (
    code TEXT PRIMARY KEY,                     -- 院校代号, 10 digits
    name TEXT NOT NULL,
    city TEXT NOT NULL,
    tags TEXT NOT NULL                         -- JSON array: 985, 211, 双一流
) STRICT;

CREATE TABLE college_group (
    id          INTEGER PRIMARY KEY,
    exam        TEXT    NOT NULL REFERENCES exam (id),
    batch       TEXT    NOT NULL,
    college     TEXT    NOT NULL REFERENCES college (code),
    code        TEXT    NOT NULL,              -- 专业组编号, 3 digits
    name        TEXT    NOT NULL,
    plan_type   TEXT    NOT NULL,              -- code of code_item list plan_type
    track       TEXT    NOT NULL,              -- physics, history
    requirement TEXT    NOT NULL,              -- '', chemistry, chemistry+biology, politics/geography
    plan        INTEGER NOT NULL,
    last_line   INTEGER,                       -- last year's line, for search and order
    last_year   INTEGER,
    last_rank   INTEGER,
    majors      TEXT    NOT NULL               -- JSON array of the codes of its majors, for the rules
) STRICT;
CREATE INDEX college_group_by_line ON college_group (exam, batch, track, last_line DESC, id);

CREATE TABLE major (
    college_group INTEGER NOT NULL REFERENCES college_group (id),
    code          TEXT    NOT NULL,
    name          TEXT    NOT NULL,
    plan          INTEGER NOT NULL,
    tuition       INTEGER NOT NULL,            -- yuan a year
    years         INTEGER NOT NULL,
    note          TEXT    NOT NULL,
    PRIMARY KEY (college_group, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE group_line (
    college_group INTEGER NOT NULL REFERENCES college_group (id),
    year          INTEGER NOT NULL,
    line          INTEGER NOT NULL,
    rank          INTEGER NOT NULL,
    PRIMARY KEY (college_group, year)
) STRICT, WITHOUT ROWID;

CREATE TABLE score (
    candidate        INTEGER PRIMARY KEY,
    exam             TEXT    NOT NULL,
    track            TEXT    NOT NULL,
    total            INTEGER NOT NULL,
    chinese          INTEGER NOT NULL,
    mathematics      INTEGER NOT NULL,
    foreign_language INTEGER NOT NULL,
    first            INTEGER NOT NULL,
    second_high      INTEGER NOT NULL,
    second_low       INTEGER NOT NULL,
    rank             INTEGER NOT NULL
) STRICT;

CREATE TABLE control_line (
    exam  TEXT    NOT NULL REFERENCES exam (id),
    batch TEXT    NOT NULL,
    track TEXT    NOT NULL,
    line  INTEGER NOT NULL,
    PRIMARY KEY (exam, batch, track)
) STRICT;
