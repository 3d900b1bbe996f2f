//! The folder of another exam, which comes into force as a new one; and of the next revision, which leaves some of it out.

use super::year::Cast;
use super::{EXAM, SYSTEM, Teller};
use domain::Timestamp;
use domain::event::{Event, exam};
use rusqlite::params;
use serde_json::json;
use std::collections::BTreeMap;

/// Nobody is in it yet.
const OTHER: &str = "gaokao-2028";

pub(super) fn told(t: &mut Teller<'_>, cast: &Cast) -> anyhow::Result<()> {
    t.exam = OTHER;
    let [one, other, _] = cast.province;
    let interval = json!({ "opens": t.at, "closes": t.at + domain::time::DAY });
    let things = [
        ("exam", OTHER, json!({ "kind": "gaokao", "year": 2028, "name": "2028年高考" })),
        ("region", "43", json!({ "parent": "", "name": "湖南省", "urban_rural": "" })),
        ("text", "pledge", json!({ "title": "承诺书", "version": "2027-1", "body": "本人承诺" })),
        ("form", "registration", json!({ "sections": [] })),
        ("code", "plan_type 1", json!({ "list": "plan_type", "code": "1", "name": "普通" })),
        ("organisation", "430102002", json!({ "name": "另一中学" })),
        ("organisation", "c10532", json!({ "name": "示例大学", "kind": "college", "path": "43/c10532", "prefix": "" })),
        ("segment", "430102002 01020101", json!({ "point": "430102002", "first": 1_020_101, "last": 1_020_200 })),
        ("window", "volunteer", json!({ "title": "填报", "organisation": "43", "intervals": [interval] })),
        (
            "fee",
            "registration",
            json!({ "name": "registration", "amount": 4000, "detail": "", "notice": "", "window": "registration",
                "owed_by": "everybody", "unlocks": "identity", "one_of": "" }),
        ),
        ("batch", "undergraduate", json!({ "name": "本科批", "window": "volunteer", "slots": 45, "majors": 6 })),
        ("college", "4143010532", json!({ "name": "示例大学", "city": "长沙", "tags": ["211"], "aliases": [] })),
        (
            "group",
            "undergraduate 4143010532 106 physics ",
            json!({ "batch": "undergraduate", "college": "4143010532", "code": "106", "track": "physics", "campus": "",
                "name": "第106组", "plan_type": "1", "requirement": "", "plan": 30, "last_year": 2026, "last_line": 622,
                "last_rank": 7000, "least_tuition": 5500, "most_tuition": 5500, "codes": ["080901"],
                "majors": [{ "code": "080901", "name": "计算机", "plan": 30, "tuition": 5500, "years": 4, "note": "" }],
                "lines": [{ "year": 2026, "line": 622, "rank": 7000 }], "names": "示例大学", "spelled": "sldx" }),
        ),
    ];
    let row = "INSERT INTO revision_row (content, noun, key, position, value) VALUES (?, ?, ?, 1, ?)";
    for (noun, key, value) in &things {
        let hash = format!("{noun} {key}");
        t.loaded("INSERT INTO revision_value (hash, value) VALUES (?, ?)", params![hash, value.to_string()])?;
        t.loaded(row, params!["c", noun, key, hash])?;
        if !["batch", "code", "fee", "group", "text"].contains(noun) {
            t.loaded(row, params!["d", noun, key, hash])?;
        }
    }
    let files = BTreeMap::from([("exam.toml".to_owned(), "h".to_owned())]);
    let says = ["新增院校 4143010532 示例大学".to_owned()];
    let loaded = |content, basis| {
        let (files, says, touches, reason) = (&files, &says, &[][..], "年度设置");
        exam::Loaded { content, basis, files, says, touches, reason }.written()
    };
    let revision = t.happens(one, 0, loaded("c", None)?)?;
    t.happens(one, 0, exam::Withdrawn { revision }.written()?)?;
    let revision = t.happens(one, 0, loaded("c", None)?)?;
    t.happens(other, 0, exam::Declined { revision, reason: "计划数有误" }.written()?)?;
    let revision = t.happens(one, 0, loaded("c", None)?)?;
    t.happens(other, 0, exam::Published { revision, windows: true }.written()?)?;
    let revision = t.happens(one, 0, loaded("d", Some(revision))?)?;
    t.happens(other, 0, exam::Agreed { revision, due: Timestamp(t.at).into() }.written()?)?;
    t.happens(SYSTEM, 0, exam::Published { revision, windows: true }.written()?)?;
    let revision = t.happens(one, 0, loaded("d", Some(revision))?)?;
    t.happens(other, 0, exam::Agreed { revision, due: Timestamp(t.at).into() }.written()?)?;
    let reason = "到了生效时间，但已有考生用到其中要改的内容";
    t.happens(SYSTEM, 0, exam::Declined { revision, reason }.written()?)?;
    t.exam = EXAM;
    Ok(())
}
