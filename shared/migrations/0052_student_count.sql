-- How far the students of each college are, for lists of what is still to be done.

CREATE TABLE student_count (
    exam     TEXT    NOT NULL,
    college  TEXT    NOT NULL,
    students INTEGER NOT NULL,
    photos   INTEGER NOT NULL,
    claimed  INTEGER NOT NULL,
    PRIMARY KEY (exam, college)
) STRICT, WITHOUT ROWID;
INSERT INTO student_count (exam, college, students, photos, claimed)
SELECT exam, college, COUNT(*), COUNT(photo), COUNT(candidate) FROM student GROUP BY exam, college;

CREATE TRIGGER student_counted AFTER INSERT ON student
BEGIN
    INSERT INTO student_count (exam, college, students, photos, claimed)
    VALUES (NEW.exam, NEW.college, 1, NEW.photo IS NOT NULL, NEW.candidate IS NOT NULL)
    ON CONFLICT DO UPDATE SET students = students + 1, photos = photos + excluded.photos, claimed = claimed + excluded.claimed;
END;

CREATE TRIGGER student_uncounted AFTER DELETE ON student
BEGIN
    UPDATE student_count SET students = students - 1, photos = photos - (OLD.photo IS NOT NULL),
        claimed = claimed - (OLD.candidate IS NOT NULL)
    WHERE exam = OLD.exam AND college = OLD.college;
END;

CREATE TRIGGER student_recounted AFTER UPDATE OF photo, candidate ON student
BEGIN
    UPDATE student_count SET photos = photos + (NEW.photo IS NOT NULL) - (OLD.photo IS NOT NULL),
        claimed = claimed + (NEW.candidate IS NOT NULL) - (OLD.candidate IS NOT NULL)
    WHERE exam = NEW.exam AND college = NEW.college;
END;
