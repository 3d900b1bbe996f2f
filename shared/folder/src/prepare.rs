//! What a year comes to in the database: one object a thing, by a key that stays from revision to revision.

use crate::files::hash;
use crate::{Authority, College, Line, List, Photo, Plan, Year};
use domain::catalog::words;
use domain::exam::Thing;
use domain::form::{Form, Row};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};

/// Names what all of them come to.
pub fn content(things: &[Thing]) -> String {
    let mut lines: Vec<String> =
        things.iter().map(|t| format!("{} {} {} {}\n", t.noun, t.key, t.position, t.hash)).collect();
    lines.sort_unstable();
    hash(lines.concat().as_bytes())
}

/// Everything of a year that stands in tables.
pub fn prepare(year: &Year) -> Vec<Thing> {
    let mut things = Things::default();
    let exam = &year.exam;
    let kind = exam.kind.map(domain::exam::Kind::as_str).unwrap_or_default();
    let Authority { name, brand, telephone, .. } = &exam.authority;
    let authority = json!({ "name": name, "brand": brand, "telephone": telephone });
    let Photo { width, height, most_kilobytes, backgrounds } = &exam.photo;
    let photo = json!({ "width": width, "height": height, "most_kb": most_kilobytes, "backgrounds": backgrounds });
    let value = json!({
        "kind": kind, "year": exam.year, "name": exam.name, "authority": authority, "photo": photo,
        "password_least": exam.password_least, "one_phone": exam.one_phone,
    });
    things.add("exam", exam.id.clone(), 0, value);
    things.add("score", exam.id.clone(), 0, json!(exam.score.rule()));
    for row in year.regions.iter() {
        let value = json!({ "parent": row.parent, "name": row.name, "urban_rural": row.urban_rural });
        things.add("region", row.code.clone(), 0, value);
    }
    for (position, row) in year.codes.iter().enumerate() {
        let value = json!({ "list": row.list, "code": row.code, "name": row.name });
        things.add("code", format!("{} {}", row.list, row.code), position, value);
    }
    let paths = year.paths();
    for row in year.organisations.iter() {
        let path = paths.get(row.code.as_str());
        let value = json!({ "name": row.name, "kind": row.kind, "path": path, "prefix": row.prefix });
        things.add("organisation", row.code.clone(), 0, value);
    }
    for row in year.segments.iter() {
        let number = |text: &str| text.parse::<i64>().unwrap_or_default();
        let (first, last) = (number(&row.first), number(&row.last));
        let value = json!({ "point": row.point, "first": first, "last": last });
        things.add("segment", format!("{} {}", row.point, row.first), 0, value);
    }
    if let Some(form) = form(year) {
        things.keep("form", "registration".into(), 0, form);
    }
    for text in &year.texts {
        let value = json!({ "title": text.title, "version": text.version, "body": text.text });
        things.add("text", text.name.clone(), 0, value);
    }
    for (position, window) in exam.windows.iter().enumerate() {
        let intervals: Vec<Value> =
            window.intervals.iter().map(|one| json!({ "opens": one.opens.0, "closes": one.closes.0 })).collect();
        let organisation = &exam.authority.province;
        let value = json!({ "title": window.title, "organisation": organisation, "intervals": intervals });
        things.add("window", window.name.clone(), position, value);
    }
    for (position, fee) in exam.fees.iter().enumerate() {
        let mut value = json!({
            "name": fee.name, "amount": fee.amount.0, "detail": fee.detail, "notice": fee.notice, "window": fee.window(),
            "owed_by": fee.owed_by, "unlocks": fee.unlocks, "one_of": fee.one_of,
        });
        if !fee.relevant.is_always() {
            value["relevant"] = json!(fee.relevant);
        }
        things.add("fee", fee.item.clone(), position, value);
    }
    let lists: Vec<List<'_>> = exam.lists().collect();
    for (position, list) in (1..).zip(&lists) {
        things.list(position, list, &lists);
    }
    for row in year.colleges.iter() {
        let value = json!({ "name": row.name, "city": row.city, "tags": row.tags, "aliases": row.aliases });
        things.add("college", row.code.clone(), 0, value);
    }
    for (noun, position, key, value) in year.of_zsb() {
        things.add(noun, key, position, value);
    }
    Groups::of(year).each(|key, value| things.add("group", key, 0, value));
    things.0
}

/// The form, in the order in which it is asked for: as text, since a JSON object would sort its keys.
fn form(year: &Year) -> Option<String> {
    let rows: Vec<Row> = year.form.iter().cloned().collect();
    let form = Form::from_rows(&rows).ok().filter(|form| !form.sections.is_empty())?;
    serde_json::to_string(&form).ok()
}

#[derive(Default)]
struct Things(Vec<Thing>);

impl Things {
    fn add(&mut self, noun: &'static str, key: String, position: usize, value: Value) {
        self.keep(noun, key, position, value.to_string());
    }

    fn keep(&mut self, noun: &'static str, key: String, position: usize, value: String) {
        self.0.push(Thing { noun, key, position, hash: hash(value.as_bytes()), value });
    }

    /// A list that is filled as one; `all` may exclude it.
    fn list(&mut self, position: usize, list: &List<'_>, all: &[List<'_>]) {
        let (column, round) = (list.column, list.round);
        let lines: Vec<Value> =
            column.lines.iter().map(|of| json!({ "plan_type": of.plan_type(), "line": of.line() })).collect();
        let excludes: Vec<&str> = all.iter().filter(|other| list.excludes(other)).map(|other| &*other.code).collect();
        let value = json!({
            "name": list.name, "window": round.window(), "slots": column.slots, "majors": column.majors,
            "choices": column.choices.as_str(), "adjust": column.adjust, "line": column.line, "lines": lines,
            "relevant": column.relevant, "eligibility": column.eligibility().collect::<Vec<_>>(),
            "unadmitted": round.unadmitted, "excludes": excludes,
        });
        self.add("batch", list.code.clone(), position, value);
    }
}

/// 专业组, each with its majors and past lines.
struct Groups<'a> {
    colleges: HashMap<&'a str, &'a College>,
    names: HashMap<(&'a str, &'a str), &'a str>,
    /// By key
    majors: BTreeMap<String, Vec<&'a Plan>>,
    lines: HashMap<String, Vec<&'a Line>>,
    /// 位次, by year, track and score
    ranks: HashMap<(i64, &'a str, i64), i64>,
}

impl<'a> Groups<'a> {
    fn of(year: &'a Year) -> Self {
        let colleges: HashMap<&str, &College> = year.colleges.iter().map(|row| (row.code.as_str(), row)).collect();
        let names = year.codes.iter().map(|row| ((row.list.as_str(), row.code.as_str()), row.name.as_str())).collect();
        let (mut majors, mut lines) = (BTreeMap::<String, Vec<&Plan>>::new(), HashMap::<String, Vec<&Line>>::new());
        let key = |batch: &str, [college, college_name, code, track]: [&str; 4]| {
            let batch = year.exam.list_of(batch).map_or_else(|| batch.to_owned(), |list| list.code);
            let is_own = colleges.get(college).is_some_and(|known| known.name == college_name);
            let campus = if is_own { "" } else { college_name };
            format!("{batch} {college} {code} {track} {campus}")
        };
        for row in year.plans.iter() {
            let key = key(&row.batch, [&row.college, &row.college_name, &code(row), &row.track]);
            majors.entry(key).or_default().push(row);
        }
        for row in year.lines.iter() {
            let key = key(&row.batch, [&row.college, &row.college_name, &row.group, &row.track]);
            lines.entry(key).or_default().push(row);
        }
        let ranks = year.ranks.iter().map(|row| ((row.year, row.track.as_str(), row.score), row.cumulative)).collect();
        Self { colleges, names, majors, lines, ranks }
    }

    fn each(&self, mut add: impl FnMut(String, Value)) {
        for (key, majors) in &self.majors {
            let Some(first) = majors.first() else { continue };
            add(key.clone(), self.value(key, first, majors));
        }
    }

    fn value(&self, key: &str, first: &Plan, majors: &[&Plan]) -> Value {
        let mut parts = key.splitn(5, ' ');
        let [batch, _, code, track, campus] = [(); 5].map(|()| parts.next().unwrap_or_default());
        let mut lines: Vec<(i64, i64, i64)> =
            self.lines.get(key).into_iter().flatten().filter_map(|line| self.ranked(line)).collect();
        lines.sort_unstable();
        let last = lines.last();
        let (names, spelled) = self.words(first, code, majors);
        let tuition = majors.iter().map(|major| major.tuition).filter(|tuition| *tuition > 0);
        json!({
            "batch": batch, "college": first.college, "code": code, "track": track, "campus": campus,
            "name": first.group_name, "plan_type": first.plan_type, "requirement": first.requirement,
            "plan": majors.iter().map(|major| major.plan).sum::<i64>(),
            "last_year": last.map(|last| last.0), "last_line": last.map(|last| last.1), "last_rank": last.map(|last| last.2),
            "least_tuition": tuition.clone().min(), "most_tuition": tuition.max(),
            "codes": majors.iter().map(|major| &major.major).collect::<Vec<_>>(),
            "majors": majors.iter().map(|major| json!({
                "code": major.major, "name": major.major_name, "plan": major.plan, "tuition": major.tuition,
                "years": major.years, "note": major.note,
            })).collect::<Vec<_>>(),
            "lines": lines.iter().map(|(year, line, rank)| json!({ "year": year, "line": line, "rank": rank })).collect::<Vec<_>>(),
            "names": names, "spelled": spelled,
        })
    }

    /// A line with its 位次: its own, or that of 一分一段.
    fn ranked(&self, line: &Line) -> Option<(i64, i64, i64)> {
        let score = line.line?;
        let rank = line.rank.or_else(|| self.ranks.get(&(line.year, line.track.as_str(), score)).copied())?;
        Some((line.year, score, rank))
    }

    /// By which it is found.
    fn words(&self, first: &Plan, code: &str, majors: &[&Plan]) -> (String, String) {
        let name_of = |list: &str, code: &str| self.names.get(&(list, code)).copied();
        let college = self.colleges.get(first.college.as_str());
        let name = college.map_or("", |college| college.name.as_str());
        let city = college.map_or("", |college| college.city.as_str());
        let province = name_of("province", first.college.get(2..4).unwrap_or_default()).unwrap_or_default();
        let aliases = college.into_iter().flat_map(|college| &college.aliases).map(String::as_str);
        let aliases =
            aliases.chain(Some(first.college_name.as_str()).filter(|other| !other.is_empty() && *other != name));
        let of_college = words::of_college(words::College { code: &first.college, name, city, province }, aliases);
        let mut classes: Vec<&str> =
            majors.iter().filter_map(|major| name_of("major_class", major.major.get(..4)?)).collect();
        classes.sort_unstable();
        classes.dedup();
        let named = majors.iter().map(|major| (major.major.as_str(), major.major_name.as_str()));
        let of_group = words::of_group(code, &first.group_name, named, classes.into_iter());
        (of_college.names + &of_group.names, of_college.spelled + &of_group.spelled)
    }
}

/// 专业组编号; of a category, its own group.
fn code(row: &Plan) -> String {
    if row.category.is_empty() { row.group.clone() } else { format!("{}-{}", row.group, row.category) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Files;
    use crate::tests::good;

    fn thing(files: &Files, noun: &str) -> Thing {
        let things = prepare(&crate::read(files).unwrap());
        things.into_iter().find(|thing| thing.noun == noun).unwrap()
    }

    #[test]
    fn a_year_brings_its_form_and_what_its_regions_are() {
        let mut files = good();
        let form = thing(&files, "form");
        let read: Form = serde_json::from_str(&form.value).unwrap();
        assert_eq!(read.single_fields().next().unwrap().name, "registration_type");
        files.insert(
            "regions.csv",
            "code,name,urban_rural\n43,示例省,\n4301,示例市,\n430102,示例县,\n430102001,示例镇,121\n",
        );
        let things = prepare(&crate::read(&files).unwrap());
        let region = things.iter().find(|thing| thing.key == "430102001" && thing.noun == "region").unwrap();
        assert_eq!(region.value, r#"{"name":"示例镇","parent":"430102","urban_rural":"121"}"#);
        assert_eq!(thing(&files, "form").hash, form.hash);
        let rows = String::from_utf8(files.get("form.csv").unwrap().to_vec()).unwrap();
        files.insert("form.csv", rows.replace("10 位数字，不知道可以不填", "不知道可以不填"));
        assert_ne!(thing(&files, "form").hash, form.hash);
    }

    #[test]
    fn a_thing_keeps_its_key_and_only_what_changed_has_another_hash() {
        let year = crate::read(&good()).unwrap();
        let things = prepare(&year);
        let group = things.iter().find(|thing| thing.key == "undergraduate 4143010532 106 physics ").unwrap();
        let value: Value = serde_json::from_str(&group.value).unwrap();
        assert_eq!((value["plan"].as_i64(), value["last_line"].as_i64()), (Some(50), None), "no 位次 is known for 622");
        let mut files = good();
        let plans = String::from_utf8(files.get("plans.csv").unwrap().to_vec()).unwrap();
        files.insert("plans.csv", plans.replace("软件工程,20", "软件工程,21"));
        let other = prepare(&crate::read(&files).unwrap());
        let changed: Vec<&str> = (things.iter().zip(&other))
            .filter(|(one, other)| one.hash != other.hash)
            .map(|(one, _)| one.key.as_str())
            .collect();
        assert_eq!(changed, ["undergraduate 4143010532 106 physics "]);
        assert_ne!(content(&things), content(&other));
    }
}
