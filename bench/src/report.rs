//! What was measured, as text: on the terminal and in docs/PERFORMANCE.md.

use crate::load::Outcome;
use crate::machine;
use crate::metrics::Writes;
use crate::steady::Steady;
use anyhow::{Context, Result};
use std::fmt::{self, Display, Write};
use std::fs;

const DOCUMENT: &str = "docs/PERFORMANCE.md";
const BEGIN: &str = "<!-- measured: cargo xtask bench writes from here -->";
const END: &str = "<!-- measured: to here -->";

/// One endpoint at one number of connections.
pub(crate) struct Cell {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) connections: usize,
    pub(crate) zhaokao: Outcome,
    pub(crate) native: Outcome,
    /// Of the host right after the run, in bytes
    pub(crate) memory: u64,
    pub(crate) writes: Writes,
}

impl Cell {
    /// How many times as many answers a second as the native program.
    fn ratio(&self) -> f64 {
        self.zhaokao.rate() / self.native.rate()
    }
}

impl Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:>3} connections: {}", self.connections, numbers(&self.zhaokao))?;
        write!(f, " | native {} | ratio {:.2} | {} MB", numbers(&self.native), self.ratio(), megabytes(self.memory))?;
        if let Some((statements, milliseconds)) = self.writes.a_commit() {
            write!(f, " | {statements:.1} writes a commit of {milliseconds:.2} ms")?;
        }
        for error in [&self.zhaokao, &self.native].into_iter().filter_map(|outcome| outcome.first_error.as_ref()) {
            write!(f, "\n      {}", error.chars().take(300).collect::<String>())?;
        }
        Ok(())
    }
}

pub(crate) fn numbers(outcome: &Outcome) -> String {
    let (p50, p99) = (outcome.percentile(50), outcome.percentile(99));
    let (rate, each, errors) = (outcome.rate(), outcome.processor_each(), outcome.errors);
    format!("{rate:.0}/s p50 {p50:.2} p99 {p99:.2} ms, {each:.2} ms of a processor each, {errors} errors")
}

/// A whole run.
#[derive(Default)]
pub(crate) struct Report {
    pub(crate) cells: Vec<Cell>,
    pub(crate) load_before: f64,
    pub(crate) quick: bool,
    pub(crate) peak_memory: u64,
    pub(crate) native_peak_memory: u64,
    pub(crate) steady: Option<Steady>,
}

impl Report {
    fn cell(&self, name: &str, connections: usize) -> Option<&Cell> {
        self.cells.iter().find(|cell| cell.name == name && cell.connections == connections)
    }

    /// What was to be reached, and what was.
    pub(crate) fn targets(&self) -> String {
        let mut text = String::from("| to reach | measured | |\n|---|---|---|\n");
        let mut row = |what: &str, value: String, met: bool| {
            let _ = writeln!(text, "| {what} | {value} | {} |", if met { "met" } else { "**missed**" });
        };
        if let Some(cell) = self.cell("session", 32) {
            row(
                "signed-in read ≥ 0.4 × native (32 connections)",
                format!("{:.2} ×", cell.ratio()),
                cell.ratio() >= 0.4,
            );
        }
        for (name, title, most) in [("draft", "draft save", 0.35), ("submission", "submission, proved before,", 0.8)] {
            let Some(cell) = self.cell(name, 32) else { continue };
            let each = cell.zhaokao.processor_each();
            row(&format!("{title} ≤ {most} ms of a processor each"), format!("{each:.2} ms"), each <= most);
            let p99 = cell.zhaokao.percentile(99);
            row(
                &format!("{title} ≥ 3 × native at 32 connections"),
                format!("{:.2} ×", cell.ratio()),
                cell.ratio() >= 3.0,
            );
            row(&format!("{title} p99 < 20 ms at 32 connections"), format!("{p99:.1} ms"), p99 < 20.0);
        }
        if let Some(cell) = self.cell("submission", 32) {
            let rate = cell.zhaokao.rate();
            row("submission, proved before, ≥ 800 a second", format!("{rate:.0}"), rate >= 800.0);
        }
        for (pace, outcome) in self.steady.iter().flat_map(|steady| &steady.paces) {
            let (p99, most) =
                (outcome.percentile(99), if *pace == 200 { "p99 < 50 ms" } else { "for a minute, none lost" });
            let met = outcome.errors == 0 && outcome.rate() > 0.98 * f64::from(*pace) && (*pace > 200 || p99 < 50.0);
            let measured = format!("p50 {:.1} ms, p99 {p99:.1} ms, {} errors", outcome.percentile(50), outcome.errors);
            row(&format!("payment notices, {pace} a second: {most}"), measured, met);
        }
        let errors: u64 = self.cells.iter().filter(|c| c.connections == 256).map(|c| c.zhaokao.errors).sum();
        row("no error at 256 connections", format!("{errors}"), errors == 0);
        let memory = self.peak_memory;
        row("host memory < 300 MB, at its peak", format!("{} MB", megabytes(memory)), memory < 300_000_000);
        if let Some((name, size)) = machine::components().first() {
            row("each component < 3 MB", format!("{} KB ({name})", size / 1000), *size < 3_000_000);
        }
        if let Some(size) = machine::first_page() {
            row("first page ≤ 150 KB compressed", format!("{:.1} KB", size as f64 / 1024.0), size <= 150 * 1024);
        }
        text
    }

    /// Replaces the measured part of the document.
    pub(crate) fn write(&self) -> Result<()> {
        let document = fs::read_to_string(DOCUMENT)?;
        let (before, rest) = document.split_once(BEGIN).with_context(|| format!("{DOCUMENT}: {BEGIN}"))?;
        let (_, after) = rest.split_once(END).with_context(|| format!("{DOCUMENT}: {END}"))?;
        fs::write(DOCUMENT, format!("{before}{BEGIN}\n\n{}\n{END}{after}", self.markdown()))?;
        println!("wrote {DOCUMENT}");
        Ok(())
    }

    fn markdown(&self) -> String {
        let mut text = String::new();
        let day = crate::now().rfc3339().chars().take(10).collect::<String>();
        let quick = if self.quick { ", a quick run of one second a cell" } else { "" };
        let _ = writeln!(
            text,
            "{day}; {}; {:.1} other programs wanted to run when it began{quick}.\n",
            machine::processor(),
            self.load_before
        );
        let _ = writeln!(text, "{}", self.targets());
        self.table(&mut text);
        self.hash(&mut text);
        self.verification(&mut text);
        let _ = writeln!(
            text,
            "Memory at its peak: host {} MB, native {} MB.\n",
            megabytes(self.peak_memory),
            megabytes(self.native_peak_memory)
        );
        let sizes = machine::components().into_iter().map(|(name, size)| format!("{name} {}", size / 1000));
        let _ = writeln!(text, "Components, in KB: {}.", sizes.collect::<Vec<_>>().join(", "));
        text
    }

    fn table(&self, text: &mut String) {
        let _ = writeln!(
            text,
            "| | connections | requests/s | p50 ms | p99 ms | processor ms each | errors | native requests/s | p50 ms | p99 ms | processor ms each | errors | ratio | MB | writes a commit |"
        );
        let _ = writeln!(text, "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        for cell in &self.cells {
            let writes = cell.writes.a_commit().map_or("".into(), |(statements, _)| format!("{statements:.1}"));
            let columns = |o: &Outcome| {
                let (rate, p50, p99) = (o.rate(), o.percentile(50), o.percentile(99));
                format!("{rate:.0} | {p50:.2} | {p99:.2} | {:.2} | {}", o.processor_each(), o.errors)
            };
            let (title, connections, memory) = (cell.title, cell.connections, megabytes(cell.memory));
            let (ours, theirs) = (columns(&cell.zhaokao), columns(&cell.native));
            let _ = writeln!(
                text,
                "| {title} | {connections} | {ours} | {theirs} | {:.2} | {memory} | {writes} |",
                cell.ratio()
            );
        }
        let _ = writeln!(text);
    }

    fn verification(&self, text: &mut String) {
        let Some(Steady { alone: [whole, after, before], .. }) = self.steady else { return };
        let _ = writeln!(
            text,
            "Of one payment notice alone, the verification of its signature takes {:.2} of {whole:.2} ms ({:.0} %).\n",
            after - before,
            100.0 * (after - before) / whole
        );
    }

    fn hash(&self, text: &mut String) {
        let mean = |name| self.cell(name, 1).map(|cell| (cell.zhaokao.mean(), cell.native.mean()));
        if let (Some(whole), Some(apart)) = (mean("whole-submission"), mean("submission")) {
            let _ = writeln!(
                text,
                "Of one submission alone, the hash takes {:.1} of {:.1} ms (native: {:.1} of {:.1} ms).\n",
                whole.0 - apart.0,
                whole.0,
                whole.1 - apart.1,
                whole.1
            );
        }
    }
}

fn megabytes(bytes: u64) -> u64 {
    bytes / 1_000_000
}
