//! 业务明细.

use crate::alipay::statement::{read, write};
use crate::statement::tests::{any_lines, damage, damaged, day, line, places};
use domain::reconciliation::{Entry, Statement};
use proptest::prelude::*;

const SELLER: &str = "2088000000000001";
const FILE: &str = "#支付宝业务明细查询
#账号：[20880000000000010156]
#起始日期：[2026年10月03日 00:00:00]   终止日期：[2026年10月04日 00:00:00]
#-----------------------------------------业务明细列表----------------------------------------
支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注
2026100322001458860515315453\t,ZK1\t,交易\t,考试费,2026-10-02 23:59:16,2026-10-03 00:00:00,\t,\t,\t,\t,*考生(602***@example.com)\t,36.80,35.80,0.00,0.00,0.00,1.00,0.00,,0.00\t,0.00,\t,-0.21,0.00,
2026100322001458860515315453\t,ZK1\t,退款\t,考试费,2026-10-02 23:59:16,2026-10-03 10:56:48,\t,\t,\t,\t,*考生(602***@example.com)\t,-35.80,-35.80,0.00,0.00,0.00,0.00,0.00,,0.00\t,0.00,ZK1R,0.00,0.00,
2026100322001458860515315454 ,ZK2 ,交易 ,考试费,2026-10-03 23:58:16,2026-10-03 23:59:59,,,,,*考生(182****01),35.80,35.8,0.00,0.00,0.00,0.00,0.00,,0.00,0.00,,-0.21,0.00,备注
#-----------------------------------------业务明细列表结束------------------------------------
#交易合计：2笔，商家实收共71.60元，商家优惠共1.00元
#退款合计：1笔，商家实收退款共-35.80元，商家优惠退款共0.00元
#导出时间：[2026年10月04日 05:46:49]
";

#[test]
fn anothers_statement_is_refused() {
    assert_eq!(places(read(day(), "2088000000000002", FILE)), [(2, 1)]);
}

#[test]
fn payments_and_refunds_are_read() {
    let expected = [
        line(Entry::Payment, "ZK1", "2026100322001458860515315453", 3580, "2026-10-03 00:00:00"),
        line(Entry::Refund, "ZK1R", "2026100322001458860515315453", 3580, "2026-10-03 10:56:48"),
        line(Entry::Payment, "ZK2", "2026100322001458860515315454", 3580, "2026-10-03 23:59:59"),
    ];
    let windows = format!("\u{feff}{}", FILE.replace('\n', "\r\n"));
    let narrow = FILE.replace("（元）", "(元)").replace(",备注\n", " , 备注 \n");
    for text in [FILE, &windows, &narrow] {
        assert_eq!(read(day(), SELLER, text).unwrap().lines, expected);
    }
}

#[test]
fn a_comma_in_a_name_cuts_no_row() {
    let named = FILE.replacen("考试费", "\"语文,数学 \"\"考试费\"\"\"", 1);
    assert_eq!(read(day(), SELLER, &named).unwrap(), read(day(), SELLER, FILE).unwrap());
    // Not in quotes, nobody knows where it ends.
    assert_eq!(places(read(day(), SELLER, &FILE.replacen("考试费", "语文,数学", 1))), [(6, 26)]);
}

#[test]
fn a_day_without_payments_has_a_statement() {
    let empty = write(SELLER, day(), &[]);
    assert_eq!(empty.lines().take(5).collect::<Vec<_>>(), FILE.lines().take(5).collect::<Vec<_>>());
    assert!(empty.contains("#退款合计：0笔，商家实收退款共0.00元"));
    for text in [&empty, &empty.replace("退款共0.00", "退款共-0.00")] {
        assert_eq!(read(day(), SELLER, text).unwrap(), Statement::default());
    }
}

#[test]
fn no_part_of_a_statement_passes_for_all_of_it() {
    let complete = FILE.find("元，商家优惠退款共").unwrap();
    for (end, _) in FILE.char_indices() {
        assert_eq!(read(day(), SELLER, &FILE[..end]).is_ok(), end > complete, "{end}");
    }
}

#[test]
fn each_fault_is_named_with_line_and_column() {
    for (from, to, expected) in [
        ("期：[2026年10月03日", "期：[2026年10月02日", vec![(3, 1)]),
        ("#起始日期", "#日期", vec![(1, 1)]),
        ("商家实收（元）", "实收（元）", vec![(5, 1)]),
        ("退款批次号/请求号", "退款批次号", vec![(5, 1)]),
        ("交易\t", "转账\t", vec![(6, 3)]),
        ("2026-10-03 00:00:00", "2026-10-02 23:59:59", vec![(6, 6)]),
        ("2026-10-03 23:59:59", "2026-10-04 00:00:00", vec![(8, 6)]),
        ("36.80,35.80", "36.80,35.8元", vec![(6, 13)]),
        ("36.80,35.80", "36.80,-35.80", vec![(6, 13)]),
        ("36.80,35.80", "36.80,0.00", vec![(6, 13)]),
        ("-35.80,-35.80", "-35.80,35.80", vec![(7, 13)]),
        ("-35.80,-35.80", "-35.80,--35.80", vec![(7, 13)]),
        ("-35.80,-35.80", "-35.80,-35.801", vec![(7, 13)]),
        ("ZK1R", "\t", vec![(7, 22)]),
        ("ZK2 ", "", vec![(8, 2)]),
        ("2026100322001458860515315454", "", vec![(8, 1)]),
        ("考试费", "考试费,两门", vec![(6, 26)]),
        ("ZK1\t,", "", vec![(6, 24)]),
        ("0.00,备注\n", "0.00\n", vec![(8, 24)]),
        // Not all of it, or more than it.
        ("列表结束", "列表", vec![(12, 1)]),
        ("#导出时间", "导出时间", vec![(12, 1)]),
        ("#交易合计：2笔", "#交易合计：3笔", vec![(10, 1)]),
        ("收共71.60", "收共71.61", vec![(10, 1)]),
        ("收共71.60", "收71.60", vec![(10, 1)]),
        ("#交易合计", "#交易", vec![(12, 1)]),
        ("款共-35.80", "款共35.80", vec![(11, 1)]),
        ("#退款合计：1笔，", "#退款合计：", vec![(11, 1)]),
        ("36.80,35.80", "36.80,36.80", vec![(10, 1)]),
    ] {
        let text = FILE.replacen(from, to, 1);
        assert_ne!(text, FILE, "{from}");
        assert_eq!(places(read(day(), SELLER, &text)), expected, "{from} → {to}");
    }
    let cut: String = FILE.lines().filter(|line| !line.contains("ZK2")).map(|line| format!("{line}\n")).collect();
    assert_eq!(places(read(day(), SELLER, &cut)), [(9, 1)]);
    let end = FILE.find("#退款合计").unwrap();
    assert_eq!(places(read(day(), SELLER, &FILE[..end])), [(10, 1)]);
    let bare: String = FILE.lines().filter(|line| line.starts_with('#')).map(|line| format!("{line}\n")).collect();
    assert_eq!(places(read(day(), SELLER, &bare)), [(8, 1)]);
    assert_eq!(["", "#", "\n"].map(|text| places(read(day(), SELLER, text))), [(); 3].map(|()| vec![(1, 1)]));
}

proptest! {
    #[test]
    fn what_was_written_is_read(lines in any_lines(0..86_400)) {
        prop_assert_eq!(read(day(), SELLER, &write(SELLER, day(), &lines)).unwrap().lines, lines);
    }

    #[test]
    fn what_was_damaged_is_refused_or_has_the_same_totals(lines in any_lines(0..86_400), damage in damage()) {
        let text = damaged(&write(SELLER, day(), &lines), damage);
        if let Ok(read) = read(day(), SELLER, &text) {
            prop_assert_eq!(read.totals(), Statement { lines }.totals());
        }
    }

    #[test]
    fn any_rows_are_read_or_refused(rows in "(#|,|\n|-|\t|[0-9]|交易|退款|合计：|笔，|\\PC){0,80}") {
        let _ = read(day(), SELLER, &FILE.replacen("ZK2 ", &rows, 1));
        let _ = read(day(), SELLER, &FILE.replacen("2笔", &rows, 1));
    }
}
