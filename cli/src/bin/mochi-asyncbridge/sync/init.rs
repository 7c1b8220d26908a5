//! How does a project begin?

use std::path::Path;

use mochi_asyncbridge_cli::is_identifier;
use toml::{Table, Value};

use super::table::{TABLE, text};
use crate::{
    args::InitArgs,
    failure::{Failure, note},
    output::Outcome,
    write::Target,
};

/// The table as it is added, with a hole for the output folder.
const COMMENTED: &str = include_str!("init.toml");

/// Adds a commented table to the project's file, or makes the file.
pub fn init(args: &InitArgs) -> Result<Outcome, Failure> {
    let path = &args.project.project;
    let about =
        |problem: &dyn std::fmt::Display| Failure::from(format!("{}: {problem}", path.display()));
    let target = Target::at(path).map_err(|error| about(&error))?;
    let old = match target {
        Target::Missing => String::new(),
        Target::File(..) => text(path)?,
        Target::Special => return Err(about(&"not a regular file")),
    };
    let known: Table = toml::from_str(&old).map_err(|error| about(&error))?;
    let tools = known.get("tool").and_then(Value::as_table);
    if tools.is_some_and(|tools| tools.contains_key("mochi-asyncbridge")) {
        return Err(about(&format!("there is a table [{TABLE}] already")));
    }
    let added = COMMENTED.replace("OUTPUT", &output(&known, path));
    let gap = match &*old {
        "" => "",
        old if old.ends_with("\n\n") => "",
        old if old.ends_with('\n') => "\n",
        _ => "\n\n",
    };
    let new = format!("{old}{gap}{added}");
    // `tool = {}` takes no more tables, for one.
    if let Err(error) = toml::from_str::<Table>(&new) {
        let problem = format!("cannot take another table: {}", error.message());
        return Err(about(&problem));
    }
    target.write(path, &new).map_err(|error| about(&error))?;
    note(&format!(
        "added [{TABLE}] to {}: name packages in it, then run `mochi-asyncbridge sync`",
        path.display()
    ));
    Ok(Outcome::Done)
}

/// Where the shims of a project would lie: in its own package, if there is one.
fn output(known: &Table, path: &Path) -> String {
    let name = known
        .get("project")
        .and_then(|project| project.get("name"))
        .and_then(Value::as_str)
        .map(|name| name.replace(['-', '.'], "_").to_lowercase())
        .filter(|name| is_identifier(name));
    let folder = path.parent().unwrap_or(Path::new(""));
    let candidates = name
        .into_iter()
        .flat_map(|name| [format!("src/{name}"), name]);
    candidates
        .filter(|package| folder.join(package).is_dir())
        .map(|package| format!("{package}/sync"))
        .next()
        .unwrap_or_else(|| "sync".to_owned())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::COMMENTED;
    use crate::sync::table::Project;

    /// Every line that is commented out is right once it is not.
    #[test]
    fn the_comments_are_a_table_too() {
        let uncommented: Vec<&str> = COMMENTED
            .lines()
            .map(|line| match line.strip_prefix("# ") {
                Some(rest) if rest.starts_with('[') || rest.contains(" = ") => rest,
                _ => line,
            })
            .collect();
        let text = uncommented.join("\n").replace("[]", "['httpx']");
        let project = Project::of(Path::new("pyproject.toml"), text).unwrap();
        assert_eq!(project.options("httpx").names.len(), 1);
    }
}
