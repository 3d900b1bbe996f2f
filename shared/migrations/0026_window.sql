-- 时间窗口 are settings. A setting is never changed: for a candidate the newest one of the narrowest scope that fits them is in
-- force, so that a window can be extended, shortened, postponed, suspended, and that revoked again.

-- What was proposed, or set up by the system.
CREATE TABLE window_change (
    id              INTEGER PRIMARY KEY,       -- seq of its event
    exam            TEXT    NOT NULL,
    name            TEXT    NOT NULL,          -- registration, volunteer-undergraduate
    title           TEXT    NOT NULL,
    action          TEXT,                      -- extend, suspend, …; NULL: window.set
    reason          TEXT    NOT NULL,
    says            TEXT    NOT NULL CHECK (json_valid(says)),      -- what changes, in words: an array of lines
    warnings        TEXT    NOT NULL CHECK (json_valid(warnings)),  -- what who proposed it was warned of: an array of lines
    status          TEXT    NOT NULL,          -- proposed, agreed, declined, withdrawn
    proposed_by     TEXT    NOT NULL,
    proposed_at     INTEGER NOT NULL,
    decided_by      TEXT,                      -- NULL: window.set
    decided_at      INTEGER,
    declined_reason TEXT
) STRICT;
CREATE INDEX window_change_by_name ON window_change (exam, name, id);
CREATE INDEX window_change_waiting ON window_change (exam, id) WHERE status = 'proposed';

-- What a change comes to for each of its scopes.
CREATE TABLE window_setting (
    id         INTEGER PRIMARY KEY,            -- in the order in which they were made
    change     INTEGER NOT NULL,
    exam       TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    scope_kind TEXT    NOT NULL,               -- organisation: it and all below; candidate
    scope      TEXT    NOT NULL,               -- 43, 430102; a candidate's number
    basis      INTEGER,                        -- the setting that was in force there when it was made
    revokes    INTEGER NOT NULL DEFAULT 0,     -- the scope has no setting of its own any more
    in_force   INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX window_setting_by_change ON window_setting (change, scope_kind, scope);
-- At most one of a scope. By scope first: what stands above somebody are the rows of a few scopes.
CREATE UNIQUE INDEX window_setting_in_force ON window_setting (exam, scope_kind, scope, name) WHERE in_force = 1;

-- When it is open; without one it is closed.
CREATE TABLE window_interval (
    setting INTEGER NOT NULL,
    opens   INTEGER NOT NULL,                  -- ms, inclusive
    closes  INTEGER NOT NULL,                  -- ms, exclusive
    PRIMARY KEY (setting, opens, closes),
    CHECK (opens < closes)
) STRICT, WITHOUT ROWID;

-- A change takes effect. Nothing is taken back: what was open when somebody agreed stays open until then, for requests that had
-- arrived.
CREATE TRIGGER window_change_agreed AFTER UPDATE OF status ON window_change WHEN NEW.status = 'agreed'
BEGIN
    INSERT INTO window_interval (setting, opens, closes)
    SELECT n.id, b.opens, NEW.decided_at FROM window_setting AS n JOIN window_interval AS b ON b.setting = n.basis
    WHERE n.change = NEW.id AND n.revokes = 0 AND b.opens < NEW.decided_at AND NEW.decided_at < b.closes
        AND NOT EXISTS (SELECT 1 FROM window_interval AS i WHERE i.setting = n.id AND i.opens <= NEW.decided_at
                        AND NEW.decided_at < i.closes)
    ON CONFLICT DO NOTHING;
    DELETE FROM window_interval WHERE setting IN (SELECT n.id FROM window_setting AS n WHERE n.change = NEW.id)
        AND EXISTS (SELECT 1 FROM window_interval AS w WHERE w.setting = window_interval.setting
                    AND w.opens <= window_interval.opens AND window_interval.closes <= w.closes
                    AND (w.opens < window_interval.opens OR window_interval.closes < w.closes));
    UPDATE window_setting SET in_force = 0 WHERE id IN (SELECT o.id FROM window_setting AS n JOIN window_setting AS o
        ON o.in_force = 1 AND o.exam = n.exam AND o.scope_kind = n.scope_kind AND o.scope = n.scope AND o.name = n.name
        WHERE n.change = NEW.id);
    UPDATE window_setting SET in_force = 1 WHERE change = NEW.id AND revokes = 0;
END;

-- window.set, written by the system (and by one person, before this): what was in force for the organisation and for whoever is
-- below it stays, and one interval more.
CREATE VIEW window_union (id, at, actor, exam, name, title, organisation, opens, closes, reason) AS
    SELECT 0, 0, '', '', '', '', '', 0, 0, '' WHERE FALSE;
CREATE TRIGGER window_united INSTEAD OF INSERT ON window_union
BEGIN
    INSERT INTO window_change (id, exam, name, title, reason, says, warnings, status, proposed_by, proposed_at)
    VALUES (NEW.id, NEW.exam, NEW.name, NEW.title, NEW.reason, '[]', '[]', 'proposed', NEW.actor, NEW.at);
    INSERT INTO window_setting (change, exam, name, scope_kind, scope, basis)
    VALUES (NEW.id, NEW.exam, NEW.name, 'organisation', NEW.organisation, (SELECT s.id FROM level AS l JOIN window_setting AS s
        ON s.in_force = 1 AND s.exam = NEW.exam AND s.scope_kind = 'organisation' AND s.scope = SUBSTR(NEW.organisation, 1, l.length)
        AND s.name = NEW.name ORDER BY l.length DESC LIMIT 1));
    INSERT INTO window_setting (change, exam, name, scope_kind, scope, basis)
    SELECT NEW.id, s.exam, s.name, s.scope_kind, s.scope, s.id FROM window_setting AS s
    LEFT JOIN candidate AS c ON s.scope_kind = 'candidate' AND c.id = CAST(s.scope AS INTEGER)
    WHERE s.in_force = 1 AND s.exam = NEW.exam AND s.scope_kind IN ('organisation', 'candidate') AND s.name = NEW.name
        AND SUBSTR(COALESCE(c.point, s.scope), 1, LENGTH(NEW.organisation)) = NEW.organisation
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

DROP TRIGGER window_set;
CREATE TRIGGER window_set AFTER INSERT ON journal WHEN NEW.kind = 'window.set'
BEGIN
    INSERT INTO window_union (id, at, actor, exam, name, title, organisation, opens, closes, reason)
    VALUES (NEW.seq, NEW.at, NEW.actor, NEW.exam, NEW.body ->> 'name', NEW.body ->> 'title', NEW.body ->> 'organisation',
            NEW.body ->> 'opens', NEW.body ->> 'closes', NEW.body ->> 'reason');
END;

INSERT INTO window_union (id, at, actor, exam, name, title, organisation, opens, closes, reason)
    SELECT w.id, j.at, j.actor, w.exam, w.name, w.title, w.organisation, w.opens, w.closes, w.reason
    FROM exam_window AS w JOIN journal AS j ON j.seq = w.id ORDER BY w.id;
DROP TABLE exam_window;

CREATE TRIGGER window_proposed AFTER INSERT ON journal WHEN NEW.kind = 'window.proposed'
BEGIN
    INSERT INTO window_change (id, exam, name, title, action, reason, says, warnings, status, proposed_by, proposed_at)
    VALUES (NEW.seq, NEW.exam, NEW.body ->> 'name', NEW.body ->> 'title', NEW.body ->> 'action', NEW.body ->> 'reason',
            NEW.body -> 'says', NEW.body -> 'warnings', 'proposed', NEW.actor, NEW.at);
    INSERT INTO window_setting (change, exam, name, scope_kind, scope, revokes, basis)
    SELECT NEW.seq, NEW.exam, NEW.body ->> 'name', p.value ->> 'scope_kind', e.value, p.value ->> 'intervals' IS NULL,
        COALESCE((SELECT s.id FROM window_setting AS s WHERE s.in_force = 1 AND s.exam = NEW.exam AND s.scope_kind = 'candidate'
                  AND s.scope = CAST(c.id AS TEXT) AND s.name = NEW.body ->> 'name'),
            (SELECT s.id FROM level AS l JOIN window_setting AS s ON s.in_force = 1 AND s.exam = NEW.exam
             AND s.scope_kind = 'organisation' AND s.scope = SUBSTR(COALESCE(c.point, e.value), 1, l.length)
             AND s.name = NEW.body ->> 'name' ORDER BY l.length DESC LIMIT 1))
    FROM JSON_EACH(NEW.body, '$.settings') AS p JOIN JSON_EACH(p.value, '$.scopes') AS e
    LEFT JOIN candidate AS c ON p.value ->> 'scope_kind' = 'candidate' AND c.id = CAST(e.value AS INTEGER);
    INSERT INTO window_interval (setting, opens, closes)
    SELECT n.id, i.value ->> 'opens', i.value ->> 'closes'
    FROM JSON_EACH(NEW.body, '$.settings') AS p JOIN JSON_EACH(p.value, '$.scopes') AS e
    JOIN JSON_EACH(p.value, '$.intervals') AS i ON i.type = 'object'
    JOIN window_setting AS n ON n.change = NEW.seq AND n.scope_kind = p.value ->> 'scope_kind' AND n.scope = e.value;
END;

CREATE TRIGGER window_decided AFTER INSERT ON journal WHEN NEW.kind IN ('window.agreed', 'window.declined', 'window.withdrawn')
BEGIN
    UPDATE window_change SET status = SUBSTR(NEW.kind, 8), decided_by = NEW.actor, decided_at = NEW.at,
        declined_reason = NEW.body ->> 'reason' WHERE id = NEW.body ->> 'proposal' AND status = 'proposed';
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
    UNION ALL SELECT id FROM staff_proposal;
