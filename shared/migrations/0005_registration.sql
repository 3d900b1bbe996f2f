-- 报名信息: the form of each candidate as last saved. A projection; every version is in the journal.

CREATE TABLE registration (
    candidate      INTEGER PRIMARY KEY,
    version        INTEGER NOT NULL,
    saved_at       INTEGER NOT NULL,
    first_subject  TEXT    NOT NULL,
    second_subjects TEXT   NOT NULL,           -- JSON array
    form           TEXT    NOT NULL            -- JSON; addresses and phone sealed
) STRICT;

CREATE TRIGGER registration_pledged AFTER INSERT ON journal WHEN NEW.kind = 'registration.pledged'
BEGIN
    UPDATE candidate SET pledged_at = NEW.at, pledge = NEW.body ->> 'version' WHERE id = NEW.subject;
END;

CREATE TRIGGER registration_saved AFTER INSERT ON journal WHEN NEW.kind = 'registration.saved'
BEGIN
    INSERT INTO registration (candidate, version, saved_at, first_subject, second_subjects, form)
    VALUES (NEW.subject, NEW.body ->> 'version', NEW.at, NEW.body ->> '$.form.first_subject',
            NEW.body -> '$.form.second_subjects', NEW.body -> 'form')
    ON CONFLICT (candidate) DO UPDATE SET version = excluded.version, saved_at = excluded.saved_at,
        first_subject = excluded.first_subject, second_subjects = excluded.second_subjects, form = excluded.form;
    UPDATE candidate SET filled_at = COALESCE(filled_at, NEW.at) WHERE id = NEW.subject;
END;
