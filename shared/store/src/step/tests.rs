use super::*;
use crate::tests::fixture::{EXAM, NOW, another_candidate, happened, happened_in, province, window};
use domain::ExamId;
use domain::candidate::Stage;
use domain::exam::step::State;
use serde_json::json;

async fn item(db: &Db, (item, owed_by, unlocks): (&str, &str, &str), relevant: &str) {
    let sql = "INSERT INTO fee_item (exam, item, name, amount, detail, notice, window, owed_by, unlocks, one_of, position, relevant) \
               VALUES (?, ?, ?, 100, '', '', 'registration', ?, ?, '', 1, ?)";
    db.run(sql, params![EXAM, item, item, owed_by, unlocks, relevant]).await.unwrap();
}

async fn order(db: &Db, candidate: i64, item: &str) {
    let order_no = format!("ZK{candidate}{item}");
    let body = json!({ "order_no": order_no, "item": item, "provider": "wechat", "channel": "qr", "amount": 100,
                       "page_token": order_no, "expires_at": NOW.0 + 1000 });
    happened(db, "order.created", candidate, body).await;
    let body = json!({ "provider": "wechat", "order_no": order_no, "transaction_id": order_no, "amount": 100, "paid_at": NOW.0 });
    happened(db, "payment.noticed", candidate, body).await;
}

const ZSB: &ExamId = &ExamId::known("zsb-2027");

async fn stages(db: &Db, exam: &ExamId, id: i64) -> (Stage, Stage) {
    let (_, facts) = facts(db, id, Whom::at(exam, "430102001"), NOW).await.unwrap();
    let column: Option<Stage> = db.first("SELECT stage FROM candidate WHERE id = ?", params![id]).await.unwrap();
    (facts.stage(), column.unwrap())
}

#[test]
fn the_column_says_the_stage_that_the_steps_say() {
    pollster::block_on(async {
        let db = province().await;
        item(&db, ("registration", "everybody", "identity"), "[]").await;
        item(&db, ("card", "everybody", "identity"), "[]").await;
        item(&db, ("exam", "filled", "ticket"), "[]").await;
        let id = another_candidate(&db, "01020001").await;
        assert_eq!(stages(&db, EXAM, id).await, (Stage::Numbered, Stage::Numbered));
        order(&db, id, "registration").await;
        assert_eq!(stages(&db, EXAM, id).await, (Stage::Numbered, Stage::Numbered), "of two fees one is paid");
        order(&db, id, "card").await;
        assert_eq!(stages(&db, EXAM, id).await, (Stage::Paid, Stage::Paid));
        happened(&db, "candidate.verified", id, json!({ "check": "c" })).await;
        assert_eq!(stages(&db, EXAM, id).await, (Stage::Verified, Stage::Verified));
        happened(&db, "candidate.passwords_set", id, json!({ "login_password": "a", "save_password": "b" })).await;
        assert_eq!(stages(&db, EXAM, id).await, (Stage::Active, Stage::Active));
        let form = json!({ "version": 1, "form_version": 1, "form": { "specialty": "none" } });
        happened(&db, "registration.saved", id, form).await;
        assert_eq!(stages(&db, EXAM, id).await, (Stage::Filled, Stage::Filled));
    });
}

#[test]
fn where_nothing_opens_registration_everybody_goes_on_and_each_kind_has_its_steps() {
    pollster::block_on(async {
        let db = province().await;
        let exam = "INSERT INTO exam (id, kind, year, name) VALUES ('zsb-2027', 'zsb', 2027, '专升本')";
        db.run(exam, vec![]).await.unwrap();
        let body = json!({
            "serial": "1", "point": "430102001", "name": "李四", "sex": "male", "ethnicity": "01", "birth": "2005-03-15",
            "document_kind": "resident_card", "document": "x", "document_hash": "2", "document_mask": "430",
            "valid_until": "长期", "capture": "reader", "photo": "x"
        });
        let id = happened_in(&db, "zsb-2027", "candidate.admitted", 0, body).await;
        assert_eq!(stages(&db, ZSB, id).await, (Stage::Paid, Stage::Paid));
        let steps = of(&db, id, Whom::at(ZSB, "430102001"), NOW).await.unwrap();
        let shown: Vec<(Code, State)> = steps.iter().map(|step| (step.code, step.state)).collect();
        assert_eq!(shown.first(), Some(&(Code::Identity, State::Ready)));
        assert!(shown.contains(&(Code::Review, State::NotYet)), "{shown:?}");
    });
}

#[test]
fn what_the_form_says_decides_what_is_owed() {
    pollster::block_on(async {
        let db = province().await;
        window(&db, "registration", "43", -1, 1).await;
        let of = |code: &str| json!([[{ "field": "specialty", "is": true, "code": code }]]).to_string();
        item(&db, ("music", "filled", "specialty_ticket"), &of("music")).await;
        item(&db, ("art", "filled", "specialty_ticket"), &of("art")).await;
        let either = json!([
            [{ "field": "specialty", "is": false, "code": "none" }, { "field": "sports.kinds", "is": true, "code": "ball" }],
            [{ "field": "specialty", "is": true, "code": "art" }]
        ]);
        item(&db, ("either", "filled", "ticket"), &either.to_string()).await;
        let id = another_candidate(&db, "01020001").await;
        let mut version = 0;
        let table = [
            (json!({}), ""),
            (json!({ "specialty": "music" }), "music"),
            (json!({ "specialty": "music", "sports": { "kinds": ["run", "ball"] } }), "either music"),
            (json!({ "specialty": "none", "sports": { "kinds": ["ball"] } }), ""),
            (json!({ "specialty": "art" }), "art either"),
        ];
        for (form, expected) in table {
            version += 1;
            let body = json!({ "version": version, "form_version": 1, "form": form });
            happened(&db, "registration.saved", id, body).await;
            let sql = "SELECT COALESCE(GROUP_CONCAT(item, ' '), '') FROM \
                       (SELECT item FROM fee WHERE candidate = ? AND status = 'due' ORDER BY item)";
            let owed: Option<String> = db.first(sql, params![id]).await.unwrap();
            assert_eq!(owed.as_deref(), Some(expected), "{form}");
        }
    });
}
