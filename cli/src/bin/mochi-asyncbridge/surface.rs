//! `surface` and `dump`.

use std::path::Path;

use mochi_asyncbridge_cli::{dump as dump_source, surface_to_json};

use crate::{
    args::{Format, SurfaceArgs},
    comparison,
    escape::shown_json,
    failure::Failure,
    generated_from, locate,
    output::{Outcome, print},
    render::default_mode,
    table,
};

/// Longer files are not parsed.
const MAX_LEN: u64 = 16 << 20;

pub fn surface(args: &SurfaceArgs) -> Result<Outcome, Failure> {
    if let Some(old) = &args.diff {
        return comparison::compare(old, args);
    }
    let mut package = locate::read(&args.package)?;
    match args.format {
        Format::Json => {
            let from = generated_from::package(&package);
            let surface = &mut package.surface;
            surface.module.generated_from = from;
            surface.module.mode = default_mode([&surface.module].into_iter());
            let mut text = serde_json::to_string_pretty(&surface_to_json(surface))?;
            text.push('\n');
            print(&shown_json(&text))?;
        }
        Format::Table => table::print(&package.surface, &package.options, args),
    }
    Ok(package.outcome)
}

pub fn dump(file: &Path) -> Result<Outcome, Failure> {
    let about = |problem: String| format!("{}: {problem}", file.display());
    let source = mochi_asyncbridge_cli::read_file(file, MAX_LEN)
        .map_err(|error| about(error.to_string()))?;
    let source = mochi_asyncbridge_cli::decode(source).map_err(about)?;
    let definitions = dump_source(&source)
        .map_err(|skip| format!("{}:{}: {}", file.display(), skip.line, skip.detail))?;
    let mut text = serde_json::to_string(&definitions)?;
    text.push('\n');
    print(&shown_json(&text))
}
