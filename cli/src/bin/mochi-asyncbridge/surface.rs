use std::path::Path;

use mochi_asyncbridge_cli::{dump as dump_source, to_json};
use serde_json::json;

use crate::{
    Failure,
    args::{Format, SurfaceArgs},
    locate,
    output::{Outcome, print},
    table,
};

pub fn surface(args: &SurfaceArgs) -> Result<Outcome, Failure> {
    let (surface, options) = locate::read(&args.package)?;
    match args.format {
        Format::Json => {
            let value = json!({
                "module": to_json(&surface.module),
                "origins": surface.origins,
                "report": surface.report,
            });
            let mut text = serde_json::to_string_pretty(&value)?;
            text.push('\n');
            print(text.as_bytes())
        }
        Format::Table => {
            table::print(&surface, &options, args.skipped);
            Ok(Outcome::Done)
        }
    }
}

pub fn dump(file: &Path) -> Result<Outcome, Failure> {
    let source = std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let source = mochi_asyncbridge_cli::decode(source)
        .map_err(|detail| format!("{}: {detail}", file.display()))?;
    let definitions = dump_source(&source)
        .map_err(|skip| format!("{}:{}: {}", file.display(), skip.line, skip.detail))?;
    let mut text = serde_json::to_string(&definitions)?;
    text.push('\n');
    print(text.as_bytes())
}
