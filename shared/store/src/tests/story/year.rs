//! The year of two candidates.

use super::{
    BEGIN, EXAM, PAYER, PROVIDER, SYSTEM, Teller, Who, import, money, no, offices, revision, rows, student, yes,
};
use crate::bulk;
use domain::Fen;
use domain::admission::{Captured, Kept};
use domain::document::DocumentKind;
use domain::event::{
    Event, Role, application, candidate, chase, control_lines, fee, list, order, organisation, payment, qualifications,
    registration, scores, segment, volunteer, window,
};
use domain::form::Answers;
use domain::organisation::{Kind, Path};
use domain::payment::{Channel, Proof, Provider};
use domain::volunteer::{Choice, canonical};
use domain::window::{Action, ScopeKind};
use rusqlite::params;
use serde_json::json;

/// The offices' people, and the candidates.
pub(super) struct Cast {
    /// Three of the province who are independent of each other
    pub(super) province: [Who; 3],
    pub(super) finance: Who,
    pub(super) county: Who,
    pub(super) point: Who,
}

pub(super) fn told(t: &mut Teller<'_>) -> anyhow::Result<()> {
    t.loaded(rows::EXAM, params![EXAM, "gaokao", 2027, "高考"])?;
    for (position, (item, amount, owed_by, unlocks)) in
        [("registration", 4000, "everybody", "identity"), ("music", 22000, "chooser", "specialty_ticket")]
            .into_iter()
            .enumerate()
    {
        let position = position as i64;
        let values = params![EXAM, item, item, amount, "", "", "registration", owed_by, unlocks, "", position];
        t.loaded(rows::FEE_ITEM, values)?;
    }
    t.loaded(rows::BATCH, params![EXAM, "undergraduate", "本科批", "volunteer", 45, 6, 1])?;
    let offices = [
        ("43", "湖南省", Kind::Province),
        ("4301", "长沙市", Kind::City),
        ("430102", "芙蓉区", Kind::County),
        ("430102001", "示例中学", Kind::Point),
    ];
    let mut above = None;
    for (code, name, kind) in offices {
        let path = Path::of(above.as_ref(), code);
        t.happens(SYSTEM, 0, organisation::Created { code, name, kind, path: &path }.written()?)?;
        above = Some(path);
    }
    let cast = offices::hired(t)?;
    calendar(t, &cast)?;
    let first = admitted(t, &cast, "01020001")?;
    let second = admitted(t, &cast, "01020002")?;
    captured(t, &cast, first)?;
    paid(t, first)?;
    activated(t, &cast, first)?;
    filled(t, first)?;
    money::told(t, &cast, (first, second))?;
    published(t, &cast, first)?;
    offices::changed(t, &cast)?;
    revision::told(t, &cast)?;
    student::told(t, &cast)?;
    rescheduled(t, &cast)
}

pub(super) fn of(candidate: i64) -> Who {
    Who { role: Role::Candidate, id: candidate }
}

pub(super) fn proof() -> Proof {
    let text = |text: &str| text.to_owned();
    Proof { key: text("1"), notice: text("n"), event: text("TRANSACTION.SUCCESS"), headers: text(""), body: text("") }
}

fn calendar(t: &mut Teller<'_>, cast: &Cast) -> anyhow::Result<()> {
    for name in ["registration", "volunteer"] {
        let (opens, closes) = (domain::Timestamp(t.at), domain::Timestamp(t.at + domain::time::DAY));
        let (opens, closes) = (opens.into(), closes.into());
        let set = window::Set { name, title: name, organisation: "43", opens, closes, reason: "年度安排" };
        t.happens(SYSTEM, 0, set.written()?)?;
    }
    let allotted = segment::Allotted { point: "430102001", first: 1_020_001, last: 1_020_100 };
    t.happens(cast.county, 0, allotted.written()?)?;
    Ok(())
}

/// A county without power: proposed by it, and decided by others.
fn rescheduled(t: &mut Teller<'_>, cast: &Cast) -> anyhow::Result<()> {
    let (opens, closes) = (domain::Timestamp(t.at).into(), domain::Timestamp(t.at + 2 * domain::time::DAY).into());
    let whole = window::Part {
        scope_kind: ScopeKind::Organisation,
        scopes: vec!["430102".to_owned()],
        intervals: Some(vec![window::Span { opens, closes }]),
    };
    let back = window::Part { intervals: None, ..whole.clone() };
    let says = ["填报（芙蓉区）：延长一天".to_owned()];
    let change = |action, settings| window::Proposed {
        name: "volunteer",
        title: "volunteer",
        action,
        reason: "全县停电",
        says: &says,
        warnings: &[],
        settings,
    };
    let (longer, back) = ([whole], [back]);
    let [office, ..] = cast.province;
    let proposal = t.happens(cast.county, 0, change(Action::Extend, &longer).written()?)?;
    t.happens(cast.county, 0, window::Withdrawn { proposal }.written()?)?;
    let proposal = t.happens(cast.county, 0, change(Action::Extend, &longer).written()?)?;
    t.happens(office, 0, window::Declined(no(proposal, "已经来电")).written()?)?;
    let proposal = t.happens(cast.county, 0, change(Action::Extend, &longer).written()?)?;
    t.happens(office, 0, window::Agreed(yes(proposal)).written()?)?;
    let proposal = t.happens(cast.county, 0, change(Action::Revoke, &back).written()?)?;
    t.happens(office, 0, window::Agreed(yes(proposal)).written()?)?;
    Ok(())
}

fn admitted(t: &mut Teller<'_>, cast: &Cast, serial: &str) -> anyhow::Result<i64> {
    let admitted = candidate::Admitted {
        serial: Some(serial),
        point: "430102001",
        captured: &says(("张三", "male", "2009-03-15"), "长期", "reader"),
        document: &Kept {
            document_kind: DocumentKind::ResidentCard,
            document: "sealed".into(),
            document_hash: serial.into(),
            document_mask: "430***********0010".into(),
            photo: "0a".into(),
        },
        application: None,
    };
    t.happens(cast.point, 0, admitted.written()?)
}

fn says((name, sex, birth): (&str, &str, &str), valid_until: &str, capture: &str) -> Captured {
    Captured {
        name: name.into(),
        sex: sex.into(),
        ethnicity: "01".into(),
        birth: birth.into(),
        valid_until: valid_until.into(),
        capture: capture.into(),
    }
}

/// Whom the point can't admit by itself; a card that is read again; numbers that are taken back.
fn captured(t: &mut Teller<'_>, cast: &Cast, candidate: i64) -> anyhow::Result<()> {
    let (point, captured) = ("430102001", says(("李四", "female", "2009-03-16"), "2030-01-01", "manual_other"));
    let kept = |hash: &str| Kept {
        document_kind: DocumentKind::Passport,
        document: "sealed".into(),
        document_hash: hash.into(),
        document_mask: "E12***78".into(),
        photo: "0b".into(),
    };
    let mut made = |hash: &str| {
        let (ground, level) = ("other_document", "city");
        let made = application::Made { ground, level, point, captured: &captured, document: &kept(hash) };
        t.happens(cast.point, 0, made.written()?)
    };
    let (agreed, declined) = (made("p1")?, made("p2")?);
    let admitted = candidate::Admitted {
        serial: Some("01020003"),
        point,
        captured: &captured,
        document: &kept("p1"),
        application: Some(agreed),
    };
    t.happens(cast.province[0], 0, admitted.written()?)?;
    let reason = "证件不清楚";
    t.happens(cast.province[0], 0, application::Declined { application: declined, reason }.written()?)?;
    let captured = says(("张三", "male", "2009-03-15"), "长期", "reader");
    for photo in [None, Some("0c")] {
        t.happens(cast.point, candidate, candidate::Recaptured { captured: &captured, photo }.written()?)?;
    }
    let code = "430102001";
    t.happens(cast.county, 0, organisation::Renamed { code, name: "示例中学（东）" }.written()?)?;
    t.happens(cast.county, 0, organisation::Closed { code, reason: "停办" }.written()?)?;
    t.happens(cast.county, 0, organisation::Reopened { code, reason: "误停" }.written()?)?;
    let allotted = segment::Allotted { point, first: 1_020_201, last: 1_020_300 };
    let segment = t.happens(cast.county, 0, allotted.written()?)?;
    for first in [1_020_251, 1_020_201] {
        let last = if first == 1_020_251 { 1_020_300 } else { 1_020_250 };
        t.happens(cast.county, 0, segment::Returned { segment, first, last }.written()?)?;
    }
    Ok(())
}

/// An order for a fee; through 微信 or another.
pub(super) fn ordered(
    t: &mut Teller<'_>,
    (who, candidate): (Who, i64),
    order_no: &str,
    item: &str,
    provider: Provider,
) -> anyhow::Result<()> {
    let amount = if item == "registration" { Fen(4000) } else { Fen(500) };
    let expires_at = domain::Timestamp(t.at + domain::time::HOUR).into();
    let (channel, page_token) = (Channel::Qr, order_no);
    let created = order::Created { order_no, item, amount, provider, channel, page_token, expires_at };
    t.happens(who, candidate, created.written()?).map(drop)
}

/// What a provider says of an order.
pub(super) fn money<'a>(t: &Teller<'_>, order_no: &'a str, transaction_id: &'a str) -> payment::Money<'a> {
    let paid_at = domain::Timestamp(t.at).into();
    payment::Money { provider: Provider::Wechat, order_no, transaction_id, amount: Fen(4000), paid_at, fault: None }
}

fn paid(t: &mut Teller<'_>, candidate: i64) -> anyhow::Result<()> {
    ordered(t, (of(candidate), candidate), "ZKA", "registration", Provider::Wechat)?;
    let prepared = order::Prepared { order_no: "ZKA", code_url: "weixin://wxpay/bizpayurl?pr=a" };
    t.happens(of(candidate), candidate, prepared.written()?)?;
    let (money, proof) = (money(t, "ZKA", "4200A"), proof());
    t.happens(PROVIDER, candidate, payment::Noticed { money, proof: &proof }.written()?)?;
    // Paid by whoever has the address of the page, and given up.
    ordered(t, (PAYER, candidate), "ZKZ", "music", Provider::Wechat)?;
    t.happens(SYSTEM, candidate, order::Closed { order_no: "ZKZ", follow_until: None }.written()?)?;
    Ok(())
}

/// What a session of a candidate leaves, and 实人认证.
fn signed_in(t: &mut Teller<'_>, candidate: i64) -> anyhow::Result<()> {
    t.stands(&format!(
        "INSERT INTO session (token_hash, candidate, factor, ip, device, signed_in_at, last_seen_at, expires_at) \
         VALUES ('s', {candidate}, 'facts', '', '', 0, 0, 0); \
         INSERT INTO identity_check (id, candidate, url, created_at, session) VALUES ('check', {candidate}, '', 0, 's'); \
         INSERT INTO known_browser (owner, browser, used_at) VALUES ('candidate:{candidate}', 'b', 0);"
    ))
}

fn activated(t: &mut Teller<'_>, cast: &Cast, candidate: i64) -> anyhow::Result<()> {
    let who = of(candidate);
    t.happens(who, candidate, candidate::Verified { check: "check" }.written()?)?;
    signed_in(t, candidate)?;
    let set = candidate::PasswordsSet { login_password: "k1:a", save_password: "k1:b", check: Some("check") };
    t.happens(who, candidate, set.written()?)?;
    for column in ["login_password", "save_password"] {
        t.happens(who, candidate, candidate::PasswordRehashed { column, password: "k1:c" }.written()?)?;
    }
    signed_in(t, candidate)?;
    t.stands(&format!(
        "INSERT INTO sms_code (candidate, phone_hash, code_hash, expires_at, tries_left) VALUES ({candidate}, 'h', 'h', 0, 5);"
    ))?;
    let (phone, phone_mask, phone_hash) = ("k1:d", "138****0001", "h");
    let bound = candidate::PhoneBound { phone, phone_mask, phone_hash, check: Some("check") };
    t.happens(who, candidate, bound.written()?)?;
    t.stands(&format!(
        "INSERT INTO identity_check (id, candidate, url, created_at) VALUES ('other', {candidate}, '', 0);"
    ))?;
    t.happens(cast.point, candidate, candidate::SessionsEnded { reason: "手机丢失" }.written()?)?;
    Ok(())
}

fn filled(t: &mut Teller<'_>, candidate: i64) -> anyhow::Result<()> {
    let who = of(candidate);
    t.happens(who, candidate, registration::Pledged { version: "2027-1" }.written()?)?;
    let form = json!({ "first_subject": "physics", "second_subjects": ["chemistry", "biology"], "phone": "k1:e" });
    let form: Answers = serde_json::from_value(form)?;
    for version in [1, 2] {
        t.happens(who, candidate, registration::Saved { version, form_version: 1, form: &form }.written()?)?;
    }
    t.happens(who, candidate, fee::Chosen { item: "music" }.written()?)?;
    t.happens(who, candidate, fee::Dropped { item: "music" }.written()?)?;
    Ok(())
}

/// Scores and lines come, and the list of a batch.
fn published(t: &mut Teller<'_>, cast: &Cast, candidate: i64) -> anyhow::Result<()> {
    let lines = [json!({ "batch": "undergraduate", "track": "physics", "line": 410 })];
    for total in [500, 520] {
        let marks = json!({
            "candidate": candidate, "track": "physics", "total": total, "chinese": 100, "mathematics": 100, "foreign_language": 100,
            "first": 80, "second_high": 70, "second_low": total - 450, "rank": 1,
        });
        t.happens(cast.province[0], 0, scores::Imported { file: "f1", scores: &[marks] }.written()?)?;
        t.happens(cast.province[0], 0, control_lines::Imported { file: "f2", lines: &lines }.written()?)?;
    }
    for candidates in [&[candidate][..], &[]] {
        let qualified = qualifications::Imported { file: "f3", code: "enrolled", candidates };
        t.happens(cast.province[0], 0, qualified.written()?)?;
    }
    import::told(t, cast, candidate)?;
    let called = chase::Noted { batch: "undergraduate", outcome: "repeats", note: "" };
    t.happens(cast.point, candidate, called.written()?)?;
    t.happens(cast.point, candidate, candidate::PhoneRevealed { purpose: "通知提交志愿" }.written()?)?;
    let exported =
        list::Exported { list: "not-submitted", organisation: "43", batch: "undergraduate", rows: 1, at_least: true };
    t.happens(cast.county, 0, exported.written()?)?;
    t.loaded(bulk::DRAFT, params![candidate, "undergraduate", BEGIN, "[]"])?;
    let choices = canonical(&[Choice { group: 1, majors: vec!["01".into()], accept_adjustment: true }])
        .map_err(|error| anyhow::anyhow!("{error:?}"))?;
    let hash = domain::volunteer::hash(&choices);
    for version in [1, 2] {
        let choices = serde_json::from_str(&choices)?;
        let submitted = volunteer::Submitted { batch: "undergraduate", version, hash: &hash, choices };
        t.happens(of(candidate), candidate, submitted.written()?)?;
    }
    Ok(())
}
