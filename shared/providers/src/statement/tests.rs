use super::*;
use crate::{alipay, unionpay, wechat};
use domain::Fen;
use domain::reconciliation::{Entry, Line};
use domain::time::wall_clock;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::json;

/// 2026-10-03
pub(crate) fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 10, 3).unwrap()
}

pub(crate) fn line(entry: Entry, number: &str, transaction_id: &str, fen: i64, at: &str) -> Line {
    let at = wall_clock(at).unwrap();
    Line { entry, number: number.into(), transaction_id: transaction_id.into(), amount: Fen(fen), at }
}

/// (line, column) of each fault.
pub(crate) fn places(read: Result<Statement>) -> Vec<(usize, usize)> {
    let Err(Error::Invalid(faults)) = read else { panic!("{read:?}") };
    faults.iter().map(|fault| (fault.line.unwrap(), fault.column.unwrap())).collect()
}

/// Lines whose times are so many seconds after the day began.
pub(crate) fn any_lines(seconds: std::ops::Range<i64>) -> impl Strategy<Value = Vec<Line>> {
    let midnight = wall_clock("2026-10-03 00:00:00").unwrap();
    let entry = prop_oneof![Just(Entry::Payment), Just(Entry::Refund)];
    let line = (entry, "ZK[0-9A-F]{24}R?", "[0-9]{1,21}", 1..1_000_000_000_000_i64, seconds);
    let line = line.prop_map(move |(entry, number, transaction_id, fen, second)| Line {
        entry,
        number,
        transaction_id,
        amount: Fen(fen),
        at: midnight.plus(second * 1000),
    });
    proptest::collection::vec(line, 0..8)
}

/// A place of a text, another one, and whether what is between them is cut out; or else the two change places.
pub(crate) fn damage() -> impl Strategy<Value = (Index, Index, bool)> {
    any::<(Index, Index, bool)>()
}

pub(crate) fn damaged(text: &str, (one, other, cut): (Index, Index, bool)) -> String {
    if cut {
        let (one, other) = (one.index(text.len() + 1), other.index(text.len() + 1));
        let (from, to) = (one.min(other), one.max(other));
        return String::from_utf8_lossy(&[&text.as_bytes()[..from], &text.as_bytes()[to..]].concat()).into_owned();
    }
    let mut characters: Vec<char> = text.chars().collect();
    if !characters.is_empty() {
        let (one, other) = (one.index(characters.len()), other.index(characters.len()));
        characters.swap(one, other);
    }
    characters.into_iter().collect()
}

fn two() -> Statement {
    let paid = line(Entry::Payment, "ZK1", "42", 4000, "2026-10-03 08:00:00");
    let returned = line(Entry::Refund, "ZK1R", "", 1500, "2026-10-03 09:00:00");
    Statement { lines: vec![paid.clone(), returned, paid] }
}

#[test]
fn payments_and_refunds_are_summed_apart() {
    assert_eq!(two().totals(), (2, Fen(8000), 1, Fen(1500)));
    assert_eq!(Statement::default().totals(), (0, Fen(0), 0, Fen(0)));
}

#[test]
fn a_line_in_an_event_has_milliseconds() {
    let refund = json!({ "entry": "refund", "number": "ZK1R", "transaction_id": "", "amount": 1500, "at": 1_790_989_200_000_i64 });
    assert_eq!(json!(two().lines[1]), refund);
    assert_eq!(json!(Entry::Payment), Entry::Payment.as_str());
    assert_eq!(json!(Entry::Refund), Entry::Refund.as_str());
}

#[test]
fn each_provider_is_read_by_its_own_rules() {
    let lines = two().lines[..2].to_vec();
    let told = [
        (Provider::Wechat, wechat::statement::write("1900000001", day(), &lines)),
        (Provider::Alipay, alipay::statement::write("2088000000000001", day(), &lines)),
        (Provider::Unionpay, unionpay::statement::write("777290058110048", day(), &lines)),
    ];
    for (provider, text) in &told {
        for (other, merchant) in [
            (Provider::Wechat, "1900000001"),
            (Provider::Alipay, "2088000000000001"),
            (Provider::Unionpay, "777290058110048"),
        ] {
            // The refund has no number of the provider: only WeChat's statement may leave it out.
            let complete = provider == &other && other == Provider::Wechat;
            assert_eq!(read(other, day(), merchant, text).is_ok(), complete, "{provider:?} as {other:?}");
        }
    }
}

#[test]
fn what_is_told_twice_is_refused() {
    let text = wechat::statement::write("1900000001", day(), &two().lines);
    let Err(Error::Invalid(faults)) = read(Provider::Wechat, day(), "1900000001", &text) else { panic!() };
    assert_eq!(faults[0].message, "ZK1 在账单中有两次，文件可能是合起来的。请重新下载");
}

#[test]
fn a_fault_says_what_stands_there_and_what_to_do() {
    let read = |text: &str| {
        let Err(Error::Invalid(faults)) = read(Provider::Wechat, day(), "1900000001", text) else { panic!() };
        faults.into_iter().map(|fault| fault.message).collect::<Vec<_>>()
    };
    let lines = [line(Entry::Payment, "ZK1", "42", 4000, "2026-10-03 08:00:00")];
    let good = wechat::statement::write("1900000001", day(), &lines);
    for (from, to, expected) in [
        (
            "2026-10-03 08:00:00",
            "2026-10-02 08:00:00",
            "不是账单日期 2026-10-03 的，这里是“2026-10-02 08:00:00”。请核对账单日期和文件",
        ),
        (
            "2026-10-03 08:00:00",
            "2026/10/3 8:00",
            "应为时间，例如 2026-10-03 08:00:00，这里是“2026/10/3 8:00”。请重新下载，不要用表格软件打开后再保存",
        ),
        ("1900000001", "1900000002", "应为 1900000001，这里是“1900000002”。请核对是不是本单位的商户号"),
        ("`CNY,`40.00", "`USD,`40.00", "应为 CNY，这里是“USD”。只能对人民币的账"),
    ] {
        assert_eq!(read(&good.replacen(from, to, 1))[0], expected);
    }
}

#[test]
fn an_answer_names_a_thousand_faults() {
    let text = "S22\n".repeat(1200);
    assert_eq!(places(read(Provider::Unionpay, day(), "1", &text)).len(), 1000);
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in any::<String>(), odd in "(#|`|,|\n|\r|\t| |总交易单数|业务明细列表结束|[0-9]|\\PC){0,60}") {
        for text in [text, odd] {
            for provider in [Provider::Wechat, Provider::Alipay, Provider::Unionpay] {
                let read = read(provider, day(), "", &text);
                prop_assert!(read.is_err() || read.is_ok_and(|read| read.lines.is_empty()));
            }
        }
    }
}
