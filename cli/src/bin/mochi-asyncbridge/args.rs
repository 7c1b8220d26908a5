//! What can be said on the command line.

use std::{ffi::OsString, path::PathBuf};

use clap::{
    Args as ClapArgs, Parser, Subcommand, ValueEnum,
    builder::{PossibleValue, PossibleValuesParser, TypedValueParser as _},
};
use clap_complete::Shell;
use mochi_asyncbridge::{Driver, Mode};
use mochi_asyncbridge_cli::{Pattern, Reason};
use serde::Deserialize;

/// The platform that is read for unless another is named.
pub const DEFAULT_PLATFORM: &str = "linux";

/// Synchronous Python shims for everything asynchronous in a package.
#[derive(Parser)]
#[command(name = "mochi-asyncbridge", version, max_term_width = 100)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    /// Write the shim module of a package, or of descriptors as JSON on standard input.
    Render(RenderArgs),
    /// Write the shim modules of all packages that a project's `pyproject.toml` names.
    Sync(SyncArgs),
    /// Add a commented table to `pyproject.toml` for `sync`.
    Init(InitArgs),
    /// Write the run-time part that modules rendered with --shared-runtime import.
    Runtime(RuntimeArgs),
    /// Show what a package has that is asynchronous, and what no shim can stand for; with --diff,
    /// what a new version changes.
    Surface(SurfaceArgs),
    /// Print every definition of a Python file as JSON, as the parser sees it.
    #[command(hide = true)]
    Dump {
        /// The file.
        file: PathBuf,
    },
    /// Print the completions of a shell.
    Completions {
        /// Which shell.
        shell: Shell,
    },
    /// Print the manual page.
    Man,
}

#[derive(ClapArgs)]
pub struct RenderArgs {
    #[command(flatten)]
    pub package: PackageArgs,
    #[command(flatten)]
    pub module: ModuleArgs,
    /// Write modules like those of the package, so that importing costs what is used: with
    /// `--output DIR/`, the shims of `package.sub.name` are in `DIR/sub/name.py` and have no `sub_name_`
    /// before their names.
    #[arg(long, requires = "output")]
    pub mirror: bool,
    /// Import the run-time part from this module instead of repeating it.
    #[arg(long, value_name = "MODULE")]
    pub shared_runtime: Option<String>,
    #[command(flatten)]
    pub output: OutputArgs,
}

#[derive(ClapArgs)]
pub struct RuntimeArgs {
    #[command(flatten)]
    pub module: ModuleArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}

#[derive(ClapArgs)]
pub struct SurfaceArgs {
    #[command(flatten)]
    pub package: PackageArgs,
    /// Compare an older surface, a package or what `--format json` wrote in a file `NAME.json`, with
    /// that of PACKAGE, which can be such a file too. The exit code is 1 if a change breaks callers.
    #[arg(long, value_name = "OLD", conflicts_with = "skipped")]
    pub diff: Option<OsString>,
    /// How to show it.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// List every shim, however many there are.
    #[arg(long)]
    pub all: bool,
    /// List what was left out, one by one, in the table too.
    #[arg(long)]
    pub skipped: bool,
    /// Of what was left out, only what has this reason, as the JSON has it; repeat it for more.
    #[arg(long, value_name = "REASON", requires = "skipped", value_parser = reason)]
    pub reason: Vec<Reason>,
    /// Of what was left out, only what has such a dotted name, in which `*` stands for any text.
    #[arg(long, value_name = "PATTERN", requires = "skipped")]
    pub named: Vec<Pattern>,
}

#[derive(Clone, Copy, Default, ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Table,
    /// Descriptors, their origins and the report, for programs.
    Json,
}

#[derive(ClapArgs)]
pub struct ModuleArgs {
    /// Who runs the coroutines: a loop for each call, or one loop for all calls, which objects
    /// that live longer than a call need.
    /// [default: `persistent` where there are shims of methods, else `per-call`]
    #[arg(long, value_name = "MODE", value_parser = mode_parser())]
    pub mode: Option<Mode>,
    /// Which threads run the one loop of persistent mode: those that call, or also one of its own
    /// while none does, so that background tasks go on between calls and shims work where another
    /// loop runs, as in a notebook. `standby` means `--mode persistent`.
    /// [default: `caller`]
    #[arg(long, value_name = "DRIVER", value_parser = driver_parser())]
    pub driver: Option<Driver>,
    /// Let calls be bounded by `mochi_async_timeout` and cancelled by a token.
    #[arg(long)]
    pub timeouts: bool,
}

#[derive(Clone, ClapArgs)]
pub struct PackageArgs {
    /// A package's dotted name, the path of a package or of a module, or `-` for descriptors.
    #[arg(value_name = "PACKAGE")]
    pub package: OsString,
    /// Where packages are installed; repeat it to add folders. Editable installs are followed.
    /// [default: that of the active virtual environment, else of the `python3` on the path]
    #[arg(long, value_name = "DIR")]
    pub site_packages: Vec<PathBuf>,
    /// When the package is not there, install this requirements file, pinned by hash, into the
    /// first --site-packages with pip.
    #[arg(long, value_name = "FILE", requires = "site_packages")]
    pub requirements: Option<PathBuf>,
    /// The Python version whose branches of `if sys.version_info` are read.
    /// [default: that of the environment, with --site-packages 3.11]
    #[arg(long, value_name = "X.Y", value_parser = version)]
    pub python_version: Option<(u8, u8)>,
    /// The `sys.platform` whose branches are read.
    #[arg(long, value_name = "NAME", default_value = DEFAULT_PLATFORM)]
    pub platform: String,
    #[command(flatten)]
    pub style: StyleArgs,
    /// Import all that annotations name when the module is imported, so that tools which make
    /// schemas from functions can evaluate them; what has no value then becomes `typing.Any`.
    #[arg(long)]
    pub runtime_annotations: bool,
    /// Leave out files of the package that cannot be read instead of giving nothing; the exit
    /// code is 3 then.
    #[arg(long)]
    pub keep_going: bool,
    /// How much work the package may make, in names, types and shims looked through, before it is
    /// given up.
    /// [default: 40000000 and one for each byte of its source]
    #[arg(long, value_name = "N")]
    pub max_steps: Option<usize>,
}

/// What stands for the asynchronous classes of a package.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Style {
    /// A function for each method, which takes the object.
    #[default]
    Functions,
    /// A class of synchronous twins for each class.
    Classes,
}

#[derive(Clone, ClapArgs, Default)]
pub struct StyleArgs {
    /// What stands for asynchronous classes: functions that take the asynchronous objects, or
    /// classes of synchronous twins, called what their originals are called.
    #[arg(long, value_enum, default_value_t)]
    pub style: Style,
    /// With `--style classes`: leave the word `Async` out of the names of twins, where that makes
    /// no two the same.
    #[arg(long)]
    pub strip_async: bool,
    /// Only what has such a public dotted name, in which `*` stands for any text; repeat it for
    /// more. With `--style classes`, what that leads to comes with it.
    #[arg(long, value_name = "PATTERN")]
    pub include: Vec<Pattern>,
    /// Nothing of these names.
    #[arg(long, value_name = "PATTERN")]
    pub exclude: Vec<Pattern>,
}

#[derive(ClapArgs)]
pub struct SyncArgs {
    #[command(flatten)]
    pub project: ProjectArgs,
    /// Where packages are installed; repeat it to add folders.
    /// [default: `site-packages` of the table, else of the active virtual environment, of `.venv`
    /// beside the file, or of the `python3` on the path]
    #[arg(long, value_name = "DIR")]
    pub site_packages: Vec<PathBuf>,
    /// Write nothing: show how files differ, and exit with 1 if any does.
    #[arg(long)]
    pub check: bool,
    /// Read all packages again, whatever is known from the last time.
    #[arg(long)]
    pub no_cache: bool,
    /// Where to keep what is known until the next time.
    /// [default: `.mochi-asyncbridge` beside the project's file]
    #[arg(long, value_name = "DIR", conflicts_with = "no_cache")]
    pub cache_dir: Option<PathBuf>,
    /// How to say what is stale or failed.
    #[arg(long, value_enum, default_value_t)]
    pub format: SyncFormat,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum SyncFormat {
    /// For people.
    #[default]
    Text,
    /// The same, and lines from which GitHub Actions makes annotations.
    Github,
}

#[derive(ClapArgs)]
pub struct InitArgs {
    #[command(flatten)]
    pub project: ProjectArgs,
}

#[derive(ClapArgs)]
pub struct ProjectArgs {
    /// The project's file.
    #[arg(long, value_name = "FILE", default_value = "pyproject.toml")]
    pub project: PathBuf,
}

#[derive(ClapArgs)]
pub struct OutputArgs {
    /// The file to write; standard output without it. `DIR/` is a package: the shims in its
    /// `__init__.py`, the run-time part in its `_runtime.py`.
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Write nothing: show how the file differs, and exit with 1 if it does.
    #[arg(long, requires = "output")]
    pub check: bool,
}

fn mode_parser() -> impl clap::builder::TypedValueParser<Value = Mode> {
    let per_call = PossibleValue::new("per-call").alias("percall");
    PossibleValuesParser::new([per_call, PossibleValue::new("persistent")])
        .try_map(|name| name.parse::<Mode>())
}

/// A reason by its name in JSON; the error lists all of them.
fn reason(text: &str) -> Result<Reason, String> {
    serde_json::from_value(text.into()).map_err(|error| error.to_string())
}

fn driver_parser() -> impl clap::builder::TypedValueParser<Value = Driver> {
    PossibleValuesParser::new(Driver::ALL.map(Driver::as_str))
        .try_map(|name| name.parse::<Driver>())
}

pub fn version(text: &str) -> Result<(u8, u8), String> {
    let parts = text
        .split_once('.')
        .and_then(|(major, minor)| Some((major.parse().ok()?, minor.parse().ok()?)));
    parts
        .filter(|&(major, minor): &(u8, u8)| major == 3 && minor >= 11)
        .ok_or_else(|| "expected 3.11 or later, as in `3.13`".to_owned())
}
