-- 登记表 as data: what an exam's registration form asks for, in versions; one that was published is never changed.

-- Reference data.
CREATE TABLE form (
    exam       TEXT    NOT NULL REFERENCES exam (id),
    version    INTEGER NOT NULL,               -- 1, 2, …: the newest is in force
    definition TEXT    NOT NULL,               -- JSON (domain::form::Form)
    PRIMARY KEY (exam, version)
) STRICT;

-- What the program itself asked for until now.
INSERT INTO form (exam, version, definition)
SELECT id, 1, '{"sections":[
  {"name":"subjects","label":"选考科目（3+1+2）","hint":"语文、数学、外语必考；首选科目选 1 门，再选科目选 2 门。","fields":[
  {"name":"first_subject","label":"首选科目","message":"请选择首选科目：物理或历史","kind":"select_one","required":true,"list":"first_subject","filled_by":"candidate","print":4,"source":"报名信息网上采集工作实施方案 三(二)4"},
  {"name":"second_subjects","label":"再选科目","hint":"要换科目，先取消一门，再选另一门","message":"请选择 2 门再选科目","kind":"select_many","required":true,"list":"second_subject","least":2,"most":2,"constraint":["two_second_subjects"],"filled_by":"candidate","print":5,"source":"报名信息网上采集工作实施方案 三(二)4"},
  {"name":"foreign_language","label":"外语语种","kind":"select_one","required":true,"list":"foreign_language","filled_by":"candidate","print":6}]},
  {"name":"candidate","label":"考生情况","fields":[
  {"name":"political_status","label":"政治面貌","kind":"select_one","required":true,"list":"political_status","filled_by":"candidate","print":7},
  {"name":"candidate_category","label":"考生类别","hint":"应届：今年高中毕业；往届：以前已经毕业","kind":"select_one","required":true,"list":"candidate_category","filled_by":"candidate","print":8},
  {"name":"graduation_category","label":"毕业类别","kind":"select_one","required":true,"list":"graduation_category","filled_by":"candidate","print":9},
  {"name":"school_name","label":"毕业学校","hint":"学校全称","message":"请填写毕业学校全称","kind":"text","required":true,"least":2,"most":60,"filled_by":"candidate","print":10},
  {"name":"graduation_year","label":"毕业年份","hint":"4 位数字，如 2027","kind":"year","required":true,"constraint":["year_by_category"],"filled_by":"candidate","print":11},
  {"name":"household.region","label":"户口所在地","kind":"region","required":true,"filled_by":"candidate","print":12},
  {"name":"household.detail","label":"户口所在地详细地址","hint":"街道（乡镇）、社区（村）、门牌，与户口簿一致","kind":"text","required":true,"least":2,"most":80,"filled_by":"candidate","sealed":true,"print":13}]},
  {"name":"letter","label":"录取通知书邮寄信息","hint":"录取通知书寄到这里，请保证来年 7 至 9 月能收到。","fields":[
  {"name":"address.region","label":"通信地址","kind":"region","required":true,"filled_by":"candidate","print":14},
  {"name":"address.detail","label":"通信详细地址","hint":"街道（乡镇）、小区（村）、楼栋门牌","kind":"text","required":true,"least":4,"most":80,"filled_by":"candidate","sealed":true,"autocomplete":"street-address","print":15},
  {"name":"address.postcode","label":"邮政编码","hint":"6 位数字","kind":"digits","required":true,"least":6,"most":6,"filled_by":"candidate","autocomplete":"postal-code","print":16},
  {"name":"address.recipient","label":"收件人","kind":"text","required":true,"least":2,"most":30,"filled_by":"candidate","sealed":true,"print":17},
  {"name":"phone","label":"联系电话","hint":"11 位手机号码，本人或家长的","kind":"phone","required":true,"filled_by":"candidate","sealed":true,"autocomplete":"tel","print":18}]}]}' FROM exam WHERE kind = 'gaokao';

INSERT INTO code_item (exam, list, code, name, position)
SELECT e.id, c.column1, c.column2, c.column3, c.column4 FROM exam AS e CROSS JOIN (VALUES
    ('first_subject', 'physics', '物理', 1001), ('first_subject', 'history', '历史', 1002),
    ('second_subject', 'chemistry', '化学', 1003), ('second_subject', 'biology', '生物', 1004),
    ('second_subject', 'politics', '思想政治', 1005), ('second_subject', 'geography', '地理', 1006)) AS c
WHERE e.kind = 'gaokao' ON CONFLICT DO NOTHING;

-- A form asks for a region as exactly as the table goes, and derives 户口类别 from it.
ALTER TABLE region ADD COLUMN urban_rural TEXT NOT NULL DEFAULT ''; -- 城乡划分代码: 1xx 城镇, 2xx 乡村
CREATE INDEX region_by_parent ON region (parent);

-- Who is not registered for 统考 chooses no subjects.
DROP TRIGGER registration_saved;
ALTER TABLE registration RENAME TO registration_before;
CREATE TABLE registration (
    candidate       INTEGER PRIMARY KEY,
    version         INTEGER NOT NULL,
    saved_at        INTEGER NOT NULL,
    form_version    INTEGER NOT NULL,          -- under which the answers were given; 0: not even the first had all of them
    first_subject   TEXT,
    second_subjects TEXT,                      -- JSON array
    form            TEXT    NOT NULL           -- JSON; what is to be sealed is
) STRICT;

-- Which version of the form an event's answers were given under.
CREATE VIEW answered (seq, form_version) AS
SELECT j.seq, COALESCE(j.body ->> 'form_version', NOT EXISTS (
    SELECT 1 FROM JSON_EACH('["political_status", "first_subject", "second_subjects", "foreign_language", "candidate_category",
        "graduation_category", "school_name", "graduation_year", "household.region", "household.detail", "address.region",
        "address.detail", "address.postcode", "address.recipient", "phone"]') AS field
    WHERE j.body ->> ('$.form.' || field.value) IS NULL))
FROM journal AS j;

INSERT INTO registration (candidate, version, saved_at, form_version, first_subject, second_subjects, form)
SELECT r.candidate, r.version, r.saved_at, a.form_version, r.first_subject, r.second_subjects, r.form
FROM registration_before AS r JOIN answered AS a ON a.seq = (
    SELECT MAX(j.seq) FROM journal AS j WHERE j.subject = r.candidate AND j.kind = 'registration.saved');
DROP TABLE registration_before;

CREATE TRIGGER registration_saved AFTER INSERT ON journal WHEN NEW.kind = 'registration.saved'
BEGIN
    INSERT INTO registration (candidate, version, saved_at, form_version, first_subject, second_subjects, form)
    SELECT NEW.subject, NEW.body ->> 'version', NEW.at, a.form_version, NEW.body ->> '$.form.first_subject',
        NEW.body -> '$.form.second_subjects', NEW.body -> 'form'
    FROM answered AS a WHERE a.seq = NEW.seq
    ON CONFLICT (candidate) DO UPDATE SET version = excluded.version, saved_at = excluded.saved_at,
        form_version = excluded.form_version, first_subject = excluded.first_subject,
        second_subjects = excluded.second_subjects, form = excluded.form;
    UPDATE candidate SET filled_at = COALESCE(filled_at, NEW.at) WHERE id = NEW.subject;
END;
