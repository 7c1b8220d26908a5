//! What does `[tool.mochi-asyncbridge]` in `pyproject.toml` say?

use std::{
    collections::BTreeMap,
    ops::Range,
    path::{Path, PathBuf},
};

use annotate_snippets::Level;
use mochi_asyncbridge::{Driver, Mode};
use mochi_asyncbridge_cli::{Pattern, is_identifier, read_file};
use serde::Deserialize;
use toml::Spanned;

use crate::{args::Style, excerpt::excerpt, failure::Failure};

/// The name of the table.
pub const TABLE: &str = "tool.mochi-asyncbridge";

/// More is no project's description.
const MAX_LEN: u64 = 16 << 20;

/// What is read of the file: the rest belongs to other tools.
#[derive(Deserialize)]
struct Document {
    #[serde(default)]
    tool: Tools,
}

#[derive(Default, Deserialize)]
struct Tools {
    #[serde(rename = "mochi-asyncbridge")]
    ours: Option<Spanned<Table>>,
}

/// The table as it is written.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a key that is true or false"
)]
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Table {
    /// The folder of the shim modules, from that of the file.
    pub output: Spanned<PathBuf>,
    /// Dotted names, names of distributions, or paths.
    pub packages: Spanned<Vec<Spanned<String>>>,
    /// Where packages are installed.
    #[serde(default)]
    pub site_packages: Vec<PathBuf>,
    pub python_version: Option<Version>,
    pub platform: Option<String>,
    pub style: Option<Style>,
    #[serde(default)]
    pub strip_async: bool,
    #[serde(default)]
    pub mirror: bool,
    pub mode: Option<Mode>,
    pub driver: Option<Driver>,
    #[serde(default)]
    pub timeouts: bool,
    #[serde(default)]
    pub runtime_annotations: bool,
    #[serde(default)]
    pub include: Vec<Spanned<Pattern>>,
    #[serde(default)]
    pub exclude: Vec<Spanned<Pattern>>,
    /// What is different for one package, by its name in `packages`.
    #[serde(default)]
    pub options: BTreeMap<Spanned<String>, Options>,
}

/// What one package has of its own.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Options {
    /// The name of its module of shims.
    pub module: Option<Spanned<String>>,
    pub style: Option<Style>,
    pub strip_async: Option<bool>,
    pub mirror: Option<bool>,
    pub mode: Option<Mode>,
    pub driver: Option<Driver>,
    pub timeouts: Option<bool>,
    /// In place of the table's.
    pub include: Option<Vec<Spanned<Pattern>>>,
    /// Beside the table's.
    #[serde(default)]
    pub exclude: Vec<Spanned<Pattern>>,
    /// Other names for shims, by the names that they would have.
    #[serde(default)]
    pub names: BTreeMap<Spanned<String>, Spanned<String>>,
    #[serde(default)]
    pub keep_going: bool,
    pub max_steps: Option<usize>,
}

/// A version of Python.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct Version(pub (u8, u8));

impl TryFrom<String> for Version {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        crate::args::version(&text).map(Self)
    }
}

/// A project: its table and where that stands.
pub struct Project {
    pub table: Table,
    /// The file, as it was given.
    pub path: PathBuf,
    /// Its text, for messages that point into it.
    pub text: String,
}

impl Project {
    /// Reads and checks the table of a file.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        Self::of(path, text(path)?)
    }

    /// The same for its text.
    pub fn of(path: &Path, text: String) -> Result<Self, Failure> {
        let failed = |error: &toml::de::Error| {
            let span = error.span().unwrap_or(0..0);
            pointing(path, &text, "this is no project", error.message(), span)
        };
        let document: Document = toml::from_str(&text).map_err(|error| failed(&error))?;
        let Some(table) = document.tool.ours else {
            return Err(format!(
                "{}: no table [{TABLE}]; `mochi-asyncbridge init` writes one",
                path.display()
            )
            .into());
        };
        let project = Self {
            table: table.into_inner(),
            path: path.to_owned(),
            text,
        };
        project.check()?;
        Ok(project)
    }

    /// The folder that paths are relative to.
    pub fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }

    /// The folder of the shim modules.
    pub fn output(&self) -> PathBuf {
        self.folder().join(self.table.output.get_ref())
    }

    /// The packages, as they are named.
    pub fn packages(&self) -> &[Spanned<String>] {
        self.table.packages.get_ref()
    }

    /// The patterns that are for all packages.
    pub fn patterns(&self) -> impl Iterator<Item = &Spanned<Pattern>> {
        self.table.include.iter().chain(&self.table.exclude)
    }

    /// What is different for a package.
    pub fn options(&self, package: &str) -> Options {
        let found = self.table.options.iter();
        let mut found = found.filter(|(name, _)| name.get_ref() == package);
        found
            .next()
            .map(|(_, options)| options.clone())
            .unwrap_or_default()
    }

    /// A message that points at a part of the file.
    pub fn at(&self, span: Range<usize>, heading: &str, label: &str) -> Failure {
        pointing(&self.path, &self.text, heading, label, span)
    }

    /// The line of a part of the file, from 1.
    pub fn line(&self, span: Range<usize>) -> usize {
        1 + self.text[..span.start].matches('\n').count()
    }

    fn check(&self) -> Result<(), Failure> {
        let table = &self.table;
        let output = &table.output;
        let folder = self.output();
        let folder = folder.canonicalize().unwrap_or(folder);
        let name = folder.file_name().and_then(|name| name.to_str());
        if !name.is_some_and(is_identifier) {
            let label = "expected a folder that Python can import a package by";
            return Err(self.at(output.span(), "the output is no package", label));
        }
        let packages = table.packages.get_ref();
        if packages.is_empty() {
            let label = "expected names of packages";
            return Err(self.at(table.packages.span(), "no packages", label));
        }
        for (at, package) in packages.iter().enumerate() {
            let mut before = packages[..at].iter();
            if before.any(|other| other.get_ref() == package.get_ref()) {
                let label = "expected each package once";
                return Err(self.at(package.span(), "a package that is named twice", label));
            }
        }
        for name in table.options.keys() {
            let is_listed = |package: &Spanned<String>| package.get_ref() == name.get_ref();
            if !packages.iter().any(is_listed) {
                let label = "expected one of `packages`";
                return Err(self.at(name.span(), "options of no package", label));
            }
        }
        Ok(())
    }
}

/// The text of the file.
pub fn text(path: &Path) -> Result<String, Failure> {
    let about = |problem: String| Failure::from(format!("{}: {problem}", path.display()));
    let bytes = read_file(path, MAX_LEN).map_err(|error| about(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| about(error.to_string()))
}

fn pointing(path: &Path, text: &str, heading: &str, label: &str, span: Range<usize>) -> Failure {
    let start = text.floor_char_boundary(span.start);
    // What spans several lines is pointed at by its first.
    let line = text[start..]
        .find(['\n', '\r'])
        .unwrap_or(text.len() - start);
    let end = text
        .floor_char_boundary(span.end)
        .clamp(start, start + line);
    let message = excerpt(
        Level::ERROR,
        heading,
        label,
        &path.to_string_lossy(),
        text,
        start..end,
    );
    Failure::Excerpts(vec![message])
}
