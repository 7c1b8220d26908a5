//! What a module says that it was generated from: the package and the command that makes it again.

use mochi_asyncbridge::{Driver, GeneratedFrom, Module};
use mochi_asyncbridge_cli::Distributions;

use crate::{
    args::{DEFAULT_PLATFORM, RenderArgs, Style},
    locate::Package,
    output::Outcome,
};

/// Says it of a module whose options are settled. What cannot be said is left out.
pub fn generated_from(
    module: &Module,
    package: &Package,
    args: &RenderArgs,
) -> Option<GeneratedFrom> {
    by(
        &command(module, package, args),
        &package.name,
        &Distributions::installed(&package.options.roots),
    )
}

/// The same for a command that makes it.
pub fn by(command: &str, package: &str, distributions: &Distributions) -> Option<GeneratedFrom> {
    let command = Some(command.to_owned());
    let from = |from| GeneratedFrom {
        command: command.clone(),
        ..from
    };
    of(package, distributions).map(from).find(is_valid)
}

/// The package alone, of descriptors that are no module yet.
pub fn package(package: &Package) -> Option<GeneratedFrom> {
    let distributions = Distributions::installed(&package.options.roots);
    of(&package.name, &distributions).find(is_valid)
}

/// What can be said of a package, the most first.
fn of(package: &str, distributions: &Distributions) -> impl Iterator<Item = GeneratedFrom> {
    let bare = GeneratedFrom::new(package);
    let of_distribution = distributions.providing(package).map(|found| {
        let named = GeneratedFrom::new(found.name);
        [named.clone().version(found.version), named]
    });
    of_distribution.into_iter().flatten().chain([bare])
}

fn is_valid(from: &GeneratedFrom) -> bool {
    let module = Module::default().generated_from(from.clone());
    module.validate().is_ok()
}

/// The command with the options that decide about the text, in one order, however they were
/// given: a path of one machine means nothing on another.
fn command(module: &Module, package: &Package, args: &RenderArgs) -> String {
    let mut words = vec![
        "mochi-asyncbridge render".to_owned(),
        package.name.clone(),
        format!("--mode {}", module.mode),
    ];
    if module.driver != Driver::default() {
        words.push(format!("--driver {}", module.driver));
    }
    let style = &args.package.style;
    if style.style == Style::Classes {
        words.push("--style classes".to_owned());
    }
    if style.strip_async {
        words.push("--strip-async".to_owned());
    }
    for (option, patterns) in [("--include", &style.include), ("--exclude", &style.exclude)] {
        let quoted = patterns.iter().map(|pattern| quoted(&pattern.to_string()));
        words.extend(quoted.map(|pattern| format!("{option} {pattern}")));
    }
    if module.timeouts {
        words.push("--timeouts".to_owned());
    }
    if module.runtime_annotations {
        words.push("--runtime-annotations".to_owned());
    }
    if args.mirror {
        words.push("--mirror".to_owned());
    }
    if let Some(runtime) = &args.shared_runtime {
        words.push(format!("--shared-runtime {runtime}"));
    } else if module.shared_runtime.is_some() {
        // A package of shims and its run-time part: the command is for the folder that holds them.
        words.push("--output ./".to_owned());
    }
    if let Some((major, minor)) = args.package.python_version {
        words.push(format!("--python-version {major}.{minor}"));
    }
    let platform = &args.package.platform;
    if platform != DEFAULT_PLATFORM {
        words.push(format!("--platform {}", quoted(platform)));
    }
    if matches!(package.outcome, Outcome::Incomplete) {
        words.push("--keep-going".to_owned());
    }
    words.join(" ")
}

/// A word as a shell reads it.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    if word.chars().all(is_plain) && !word.is_empty() {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}
