//! 资格审核: the way of a claim through those who review it, which is the exam year's own (湘教考成字〔2024〕1号 二4). Here is what may follow
//! what: handing in, passing, returning with a reason, not granting, falling back, taking back.

use super::Category;
use super::category::find;
use crate::form::{Answers, Condition};
use crate::time::DAY;
use crate::{Error, Result, Timestamp};
use serde::{Deserialize, Serialize};

/// What there is to claim, and the ways through review.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ReviewRules"))]
pub struct Rules {
    /// 报考类别
    pub categories: Vec<Category>,
    /// Of a category's the first that fits is taken
    pub routes: Vec<Route>,
}

/// A way through review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ReviewRoute"))]
pub struct Route {
    /// `veteran`
    pub code: String,
    /// Codes of the categories that go it
    pub categories: Vec<String>,
    /// Who goes it, by their answers
    pub relevant: Condition,
    /// 公示: days for which a result stands open to objections
    pub notice_days: i64,
    /// Its steps, in order
    pub steps: Vec<Step>,
}

/// A step of review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ReviewStep"))]
pub struct Step {
    /// `college`: the same step in all routes, so that nobody passes it twice in a round
    pub code: String,
    /// 生源高校审查
    pub name: String,
    /// Who reviews
    pub reviewer: Reviewer,
    /// How many have to say the same
    pub persons: i64,
    /// Window in which it is done
    pub window: String,
}

/// Who reviews.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Reviewer {
    /// 生源高校 of the candidate
    Source,
    /// 省教育考试院's comparison with lists, by a program
    Comparison,
    /// An office, by its code
    Office(String),
}

/// What somebody claims, and how far it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// 报考类别; empty before anything is handed in
    pub category: String,
    /// How often it was handed in
    pub round: u32,
    /// Codes of the steps that were passed in this round
    pub passed: Vec<String>,
    /// What was not granted; it is not claimed again
    pub denied: Vec<Denied>,
    pub state: State,
}

/// A claim that was not granted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Denied {
    /// 报考类别
    pub category: String,
    pub reason: String,
}

/// How a review stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Nothing is handed in
    #[default]
    Draft,
    /// Somebody has to review
    Waiting {
        /// Code of the step
        step: String,
        /// What the first of two said
        proposed: Option<(i64, Verdict)>,
    },
    /// 退回: to be corrected and handed in again
    Returned {
        /// Code of the step
        step: String,
        reason: String,
    },
    /// Taken back by the candidate
    Withdrawn,
    /// 审查通过
    Qualified {
        /// Until when the result is published for objections
        notice_until: Option<Timestamp>,
    },
    /// 审查不通过, for good
    Refused { reason: String },
}

/// What a reviewer says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// 通过
    Pass,
    /// 退回, and why
    Return(String),
    /// 不予认定, and why
    Fail(String),
}

/// What somebody does.
#[derive(Clone, Debug)]
pub enum Move<'a> {
    /// 提交, with codes of the materials that are shown
    HandIn {
        /// 报考类别
        category: &'a str,
        /// 证明材料
        shown: &'a [&'a str],
    },
    /// 撤回
    Withdraw,
    /// A reviewer speaks
    Decide {
        /// Code of the step that they see
        step: &'a str,
        by: i64,
        verdict: Verdict,
    },
    /// 异议成立 while the result is published: it is looked at again
    Object,
}

impl Rules {
    /// The way of somebody's claim.
    ///
    /// # Errors
    /// `WrongState` where the year's settings have none.
    pub fn route(&self, category: &str, answers: &Answers) -> Result<&Route> {
        let of_category = self.routes.iter().filter(|route| route.categories.iter().any(|code| code == category));
        let mut fits = of_category.filter(|route| route.relevant.holds(answers));
        fits.next().ok_or_else(|| Error::WrongState("这个报考类别没有审查路线，请联系省教育考试院".into()))
    }
}

impl Route {
    fn step(&self, code: &str) -> Result<&Step> {
        self.steps.iter().find(|step| step.code == code).ok_or_else(changed)
    }
}

fn changed() -> Error {
    Error::WrongState("审查进度已有变化，请刷新后再办理".into())
}

impl Review {
    /// The review after somebody did something.
    ///
    /// # Errors
    /// `Invalid` for a claim that can't be, `WrongState` for what can't follow now.
    pub fn after(&self, rules: &Rules, answers: &Answers, what: Move<'_>, now: Timestamp) -> Result<Self> {
        match (what, &self.state) {
            (Move::HandIn { category, shown }, State::Draft | State::Returned { .. } | State::Withdrawn) => {
                find(&rules.categories, category)?.claim(answers, shown)?;
                if let Some(denied) = self.denied.iter().find(|denied| denied.category == category) {
                    return Err(Error::invalid(
                        "category",
                        format!("这一类别未获认定，不能再次申报：{}", denied.reason),
                    ));
                }
                let (category, round) = (category.to_owned(), self.round + 1);
                Self { category, round, passed: Vec::new(), ..self.clone() }.onwards(rules, answers, now)
            }
            (Move::Withdraw, State::Waiting { proposed: None, .. } | State::Returned { .. }) => {
                Ok(Self { state: State::Withdrawn, ..self.clone() })
            }
            (Move::Decide { step, by, verdict }, State::Waiting { step: due, proposed }) if step == due => {
                let step = rules.route(&self.category, answers)?.step(step)?;
                self.decided(rules, answers, (step, proposed.as_ref()), (by, verdict), now)
            }
            (Move::Object, State::Qualified { notice_until: Some(until) }) if now < *until => {
                let route = rules.route(&self.category, answers)?;
                let by_people = |step: &&Step| step.reviewer != Reviewer::Comparison;
                let last = route.steps.iter().rfind(by_people).ok_or_else(changed)?;
                let passed = self.passed.iter().filter(|code| **code != last.code).cloned().collect();
                Self { passed, ..self.clone() }.onwards(rules, answers, now)
            }
            (Move::Decide { .. }, _) => Err(changed()),
            (Move::HandIn { .. } | Move::Withdraw | Move::Object, _) => Err(Error::WrongState(self.next(rules, now))),
        }
    }

    /// One says it; where it takes two, the other one has to say the same.
    fn decided(
        &self,
        rules: &Rules,
        answers: &Answers,
        (step, proposed): (&Step, Option<&(i64, Verdict)>),
        (by, verdict): (i64, Verdict),
        now: Timestamp,
    ) -> Result<Self> {
        let left = find(&rules.categories, &self.category)?.left(&rules.categories, answers);
        let is_compared = step.reviewer == Reviewer::Comparison;
        let alone = match verdict {
            Verdict::Return(_) if is_compared => return Err(Error::WrongState("比对结果只有通过和不通过".into())),
            Verdict::Return(_) => true,
            // Whom nothing is left is out for good.
            Verdict::Fail(_) if !is_compared && left.is_none() => false,
            _ => step.persons < 2,
        };
        let verdict = match proposed {
            _ if alone => verdict,
            Some((first, said)) if std::mem::discriminant(said) == std::mem::discriminant(&verdict) => {
                if *first == by {
                    return Err(Error::WrongState("已由您提出，须由另一人复核".into()));
                }
                said.clone()
            }
            _ => {
                let state = State::Waiting { step: step.code.clone(), proposed: Some((by, verdict)) };
                return Ok(Self { state, ..self.clone() });
            }
        };
        let mut next = self.clone();
        match verdict {
            Verdict::Pass => {
                next.passed.push(step.code.clone());
                return next.onwards(rules, answers, now);
            }
            Verdict::Return(reason) => next.state = State::Returned { step: step.code.clone(), reason },
            Verdict::Fail(reason) => {
                next.denied.push(Denied { category: self.category.clone(), reason: reason.clone() });
                // Whoever a list bars is barred from everything.
                if let Some(left) = left.filter(|_| !is_compared) {
                    next.category = left.code.clone();
                    return next.onwards(rules, answers, now);
                }
                next.state = State::Refused { reason };
            }
        }
        Ok(next)
    }

    /// To the first step that was not passed, or through.
    fn onwards(mut self, rules: &Rules, answers: &Answers, now: Timestamp) -> Result<Self> {
        let route = rules.route(&self.category, answers)?;
        let due = route.steps.iter().find(|step| !self.passed.contains(&step.code));
        self.state = match due {
            Some(step) => State::Waiting { step: step.code.clone(), proposed: None },
            None => {
                let notice_until = (route.notice_days > 0).then(|| now.plus(route.notice_days * DAY));
                State::Qualified { notice_until }
            }
        };
        Ok(self)
    }

    /// The categories of which they may choose one: what they were granted, and what is left without it (二5).
    pub fn granted<'a>(&self, rules: &'a Rules, answers: &Answers, now: Timestamp) -> Vec<&'a Category> {
        let is_final =
            matches!(self.state, State::Qualified { notice_until } if notice_until.is_none_or(|until| until <= now));
        let category = find(&rules.categories, &self.category).ok().filter(|_| is_final);
        let left = category.and_then(|category| category.left(&rules.categories, answers));
        category.into_iter().chain(left).collect()
    }

    /// What comes next, in a sentence.
    pub fn next(&self, rules: &Rules, now: Timestamp) -> String {
        let name = |code: &str| find(&rules.categories, code).map_or(code.to_owned(), |category| category.name.clone());
        let step = |code: &str| {
            let steps = rules.routes.iter().flat_map(|route| &route.steps);
            steps.clone().find(|step| step.code == code).map_or(code.to_owned(), |step| step.name.clone())
        };
        let fallen = match self.denied.last() {
            Some(denied) if !matches!(self.state, State::Refused { .. }) => {
                format!("{}未获认定：{}。现按{}办理；", name(&denied.category), denied.reason, name(&self.category))
            }
            _ => String::new(),
        };
        let next = match &self.state {
            State::Draft => "请选择报考类别，填写信息、上传材料后提交".to_owned(),
            State::Waiting { step: code, proposed: None } => format!("已提交，等待{}", step(code)),
            State::Waiting { step: code, proposed: Some(_) } => format!("{}正在复核，请等待结果", step(code)),
            State::Returned { step: code, reason } => format!("{}退回：{reason}。请修改后重新提交", step(code)),
            State::Withdrawn => "已撤回，修改后请重新提交".to_owned(),
            State::Qualified { notice_until: Some(until) } if now < *until => {
                format!("{}已通过，公示至 {}，公示后可以填报志愿", name(&self.category), until.text())
            }
            State::Qualified { .. } => format!("{}审查通过，请在规定时间内填报志愿", name(&self.category)),
            State::Refused { reason } => format!("审查不通过：{reason}。不能报考，如有疑问请联系生源高校"),
        };
        fallen + &next
    }
}
