-- 考试年度. What an exam year's folder says is a revision: one person proposes it, another one puts it in force, and that is one
-- event.

-- Files as they came, by content.
CREATE TABLE revision_file (
    hash  TEXT PRIMARY KEY,                    -- SHA-256
    bytes BLOB NOT NULL
) STRICT;

-- What a folder comes to: one JSON object a thing, prepared when it is loaded. Revisions have most of them in common.
CREATE TABLE revision_value (
    hash  TEXT PRIMARY KEY,                    -- SHA-256
    value TEXT NOT NULL CHECK (json_valid(value))
) STRICT;
CREATE TABLE revision_row (
    content  TEXT    NOT NULL,                 -- hash of all rows
    noun     TEXT    NOT NULL,                 -- exam, region, code, organisation, segment, window, fee, batch, college, group
    key      TEXT    NOT NULL,                 -- by which it is the same thing in another revision
    position INTEGER NOT NULL,
    value    TEXT    NOT NULL,
    PRIMARY KEY (content, noun, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE revision (
    id              INTEGER PRIMARY KEY,       -- seq of its event
    exam            TEXT    NOT NULL,
    content         TEXT    NOT NULL,
    basis           INTEGER,                   -- the one that was in force when it was proposed
    files           TEXT    NOT NULL CHECK (json_valid(files)),     -- name: hash
    says            TEXT    NOT NULL CHECK (json_valid(says)),      -- what changes, in words
    touches         TEXT    NOT NULL CHECK (json_valid(touches)),   -- what must not be there yet: candidates, volunteers
    reason          TEXT    NOT NULL,
    status          TEXT    NOT NULL,          -- proposed, published, replaced, declined
    proposed_by     TEXT    NOT NULL,
    proposed_at     INTEGER NOT NULL,
    decided_by      TEXT,
    decided_at      INTEGER,
    declined_reason TEXT
) STRICT;
CREATE UNIQUE INDEX revision_published ON revision (exam) WHERE status = 'published';
CREATE INDEX revision_by_exam ON revision (exam, id);

-- The one that is being put in force, while its trigger runs; empty at all other times.
CREATE TABLE revision_work (
    content TEXT PRIMARY KEY,
    before  TEXT                               -- content of the one that it replaces
) STRICT;

-- What is new in it, or not as it was.
CREATE VIEW revision_change (noun, key, position, value) AS
    SELECT n.noun, n.key, n.position, v.value
    FROM revision_work AS w CROSS JOIN revision_row AS n ON n.content = w.content
    LEFT JOIN revision_row AS o ON o.content = w.before AND o.noun = n.noun AND o.key = n.key
    CROSS JOIN revision_value AS v ON v.hash = n.value
    WHERE o.value IS NULL OR o.value <> n.value OR o.position <> n.position;
-- All that is in it.
CREATE VIEW revision_key (noun, key) AS
    SELECT n.noun, n.key FROM revision_work AS w CROSS JOIN revision_row AS n ON n.content = w.content;

-- 院校代号 and 专业组编号 are shared by campuses.
ALTER TABLE college_group ADD COLUMN campus TEXT NOT NULL DEFAULT '';
ALTER TABLE college_group ADD COLUMN key TEXT GENERATED ALWAYS AS
    (batch || ' ' || college || ' ' || code || ' ' || track || ' ' || campus) VIRTUAL;
CREATE UNIQUE INDEX college_group_by_key ON college_group (exam, key);

CREATE TRIGGER exam_loaded AFTER INSERT ON journal WHEN NEW.kind = 'exam.loaded'
BEGIN
    INSERT INTO revision (id, exam, content, basis, files, says, touches, reason, status, proposed_by, proposed_at)
    VALUES (NEW.seq, NEW.exam, NEW.body ->> 'content', NEW.body ->> 'basis', NEW.body -> 'files', NEW.body -> 'says',
            NEW.body -> 'touches', NEW.body ->> 'reason', 'proposed', NEW.actor, NEW.at);
END;

CREATE TRIGGER exam_declined AFTER INSERT ON journal WHEN NEW.kind = 'exam.declined'
BEGIN
    UPDATE revision SET status = 'declined', decided_by = NEW.actor, decided_at = NEW.at, declined_reason = NEW.body ->> 'reason'
    WHERE id = NEW.body ->> 'revision' AND status = 'proposed';
END;

CREATE TRIGGER exam_published AFTER INSERT ON journal WHEN NEW.kind = 'exam.published'
BEGIN
    INSERT INTO revision_work (content, before)
    SELECT r.content, p.content FROM revision AS r LEFT JOIN revision AS p ON p.exam = r.exam AND p.status = 'published'
    WHERE r.id = NEW.body ->> 'revision';
    UPDATE revision SET status = 'replaced' WHERE exam = NEW.exam AND status = 'published';
    UPDATE revision SET status = 'published', decided_by = NEW.actor, decided_at = NEW.at WHERE id = NEW.body ->> 'revision';

    INSERT INTO exam (id, kind, year, name)
    SELECT c.key, c.value ->> 'kind', c.value ->> 'year', c.value ->> 'name' FROM revision_change AS c WHERE c.noun = 'exam'
    ON CONFLICT (id) DO UPDATE SET name = excluded.name;
    INSERT INTO region (code, parent, name)
    SELECT c.key, c.value ->> 'parent', c.value ->> 'name' FROM revision_change AS c WHERE c.noun = 'region'
    ON CONFLICT (code) DO UPDATE SET parent = excluded.parent, name = excluded.name;
    DELETE FROM code_item WHERE exam = NEW.exam
        AND list || ' ' || code NOT IN (SELECT k.key FROM revision_key AS k WHERE k.noun = 'code');
    INSERT INTO code_item (exam, list, code, name, position)
    SELECT NEW.exam, c.value ->> 'list', c.value ->> 'code', c.value ->> 'name', c.position FROM revision_change AS c
    WHERE c.noun = 'code' ON CONFLICT DO UPDATE SET name = excluded.name, position = excluded.position;
    INSERT INTO organisation (code, name)
    SELECT c.key, c.value ->> 'name' FROM revision_change AS c WHERE c.noun = 'organisation'
    ON CONFLICT (code) DO UPDATE SET name = excluded.name;

    -- A segment's number is that of its event; here one event has many.
    INSERT INTO segment (id, exam, point, first, last, next)
    SELECT -(NEW.seq * 1000000 + ROW_NUMBER() OVER (ORDER BY c.key)), NEW.exam, c.value ->> 'point', c.value ->> 'first',
           c.value ->> 'last', c.value ->> 'first'
    FROM revision_change AS c WHERE c.noun = 'segment' AND NOT EXISTS (SELECT 1 FROM segment AS s WHERE s.exam = NEW.exam
        AND s.first <= c.value ->> 'last' AND s.last >= c.value ->> 'first');

    -- Fixed once there are candidates, which is asked when it is proposed and when it is agreed to.
    DELETE FROM fee_item WHERE exam = NEW.exam AND NOT EXISTS (SELECT 1 FROM candidate AS x WHERE x.exam = NEW.exam AND x.point > '')
        AND item NOT IN (SELECT k.key FROM revision_key AS k WHERE k.noun = 'fee');
    INSERT INTO fee_item (exam, item, name, amount, detail, notice, window, owed_by, unlocks, one_of, position)
    SELECT NEW.exam, c.key, c.value ->> 'name', c.value ->> 'amount', c.value ->> 'detail', c.value ->> 'notice',
           c.value ->> 'window', c.value ->> 'owed_by', c.value ->> 'unlocks', c.value ->> 'one_of', c.position
    FROM revision_change AS c WHERE c.noun = 'fee'
        AND NOT EXISTS (SELECT 1 FROM candidate AS x WHERE x.exam = NEW.exam AND x.point > '')
    ON CONFLICT DO UPDATE SET name = excluded.name, amount = excluded.amount, detail = excluded.detail,
        notice = excluded.notice, window = excluded.window, owed_by = excluded.owed_by, unlocks = excluded.unlocks,
        one_of = excluded.one_of, position = excluded.position;
    DELETE FROM batch WHERE exam = NEW.exam AND code NOT IN (SELECT k.key FROM revision_key AS k WHERE k.noun = 'batch');
    INSERT INTO batch (exam, code, name, window, slots, majors, position)
    SELECT NEW.exam, c.key, c.value ->> 'name', c.value ->> 'window', c.value ->> 'slots', c.value ->> 'majors', c.position
    FROM revision_change AS c WHERE c.noun = 'batch'
    ON CONFLICT DO UPDATE SET name = excluded.name, window = excluded.window, slots = excluded.slots,
        majors = excluded.majors, position = excluded.position;

    INSERT INTO college (code, name, city, tags, aliases)
    SELECT c.key, c.value ->> 'name', c.value ->> 'city', c.value -> 'tags', c.value -> 'aliases' FROM revision_change AS c
    WHERE c.noun = 'college' ON CONFLICT (code) DO UPDATE SET name = excluded.name, city = excluded.city,
        tags = excluded.tags, aliases = excluded.aliases;
    DELETE FROM findable WHERE exam = NEW.exam;
    DELETE FROM major WHERE college_group IN (SELECT g.id FROM college_group AS g WHERE g.exam = NEW.exam
        AND g.key NOT IN (SELECT k.key FROM revision_key AS k WHERE k.noun = 'group'));
    DELETE FROM group_line WHERE college_group IN (SELECT g.id FROM college_group AS g WHERE g.exam = NEW.exam
        AND g.key NOT IN (SELECT k.key FROM revision_key AS k WHERE k.noun = 'group'));
    DELETE FROM college_group WHERE exam = NEW.exam
        AND key NOT IN (SELECT k.key FROM revision_key AS k WHERE k.noun = 'group');
    INSERT INTO college_group (id, exam, batch, college, code, campus, name, plan_type, track, requirement, plan, last_line,
        last_year, last_rank, majors)
    SELECT (SELECT COALESCE(MAX(id), 0) FROM college_group) + ROW_NUMBER() OVER (ORDER BY c.key), NEW.exam,
        c.value ->> 'batch', c.value ->> 'college', c.value ->> 'code', c.value ->> 'campus', c.value ->> 'name',
        c.value ->> 'plan_type', c.value ->> 'track', c.value ->> 'requirement', c.value ->> 'plan', c.value ->> 'last_line',
        c.value ->> 'last_year', c.value ->> 'last_rank', c.value -> 'codes'
    FROM revision_change AS c WHERE c.noun = 'group'
    ON CONFLICT (exam, key) DO UPDATE SET name = excluded.name, plan_type = excluded.plan_type,
        requirement = excluded.requirement, plan = excluded.plan, last_line = excluded.last_line,
        last_year = excluded.last_year, last_rank = excluded.last_rank, majors = excluded.majors;
    DELETE FROM major WHERE college_group IN (SELECT g.id FROM revision_change AS c CROSS JOIN college_group AS g
        ON g.exam = NEW.exam AND g.key = c.key WHERE c.noun = 'group');
    DELETE FROM group_line WHERE college_group IN (SELECT g.id FROM revision_change AS c CROSS JOIN college_group AS g
        ON g.exam = NEW.exam AND g.key = c.key WHERE c.noun = 'group');
    INSERT INTO major (college_group, code, name, plan, tuition, years, note)
    SELECT g.id, m.value ->> 'code', m.value ->> 'name', m.value ->> 'plan', m.value ->> 'tuition', m.value ->> 'years',
        m.value ->> 'note'
    FROM revision_change AS c CROSS JOIN college_group AS g ON g.exam = NEW.exam AND g.key = c.key
    CROSS JOIN JSON_EACH(c.value, '$.majors') AS m WHERE c.noun = 'group';
    INSERT INTO group_line (college_group, year, line, rank)
    SELECT g.id, l.value ->> 'year', l.value ->> 'line', l.value ->> 'rank'
    FROM revision_change AS c CROSS JOIN college_group AS g ON g.exam = NEW.exam AND g.key = c.key
    CROSS JOIN JSON_EACH(c.value, '$.lines') AS l WHERE c.noun = 'group';

    -- What searches look at, in the order of track and line; the words were made when the revision was loaded.
    INSERT INTO findable (college_group, exam, batch, track, plan_type, requirement, plan, line, rank, least_tuition,
        most_tuition, college, code, city, tags, majors, names, spelled)
    SELECT g.id, g.exam, g.batch, g.track, g.plan_type, g.requirement, g.plan, g.last_line, g.last_rank,
        v.value ->> 'least_tuition', v.value ->> 'most_tuition', g.college, g.code, c.city, c.tags, g.majors,
        v.value ->> 'names', v.value ->> 'spelled'
    FROM revision_work AS w CROSS JOIN college_group AS g ON g.exam = NEW.exam
    CROSS JOIN revision_row AS r ON r.content = w.content AND r.noun = 'group' AND r.key = g.key
    CROSS JOIN revision_value AS v ON v.hash = r.value CROSS JOIN college AS c ON c.code = g.college
    ORDER BY g.batch, g.track, g.last_line DESC, g.id;
    DELETE FROM narrowing WHERE exam = NEW.exam AND batch > '';
    INSERT INTO narrowing (exam, batch, track, list, value, name, count)
    SELECT f.exam, f.batch, f.track, 'city', f.city, f.city, COUNT(*) FROM findable AS f WHERE f.exam = NEW.exam GROUP BY 2, 3, 5
    UNION ALL SELECT f.exam, f.batch, f.track, 'tag', t.value, t.value, COUNT(*)
    FROM findable AS f CROSS JOIN JSON_EACH(f.tags) AS t WHERE f.exam = NEW.exam GROUP BY 2, 3, 5
    UNION ALL SELECT f.exam, f.batch, f.track, 'plan_type', f.plan_type, COALESCE(p.name, f.plan_type), COUNT(*)
    FROM findable AS f LEFT JOIN code_item AS p ON p.exam = f.exam AND p.list = 'plan_type' AND p.code = f.plan_type
    WHERE f.exam = NEW.exam GROUP BY 2, 3, 5
    UNION ALL SELECT g.exam, g.batch, g.track, 'major_class', p.code, p.name, COUNT(DISTINCT g.id)
    FROM college_group AS g CROSS JOIN major AS m ON m.college_group = g.id
    CROSS JOIN code_item AS p ON p.exam = g.exam AND p.list = 'major_class' AND p.code = SUBSTR(m.code, 1, 4)
    WHERE g.exam = NEW.exam GROUP BY 2, 3, 5;
    DELETE FROM revision_work;
END;
