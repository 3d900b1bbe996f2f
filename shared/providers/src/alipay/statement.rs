//! 业务明细 (`alipay.data.dataservice.bill.downloadurl.query`, `bill_type=trade`; the caller unpacks the ZIP and turns GBK
//! into UTF-8): comments that begin with `#`, among them the day and the totals, and CSV rows between them.
//!
//! An amount is 商家实收, what the merchant got: the totals vouch for it.

use crate::statement::table::{self, Row};
use chrono::NaiveDate;
use csv::StringRecord;
use domain::error::Faults;
use domain::reconciliation::{Entry, Line, Statement, total};
use domain::{Fen, FieldError, Result};

const HEADER: &str = "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,\
    订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,\
    商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注";
const REQUIRED: [&str; 6] = ["支付宝交易号", "商户订单号", "业务类型", "完成时间", RECEIVED, REFUND_NUMBER];
const RECEIVED: &str = "商家实收(元)";
const REFUND_NUMBER: &str = "退款批次号/请求号";
const BEGIN: &str = "#-----------------------------------------业务明细列表----------------------------------------";
const END: &str = "#-----------------------------------------业务明细列表结束------------------------------------";
/// How the line with the totals begins, and what stands before the sum.
const TOTALS: [(Entry, &str, &str); 2] =
    [(Entry::Payment, "#交易合计：", "商家实收共"), (Entry::Refund, "#退款合计：", "商家实收退款共")];

/// Reads the statement for one day in Beijing.
///
/// # Errors
/// `Invalid` with line and column of each fault; also when rows are missing.
pub fn read(date: NaiveDate, merchant: &str, text: &str) -> Result<Statement> {
    let all = table::lines(text);
    let last = all.last().map_or(1, |(line, _)| *line);
    let Some(end) = all.iter().position(|(_, line)| line.starts_with('#') && line.contains("业务明细列表结束"))
    else {
        return table::refuse(
            last,
            "file",
            "文件不完整：没有“业务明细列表结束”。请重新下载，解压后选择业务明细的 CSV 文件（不是汇总）",
        );
    };
    let (details, closing) = all.split_at(end);
    let (comments, rows): (Vec<_>, Vec<_>) = details.iter().copied().partition(|(_, line)| line.starts_with('#'));
    let [(top, header), rows @ ..] = rows.as_slice() else {
        return table::refuse(last, "header", "没有表头。请选择解压后的业务明细 CSV 文件");
    };
    let mut faults = Faults::default();
    dated(&comments, date, &mut faults);
    owned(&comments, merchant, &mut faults);
    let header = header.replace('（', "(").replace('）', ")");
    let names: Vec<&str> = header.split(',').map(str::trim).collect();
    table::require(&REQUIRED, *top, &names, &mut faults);
    if !faults.is_empty() {
        return table::finish(Vec::new(), faults);
    }

    let mut lines = Vec::new();
    for (line, text) in rows {
        let record = cells(text);
        let cells: Vec<&str> = record.iter().collect();
        lines.extend(Row::new(*line, &names, &cells, &mut faults).and_then(|mut row| entry(&mut row, date)));
    }
    for (line, _) in closing.iter().filter(|(_, line)| !line.starts_with('#')) {
        faults.push(FieldError::at(*line, 1, "row", "明细结束之后不应再有明细"));
    }
    if faults.is_empty() {
        TOTALS.iter().for_each(|totals| compare(closing, totals, &lines, &mut faults));
    }
    table::finish(lines, faults)
}

/// A row's cells. In a text that somebody chose (商品名称, 备注) a comma may stand in quotes; nothing that can't be read has as
/// many cells as the header.
fn cells(row: &str) -> StringRecord {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(row.as_bytes());
    reader.records().next().and_then(Result::ok).unwrap_or_default()
}

/// Is it the statement of this day?
fn dated(comments: &[(usize, &str)], date: NaiveDate, faults: &mut Faults) {
    let begins = comments.iter().find(|(_, line)| line.starts_with("#起始日期："));
    let expected = format!("#起始日期：[{}", date.format("%Y年%m月%d日"));
    if !begins.is_some_and(|(_, line)| line.starts_with(&expected)) {
        let (line, found) = begins.map_or((1, ""), |(line, text)| (*line, text.trim_start_matches("#起始日期：")));
        faults.push(FieldError::at(line, 1, "起始日期", table::another_day(date, found)));
    }
}

/// Is it the statement of this seller? The account is the seller's number and four digits.
fn owned(comments: &[(usize, &str)], merchant: &str, faults: &mut Faults) {
    let account = comments.iter().find(|(_, line)| line.starts_with("#账号："));
    if !account.is_some_and(|(_, line)| line.starts_with(&format!("#账号：[{merchant}"))) {
        let line = account.map_or(1, |(line, _)| *line);
        faults.push(FieldError::at(line, 1, "账号", format!("应为 {merchant}。{}", table::OURS)));
    }
}

fn entry(row: &mut Row<'_>, date: NaiveDate) -> Option<Line> {
    let (transaction_id, at) = (row.filled("支付宝交易号"), row.moment("完成时间", date));
    let received = row.yuan(RECEIVED);
    let (entry, number, amount) = match row.text("业务类型") {
        "交易" => (Entry::Payment, row.filled("商户订单号"), row.positive(RECEIVED, received, "交易应大于零")),
        "退款" => {
            let returned = received.map(|amount| Fen(-amount.0));
            (Entry::Refund, row.filled(REFUND_NUMBER), row.positive(RECEIVED, returned, "退款应小于零"))
        }
        _ => return row.fault("业务类型", "应为 交易 或 退款"),
    };
    Some(Line { entry, number: number?, transaction_id: transaction_id?, amount: amount?, at: at? })
}

/// Is the file what its totals tell?
fn compare(closing: &[(usize, &str)], totals: &(Entry, &str, &str), lines: &[Line], faults: &mut Faults) {
    let (entry, title, received) = *totals;
    let (count, sum) = total(lines, entry);
    let sum = if entry == Entry::Refund { Fen(-sum.0) } else { sum };
    let found = closing.iter().find(|(_, line)| line.starts_with(title));
    if found.and_then(|(_, line)| told(line, title, received)) != Some((count, sum)) {
        let line = found.or(closing.last()).map_or(1, |(line, _)| *line);
        let message = format!(
            "没有，或与明细不符（明细有 {count} 笔，{received}{}元）：文件可能没有下载完。请重新下载",
            sum.yuan()
        );
        faults.push(FieldError::at(line, 1, title.trim_matches(['#', '：']), message));
    }
}

/// `#交易合计：2笔，商家实收共71.60元，…`: 2, and 71.60 yuan.
fn told(line: &str, title: &str, received: &str) -> Option<(usize, Fen)> {
    let (count, rest) = line.strip_prefix(title)?.split_once("笔，")?;
    let (sum, _) = rest.strip_prefix(received)?.split_once('元')?;
    count.parse().ok().zip(table::signed(sum))
}

/// The other side: the statement that Alipay makes of these lines.
pub fn write(merchant: &str, date: NaiveDate, lines: &[Line]) -> String {
    let [begins, ends] = [date, date.succ_opt().unwrap_or(date)].map(|day| day.format("%Y年%m月%d日 00:00:00"));
    let row = |line| HEADER.split(',').map(|name| cell(name, line)).collect::<Vec<_>>().join(",") + "\r\n";
    let rows: String = lines.iter().map(row).collect();
    let ((paid, paid_sum), (returned, returned_sum)) = (total(lines, Entry::Payment), total(lines, Entry::Refund));
    format!(
        "#支付宝业务明细查询\r\n#账号：[{merchant}0156]\r\n#起始日期：[{begins}]   终止日期：[{ends}]\r\n\
         {BEGIN}\r\n{HEADER}\r\n{rows}{END}\r\n\
         #交易合计：{paid}笔，商家实收共{}元，商家优惠共0.00元\r\n\
         #退款合计：{returned}笔，商家实收退款共{}元，商家优惠退款共0.00元\r\n",
        paid_sum.yuan(),
        Fen(-returned_sum.0).yuan(),
    )
}

fn cell(name: &str, line: &Line) -> String {
    let refund = line.entry == Entry::Refund;
    match name {
        "支付宝交易号" => format!("{}\t", line.transaction_id),
        "商户订单号" if !refund => format!("{}\t", line.number),
        REFUND_NUMBER if refund => line.number.clone(),
        "业务类型" => if refund { "退款\t" } else { "交易\t" }.to_owned(),
        "商品名称" => "考试费".to_owned(),
        "创建时间" | "完成时间" => line.at.text(),
        "订单金额（元）" | "商家实收（元）" => {
            Fen(if refund { -line.amount.0 } else { line.amount.0 }).yuan()
        }
        name if name.ends_with("（元）") => "0.00".to_owned(),
        _ => "\t".to_owned(),
    }
}
