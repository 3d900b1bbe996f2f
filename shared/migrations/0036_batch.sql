-- 批次 → 栏 → 轮次. What is filled as one, a round of a column of a batch, is a row of `batch`, with who may fill it; a plan belongs
-- to one of them. `early` is the first column's first round, `early-single` another column, `early-supplement-1` another round.

ALTER TABLE batch ADD COLUMN choices TEXT NOT NULL DEFAULT 'parallel'; -- parallel, single
ALTER TABLE batch ADD COLUMN adjust INTEGER NOT NULL DEFAULT 1;        -- can 专业服从调剂 be said?
ALTER TABLE batch ADD COLUMN line TEXT NOT NULL DEFAULT '';            -- the batch whose 控制分数线 has to be reached; empty: none
ALTER TABLE batch ADD COLUMN lines TEXT NOT NULL DEFAULT '[]';         -- [{plan_type, line}]: of these it is another one
ALTER TABLE batch ADD COLUMN relevant TEXT NOT NULL DEFAULT '[]';      -- who may fill it, by their answers (domain::form::Condition)
ALTER TABLE batch ADD COLUMN eligibility TEXT NOT NULL DEFAULT '[]';   -- codes of which one is needed (qualification)
ALTER TABLE batch ADD COLUMN unadmitted INTEGER NOT NULL DEFAULT 0;    -- only who is not admitted yet
ALTER TABLE batch ADD COLUMN excludes TEXT NOT NULL DEFAULT '[]';      -- codes: with a list there, nobody fills this
UPDATE batch SET line = code;

-- 资格 of candidates by code of the list `eligibility`: 国家专项, 公安政审 …; `enrolled` is 已录取.
CREATE TABLE qualification (
    exam      TEXT    NOT NULL,
    code      TEXT    NOT NULL,
    candidate INTEGER NOT NULL,
    PRIMARY KEY (exam, code, candidate)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER qualifications_imported AFTER INSERT ON journal WHEN NEW.kind = 'qualifications.imported'
BEGIN
    DELETE FROM qualification WHERE exam = NEW.exam AND code = NEW.body ->> 'code';
    INSERT INTO qualification (exam, code, candidate)
    SELECT NEW.exam, NEW.body ->> 'code', value FROM JSON_EACH(NEW.body, '$.candidates') WHERE TRUE ON CONFLICT DO NOTHING;
END;

-- A list that excludes another one is given up by submitting it empty.
ALTER TABLE volunteer ADD COLUMN choices INTEGER NOT NULL DEFAULT 0;   -- how many it has
UPDATE volunteer SET choices = (SELECT JSON_ARRAY_LENGTH(j.body, '$.choices') FROM journal AS j WHERE j.seq = volunteer.seq);
DROP TRIGGER volunteer_submitted;
CREATE TRIGGER volunteer_submitted AFTER INSERT ON journal WHEN NEW.kind = 'volunteer.submitted'
BEGIN
    INSERT INTO volunteer (candidate, batch, version, seq, submitted_at, hash, choices)
    VALUES (NEW.subject, NEW.body ->> 'batch', NEW.body ->> 'version', NEW.seq, NEW.at, NEW.body ->> 'hash',
            JSON_ARRAY_LENGTH(NEW.body, '$.choices'))
    ON CONFLICT (candidate, batch) DO UPDATE SET version = excluded.version, seq = excluded.seq,
        submitted_at = excluded.submitted_at, hash = excluded.hash, choices = excluded.choices;
END;

DROP TRIGGER exam_published;
CREATE TRIGGER exam_published AFTER INSERT ON journal WHEN NEW.kind = 'exam.published'
BEGIN
    INSERT INTO revision_work (content, before)
    SELECT r.content, p.content FROM revision AS r LEFT JOIN revision AS p ON p.exam = r.exam AND p.status = 'published'
    WHERE r.id = NEW.body ->> 'revision';
    UPDATE revision SET status = 'replaced' WHERE exam = NEW.exam AND status = 'published';
    UPDATE revision SET status = 'published', published_at = NEW.at, decided_by = COALESCE(decided_by, NEW.actor),
        decided_at = COALESCE(decided_at, NEW.at)
    WHERE id = NEW.body ->> 'revision';

    INSERT INTO exam (id, kind, year, name)
    SELECT c.key, c.value ->> 'kind', c.value ->> 'year', c.value ->> 'name' FROM revision_change AS c WHERE c.noun = 'exam'
    ON CONFLICT (id) DO UPDATE SET name = excluded.name;
    -- What was loaded before this migration says nothing of 城乡划分代码.
    INSERT INTO region (code, parent, name, urban_rural)
    SELECT c.key, c.value ->> 'parent', c.value ->> 'name', COALESCE(c.value ->> 'urban_rural', g.urban_rural, '')
    FROM revision_change AS c LEFT JOIN region AS g ON g.code = c.key WHERE c.noun = 'region'
    ON CONFLICT (code) DO UPDATE SET parent = excluded.parent, name = excluded.name, urban_rural = excluded.urban_rural;
    -- Answers are given under a version: a form that is not the newest one is the next.
    INSERT INTO form (exam, version, definition, event)
    SELECT NEW.exam, COALESCE(f.version, 0) + 1, v.value, NEW.seq
    FROM revision_work AS w CROSS JOIN revision_row AS n ON n.content = w.content AND n.noun = 'form'
    CROSS JOIN revision_value AS v ON v.hash = n.value
    LEFT JOIN form AS f ON f.exam = NEW.exam AND f.version = (SELECT MAX(m.version) FROM form AS m
        WHERE m.exam = NEW.exam AND m.event < NEW.seq)
    WHERE f.definition IS NOT v.value ON CONFLICT DO NOTHING;
    DELETE FROM code_item WHERE exam = NEW.exam
        AND list || ' ' || code NOT IN (SELECT k.key FROM revision_key AS k WHERE k.noun = 'code');
    INSERT INTO code_item (exam, list, code, name, position)
    SELECT NEW.exam, c.value ->> 'list', c.value ->> 'code', c.value ->> 'name', c.position FROM revision_change AS c
    WHERE c.noun = 'code' ON CONFLICT DO UPDATE SET name = excluded.name, position = excluded.position;
    INSERT INTO organisation (code, name)
    SELECT c.key, c.value ->> 'name' FROM revision_change AS c WHERE c.noun = 'organisation'
    ON CONFLICT (code) DO UPDATE SET name = excluded.name;

    DELETE FROM exam_text WHERE exam = NEW.exam AND EXISTS (SELECT 1 FROM revision_key AS k WHERE k.noun = 'text')
        AND name NOT IN (SELECT k.key FROM revision_key AS k WHERE k.noun = 'text');
    INSERT INTO exam_text (exam, name, title, version, body)
    SELECT NEW.exam, c.key, c.value ->> 'title', c.value ->> 'version', c.value ->> 'body' FROM revision_change AS c
    WHERE c.noun = 'text' ON CONFLICT DO UPDATE SET title = excluded.title, version = excluded.version, body = excluded.body;

    -- A window that there never was is set; of others, the calendar's own changes say when they are. (Before this migration each
    -- window was set by an event of its own, after this one.)
    INSERT INTO window_change (id, exam, name, title, reason, says, warnings, status, proposed_by, proposed_at, decided_by)
    SELECT -(NEW.seq * 1000 + ROW_NUMBER() OVER (ORDER BY n.position)), NEW.exam, n.key, v.value ->> 'title', r.reason, '[]', '[]',
           'proposed', r.proposed_by, r.proposed_at, r.decided_by
    FROM revision_work AS w CROSS JOIN revision_row AS n ON n.content = w.content AND n.noun = 'window'
    CROSS JOIN revision_value AS v ON v.hash = n.value CROSS JOIN revision AS r ON r.id = NEW.body ->> 'revision'
    WHERE NEW.body ->> 'windows' AND NOT EXISTS (SELECT 1 FROM window_change AS k WHERE k.exam = NEW.exam AND k.name = n.key);
    INSERT INTO window_setting (change, exam, name, scope_kind, scope)
    SELECT k.id, k.exam, k.name, 'organisation', v.value ->> 'organisation'
    FROM window_change AS k CROSS JOIN revision_work AS w
    CROSS JOIN revision_row AS n ON n.content = w.content AND n.noun = 'window' AND n.key = k.name
    CROSS JOIN revision_value AS v ON v.hash = n.value
    WHERE k.id BETWEEN -(NEW.seq * 1000 + 999) AND -(NEW.seq * 1000) ORDER BY k.id DESC;
    INSERT INTO window_interval (setting, opens, closes)
    SELECT s.id, i.value ->> 'opens', i.value ->> 'closes'
    FROM window_change AS k CROSS JOIN window_setting AS s ON s.change = k.id CROSS JOIN revision_work AS w
    CROSS JOIN revision_row AS n ON n.content = w.content AND n.noun = 'window' AND n.key = k.name
    CROSS JOIN revision_value AS v ON v.hash = n.value CROSS JOIN JSON_EACH(v.value, '$.intervals') AS i
    WHERE k.id BETWEEN -(NEW.seq * 1000 + 999) AND -(NEW.seq * 1000);
    UPDATE window_change SET status = 'agreed', decided_at = NEW.at
    WHERE id BETWEEN -(NEW.seq * 1000 + 999) AND -(NEW.seq * 1000);

    -- A segment's number is that of its event; here one event has many.
    INSERT INTO segment (id, exam, point, first, last, next)
    SELECT -(NEW.seq * 1000000 + ROW_NUMBER() OVER (ORDER BY c.key)), NEW.exam, c.value ->> 'point', c.value ->> 'first',
           c.value ->> 'last', c.value ->> 'first'
    FROM revision_change AS c WHERE c.noun = 'segment' AND NOT EXISTS (SELECT 1 FROM segment AS s WHERE s.exam = NEW.exam
        AND s.first <= c.value ->> 'last' AND s.last >= c.value ->> 'first');

    -- What somebody may owe already stays as it is; what is new is owed from now on.
    DELETE FROM fee_item WHERE exam = NEW.exam AND NOT EXISTS (SELECT 1 FROM candidate AS x WHERE x.exam = NEW.exam AND x.point > '')
        AND item NOT IN (SELECT k.key FROM revision_key AS k WHERE k.noun = 'fee');
    INSERT INTO fee_item (exam, item, name, amount, detail, notice, window, owed_by, unlocks, one_of, position, relevant, since)
    SELECT NEW.exam, c.key, c.value ->> 'name', c.value ->> 'amount', c.value ->> 'detail', c.value ->> 'notice',
           c.value ->> 'window', c.value ->> 'owed_by', c.value ->> 'unlocks', c.value ->> 'one_of', c.position,
           COALESCE(c.value -> 'relevant', '[]'),
           IIF(EXISTS (SELECT 1 FROM candidate AS x WHERE x.exam = NEW.exam AND x.point > ''), NEW.at, 0)
    FROM revision_change AS c WHERE c.noun = 'fee'
    ON CONFLICT DO UPDATE SET name = excluded.name, amount = excluded.amount, detail = excluded.detail,
        notice = excluded.notice, window = excluded.window, owed_by = excluded.owed_by, unlocks = excluded.unlocks,
        one_of = excluded.one_of, position = excluded.position, relevant = excluded.relevant
    WHERE NOT EXISTS (SELECT 1 FROM candidate AS x WHERE x.exam = excluded.exam AND x.point > '');
    INSERT INTO fee (candidate, item, name, amount, status)
    SELECT x.id, i.item, i.name, i.amount, 'due' FROM fee_item AS i CROSS JOIN candidate AS x ON x.exam = i.exam
    WHERE i.exam = NEW.exam AND i.since = NEW.at AND (i.owed_by = 'everybody' OR i.owed_by = 'filled'
        AND EXISTS (SELECT 1 FROM concerned AS n WHERE n.candidate = x.id AND n.item = i.item))
    ON CONFLICT DO NOTHING;
    DELETE FROM batch WHERE exam = NEW.exam AND code NOT IN (SELECT k.key FROM revision_key AS k WHERE k.noun = 'batch');
    -- What was loaded before this migration has one parallel column, with a control line of its own.
    INSERT INTO batch (exam, code, name, window, slots, majors, position, choices, adjust, line, lines, relevant, eligibility,
        unadmitted, excludes)
    SELECT NEW.exam, c.key, c.value ->> 'name', c.value ->> 'window', c.value ->> 'slots', c.value ->> 'majors', c.position,
        COALESCE(c.value ->> 'choices', 'parallel'), COALESCE(c.value ->> 'adjust', 1), COALESCE(c.value ->> 'line', c.key),
        COALESCE(c.value -> 'lines', '[]'), COALESCE(c.value -> 'relevant', '[]'), COALESCE(c.value -> 'eligibility', '[]'),
        COALESCE(c.value ->> 'unadmitted', 0), COALESCE(c.value -> 'excludes', '[]')
    FROM revision_change AS c WHERE c.noun = 'batch'
    ON CONFLICT DO UPDATE SET name = excluded.name, window = excluded.window, slots = excluded.slots,
        majors = excluded.majors, position = excluded.position, choices = excluded.choices, adjust = excluded.adjust,
        line = excluded.line, lines = excluded.lines, relevant = excluded.relevant, eligibility = excluded.eligibility,
        unadmitted = excluded.unadmitted, excludes = excluded.excludes;

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
