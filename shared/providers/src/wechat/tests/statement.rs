//! 交易账单.

use crate::statement::tests::{any_lines, damage, damaged, day, line, places};
use crate::wechat::statement::{read, write};
use domain::reconciliation::{Entry, Statement};
use proptest::prelude::*;

const MERCHANT: &str = "1900000001";
const HEADER: &str = "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注";
const PAID: &str = "`2026-10-03 08:00:00,`wx01,`1900000001,`0,`,`4200000263202610030000000001,`ZK1,`oHk,`NATIVE,`SUCCESS,`OTHERS,`CNY,`39.00,`1.00,`0,`0,`0.00,`0.00,`,`,`考试费, 两门,`,`0.24000,`0.60%,`40.00,`0.00,`";
const REFUNDED: &str = "`2026-10-03 23:59:59,`wx01,`1900000001,`0,`,`4200000263202610020000000002,`ZK2,`oHk,`NATIVE,`REFUND,`OTHERS,`CNY,`0.00,`0.00,`50000709672026100311908420787,`ZK2R,`15.00,`0.00,`ORIGINAL,`PROCESSING,`考试费,`,`-0.09000,`0.60%,`0.00,`15.00,`";
const FAILED: &str = "`2026-10-03 00:00:00,`wx01,`1900000001,`0,`,`4200000263202610020000000003,`ZK3,`oHk,`NATIVE,`REFUND,`OTHERS,`CNY,`0,`0,`50000709672026100311908420788,`ZK3R,`0.07,`0,`ORIGINAL,`FAIL,`考试费,`,`0,`0.60%,`0,`0.07,`";
const SUMMARY: &str = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额";
const TOLD: &str = "`3.0,`39.00,`15.07,`0.0,`0.15,`40.0,`15.07";

fn file(lines: &[&str]) -> String {
    lines.join("\n")
}

fn good() -> String {
    file(&[HEADER, PAID, REFUNDED, FAILED, SUMMARY, TOLD])
}

#[test]
fn payments_and_refunds_are_read_and_refunds_that_failed_left_out() {
    let expected = [
        line(Entry::Payment, "ZK1", "4200000263202610030000000001", 4000, "2026-10-03 08:00:00"),
        line(Entry::Refund, "ZK2R", "50000709672026100311908420787", 1500, "2026-10-03 23:59:59"),
    ];
    let windows = format!("\u{feff}{}\r\n", good().replace('\n', "\r\n"));
    let quoted =
        good().replace(HEADER, &format!("`{}", HEADER.replace(',', ",`"))).replace(SUMMARY, &format!("\n`{SUMMARY}"));
    for text in [good(), windows, quoted] {
        assert_eq!(read(day(), MERCHANT, &text).unwrap().lines, expected);
    }
}

#[test]
fn a_statement_of_earlier_years_is_read() {
    let text = file(&[
        "交易时间,公众账号ID,商户号,子商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,总金额,企业红包金额,微信退款单号,商户退款单号,退款金额,企业红包退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率",
        "`2026-10-03 10:54:45,`wx01,`1900000001,`0,`,`4200000113,`ZK1,`oOm,`NATIVE,`REFUND,`CFT,`CNY,`0.00,`0.00,`50000506642,`ZK1R,`0.02,`0.00,`ORIGINAL,`SUCCESS,`考试费,`,`0.00000,`0.60%",
        "`2026-10-03 10:45:37,`wx01,`1900000001,`0,`,`4200000113,`ZK1,`oOm,`NATIVE,`SUCCESS,`CFT,`CNY,`0.02,`0.00,`0,`0,`0.00,`0.00,`,`,`考试费,`,`0.00000,`0.60%",
        "总交易单数,总交易额,总退款金额,总企业红包退款金额,手续费总金额",
        "`2,`0.02,`0.02,`0.00,`0.00000",
    ]);
    let expected = [
        line(Entry::Refund, "ZK1R", "50000506642", 2, "2026-10-03 10:54:45"),
        line(Entry::Payment, "ZK1", "4200000113", 2, "2026-10-03 10:45:37"),
    ];
    assert_eq!(read(day(), MERCHANT, &text).unwrap().lines, expected);
}

#[test]
fn a_day_without_payments_has_a_statement() {
    let text = file(&[HEADER, SUMMARY, "`0,`0.00,`0.00,`0.00,`0.00000,`0.00,`0.00"]);
    assert_eq!(read(day(), MERCHANT, &text).unwrap(), Statement::default());
    let written = write(MERCHANT, day(), &[]);
    assert_eq!(written.lines().take(2).collect::<Vec<_>>(), [&format!("\u{feff}{HEADER}"), SUMMARY]);
}

#[test]
fn no_part_of_a_statement_passes_for_all_of_it() {
    let good = good();
    for (end, _) in good.char_indices() {
        assert!(read(day(), MERCHANT, &good[..end]).is_err(), "{end}");
    }
}

#[test]
fn each_fault_is_named_with_line_and_column() {
    for (from, to, expected) in [
        ("SUCCESS,`OTHERS", "REVOKED,`OTHERS", vec![(2, 10)]),
        ("SUCCESS,`OTHERS", "ACCEPTED,`OTHERS", vec![(2, 10)]),
        ("`PROCESSING", "`ABNORMAL", vec![(3, 20)]),
        ("`PROCESSING", "`", vec![(3, 20)]),
        ("CNY,`39.00", "USD,`39.00", vec![(2, 12)]),
        ("1900000001", "1900000002", vec![(2, 3), (3, 3), (4, 3)]),
        ("2026-10-03 08:00:00", "2026-10-02 23:59:59", vec![(2, 1)]),
        ("2026-10-03 23:59:59", "2026-10-04 00:00:00", vec![(3, 1)]),
        ("2026-10-03 08:00:00", "soon", vec![(2, 1)]),
        ("`ZK1,", "`,", vec![(2, 7)]),
        ("`4200000263202610030000000001", "`", vec![(2, 6)]),
        ("`ZK2R", "` ", vec![(3, 16)]),
        ("0.60%,`40.00", "0.60%,`4e1", vec![(2, 25)]),
        ("0.60%,`40.00", "0.60%,`40.001", vec![(2, 25)]),
        ("0.60%,`40.00", "0.60%,`0.00", vec![(2, 25)]),
        ("0.60%,`40.00", "0.60%,`-40.00", vec![(2, 25)]),
        ("0.00,`15.00", "0.00,`0", vec![(3, 26)]),
        ("`0.60%,`40.00", "`40.00", vec![(2, 26)]),
        ("`2026-10-03 08:00:00", "2026-10-03 08:00:00", vec![(2, 1)]),
        ("SUCCESS,`OTHERS,`CNY,`39.00", "REVOKED,`OTHERS,`USD,`39.00", vec![(2, 10), (2, 12)]),
        // Not all of it, or more than it.
        (REFUNDED, "", vec![(6, 1), (6, 7)]),
        ("`3.0", "`3.1", vec![(6, 1)]),
        ("`3.0", "`4", vec![(6, 1)]),
        ("`40.0,", "`40.01,", vec![(6, 6)]),
        ("`40.0,", "`,", vec![(6, 6)]),
        ("`40.0,`15.07", "`40.0,`15.08", vec![(6, 7)]),
        ("`40.0,`15.07", "`40.0", vec![(6, 6)]),
        (TOLD, "", vec![(5, 1)]),
        (TOLD, "`3\n`3", vec![(7, 1)]),
        (SUMMARY, "", vec![(6, 1)]),
        // Columns are missing.
        ("商户号,特约", "商户,特约", vec![(1, 1)]),
        ("微信退款单号,商户退款单号", "微信退款,商户退款", vec![(1, 1), (1, 1)]),
        ("订单总金额,申请退款总金额", "a,b", vec![(5, 1), (5, 1)]),
        ("订单金额,申请退款金额", "a,b", vec![]),
    ] {
        let text = good().replacen(from, to, if from == "1900000001" { 3 } else { 1 });
        assert_ne!(text, good(), "{from}");
        let read = read(day(), MERCHANT, &text);
        if expected.is_empty() {
            // The other columns serve: what is settled, what was really given back.
            assert_eq!(read.unwrap().totals().1.0, 3900, "{from}");
        } else {
            assert_eq!(places(read), expected, "{from} → {to}");
        }
    }
    let nothing = ["", "\u{feff}", "\n\n", SUMMARY, TOLD];
    assert_eq!(nothing.map(|text| places(read(day(), MERCHANT, text))), [(); 5].map(|()| vec![(1, 1)]));
    let none = good().replace("退款金额", "金额").replace("退款总金额", "金额");
    assert_eq!(places(read(day(), MERCHANT, &none)), [(5, 1)]);
}

proptest! {
    #[test]
    fn what_was_written_is_read(lines in any_lines(0..86_400)) {
        prop_assert_eq!(read(day(), MERCHANT, &write(MERCHANT, day(), &lines)).unwrap().lines, lines);
    }

    #[test]
    fn what_was_damaged_is_refused_or_has_the_same_totals(lines in any_lines(0..86_400), damage in damage()) {
        let text = damaged(&write(MERCHANT, day(), &lines), damage);
        if let Ok(read) = read(day(), MERCHANT, &text) {
            prop_assert_eq!(read.totals(), Statement { lines }.totals());
        }
    }

    #[test]
    fn any_rows_are_read_or_refused(rows in "(`|,|,`|\n|-|[0-9]|CNY|SUCCESS|\\PC){0,80}", told in "(`|,|,`|\n|[0-9]|\\PC){0,40}") {
        let _ = read(day(), MERCHANT, &file(&[HEADER, &rows, SUMMARY, &told]));
    }
}
