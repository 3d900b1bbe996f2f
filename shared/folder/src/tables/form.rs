//! 报名表, a row a field.

use crate::table::{Cells, Head, Row, may, must};
use domain::form::Row as FormRow;

impl Row for FormRow {
    const TABLE: &'static str = "form";
    const HEADS: &'static [Head] = &[
        must("type", &["类型"]),
        must("name", &["名称", "字段名"]),
        must("label", &["标题"]),
        may("hint", &["说明"]),
        may("required", &["必填"]),
        may("relevant", &["条件"]),
        may("list", &["代码表"]),
        may("least", &["最少"]),
        may("most", &["最多"]),
        may("constraint", &["规则"]),
        may("constraint_message", &["规则提示"]),
        may("filled_by", &["填写人"]),
        may("sealed", &["加密"]),
        may("autocomplete", &["自动填写"]),
        may("print", &["打印位置"]),
        may("source", &["依据"]),
    ];

    fn read(cells: &mut Cells<'_>) -> Self {
        Self {
            r#type: cells.text("type"),
            name: cells.optional("name"),
            label: cells.optional("label"),
            hint: cells.optional("hint"),
            required: cells.optional("required"),
            relevant: cells.optional("relevant"),
            list: cells.optional("list"),
            least: cells.optional("least"),
            most: cells.optional("most"),
            constraint: cells.optional("constraint"),
            constraint_message: cells.optional("constraint_message"),
            filled_by: cells.optional("filled_by"),
            sealed: cells.optional("sealed"),
            autocomplete: cells.optional("autocomplete"),
            print: cells.optional("print"),
            source: cells.optional("source"),
        }
    }
}

/// A field, and not the beginning or the end of a group?
pub(crate) fn is_field(row: &FormRow) -> bool {
    !row.r#type.starts_with("begin") && !row.r#type.starts_with("end")
}
