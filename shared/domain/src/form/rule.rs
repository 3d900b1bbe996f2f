//! What a row of the table can't say, by name.

use super::check::{At, Check};
use super::{Answers, Section};
use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use strum::{EnumString, IntoStaticStr};

/// A rule, as the column `constraint` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Rule {
    /// 再选科目: exactly two different ones (报名信息网上采集工作实施方案 三(二)4)
    TwoSecondSubjects,
    /// 简历: the newest first, each row beginning where the older one ends or a month later (网上报名操作指南 第 6 步)
    NewestFirstWithoutGaps,
    /// 毕业年份: 应届 in the exam's year, 往届 before it, by the name of the `candidate_category`
    YearByCategory,
    /// 学籍号: G or L and a 居民身份证号
    StudentNumber,
    /// Not after today
    NotInFuture,
    /// 户口类别: derived from the urban–rural code of the `household.region`, where the table has it
    HouseholdCategory,
}

impl Rule {
    /// Looks at one answer.
    pub(super) fn check_answer(self, check: &mut Check<'_>, at: &At<'_>, value: &Value) {
        let text = value.as_str().unwrap_or_default();
        match self {
            Self::TwoSecondSubjects => {
                let is_pair = matches!(value.as_array().map(Vec::as_slice), Some([one, other]) if one != other);
                check.fault_if(!is_pair, at, "再选科目应选 2 门不同的科目");
            }
            Self::YearByCategory => {
                if let Some(message) = year_fault(check, value.as_i64().unwrap_or_default()) {
                    check.fault_always(at, &message);
                }
            }
            Self::StudentNumber => {
                let rest = text.strip_prefix(['G', 'L']).unwrap_or_default();
                check.fault_if(crate::ResidentNumber::parse(rest).is_err(), at, "学籍号应为 G 或 L 加 18 位身份证号");
            }
            Self::NotInFuture => {
                let today = check.facts.today;
                let begins = day(text, "");
                check.fault_if(begins.is_some_and(|day| day > today), at, "不能晚于今天");
            }
            Self::NewestFirstWithoutGaps | Self::HouseholdCategory => {}
        }
    }

    /// Looks at all rows of a section.
    pub(super) fn check_rows(self, check: &mut Check<'_>, section: &Section, rows: &[Answers]) {
        if self != Self::NewestFirstWithoutGaps {
            return;
        }
        for (index, row) in rows.iter().enumerate() {
            let (from, until) = (month(row.text("from")), month(row.text("until")));
            let Some(from) = from else { continue };
            let newer = index.checked_sub(1).and_then(|newer| rows.get(newer)).and_then(|row| month(row.text("from")));
            let fault = match (newer, until) {
                (Some(newer), _) if from >= newer => Some(("from", "请从最近的一段写起，依次往前")),
                (_, Some(until)) if until < from => Some(("until", "结束年月早于起始年月")),
                (Some(_), None) => Some(("until", "只有最近的一段可以写到“至今”，请填写结束年月")),
                (Some(newer), Some(until)) if until > newer => Some(("until", "与后面的一段时间重叠")),
                (Some(newer), Some(until))
                    if until < newer && until.checked_add_months(Months::new(1)) != Some(newer) =>
                {
                    Some(("until", "与后面的一段之间不能有间断"))
                }
                _ => None,
            };
            if let Some((field, message)) = fault {
                check.row_fault(section, index, field, message);
            }
        }
    }

    /// The answer that it derives from the others.
    pub(super) fn derive(self, check: &Check<'_>) -> Option<Value> {
        match self {
            Self::HouseholdCategory => {
                let region = check.facts.regions.get(check.accepted.text("household.region"))?;
                // 国家统计局 统计用区划代码和城乡划分代码: 1xx 城镇, 2xx 乡村.
                match region.urban_rural.as_bytes().first()? {
                    b'1' => Some("1".into()),
                    b'2' => Some("2".into()),
                    _ => None,
                }
            }
            _ => None,
        }
    }
}

/// The category's name says whether somebody leaves school this year: codes differ from province to province.
fn year_fault(check: &Check<'_>, year: i64) -> Option<String> {
    let exam = i64::from(check.facts.year);
    let category = check.name_of("candidate_category")?;
    match category {
        name if name.contains("应届") && year != exam => Some(format!("考生类别选的是“{name}”，毕业年份应是 {exam}")),
        name if name.contains("往届") && year >= exam => {
            Some(format!("考生类别选的是“{name}”，毕业年份应早于 {exam}"))
        }
        _ => None,
    }
}

fn month(text: &str) -> Option<NaiveDate> {
    day(text, "-01")
}

/// The day of a date, or the first of a month.
fn day(text: &str, rest: &str) -> Option<NaiveDate> {
    let whole = if rest.is_empty() && text.len() == 7 { format!("{text}-01") } else { format!("{text}{rest}") };
    crate::time::date(&whole).ok()
}
