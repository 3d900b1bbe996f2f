//! 学籍 as an empty spreadsheet to fill in: every cell is text, since a spreadsheet makes a number of a 证件号 and forgets its end;
//! codes are chosen by name. Written by hand: the library that writes workbooks would be two thirds of a component.

use crate::table::Row;
use domain::Result;
use domain::student::{Lists, Student};
use domain::text::in_cell;
use std::fmt::Write as _;
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
/// What surrounds the sheet: names and contents.
const AROUND: [(&str, &str); 5] = [
    (
        "[Content_Types].xml",
        r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>"#,
    ),
    (
        "_rels/.rels",
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
    ),
    (
        "xl/_rels/workbook.xml.rels",
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#,
    ),
    (
        "xl/workbook.xml",
        r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="学籍" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
    ),
    // Format 49 is text.
    (
        "xl/styles.xml",
        r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf numFmtId="49" applyNumberFormat="1"/></cellXfs></styleSheet>"#,
    ),
];
/// A spreadsheet takes no longer list of choices.
const LONGEST_LIST: usize = 255;

/// The spreadsheet of [`crate::students`], with the codes of an exam.
///
/// # Errors
/// `Internal` when it can't be written.
pub fn students(lists: &Lists) -> Result<Vec<u8>> {
    let mut file = ZipWriter::new(Cursor::new(Vec::new()));
    let sheet = sheet(lists)?;
    for (name, content) in AROUND.into_iter().chain([("xl/worksheets/sheet1.xml", sheet.as_str())]) {
        file.start_file(name, SimpleFileOptions::default())?;
        file.write_all(HEAD.as_bytes())?;
        file.write_all(content.as_bytes())?;
    }
    Ok(file.finish()?.into_inner())
}

fn sheet(lists: &Lists) -> Result<String> {
    let (mut cells, mut choices) = (String::new(), String::new());
    for (letter, head) in ('A'..='Z').zip(Student::HEADS) {
        let title = head.titles.first().unwrap_or(&head.name);
        write!(cells, r#"<c r="{letter}1" t="inlineStr" s="1"><is><t>{title}</t></is></c>"#)?;
        let names: Vec<&str> = lists.get(head.name).into_iter().flatten().map(|(_, name)| name.as_str()).collect();
        let list = names.join(",");
        if !names.is_empty() && list.chars().count() <= LONGEST_LIST && !list.contains('"') {
            let list = in_cell(&list);
            write!(
                choices,
                r#"<dataValidation type="list" allowBlank="1" showErrorMessage="1" sqref="{letter}2:{letter}1048576"><formula1>"{list}"</formula1></dataValidation>"#
            )?;
        }
    }
    let (columns, offered) = (Student::HEADS.len(), choices.matches("<dataValidation ").count());
    let choices = match offered {
        0 => String::new(),
        _ => format!(r#"<dataValidations count="{offered}">{choices}</dataValidations>"#),
    };
    Ok(format!(
        r#"<worksheet xmlns="{MAIN}"><cols><col min="1" max="{columns}" width="24" style="1" customWidth="1"/></cols><sheetData><row r="1">{cells}</row></sheetData>{choices}</worksheet>"#
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;
    use std::io::Read;
    use zip::ZipArchive;

    #[test]
    fn the_empty_spreadsheet_is_read_as_one_that_is_filled_in() {
        let codes = BTreeMap::from([("1".to_owned(), "省内 <应届>".to_owned()), ("2".into(), "往届".into())]);
        let lists = Lists::from([("graduate".into(), codes)]);
        let blank = students(&lists).unwrap();
        assert_eq!(crate::students("名单.xlsx", &blank, &lists).unwrap(), []);
        let mut sheet = String::new();
        let mut archive = ZipArchive::new(Cursor::new(blank)).unwrap();
        archive.by_name("xl/worksheets/sheet1.xml").unwrap().read_to_string(&mut sheet).unwrap();
        assert!(sheet.contains(r#"sqref="D2:D1048576"><formula1>"省内 &lt;应届&gt;,往届"</formula1>"#), "{sheet}");
        let without = students(&Lists::new()).unwrap();
        assert_eq!(crate::students("名单.xlsx", &without, &Lists::new()).unwrap(), []);
    }
}
