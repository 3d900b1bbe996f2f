//! 机构, 行政区划, 代码, 号段, 账号.

use super::Check;
use crate::fault::{Place, meant};
use crate::table::Rows;
use crate::tables::{Organisation, paths};
use domain::organisation::{Kind, Path};
use std::collections::HashMap;

impl<'a> Check<'a> {
    pub(super) fn offices(&mut self) {
        let year = self.year;
        self.rows_once(&year.organisations, ("机构代码", "code"), |row| (&row.code, row.code.clone()));
        self.rows_once(&year.regions, ("区划代码", "code"), |row| (&row.code, row.code.clone()));
        self.rows_once(&year.codes, ("代码", "code"), |row| ((&row.list, &row.code), row.code.clone()));
        self.rows_once(&year.staff, ("账号", "username"), |row| (&row.username, row.username.clone()));
        let offices: HashMap<&str, &Organisation> =
            year.organisations.iter().map(|row| (row.code.as_str(), row)).collect();
        let paths = paths(year.organisations.iter());
        for (index, row) in year.organisations.indexed() {
            self.organisation((&offices, &paths), index, row);
        }
        self.province(&offices);
        let regions: HashMap<&str, ()> = year.regions.iter().map(|row| (row.code.as_str(), ())).collect();
        self.below(&year.regions, &regions, |row| (&row.code, &row.parent));
        for (index, row) in year.staff.indexed() {
            let place = year.staff.place(index, "organisation");
            self.office(&offices, &row.organisation, place);
        }
        self.segments(&offices);
    }

    fn office(
        &mut self,
        offices: &HashMap<&str, &'a Organisation>,
        code: &str,
        place: Place,
    ) -> Option<&'a Organisation> {
        let found = offices.get(code).copied();
        if found.is_none() && !code.is_empty() {
            let meant = meant(code, offices.keys().copied());
            self.faults.add(place, format!("organisations 中没有机构代码“{code}”{meant}"));
        }
        found
    }

    fn organisation(
        &mut self,
        (offices, paths): (&HashMap<&str, &'a Organisation>, &HashMap<&str, Path>),
        index: usize,
        row: &'a Organisation,
    ) {
        let rows = &self.year.organisations;
        if row.kind == Kind::Province {
            if !row.parent.is_empty() {
                self.faults.add(rows.place(index, "parent"), "省级招考机构没有上级，这一格应留空");
            }
            return;
        }
        if row.parent.is_empty() {
            return self.faults.add(rows.place(index, "parent"), "不能为空：除省级招考机构外，每个机构都有上级");
        }
        let Some(above) = self.office(offices, &row.parent, rows.place(index, "parent")) else { return };
        if !row.kind.may_be_below(above.kind) {
            let message = format!("{}的上级不能是{}", row.kind.title(), above.kind.title());
            self.faults.add(rows.place(index, "parent"), message);
        } else if !paths.contains_key(row.code.as_str()) {
            self.faults.add(rows.place(index, "parent"), "逐级往上到不了省级招考机构（最多 8 级）");
        }
    }

    fn province(&mut self, offices: &HashMap<&str, &'a Organisation>) {
        let (exam, rows) = (&self.year.exam, &self.year.organisations);
        let provinces: Vec<usize> =
            rows.indexed().filter(|(_, row)| row.kind == Kind::Province).map(|(index, _)| index).collect();
        if let [_, second, ..] = provinces[..] {
            self.faults.add(rows.place(second, "kind"), "只能有一个省级招考机构");
        }
        let code = &exam.authority.province;
        let is_province = offices.get(code.as_str()).is_some_and(|office| office.kind == Kind::Province);
        if !code.is_empty() && !rows.is_empty() && !is_province {
            self.faults.add(exam.authority.place.clone(), format!("organisations 中没有代码为“{code}”的省级招考机构"));
        }
    }

    /// What has something above it that is not there.
    fn below<T>(
        &mut self,
        rows: &'a Rows<T>,
        known: &HashMap<&str, ()>,
        of: impl Fn(&'a T) -> (&'a String, &'a String),
    ) {
        for (index, row) in rows.indexed() {
            let (code, parent) = of(row);
            if !parent.is_empty() && (!known.contains_key(parent.as_str()) || parent == code) {
                self.faults.add(rows.place(index, "code"), format!("上级“{parent}”不在表中"));
            }
        }
    }

    fn segments(&mut self, offices: &HashMap<&str, &'a Organisation>) {
        let (rows, identifiers) = (&self.year.segments, &self.year.exam.identifiers);
        // What every list and slip of 高考 is made for (domain::serial).
        let is_gaokao = self.year.exam.kind == Some(domain::exam::Kind::Gaokao);
        if is_gaokao && (identifiers.serial_prefix, identifiers.serial_number) != (4, 4) {
            return self.faults.add(identifiers.place.clone(), "报名流水号应由 4 位号段码和 4 位顺序号组成");
        }
        let digits = usize::try_from(identifiers.serial_prefix + identifiers.serial_number).unwrap_or_default();
        let mut taken: Vec<(i64, i64, usize)> = Vec::new();
        for (index, row) in rows.indexed() {
            let point = self.office(offices, &row.point, rows.place(index, "point"));
            if point.is_some_and(|point| point.kind != Kind::Point) {
                self.faults.add(rows.place(index, "point"), "号段只能划给报名点");
            }
            let [first, last] = [("first", &row.first), ("last", &row.last)].map(|(column, text)| {
                let number = text
                    .parse::<i64>()
                    .ok()
                    .filter(|_| text.len() == digits && text.bytes().all(|b| b.is_ascii_digit()));
                if number.is_none() && !text.is_empty() && digits > 0 {
                    self.faults.add(rows.place(index, column), crate::table::not_digits(text, digits));
                }
                number
            });
            let (Some(first), Some(last)) = (first, last) else { continue };
            if last < first {
                self.faults.add(rows.place(index, "last"), "止号不能小于起号");
                continue;
            }
            self.prefix(offices, index, point, [&row.first, &row.last]);
            taken.push((first, last, index));
        }
        taken.sort_unstable();
        for pair in taken.windows(2) {
            let [(_, before, one), (first, _, other)] = pair else { continue };
            if first <= before {
                let (earlier, later) = (one.min(other), one.max(other));
                let line = rows.place(*earlier, "first").line;
                self.faults.add(rows.place(*later, "first"), format!("与第 {line} 行的号段重叠"));
            }
        }
    }

    /// A number begins with its county's 号段码: the end of its code, if it has no other.
    fn prefix(
        &mut self,
        offices: &HashMap<&str, &'a Organisation>,
        index: usize,
        point: Option<&'a Organisation>,
        ends: [&str; 2],
    ) {
        let digits = usize::try_from(self.year.exam.identifiers.serial_prefix).unwrap_or_default();
        let Some(county) = point.and_then(|point| offices.get(point.parent.as_str())) else { return };
        let start = county.code.len().saturating_sub(digits);
        let prefix =
            if county.prefix.is_empty() { county.code.get(start..).unwrap_or_default() } else { &county.prefix };
        for (column, number) in ["first", "last"].into_iter().zip(ends) {
            if number.get(..digits) != Some(prefix) {
                let place = self.year.segments.place(index, column);
                self.faults.add(place, format!("前 {digits} 位应为 {}的号段码 {prefix}", county.name));
            }
        }
    }
}
