-- 统计: counters by organisation (all four levels) and hour, kept by triggers on the projections,
-- so that each candidate counts once, however often an event comes.

CREATE TABLE progress (
    exam         TEXT    NOT NULL,
    organisation TEXT    NOT NULL,
    metric       TEXT    NOT NULL,             -- registered, paid, verified, active, filled, draft_only:<batch>, submitted:<batch>, above_line:<batch>
    hour         INTEGER NOT NULL,             -- hours since 1970 UTC
    count        INTEGER NOT NULL,
    PRIMARY KEY (exam, organisation, metric, hour)
) STRICT, WITHOUT ROWID;

-- The lengths of organisation codes: province, city, county, point.
CREATE TABLE level (length INTEGER PRIMARY KEY) STRICT;
INSERT INTO level (length) VALUES (2), (4), (6), (9);

CREATE TRIGGER progress_registered AFTER INSERT ON candidate
BEGIN
    INSERT INTO progress (exam, organisation, metric, hour, count)
    SELECT NEW.exam, SUBSTR(NEW.point, 1, l.length), 'registered', NEW.registered_at / 3600000, 1 FROM level AS l WHERE TRUE
    ON CONFLICT DO UPDATE SET count = count + 1;
END;

CREATE TRIGGER progress_paid AFTER UPDATE OF paid_at ON candidate WHEN OLD.paid_at IS NULL AND NEW.paid_at IS NOT NULL
BEGIN
    INSERT INTO progress (exam, organisation, metric, hour, count)
    SELECT NEW.exam, SUBSTR(NEW.point, 1, l.length), 'paid', NEW.paid_at / 3600000, 1 FROM level AS l WHERE TRUE
    ON CONFLICT DO UPDATE SET count = count + 1;
END;

CREATE TRIGGER progress_verified AFTER UPDATE OF verified_at ON candidate WHEN OLD.verified_at IS NULL AND NEW.verified_at IS NOT NULL
BEGIN
    INSERT INTO progress (exam, organisation, metric, hour, count)
    SELECT NEW.exam, SUBSTR(NEW.point, 1, l.length), 'verified', NEW.verified_at / 3600000, 1 FROM level AS l WHERE TRUE
    ON CONFLICT DO UPDATE SET count = count + 1;
END;

CREATE TRIGGER progress_active AFTER UPDATE OF activated_at ON candidate WHEN OLD.activated_at IS NULL AND NEW.activated_at IS NOT NULL
BEGIN
    INSERT INTO progress (exam, organisation, metric, hour, count)
    SELECT NEW.exam, SUBSTR(NEW.point, 1, l.length), 'active', NEW.activated_at / 3600000, 1 FROM level AS l WHERE TRUE
    ON CONFLICT DO UPDATE SET count = count + 1;
END;

CREATE TRIGGER progress_filled AFTER UPDATE OF filled_at ON candidate WHEN OLD.filled_at IS NULL AND NEW.filled_at IS NOT NULL
BEGIN
    INSERT INTO progress (exam, organisation, metric, hour, count)
    SELECT NEW.exam, SUBSTR(NEW.point, 1, l.length), 'filled', NEW.filled_at / 3600000, 1 FROM level AS l WHERE TRUE
    ON CONFLICT DO UPDATE SET count = count + 1;
END;

-- draft_only is a balance: +1 with the first draft of one who has not submitted, -1 with the first submission of one who has a draft.
CREATE TRIGGER progress_drafted AFTER INSERT ON draft
WHEN NOT EXISTS (SELECT 1 FROM volunteer AS v WHERE v.candidate = NEW.candidate AND v.batch = NEW.batch)
BEGIN
    INSERT INTO progress (exam, organisation, metric, hour, count)
    SELECT c.exam, SUBSTR(c.point, 1, l.length), 'draft_only:' || NEW.batch, NEW.saved_at / 3600000, 1
    FROM candidate AS c, level AS l WHERE c.id = NEW.candidate
    ON CONFLICT DO UPDATE SET count = count + 1;
END;

CREATE TRIGGER progress_submitted AFTER INSERT ON volunteer
BEGIN
    INSERT INTO progress (exam, organisation, metric, hour, count)
    SELECT c.exam, SUBSTR(c.point, 1, l.length), 'submitted:' || NEW.batch, NEW.submitted_at / 3600000, 1
    FROM candidate AS c, level AS l WHERE c.id = NEW.candidate
    ON CONFLICT DO UPDATE SET count = count + 1;
    INSERT INTO progress (exam, organisation, metric, hour, count)
    SELECT c.exam, SUBSTR(c.point, 1, l.length), 'draft_only:' || NEW.batch, NEW.submitted_at / 3600000, -1
    FROM candidate AS c, level AS l
    WHERE c.id = NEW.candidate AND EXISTS (SELECT 1 FROM draft AS d WHERE d.candidate = NEW.candidate AND d.batch = NEW.batch)
    ON CONFLICT DO UPDATE SET count = count - 1;
END;

-- Scores or control lines come in (a few times a year): a later row of the same candidate, or batch and track, takes the
-- place of the earlier one. 上线 is recounted whole. One trigger, since the order of several is not defined.
CREATE TRIGGER score_imported AFTER INSERT ON journal WHEN NEW.kind IN ('scores.imported', 'control_lines.imported')
BEGIN
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
    DELETE FROM progress WHERE exam = NEW.exam AND metric LIKE 'above_line:%';
    INSERT INTO progress (exam, organisation, metric, hour, count)
    SELECT c.exam, SUBSTR(c.point, 1, l.length), 'above_line:' || k.batch, 0, COUNT(*)
    FROM score AS s
    JOIN control_line AS k ON k.exam = s.exam AND k.track = s.track AND s.total >= k.line
    JOIN candidate AS c ON c.id = s.candidate
    CROSS JOIN level AS l
    WHERE s.exam = NEW.exam
    GROUP BY c.exam, SUBSTR(c.point, 1, l.length), k.batch;
END;
