//! `render` and `runtime`.

use std::path::{Path, PathBuf};

use mochi_asyncbridge::{
    AsyncFn, Callee, Driver, Error, Errors, Missing, Mode, Module, Problem, Taken,
};
use mochi_asyncbridge_cli::is_identifier;

use crate::{
    args::{ModuleArgs, RenderArgs, RuntimeArgs, Style},
    descriptors,
    failure::{Failure, note},
    generated_from::generated_from,
    locate,
    mirror::{self, Placed, placed},
    output::{Outcome, Rendered, Sources, deliver, print},
    skips,
};

pub fn render(args: &RenderArgs) -> Result<Outcome, Failure> {
    if args.package.package == "-" {
        let text = descriptors::read()?;
        let mut module = descriptors::parse(&text)?;
        set_options(&mut module, args)?;
        let explain = |errors: &Errors| descriptors::explain(errors, &text);
        return give(&module, args, &explain, &[]);
    }
    if args.mirror {
        check_mirror(args)?;
    }
    let package = locate::read_as(&args.package, args.mirror)?;
    skips::summarize(&package.surface.report.skips, &package.options);
    let absent = package.surface.report.counts.absent.len();
    if absent > 0 {
        note(&format!(
            "typing.Any for {absent} types that have no value when a program runs \
             (see `mochi-asyncbridge surface --runtime-annotations`)"
        ));
    }
    let sources = package.sources();
    let mut module = package.surface.module.clone();
    let parts = &package.surface.parts;
    module.mode = default_mode(
        [&module]
            .into_iter()
            .chain(parts.iter().map(|part| &part.module)),
    );
    set_options(&mut module, args)?;
    module.generated_from = generated_from(&module, &package, args);
    if args.mirror {
        if let Some(said) = complete(&mut module, Vec::new()) {
            note(&said);
        }
        let modules = placed(module, package.surface.parts);
        return match give_package(&modules, args, &sources)? {
            Outcome::Done => Ok(package.outcome),
            outcome => Ok(outcome),
        };
    }
    if let Some(said) = complete(&mut module, package.surface.missing) {
        note(&said);
    }
    let explain = |errors: &Errors| Failure::from(errors.to_string());
    match give(&module, args, &explain, &sources)? {
        Outcome::Done => Ok(package.outcome),
        outcome => Ok(outcome),
    }
}

pub fn runtime(args: &RuntimeArgs) -> Result<Outcome, Failure> {
    let mut module = Module::default();
    set_loop(&mut module, &args.module);
    let text = runtime_of(&module)?;
    match &args.output.output {
        None => print(&text),
        Some(path) => {
            let path = path.clone();
            deliver(&[Rendered { path, text }], args.output.check, &[])
        }
    }
}

/// Adds what is said about shims that are not there, and the helpers, unless a shim has the name
/// of one, which goes before: that is said then.
pub fn complete(module: &mut Module, missing: Vec<Missing>) -> Option<String> {
    module.missing = missing;
    for missing in &mut module.missing {
        missing.reason = missing.reason.chars().map(plain).collect();
    }
    module.helpers = true;
    let errors = module.validate().err()?;
    let mut errors = errors.iter();
    let hidden =
        errors.find(|error: &&Error| matches!(error.problem, Problem::Duplicate(Taken::Helper)))?;
    module.helpers = false;
    let name = &hidden.value;
    Some(format!(
        "no helpers beside the shims: the package has its own `{name}`"
    ))
}

/// What a reason holds in place of what the text of a module cannot.
fn plain(c: char) -> char {
    match c {
        '"' => '\'',
        '\\' => '/',
        c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => ' ',
        c => c,
    }
}

/// An object that lives longer than a call is often bound to the loop that it was first used on:
/// with a loop for each call its second method would fail.
pub fn default_mode<'m>(modules: impl Iterator<Item = &'m Module> + Clone) -> Mode {
    let is_of_object = |function: &AsyncFn| {
        matches!(
            function.callee,
            Callee::Method(_) | Callee::Attribute(_) | Callee::Receiver
        )
    };
    let mut fns = modules.clone().flat_map(|module| &module.fns);
    let mut modules = modules;
    if modules.any(|module| !module.classes.is_empty()) || fns.any(is_of_object) {
        Mode::Persistent
    } else {
        Mode::PerCall
    }
}

/// Says who runs the coroutines of a module.
fn set_loop(module: &mut Module, args: &ModuleArgs) {
    if let Some(driver) = args.driver {
        module.driver = driver;
        if driver == Driver::Standby {
            module.mode = Mode::Persistent;
        }
    }
    if let Some(mode) = args.mode {
        module.mode = mode;
    }
    module.timeouts |= args.timeouts;
}

/// The run-time part that a module imports.
pub fn runtime_of(module: &Module) -> Result<String, Failure> {
    module
        .render_runtime()
        .map_err(|errors| Failure::from(errors.to_string()))
}

/// Gives a module the options of the command line.
fn set_options(module: &mut Module, args: &RenderArgs) -> Result<(), Failure> {
    set_loop(module, &args.module);
    module.runtime_annotations |= args.package.runtime_annotations;
    if args.shared_runtime.is_some() {
        module.shared_runtime.clone_from(&args.shared_runtime);
    }
    if let Some(folder) = folder(args) {
        check_package(folder, args)?;
        module.shared_runtime = Some(format!(".{RUNTIME}"));
    }
    Ok(())
}

/// The folder to write a package to, if one is wanted.
fn folder(args: &RenderArgs) -> Option<&Path> {
    args.output.output.as_deref().filter(|path| is_folder(path))
}

/// Renders a module to where it is wanted.
fn give(
    module: &Module,
    args: &RenderArgs,
    explain: &dyn Fn(&Errors) -> Failure,
    sources: &Sources,
) -> Result<Outcome, Failure> {
    let text = module.render().map_err(|errors| explain(&errors))?;
    let Some(path) = args.output.output.clone() else {
        return print(&text);
    };
    let files = if folder(args).is_some() {
        let runtime = Rendered {
            path: path.join(RUNTIME).with_extension("py"),
            text: runtime_of(module)?,
        };
        // What the shims need is there before they are.
        let path = path.join("__init__.py");
        vec![runtime, Rendered { path, text }]
    } else {
        vec![Rendered { path, text }]
    };
    deliver(&files, args.output.check, sources)
}

/// Writes modules like those of the package, or compares them.
fn give_package(
    modules: &[Placed],
    args: &RenderArgs,
    sources: &Sources,
) -> Result<Outcome, Failure> {
    let folder = folder(args).ok_or(NO_FOLDER)?;
    let root = &modules[0].module;
    let runtime = (
        PathBuf::from(RUNTIME).with_extension("py"),
        runtime_of(root)?,
    );
    let files = mirror::files(modules, &format!(".{RUNTIME}"))
        .map_err(|errors| Failure::from(errors.to_string()))?;
    // What the shims need is there before they are.
    let files = [runtime].into_iter().chain(files);
    let files: Vec<Rendered> = files
        .map(|(path, text)| Rendered {
            path: folder.join(path),
            text,
        })
        .collect();
    deliver(&files, args.output.check, sources)
}

/// What modules like those of a package need.
const NO_FOLDER: &str = "--mirror writes a package: give `--output DIR/`";

fn check_mirror(args: &RenderArgs) -> Result<(), Failure> {
    if folder(args).is_none() {
        return Err(NO_FOLDER.into());
    }
    if args.package.style.style == Style::Classes {
        return Err("--mirror is for `--style functions`".into());
    }
    Ok(())
}

/// The module of a package that holds its run-time part.
const RUNTIME: &str = "_runtime";

/// Whether a package is to be written: `DIR/`, or a folder that is there.
fn is_folder(path: &Path) -> bool {
    let ends_in_separator = path
        .as_os_str()
        .as_encoded_bytes()
        .last()
        .is_some_and(|&byte| std::path::is_separator(char::from(byte)));
    ends_in_separator || path.is_dir()
}

fn check_package(folder: &Path, args: &RenderArgs) -> Result<(), Failure> {
    if args.shared_runtime.is_some() {
        let message = "a package has its run-time part beside its shims: \
                       leave --shared-runtime out, or write a file";
        return Err(message.into());
    }
    let name = folder
        .canonicalize()
        .unwrap_or_else(|_| folder.to_owned())
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    match name {
        Some(name) if is_identifier(&name) => Ok(()),
        _ => Err(format!(
            "`{}` is no name that Python could import a package by",
            folder.display()
        )
        .into()),
    }
}
