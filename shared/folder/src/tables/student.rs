//! What a college hands over of its students, and whom the province bars: files of their own, read as tables of a folder are.

use crate::fault::{Column, Fault, Faults, meant};
use crate::files::{BARRED, Files, STUDENTS};
use crate::table::{self, Cells, Head, Row, Rows, may, must, not_digits};
use domain::document::DocumentKind;
use domain::student::{Barred, Line, Lists, Student, is_major, is_name};

impl Row for Student {
    const TABLE: &'static str = STUDENTS;
    const HEADS: &'static [Head] = &[
        must("name", &["姓名"]),
        may("document_kind", &["证件类型"]),
        must("document", &["证件号", "证件号码", "身份证号"]),
        must("graduate", &["毕业情况"]),
        must("household", &["户籍"]),
        must("major", &["专科专业代码", "专业代码"]),
        must("major_name", &["专科专业", "专业名称"]),
    ];

    fn read(cells: &mut Cells<'_>) -> Self {
        let name = cells.text("name");
        if !name.is_empty() && !is_name(&name) {
            cells.fault("name", "姓名不超过 40 个字");
        }
        let major = cells.text("major");
        if !major.is_empty() && !is_major(&major) {
            cells.fault("major", "应为 6 位专业代码");
        }
        let (document_kind, document) = document(cells);
        let (graduate, household) = (cells.text("graduate"), cells.text("household"));
        Self { name, document_kind, document, graduate, household, major, major_name: cells.text("major_name") }
    }
}

impl Row for Barred {
    const TABLE: &'static str = BARRED;
    const HEADS: &'static [Head] = &[
        may("name", &["姓名"]),
        may("document_kind", &["证件类型"]),
        must("document", &["证件号", "证件号码", "身份证号"]),
        must("reason", &["原因"]),
    ];

    fn read(cells: &mut Cells<'_>) -> Self {
        cells.optional("name");
        Self { document: document(cells).1, reason: cells.text("reason") }
    }
}

/// 居民身份证, where nothing else is said.
fn document(cells: &mut Cells<'_>) -> (DocumentKind, String) {
    let said = cells.optional("document_kind");
    let named = DocumentKind::all().find(|kind| kind.title() == said || kind.as_str() == said);
    if named.is_none() && !said.is_empty() {
        let meant = meant(&said, DocumentKind::all().map(DocumentKind::title));
        cells.fault("document_kind", format!("没有“{said}”这种证件{meant}"));
    }
    let kind = named.unwrap_or(DocumentKind::ResidentCard);
    let text = cells.text("document");
    let number = match kind.number(&text) {
        Ok(number) => number,
        Err(message) => {
            if !text.is_empty() {
                let of_spreadsheet = Some(not_digits(&text, 18)).filter(|why| why.contains("科学计数法"));
                cells.fault("document", of_spreadsheet.unwrap_or_else(|| message.into()));
            }
            text
        }
    };
    (kind, number)
}

/// A college's students, of a CSV or XLSX file; codes may stand there by name.
///
/// # Errors
/// Every fault.
pub fn students(name: &str, bytes: &[u8], lists: &Lists) -> Result<Vec<Line<Student>>, Vec<Fault>> {
    read(
        name,
        bytes,
        |row: &mut Student, coded| {
            coded(&mut row.graduate, "graduate", "graduate");
            coded(&mut row.household, "household", "household");
        },
        lists,
    )
}

/// Whom the province bars.
///
/// # Errors
/// Every fault.
pub fn barred(name: &str, bytes: &[u8], lists: &Lists) -> Result<Vec<Line<Barred>>, Vec<Fault>> {
    read(name, bytes, |row: &mut Barred, coded| coded(&mut row.reason, "barred_reason", "reason"), lists)
}

/// Makes the code of what a cell says: the value, its list, its column.
type Coded<'a> = dyn FnMut(&mut String, &str, &str) + 'a;

fn read<T: Row + Clone>(
    name: &str,
    bytes: &[u8],
    code: impl Fn(&mut T, &mut Coded<'_>),
    lists: &Lists,
) -> Result<Vec<Line<T>>, Vec<Fault>> {
    let (mut files, mut faults) = (Files::default(), Faults::default());
    let ending = if name.to_lowercase().ends_with(".xlsx") { "xlsx" } else { "csv" };
    files.insert(format!("{}.{ending}", T::TABLE), bytes);
    let rows: Rows<T> = table::read(&files, &mut faults);
    let mut lines = Vec::with_capacity(rows.len());
    for (index, row) in rows.indexed() {
        let mut says = row.clone();
        code(&mut says, &mut |value, list, column| {
            let Some(codes) = lists.get(list).filter(|_| !value.is_empty()) else { return };
            match codes.iter().find(|(code, name)| *code == value || *name == value) {
                Some((code, _)) => value.clone_from(code),
                None => {
                    let meant = meant(value, codes.values().map(String::as_str));
                    faults.add(rows.place(index, column), format!("没有“{value}”这个代码{meant}"));
                }
            }
        });
        let place = rows.place(index, "document");
        let (Column::Number(column) | Column::Letter(column)) = place.column;
        lines.push(Line { line: place.line as usize, column: column as usize, says });
    }
    faults.end().map(|_| lines)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    const HEAD: &str = "姓名,证件类型,证件号,毕业情况,户籍,专科专业代码,专科专业\n";
    const GOOD: &str = "示例甲,,430102200803150016,省内院校应届毕业生,1,510201,计算机应用技术\n示例乙,港澳居民来往内地通行证,h12345678,1,外省,520101K,临床医学\n";

    fn lists() -> Lists {
        let list = |codes: &[(&str, &str)]| codes.iter().map(|(code, name)| ((*code).into(), (*name).into())).collect();
        BTreeMap::from([
            ("graduate".into(), list(&[("1", "省内院校应届毕业生"), ("2", "省内院校往届毕业生")])),
            ("household".into(), list(&[("1", "本省"), ("2", "外省")])),
            ("barred_reason".into(), list(&[("4", "上年已参加普通计划考试")])),
        ])
    }

    fn faults(rows: &str) -> Vec<String> {
        let read = students("a.csv", format!("{HEAD}{rows}").as_bytes(), &lists());
        read.map_or_else(|faults| faults.iter().map(ToString::to_string).collect(), |_| Vec::new())
    }

    #[test]
    fn a_college_names_codes_as_people_do() {
        let read = students("名单.csv", format!("{HEAD}{GOOD}").as_bytes(), &lists()).unwrap();
        let said: Vec<_> = read.iter().map(|line| (line.line, line.column, &line.says)).collect();
        let (line, column, student) = said[1];
        assert_eq!((line, column, student.document.as_str(), student.household.as_str()), (3, 3, "H12345678", "2"));
        assert_eq!((said[0].2.graduate.as_str(), said[0].2.document_kind), ("1", DocumentKind::ResidentCard));
    }

    #[test]
    fn every_fault_is_named_where_it_stands() {
        for (from, to, fault) in [
            ("430102200803150016", "430102200803150015", "students.csv:2:3: 身份证号校验位不对，请逐位核对"),
            ("430102200803150016", "4.30102E+17", "students.csv:2:3: 应为 18 位数字，表格软件把它变成了科学计数法"),
            ("430102200803150016", "", "students.csv:2:3: 不能为空"),
            ("h12345678", "12345678", "students.csv:3:3: 应为 H 或 M 加 8 位（或 10 位）数字"),
            ("港澳居民来往内地通行证", "港澳通行证", "students.csv:3:2: 没有“港澳通行证”这种证件"),
            ("应届毕业生", "应届", "students.csv:2:4: 没有“省内院校应届”这个代码，是不是“省内院校应届毕业生”？"),
            ("510201", "5102", "students.csv:2:6: 应为 6 位专业代码"),
            ("示例甲", "", "students.csv:2:1: 不能为空"),
            ("示例甲", "示例\u{202e}甲", "students.csv:2:1: 应为一行文字，不超过 500 个字，不含看不见的字符"),
        ] {
            let found = faults(&GOOD.replacen(from, to, 1));
            assert!(found.iter().any(|one| one.contains(fault)), "{to}: {found:?}");
        }
    }

    #[test]
    fn the_list_of_who_is_barred_has_a_number_and_a_reason() {
        let read = |text: &str| barred("b.csv", text.as_bytes(), &lists());
        let people = read("证件号,原因\n430102200803150016,上年已参加普通计划考试\n").unwrap();
        assert_eq!(people[0].says, Barred { document: "430102200803150016".into(), reason: "4".into() });
        let faults = read("证件号,原因\n430102200803150016,9\n").unwrap_err();
        assert_eq!(faults[0].to_string(), "barred.csv:2:2: 没有“9”这个代码");
    }

    #[test]
    fn neither_belongs_into_a_folder() {
        let mut files = crate::tests::good();
        files.insert("barred.csv", "证件号,原因\n");
        let faults = crate::read(&files).unwrap_err();
        assert!(
            faults.iter().any(|fault| fault.to_string().starts_with("barred.csv: 没有叫这个名字的文件")),
            "{faults:?}"
        );
    }
}
