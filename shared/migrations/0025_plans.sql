-- A name for the plans as they are: whoever keeps something of them in memory asks for it, and keeps it no longer than that.
CREATE TABLE plans (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    version TEXT    NOT NULL                   -- random: another database has another one
) STRICT;
INSERT INTO plans (id, version) VALUES (1, LOWER(HEX(RANDOMBLOB(16))));

CREATE TRIGGER college_group_inserted AFTER INSERT ON college_group
BEGIN
    UPDATE plans SET version = LOWER(HEX(RANDOMBLOB(16))) WHERE id = 1;
END;

CREATE TRIGGER college_group_updated AFTER UPDATE ON college_group
BEGIN
    UPDATE plans SET version = LOWER(HEX(RANDOMBLOB(16))) WHERE id = 1;
END;

CREATE TRIGGER college_group_deleted AFTER DELETE ON college_group
BEGIN
    UPDATE plans SET version = LOWER(HEX(RANDOMBLOB(16))) WHERE id = 1;
END;
