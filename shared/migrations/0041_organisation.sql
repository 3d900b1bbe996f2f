-- 机构: a tree by what stands above each, whatever the codes look like. A subtree is what begins with a path: from `path` to
-- `path || '0'`, since '0' sorts right behind the '/' that parts codes, and nothing in a code sorts before it.

ALTER TABLE organisation ADD COLUMN kind TEXT NOT NULL DEFAULT '';   -- province, city, county, point, college, office
ALTER TABLE organisation ADD COLUMN path TEXT NOT NULL DEFAULT '';   -- 43/4301/430102/430102001, 43/c10532
ALTER TABLE organisation ADD COLUMN prefix TEXT NOT NULL DEFAULT ''; -- 号段码 of a county, where that is not the end of its code
ALTER TABLE organisation ADD COLUMN city TEXT;                       -- itself or above it
ALTER TABLE organisation ADD COLUMN county TEXT;                     -- likewise
-- The path of the one above; empty at the top.
ALTER TABLE organisation ADD COLUMN parent TEXT GENERATED ALWAYS AS
    (SUBSTR(path, 1, MAX(0, LENGTH(path) - LENGTH(code) - 1))) VIRTUAL;

-- Itself and all above it, from the top down.
CREATE TABLE organisation_above (
    organisation TEXT    NOT NULL,
    depth        INTEGER NOT NULL,             -- 0: the province
    above        TEXT    NOT NULL,
    kind         TEXT    NOT NULL,             -- of the one above
    PRIMARY KEY (organisation, depth)
) STRICT, WITHOUT ROWID;

-- Before this migration codes nested, and their length said what they were.
CREATE VIEW nested_organisation (code, kind, path) AS
    SELECT o.code, CASE LENGTH(o.code) WHEN 2 THEN 'province' WHEN 4 THEN 'city' WHEN 6 THEN 'county' ELSE 'point' END,
        (SELECT GROUP_CONCAT(n.code, '/') FROM (SELECT p.code FROM organisation AS p WHERE p.code IN
            (SUBSTR(o.code, 1, 2), SUBSTR(o.code, 1, 4), SUBSTR(o.code, 1, 6), o.code) ORDER BY LENGTH(p.code)) AS n)
    FROM organisation AS o;

UPDATE organisation SET kind = n.kind, path = n.path FROM nested_organisation AS n WHERE n.code = organisation.code;
INSERT INTO organisation_above (organisation, depth, above, kind)
SELECT o.code, j.key, j.value, a.kind FROM organisation AS o
CROSS JOIN JSON_EACH('["' || REPLACE(o.path, '/', '","') || '"]') AS j CROSS JOIN organisation AS a ON a.code = j.value;
UPDATE organisation SET
    city = (SELECT a.above FROM organisation_above AS a WHERE a.organisation = organisation.code AND a.kind = 'city'),
    county = (SELECT a.above FROM organisation_above AS a WHERE a.organisation = organisation.code AND a.kind = 'county');
CREATE UNIQUE INDEX organisation_by_path ON organisation (path);
CREATE INDEX organisation_by_parent ON organisation (parent, code);

-- Those above are there first.
CREATE TRIGGER organisation_placed AFTER INSERT ON organisation
BEGIN
    UPDATE organisation SET kind = n.kind, path = n.path FROM nested_organisation AS n
    WHERE organisation.code = NEW.code AND n.code = NEW.code AND NEW.path = '';
    INSERT INTO organisation_above (organisation, depth, above, kind)
    SELECT o.code, j.key, j.value, a.kind FROM organisation AS o
    CROSS JOIN JSON_EACH('["' || REPLACE(o.path, '/', '","') || '"]') AS j CROSS JOIN organisation AS a ON a.code = j.value
    WHERE o.code = NEW.code;
    UPDATE organisation SET
        city = (SELECT a.above FROM organisation_above AS a WHERE a.organisation = NEW.code AND a.kind = 'city'),
        county = (SELECT a.above FROM organisation_above AS a WHERE a.organisation = NEW.code AND a.kind = 'county')
    WHERE code = NEW.code;
END;

DROP TRIGGER organisation_created;
CREATE TRIGGER organisation_created AFTER INSERT ON journal WHEN NEW.kind = 'organisation.created'
BEGIN
    INSERT INTO organisation (code, name, kind, path)
    VALUES (NEW.body ->> 'code', NEW.body ->> 'name', COALESCE(NEW.body ->> 'kind', ''), COALESCE(NEW.body ->> 'path', ''));
END;

-- Before anything else of a revision its organisations are there, from the top down. What they are, and where, stays.
CREATE TRIGGER revision_organisations AFTER INSERT ON revision_work
BEGIN
    UPDATE organisation SET name = c.value ->> 'name', prefix = COALESCE(c.value ->> 'prefix', prefix)
    FROM revision_change AS c WHERE c.noun = 'organisation' AND c.key = organisation.code;
    INSERT INTO organisation (code, name, kind, path, prefix)
    SELECT c.key, c.value ->> 'name', COALESCE(c.value ->> 'kind', ''), COALESCE(c.value ->> 'path', ''),
        COALESCE(c.value ->> 'prefix', '')
    FROM revision_change AS c WHERE c.noun = 'organisation' AND NOT EXISTS (SELECT 1 FROM organisation AS o WHERE o.code = c.key)
    ORDER BY c.value ->> 'path', c.key;
END;

-- Who is below whom is looked up by path where it was by the code of a 报名点.
ALTER TABLE candidate ADD COLUMN path TEXT NOT NULL DEFAULT '';      -- of its point
UPDATE candidate SET path = COALESCE((SELECT o.path FROM organisation AS o WHERE o.code = candidate.point), '');
DROP INDEX candidate_by_place;
DROP INDEX candidate_by_stage;
DROP INDEX candidate_by_name;
DROP INDEX candidate_by_given_name;
DROP INDEX candidate_to_read;
CREATE INDEX candidate_by_place ON candidate (exam, path, serial, name);
CREATE INDEX candidate_by_stage ON candidate (exam, stage, path, serial);
CREATE INDEX candidate_by_name ON candidate (exam, name, path, serial);
CREATE INDEX candidate_by_given_name ON candidate (exam, given_name, path, serial);
CREATE INDEX candidate_to_read ON candidate (exam, path, serial) WHERE capture IN ('manual_expired', 'manual_absent');

DROP TRIGGER candidate_admitted;
CREATE TRIGGER candidate_admitted AFTER INSERT ON journal WHEN NEW.kind = 'candidate.admitted'
BEGIN
    INSERT INTO candidate (id, exam, serial, point, path, name, sex, ethnicity, birth, document_kind, document,
                           document_hash, document_mask, valid_until, capture, photo, registered_at)
    VALUES (NEW.seq, NEW.exam, NEW.body ->> 'serial', NEW.body ->> 'point',
            COALESCE((SELECT o.path FROM organisation AS o WHERE o.code = NEW.body ->> 'point'), ''), NEW.body ->> 'name',
            NEW.body ->> 'sex', NEW.body ->> 'ethnicity', NEW.body ->> 'birth', NEW.body ->> 'document_kind',
            NEW.body ->> 'document', NEW.body ->> 'document_hash', NEW.body ->> 'document_mask', NEW.body ->> 'valid_until',
            NEW.body ->> 'capture', NEW.body ->> 'photo', NEW.at);
    -- Segments never overlap, so it is the last one that begins before: a seek, however many there are.
    UPDATE segment SET next = CAST(NEW.body ->> 'serial' AS INTEGER) + 1
    WHERE exam = NEW.exam AND last >= CAST(NEW.body ->> 'serial' AS INTEGER)
        AND first = (SELECT MAX(s.first) FROM segment AS s
                     WHERE s.exam = NEW.exam AND s.first <= CAST(NEW.body ->> 'serial' AS INTEGER));
    INSERT INTO fee (candidate, item, name, amount, status)
    SELECT NEW.seq, i.item, i.name, i.amount, 'due' FROM fee_item AS i WHERE i.exam = NEW.exam AND i.owed_by = 'everybody'
        AND i.since <= NEW.at;
    -- Where nothing opens 报名, everybody may go on.
    UPDATE candidate SET paid_at = NEW.at WHERE id = NEW.seq AND NOT EXISTS (SELECT 1 FROM fee AS f
        JOIN any_fee_item AS i ON i.exam = NEW.exam AND i.item = f.item AND i.unlocks = 'identity' WHERE f.candidate = NEW.seq);
END;

ALTER TABLE application ADD COLUMN path TEXT NOT NULL DEFAULT '';    -- of its point
UPDATE application SET path = COALESCE((SELECT o.path FROM organisation AS o WHERE o.code = application.point), '');
DROP INDEX application_listed;
CREATE INDEX application_listed ON application (exam, status, path, id);
CREATE TRIGGER application_placed AFTER INSERT ON application
BEGIN
    UPDATE application SET path = COALESCE((SELECT o.path FROM organisation AS o WHERE o.code = NEW.point), '') WHERE id = NEW.id;
END;

ALTER TABLE above_line ADD COLUMN path TEXT NOT NULL DEFAULT '';     -- of its point
UPDATE above_line SET path = COALESCE((SELECT c.path FROM candidate AS c WHERE c.id = above_line.candidate), '');
DROP INDEX above_line_missing;
DROP INDEX above_line_drafted;
DROP INDEX above_line_unchased;
CREATE INDEX above_line_missing ON above_line (exam, batch, path, serial) WHERE submitted = 0;
CREATE INDEX above_line_drafted ON above_line (exam, batch, path, serial) WHERE submitted = 0 AND draft = 1;
CREATE INDEX above_line_unchased ON above_line (exam, batch, path, serial) WHERE submitted = 0 AND chased = 0;

-- What staff did is looked through below those of the first and of the second rank under the province.
ALTER TABLE staff_act ADD COLUMN path TEXT NOT NULL DEFAULT '';      -- of the organisation to which they belonged then
ALTER TABLE staff_act ADD COLUMN first TEXT;                         -- right below the province: 4301
ALTER TABLE staff_act ADD COLUMN second TEXT;                        -- right below that: 430102
DROP INDEX staff_act_by_city;
DROP INDEX staff_act_by_county;
UPDATE staff_act SET path = COALESCE((SELECT o.path FROM organisation AS o WHERE o.code = staff_act.organisation), ''),
    first = (SELECT a.above FROM organisation_above AS a WHERE a.organisation = staff_act.organisation AND a.depth = 1),
    second = (SELECT a.above FROM organisation_above AS a WHERE a.organisation = staff_act.organisation AND a.depth = 2);
CREATE INDEX staff_act_by_first ON staff_act (first);
CREATE INDEX staff_act_by_second ON staff_act (second);

DROP TRIGGER staff_acted;
CREATE TRIGGER staff_acted AFTER INSERT ON journal WHEN NEW.actor GLOB 'staff:*'
BEGIN
    INSERT INTO staff_act (seq, at, staff, organisation, kind, path, first, second)
    SELECT NEW.seq, NEW.at, s.id, s.organisation, NEW.kind, COALESCE(o.path, ''),
        (SELECT a.above FROM organisation_above AS a WHERE a.organisation = s.organisation AND a.depth = 1),
        (SELECT a.above FROM organisation_above AS a WHERE a.organisation = s.organisation AND a.depth = 2)
    FROM staff AS s LEFT JOIN organisation AS o ON o.code = s.organisation WHERE s.id = CAST(SUBSTR(NEW.actor, 7) AS INTEGER);
END;

-- Counters of organisations that never were: the prefixes of codes where a level is missing.
DELETE FROM progress WHERE organisation NOT IN (SELECT code FROM organisation);
DELETE FROM order_place WHERE organisation NOT IN (SELECT code FROM organisation);
DELETE FROM collection WHERE organisation NOT IN (SELECT code FROM organisation);

-- What was counted and placed by the length of codes goes by the tree.
DROP TRIGGER progress_registered;
CREATE TRIGGER progress_registered AFTER INSERT ON candidate
BEGIN
    INSERT INTO progress (exam, organisation, metric, hour, count)
    SELECT NEW.exam, l.above, 'registered', NEW.registered_at / 3600000, 1 FROM organisation_above AS l WHERE l.organisation = NEW.point
    ON CONFLICT DO UPDATE SET count = count + 1;
END;

DROP TRIGGER progress_paid;
CREATE TRIGGER progress_paid AFTER UPDATE OF paid_at ON candidate WHEN OLD.paid_at IS NULL AND NEW.paid_at IS NOT NULL
BEGIN
    INSERT INTO progress (exam, organisation, metric, hour, count)
    SELECT NEW.exam, l.above, 'paid', NEW.paid_at / 3600000, 1 FROM organisation_above AS l WHERE l.organisation = NEW.point
    ON CONFLICT DO UPDATE SET count = count + 1;
END;

DROP TRIGGER progress_verified;
CREATE TRIGGER progress_verified AFTER UPDATE OF verified_at ON candidate WHEN OLD.verified_at IS NULL AND NEW.verified_at IS NOT NULL
BEGIN
    INSERT INTO progress (exam, organisation, metric, hour, count)
    SELECT NEW.exam, l.above, 'verified', NEW.verified_at / 3600000, 1 FROM organisation_above AS l WHERE l.organisation = NEW.point
    ON CONFLICT DO UPDATE SET count = count + 1;
END;

DROP TRIGGER progress_active;
CREATE TRIGGER progress_active AFTER UPDATE OF activated_at ON candidate WHEN OLD.activated_at IS NULL AND NEW.activated_at IS NOT NULL
BEGIN
    INSERT INTO progress (exam, organisation, metric, hour, count)
    SELECT NEW.exam, l.above, 'active', NEW.activated_at / 3600000, 1 FROM organisation_above AS l WHERE l.organisation = NEW.point
    ON CONFLICT DO UPDATE SET count = count + 1;
END;

DROP TRIGGER progress_filled;
CREATE TRIGGER progress_filled AFTER UPDATE OF filled_at ON candidate WHEN OLD.filled_at IS NULL AND NEW.filled_at IS NOT NULL
BEGIN
    INSERT INTO progress (exam, organisation, metric, hour, count)
    SELECT NEW.exam, l.above, 'filled', NEW.filled_at / 3600000, 1 FROM organisation_above AS l WHERE l.organisation = NEW.point
    ON CONFLICT DO UPDATE SET count = count + 1;
END;

DROP TRIGGER progress_drafted;
CREATE TRIGGER progress_drafted AFTER INSERT ON draft
WHEN NOT EXISTS (SELECT 1 FROM volunteer AS v WHERE v.candidate = NEW.candidate AND v.batch = NEW.batch)
BEGIN
    INSERT INTO progress (exam, organisation, metric, hour, count)
    SELECT c.exam, l.above, 'draft_only:' || NEW.batch, NEW.saved_at / 3600000, 1
    FROM candidate AS c CROSS JOIN organisation_above AS l ON l.organisation = c.point WHERE c.id = NEW.candidate
    ON CONFLICT DO UPDATE SET count = count + 1;
END;

DROP TRIGGER progress_submitted;
CREATE TRIGGER progress_submitted AFTER INSERT ON volunteer
BEGIN
    INSERT INTO progress (exam, organisation, metric, hour, count)
    SELECT c.exam, l.above, 'submitted:' || NEW.batch, NEW.submitted_at / 3600000, 1
    FROM candidate AS c CROSS JOIN organisation_above AS l ON l.organisation = c.point WHERE c.id = NEW.candidate
    ON CONFLICT DO UPDATE SET count = count + 1;
    INSERT INTO progress (exam, organisation, metric, hour, count)
    SELECT c.exam, l.above, 'draft_only:' || NEW.batch, NEW.submitted_at / 3600000, -1
    FROM candidate AS c CROSS JOIN organisation_above AS l ON l.organisation = c.point
    WHERE c.id = NEW.candidate AND EXISTS (SELECT 1 FROM draft AS d WHERE d.candidate = NEW.candidate AND d.batch = NEW.batch)
    ON CONFLICT DO UPDATE SET count = count - 1;
END;

DROP TRIGGER progress_missing;
CREATE TRIGGER progress_missing AFTER UPDATE OF submitted ON above_line WHEN OLD.submitted = 0 AND NEW.submitted = 1
BEGIN
    INSERT INTO progress (exam, organisation, metric, hour, count)
    SELECT NEW.exam, l.above, 'missing:' || NEW.batch, 0, -1 FROM organisation_above AS l WHERE l.organisation = NEW.point
    ON CONFLICT DO UPDATE SET count = count - 1;
END;

DROP TRIGGER order_placed;
CREATE TRIGGER order_placed AFTER INSERT ON payment_order
BEGIN
    INSERT INTO order_place (exam, organisation, created_at, order_no)
    SELECT c.exam, l.above, NEW.created_at, NEW.order_no
    FROM candidate AS c CROSS JOIN organisation_above AS l ON l.organisation = c.point WHERE c.id = NEW.candidate;
END;

DROP TRIGGER import_published;
-- As in 0031, by the tree.
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

    -- What was counted for them before, taken back: by 报名点, then for it and each above it.
    INSERT INTO progress (exam, organisation, metric, hour, count)
    SELECT NEW.exam, l.above, m.name || p.batch, 0, -SUM(IIF(m.most, p.count, p.missing))
    FROM (SELECT a.point, a.batch, COUNT(*) AS count, SUM(a.submitted = 0) AS missing
        FROM import_touched AS t CROSS JOIN above_line AS a ON a.candidate = t.candidate GROUP BY a.point, a.batch) AS p
    CROSS JOIN (SELECT 'above_line:' AS name, 1 AS most UNION ALL SELECT 'missing:', 0) AS m
    CROSS JOIN organisation_above AS l ON l.organisation = p.point
    GROUP BY l.above, m.name || p.batch
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
    INSERT INTO above_line (candidate, batch, exam, point, path, serial, submitted, draft, chased)
    SELECT s.candidate, k.batch, c.exam, c.point, c.path, c.serial,
        EXISTS (SELECT 1 FROM volunteer AS v WHERE v.candidate = s.candidate AND v.batch = k.batch),
        EXISTS (SELECT 1 FROM draft AS d WHERE d.candidate = s.candidate AND d.batch = k.batch),
        EXISTS (SELECT 1 FROM chase AS h WHERE h.candidate = s.candidate AND h.batch = k.batch)
    FROM import_touched AS t CROSS JOIN score AS s ON s.candidate = t.candidate CROSS JOIN candidate AS c ON c.id = s.candidate
    CROSS JOIN control_line AS k ON k.exam = s.exam AND k.track = s.track AND s.total >= k.line
    ORDER BY c.path, c.serial;
    INSERT INTO progress (exam, organisation, metric, hour, count)
    SELECT NEW.exam, l.above, m.name || p.batch, 0, SUM(IIF(m.most, p.count, p.missing))
    FROM (SELECT a.point, a.batch, COUNT(*) AS count, SUM(a.submitted = 0) AS missing
        FROM import_touched AS t CROSS JOIN above_line AS a ON a.candidate = t.candidate GROUP BY a.point, a.batch) AS p
    CROSS JOIN (SELECT 'above_line:' AS name, 1 AS most UNION ALL SELECT 'missing:', 0) AS m
    CROSS JOIN organisation_above AS l ON l.organisation = p.point
    GROUP BY l.above, m.name || p.batch
    ON CONFLICT DO UPDATE SET count = count + excluded.count;
    DELETE FROM import_touched;
END;

DROP TRIGGER collection_paid;
CREATE TRIGGER collection_paid AFTER UPDATE OF status ON payment_order WHEN NEW.status = 'paid' AND OLD.status <> 'paid'
BEGIN
    INSERT INTO collection (exam, organisation, day, provider, item, payments, paid, refunds, refunded)
    SELECT c.exam, l.above, DATE(NEW.paid_at / 1000 + 28800, 'unixepoch'), NEW.provider, NEW.item,
           1, NEW.amount, 0, 0
    FROM candidate AS c CROSS JOIN organisation_above AS l ON l.organisation = c.point AND l.kind <> 'point'
    WHERE c.id = NEW.candidate
    ON CONFLICT DO UPDATE SET payments = payments + 1, paid = paid + excluded.paid;
END;

DROP TRIGGER collection_refunded;
CREATE TRIGGER collection_refunded AFTER UPDATE OF status ON refund WHEN NEW.status = 'done' AND OLD.status <> 'done'
    AND EXISTS (SELECT 1 FROM payment_order AS o WHERE o.order_no = NEW.order_no AND o.transaction_id = NEW.transaction_id)
BEGIN
    INSERT INTO collection (exam, organisation, day, provider, item, payments, paid, refunds, refunded)
    SELECT c.exam, l.above, DATE(NEW.done_at / 1000 + 28800, 'unixepoch'), NEW.provider, NEW.item,
           0, 0, 1, NEW.amount
    FROM candidate AS c CROSS JOIN organisation_above AS l ON l.organisation = c.point AND l.kind <> 'point'
    WHERE c.id = NEW.candidate
    ON CONFLICT DO UPDATE SET refunds = refunds + 1, refunded = refunded + excluded.refunded;
END;

DROP TRIGGER window_united;
CREATE TRIGGER window_united INSTEAD OF INSERT ON window_union
BEGIN
    INSERT INTO window_change (id, exam, name, title, reason, says, warnings, status, proposed_by, proposed_at)
    VALUES (NEW.id, NEW.exam, NEW.name, NEW.title, NEW.reason, '[]', '[]', 'proposed', NEW.actor, NEW.at);
    INSERT INTO window_setting (change, exam, name, scope_kind, scope, basis)
    VALUES (NEW.id, NEW.exam, NEW.name, 'organisation', NEW.organisation, (SELECT s.id FROM organisation_above AS l
        CROSS JOIN window_setting AS s ON s.in_force = 1 AND s.exam = NEW.exam AND s.scope_kind = 'organisation'
        AND s.scope = l.above AND s.name = NEW.name WHERE l.organisation = NEW.organisation ORDER BY l.depth DESC LIMIT 1));
    INSERT INTO window_setting (change, exam, name, scope_kind, scope, basis)
    SELECT NEW.id, s.exam, s.name, s.scope_kind, s.scope, s.id FROM window_setting AS s
    LEFT JOIN candidate AS c ON s.scope_kind = 'candidate' AND c.id = CAST(s.scope AS INTEGER)
    WHERE s.in_force = 1 AND s.exam = NEW.exam AND s.scope_kind IN ('organisation', 'candidate') AND s.name = NEW.name
        AND EXISTS (SELECT 1 FROM organisation_above AS l
            WHERE l.organisation = COALESCE(c.point, s.scope) AND l.above = NEW.organisation)
        AND NOT (s.scope_kind = 'organisation' AND s.scope = NEW.organisation)
    ORDER BY s.id;
    -- Intervals that touch the new one become one with it.
    INSERT INTO window_interval (setting, opens, closes)
    SELECT n.id, i.opens, i.closes FROM window_setting AS n JOIN window_interval AS i ON i.setting = n.basis
    WHERE n.change = NEW.id AND NOT (i.opens <= NEW.closes AND NEW.opens <= i.closes);
    INSERT INTO window_interval (setting, opens, closes)
    SELECT n.id, MIN(NEW.opens, COALESCE(MIN(i.opens), NEW.opens)), MAX(NEW.closes, COALESCE(MAX(i.closes), NEW.closes))
    FROM window_setting AS n LEFT JOIN window_interval AS i
        ON i.setting = n.basis AND i.opens <= NEW.closes AND NEW.opens <= i.closes
    WHERE n.change = NEW.id GROUP BY n.id;
    UPDATE window_change SET status = 'agreed', decided_at = NEW.at WHERE id = NEW.id;
END;

DROP TRIGGER window_proposed;
CREATE TRIGGER window_proposed AFTER INSERT ON journal WHEN NEW.kind = 'window.proposed'
BEGIN
    INSERT INTO window_change (id, exam, name, title, action, reason, says, warnings, status, proposed_by, proposed_at)
    VALUES (NEW.seq, NEW.exam, NEW.body ->> 'name', NEW.body ->> 'title', NEW.body ->> 'action', NEW.body ->> 'reason',
            NEW.body -> 'says', NEW.body -> 'warnings', 'proposed', NEW.actor, NEW.at);
    INSERT INTO window_setting (change, exam, name, scope_kind, scope, revokes, basis)
    SELECT NEW.seq, NEW.exam, NEW.body ->> 'name', p.value ->> 'scope_kind', e.value, p.value ->> 'intervals' IS NULL,
        COALESCE((SELECT s.id FROM window_setting AS s WHERE s.in_force = 1 AND s.exam = NEW.exam AND s.scope_kind = 'candidate'
                  AND s.scope = CAST(c.id AS TEXT) AND s.name = NEW.body ->> 'name'),
            (SELECT s.id FROM organisation_above AS l CROSS JOIN window_setting AS s ON s.in_force = 1 AND s.exam = NEW.exam
             AND s.scope_kind = 'organisation' AND s.scope = l.above AND s.name = NEW.body ->> 'name'
             WHERE l.organisation = COALESCE(c.point, e.value) ORDER BY l.depth DESC LIMIT 1))
    FROM JSON_EACH(NEW.body, '$.settings') AS p JOIN JSON_EACH(p.value, '$.scopes') AS e
    LEFT JOIN candidate AS c ON p.value ->> 'scope_kind' = 'candidate' AND c.id = CAST(e.value AS INTEGER);
    INSERT INTO window_interval (setting, opens, closes)
    SELECT n.id, i.value ->> 'opens', i.value ->> 'closes'
    FROM JSON_EACH(NEW.body, '$.settings') AS p JOIN JSON_EACH(p.value, '$.scopes') AS e
    JOIN JSON_EACH(p.value, '$.intervals') AS i ON i.type = 'object'
    JOIN window_setting AS n ON n.change = NEW.seq AND n.scope_kind = p.value ->> 'scope_kind' AND n.scope = e.value;
END;

DROP TABLE level;
