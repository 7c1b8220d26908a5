//! What discovery makes of small packages, as `tests/cases/*.md` write it down.
//!
//! A case is a `##` heading, prose, the files of a package in fences named by their paths, and a
//! fence `surface` (or `twins`, where classes get twins) with a line for each shim and for each thing that has none. Under
//! `UPDATE_SNAPSHOTS=1` the last fence is written anew. A file `use.py` is run against the emitted
//! module on every interpreter.

mod common;

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use common::{
    scratch,
    support::{Checks, Ran, pythons},
    test_file,
};
use mochi_asyncbridge::{
    AsyncFn, Binding, Callee, Class, Conversion, Member, MemberKind, Mode, Module, Param,
    ParamDefault, ParamKind, Shape,
};
use mochi_asyncbridge_cli::{
    ClassStyle, Options, Origin, Roots, Surface, Target, discover, surface_to_json,
};

const LIMIT: Duration = Duration::from_mins(1);

/// One package and what is expected of it.
struct Case {
    /// Where it stands: file and heading.
    name: String,
    files: Vec<(String, String)>,
    surface: String,
    /// Whether its classes get twins.
    classes: bool,
    /// The lines of the `surface` fence in its file, those of the fence itself left out.
    lines: std::ops::Range<usize>,
}

impl Case {
    /// The package: the first part of the first path.
    fn package(&self) -> &str {
        let (path, _) = self.files.first().expect("a case has a file");
        let top = path.split('/').next().unwrap_or(path);
        top.strip_suffix(".py").unwrap_or(top)
    }

    /// Writes the package into a folder of its own.
    fn write(&self, test: &str) -> PathBuf {
        let letters = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
        let folder: String = self.name.chars().map(letters).collect();
        let root = scratch(&format!("cases-{test}/{folder}"));
        self.write_into(&root);
        root
    }

    fn write_into(&self, root: &Path) {
        for (path, text) in &self.files {
            let path = root.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    }

    /// Renders a surface of the package beside it.
    fn emit(&self, surface: &Surface, root: &Path) -> PathBuf {
        let module = Module {
            mode: Mode::Persistent,
            ..surface.module.clone()
        };
        let text = module
            .render()
            .unwrap_or_else(|errors| panic!("{}: {errors}", self.name));
        let file = root.join(format!("{}_sync.py", self.package()));
        fs::write(&file, text).unwrap();
        file
    }

    fn discover(&self, root: &Path) -> Surface {
        let options = Options {
            roots: Roots::from(vec![root.to_owned()]),
            target: Target::default(),
            classes: self.classes.then(ClassStyle::default),
            ..Options::default()
        };
        discover(self.package(), &options).unwrap_or_else(|error| panic!("{}: {error}", self.name))
    }
}

/// The files with cases, in order.
fn documents() -> Vec<PathBuf> {
    let entries = fs::read_dir(test_file("cases")).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty());
    files
}

fn cases(document: &Path) -> Vec<Case> {
    let text = fs::read_to_string(document).unwrap();
    let stem = document.file_stem().unwrap().to_string_lossy();
    let mut cases = Vec::new();
    let mut heading = String::new();
    let mut files = Vec::new();
    let mut lines = text.lines().enumerate();
    while let Some((at, line)) = lines.next() {
        if let Some(title) = line.strip_prefix("## ") {
            assert!(files.is_empty(), "{stem}: {heading} has no fence `surface`");
            title.clone_into(&mut heading);
        }
        let Some(info) = line.strip_prefix("```") else {
            continue;
        };
        let mut body = String::new();
        let mut end = at + 1;
        for (at, line) in lines.by_ref() {
            end = at;
            if line == "```" {
                break;
            }
            body.push_str(line);
            body.push('\n');
        }
        if info == "surface" || info == "twins" {
            cases.push(Case {
                name: format!("{stem}: {heading}"),
                files: std::mem::take(&mut files),
                surface: body,
                classes: info == "twins",
                lines: at + 1..end,
            });
        } else if let Some(path) = info.strip_prefix("python ") {
            files.push((path.to_owned(), body));
        } else {
            panic!(
                "{stem}: {heading}: a fence is `python PATH`, `surface` or `twins`, not `{info}`"
            );
        }
    }
    assert!(files.is_empty(), "{stem}: {heading} has no fence `surface`");
    cases
}

#[test]
fn surfaces_are_as_written() {
    let bless = std::env::var_os("UPDATE_SNAPSHOTS").is_some_and(|value| value == "1");
    let mut differences = String::new();
    for document in documents() {
        let text = fs::read_to_string(&document).unwrap();
        let mut lines: Vec<&str> = text.lines().collect();
        let found: Vec<(Case, String)> = cases(&document)
            .into_iter()
            .map(|case| {
                let surface = case.discover(&case.write("surface"));
                (case, shown(&surface))
            })
            .collect();
        for (case, shown) in found.iter().rev() {
            if *shown == case.surface {
                continue;
            }
            lines.splice(case.lines.clone(), shown.lines());
            let comparison = pretty_assertions::StrComparison::new(&case.surface, shown);
            writeln!(differences, "{}\n{comparison}", case.name).unwrap();
        }
        if bless {
            fs::write(&document, lines.join("\n") + "\n").unwrap();
        }
    }
    assert!(
        bless || differences.is_empty(),
        "{differences}\naccept with UPDATE_SNAPSHOTS=1 cargo test -p mochi-asyncbridge-cli --test cases"
    );
}

/// The emitted module is imported, and every shim is held against what `inspect` sees.
#[test]
fn surfaces_are_those_of_inspect() {
    let python = &pythons()[0];
    let mut problems = String::new();
    let all = documents();
    let all = all.iter().flat_map(|document| cases(document));
    for case in all.filter(|case| !case.classes) {
        let root = case.write("inspect");
        let surface = case.discover(&root);
        let file = case.emit(&surface, &root);
        let input = surface_to_json(&surface);
        let mut oracle = python.strict();
        oracle
            .arg(test_file("oracle/surface.py"))
            .arg(&file)
            .env("PYTHONPATH", &root);
        let ran = Ran::of(oracle, &input.to_string(), LIMIT);
        if !ran.status.success() {
            writeln!(problems, "{}\n{}{}", case.name, ran.stdout, ran.stderr).unwrap();
        }
    }
    assert!(problems.is_empty(), "{problems}");
}

/// What uses the shims in a case works.
#[test]
fn shims_work() {
    let mut problems = String::new();
    for case in documents().iter().flat_map(|document| cases(document)) {
        if !case.files.iter().any(|(path, _)| path == "use.py") {
            continue;
        }
        let root = case.write("use");
        case.emit(&case.discover(&root), &root);
        for python in pythons() {
            let mut command = python.strict();
            command.arg("use.py").current_dir(&root);
            let mut ran = Ran::of(command, "", LIMIT);
            // On a busy machine asyncio says which step took long.
            let is_slow = |line: &str| line.starts_with("Executing <");
            if ran.stderr.lines().all(is_slow) {
                ran.stderr.clear();
            }
            if let Err(output) = ran.quiet() {
                writeln!(problems, "{}, {python}\n{output}", case.name).unwrap();
            }
        }
    }
    assert!(problems.is_empty(), "{problems}");
}

/// Nothing that users get of twins is to be awaited, by the types in the emitted text.
#[test]
fn nothing_that_twins_give_is_asynchronous() {
    let python = &pythons()[0];
    let mut problems = String::new();
    let all = documents();
    let all = all.iter().flat_map(|document| cases(document));
    for case in all.filter(|case| case.classes) {
        let root = case.write("reach");
        let file = case.emit(&case.discover(&root), &root);
        let mut walk = python.strict();
        walk.arg(test_file("oracle/reach.py")).arg(&file);
        let ran = Ran::of(walk, "", LIMIT);
        if !ran.status.success() || !ran.stdout.is_empty() {
            writeln!(problems, "{}\n{}{}", case.name, ran.stdout, ran.stderr).unwrap();
        }
    }
    assert!(problems.is_empty(), "{problems}");
}

#[test]
fn modules_are_clean_under_mypy_strict() {
    let mut problems = String::new();
    for case in documents().iter().flat_map(|document| cases(document)) {
        // One folder for all, so that what mypy knows of Python's own modules is kept.
        let root = scratch("cases-mypy");
        case.write_into(&root);
        let file = case.emit(&case.discover(&root), &root);
        let Err(said) = Checks::at(&root).mypy(&[file]) else {
            continue;
        };
        // What the packages themselves do is not what is checked.
        let own = format!("{}_sync.py:", case.package());
        let foreign = |line: &str| line.contains(".py:") && !line.starts_with(&own);
        let ours: Vec<&str> = said.lines().filter(|line| !foreign(line)).collect();
        if !ours.is_empty() {
            writeln!(problems, "{}\n{}", case.name, ours.join("\n")).unwrap();
        }
    }
    assert!(problems.is_empty(), "{problems}");
}

/// A line for each shim, then one for each thing without.
fn shown(surface: &Surface) -> String {
    let mut text = String::new();
    for class in &surface.module.classes {
        twin(class, &mut text);
    }
    for (function, origin) in surface.module.fns.iter().zip(&surface.origins) {
        shim(function, origin, &mut text);
    }
    for skip in &surface.report.skips {
        let name = if skip.name.is_empty() {
            skip.path.to_string_lossy()
        } else {
            skip.name.as_str().into()
        };
        write!(text, "no shim: {name}: {}", skip.reason).unwrap();
        if !skip.detail.is_empty() {
            write!(text, ": {}", skip.detail).unwrap();
        }
        text.push('\n');
    }
    text
}

/// `name_sync[T: int](x: T) -> coroutine of T: p.name`, and its overloads.
fn shim(function: &AsyncFn, origin: &Origin, text: &mut String) {
    let type_params: Vec<String> = function
        .type_params
        .iter()
        .map(|param| match (&param.bound, &param.constraints[..]) {
            (Some(bound), _) => format!("{}: {bound}", param.name),
            (None, []) => param.name.clone(),
            (None, all) => format!("{}: ({})", param.name, all.join(", ")),
        })
        .collect();
    text.push_str(&function.sync_name);
    if !type_params.is_empty() {
        write!(text, "[{}]", type_params.join(", ")).unwrap();
    }
    let shape = shape(&function.shape);
    let callee = match &function.callee {
        Callee::Name => function.name.clone(),
        Callee::Path(path) => path.clone(),
        Callee::Method(name) => format!(".{name}()"),
        Callee::Attribute(name) => format!(".{name}"),
        Callee::Receiver => "itself".to_owned(),
        other => panic!("{other:?}"),
    };
    let (params, returns) = (params(&function.params), &function.returns);
    writeln!(
        text,
        "({params}) -> {shape} {returns}: {callee} for {}",
        origin.name
    )
    .unwrap();
    for overload in &function.overloads {
        let params = self::params(&overload.params);
        writeln!(text, "    ({params}) -> {}", overload.returns).unwrap();
    }
}

fn shape(shape: &Shape) -> String {
    match shape {
        Shape::Coroutine => "coroutine of",
        Shape::Awaitable => "awaitable of",
        Shape::MaybeAwaitable => "perhaps awaitable of",
        Shape::AsyncIterator => "iterator of",
        Shape::AsyncGenerator { send } => return format!("generator with {send} of"),
        Shape::AsyncContextManager => "context manager of",
        Shape::AwaitableContextManager => "awaitable context manager of",
        Shape::Plain => "value of",
        other => panic!("{other:?}"),
    }
    .to_owned()
}

/// `class Twin[T](Base) of p.Original` and its members.
fn twin(class: &Class, text: &mut String) {
    write!(text, "class {}", class.name).unwrap();
    if !class.type_params.is_empty() {
        let names: Vec<&str> = class.type_params.iter().map(|param| &*param.name).collect();
        write!(text, "[{}]", names.join(", ")).unwrap();
    }
    if !class.bases.is_empty() {
        write!(text, "({})", class.bases.join(", ")).unwrap();
    }
    writeln!(text, " of {}", class.original).unwrap();
    for member in &class.members {
        self::member(member, text);
    }
}

/// `name(x: T) -> coroutine of T`, with `~conversion` behind what does not cross as it is.
fn member(member: &Member, text: &mut String) {
    let converted = |annotation: &str, conversion: Conversion| match conversion {
        Conversion::None => annotation.to_owned(),
        conversion => format!("{annotation} ~{conversion}"),
    };
    let given: Vec<Param> = member
        .params
        .iter()
        .map(|param| {
            let conversion = member.conversions.get(&param.name).copied();
            Param {
                annotation: converted(&param.annotation, conversion.unwrap_or_default()),
                ..param.clone()
            }
        })
        .collect();
    let returns = converted(&member.returns, member.result);
    let (name, params) = (&member.name, params(&given));
    write!(text, "    ").unwrap();
    match &member.kind {
        MemberKind::Variable { class_level } => {
            let level = if *class_level { " of the class" } else { "" };
            write!(text, "{name}: {returns}{level}").unwrap();
        }
        MemberKind::Property { shape, setter } => {
            write!(text, "{name} -> {} {returns}", self::shape(shape)).unwrap();
            if let Some(setter) = setter {
                let takes = converted(&setter.annotation, setter.conversion);
                write!(text, ", set to {takes}").unwrap();
            }
        }
        MemberKind::Method { binding, shape } => {
            let binding = match binding {
                Binding::Instance => "",
                Binding::Class => "class ",
                Binding::Static => "static ",
            };
            let shape = self::shape(shape);
            write!(text, "{binding}{name}({params}) -> {shape} {returns}").unwrap();
        }
        MemberKind::Constructor => write!(text, "{name}({params})").unwrap(),
        MemberKind::Iterable => write!(text, "{name} -> iterable of {returns}").unwrap(),
        MemberKind::Iterator => write!(text, "{name} -> iterator of {returns}").unwrap(),
        MemberKind::ContextManager => write!(text, "{name} -> {returns}").unwrap(),
        MemberKind::Awaited => write!(text, "{name} -> awaited {returns}").unwrap(),
        MemberKind::Dynamic => write!(text, "{name}").unwrap(),
        other => panic!("{other:?}"),
    }
    if let Some(target) = &member.target {
        write!(text, ": {target}").unwrap();
    }
    text.push('\n');
    for overload in &member.overloads {
        let params = self::params(&overload.params);
        writeln!(text, "        ({params}) -> {}", overload.returns).unwrap();
    }
}

fn params(params: &[Param]) -> String {
    let mut shown = Vec::new();
    let positional_only = params
        .iter()
        .rposition(|param| param.kind == ParamKind::PositionalOnly);
    let mut starred = false;
    for (at, param) in params.iter().enumerate() {
        let stars = match param.kind {
            ParamKind::VarPositional => "*",
            ParamKind::VarKeyword => "**",
            _ => "",
        };
        if param.kind == ParamKind::KeywordOnly && !starred {
            shown.push("*".to_owned());
        }
        starred |= matches!(
            param.kind,
            ParamKind::VarPositional | ParamKind::KeywordOnly
        );
        let default = match &param.default {
            None => "",
            Some(ParamDefault::Omitted) => " = ...",
            Some(ParamDefault::Expr(text)) => &format!(" = {text}"),
        };
        shown.push(format!(
            "{stars}{}: {}{default}",
            param.name, param.annotation
        ));
        if positional_only == Some(at) {
            shown.push("/".to_owned());
        }
    }
    shown.join(", ")
}
