//! `__all__`: what users of the module can name.

use askama::Template;

use crate::layout::export_key;
use crate::render::written::short_or_tall;

#[derive(Template)]
#[template(path = "exports/exports.py", escape = "none")]
struct ExportsTemplate<'a> {
    names: &'a str,
}

#[derive(Template)]
#[template(path = "exports/exports_tall.py", escape = "none")]
struct ExportsTallTemplate<'a> {
    names: &'a [&'a str],
}

/// The statement that lists `names`, which it sorts as ruff does.
pub(super) fn exports(names: &[String]) -> String {
    let mut names: Vec<&str> = names.iter().map(|name| &**name).collect();
    names.sort_by_cached_key(|name| export_key(name));
    let short = ExportsTemplate {
        names: &names.join("\", \""),
    };
    short_or_tall(&short, &ExportsTallTemplate { names: &names })
}
