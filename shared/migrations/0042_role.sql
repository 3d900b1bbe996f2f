-- 角色 are data: what a role may do at which kind of organisation. They are proposed by one person and put in force by another.

CREATE TABLE role (
    code          TEXT    NOT NULL,            -- office, finance, …
    kind          TEXT    NOT NULL,            -- of the organisation
    name          TEXT    NOT NULL,            -- 县级管理员
    second_factor INTEGER NOT NULL,            -- 1: 动态口令 is required
    four_eyes     INTEGER NOT NULL,            -- 1: letting somebody in or out takes two people
    position      INTEGER NOT NULL,
    PRIMARY KEY (code, kind)
) STRICT, WITHOUT ROWID;
CREATE TABLE role_permission (
    role       TEXT NOT NULL,
    kind       TEXT NOT NULL,
    permission TEXT NOT NULL,
    PRIMARY KEY (role, kind, permission)
) STRICT, WITHOUT ROWID;

-- What offices and finance could do when it stood in the code; and two new ones.
INSERT INTO role (code, kind, name, second_factor, four_eyes, position) VALUES
    ('office', 'province', '省级管理员', 1, 1, 1), ('office', 'city', '市级管理员', 0, 0, 2),
    ('office', 'county', '县级管理员', 0, 0, 3), ('office', 'point', '报名点工作人员', 0, 0, 4),
    ('finance', 'province', '财务人员', 1, 1, 5),
    ('auditor', 'province', '省级审计', 1, 1, 6), ('auditor', 'city', '市级审计', 0, 0, 7),
    ('auditor', 'county', '县级审计', 0, 0, 8), ('college', 'college', '高校工作人员', 0, 0, 9);
INSERT INTO role_permission (role, kind, permission)
SELECT r.value ->> 0, k.value, p.value FROM JSON_EACH('[
    ["office", ["point", "county", "city", "province"], ["organisation.view", "point.view", "candidate.admit", "candidate.view",
        "candidate.contact", "candidate.sign_out", "candidate.export", "statistics.view", "payment.view", "window.view",
        "staff.view"]],
    ["office", ["county", "city", "province"], ["point.manage", "segment.allot", "application.decide", "collection.view",
        "window.propose", "staff.manage", "act.view"]],
    ["office", ["city", "province"], ["application.decide_document"]],
    ["office", ["province"], ["score.view", "score.import", "score.publish", "exam.view", "exam.propose", "exam.publish", "window.confirm", "staff.decide",
        "role.propose", "role.confirm", "sign_in.view"]],
    ["office", ["province"], ["finance.view", "finance.reconcile", "finance.confirm", "fee.propose", "fee.confirm"]],
    ["finance", ["province"], ["organisation.view", "payment.view", "collection.view", "finance.view", "finance.reconcile",
        "finance.confirm", "fee.propose", "fee.confirm"]],
    ["auditor", ["county", "city", "province"], ["organisation.view", "point.view", "candidate.view", "statistics.view",
        "payment.view", "collection.view", "window.view", "staff.view", "act.view"]],
    ["auditor", ["province"], ["finance.view", "score.view", "exam.view", "sign_in.view"]],
    ["college", ["college"], ["organisation.view", "candidate.view", "statistics.view", "window.view", "staff.view"]]
]') AS r CROSS JOIN JSON_EACH(r.value, '$[1]') AS k CROSS JOIN JSON_EACH(r.value, '$[2]') AS p;

-- Where an office had changed rows: finance at other levels had the powers of its level.
UPDATE role SET second_factor = o.second_factor = 'required' FROM staff_role AS o WHERE o.role = role.code AND o.level = role.kind;
INSERT INTO role (code, kind, name, second_factor, four_eyes, position)
SELECT o.role, o.level, '财务人员', o.second_factor = 'required', 1, 5 FROM staff_role AS o
WHERE o.role = 'finance' AND o.level <> 'province';
INSERT INTO role_permission (role, kind, permission)
SELECT o.role, o.level, p.value FROM staff_role AS o
CROSS JOIN JSON_EACH('["organisation.view", "payment.view", "collection.view"]') AS p
WHERE o.role = 'finance' AND o.level <> 'province' AND (p.value <> 'collection.view' OR o.level <> 'point');
DELETE FROM role WHERE code IN ('office', 'finance')
    AND NOT EXISTS (SELECT 1 FROM staff_role AS o WHERE o.role = role.code AND o.level = role.kind);
DELETE FROM role_permission WHERE NOT EXISTS (SELECT 1 FROM role AS r WHERE r.code = role_permission.role
    AND r.kind = role_permission.kind);
DROP TABLE staff_role;

-- All roles, as somebody proposed them.
CREATE TABLE role_change (
    id              INTEGER PRIMARY KEY,       -- seq of its event
    basis           INTEGER,                   -- the change that was in force when it was proposed
    roles           TEXT    NOT NULL CHECK (json_valid(roles)),
    says            TEXT    NOT NULL CHECK (json_valid(says)),      -- what changes, in words
    reason          TEXT    NOT NULL,
    status          TEXT    NOT NULL,          -- proposed, published, replaced, declined
    proposed_by     TEXT    NOT NULL,
    proposed_at     INTEGER NOT NULL,
    decided_by      TEXT,
    decided_at      INTEGER,
    declined_reason TEXT
) STRICT;
CREATE UNIQUE INDEX role_change_published ON role_change (status) WHERE status = 'published';

CREATE TRIGGER role_proposed AFTER INSERT ON journal WHEN NEW.kind = 'role.proposed'
BEGIN
    INSERT INTO role_change (id, basis, roles, says, reason, status, proposed_by, proposed_at)
    VALUES (NEW.seq, NEW.body ->> 'basis', NEW.body -> 'roles', NEW.body -> 'says', NEW.body ->> 'reason', 'proposed',
            NEW.actor, NEW.at);
END;

CREATE TRIGGER role_declined AFTER INSERT ON journal WHEN NEW.kind = 'role.declined'
BEGIN
    UPDATE role_change SET status = 'declined', decided_by = NEW.actor, decided_at = NEW.at, declined_reason = NEW.body ->> 'reason'
    WHERE id = NEW.body ->> 'proposal' AND status = 'proposed';
END;

CREATE TRIGGER role_published AFTER INSERT ON journal WHEN NEW.kind = 'role.published'
BEGIN
    UPDATE role_change SET status = 'replaced' WHERE status = 'published';
    UPDATE role_change SET status = 'published', decided_by = NEW.actor, decided_at = NEW.at WHERE id = NEW.body ->> 'proposal';
    DELETE FROM role WHERE TRUE;
    DELETE FROM role_permission WHERE TRUE;
    INSERT INTO role (code, kind, name, second_factor, four_eyes, position)
    SELECT r.value ->> 'code', r.value ->> 'kind', r.value ->> 'name', r.value ->> 'second_factor', r.value ->> 'four_eyes', r.key
    FROM role_change AS c CROSS JOIN JSON_EACH(c.roles) AS r WHERE c.id = NEW.body ->> 'proposal';
    INSERT INTO role_permission (role, kind, permission)
    SELECT r.value ->> 'code', r.value ->> 'kind', p.value
    FROM role_change AS c CROSS JOIN JSON_EACH(c.roles) AS r CROSS JOIN JSON_EACH(r.value, '$.permissions') AS p
    WHERE c.id = NEW.body ->> 'proposal';
END;

-- Who may decide about an account: whoever has the permission, is in use, is independent of `by`, and does not wait for a decision
-- about them. What is held is given back by nobody who could have been in the place of the one who was stopped; `by` may take it back.
DROP VIEW staff_decision;
CREATE VIEW staff_decision (id, staff, who, mine, may_agree, may_decline) AS
    SELECT p.id, p.staff, w.id, p.by = w.id,
        w.id <> p.staff AND EXISTS (SELECT 1 FROM independent_staff AS i WHERE i.a = w.id AND i.b = p.by)
        AND NOT EXISTS (SELECT 1 FROM waiting_stop AS x WHERE x.by = w.id AND x.whose = p.by),
        w.id <> p.staff AND p.declinable AND (p.by = w.id
            OR EXISTS (SELECT 1 FROM independent_staff AS i WHERE i.a = w.id AND i.b = p.by)
            AND (NOT p.held OR EXISTS (SELECT 1 FROM independent_staff AS i WHERE i.a = w.id AND i.b = p.staff))
            AND NOT EXISTS (SELECT 1 FROM waiting_stop AS x WHERE x.by = w.id AND x.whose = p.by))
    FROM staff_proposal AS p JOIN staff AS w ON w.status = 'active' AND (p.by = w.id
        OR EXISTS (SELECT 1 FROM organisation AS o JOIN role_permission AS r ON r.role = w.role AND r.kind = o.kind
                   AND r.permission = 'staff.decide' WHERE o.code = w.organisation));

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
    UNION ALL SELECT id FROM role_change WHERE status = 'proposed'
    UNION ALL SELECT id FROM staff_proposal;
