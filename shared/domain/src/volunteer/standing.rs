//! Who may fill a batch, but for when.

use crate::subject::Track;
use std::collections::BTreeMap;

/// Where a candidate stands before a batch: all that decides whether they may fill it, but for its window.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// 已提交保存报名信息
    pub filled: bool,
    /// 首选科目 of the form, for who chose one
    pub track: Option<Track>,
    /// 投档成绩, once published
    pub total: Option<i64>,
    /// Is there a 控制分数线 to be reached?
    pub needs_line: bool,
    /// 控制分数线 of the track, once published: by plan type; "" of all others
    pub lines: BTreeMap<String, i64>,
    /// Is it for them, by their answers?
    pub concerned: bool,
    /// Have they one of the 资格 that it wants?
    pub qualified: bool,
    /// Is it only for who is not admitted yet, and they are?
    pub enrolled: bool,
    /// Name of another list of theirs that excludes this one
    pub excluded_by: Option<String>,
    /// Name of a fee that has to be paid before
    pub unpaid: Option<String>,
}

/// Why somebody may not fill a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle {
    /// In Chinese
    pub why: String,
    /// Does it stay so, whatever they do?
    pub is_final: bool,
}

impl Standing {
    /// What is in the way; `None`: they may.
    pub fn obstacle(&self) -> Option<Obstacle> {
        let least = self.lines.values().min();
        let (why, is_final) = match self {
            Self { filled: false, .. } => ("尚未提交保存报名信息".to_owned(), false),
            Self { concerned: false, .. } => ("您的报名类型或考生类别不能填报".to_owned(), true),
            Self { enrolled: true, .. } => ("已被录取，不能再填报".to_owned(), true),
            Self { needs_line: true, total: None, .. } => ("成绩尚未公布".to_owned(), false),
            Self { needs_line: true, .. } if least.is_none() => ("控制分数线尚未公布".to_owned(), false),
            Self { needs_line: true, total, .. } if total.as_ref() < least => {
                ("未达到本批次控制分数线".to_owned(), true)
            }
            Self { qualified: false, .. } => ("没有取得填报所要求的资格".to_owned(), true),
            Self { excluded_by: Some(other), .. } => {
                (format!("已经提交了{other}，两者只能填报其一；要改填，请先把那一份清空并提交保存"), true)
            }
            Self { unpaid: Some(fee), .. } => (format!("还没有缴纳{fee}，请先缴费"), false),
            Self { .. } => return None,
        };
        Some(Obstacle { why, is_final })
    }

    /// Is the 控制分数线 of a plan type reached?
    pub fn reaches(&self, plan_type: &str) -> bool {
        let line = self.lines.get(plan_type).or_else(|| self.lines.get(""));
        !self.needs_line || line.is_some_and(|line| self.total >= Some(*line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing() -> Standing {
        let lines = [("".to_owned(), 422), ("8".to_owned(), 390)].into();
        let (filled, needs_line, concerned, qualified) = (true, true, true, true);
        Standing {
            filled,
            track: Some(Track::Physics),
            total: Some(500),
            needs_line,
            lines,
            concerned,
            qualified,
            ..Standing::default()
        }
    }

    #[test]
    fn what_is_in_the_way_is_said_and_whether_it_stays_so() {
        // 2023 年招生工作实施办法: 平行志愿 and 单个志愿 of 提前批 not both; 征集志愿 only for who is not admitted.
        type Change = fn(&mut Standing);
        let table: [(Change, Option<bool>); 11] = [
            (|_| (), None),
            (|s| s.filled = false, Some(false)),
            (|s| s.concerned = false, Some(true)),
            (|s| s.enrolled = true, Some(true)),
            (|s| s.total = None, Some(false)),
            (|s| s.lines.clear(), Some(false)),
            (|s| s.total = Some(389), Some(true)),
            (|s| s.qualified = false, Some(true)),
            (|s| s.excluded_by = Some("单个志愿".into()), Some(true)),
            (|s| s.unpaid = Some("费".into()), Some(false)),
            (|s| (s.needs_line, s.total) = (false, None), None),
        ];
        for (index, (change, expected)) in table.into_iter().enumerate() {
            let mut standing = standing();
            change(&mut standing);
            assert_eq!(standing.obstacle().map(|obstacle| obstacle.is_final), expected, "{index}");
        }
    }

    #[test]
    fn a_plan_type_may_have_a_line_of_its_own() {
        // 湖南 2024: 预科班（面向县）投档线在本科线以下.
        let reached = |total: i64| {
            let standing = Standing { total: Some(total), ..standing() };
            (standing.obstacle().is_none(), standing.reaches("1"), standing.reaches("8"))
        };
        assert_eq!(reached(422), (true, true, true));
        assert_eq!(reached(400), (true, false, true));
        assert_eq!(reached(389), (false, false, false));
        assert!(Standing { needs_line: false, lines: BTreeMap::new(), ..standing() }.reaches("1"));
    }
}
