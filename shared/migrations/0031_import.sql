-- 导入. A file of scores or of control lines is checked and staged by one person, and published by another: at once, or at an instant.
-- Both are events. What a file comes to stands beside the journal, in blocks of rows that are named by their hash.

-- A file on its way from a page, by content; cleaned away after a day.
CREATE TABLE import_part (
    hash  TEXT    PRIMARY KEY,                 -- SHA-256
    bytes BLOB    NOT NULL,
    at    INTEGER NOT NULL
) STRICT;
CREATE INDEX import_part_by_time ON import_part (at);

-- Rows [key, now, was]: of scores [candidate, [track, total, rank, [mark, …]], …], of control lines ["undergraduate physics", line, …];
-- null is nothing. Also what is worth a look: [line, column, text].
CREATE TABLE import_block (
    hash TEXT PRIMARY KEY,                     -- SHA-256
    rows TEXT NOT NULL CHECK (json_valid(rows))
) STRICT;

CREATE TABLE import (
    id              INTEGER PRIMARY KEY,       -- seq of its event
    exam            TEXT    NOT NULL,
    kind            TEXT    NOT NULL,          -- scores, control_lines
    file            TEXT    NOT NULL,
    hash            TEXT    NOT NULL,          -- SHA-256 of the file
    basis           INTEGER,                   -- the one that was published when it was staged
    blocks          TEXT    NOT NULL CHECK (json_valid(blocks)),    -- hashes; what changes something comes first
    columns         TEXT    NOT NULL CHECK (json_valid(columns)),   -- what the marks of a score are
    notes           TEXT,                      -- hash
    counts          TEXT    NOT NULL CHECK (json_valid(counts)),    -- rows, added, changed, removed
    says            TEXT    NOT NULL CHECK (json_valid(says)),      -- what changes, in words
    reason          TEXT    NOT NULL,
    status          TEXT    NOT NULL,          -- proposed, agreed, published, replaced, declined, withdrawn
    proposed_by     TEXT    NOT NULL,
    proposed_at     INTEGER NOT NULL,
    decided_by      TEXT,
    decided_at      INTEGER,
    due             INTEGER,
    published_at    INTEGER,
    published_by    INTEGER,                   -- seq of the event that published it: the order of publishing
    declined_reason TEXT
) STRICT;
CREATE UNIQUE INDEX import_published ON import (exam, kind) WHERE status = 'published';
CREATE INDEX import_due ON import (due) WHERE status = 'agreed';
CREATE INDEX import_by_exam ON import (exam, kind, published_by);

-- A score has the subjects and totals that its exam says; those of old imports are the six of 3+1+2.
DROP TRIGGER score_imported;
ALTER TABLE score ADD COLUMN marks TEXT NOT NULL DEFAULT '[]';      -- in the order of its import's columns
ALTER TABLE score ADD COLUMN import INTEGER NOT NULL DEFAULT 0;     -- 0: before there were imports
UPDATE score SET marks = JSON_ARRAY(chinese, mathematics, foreign_language, first, second_high, second_low, total);
ALTER TABLE score DROP COLUMN chinese;
ALTER TABLE score DROP COLUMN mathematics;
ALTER TABLE score DROP COLUMN foreign_language;
ALTER TABLE score DROP COLUMN first;
ALTER TABLE score DROP COLUMN second_high;
ALTER TABLE score DROP COLUMN second_low;

CREATE TRIGGER import_staged AFTER INSERT ON journal WHEN NEW.kind = 'import.staged'
BEGIN
    INSERT INTO import (id, exam, kind, file, hash, basis, blocks, columns, notes, counts, says, reason, status, proposed_by,
        proposed_at)
    VALUES (NEW.seq, NEW.exam, NEW.body ->> 'kind', NEW.body ->> 'file', NEW.body ->> 'hash', NEW.body ->> 'basis',
            NEW.body -> 'blocks', COALESCE(NEW.body -> 'columns', '[]'), NEW.body ->> 'notes', NEW.body -> 'counts',
            NEW.body -> 'says', NEW.body ->> 'reason', 'proposed', NEW.actor, NEW.at);
END;

CREATE TRIGGER import_agreed AFTER INSERT ON journal WHEN NEW.kind = 'import.agreed'
BEGIN
    UPDATE import SET status = 'agreed', due = NEW.body ->> 'due', decided_by = NEW.actor, decided_at = NEW.at
    WHERE id = NEW.body ->> 'import' AND status = 'proposed';
END;

-- Until it is published, somebody may still think better of it.
CREATE TRIGGER import_declined AFTER INSERT ON journal WHEN NEW.kind = 'import.declined'
BEGIN
    UPDATE import SET status = 'declined', decided_by = NEW.actor, decided_at = NEW.at, declined_reason = NEW.body ->> 'reason'
    WHERE id = NEW.body ->> 'import' AND status IN ('proposed', 'agreed');
END;

CREATE TRIGGER import_withdrawn AFTER INSERT ON journal WHEN NEW.kind = 'import.withdrawn'
BEGIN
    UPDATE import SET status = 'withdrawn', decided_by = NEW.actor, decided_at = NEW.at
    WHERE id = NEW.body ->> 'import' AND status IN ('proposed', 'agreed');
END;

-- Whoever makes a row of it says this, too.
DROP TRIGGER above_line_made;

-- The rows of the import that is being published.
CREATE VIEW import_row (import, exam, kind, removed, row) AS
    SELECT i.id, i.exam, i.kind, i.counts ->> 'removed', r.value FROM import AS i CROSS JOIN JSON_EACH(i.blocks) AS b
    CROSS JOIN import_block AS k ON k.hash = b.value CROSS JOIN JSON_EACH(k.rows) AS r;

-- Scores or lines are published (or come in as they did before there were imports). 上线 is counted anew for whom the rows name (for
-- everybody when a line moves), as a difference, so that one corrected score costs what one score costs. One trigger, since the order
-- of several is not defined.
CREATE TRIGGER import_published AFTER INSERT ON journal
WHEN NEW.kind IN ('import.published', 'scores.imported', 'control_lines.imported')
BEGIN
    UPDATE import SET status = 'replaced' WHERE exam = NEW.exam AND status = 'published'
        AND kind = (SELECT i.kind FROM import AS i WHERE i.id = NEW.body ->> 'import');
    UPDATE import SET status = 'published', published_at = NEW.at, published_by = NEW.seq,
        decided_by = IIF(status = 'agreed', decided_by, NEW.actor), decided_at = IIF(status = 'agreed', decided_at, NEW.at)
    WHERE id = NEW.body ->> 'import';

    INSERT INTO import_touched (candidate)
    SELECT value ->> 'candidate' FROM JSON_EACH(NEW.body, '$.scores') WHERE TRUE ON CONFLICT DO NOTHING;
    INSERT INTO import_touched (candidate)
    SELECT r.row ->> 0 FROM import_row AS r WHERE r.import = NEW.body ->> 'import' AND r.kind = 'scores' ON CONFLICT DO NOTHING;
    INSERT INTO import_touched (candidate)
    SELECT s.candidate FROM score AS s WHERE s.exam = NEW.exam AND (NEW.kind = 'control_lines.imported' OR EXISTS
        (SELECT 1 FROM import AS i WHERE i.id = NEW.body ->> 'import' AND i.kind = 'control_lines')) ON CONFLICT DO NOTHING;

    -- What was counted for them before, taken back: by 报名点, then for each above it.
    INSERT INTO progress (exam, organisation, metric, hour, count)
    SELECT NEW.exam, SUBSTR(p.point, 1, l.length), m.name || p.batch, 0, -SUM(IIF(m.most, p.count, p.missing))
    FROM (SELECT a.point, a.batch, COUNT(*) AS count, SUM(a.submitted = 0) AS missing
        FROM import_touched AS t CROSS JOIN above_line AS a ON a.candidate = t.candidate GROUP BY a.point, a.batch) AS p
    CROSS JOIN (SELECT 'above_line:' AS name, 1 AS most UNION ALL SELECT 'missing:', 0) AS m CROSS JOIN level AS l
    GROUP BY SUBSTR(p.point, 1, l.length), m.name || p.batch
    ON CONFLICT DO UPDATE SET count = count + excluded.count;
    DELETE FROM above_line WHERE candidate IN (SELECT candidate FROM import_touched);

    INSERT INTO score (candidate, exam, track, total, rank, marks)
    SELECT value ->> 'candidate', NEW.exam, value ->> 'track', value ->> 'total', value ->> 'rank', JSON_ARRAY(value ->> 'chinese',
        value ->> 'mathematics', value ->> 'foreign_language', value ->> 'first', value ->> 'second_high', value ->> 'second_low',
        value ->> 'total')
    FROM JSON_EACH(NEW.body, '$.scores') WHERE TRUE
    ON CONFLICT (candidate) DO UPDATE SET track = excluded.track, total = excluded.total, rank = excluded.rank, marks = excluded.marks;
    INSERT INTO score (candidate, exam, track, total, rank, marks, import)
    SELECT r.row ->> 0, r.exam, r.row ->> '$[1][0]', r.row ->> '$[1][1]', r.row ->> '$[1][2]', r.row -> '$[1][3]', r.import
    FROM import_row AS r WHERE r.import = NEW.body ->> 'import' AND r.kind = 'scores' AND r.row -> 1 <> 'null'
    ON CONFLICT (candidate) DO UPDATE SET track = excluded.track, total = excluded.total, rank = excluded.rank,
        marks = excluded.marks, import = excluded.import;
    DELETE FROM score WHERE candidate IN (SELECT r.row ->> 0 FROM import_row AS r WHERE r.import = NEW.body ->> 'import'
        AND r.kind = 'scores' AND r.removed > 0 AND r.row -> 1 = 'null');

    INSERT INTO control_line (exam, batch, track, line)
    SELECT NEW.exam, value ->> 'batch', value ->> 'track', value ->> 'line' FROM JSON_EACH(NEW.body, '$.lines') WHERE TRUE
    ON CONFLICT DO UPDATE SET line = excluded.line;
    INSERT INTO control_line (exam, batch, track, line)
    SELECT r.exam, SUBSTR(r.row ->> 0, 1, INSTR(r.row ->> 0, ' ') - 1), SUBSTR(r.row ->> 0, INSTR(r.row ->> 0, ' ') + 1), r.row ->> 1
    FROM import_row AS r WHERE r.import = NEW.body ->> 'import' AND r.kind = 'control_lines' AND r.row -> 1 <> 'null'
    ON CONFLICT DO UPDATE SET line = excluded.line;
    DELETE FROM control_line WHERE exam = NEW.exam AND batch || ' ' || track IN (SELECT r.row ->> 0 FROM import_row AS r
        WHERE r.import = NEW.body ->> 'import' AND r.kind = 'control_lines' AND r.removed > 0 AND r.row -> 1 = 'null');

    -- In the order of its indices: half a million rows at once.
    INSERT INTO above_line (candidate, batch, exam, point, serial, submitted, draft, chased)
    SELECT s.candidate, k.batch, c.exam, c.point, c.serial,
        EXISTS (SELECT 1 FROM volunteer AS v WHERE v.candidate = s.candidate AND v.batch = k.batch),
        EXISTS (SELECT 1 FROM draft AS d WHERE d.candidate = s.candidate AND d.batch = k.batch),
        EXISTS (SELECT 1 FROM chase AS h WHERE h.candidate = s.candidate AND h.batch = k.batch)
    FROM import_touched AS t CROSS JOIN score AS s ON s.candidate = t.candidate CROSS JOIN candidate AS c ON c.id = s.candidate
    CROSS JOIN control_line AS k ON k.exam = s.exam AND k.track = s.track AND s.total >= k.line
    ORDER BY c.point, c.serial;
    INSERT INTO progress (exam, organisation, metric, hour, count)
    SELECT NEW.exam, SUBSTR(p.point, 1, l.length), m.name || p.batch, 0, SUM(IIF(m.most, p.count, p.missing))
    FROM (SELECT a.point, a.batch, COUNT(*) AS count, SUM(a.submitted = 0) AS missing
        FROM import_touched AS t CROSS JOIN above_line AS a ON a.candidate = t.candidate GROUP BY a.point, a.batch) AS p
    CROSS JOIN (SELECT 'above_line:' AS name, 1 AS most UNION ALL SELECT 'missing:', 0) AS m CROSS JOIN level AS l
    GROUP BY SUBSTR(p.point, 1, l.length), m.name || p.batch
    ON CONFLICT DO UPDATE SET count = count + excluded.count;
    DELETE FROM import_touched;
END;

-- Whoever proposed a revision of an exam year may take it back.
CREATE TRIGGER exam_withdrawn AFTER INSERT ON journal WHEN NEW.kind = 'exam.withdrawn'
BEGIN
    UPDATE revision SET status = 'withdrawn', decided_by = NEW.actor, decided_at = NEW.at
    WHERE id = NEW.body ->> 'revision' AND status IN ('proposed', 'agreed');
END;

-- All that somebody has to decide about.
DROP VIEW waiting_proposal;
CREATE VIEW waiting_proposal (id) AS
    SELECT proposal FROM difference WHERE status = 'proposed'
    UNION ALL SELECT proposal FROM payment_alarm WHERE proposed_by IS NOT NULL AND resolved_at IS NULL
    UNION ALL SELECT proposal FROM refund WHERE proposed_by IS NOT NULL AND status = 'failed'
    UNION ALL SELECT id FROM added_fee_item WHERE status = 'proposed'
    UNION ALL SELECT withdrawal FROM added_fee_item WHERE status = 'withdrawing'
    UNION ALL SELECT id FROM window_change WHERE status = 'proposed'
    UNION ALL SELECT id FROM revision WHERE status IN ('proposed', 'agreed')
    UNION ALL SELECT id FROM import WHERE status IN ('proposed', 'agreed')
    UNION ALL SELECT id FROM staff_proposal;
