//! How far is reading?

use std::{
    env,
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::output::width;

/// A bar on standard error that counts files, and packages where there are several. It shows only
/// on a terminal, and only when reading takes long.
pub struct Progress {
    bar: ProgressBar,
    packages: usize,
    done: AtomicUsize,
}

impl Progress {
    pub fn new(packages: usize) -> Self {
        let target = ProgressDrawTarget::stderr_with_hz(10);
        let bar = ProgressBar::with_draw_target(Some(0), target).with_style(style(packages));
        let progress = Self {
            bar,
            packages,
            done: AtomicUsize::new(0),
        };
        progress.say();
        progress
    }

    /// What reading one package calls with the number of its files, once for each of them.
    pub fn package(&self) -> impl Fn(usize) + Sync {
        let is_known = AtomicBool::new(false);
        move |files| {
            if !is_known.swap(true, Ordering::Relaxed) {
                self.bar.inc_length(files as u64);
            }
            self.bar.inc(1);
        }
    }

    /// One package more has been read.
    pub fn package_is_done(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
        self.say();
    }

    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }

    fn say(&self) {
        if self.packages > 1 {
            let done = self.done.load(Ordering::Relaxed);
            self.bar
                .set_message(format!("{done}/{} packages, ", self.packages));
        }
    }
}

fn style(packages: usize) -> ProgressStyle {
    /// What stands around the bar.
    const WORDS: usize = "reading  12345/12345 files ".len();
    let counted = if packages > 1 {
        "1234/1234 packages, ".len()
    } else {
        0
    };
    let room = width().unwrap_or(80).saturating_sub(WORDS + counted);
    let colour = if env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) {
        ""
    } else {
        ".cyan"
    };
    let template = match room.min(40) {
        0 => "reading {msg}{pos}/{len} files".to_owned(),
        length => format!("reading {{bar:{length}{colour}}} {{msg}}{{pos}}/{{len}} files"),
    };
    ProgressStyle::with_template(&template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
