//! 缴费项目.

use super::reader::{Node, Said};
use crate::fault::{Place, meant};
use domain::Fen;
use domain::form::Condition;
use domain::payment::{OwedBy, Unlocks};

/// What is owed.
#[derive(Debug)]
pub struct Fee {
    /// `registration`
    pub item: String,
    /// 普通高考报名费
    pub name: String,
    pub amount: Fen,
    /// What it is made of; may be empty
    pub detail: String,
    /// 一旦缴纳不退
    pub notice: String,
    pub owed_by: OwedBy,
    /// What it opens
    pub unlocks: Unlocks,
    /// Of the items with the same text here only one can be chosen; may be empty
    pub one_of: String,
    pub(crate) window: Said,
    /// Whom it is for, by their answers
    pub relevant: Condition,
    pub(crate) place_of_relevant: Place,
    pub(crate) place: Place,
}

impl Fee {
    /// The window in which it can be paid.
    pub fn window(&self) -> &str {
        &self.window.text
    }
}

const OWED_BY: [(&str, OwedBy); 3] =
    [("everybody", OwedBy::Everybody), ("filled", OwedBy::Filled), ("chooser", OwedBy::Chooser)];
const UNLOCKS: [(&str, Unlocks); 4] = [
    ("identity", Unlocks::Identity),
    ("ticket", Unlocks::Ticket),
    ("specialty_ticket", Unlocks::SpecialtyTicket),
    ("volunteer", Unlocks::Volunteer),
];

pub(super) fn read(node: &Node<'_, '_>) -> Fee {
    Fee {
        item: node.name("item").text,
        name: node.text("name").text,
        amount: node.yuan("amount"),
        detail: node.optional("detail").text,
        notice: node.text("notice").text,
        owed_by: one_of(node, "owed_by", &OWED_BY).unwrap_or(OwedBy::Everybody),
        unlocks: one_of(node, "unlocks", &UNLOCKS).unwrap_or(Unlocks::Identity),
        one_of: node.optional("one_of").text,
        window: node.text("window"),
        relevant: condition(node, "relevant"),
        place_of_relevant: node.place_of("relevant"),
        place: node.place_of("item"),
    }
}

/// Whom something is for, as the form's `relevant`; everybody when nothing is said.
pub(super) fn condition(node: &Node<'_, '_>, key: &'static str) -> Condition {
    Condition::parse(&node.optional(key).text).unwrap_or_else(|message| {
        node.fault(key, message);
        Condition::default()
    })
}

/// One of a few words.
pub(super) fn one_of<T: Copy>(node: &Node<'_, '_>, key: &'static str, known: &[(&'static str, T)]) -> Option<T> {
    let said = node.text(key).text;
    let found = known.iter().find(|(word, _)| *word == said).map(|(_, value)| *value);
    if found.is_none() && !said.is_empty() {
        let words = known.iter().map(|(word, _)| *word);
        let list = words.clone().collect::<Vec<_>>().join("、");
        let meant = meant(&said, words);
        node.fault(key, format!("没有“{said}”{}应为 {list} 之一", if meant.is_empty() { "，" } else { &meant }));
    }
    found
}
