//! Texts that macros are given.

use super::{Macros, value};
use proc_macro2::TokenTree;
use std::collections::BTreeMap;

/// Each argument of a macro, when all are texts.
pub(super) fn arguments(tokens: &[TokenTree], known: &Macros, given: &BTreeMap<String, String>) -> Option<Vec<String>> {
    let is_comma = |token: &TokenTree| matches!(token, TokenTree::Punct(mark) if mark.as_char() == ',');
    tokens.split(is_comma).filter(|part| !part.is_empty()).map(|part| joined(part, known, given)).collect()
}

/// Texts that follow one another without a comma, as `$($guard,)+ " …"`.
pub(super) fn joined(mut tokens: &[TokenTree], known: &Macros, given: &BTreeMap<String, String>) -> Option<String> {
    let mut text = String::new();
    while !tokens.is_empty() {
        let (next, length) = value(tokens, known, given)?;
        text += &next;
        tokens = tokens.get(length..)?;
    }
    Some(text)
}
