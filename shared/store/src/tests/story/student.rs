//! 专升本: a college hands its students over, one of whom claims the record, and takes one back; the province bars somebody.

use super::year::Cast;
use super::{SYSTEM, Teller, Who};
use domain::document::DocumentKind;
use domain::event::{Event, Role, barred, organisation, student};
use domain::organisation::{Kind, Path};

pub(super) fn told(t: &mut Teller<'_>, cast: &Cast) -> anyhow::Result<()> {
    let (code, name, kind) = ("c90001", "示例职业技术学院", Kind::College);
    let path = Path::of(Some(&Path::of(None, "43")), code);
    t.happens(SYSTEM, 0, organisation::Created { code, name, kind, path: &path }.written()?)?;
    let college = Who { role: Role::College, id: super::offices::hire(t, SYSTEM, ("z", code), "office")? };
    let people = [("h9".to_owned(), "4")];
    t.happens(cast.province[0], 0, barred::Imported { file: "f8", people: &people }.written()?)?;
    let kept = |name, document_hash: &str| student::Kept {
        name,
        document_kind: DocumentKind::ResidentCard,
        document: "k1:d".into(),
        document_hash: document_hash.into(),
        document_mask: "430*************14".into(),
        graduate: "1",
        household: "1",
        major: "510201",
        major_name: "计算机应用技术",
    };
    let students = [kept("丙", "h7"), kept("丁", "h8")];
    let seq = t.happens(college, 0, student::Imported { college: code, file: "f9", students: &students }.written()?)?;
    let (first, second) = (seq * 1_000_000, seq * 1_000_000 + 1);
    let corrected = student::Corrected { student: second, says: kept("丁", "h10"), reason: "证件号有误" };
    t.happens(college, 0, corrected.written()?)?;
    let photos = [(second, "p".to_owned())];
    t.happens(college, 0, student::Photographed { college: code, file: "f10", photos: &photos }.written()?)?;
    let who = Who { role: Role::Candidate, id: 0 };
    let claimed = student::Claimed {
        student: Some(second),
        outside: None,
        serial: Some("00000001"),
        sex: "male",
        birth: "2005-03-14",
        document: "k1:d",
    };
    t.happens(who, 0, claimed.clone().written()?)?;
    let outside = Some(student::Outside { college: "43", says: kept("戊", "h11") });
    let serial = Some("00000002");
    t.happens(who, 0, student::Claimed { student: None, outside, serial, ..claimed }.written()?)?;
    let photos = [(second, "q".to_owned())];
    t.happens(college, 0, student::Photographed { college: code, file: "f11", photos: &photos }.written()?)?;
    t.happens(college, 0, student::Removed { student: first, reason: "重复" }.written()?)?;
    Ok(())
}
