//! 一般交易明细流水文件 (`INNyymmdd88ZM_merId`, inside of the ZIP of `fileTransfer`; the caller unpacks it and turns GBK into
//! UTF-8): one line for each payment and each refund, fields of a fixed width with one space between them. There are no
//! totals in it: that lines are missing at its end can't be seen.
//!
//! Source: 全渠道平台接入接口规范 第3部分 文件接口, 6.1

use super::notice::{CONSUMPTION, REFUND, fen, instant, wall_clock};
use crate::statement::table::{self, Row};
use chrono::NaiveDate;
use domain::error::Faults;
use domain::reconciliation::{Entry, Line, Statement};
use domain::{FieldError, Result, Timestamp, time};

/// The fields up to the last one that is read, and how many bytes each has. A line may go on behind them.
const FIELDS: [(&str, usize); 28] = [
    ("交易代码", 3),
    ("代理机构标识码", 11),
    ("发送机构标识码", 11),
    ("系统跟踪号", 6),
    ("交易传输时间", 10),
    ("账号", 19),
    ("交易金额", 12),
    ("商户类别", 4),
    ("终端类型", 2),
    ("查询流水号", 21),
    ("支付方式（旧）", 2),
    ("商户订单号", 32),
    ("支付卡类型", 2),
    ("原始交易的系统跟踪号", 6),
    ("原始交易日期时间", 10),
    ("商户手续费", 13),
    ("结算金额", 13),
    ("支付方式", 4),
    ("集团商户代码", 15),
    ("交易类型", 2),
    ("交易子类", 2),
    ("业务类型", 6),
    ("账号类型", 2),
    ("账单类型", 4),
    ("账单号码", 32),
    ("交互方式", 1),
    ("原交易查询流水号", 21),
    ("商户代码", 15),
];

/// Reads the statement of this merchant for one settlement day: from 23:00 of the day before, in Beijing.
///
/// # Errors
/// `Invalid` with line and column (number of the field) of each fault.
pub fn read(date: NaiveDate, merchant: &str, text: &str) -> Result<Statement> {
    let names = FIELDS.map(|(name, _)| name);
    let (mut lines, mut faults) = (Vec::new(), Faults::default());
    let all = table::lines(text);
    if all.is_empty() {
        return table::refuse(1, "file", "文件中没有明细。请选择解压后的流水文件（INN…ZM_商户代码）");
    }
    for (line, text) in all {
        match fields(text) {
            Ok(cells) => lines.extend(
                Row::new(line, &names, &cells, &mut faults).and_then(|mut row| entry(&mut row, date, merchant)),
            ),
            Err(index) => {
                let message = format!("应有 {} 个字符，后面是一个空格。{}", FIELDS[index].1, table::UNTOUCHED);
                faults.push(FieldError::at(line, index + 1, names[index], message));
            }
        }
    }
    table::finish(lines, faults)
}

/// The fields, or the index of the first that isn't there whole.
fn fields(line: &str) -> Result<Vec<&str>, usize> {
    let (mut start, mut cells) = (0, Vec::with_capacity(FIELDS.len()));
    for (index, (_, width)) in FIELDS.iter().enumerate() {
        let end = start + width;
        let ends = matches!(line.as_bytes().get(end), None | Some(b' '));
        cells.push(line.get(start..end).filter(|_| ends).ok_or(index)?);
        start = end + 1;
    }
    Ok(cells)
}

fn entry(row: &mut Row<'_>, date: NaiveDate, merchant: &str) -> Option<Line> {
    row.equals("商户代码", merchant, table::OURS);
    let at = row.take(
        "交易传输时间",
        moment(row.text("交易传输时间"), date),
        table::another_day(date, &row.found("交易传输时间")) + "（银联的一天从前一日 23:00 起）",
    );
    let amount = fen(row.text("交易金额")).filter(|_| row.text("交易金额").len() == 12);
    let amount = row.take("交易金额", amount, "应为 12 位数字，单位为分。请选择银联给的原文件");
    let amount = row.positive("交易金额", amount, "应大于零");
    let (number, transaction_id) = (row.filled("商户订单号"), row.filled("查询流水号"));
    let entry = match row.text("交易类型") {
        CONSUMPTION => Entry::Payment,
        REFUND => Entry::Refund,
        _ => return row.fault("交易类型", "应为 01（消费）或 04（退货）"),
    };
    Some(Line { entry, number: number?, transaction_id: transaction_id?, amount: amount?, at: at? })
}

/// The instant of `MMDDhhmmss` within a settlement day, which knows the year.
fn moment(text: &str, date: NaiveDate) -> Option<Timestamp> {
    let (month_day, clock) = text.split_at_checked(4)?;
    let mut days = [date.pred_opt()?, date].into_iter();
    let day = days.find(|day| day.format("%m%d").to_string() == month_day)?;
    let begins = instant(&date.format("%Y%m%d000000").to_string())?.plus(-time::HOUR);
    instant(&format!("{}{clock}", day.format("%Y%m%d"))).filter(|at| *at >= begins)
}

/// The other side: the statement that UnionPay makes of these lines. They bring their date.
pub fn write(merchant: &str, _date: NaiveDate, lines: &[Line]) -> String {
    let field = |line, (name, width): &(&str, usize)| format!("{:<width$.width$}", cell(name, merchant, line));
    let row = |line| FIELDS.iter().map(|known| field(line, known)).collect::<Vec<_>>().join(" ") + "\r\n";
    lines.iter().map(row).collect()
}

fn cell(name: &str, merchant: &str, line: &Line) -> String {
    let refund = line.entry == Entry::Refund;
    match name {
        "交易代码" => if refund { "S30" } else { "S22" }.to_owned(),
        "代理机构标识码" | "发送机构标识码" => "00010000".to_owned(),
        "系统跟踪号" => "000001".to_owned(),
        "交易传输时间" => wall_clock(line.at).chars().skip(4).collect(),
        "交易金额" => format!("{:012}", line.amount.0),
        "商户类别" => "8299".to_owned(),
        "终端类型" => "07".to_owned(),
        "查询流水号" => line.transaction_id.clone(),
        "商户订单号" => line.number.clone(),
        "商户手续费" => "D000000000000".to_owned(),
        "结算金额" => format!("{}{:012}", if refund { "D" } else { "C" }, line.amount.0),
        "交易类型" => if refund { REFUND } else { CONSUMPTION }.to_owned(),
        "交易子类" => if refund { "00" } else { "01" }.to_owned(),
        "业务类型" => "000201".to_owned(),
        "商户代码" => merchant.to_owned(),
        _ => String::new(),
    }
}
