//! What a score is made of, by the exam's own rule.

use serde::{Deserialize, Serialize};
use std::cmp::{Ordering, Reverse};

/// Subjects, totals, and how ties are broken. The marks of a score stand in the order of its [`Rule::columns`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// 科目
    pub subjects: Vec<Subject>,
    /// 总分; the first one is 投档成绩
    pub totals: Vec<Total>,
    /// What counts when totals are equal, in this order
    pub ties: Vec<Tie>,
}

/// A subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// `chinese`
    pub code: String,
    /// 语文
    pub name: String,
    /// 满分
    pub maximum: i64,
}

/// A total.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Total {
    /// `total`
    pub code: String,
    /// 投档成绩
    pub name: String,
    /// 满分
    pub maximum: i64,
    /// Subjects in it; none: the exam does not say
    pub of: Vec<String>,
}

/// A subject, or several together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tie {
    /// The mark of a subject
    Subject(String),
    /// Of several subjects, all together
    Sum(Vec<String>),
    /// Of several subjects, the best
    Highest(Vec<String>),
}

/// A mark; nothing where a subject was not taken.
pub type Mark = Option<i16>;

impl Rule {
    /// 3+1+2, of exams whose folder was put in force before revisions had the rule.
    pub fn before() -> Self {
        let subject =
            |(code, name, maximum): (&str, &str, _)| Subject { code: code.into(), name: name.into(), maximum };
        let subjects = [
            ("chinese", "语文", 150),
            ("mathematics", "数学", 150),
            ("foreign_language", "外语", 150),
            ("first", "首选科目", 100),
            ("second_high", "再选科目最高", 100),
            ("second_low", "再选科目次高", 100),
        ]
        .map(subject);
        let of = subjects.iter().map(|subject| subject.code.clone()).collect();
        let total = Total { code: "total".into(), name: "投档成绩".into(), maximum: 750, of };
        Self { subjects: subjects.into(), totals: vec![total], ties: Vec::new() }
    }

    /// Code, name and 满分 of each mark: subjects, then totals.
    pub fn columns(&self) -> impl Iterator<Item = (&str, &str, i64)> {
        let subjects = self.subjects.iter().map(|one| (&one.code[..], &one.name[..], one.maximum));
        subjects.chain(self.totals.iter().map(|one| (&one.code[..], &one.name[..], one.maximum)))
    }

    /// 投档成绩 among the marks.
    pub fn total(&self, marks: &[Mark]) -> i64 {
        self.totals.first().and_then(|total| self.mark(marks, &total.code)).unwrap_or_default()
    }

    /// Where a column stands.
    pub fn index(&self, code: &str) -> Option<usize> {
        self.columns().position(|(known, ..)| known == code)
    }

    fn mark(&self, marks: &[Mark], code: &str) -> Option<i64> {
        marks.get(self.index(code)?).copied().flatten().map(i64::from)
    }

    fn each<'a>(&'a self, marks: &'a [Mark], of: &'a [String]) -> impl Iterator<Item = Option<i64>> + 'a {
        of.iter().map(|code| self.mark(marks, code))
    }

    /// What is wrong with the marks of one score: each with its column.
    pub fn faults(&self, marks: &[Mark]) -> Vec<(usize, String)> {
        let mut faults = Vec::new();
        for (index, (_, name, maximum)) in self.columns().enumerate() {
            let mark = marks.get(index).copied().flatten().map(i64::from);
            match mark {
                Some(mark) if !(0..=maximum).contains(&mark) => {
                    faults.push((index, format!("{name}应为 0–{maximum} 的整数，这里是 {mark}")));
                }
                None if self.is_needed(index) => faults.push((index, format!("没有{name}"))),
                _ => {}
            }
        }
        for total in &self.totals {
            let sum: Option<i64> = self.each(marks, &total.of).sum();
            let (Some(sum), Some(mark), Some(index)) = (sum, self.mark(marks, &total.code), self.index(&total.code))
            else {
                continue;
            };
            if !total.of.is_empty() && sum != mark {
                faults.push((index, format!("{}是 {mark}，各科之和却是 {sum}", total.name)));
            }
        }
        if let (Some(high), Some(low), Some(index)) =
            (self.mark(marks, "second_high"), self.mark(marks, "second_low"), self.index("second_low"))
            && low > high
        {
            faults.push((index, format!("再选科目次高是 {low}，比最高的 {high} 还高")));
        }
        faults
    }

    /// Totals, and the subjects of which they are made up.
    fn is_needed(&self, index: usize) -> bool {
        let subject = self.subjects.get(index);
        subject.is_none_or(|subject| self.totals.iter().any(|total| total.of.contains(&subject.code)))
    }

    /// Which of two scores of the same total comes first: `Less`. Subjects that nobody took are left out.
    pub fn tie(&self, one: &[Mark], other: &[Mark]) -> Ordering {
        let weigh = |marks: &[Mark], tie: &Tie| match tie {
            Tie::Subject(code) => self.mark(marks, code),
            Tie::Sum(of) => self.each(marks, of).sum(),
            Tie::Highest(of) => self.each(marks, of).flatten().max(),
        };
        let compared = self.ties.iter().map(|tie| Reverse(weigh(one, tie)).cmp(&Reverse(weigh(other, tie))));
        compared.fold(Ordering::Equal, Ordering::then)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rule() -> Rule {
        let both = || vec!["chinese".to_owned(), "mathematics".to_owned()];
        Rule { ties: vec![Tie::Sum(both()), Tie::Highest(both()), Tie::Subject("first".into())], ..Rule::before() }
    }

    fn told(marks: [i16; 7]) -> Vec<usize> {
        rule().faults(&marks.map(Some)).into_iter().map(|(column, _)| column).collect()
    }

    #[test]
    fn a_total_that_is_not_the_sum_of_its_subjects_is_named() {
        let wrong = rule().faults(&[150, 150, 150, 100, 90, 10, 10].map(Some));
        assert_eq!(wrong, [(6, "投档成绩是 10，各科之和却是 650".to_owned())]);
        assert_eq!(told([150, 150, 150, 100, 10, 90, 650]), [5], "the lower one is not the higher");
        assert_eq!(told([151, 0, 0, 0, 0, -1, 150]), [0, 5]);
        assert_eq!(told([150, 150, 150, 100, 100, 100, 751]), [6, 6], "too high, and not the sum");
    }

    #[test]
    fn a_subject_that_no_total_is_made_of_may_be_missing() {
        let mut rule = rule();
        let mut marks = [Some(100); 7];
        marks[5] = None;
        assert_eq!(rule.faults(&marks)[0], (5, "没有再选科目次高".to_owned()));
        rule.totals[0].of.clear();
        assert!(rule.faults(&marks).is_empty());
    }

    #[test]
    fn ties_are_broken_in_the_order_of_the_exam() {
        let marks = |chinese: i16, mathematics, first| [chinese, mathematics, 0, first, 0, 0, 0].map(Some);
        let first = |one: [Mark; 7], other: [Mark; 7]| rule().tie(&one, &other);
        assert_eq!(first(marks(120, 110, 0), marks(100, 120, 99)), Ordering::Less, "the sum");
        assert_eq!(first(marks(120, 100, 0), marks(110, 110, 99)), Ordering::Less, "the highest");
        assert_eq!(first(marks(110, 100, 80), marks(100, 110, 81)), Ordering::Greater, "then the first subject");
        assert_eq!(first(marks(110, 100, 80), marks(100, 110, 80)), Ordering::Equal);
    }

    proptest! {
        #[test]
        fn only_the_sum_is_a_total(parts in prop::array::uniform6(0i16..=100), off in -50i16..=50) {
            let [a, b, c, d, e, f] = parts;
            let (high, low) = (e.max(f), e.min(f));
            let sum: i16 = parts.iter().sum();
            let faults = told([a, b, c, d, high, low, sum + off]);
            prop_assert_eq!(faults.contains(&6), off != 0);
            prop_assert!(faults.iter().all(|column| *column == 6));
        }

        #[test]
        fn any_marks_are_judged(marks in prop::collection::vec(prop::option::of(any::<i16>()), 0..9)) {
            rule().faults(&marks);
            prop_assert_eq!(rule().tie(&marks, &marks), Ordering::Equal);
        }
    }
}
