//! 成绩: its subjects, its totals, and how ties are broken.

use super::reader::{Node, Said};
use crate::fault::Place;
use domain::score::Tie;
use toml::de::DeValue;

/// What a score is made of.
#[derive(Debug, Default)]
pub struct Score {
    /// 科目
    pub subjects: Vec<Subject>,
    /// 总分, each of some subjects
    pub totals: Vec<Total>,
    /// What counts when totals are equal, in this order
    pub ties: Vec<Tie>,
}

/// A subject of a score.
#[derive(Debug)]
pub struct Subject {
    /// `chinese`
    pub code: String,
    /// 语文
    pub name: String,
    /// 满分
    pub maximum: i64,
    pub(crate) said: Said,
}

#[derive(Debug)]
pub struct Total {
    /// `total`
    pub code: String,
    /// 投档成绩
    pub name: String,
    /// 满分
    pub maximum: i64,
    /// Subjects in it
    pub(crate) of: Vec<Said>,
    pub(crate) said: Said,
    place_of_maximum: Place,
}

impl Score {
    /// What a score must come to.
    pub fn rule(&self) -> domain::score::Rule {
        use domain::score as rule;
        let subject =
            |one: &Subject| rule::Subject { code: one.code.clone(), name: one.name.clone(), maximum: one.maximum };
        let total = |one: &Total| rule::Total {
            code: one.code.clone(),
            name: one.name.clone(),
            maximum: one.maximum,
            of: one.of().map(str::to_owned).collect(),
        };
        let subjects = self.subjects.iter().map(subject).collect();
        rule::Rule { subjects, totals: self.totals.iter().map(total).collect(), ties: self.ties.clone() }
    }
}

impl Total {
    /// Subjects in it.
    pub fn of(&self) -> impl Iterator<Item = &str> {
        self.of.iter().map(|said| said.text.as_str())
    }
}

pub(super) fn read(node: &Node<'_, '_>) -> Score {
    let subjects: Vec<Subject> = node.tables("subject", |node| {
        let said = node.name("code");
        Subject {
            code: said.text.clone(),
            name: node.text("name").text,
            maximum: node.number("maximum", 1..=1_000),
            said,
        }
    });
    let totals = node.tables("total", |node| {
        let said = node.name("code");
        let (name, maximum) = (node.text("name").text, node.number("maximum", 1..=2_000));
        Total {
            code: said.text.clone(),
            name,
            maximum,
            of: node.texts("of"),
            said,
            place_of_maximum: node.place_of("maximum"),
        }
    });
    let known = |said: &Said| {
        let is_known = subjects.iter().any(|subject| subject.code == said.text);
        if !is_known {
            node.fault_at(&said.place, format!("没有“{}”这个科目", said.text));
        }
        said.text.clone()
    };
    let mut ties = Vec::new();
    for value in node.array("ties") {
        match value.get_ref() {
            DeValue::Table(_) => {
                ties.extend(node.node(value, "").and_then(|node| node.whole(|node| together(node, &known))))
            }
            _ => ties.push(Tie::Subject(known(&node.string(value)))),
        }
    }
    for total in &totals {
        let sum: i64 = total
            .of
            .iter()
            .map(|said| {
                known(said);
                subjects.iter().find(|subject| subject.code == said.text).map_or(0, |subject| subject.maximum)
            })
            .sum();
        if !total.of.is_empty() && sum != total.maximum {
            node.fault_at(
                &total.place_of_maximum,
                format!("“{}”的满分是 {}，各科满分之和却是 {sum}", total.name, total.maximum),
            );
        }
    }
    Score { subjects, totals, ties }
}

/// `{ sum = [...] }` or `{ highest = [...] }`
fn together(node: &Node<'_, '_>, known: &impl Fn(&Said) -> String) -> Option<Tie> {
    let of = |key| node.texts(key).iter().map(known).collect::<Vec<_>>();
    match (of("sum"), of("highest")) {
        (sum, highest) if !sum.is_empty() && highest.is_empty() => Some(Tie::Sum(sum)),
        (sum, highest) if sum.is_empty() && !highest.is_empty() => Some(Tie::Highest(highest)),
        _ => {
            node.fault("sum", "应写成 { sum = [\"甲\", \"乙\"] }（之和）或 { highest = [\"甲\", \"乙\"] }（单科最高）");
            None
        }
    }
}
