//! What was loaded, and whom to sign in as.

use crate::places::ACCOUNTS;
use crate::record::Recorder;
use crate::{EXAM, walk};
use domain::Timestamp;
use domain::candidate::Stage;
use domain::totp::Secret;
use serde::Serialize;
use std::collections::HashMap;

/// What was loaded.
#[derive(Debug, Serialize)]
pub struct Summary {
    pub exam: &'static str,
    pub seed: u64,
    /// The present
    pub now: Timestamp,
    /// Start of 报名
    pub registration_opens: Timestamp,
    /// Start of 本科批填报
    pub volunteer_opens: Timestamp,
    /// End of all windows
    pub closes: Timestamp,
    pub points: usize,
    pub candidates: usize,
    /// Events in the journal
    pub events: u64,
    /// Password of all staff
    pub staff_password: String,
    /// Accounts of staff to try, one of each level; all other offices have one named by its code
    pub staff: Vec<Account>,
    /// Candidates to walk through with
    pub walk_through: Vec<Candidate>,
}

/// An account of staff.
#[derive(Debug, Serialize)]
pub struct Account {
    /// To sign in with
    pub username: &'static str,
    pub organisation: &'static str,
    /// The secret of its 动态口令 in base 32, if it has one
    pub totp: Option<String>,
}

/// A candidate to walk through with.
#[derive(Debug, Serialize)]
pub struct Candidate {
    /// What they are good for
    pub title: &'static str,
    pub id: i64,
    /// How far they have come
    pub stage: Stage,
    /// 报名流水号
    pub serial: String,
    /// 姓名
    pub name: String,
    /// 证件号
    pub document: String,
    /// 证件有效期至
    pub valid_until: String,
    /// 手机号
    pub phone: String,
    /// 登录密码, when set
    pub login_password: Option<String>,
    /// 信息保存密码, when set
    pub save_password: Option<String>,
}

pub(crate) fn of(recorder: &Recorder<'_>, secrets: &HashMap<String, String>) -> Summary {
    let Recorder { options, calendar, .. } = recorder;
    Summary {
        exam: EXAM,
        seed: options.seed,
        now: calendar.now,
        registration_opens: calendar.registration_opens,
        volunteer_opens: calendar.volunteer_opens,
        closes: calendar.closes,
        points: recorder.points.len(),
        candidates: recorder.plans.len(),
        events: 0,
        staff_password: options.staff_password.clone(),
        staff: ACCOUNTS
            .map(|(username, organisation)| Account { username, organisation, totp: secrets.get(username).cloned() })
            .into(),
        walk_through: (0..walk::COUNT).filter_map(|index| candidate(recorder, index)).collect(),
    }
}

fn candidate(recorder: &Recorder<'_>, index: usize) -> Option<Candidate> {
    let (plan, person) = (recorder.plans.get(index)?, recorder.person(index));
    let set = |password: &String| (plan.stage >= Stage::Active).then(|| password.clone());
    Some(Candidate {
        title: walk::title(index),
        id: plan.id,
        stage: plan.stage,
        serial: format!("{:08}", plan.serial),
        name: person.name,
        document: person.document,
        valid_until: person.valid_until,
        phone: person.phone,
        login_password: set(&recorder.options.login_password),
        save_password: set(&recorder.options.save_password),
    })
}

impl std::fmt::Display for Summary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { exam, seed, points, candidates, events, .. } = self;
        writeln!(f, "{exam}, seed {seed}: {candidates} candidates at {points} points, {events} events")?;
        writeln!(
            f,
            "  now {}; 报名 since {}, 本科批填报 since {}, both until {}",
            self.now.text(),
            self.registration_opens.text(),
            self.volunteer_opens.text(),
            self.closes.text()
        )?;
        writeln!(f, "\nStaff (password {}):", self.staff_password)?;
        for Account { username, organisation, totp } in &self.staff {
            writeln!(f, "  {username:<10} {organisation}")?;
            if let Some(secret) = totp.as_deref().and_then(Secret::parse) {
                writeln!(f, "{:13}动态口令 {}", "", secret.uri("招考", username))?;
            }
        }
        writeln!(f, "  动态口令: put the secret into an app, or `zhaokao code SECRET`; each counts once")?;
        writeln!(f, "\nCandidates (报名流水号, 姓名, 证件号, 有效期至):")?;
        for person in &self.walk_through {
            let Candidate { title, serial, name, document, valid_until, .. } = person;
            writeln!(f, "  {serial}  {name}  {document}  {valid_until}  {title}")?;
        }
        if let Some((login, save)) =
            self.walk_through.iter().find_map(|c| c.login_password.as_ref().zip(c.save_password.as_ref()))
        {
            writeln!(f, "  登录密码 {login}, 信息保存密码 {save} (those who have set them)")?;
        }
        Ok(())
    }
}
