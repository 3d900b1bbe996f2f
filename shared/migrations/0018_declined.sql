-- A first password that one person proposed dies with the proposal, and with enabling an account of the province or of finance:
-- whoever agrees to that was not asked about the password.
CREATE TRIGGER staff_first_password_ended AFTER INSERT ON journal
WHEN NEW.kind = 'staff.declined' OR NEW.kind = 'staff.enabled' AND NEW.body ->> 'proposed'
BEGIN
    UPDATE staff SET password_expires_at = 0 WHERE id = NEW.subject AND must_change = 1;
END;
