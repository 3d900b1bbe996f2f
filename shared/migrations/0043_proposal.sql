-- 提出与复核: what one person proposes and another one agrees to, at once or at an instant, in one place: revisions of an exam's
-- settings, imports, changes of the roles. Outdated: something else is in force than it was compared with.
CREATE VIEW proposal (id, noun, exam, says, touches, reason, status, proposed_by, proposed_at, decided_by, decided_at, due,
                      published_at, declined_reason, outdated) AS
    SELECT id, 'revision', exam, says, touches, reason, status, proposed_by, proposed_at, decided_by, decided_at, due,
        published_at, declined_reason,
        basis IS NOT (SELECT f.id FROM revision AS f WHERE f.exam = revision.exam AND f.status = 'published')
    FROM revision
    UNION ALL SELECT id, 'import', exam, says, '[]', reason, status, proposed_by, proposed_at, decided_by, decided_at, due,
        published_at, declined_reason,
        basis IS NOT (SELECT f.id FROM import AS f WHERE f.exam = import.exam AND f.kind = import.kind AND f.status = 'published')
    FROM import
    UNION ALL SELECT id, 'role', '', says, '[]', reason, status, proposed_by, proposed_at, decided_by, decided_at, NULL,
        CASE WHEN status IN ('published', 'replaced') THEN decided_at END, declined_reason,
        basis IS NOT (SELECT f.id FROM role_change AS f WHERE f.status = 'published')
    FROM role_change;
