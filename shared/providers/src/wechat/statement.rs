//! 交易账单 (`GET /v3/bill/tradebill`, `bill_type=ALL`): a header, one row for each payment and each refund, and a summary.
//! Each value of a row begins with a backtick. A refund stands under the day on which it was asked for, in the state
//! that it had then.
//!
//! Source: <https://pay.weixin.qq.com/docs/merchant/products/bill-download/format-trade.html>

use crate::statement::table::{self, Row};
use chrono::NaiveDate;
use domain::error::Faults;
use domain::reconciliation::{Entry, Line, Statement, total};
use domain::{Fen, FieldError, Result};

/// Name of a column.
type Name = &'static str;

const HEADER: &str = "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,\
    货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,\
    手续费,费率,订单金额,申请退款金额,费率备注";
const SUMMARY: &str = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额";
/// Number of the rows; the summary begins with it.
const COUNT: &str = "总交易单数";
const INCOMPLETE: &str = "文件不完整：最后两行应为汇总。请重新下载，选择“全部”交易的账单";
const REQUIRED: [Name; 9] = [
    "交易时间",
    "商户号",
    "微信订单号",
    "商户订单号",
    "交易状态",
    "货币种类",
    "微信退款单号",
    "商户退款单号",
    "退款状态",
];
/// What was ordered and its total, today and in the formats of earlier merchants.
const ORDERED: [(Name, Name); 3] =
    [("订单金额", "订单总金额"), ("总金额", "总交易额"), ("应结订单金额", "应结订单总金额")];
/// What was given back and its total.
const RETURNED: [(Name, Name); 3] =
    [("申请退款金额", "申请退款总金额"), ("退款金额", "退款总金额"), ("退款金额", "总退款金额")];

/// Reads the statement of this merchant for one day in Beijing.
///
/// # Errors
/// `Invalid` with line and column of each fault; also when rows are missing.
pub fn read(date: NaiveDate, merchant: &str, text: &str) -> Result<Statement> {
    let all = table::lines(text);
    let [(top, header), rows @ .., (bottom, totals), (last, told)] = all.as_slice() else {
        return table::refuse(all.last().map_or(1, |(line, _)| *line), COUNT, INCOMPLETE);
    };
    if names(totals).first() != Some(&COUNT) {
        return table::refuse(*last, COUNT, INCOMPLETE);
    }
    let (names, totals, mut faults) = (names(header), names(totals), Faults::default());
    table::require(&REQUIRED, *top, &names, &mut faults);
    let ordered = columns(&ORDERED, *bottom, &names, &totals, &mut faults);
    let returned = columns(&RETURNED, *bottom, &names, &totals, &mut faults);
    let (Some(ordered), Some(returned), true) = (ordered, returned, faults.is_empty()) else {
        return table::finish(Vec::new(), faults);
    };

    let (mut lines, mut sums) = (Vec::new(), [Fen(0); 2]);
    for (line, text) in rows {
        if let Some(mut row) = Row::new(*line, &names, &cells(text), &mut faults) {
            let amounts = [ordered.0, returned.0].map(|name| row.yuan(name));
            // Each row counts in one of the sums: what stands in the other column must not make up for a damage.
            let counted = usize::from(row.text("交易状态") == "REFUND");
            sums[counted].0 = sums[counted].0.saturating_add(amounts[counted].unwrap_or_default().0);
            lines.extend(entry(&mut row, date, merchant, [(ordered.0, amounts[0]), (returned.0, amounts[1])]));
        }
    }
    if let (true, Some(mut row)) = (faults.is_empty(), Row::new(*last, &totals, &cells(told), &mut faults)) {
        compare(&mut row, rows.len(), [(ordered.1, sums[0]), (returned.1, sums[1])]);
    }
    table::finish(lines, faults)
}

fn names(header: &str) -> Vec<&str> {
    header.split(',').map(|name| name.trim().trim_start_matches('`')).collect()
}

/// The values; none when the line doesn't begin with a backtick.
fn cells(line: &str) -> Vec<&str> {
    line.trim().strip_prefix('`').map(|line| line.split(",`").collect()).unwrap_or_default()
}

/// The first of these columns that the rows have, and its total.
fn columns(
    known: &[(Name, Name)],
    bottom: usize,
    names: &[&str],
    totals: &[&str],
    faults: &mut Faults,
) -> Option<(Name, Name)> {
    let name = known.iter().map(|(name, _)| name).find(|name| names.contains(name));
    let found = known.iter().find(|(known, total)| Some(known) == name && totals.contains(total)).copied();
    if let (None, [(_, total), ..]) = (found, known) {
        faults.push(FieldError::at(
            bottom,
            1,
            total,
            "汇总中没有这一列，或明细中没有对应的金额。请选择从商户平台下载的原文件",
        ));
    }
    found
}

/// What a row tells; `amounts` are what was ordered and what was given back, each with its column. None when nothing
/// moved.
fn entry(row: &mut Row<'_>, date: NaiveDate, merchant: &str, amounts: [(&str, Option<Fen>); 2]) -> Option<Line> {
    row.equals("商户号", merchant, table::OURS);
    row.equals("货币种类", "CNY", "只能对人民币的账");
    let at = row.moment("交易时间", date);
    let (entry, number, transaction_id, (column, amount)) = match (row.text("交易状态"), row.text("退款状态")) {
        ("SUCCESS", _) => (Entry::Payment, row.filled("商户订单号"), row.filled("微信订单号"), amounts[0]),
        ("REFUND", "FAIL") => return None,
        ("REFUND", "SUCCESS" | "PROCESSING" | "CHANGE") => {
            (Entry::Refund, row.filled("商户退款单号"), Some(row.text("微信退款单号").to_owned()), amounts[1])
        }
        ("REFUND", _) => {
            return row.fault("退款状态", "应为 SUCCESS（成功）、PROCESSING（处理中）、CHANGE（异常）或 FAIL（失败）");
        }
        ("REVOKED", _) => return row.fault("交易状态", "付款后又撤销（REVOKED），不能自动对账，请在商户平台核实"),
        _ => return row.fault("交易状态", "应为 SUCCESS（付款）或 REFUND（退款）"),
    };
    let amount = row.positive(column, amount, "应大于零");
    Some(Line { entry, number: number?, transaction_id: transaction_id?, amount: amount?, at: at? })
}

/// Is the file what the summary tells? WeChat Pay may write the count `45.0`.
fn compare(row: &mut Row<'_>, rows: usize, sums: [(&str, Fen); 2]) {
    let count = row.text(COUNT);
    if count.strip_suffix(".0").unwrap_or(count) != rows.to_string() {
        row.fault::<()>(COUNT, format!("与明细不符，明细有 {rows} 行：文件可能没有下载完。请重新下载"));
    }
    for (column, sum) in sums {
        if row.yuan(column).is_some_and(|told| told != sum) {
            row.fault::<()>(column, format!("与明细不符，明细合计 {} 元：文件可能没有下载完。请重新下载", sum.yuan()));
        }
    }
}

/// The other side: the statement that WeChat Pay makes of these lines. They bring their date.
pub fn write(merchant: &str, _date: NaiveDate, lines: &[Line]) -> String {
    let row = |line| join(HEADER.split(',').map(|name| cell(name, merchant, line)));
    let ((_, paid), (_, returned)) = (total(lines, Entry::Payment), total(lines, Entry::Refund));
    let told = SUMMARY.split(',').map(|name| match name {
        COUNT => lines.len().to_string(),
        "应结订单总金额" | "订单总金额" => paid.yuan(),
        "退款总金额" | "申请退款总金额" => returned.yuan(),
        _ => "0.00".to_owned(),
    });
    let rows: String = lines.iter().map(row).collect();
    format!("\u{feff}{HEADER}\r\n{rows}{SUMMARY}\r\n{}", join(told))
}

fn join(values: impl Iterator<Item = String>) -> String {
    format!("`{}\r\n", values.collect::<Vec<_>>().join(",`"))
}

fn cell(name: &str, merchant: &str, line: &Line) -> String {
    let refund = line.entry == Entry::Refund;
    let (paid, returned) = if refund { (Fen(0), line.amount) } else { (line.amount, Fen(0)) };
    match name {
        "交易时间" => line.at.text(),
        "公众账号ID" => "wx0000000000000001".to_owned(),
        "商户号" => merchant.to_owned(),
        "微信订单号" if !refund => line.transaction_id.clone(),
        "商户订单号" if !refund => line.number.clone(),
        "微信退款单号" if refund => line.transaction_id.clone(),
        "商户退款单号" if refund => line.number.clone(),
        "特约商户号" | "微信退款单号" | "商户退款单号" => "0".to_owned(),
        "交易类型" => "NATIVE".to_owned(),
        "交易状态" => if refund { "REFUND" } else { "SUCCESS" }.to_owned(),
        "付款银行" => "OTHERS".to_owned(),
        "货币种类" => "CNY".to_owned(),
        "应结订单金额" | "订单金额" => paid.yuan(),
        "退款金额" | "申请退款金额" => returned.yuan(),
        "代金券金额" | "充值券退款金额" => "0.00".to_owned(),
        "退款类型" if refund => "ORIGINAL".to_owned(),
        "退款状态" if refund => "SUCCESS".to_owned(),
        "手续费" => "0.00000".to_owned(),
        "费率" => "0.00%".to_owned(),
        _ => String::new(),
    }
}
