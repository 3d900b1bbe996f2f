-- 志愿: drafts (not official, one UPSERT each), favourites, and the lists in force (a projection).

CREATE TABLE draft (
    candidate INTEGER NOT NULL,
    batch     TEXT    NOT NULL,
    version   INTEGER NOT NULL,
    saved_at  INTEGER NOT NULL,
    choices   TEXT    NOT NULL CHECK (json_valid(choices)),
    PRIMARY KEY (candidate, batch)
) STRICT, WITHOUT ROWID;

CREATE TABLE favourite (
    candidate     INTEGER NOT NULL,
    college_group INTEGER NOT NULL,
    folder        TEXT    NOT NULL,
    PRIMARY KEY (candidate, college_group)
) STRICT, WITHOUT ROWID;

-- The list in force; its choices are the body of journal row `seq`.
CREATE TABLE volunteer (
    candidate    INTEGER NOT NULL,
    batch        TEXT    NOT NULL,
    version      INTEGER NOT NULL,
    seq          INTEGER NOT NULL,
    submitted_at INTEGER NOT NULL,
    hash         TEXT    NOT NULL,             -- SHA-256 of the stored choices
    PRIMARY KEY (candidate, batch)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER volunteer_submitted AFTER INSERT ON journal WHEN NEW.kind = 'volunteer.submitted'
BEGIN
    INSERT INTO volunteer (candidate, batch, version, seq, submitted_at, hash)
    VALUES (NEW.subject, NEW.body ->> 'batch', NEW.body ->> 'version', NEW.seq, NEW.at, NEW.body ->> 'hash')
    ON CONFLICT (candidate, batch) DO UPDATE SET version = excluded.version, seq = excluded.seq,
        submitted_at = excluded.submitted_at, hash = excluded.hash;
END;
