//! 办理进度: where a candidate stands and what is next. What may be done on the server, what the pages draw, what the offices see
//! and count all come from here. Each kind of exam says its own steps.

use super::{Kind, gaokao, zsb};
use crate::candidate::Stage;
use crate::payment::{FeeStatus, Unlocks};
use crate::volunteer::Standing;
use crate::window::{Window, closed, short};
use crate::{Error, Result, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

#[cfg(test)]
mod tests;

/// A step of the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ExamStep"))]
pub struct Step {
    /// What is done in it
    pub code: Code,
    /// The item of a fee, the batch of a list; of other steps nothing
    pub of: String,
    /// What it is called
    pub title: String,
    pub state: State,
    /// When it can be done
    pub window: Option<Window>,
    /// Why it is not to be done now, or what is missing
    pub because: Option<String>,
    /// What shuts it now
    #[serde(skip)]
    bar: Option<Bar>,
}

/// What shuts a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bar {
    /// Its window
    Window,
    /// Something else
    Other,
}

/// What is done in a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "StepCode"))]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// 缴费
    Fee,
    /// 实人认证
    Identity,
    /// 设置密码
    Passwords,
    /// 绑定手机
    Phone,
    /// 承诺书
    Pledge,
    /// 报名信息
    Form,
    /// 资格审查
    Review,
    /// 准考证
    Ticket,
    /// 专业考试证
    SpecialtyTicket,
    /// 成绩
    Score,
    /// 志愿
    Volunteer,
}

/// How a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "StepState"))]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// 未开始
    NotYet,
    /// 可办理
    Ready,
    /// 办理中: begun, and not done
    Underway,
    /// 已完成
    Done,
    /// 已截止
    Closed,
    /// 不需要
    NotNeeded,
}

/// What is known of a candidate.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// 已实人认证
    pub verified: bool,
    /// 已设置密码
    pub passwords_set: bool,
    /// 已绑定手机
    pub phone_bound: bool,
    /// Is the pledge accepted, in the version of now?
    pub pledged: bool,
    /// 已提交保存报名信息
    pub filled: bool,
    /// What the form asks for since: labels
    pub missing: Vec<String>,
    /// What they owe or owed, in the order of the items
    pub fees: Vec<Fee>,
    /// 投档成绩, once published
    pub total: Option<i64>,
    /// The batches, in their order
    pub lists: Vec<List>,
    /// As they stand for the candidate, by name
    pub windows: HashMap<String, Window>,
}

/// A fee of a candidate.
#[derive(Clone, Debug, Deserialize)]
pub struct Fee {
    /// `registration`
    pub item: String,
    /// 普通高考报名费
    pub name: String,
    /// Is it owed?
    pub status: FeeStatus,
    /// Name of the window in which it can be paid
    pub window: String,
    /// What stays shut until it is paid
    pub unlocks: Unlocks,
}

/// A batch, and how far its list is.
#[derive(Clone, Debug)]
pub struct List {
    /// `undergraduate`
    pub code: String,
    /// 本科批(普通类)
    pub name: String,
    /// Name of the window
    pub window: String,
    /// May they fill it?
    pub standing: Standing,
    /// Is there a draft?
    pub drafted: bool,
    /// Is there a list in force?
    pub submitted: bool,
    /// Is the draft another one?
    pub differs: bool,
}

/// The whole way, as it looks for this candidate now.
pub fn steps(kind: Kind, facts: &Facts, now: Timestamp) -> Vec<Step> {
    match kind {
        Kind::Gaokao => gaokao::steps(facts, now),
        Kind::Zsb => zsb::steps(facts, now),
    }
}

/// Insists on that a step may be taken now.
///
/// # Errors
/// `WindowClosed`, or `WrongState` with what to do first.
pub fn require(steps: &[Step], code: Code) -> Result<()> {
    let step = steps.iter().find(|step| step.code == code).ok_or(Error::NotFound("办理事项"))?;
    step.require()
}

impl Facts {
    /// The last step of 报名 that is done, as candidates are counted and listed by it. The column `candidate.stage` says the same.
    pub fn stage(&self) -> Stage {
        match () {
            () if self.filled => Stage::Filled,
            () if self.passwords_set => Stage::Active,
            () if self.verified => Stage::Verified,
            () if self.unpaid(Unlocks::Identity).is_none() => Stage::Paid,
            () => Stage::Numbered,
        }
    }

    /// What has to be paid before something: 请先缴纳普通高考报名费.
    pub(super) fn unpaid(&self, unlocks: Unlocks) -> Option<String> {
        let fee = self.fees.iter().find(|fee| fee.unlocks == unlocks && fee.status == FeeStatus::Due)?;
        Some(format!("请先缴纳{}", fee.name))
    }

    /// From the fee to the form, which every kind of exam has.
    pub(super) fn registration(&self, now: Timestamp) -> Vec<Step> {
        let missing = |is_done: bool, what: &str| (!is_done).then(|| format!("请先{what}"));
        let has_passwords = || missing(self.passwords_set, "设置登录密码和信息保存密码");
        let window = self.windows.get("registration");

        let mut steps: Vec<Step> = self.fees(|unlocks| unlocks == Unlocks::Identity, now).collect();
        let identity = Step::new(Code::Identity, "实人认证").after(self.unpaid(Unlocks::Identity));
        steps.push(identity.done_if(self.verified));
        let passwords = Step::new(Code::Passwords, "设置密码").after(missing(self.verified, "完成实人认证"));
        steps.push(passwords.done_if(self.passwords_set));
        steps.push(Step::new(Code::Phone, "绑定手机").after(has_passwords()).done_if(self.phone_bound));
        let pledge = Step::new(Code::Pledge, "签署承诺书").within(window, now);
        // A text that has changed since is accepted by whoever saves anew.
        let is_pledged = self.passwords_set && (self.pledged || self.filled && pledge.state != State::Ready);
        steps.push(pledge.after(has_passwords()).done_if(is_pledged));
        steps.push(self.form(is_pledged, now).after(has_passwords()));
        steps
    }

    /// 提交保存 as often as one likes while the window is open; what the form asks for since makes it unfinished.
    fn form(&self, is_pledged: bool, now: Timestamp) -> Step {
        let step = Step::new(Code::Form, "填写报名信息").within(self.windows.get("registration"), now);
        let is_open = step.state == State::Ready;
        let added = || format!("报名表增加了{}", self.missing.join("、"));
        match (self.filled, self.missing.is_empty()) {
            (true, true) if is_open && !is_pledged => step.because(State::Done, "承诺书有更新，修改以前请重新签署"),
            (true, true) => step.done(),
            _ if is_open && !is_pledged => step.because(State::NotYet, "请先阅读并同意《考生诚信考试承诺书》"),
            (true, false) if is_open => step.because(State::Underway, added() + "，请补填后提交保存"),
            (true, false) => step.because(State::Closed, added() + "，现在不能补填，请联系报名点"),
            (false, _) => step,
        }
    }

    /// Nothing is printed here yet: only what has to be paid before is known.
    pub(super) fn ticket(&self, code: Code, title: &str, unlocks: Unlocks) -> Step {
        let why = match self.filled {
            true => self.unpaid(unlocks).unwrap_or_else(|| "打印时间另行公布".to_owned()),
            false => "请先填写报名信息并提交保存".to_owned(),
        };
        Step::new(code, title).because(State::NotYet, why)
    }

    /// 成绩 is published, and looked at.
    pub(super) fn score(&self) -> Step {
        let step = Step::new(Code::Score, "成绩");
        if self.total.is_some() { step.done() } else { step.because(State::NotYet, "成绩还没有公布") }
    }

    /// The fees that open this, or another thing.
    pub(super) fn fees(&self, is_wanted: impl Fn(Unlocks) -> bool, now: Timestamp) -> impl Iterator<Item = Step> {
        self.fees.iter().filter(move |fee| is_wanted(fee.unlocks)).map(move |fee| {
            let step = Step::new(Code::Fee, &fee.name).of(&fee.item);
            match fee.status {
                FeeStatus::Paid => step.done(),
                FeeStatus::Dropped => step.because(State::NotNeeded, "已取消，不用缴纳"),
                FeeStatus::Due => step.within(self.windows.get(&fee.window), now),
            }
        })
    }

    /// A batch's list.
    pub(super) fn list(&self, list: &List, now: Timestamp) -> Step {
        let step = Step::new(Code::Volunteer, &list.name).of(&list.code);
        let step = step.within(self.windows.get(&list.window), now);
        let is_paused = step.window.as_ref().is_some_and(|window| window.suspended);
        let may_end = step.state == State::Ready || is_paused;
        match list.standing.obstacle() {
            _ if list.submitted && list.differs && may_end => {
                step.underway("草稿与正式志愿不同，目前有效的仍是上一次提交的正式志愿")
            }
            _ if list.submitted => step.done(),
            Some(obstacle) if obstacle.is_final => step.because(State::NotNeeded, obstacle.why),
            Some(obstacle) if step.state != State::Closed => step.because(State::NotYet, obstacle.why),
            None if list.drafted && may_end => {
                step.underway("只有志愿草稿，没有提交。截止前没有提交保存的草稿一律无效")
            }
            _ => step,
        }
    }
}

impl Step {
    /// One that can be taken at any time.
    pub(super) fn new(code: Code, title: &str) -> Self {
        let (of, title) = (String::new(), title.to_owned());
        Self { code, of, title, state: State::Ready, window: None, because: None, bar: None }
    }

    fn of(self, of: &str) -> Self {
        Self { of: of.to_owned(), ..self }
    }

    /// In its window only.
    pub(super) fn within(self, window: Option<&Window>, now: Timestamp) -> Self {
        let (state, because) = match window {
            None => (State::NotYet, Some("时间还没有公布".to_owned())),
            Some(window) if window.open => (State::Ready, None),
            Some(window) if window.suspended => {
                (State::NotYet, Some(window.note.clone().unwrap_or_else(|| "已暂停，请等候通知".into())))
            }
            Some(window) if now < window.opens => (State::NotYet, Some(format!("{} 开始", short(window.opens, now)))),
            Some(window) => (State::Closed, Some(format!("{} 已截止", short(window.closes, now)))),
        };
        let bar = (state != State::Ready).then_some(Bar::Window);
        Self { state, because, bar, window: window.cloned(), ..self }
    }

    /// Only once something else is done.
    pub(super) fn after(self, missing: Option<String>) -> Self {
        match missing {
            Some(missing) if self.state != State::Closed => self.because(State::NotYet, missing),
            _ => self,
        }
    }

    /// It is done, and may be done again while its window is open.
    pub(super) fn done(self) -> Self {
        let bar = self.bar.filter(|bar| *bar == Bar::Window);
        Self { state: State::Done, because: None, bar, ..self }
    }

    pub(super) fn done_if(self, is_done: bool) -> Self {
        if is_done { self.done() } else { self }
    }

    /// Begun, and what is missing; a pause is not the end.
    fn underway(self, missing: &str) -> Self {
        let paused = self.because.map(|pause| format!("{pause}；恢复后继续。")).unwrap_or_default();
        Self { state: State::Underway, because: Some(paused + missing), ..self }
    }

    /// It stands so, and why.
    pub(super) fn because(self, state: State, why: impl Into<String>) -> Self {
        let bar = match state {
            State::Underway => None,
            State::Closed => Some(Bar::Window),
            _ => Some(Bar::Other),
        };
        Self { state, because: Some(why.into()), bar, ..self }
    }

    /// Insists on that it may be taken now.
    ///
    /// # Errors
    /// `WindowClosed`, or `WrongState` with what to do first.
    pub fn require(&self) -> Result<()> {
        match (self.bar, &self.because) {
            (None, _) => Ok(()),
            (Some(Bar::Window), _) => Err(closed(&self.title, self.window.as_ref())),
            (Some(Bar::Other), because) => Err(Error::WrongState(because.clone().unwrap_or_default())),
        }
    }
}
