-- 提交保存 without hashing each time, and stronger hashes for old passwords.

-- A 信息保存密码 that was proved in a session: an HMAC under a key made from the session's token, which is stored nowhere.
ALTER TABLE session ADD COLUMN proof TEXT;
ALTER TABLE session ADD COLUMN proved_at INTEGER;

-- The same password with the parameters of today; `column` is login_password or save_password.
CREATE TRIGGER candidate_password_rehashed AFTER INSERT ON journal WHEN NEW.kind = 'candidate.password_rehashed'
BEGIN
    UPDATE candidate SET
        login_password = IIF(NEW.body ->> 'column' = 'login_password', NEW.body ->> 'password', login_password),
        save_password = IIF(NEW.body ->> 'column' = 'save_password', NEW.body ->> 'password', save_password)
    WHERE id = NEW.subject;
END;

CREATE TRIGGER staff_password_rehashed AFTER INSERT ON journal WHEN NEW.kind = 'staff.password_rehashed'
BEGIN
    UPDATE staff SET password = NEW.body ->> 'password' WHERE id = NEW.subject;
END;
