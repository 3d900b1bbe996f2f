//! 一般交易明细流水文件.

use crate::statement::tests::{any_lines, damage, damaged, day, line, places};
use crate::unionpay::statement::{read, write};
use chrono::NaiveDate;
use domain::reconciliation::Entry;
use domain::{Fen, Timestamp};
use proptest::prelude::*;

const MERCHANT: &str = "777290058110048";
const PAID: &str = "S22 00049992    00049992    123456 1002230000 621700******0001    000000004000 8299 07 612610022300001234568 0  ZK0123456789ABCDEF01234567       01                   D000000000024 C000000003976                      01 01 000201 01                                       0                       777290058110048";
const REFUNDED: &str = "S30 00049992    00049992    123457 1003235959 621700******0002    000000001500 8299 07 612610032359591234578 0  ZK0123456789ABCDEF01234568R      01 123456 1002080000 C000000000009 D000000001491                      04 00 000201 01                                       0 612610020800001234568 777290058110048 0                 某考试院                         C000000000000 D000000001491";

fn file(lines: &[&str]) -> String {
    lines.join("\r\n") + "\r\n"
}

#[test]
fn payments_and_refunds_are_read() {
    let expected = [
        line(Entry::Payment, "ZK0123456789ABCDEF01234567", "612610022300001234568", 4000, "2026-10-02 23:00:00"),
        line(Entry::Refund, "ZK0123456789ABCDEF01234568R", "612610032359591234578", 1500, "2026-10-03 23:59:59"),
    ];
    let good = file(&[PAID, REFUNDED]);
    for text in [&good, &good.replace("\r\n", "\n"), &format!("\u{feff}\n{}", good.trim_end())] {
        assert_eq!(read(day(), MERCHANT, text).unwrap().lines, expected);
    }
    for empty in ["", "\u{feff}", "\r\n"] {
        assert_eq!(places(read(day(), MERCHANT, empty)), [(1, 1)]);
    }
}

#[test]
fn the_day_knows_the_year() {
    for (date, at, expected) in [
        ((2027, 1, 1), "1231230000", Some("2026-12-31T23:00:00+08:00")),
        ((2027, 1, 1), "0101235959", Some("2027-01-01T23:59:59+08:00")),
        ((2026, 12, 31), "1231235959", Some("2026-12-31T23:59:59+08:00")),
        ((2028, 3, 1), "0229233000", Some("2028-02-29T23:30:00+08:00")),
        ((2027, 3, 1), "0229233000", None),
        ((2027, 1, 1), "1231225959", None),
        ((2026, 12, 31), "0101000000", None),
        ((2026, 10, 3), "1003240000", None),
        ((2026, 10, 3), "1003", None),
        ((2026, 10, 3), "10 3080000", None),
    ] {
        let date = NaiveDate::from_ymd_opt(date.0, date.1, date.2).unwrap();
        let text = PAID.replacen("1002230000", &format!("{at:<10}"), 1);
        match expected {
            Some(expected) => assert_eq!(read(date, MERCHANT, &text).unwrap().lines[0].at.rfc3339(), expected),
            None => assert_eq!(places(read(date, MERCHANT, &text)), [(1, 5)], "{date} {at}"),
        }
    }
    for date in [NaiveDate::MIN, NaiveDate::MAX] {
        assert_eq!(places(read(date, MERCHANT, PAID)), [(1, 5)]);
    }
}

#[test]
fn each_fault_is_named_with_line_and_column() {
    for (from, to, expected) in [
        (" 04 00 000201", " 31 00 000201", vec![(2, 20)]),
        (" 04 00 000201", "    00 000201", vec![(2, 20)]),
        ("777290058110048 0 ", "777290058110049 0 ", vec![(2, 28)]),
        ("000000004000", "000000000000", vec![(1, 7)]),
        ("000000004000", "00000004000 ", vec![(1, 7)]),
        ("000000004000", "0000004000.0", vec![(1, 7)]),
        ("ZK0123456789ABCDEF01234567", "                          ", vec![(1, 12)]),
        ("612610022300001234568", "                     ", vec![(1, 10)]),
        // Shifted, cut, or not of single bytes.
        ("S22 ", "S2 ", vec![(1, 1)]),
        ("S22 ", "S22  ", vec![(1, 4)]),
        ("123456 1002230000", "123456\t1002230000", vec![(1, 4)]),
        ("123456 1002230000", "123456 100223000", vec![(1, 5)]),
        ("621700******0001    0000", "621700******0001 号0000", vec![(1, 6)]),
        ("621700******0001", "考生******0001", vec![]),
        ("777290058110048\r", "77729005811004\r", vec![(1, 28)]),
        (" 777290058110048\r", "\r", vec![(1, 28)]),
        ("777290058110048 0 ", "7772900581100480  ", vec![(2, 28)]),
        ("000000004000", "-00000004000", vec![(1, 7)]),
    ] {
        let good = file(&[PAID, REFUNDED]);
        let text = good.replacen(from, to, 1);
        assert_ne!(text, good, "{from}");
        let read = read(day(), MERCHANT, &text);
        if expected.is_empty() {
            assert_eq!(read.unwrap().lines.len(), 2, "{from} → {to}");
        } else {
            assert_eq!(places(read), expected, "{from} → {to}");
        }
    }
    assert_eq!(places(read(day(), "other", &file(&[PAID, "S22", REFUNDED]))), [(1, 28), (2, 2), (3, 28)]);
    let every =
        PAID.replace("1002230000", "1001000000").replace("000000004000", "000000000000").replace(" 01 01 ", " 02 01 ");
    assert_eq!(places(read(day(), "", &every)), [(1, 5), (1, 7), (1, 20), (1, 28)]);
}

#[test]
fn a_line_is_written_field_by_field() {
    let payment =
        line(Entry::Payment, "ZK0123456789ABCDEF01234567", "612610022300001234568", 4000, "2026-10-02 23:00:00");
    let text = write(MERCHANT, day(), &[payment]);
    assert_eq!(
        (&text[35..45], &text[66..78], &text[87..108], &text[112..138]),
        (&PAID[35..45], &PAID[66..78], &PAID[87..108], &PAID[112..138])
    );
    assert_eq!((text.trim_end().len(), &text[..4]), (PAID.len(), "S22 "));
    let odd = line(Entry::Refund, &"号".repeat(40), "", i64::MAX, "2026-10-02 23:00:00");
    let odd = domain::reconciliation::Line { at: Timestamp(i64::MAX), amount: Fen(i64::MIN), ..odd };
    assert!(read(day(), MERCHANT, &write(MERCHANT, day(), &[odd])).is_err());
}

proptest! {
    #[test]
    fn what_was_written_is_read(lines in any_lines(-3600..86_400)) {
        let read = read(day(), MERCHANT, &write(MERCHANT, day(), &lines));
        match lines.is_empty() {
            true => prop_assert!(read.is_err()),
            false => prop_assert_eq!(read.unwrap().lines, lines),
        }
    }

    #[test]
    fn what_was_damaged_is_read_or_refused(lines in any_lines(-3600..86_400), damage in damage()) {
        if let Ok(read) = read(day(), MERCHANT, &damaged(&write(MERCHANT, day(), &lines), damage)) {
            prop_assert!(read.lines.len() <= lines.len());
        }
    }

    #[test]
    fn any_lines_are_read_or_refused(field in "(\\PC| |[0-9]){0,30}", at in 0..300_usize) {
        let at = at.min(PAID.len());
        let _ = read(day(), MERCHANT, &format!("{}{field}{}", &PAID[..at], &PAID[at..]));
        let _ = read(day(), MERCHANT, &format!("{}{field}", &PAID[..at]));
    }
}
