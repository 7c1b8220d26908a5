//! What stands above a module's imports: what it is, what it was made of, and what type checkers are
//! to leave unsaid.

use askama::Template;

use crate::Driver;
use crate::descriptor::{GeneratedFrom, Module};
use crate::render::written::written;

#[derive(Template)]
#[template(path = "header/shims.py", escape = "none")]
struct ShimsTemplate;

#[derive(Template)]
#[template(path = "header/twins.py", escape = "none")]
struct TwinsTemplate;

#[derive(Template)]
#[template(path = "header/checks_of_twins.py", escape = "none")]
struct ChecksOfTwins;

#[derive(Template)]
#[template(path = "header/mode.py", escape = "none")]
struct ModeTemplate {
    mode: &'static str,
}

#[derive(Template)]
#[template(path = "header/options.py", escape = "none")]
struct OptionsTemplate<'a> {
    options: &'a str,
}

#[derive(Template)]
#[template(path = "header/package.py", escape = "none")]
struct PackageTemplate<'a> {
    package: &'a str,
}

#[derive(Template)]
#[template(path = "header/package_version.py", escape = "none")]
struct PackageVersionTemplate<'a> {
    package: &'a str,
    version: &'a str,
}

#[derive(Template)]
#[template(path = "header/command.py", escape = "none")]
struct CommandTemplate<'a> {
    command: &'a str,
}

/// The first line of the docstring.
pub(super) fn title(module: &Module) -> String {
    if module.classes.is_empty() {
        written(&ShimsTemplate)
    } else {
        written(&TwinsTemplate)
    }
}

/// Comments for type checkers that not every module has, each with the newline before it.
pub(super) fn checks(module: &Module) -> String {
    if module.classes.is_empty() {
        String::new()
    } else {
        format!("\n{}", written(&ChecksOfTwins))
    }
}

/// Mode, options, and what the module was generated from.
pub(super) fn lines(module: &Module) -> Vec<String> {
    let mode = module.mode.as_str();
    let mut lines = vec![written(&ModeTemplate { mode })];
    let options = [
        (module.driver == Driver::Standby, "standby driver"),
        (module.timeouts, "timeouts"),
        (module.helpers, "helpers"),
        (module.runtime_annotations, "run-time annotations"),
        (module.shared_runtime.is_some(), "shared run-time part"),
    ];
    let given: Vec<&str> = options
        .into_iter()
        .filter_map(|(is_given, option)| is_given.then_some(option))
        .collect();
    if !given.is_empty() {
        let options = &given.join(", ");
        lines.push(written(&OptionsTemplate { options }));
    }
    if let Some(from) = &module.generated_from {
        lines.extend(origin(from));
    }
    lines
}

fn origin(from: &GeneratedFrom) -> Vec<String> {
    let package = &from.package;
    let mut lines = vec![match &from.version {
        Some(version) => written(&PackageVersionTemplate { package, version }),
        None => written(&PackageTemplate { package }),
    }];
    if let Some(command) = &from.command {
        lines.push(written(&CommandTemplate { command }));
    }
    lines
}
