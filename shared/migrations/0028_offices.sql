-- The offices' days: documents that somebody above has to look at, cards that are read again, who is called and why they did
-- not fill, points that are renamed and closed, numbers that are taken back, and what was collected, by day.

-- 报名点 that are closed give out no numbers; what they gave out stays.
ALTER TABLE organisation ADD COLUMN closed_at INTEGER;

CREATE TRIGGER organisation_renamed AFTER INSERT ON journal WHEN NEW.kind = 'organisation.renamed'
BEGIN
    UPDATE organisation SET name = NEW.body ->> 'name' WHERE code = NEW.body ->> 'code';
END;

CREATE TRIGGER organisation_closed AFTER INSERT ON journal WHEN NEW.kind = 'organisation.closed'
BEGIN
    UPDATE organisation SET closed_at = NEW.at WHERE code = NEW.body ->> 'code';
END;

CREATE TRIGGER organisation_reopened AFTER INSERT ON journal WHEN NEW.kind = 'organisation.reopened'
BEGIN
    UPDATE organisation SET closed_at = NULL WHERE code = NEW.body ->> 'code';
END;

-- What nobody has of a segment is its county's again; a segment of which nothing is left is none.
CREATE TRIGGER segment_returned AFTER INSERT ON journal WHEN NEW.kind = 'segment.returned'
BEGIN
    DELETE FROM segment WHERE id = NEW.body ->> 'segment' AND first >= NEW.body ->> 'first';
    UPDATE segment SET last = NEW.body ->> 'first' - 1 WHERE id = NEW.body ->> 'segment';
END;

-- 待审核: 其他证件 (the city decides), 外省户籍 (the county decides). Whoever is agreed to is admitted by that very event.
CREATE TABLE application (
    id            INTEGER PRIMARY KEY,         -- seq of application.made
    exam          TEXT    NOT NULL,
    point         TEXT    NOT NULL,
    ground        TEXT    NOT NULL,            -- other_document, outside_province
    level         TEXT    NOT NULL,            -- city, county: who decides, or anybody above
    name          TEXT    NOT NULL,
    sex           TEXT    NOT NULL,
    ethnicity     TEXT    NOT NULL,
    birth         TEXT    NOT NULL,
    document_kind TEXT    NOT NULL,
    document      TEXT    NOT NULL,            -- sealed as the candidate's
    document_hash TEXT    NOT NULL,
    document_mask TEXT    NOT NULL,
    valid_until   TEXT    NOT NULL,
    capture       TEXT    NOT NULL,
    photo         TEXT    NOT NULL,
    made_at       INTEGER NOT NULL,
    made_by       TEXT    NOT NULL,            -- staff:3, who can't agree to it
    status        TEXT    NOT NULL,            -- pending, agreed, declined
    decided_at    INTEGER,
    decided_by    TEXT,
    reason        TEXT,                        -- why not
    candidate     INTEGER                      -- who it became
) STRICT;
CREATE INDEX application_listed ON application (exam, status, point, id);
CREATE UNIQUE INDEX application_pending ON application (exam, document_hash) WHERE status = 'pending';

CREATE TRIGGER application_made AFTER INSERT ON journal WHEN NEW.kind = 'application.made'
BEGIN
    INSERT INTO application (id, exam, point, ground, level, name, sex, ethnicity, birth, document_kind, document, document_hash,
                             document_mask, valid_until, capture, photo, made_at, made_by, status)
    VALUES (NEW.seq, NEW.exam, NEW.body ->> 'point', NEW.body ->> 'ground', NEW.body ->> 'level', NEW.body ->> 'name',
            NEW.body ->> 'sex', NEW.body ->> 'ethnicity', NEW.body ->> 'birth', NEW.body ->> 'document_kind',
            NEW.body ->> 'document', NEW.body ->> 'document_hash', NEW.body ->> 'document_mask', NEW.body ->> 'valid_until',
            NEW.body ->> 'capture', NEW.body ->> 'photo', NEW.at, NEW.actor, 'pending');
END;

CREATE TRIGGER application_agreed AFTER INSERT ON journal
WHEN NEW.kind = 'candidate.admitted' AND NEW.body ->> 'application' IS NOT NULL
BEGIN
    UPDATE application SET status = 'agreed', decided_at = NEW.at, decided_by = NEW.actor, candidate = NEW.seq
    WHERE id = NEW.body ->> 'application';
END;

CREATE TRIGGER application_declined AFTER INSERT ON journal WHEN NEW.kind = 'application.declined'
BEGIN
    UPDATE application SET status = 'declined', decided_at = NEW.at, decided_by = NEW.actor, reason = NEW.body ->> 'reason'
    WHERE id = NEW.body ->> 'application';
END;

-- 补读身份证: who was typed in by hand comes with the card.
CREATE INDEX candidate_to_read ON candidate (exam, point, serial) WHERE capture IN ('manual_expired', 'manual_absent');

CREATE TRIGGER candidate_recaptured AFTER INSERT ON journal WHEN NEW.kind = 'candidate.recaptured'
BEGIN
    UPDATE candidate SET name = NEW.body ->> 'name', sex = NEW.body ->> 'sex', ethnicity = NEW.body ->> 'ethnicity',
        birth = NEW.body ->> 'birth', valid_until = NEW.body ->> 'valid_until', capture = NEW.body ->> 'capture',
        photo = COALESCE(NEW.body ->> 'photo', photo)
    WHERE id = NEW.subject;
END;

-- 未填报原因: what came of calling somebody of the list, the last time.
CREATE TABLE chase (
    candidate INTEGER NOT NULL,
    batch     TEXT    NOT NULL,
    outcome   TEXT    NOT NULL,                -- domain::statistics::Outcome
    note      TEXT    NOT NULL,
    at        INTEGER NOT NULL,
    by        TEXT    NOT NULL,                -- staff:3
    PRIMARY KEY (candidate, batch)
) STRICT, WITHOUT ROWID;

-- The list is narrowed to those with a draft, or to those nobody has called yet, by an index of its own.
ALTER TABLE above_line ADD COLUMN draft INTEGER NOT NULL DEFAULT 0;
ALTER TABLE above_line ADD COLUMN chased INTEGER NOT NULL DEFAULT 0;
UPDATE above_line SET draft = 1
WHERE EXISTS (SELECT 1 FROM draft AS d WHERE d.candidate = above_line.candidate AND d.batch = above_line.batch);
CREATE INDEX above_line_drafted ON above_line (exam, batch, point, serial) WHERE submitted = 0 AND draft = 1;
CREATE INDEX above_line_unchased ON above_line (exam, batch, point, serial) WHERE submitted = 0 AND chased = 0;

CREATE TRIGGER above_line_made AFTER INSERT ON above_line
WHEN EXISTS (SELECT 1 FROM draft AS d WHERE d.candidate = NEW.candidate AND d.batch = NEW.batch)
    OR EXISTS (SELECT 1 FROM chase AS h WHERE h.candidate = NEW.candidate AND h.batch = NEW.batch)
BEGIN
    UPDATE above_line SET
        draft = EXISTS (SELECT 1 FROM draft AS d WHERE d.candidate = NEW.candidate AND d.batch = NEW.batch),
        chased = EXISTS (SELECT 1 FROM chase AS h WHERE h.candidate = NEW.candidate AND h.batch = NEW.batch)
    WHERE candidate = NEW.candidate AND batch = NEW.batch;
END;

CREATE TRIGGER above_line_draft AFTER INSERT ON draft
BEGIN
    UPDATE above_line SET draft = 1 WHERE candidate = NEW.candidate AND batch = NEW.batch;
END;

CREATE TRIGGER chase_noted AFTER INSERT ON journal WHEN NEW.kind = 'chase.noted'
BEGIN
    INSERT INTO chase (candidate, batch, outcome, note, at, by)
    VALUES (NEW.subject, NEW.body ->> 'batch', NEW.body ->> 'outcome', NEW.body ->> 'note', NEW.at, NEW.actor)
    ON CONFLICT DO UPDATE SET outcome = excluded.outcome, note = excluded.note, at = excluded.at, by = excluded.by;
    UPDATE above_line SET chased = 1 WHERE candidate = NEW.subject AND batch = NEW.body ->> 'batch';
END;

-- 收缴: what settled orders, and what of that went back, by day (Beijing time) and organisation down to the county.
CREATE TABLE collection (
    exam         TEXT    NOT NULL,
    organisation TEXT    NOT NULL,
    day          TEXT    NOT NULL,             -- YYYY-MM-DD
    provider     TEXT    NOT NULL,
    item         TEXT    NOT NULL,
    payments     INTEGER NOT NULL,
    paid         INTEGER NOT NULL,             -- fen
    refunds      INTEGER NOT NULL,
    refunded     INTEGER NOT NULL,             -- fen
    PRIMARY KEY (exam, organisation, day, provider, item)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER collection_paid AFTER UPDATE OF status ON payment_order WHEN NEW.status = 'paid' AND OLD.status <> 'paid'
BEGIN
    INSERT INTO collection (exam, organisation, day, provider, item, payments, paid, refunds, refunded)
    SELECT c.exam, SUBSTR(c.point, 1, l.length), DATE(NEW.paid_at / 1000 + 28800, 'unixepoch'), NEW.provider, NEW.item,
           1, NEW.amount, 0, 0
    FROM candidate AS c CROSS JOIN level AS l WHERE c.id = NEW.candidate AND l.length < 9
    ON CONFLICT DO UPDATE SET payments = payments + 1, paid = paid + excluded.paid;
END;

-- What came beside an order, and went back, was never collected.
CREATE TRIGGER collection_refunded AFTER UPDATE OF status ON refund WHEN NEW.status = 'done' AND OLD.status <> 'done'
    AND EXISTS (SELECT 1 FROM payment_order AS o WHERE o.order_no = NEW.order_no AND o.transaction_id = NEW.transaction_id)
BEGIN
    INSERT INTO collection (exam, organisation, day, provider, item, payments, paid, refunds, refunded)
    SELECT c.exam, SUBSTR(c.point, 1, l.length), DATE(NEW.done_at / 1000 + 28800, 'unixepoch'), NEW.provider, NEW.item,
           0, 0, 1, NEW.amount
    FROM candidate AS c CROSS JOIN level AS l WHERE c.id = NEW.candidate AND l.length < 9
    ON CONFLICT DO UPDATE SET refunds = refunds + 1, refunded = refunded + excluded.refunded;
END;

INSERT INTO collection (exam, organisation, day, provider, item, payments, paid, refunds, refunded)
SELECT c.exam, SUBSTR(c.point, 1, l.length), DATE(o.paid_at / 1000 + 28800, 'unixepoch') AS day, o.provider, o.item,
       COUNT(*), SUM(o.amount), 0, 0
FROM payment_order AS o JOIN candidate AS c ON c.id = o.candidate CROSS JOIN level AS l
WHERE o.status = 'paid' AND l.length < 9
GROUP BY c.exam, SUBSTR(c.point, 1, l.length), day, o.provider, o.item;
INSERT INTO collection (exam, organisation, day, provider, item, payments, paid, refunds, refunded)
SELECT c.exam, SUBSTR(c.point, 1, l.length), DATE(r.done_at / 1000 + 28800, 'unixepoch') AS day, r.provider, r.item,
       0, 0, COUNT(*), SUM(r.amount)
FROM refund AS r JOIN candidate AS c ON c.id = r.candidate CROSS JOIN level AS l
WHERE r.status = 'done' AND l.length < 9
    AND EXISTS (SELECT 1 FROM payment_order AS o WHERE o.order_no = r.order_no AND o.transaction_id = r.transaction_id)
GROUP BY c.exam, SUBSTR(c.point, 1, l.length), day, r.provider, r.item
ON CONFLICT DO UPDATE SET refunds = excluded.refunds, refunded = excluded.refunded;

-- Orders that are still open are few, wherever they are.
CREATE INDEX payment_order_open_by_time ON payment_order (created_at, order_no) WHERE status = 'open';
