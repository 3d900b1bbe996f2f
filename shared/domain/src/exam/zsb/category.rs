//! 报考类别: somebody is of exactly one (湘教考成字〔2024〕1号 二5). Which there are, who may claim one and what is shown for it (二3) is the
//! exam year's own.

use super::Majors;
use crate::error::Faults;
use crate::form::{Answers, Condition};
use crate::{Error, Result};
use serde::{Deserialize, Serialize};

/// A category.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ExamCategory"))]
pub struct Category {
    /// Code of the list `category`
    pub code: String,
    /// 退役大学生士兵免试
    pub name: String,
    /// Who may claim it, by their answers
    pub relevant: Condition,
    /// Of which one somebody is when this one is not granted, if they may claim that
    pub fallback: Option<String>,
    /// Window in which its choice is filed
    pub window: String,
    /// Which majors can be chosen
    pub majors: Majors,
    /// 证明材料
    pub materials: Vec<Material>,
}

/// What is shown for a claim: scans.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Material {
    /// `discharge`
    pub code: String,
    /// 退役证
    pub name: String,
    /// Of whom it is wanted, by their answers
    pub relevant: Condition,
}

/// The category of a code.
///
/// # Errors
/// `Invalid` where there is none.
pub(super) fn find<'a>(categories: &'a [Category], code: &str) -> Result<&'a Category> {
    let found = categories.iter().find(|category| category.code == code);
    found.ok_or_else(|| Error::invalid("category", "没有这个报考类别"))
}

impl Category {
    /// Insists on that somebody may claim it, and shows all that is wanted for it; `shown`: codes of materials.
    ///
    /// # Errors
    /// `Invalid` with every fault.
    pub fn claim(&self, answers: &Answers, shown: &[&str]) -> Result<()> {
        let mut faults = Faults::default();
        faults.add_if(!self.relevant.holds(answers), "category", format!("不符合“{}”的报考条件", self.name));
        for material in self.wanted(answers).filter(|material| !shown.contains(&material.code.as_str())) {
            faults.add(format!("materials.{}", material.code), format!("请上传{}", material.name));
        }
        faults.or(())
    }

    /// The materials that are wanted of somebody.
    pub fn wanted(&self, answers: &Answers) -> impl Iterator<Item = &Material> {
        self.materials.iter().filter(|material| material.relevant.holds(answers))
    }

    /// What is left to whoever is not granted this one.
    pub fn left<'a>(&self, categories: &'a [Category], answers: &Answers) -> Option<&'a Category> {
        let code = self.fallback.as_deref()?;
        categories.iter().find(|category| category.code == code && category.relevant.holds(answers))
    }
}
