-- What a year's settings say of passwords, photos and phones are columns of the exam; where they say nothing, it stays as it was.
ALTER TABLE exam ADD COLUMN password_least INTEGER NOT NULL DEFAULT 8;     -- characters
ALTER TABLE exam ADD COLUMN photo TEXT NOT NULL DEFAULT                    -- domain::photo::Rule
    '{"width":480,"height":640,"most_kb":200,"backgrounds":["浅蓝色","白色","浅灰色"]}';

CREATE TRIGGER exam_begun AFTER INSERT ON exam
BEGIN
    UPDATE exam SET name = name WHERE id = NEW.id;
END;
CREATE TRIGGER exam_ruled AFTER UPDATE OF name ON exam
BEGIN
    UPDATE exam SET password_least = COALESCE(c.value ->> 'password_least', password_least), photo = COALESCE(c.value -> 'photo', photo),
        one_phone_one_candidate = COALESCE(c.value ->> 'one_phone', one_phone_one_candidate)
    FROM revision_change AS c WHERE c.noun = 'exam' AND c.key = NEW.id AND exam.id = NEW.id;
END;
