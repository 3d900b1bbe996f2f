-- 退出考生的全部登录: a phone was lost, and its owner calls the office. The browsers are known no more, and what was being
-- proved in them counts for nothing.
CREATE TRIGGER candidate_sessions_ended AFTER INSERT ON journal WHEN NEW.kind = 'candidate.sessions_ended'
BEGIN
    DELETE FROM session WHERE candidate = NEW.subject;
    DELETE FROM known_browser WHERE owner = 'candidate:' || NEW.subject;
    DELETE FROM identity_check WHERE candidate = NEW.subject;
END;
