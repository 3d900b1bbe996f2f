-- When a provider was told of a refund: UnionPay knows a transaction by its number and the time at which it was sent.

-- Written down before it is told; NULL: never, or by an earlier version, which told requested_at.
ALTER TABLE refund ADD COLUMN told_at INTEGER;

CREATE TRIGGER refund_told AFTER INSERT ON journal WHEN NEW.kind = 'refund.told'
BEGIN
    UPDATE refund SET told_at = NEW.at WHERE refund_no = NEW.body ->> 'refund_no' AND status IN ('requested', 'sent');
END;

-- A fee item that is added during the year is proposed by one and agreed to by another, and so it is withdrawn. An old
-- fee_item.added, by one alone, stays what it was.

ALTER TABLE added_fee_item ADD COLUMN id INTEGER NOT NULL DEFAULT 0;        -- seq of the event that proposed or added it
ALTER TABLE added_fee_item ADD COLUMN status TEXT NOT NULL DEFAULT 'agreed'; -- proposed, agreed, declined, withdrawing (still in force), withdrawn
ALTER TABLE added_fee_item ADD COLUMN reason TEXT;                          -- 收费依据
ALTER TABLE added_fee_item ADD COLUMN proposed_by TEXT;                     -- staff:3; somebody else has to agree
ALTER TABLE added_fee_item ADD COLUMN proposed_at INTEGER;
ALTER TABLE added_fee_item ADD COLUMN agreed_by TEXT;
ALTER TABLE added_fee_item ADD COLUMN agreed_at INTEGER;
ALTER TABLE added_fee_item ADD COLUMN withdrawal_reason TEXT;               -- of the last proposal to withdraw it, also of a declined one
ALTER TABLE added_fee_item ADD COLUMN withdrawal_by TEXT;                   -- staff:3; somebody else has to agree
ALTER TABLE added_fee_item ADD COLUMN withdrawal_at INTEGER;
ALTER TABLE added_fee_item ADD COLUMN withdrawal_agreed_by TEXT;
ALTER TABLE added_fee_item ADD COLUMN withdrawal_agreed_at INTEGER;
ALTER TABLE added_fee_item ADD COLUMN declined_by TEXT;                     -- the last proposal, of either kind
ALTER TABLE added_fee_item ADD COLUMN declined_reason TEXT;
UPDATE added_fee_item SET id = position, (proposed_by, proposed_at) = (SELECT j.actor, j.at FROM journal AS j WHERE j.seq = position);
CREATE UNIQUE INDEX added_fee_item_by_id ON added_fee_item (id);

-- What is, or was, in force: what was paid keeps its name and its notice when it is withdrawn.
DROP VIEW any_fee_item;
CREATE VIEW any_fee_item AS
    SELECT exam, item, name, amount, detail, notice, window, owed_by, position, unlocks, one_of, 0 AS withdrawn FROM fee_item
    UNION ALL
    SELECT exam, item, name, amount, detail, notice, window, owed_by, position, unlocks, one_of, status = 'withdrawn'
    FROM added_fee_item WHERE status IN ('agreed', 'withdrawing', 'withdrawn');

DROP TRIGGER fee_item_added;
CREATE TRIGGER fee_item_added AFTER INSERT ON journal WHEN NEW.kind = 'fee_item.added'
BEGIN
    INSERT INTO added_fee_item (exam, item, name, amount, detail, notice, window, owed_by, position, unlocks, one_of, id, status,
                                proposed_by, proposed_at)
    VALUES (NEW.exam, NEW.body ->> 'item', NEW.body ->> 'name', NEW.body ->> 'amount', NEW.body ->> 'detail', NEW.body ->> 'notice',
            NEW.body ->> 'window', NEW.body ->> 'owed_by', NEW.seq, NEW.body ->> 'unlocks', NEW.body ->> 'one_of', NEW.seq, 'agreed',
            NEW.actor, NEW.at);
    INSERT INTO fee (candidate, item, name, amount, status)
    SELECT c.id, i.item, i.name, i.amount, 'due' FROM added_fee_item AS i JOIN candidate AS c ON c.exam = i.exam
    WHERE i.exam = NEW.exam AND i.item = NEW.body ->> 'item'
        AND (i.owed_by = 'everybody' OR i.owed_by = 'filled' AND c.filled_at IS NOT NULL);
END;

-- One that was declined may be proposed anew, otherwise.
CREATE TRIGGER fee_item_proposed AFTER INSERT ON journal WHEN NEW.kind = 'fee_item.proposed'
BEGIN
    DELETE FROM added_fee_item WHERE exam = NEW.exam AND item = NEW.body ->> 'item' AND status = 'declined';
    INSERT INTO added_fee_item (exam, item, name, amount, detail, notice, window, owed_by, position, unlocks, one_of, id, status,
                                reason, proposed_by, proposed_at)
    VALUES (NEW.exam, NEW.body ->> 'item', NEW.body ->> 'name', NEW.body ->> 'amount', NEW.body ->> 'detail', NEW.body ->> 'notice',
            NEW.body ->> 'window', NEW.body ->> 'owed_by', NEW.seq, NEW.body ->> 'unlocks', NEW.body ->> 'one_of', NEW.seq, 'proposed',
            NEW.body ->> 'reason', NEW.actor, NEW.at);
END;

CREATE TRIGGER fee_item_agreed AFTER INSERT ON journal WHEN NEW.kind = 'fee_item.agreed'
BEGIN
    UPDATE added_fee_item SET status = 'agreed', position = NEW.seq, agreed_by = NEW.actor, agreed_at = NEW.at
    WHERE id = NEW.body ->> 'fee_item' AND status = 'proposed';
    INSERT INTO fee (candidate, item, name, amount, status)
    SELECT c.id, i.item, i.name, i.amount, 'due' FROM added_fee_item AS i JOIN candidate AS c ON c.exam = i.exam
    WHERE i.id = NEW.body ->> 'fee_item' AND i.position = NEW.seq
        AND (i.owed_by = 'everybody' OR i.owed_by = 'filled' AND c.filled_at IS NOT NULL);
END;

CREATE TRIGGER fee_item_declined AFTER INSERT ON journal WHEN NEW.kind = 'fee_item.declined'
BEGIN
    UPDATE added_fee_item SET status = 'declined', declined_by = NEW.actor, declined_reason = NEW.body ->> 'reason'
    WHERE id = NEW.body ->> 'fee_item' AND status = 'proposed';
END;

CREATE TRIGGER fee_item_withdrawal_proposed AFTER INSERT ON journal WHEN NEW.kind = 'fee_item.withdrawal_proposed'
BEGIN
    UPDATE added_fee_item SET status = 'withdrawing', withdrawal_reason = NEW.body ->> 'reason', withdrawal_by = NEW.actor,
        withdrawal_at = NEW.at, declined_by = NULL, declined_reason = NULL
    WHERE id = NEW.body ->> 'fee_item' AND status = 'agreed';
END;

CREATE TRIGGER fee_item_withdrawal_declined AFTER INSERT ON journal WHEN NEW.kind = 'fee_item.withdrawal_declined'
BEGIN
    UPDATE added_fee_item SET status = 'agreed', declined_by = NEW.actor, declined_reason = NEW.body ->> 'reason'
    WHERE id = NEW.body ->> 'fee_item' AND status = 'withdrawing';
END;

-- Nobody owes it any more. An attempt to pay it that is open has expired: nobody is shown its code, it is ended at the
-- provider as any other that has expired, and money that came before that goes back by itself (0006_payment.sql). What
-- was paid stays paid.
CREATE TRIGGER fee_item_withdrawn AFTER INSERT ON journal WHEN NEW.kind = 'fee_item.withdrawn'
BEGIN
    UPDATE added_fee_item SET status = 'withdrawn', withdrawal_agreed_by = NEW.actor, withdrawal_agreed_at = NEW.at
    WHERE id = NEW.body ->> 'fee_item' AND status = 'withdrawing';
    UPDATE fee SET status = 'dropped'
    WHERE status = 'due' AND item = (SELECT i.item FROM added_fee_item AS i WHERE i.id = NEW.body ->> 'fee_item' AND i.status = 'withdrawn')
        AND candidate IN (SELECT c.id FROM added_fee_item AS i JOIN candidate AS c ON c.exam = i.exam
                          WHERE i.id = NEW.body ->> 'fee_item');
    UPDATE payment_order SET expires_at = NEW.at
    WHERE status = 'open' AND expires_at > NEW.at
        AND item = (SELECT i.item FROM added_fee_item AS i WHERE i.id = NEW.body ->> 'fee_item' AND i.status = 'withdrawn')
        AND EXISTS (SELECT 1 FROM added_fee_item AS i JOIN candidate AS c ON c.exam = i.exam
                    WHERE i.id = NEW.body ->> 'fee_item' AND c.id = payment_order.candidate);
END;

DROP TRIGGER added_fee_admitted;
CREATE TRIGGER added_fee_admitted AFTER INSERT ON candidate
BEGIN
    INSERT INTO fee (candidate, item, name, amount, status)
    SELECT NEW.id, i.item, i.name, i.amount, 'due' FROM added_fee_item AS i
    WHERE i.exam = NEW.exam AND i.owed_by = 'everybody' AND i.status IN ('agreed', 'withdrawing');
END;

DROP TRIGGER added_fee_filled;
CREATE TRIGGER added_fee_filled AFTER UPDATE OF filled_at ON candidate WHEN OLD.filled_at IS NULL AND NEW.filled_at IS NOT NULL
BEGIN
    INSERT INTO fee (candidate, item, name, amount, status)
    SELECT NEW.id, i.item, i.name, i.amount, 'due' FROM added_fee_item AS i
    WHERE i.exam = NEW.exam AND i.owed_by = 'filled' AND i.status IN ('agreed', 'withdrawing');
END;
