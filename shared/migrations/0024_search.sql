-- 院校专业组 are found by more than their names. What a search looks at stands in one row for each, made natively when plans
-- are loaded (`store::catalog::index`); so do the values that a search can be narrowed to, with their counts.

ALTER TABLE college ADD COLUMN aliases TEXT NOT NULL DEFAULT '[]';      -- JSON array: other names that it goes by

CREATE TABLE findable (
    id            INTEGER PRIMARY KEY,         -- in the order of track and line, so that those of a track lie together
    college_group INTEGER NOT NULL UNIQUE REFERENCES college_group (id),
    exam          TEXT    NOT NULL,
    batch         TEXT    NOT NULL,
    track         TEXT    NOT NULL,
    plan_type     TEXT    NOT NULL,
    requirement   TEXT    NOT NULL,
    plan          INTEGER NOT NULL,
    line          INTEGER,                     -- last year's
    rank          INTEGER,
    least_tuition INTEGER,                     -- yuan a year, of its majors
    most_tuition  INTEGER,
    college       TEXT    NOT NULL,
    code          TEXT    NOT NULL,
    city          TEXT    NOT NULL,            -- of the college
    tags          TEXT    NOT NULL,
    majors        TEXT    NOT NULL,            -- JSON array of codes
    names         TEXT    NOT NULL,            -- by which it is found: what is written in characters,
    spelled       TEXT    NOT NULL             -- and what is typed in letters and digits
) STRICT;
CREATE INDEX findable_by_track ON findable (exam, batch, track);

CREATE TABLE narrowing (
    exam  TEXT    NOT NULL REFERENCES exam (id),
    batch TEXT    NOT NULL,
    track TEXT    NOT NULL,
    list  TEXT    NOT NULL,                    -- city, tag, major_class, plan_type
    value TEXT    NOT NULL,
    name  TEXT    NOT NULL,
    count INTEGER NOT NULL,                    -- 院校专业组 of it
    PRIMARY KEY (exam, batch, track, list, value)
) STRICT, WITHOUT ROWID;
