//! The lines of the module's docstring that say what it was made of.

use askama::Template;

use crate::Driver;
use crate::descriptor::{GeneratedFrom, Module};
use crate::render::written::written;

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
