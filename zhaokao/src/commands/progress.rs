//! How far a long command has come: a bar where there is a terminal, a line for each tenth elsewhere.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::time::{Duration, Instant};

pub(crate) struct Progress {
    bar: ProgressBar,
    what: &'static str,
    /// Tenths that were told; none with a bar
    told: Option<usize>,
    started: Instant,
}

impl Progress {
    pub(crate) fn new(what: &'static str) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        let style = ProgressStyle::with_template("{msg} {wide_bar} {percent}% {elapsed}, {eta} left");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.set_message(what);
        let told = (!std::io::stderr().is_terminal()).then_some(0);
        Self { bar, what, told, started: Instant::now() }
    }

    /// Of something that has no parts to count.
    pub(crate) fn unmeasured(what: &'static str) -> Self {
        let told = (!std::io::stderr().is_terminal()).then_some(0);
        if told.is_some() {
            eprintln!("{what} …");
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        let style = ProgressStyle::with_template("{msg} {spinner} {elapsed}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
        bar.set_message(what);
        bar.enable_steady_tick(Duration::from_millis(100));
        Self { bar, what, told, started: Instant::now() }
    }

    pub(crate) fn at(&mut self, done: usize, of: usize) {
        self.bar.set_length(of as u64);
        self.bar.set_position(done as u64);
        let tenths = done * 10 / of.max(1);
        if let Some(told) = self.told.filter(|told| tenths > *told) {
            eprintln!("{}: {}0 % after {:.0} s", self.what, tenths.max(told), self.started.elapsed().as_secs_f64());
            self.told = Some(tenths);
        }
    }

    pub(crate) fn done(self) {
        self.bar.finish_and_clear();
        if self.told.is_some() {
            eprintln!("{}: done after {:.1} s", self.what, self.started.elapsed().as_secs_f64());
        }
    }
}
