//! One table of the manifest, read key by key.
//!
//! Every error names the file and the line. Keys that nobody asked for are refused by
//! [`Section::finish`]: a setting that is silently ignored is worse than one that is refused.

use anyhow::{Result, anyhow};
use std::collections::BTreeSet;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The manifest's text and name, for error messages.
pub(super) struct Source<'a> {
    pub(super) file: &'a str,
    pub(super) text: &'a str,
}

impl Source<'_> {
    pub(super) fn error(&self, offset: usize, message: impl std::fmt::Display) -> anyhow::Error {
        anyhow!("{}:{}: {message}", self.file, self.line(offset))
    }

    pub(super) fn line(&self, offset: usize) -> usize {
        1 + self.text.bytes().take(offset).filter(|byte| *byte == b'\n').count()
    }
}

/// A value together with the line it stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// The line in the manifest, counted from 1.
    pub line: usize,
}

/// A table of the manifest.
pub(super) struct Section<'a> {
    source: &'a Source<'a>,
    name: String,
    offset: usize,
    table: &'a DeTable<'a>,
    known: BTreeSet<&'static str>,
}

impl<'a> Section<'a> {
    pub(super) fn new(source: &'a Source<'a>, name: impl Into<String>, table: &'a DeTable<'a>, offset: usize) -> Self {
        Self { source, name: name.into(), offset, table, known: BTreeSet::new() }
    }

    pub(super) fn line(&self) -> usize {
        self.source.line(self.offset)
    }

    /// An error about this table as a whole.
    pub(super) fn error(&self, message: impl std::fmt::Display) -> anyhow::Error {
        self.source.error(self.offset, message)
    }

    pub(super) fn value(&mut self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.known.insert(key);
        self.table.get(key)
    }

    /// Accepts a key without reading it.
    pub(super) fn ignore(&mut self, keys: &[&'static str]) {
        self.known.extend(keys);
    }

    /// Refuses a key that Spin knows and this host does not support.
    pub(super) fn refuse(&mut self, key: &'static str, why: &str) -> Result<()> {
        match self.value(key) {
            Some(found) => Err(self.wrong(key, found, why)),
            None => Ok(()),
        }
    }

    pub(super) fn wrong(&self, key: &str, found: &Spanned<DeValue<'_>>, why: impl std::fmt::Display) -> anyhow::Error {
        self.source.error(found.span().start, format!("`{key}` in {}: {why}", self.name))
    }

    pub(super) fn string(&mut self, key: &'static str) -> Result<Option<Located<String>>> {
        let Some(found) = self.value(key) else {
            return Ok(None);
        };
        self.located_string(key, found).map(Some)
    }

    pub(super) fn required_string(&mut self, key: &'static str) -> Result<Located<String>> {
        self.string(key)?.ok_or_else(|| self.error(format!("{} needs `{key} = \"…\"`", self.name)))
    }

    pub(super) fn boolean(&mut self, key: &'static str) -> Result<bool> {
        let Some(found) = self.value(key) else {
            return Ok(false);
        };
        found.get_ref().as_bool().ok_or_else(|| self.wrong(key, found, "write true or false"))
    }

    /// A number of bytes.
    pub(super) fn size(&mut self, key: &'static str) -> Result<Option<u64>> {
        let Some(found) = self.value(key) else {
            return Ok(None);
        };
        let number = found.get_ref().as_integer().and_then(|number| number.as_str().parse().ok());
        number.map(Some).ok_or_else(|| self.wrong(key, found, "write a number of bytes"))
    }

    /// A number of things: one, at least.
    pub(super) fn count(&mut self, key: &'static str) -> Result<Option<usize>> {
        let Some(found) = self.value(key) else {
            return Ok(None);
        };
        let number = found.get_ref().as_integer().and_then(|number| number.as_str().parse().ok());
        let number = number.filter(|number| *number > 0);
        number.map(Some).ok_or_else(|| self.wrong(key, found, "write a number, 1 or more"))
    }

    /// A list of strings; an absent key is an empty list.
    pub(super) fn strings(&mut self, key: &'static str) -> Result<Vec<Located<String>>> {
        self.list(key)?.into_iter().map(|item| self.located_string(key, item)).collect()
    }

    pub(super) fn list(&mut self, key: &'static str) -> Result<Vec<&'a Spanned<DeValue<'a>>>> {
        let Some(found) = self.value(key) else {
            return Ok(Vec::new());
        };
        let array = found.get_ref().as_array().ok_or_else(|| self.wrong(key, found, "write a list: [ … ]"))?;
        Ok(array.iter().collect())
    }

    /// A nested table; an absent key is `None`.
    pub(super) fn section(&mut self, key: &'static str) -> Result<Option<Section<'a>>> {
        let Some(found) = self.value(key) else {
            return Ok(None);
        };
        self.as_section(format!("[{key}]"), key, found).map(Some)
    }

    pub(super) fn as_section(&self, name: String, key: &str, found: &'a Spanned<DeValue<'a>>) -> Result<Section<'a>> {
        let table = found.get_ref().as_table().ok_or_else(|| self.wrong(key, found, "this must be a table"))?;
        Ok(Section::new(self.source, name, table, found.span().start))
    }

    /// Every entry of a table whose keys are names chosen by the user.
    pub(super) fn entries(&self) -> Vec<(Located<String>, &'a Spanned<DeValue<'a>>)> {
        let entry = |(key, value): (&'a Spanned<toml::de::DeString<'a>>, &'a Spanned<DeValue<'a>>)| {
            let line = self.source.line(key.span().start);
            (Located { value: key.get_ref().to_string(), line }, value)
        };
        self.table.iter().map(entry).collect()
    }

    /// A table of strings, such as `environment`.
    pub(super) fn string_map(&mut self, key: &'static str) -> Result<Vec<(String, Located<String>)>> {
        let Some(section) = self.section(key)? else {
            return Ok(Vec::new());
        };
        section
            .entries()
            .into_iter()
            .map(|(name, value)| Ok((name.value, section.located_string(key, value)?)))
            .collect()
    }

    pub(super) fn located_string(&self, key: &str, found: &Spanned<DeValue<'_>>) -> Result<Located<String>> {
        let text = found.get_ref().as_str().ok_or_else(|| self.wrong(key, found, "write a \"string\""))?;
        Ok(Located { value: text.to_owned(), line: self.source.line(found.span().start) })
    }

    /// Refuses every key that nobody asked for.
    pub(super) fn finish(self) -> Result<()> {
        let unknown = self.table.iter().find(|(key, _)| !self.known.contains(key.get_ref().as_ref()));
        let Some((key, _)) = unknown else {
            return Ok(());
        };
        let known: Vec<_> = self.known.iter().copied().collect();
        let message = format!(
            "`{}` in {} is not supported; remove it (supported here: {})",
            key.get_ref(),
            self.name,
            known.join(", ")
        );
        Err(self.source.error(key.span().start, message))
    }
}
