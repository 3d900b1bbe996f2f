//! How two years differ, in words, and which differences must not be once candidates depend on what was before.

mod facts;

use crate::{Text, Year};
use facts::{Fact, facts};
use std::collections::{BTreeMap, HashMap};

/// A difference, or many of the same sort.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// In Chinese: `日程 本科批填报：截止 06-27 17:00 → 06-28 17:00`
    pub words: String,
    /// What somebody may depend on that is not as it was
    pub stakes: Vec<Stake>,
}

/// What may not be taken away, nor made another thing, while somebody depends on it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stake {
    /// The exam itself: its number, kind and year never change
    Exam,
    /// How numbers are made up
    Identifiers,
    /// A code of a list
    Code { list: String, code: String },
    /// A field of the form, by name
    Field(String),
    /// A fee, by its item
    Fee(String),
    /// A text that candidates accept, by its name
    Text(String),
    /// A window, by its name: it is set on the pages, where it says to whom and why
    Window(String),
    /// A batch, by its code
    Batch(String),
    /// A 报考类别 or a way through its review, by its code
    Review(String),
    /// An organisation, by its code
    Organisation(String),
    /// A segment of a point
    Segment {
        /// 报名点
        point: String,
        first: String,
    },
    /// A 专业组, or one of its majors
    Group {
        /// 院校代号
        college: String,
        /// 专业组编号
        group: String,
        /// 专业代号; empty: the whole group
        major: String,
    },
}

/// So many of one sort are told one by one; more are counted.
const TOLD: usize = 12;
/// Of those that are counted, so many are examples.
const EXAMPLES: usize = 3;

/// What is different in `new`, in the order of the folder's files.
pub fn diff(old: &Year, new: &Year) -> Vec<Change> {
    let reordered = is_reordered(old, new);
    let rewritten = rewritten(old, new);
    let (old, new) = (facts(old), facts(new));
    let mut sorts = Sorts::default();
    let before: HashMap<_, &Fact> = old.iter().map(|fact| (fact.id(), fact)).collect();
    let after: HashMap<_, &Fact> = new.iter().map(|fact| (fact.id(), fact)).collect();
    let is_within = |fact: &Fact, other: &HashMap<_, &Fact>| {
        // Of a group that is new as a whole, its majors go without saying.
        fact.within.as_ref().is_some_and(|(noun, key)| !other.contains_key(&(*noun, key.as_str())))
    };
    for fact in &old {
        match after.get(&fact.id()) {
            Some(new) => sorts.compare(fact, new),
            None if is_within(fact, &after) => {}
            None => sorts.add(fact, "删去", format!("删去{}", fact.title()), fact.stake.clone()),
        }
    }
    for fact in new.iter().filter(|fact| !before.contains_key(&fact.id()) && !is_within(fact, &before)) {
        let stake = fact.stake.clone().filter(|_| fact.is_fixed);
        sorts.add(fact, "新增", format!("新增{}", fact.title()), stake);
    }
    let mut told = sorts.told();
    if reordered {
        told.push(Change { words: "报名表字段的次序有变化".into(), stakes: Vec::new() });
    }
    told.extend(rewritten);
    told
}

/// What somebody has accepted is known by its version, so another text has another one.
fn rewritten(old: &Year, new: &Year) -> Vec<Change> {
    let is_known = |text: &&Text| {
        old.texts.iter().any(|was| (&was.name, &was.version) == (&text.name, &text.version) && was.text != text.text)
    };
    let told = |text: &Text| Change {
        words: format!("文字 {}：内容改了，版本仍是 {}，请在 exam.toml 另定版本", text.title, text.version),
        stakes: vec![Stake::Text(text.name.clone())],
    };
    new.texts.iter().filter(is_known).map(told).collect()
}

/// Do the fields that are in both forms follow each other otherwise?
fn is_reordered(old: &Year, new: &Year) -> bool {
    let names = |year: &Year| year.form.iter().map(|row| (row.r#type.clone(), row.name.clone())).collect::<Vec<_>>();
    let (old, new) = (names(old), names(new));
    let common = |of: &[(String, String)], other: &[(String, String)]| {
        of.iter().filter(|row| !row.1.is_empty() && other.contains(row)).cloned().collect::<Vec<_>>()
    };
    common(&old, &new) != common(&new, &old)
}

/// Changes by sort: what of, and what happened to it.
#[derive(Default)]
struct Sorts(BTreeMap<(usize, &'static str, String), Vec<Change>>);

impl Sorts {
    fn add(&mut self, fact: &Fact, sort: &str, words: String, stake: Option<Stake>) {
        let change = Change { words, stakes: stake.into_iter().collect() };
        self.0.entry((fact.order, fact.noun, sort.to_owned())).or_default().push(change);
    }

    fn compare(&mut self, old: &Fact, new: &Fact) {
        for (index, value) in old.values.iter().enumerate() {
            let other = new.values.iter().find(|other| other.title == value.title);
            let now = other.map_or("", |other| other.text.as_str());
            if now != value.text {
                let stake = old.stake.clone().filter(|_| value.binds);
                let sort = format!("{index:02}{}", value.title);
                let (from, to) = (shown(&value.text), shown(now));
                self.add(old, &sort, format!("{}：{} {from} → {to}", old.title(), value.title), stake);
            }
        }
        for value in new.values.iter().filter(|value| old.values.iter().all(|other| other.title != value.title)) {
            let words = format!("{}：{} {} → {}", old.title(), value.title, shown(""), shown(&value.text));
            self.add(old, &value.title, words, None);
        }
    }

    fn told(self) -> Vec<Change> {
        let mut told = Vec::new();
        for ((_, noun, sort), changes) in self.0 {
            if changes.len() <= TOLD {
                told.extend(changes);
                continue;
            }
            let examples: Vec<&str> = changes.iter().take(EXAMPLES).map(|change| change.words.as_str()).collect();
            let what = match sort.as_str() {
                "新增" | "删去" => format!("{sort}{noun} {} 项", changes.len()),
                field => format!(
                    "{noun} {} 项的{}有变化",
                    changes.len(),
                    field.trim_start_matches(|c: char| c.is_ascii_digit())
                ),
            };
            let words = format!("{what}，例如：{}", examples.join("；"));
            told.push(Change { words, stakes: changes.into_iter().flat_map(|change| change.stakes).collect() });
        }
        told
    }
}

fn shown(text: &str) -> &str {
    if text.is_empty() { "（无）" } else { text }
}
