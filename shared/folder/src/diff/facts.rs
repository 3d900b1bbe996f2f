//! A year as a list of things with values, each thing known by a key that stays.

mod zsb;

use super::Stake;
use crate::tables::is_field;
use crate::{BatchColumn, Plan, Year};
use domain::Timestamp;
use domain::form::Row;
use domain::payment::Unlocks;
use std::collections::BTreeMap;

/// A thing.
pub(super) struct Fact {
    /// What it is: 日程, 缴费项目, 专业组
    pub(super) noun: &'static str,
    /// Place of its noun among the others
    pub(super) order: usize,
    /// By which it is the same thing in another revision
    key: String,
    /// For people
    pub(super) shown: String,
    pub(super) values: Vec<Value>,
    /// What depends on it, if anything can
    pub(super) stake: Option<Stake>,
    /// Can it not be added while somebody depends on it?
    pub(super) is_fixed: bool,
    /// Noun and key of what it is a part of
    pub(super) within: Option<(&'static str, String)>,
}

/// One of its values.
pub(super) struct Value {
    pub(super) title: String,
    pub(super) text: String,
    /// Must it stay as it is while somebody depends on the thing?
    pub(super) binds: bool,
}

impl Fact {
    pub(super) fn id(&self) -> (&'static str, &str) {
        (self.noun, &self.key)
    }

    /// 日程 本科批填报; 考场, of which there is one
    pub(super) fn title(&self) -> String {
        format!("{} {}", self.noun, self.shown).trim_end().to_owned()
    }

    fn new(noun: &'static str, key: impl Into<String>, shown: impl Into<String>) -> Self {
        let order = ORDER.iter().position(|other| *other == noun).unwrap_or(ORDER.len());
        Self {
            noun,
            order,
            key: key.into(),
            shown: shown.into(),
            values: Vec::new(),
            stake: None,
            is_fixed: false,
            within: None,
        }
    }

    fn at_stake(mut self, stake: Stake) -> Self {
        self.stake = Some(stake);
        self
    }

    fn with(mut self, title: &str, text: impl ToString) -> Self {
        self.values.push(Value { title: title.to_owned(), text: text.to_string(), binds: false });
        self
    }

    /// A value that must stay while somebody depends on the thing.
    fn bound(mut self, title: &str, text: impl ToString) -> Self {
        self.values.push(Value { title: title.to_owned(), text: text.to_string(), binds: true });
        self
    }
}

const ORDER: [&str; 34] = [
    "考试",
    "招考机构",
    "规格",
    "号码",
    "科类",
    "科目",
    "总分",
    "日程",
    "缴费项目",
    "批次",
    "栏",
    "轮次",
    "报考类别",
    "证明材料",
    "审查路线",
    "审查步骤",
    "考试科目",
    "考场",
    "省外院校考生",
    "文字",
    "段落",
    "报名表分组",
    "报名表字段",
    "代码",
    "机构",
    "行政区划",
    "号段",
    "院校",
    "专业组",
    "专业",
    "历年分数",
    "专业对应",
    "赛项专业",
    "公共科目",
];

pub(super) fn facts(year: &Year) -> Vec<Fact> {
    let mut facts = settings(year);
    facts.extend(batches(year));
    facts.extend(offices(year));
    facts.extend(plans(year));
    facts.extend(past(year));
    facts.extend(zsb::facts(year));
    facts
}

fn settings(year: &Year) -> Vec<Fact> {
    let exam = &year.exam;
    let kind = exam.kind.map(domain::exam::Kind::title).unwrap_or_default();
    let of_exam = Fact::new("考试", "", "").at_stake(Stake::Exam).bound("代号", &exam.id).bound("种类", kind);
    let (authority, photo, identifiers) = (&exam.authority, &exam.photo, &exam.identifiers);
    let mut facts = vec![
        of_exam.bound("年份", exam.year).with("名称", &exam.name).with("短名称", &exam.short_name),
        Fact::new("招考机构", "", "")
            .with("省级代码", &authority.province)
            .with("名称", &authority.name)
            .with("网页名称", &authority.brand)
            .with("电话", &authority.telephone)
            .with("域名", &authority.domain),
        Fact::new("规格", "", "")
            .with("密码最少位数", exam.password_least)
            .with("一个手机号", if exam.one_phone { "只属于一名考生" } else { "可以几名考生共用" })
            .with("照片", format!("{}×{}，{} KB", photo.width, photo.height, photo.most_kilobytes))
            .with("照片背景", photo.backgrounds.join("、")),
        Fact::new("号码", "", "")
            .at_stake(Stake::Identifiers)
            .bound(
                "报名流水号",
                format!("{} 位号段码加 {} 位顺序号", identifiers.serial_prefix, identifiers.serial_number),
            )
            .with("院校代号位数", identifiers.college)
            .with("专业组编号位数", identifiers.group),
    ];
    facts.extend(exam.tracks.iter().map(|(code, name)| Fact::new("科类", code, code).with("名称", name)));
    let score = &exam.score;
    facts.extend(score.subjects.iter().map(|subject| {
        Fact::new("科目", &subject.code, &subject.name).with("名称", &subject.name).with("满分", subject.maximum)
    }));
    facts.extend(score.totals.iter().map(|total| {
        let of = total.of().collect::<Vec<_>>().join("+");
        Fact::new("总分", &total.code, &total.name)
            .with("名称", &total.name)
            .with("满分", total.maximum)
            .with("组成", of)
    }));
    facts.push(Fact::new("总分", "", "同分排序").with("次序", format!("{:?}", score.ties)));
    facts.extend(exam.windows.iter().map(|window| {
        let fact = Fact::new("日程", &window.name, &window.title)
            .at_stake(Stake::Window(window.name.clone()))
            .bound("名称", &window.title);
        window.intervals.iter().enumerate().fold(fact, |fact, (index, interval)| {
            let nth = if index == 0 { String::new() } else { format!("第 {} 段", index + 1) };
            let time = |time| clock(time, exam.year);
            fact.bound(&format!("{nth}开始"), time(interval.opens)).bound(&format!("{nth}截止"), time(interval.closes))
        })
    }));
    facts.extend(exam.fees.iter().map(|fee| {
        let mut fact = Fact::new("缴费项目", &fee.item, &fee.name).at_stake(Stake::Fee(fee.item.clone()));
        // Some have 报名 behind them already.
        fact.is_fixed = fee.unlocks == Unlocks::Identity;
        fact.bound("名称", &fee.name)
            .bound("金额", fee.amount.yuan())
            .bound("说明", &fee.detail)
            .bound("提示", &fee.notice)
            .bound("缴费时间", fee.window())
            .bound("由谁缴", format!("{:?}", fee.owed_by))
            .bound("缴费后可以", fee.unlocks.as_str())
            .bound("只选其一", &fee.one_of)
            .bound("对象", fee.relevant.text())
    }));
    for text in &year.texts {
        facts.push(
            Fact::new("文字", &text.name, &text.title)
                .with("标题", &text.title)
                .with("版本", &text.version)
                .with("内容", format!("{} 字", text.text.chars().count())),
        );
        facts.extend(text.text.replace("\r\n", "\n").split("\n\n").map(|paragraph| Fact {
            within: Some(("文字", text.name.clone())),
            ..Fact::new(
                "段落",
                format!("{} {paragraph}", text.name),
                format!("《{}》“{}”", text.title, paragraph.trim()),
            )
        }));
    }
    facts
}

/// `06-27 17:00`, with its year where that is not the exam's.
fn clock(time: Timestamp, year: i64) -> String {
    let text = time.text();
    let of_year = text.strip_prefix(&format!("{year}-")).unwrap_or(&text).to_owned();
    of_year.strip_suffix(":00").map_or(of_year.clone(), str::to_owned)
}

fn batches(year: &Year) -> Vec<Fact> {
    let mut facts = Vec::new();
    for batch in &year.exam.batches {
        let stake = Stake::Batch(batch.code.clone());
        facts.push(Fact::new("批次", &batch.code, &batch.name).at_stake(stake.clone()).with("名称", &batch.name));
        for column in &batch.columns {
            let key = format!("{}/{}", batch.code, column.code);
            let shown = format!("{} {}", batch.name, column.name);
            facts.push(
                Fact::new("栏", &key, &shown)
                    .at_stake(stake.clone())
                    .with("名称", &column.name)
                    .bound("志愿方式", format!("{:?}", column.choices))
                    .with("院校专业组数", column.slots)
                    .with("专业数", column.majors)
                    .with("服从调剂", if column.adjust { "有" } else { "无" })
                    .with("控制分数线", &column.line)
                    .with("计划类别", column.plan_types().collect::<Vec<_>>().join("、"))
                    .with("计划类别的控制线", lines(column))
                    .with("对象", column.relevant.text())
                    .with("资格", column.eligibility().collect::<Vec<_>>().join("、"))
                    .with("不能兼填", column.excludes().collect::<Vec<_>>().join("、")),
            );
            facts.extend(column.rounds.iter().map(|round| {
                Fact::new("轮次", format!("{key}/{}", round.code), format!("{shown} {}", round.name))
                    .at_stake(stake.clone())
                    .with("名称", &round.name)
                    .with("时间安排", round.window())
                    .with("只限未录取", if round.unadmitted { "是" } else { "否" })
            }));
        }
    }
    facts
}

fn lines(column: &BatchColumn) -> String {
    let lines: Vec<String> = column.lines.iter().map(|of| format!("{} {}", of.plan_type(), of.line())).collect();
    lines.join("、")
}

fn offices(year: &Year) -> Vec<Fact> {
    let fields = form(year);
    let codes = year.codes.iter().map(|row| {
        let stake = Stake::Code { list: row.list.clone(), code: row.code.clone() };
        let key = format!("{} {}", row.list, row.code);
        Fact::new("代码", &key, &key).at_stake(stake).with("名称", &row.name)
    });
    let organisations = year.organisations.iter().map(|row| {
        Fact::new("机构", &row.code, format!("{} {}", row.code, row.name))
            .at_stake(Stake::Organisation(row.code.clone()))
            .bound("类型", row.kind.title())
            .bound("上级", &row.parent)
            .with("名称", &row.name)
            .with("号段码", &row.prefix)
    });
    let regions = year.regions.iter().map(|row| {
        Fact::new("行政区划", &row.code, format!("{} {}", row.code, row.name))
            .with("名称", &row.name)
            .with("上级", &row.parent)
            .with("城乡划分代码", &row.urban_rural)
    });
    let segments = year.segments.iter().map(|row| {
        let stake = Stake::Segment { point: row.point.clone(), first: row.first.clone() };
        Fact::new("号段", format!("{} {}", row.point, row.first), format!("{} {} 起", row.point, row.first))
            .at_stake(stake)
            .bound("止号", &row.last)
    });
    let colleges = year.colleges.iter().map(|row| {
        Fact::new("院校", &row.code, format!("{} {}", row.code, row.name))
            .with("名称", &row.name)
            .with("所在地", &row.city)
            .with("标签", row.tags.join("、"))
            .with("别名", row.aliases.join("、"))
    });
    fields.into_iter().chain(codes).chain(organisations).chain(regions).chain(segments).chain(colleges).collect()
}

/// Fields and what they stand in. Rows of two tables may have a field of one name: family.phone, phone.
fn form(year: &Year) -> Vec<Fact> {
    let mut within = String::new();
    let mut facts = Vec::new();
    for row in year.form.iter() {
        match row.r#type.as_str() {
            "begin repeat" => within = format!("{}.", row.name),
            "end repeat" => within.clear(),
            _ => {}
        }
        if is_field(row) {
            facts.push(field(format!("{within}{}", row.name), row));
        } else if row.r#type.starts_with("begin") {
            facts.push(
                Fact::new("报名表分组", &row.name, &row.label)
                    .with("标题", &row.label)
                    .with("说明", &row.hint)
                    .with("行数", &row.required)
                    .with("条件", &row.relevant)
                    .with("规则", &row.constraint),
            );
        }
    }
    facts
}

fn field(place: String, row: &Row) -> Fact {
    Fact::new("报名表字段", &place, &row.label)
        .at_stake(Stake::Field(place.clone()))
        .bound("类型", &row.r#type)
        .with("标题", &row.label)
        .with("说明", &row.hint)
        .with("必填", &row.required)
        .with("条件", &row.relevant)
        .bound("代码表", &row.list)
        .with("最少", &row.least)
        .with("最多", &row.most)
        .with("规则", &row.constraint)
        .with("规则提示", &row.constraint_message)
        .with("填写人", &row.filled_by)
        .bound("加密", &row.sealed)
        .with("自动填写", &row.autocomplete)
        .with("打印位置", &row.print)
        .with("依据", &row.source)
}

fn plans(year: &Year) -> Vec<Fact> {
    let mut groups: BTreeMap<String, &Plan> = BTreeMap::new();
    let mut facts = Vec::new();
    for row in year.plans.iter() {
        let group = [&row.batch, &row.college, &row.college_name, &row.group, &row.track, &row.category];
        let group = group.map(String::as_str).join(" ");
        let stake = |major: &str| Stake::Group {
            college: row.college.clone(),
            group: row.group.clone(),
            major: major.to_owned(),
        };
        let shown = format!("{} {}", row.college, row.group);
        let mut major =
            Fact::new("专业", format!("{group} {}", row.major), format!("{shown} {} {}", row.major, row.major_name))
                .at_stake(stake(&row.major))
                .with("名称", &row.major_name)
                .with("计划", row.plan)
                .with("学费", row.tuition)
                .with("学制", row.years)
                .with("备注", &row.note);
        major.within = Some(("专业组", group.clone()));
        facts.push(major);
        if groups.insert(group.clone(), row).is_none() {
            facts.push(
                Fact::new("专业组", group, format!("{shown} {}", row.group_name))
                    .at_stake(stake(""))
                    .with("名称", &row.group_name)
                    .with("计划类别", &row.plan_type)
                    .bound("再选科目要求", &row.requirement),
            );
        }
    }
    facts
}

/// Past lines and 一分一段: a year as a whole, and what differs in it.
fn past(year: &Year) -> Vec<Fact> {
    let lines = year.lines.iter().map(|row| {
        let key = [&row.batch, &row.college, &row.college_name, &row.group, &row.track].map(String::as_str).join(" ");
        Fact::new(
            "历年分数",
            format!("line {} {key}", row.year),
            format!("{} 年 {} {}", row.year, row.college, row.group),
        )
        .with("投档线", row.line.map(|line| line.to_string()).unwrap_or_default())
        .with("位次", row.rank.map(|rank| rank.to_string()).unwrap_or_default())
    });
    let ranks = year.ranks.iter().map(|row| {
        let key = format!("rank {} {} {}", row.year, row.track, row.score);
        Fact::new("历年分数", key, format!("{} 年一分一段 {} {} 分", row.year, row.track, row.score))
            .with("本段人数", row.count)
            .with("累计人数", row.cumulative)
    });
    lines.chain(ranks).collect()
}
