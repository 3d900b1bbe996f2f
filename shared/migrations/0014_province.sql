-- What a province of 730,000 needs, so that no list, search or count walks through all candidates: columns to seek by,
-- and who still has to submit, kept by triggers.

-- Numbers are looked up below an organisation, by stage, and by the beginning of a name or of a given name
-- (what follows the first character).
CREATE INDEX candidate_by_place ON candidate (exam, point, serial, name);
CREATE INDEX candidate_by_stage ON candidate (exam, stage, point, serial);
CREATE INDEX candidate_by_name ON candidate (exam, name, point, serial);
ALTER TABLE candidate ADD COLUMN given_name TEXT GENERATED ALWAYS AS (SUBSTR(name, 2)) VIRTUAL;
CREATE INDEX candidate_by_given_name ON candidate (exam, given_name, point, serial);
DROP INDEX candidate_by_point;

-- What ends is deleted by its end.
CREATE INDEX rate_limit_by_end ON rate_limit (tat);
CREATE INDEX session_by_use ON session (last_seen_at);
CREATE INDEX session_by_end ON session (expires_at);
CREATE INDEX sms_code_by_end ON sms_code (expires_at);
CREATE INDEX IF NOT EXISTS identity_check_by_candidate ON identity_check (candidate);
CREATE INDEX identity_check_by_time ON identity_check (created_at);

-- 上线: who has reached the line of a batch, and whether they have submitted.
CREATE TABLE above_line (
    candidate INTEGER NOT NULL,
    batch     TEXT    NOT NULL,
    exam      TEXT    NOT NULL,
    point     TEXT    NOT NULL,
    serial    TEXT    NOT NULL,
    submitted INTEGER NOT NULL,                -- 1 once a list is in force
    PRIMARY KEY (candidate, batch)
) STRICT, WITHOUT ROWID;
-- 上线未提交保存正式志愿考生, in the order of the list.
CREATE INDEX above_line_missing ON above_line (exam, batch, point, serial) WHERE submitted = 0;

-- Those whom an import of scores or lines touches, while its trigger runs; empty at all other times.
CREATE TABLE import_touched (candidate INTEGER PRIMARY KEY) STRICT;

-- Orders of an organisation, on all four levels, the newest first.
CREATE TABLE order_place (
    exam         TEXT    NOT NULL,
    organisation TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    order_no     TEXT    NOT NULL,
    PRIMARY KEY (exam, organisation, created_at, order_no)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER order_placed AFTER INSERT ON payment_order
BEGIN
    INSERT INTO order_place (exam, organisation, created_at, order_no)
    SELECT c.exam, SUBSTR(c.point, 1, l.length), NEW.created_at, NEW.order_no
    FROM candidate AS c CROSS JOIN level AS l WHERE c.id = NEW.candidate;
END;

-- A list in force takes its candidate off the list of those to be called.
CREATE TRIGGER above_line_submitted AFTER INSERT ON volunteer
BEGIN
    UPDATE above_line SET submitted = 1 WHERE candidate = NEW.candidate AND batch = NEW.batch AND submitted = 0;
END;
CREATE TRIGGER progress_missing AFTER UPDATE OF submitted ON above_line WHEN OLD.submitted = 0 AND NEW.submitted = 1
BEGIN
    INSERT INTO progress (exam, organisation, metric, hour, count)
    SELECT NEW.exam, SUBSTR(NEW.point, 1, l.length), 'missing:' || NEW.batch, 0, -1 FROM level AS l WHERE TRUE
    ON CONFLICT DO UPDATE SET count = count - 1;
END;

-- Scores or control lines come in: a later row of the same candidate, or batch and track, takes the place of the earlier
-- one. 上线 is counted anew for whom the file names (for everybody when a line moves), as a difference, so that one
-- corrected score costs what one score costs. One trigger, since the order of several is not defined.
DROP TRIGGER score_imported;
CREATE TRIGGER score_imported AFTER INSERT ON journal WHEN NEW.kind IN ('scores.imported', 'control_lines.imported')
BEGIN
    INSERT INTO import_touched (candidate)
    SELECT value ->> 'candidate' FROM JSON_EACH(NEW.body, '$.scores') WHERE TRUE ON CONFLICT DO NOTHING;
    INSERT INTO import_touched (candidate)
    SELECT s.candidate FROM score AS s WHERE s.exam = NEW.exam AND NEW.kind = 'control_lines.imported' ON CONFLICT DO NOTHING;
    -- What was counted for them before, taken back.
    INSERT INTO progress (exam, organisation, metric, hour, count)
    SELECT a.exam, SUBSTR(a.point, 1, l.length), m.name || a.batch, 0, -COUNT(*)
    FROM import_touched AS t CROSS JOIN above_line AS a ON a.candidate = t.candidate
    JOIN (SELECT 'above_line:' AS name, 1 AS most UNION ALL SELECT 'missing:', 0) AS m ON a.submitted <= m.most
    CROSS JOIN level AS l
    GROUP BY a.exam, SUBSTR(a.point, 1, l.length), m.name || a.batch
    ON CONFLICT DO UPDATE SET count = count + excluded.count;
    DELETE FROM above_line WHERE candidate IN (SELECT candidate FROM import_touched);
    INSERT INTO score (candidate, exam, track, total, chinese, mathematics, foreign_language, first, second_high, second_low, rank)
    SELECT value ->> 'candidate', NEW.exam, value ->> 'track', value ->> 'total', value ->> 'chinese', value ->> 'mathematics',
           value ->> 'foreign_language', value ->> 'first', value ->> 'second_high', value ->> 'second_low', value ->> 'rank'
    FROM JSON_EACH(NEW.body, '$.scores') WHERE TRUE
    ON CONFLICT (candidate) DO UPDATE SET track = excluded.track, total = excluded.total, chinese = excluded.chinese,
        mathematics = excluded.mathematics, foreign_language = excluded.foreign_language, first = excluded.first,
        second_high = excluded.second_high, second_low = excluded.second_low, rank = excluded.rank;
    INSERT INTO control_line (exam, batch, track, line)
    SELECT NEW.exam, value ->> 'batch', value ->> 'track', value ->> 'line' FROM JSON_EACH(NEW.body, '$.lines') WHERE TRUE
    ON CONFLICT DO UPDATE SET line = excluded.line;
    INSERT INTO above_line (candidate, batch, exam, point, serial, submitted)
    SELECT s.candidate, k.batch, c.exam, c.point, c.serial, EXISTS
        (SELECT 1 FROM volunteer AS v WHERE v.candidate = s.candidate AND v.batch = k.batch)
    FROM import_touched AS t CROSS JOIN score AS s ON s.candidate = t.candidate CROSS JOIN candidate AS c ON c.id = s.candidate
    CROSS JOIN control_line AS k ON k.exam = s.exam AND k.track = s.track AND s.total >= k.line;
    INSERT INTO progress (exam, organisation, metric, hour, count)
    SELECT a.exam, SUBSTR(a.point, 1, l.length), m.name || a.batch, 0, COUNT(*)
    FROM import_touched AS t CROSS JOIN above_line AS a ON a.candidate = t.candidate
    JOIN (SELECT 'above_line:' AS name, 1 AS most UNION ALL SELECT 'missing:', 0) AS m ON a.submitted <= m.most
    CROSS JOIN level AS l
    GROUP BY a.exam, SUBSTR(a.point, 1, l.length), m.name || a.batch
    ON CONFLICT DO UPDATE SET count = count + excluded.count;
    DELETE FROM import_touched;
END;

-- What is there already.
INSERT INTO above_line (candidate, batch, exam, point, serial, submitted)
SELECT s.candidate, k.batch, c.exam, c.point, c.serial, EXISTS
    (SELECT 1 FROM volunteer AS v WHERE v.candidate = s.candidate AND v.batch = k.batch)
FROM score AS s JOIN candidate AS c ON c.id = s.candidate
JOIN control_line AS k ON k.exam = s.exam AND k.track = s.track AND s.total >= k.line;
INSERT INTO progress (exam, organisation, metric, hour, count)
SELECT a.exam, SUBSTR(a.point, 1, l.length), 'missing:' || a.batch, 0, COUNT(*)
FROM above_line AS a CROSS JOIN level AS l WHERE a.submitted = 0 GROUP BY a.exam, SUBSTR(a.point, 1, l.length), a.batch;
INSERT INTO order_place (exam, organisation, created_at, order_no)
SELECT c.exam, SUBSTR(c.point, 1, l.length), o.created_at, o.order_no
FROM payment_order AS o JOIN candidate AS c ON c.id = o.candidate CROSS JOIN level AS l;
