//! Where packages are found: environments, editable installs, distributions by their names, and
//! what the command says when there is nothing.

mod common;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use common::{command, scratch, support::Ran};

fn run(command: Command) -> Ran {
    Ran::of(command, "", Duration::from_mins(2))
}

fn write(path: PathBuf, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// A virtual environment with a package that differs from version to version.
fn environment(root: &Path, version: &str) -> PathBuf {
    let (major_minor, _) = version.rsplit_once('.').unwrap();
    let folder = root.join("venv");
    let settings = format!("home = /nowhere\nversion = {version}\n");
    write(folder.join("pyvenv.cfg"), &settings);
    let site = folder.join(format!("lib/python{major_minor}/site-packages"));
    write(
        site.join("p/__init__.py"),
        "import sys\nif sys.version_info >= (3, 13):\n    async def late() -> int: ...\n\
         else:\n    async def early() -> int: ...\n",
    );
    folder
}

/// `render NAME` in a folder, with no interpreter on the path.
fn render(root: &Path, name: &str) -> Command {
    let mut tool = command();
    tool.args(["render", name])
        .current_dir(root)
        .env("PATH", root.join("nothing"));
    tool
}

#[test]
fn the_active_environment_and_its_version_are_used() {
    let root = scratch("environment-active");
    let folder = environment(&root, "3.13.1");
    // Sorted as text this one would be the last.
    write(
        folder.join("lib/python3.9/site-packages/p/__init__.py"),
        "async def old() -> int: ...\n",
    );
    let mut tool = render(&root, "p");
    tool.env("VIRTUAL_ENV", &folder);
    let rendered = run(tool).stdout;
    assert!(rendered.contains("def late_sync("), "{rendered}");

    let mut tool = render(&root, "p");
    tool.env("VIRTUAL_ENV", &folder)
        .args(["--python-version", "3.12"]);
    let rendered = run(tool).stdout;
    assert!(rendered.contains("def early_sync("), "{rendered}");
}

/// Its configuration says all, so its interpreter is not run, here for want of one.
#[cfg(unix)]
#[test]
fn the_environment_of_the_interpreter_on_the_path_is_active() {
    let root = scratch("environment-path");
    let folder = environment(&root, "3.13.1");
    write(folder.join("bin/python3"), "no program");
    let mut tool = render(&root, "p");
    tool.env("PATH", folder.join("bin"));
    let rendered = run(tool).stdout;
    assert!(rendered.contains("def late_sync("), "{rendered}");
}

#[cfg(unix)]
#[test]
fn an_interpreter_outside_of_an_environment_is_asked() {
    use std::os::unix::fs::PermissionsExt as _;

    let root = scratch("environment-asked");
    let site = root.join("site");
    write(site.join("p.py"), "async def f() -> int: ...\n");
    let python = root.join("bin/python3");
    let answer = format!(
        "#!/bin/sh\n[ \"$1 $2 $3\" = '-I -S -c' ] && printf '3.12\\n%s\\n' '{}'\n",
        site.display()
    );
    write(python.clone(), &answer);
    fs::set_permissions(&python, fs::Permissions::from_mode(0o755)).unwrap();
    let mut tool = render(&root, "p");
    tool.env("PATH", root.join("bin"));
    let rendered = run(tool).expect_quiet("render");
    assert!(rendered.contains("def f_sync("), "{rendered}");

    // One in the working folder is not run, even if the path leads there.
    for path in ["bin", ".", ""] {
        let mut tool = render(&root.join("bin"), "p");
        tool.env("PATH", path);
        let ran = run(tool);
        assert_eq!(ran.status.code(), Some(2), "{}", ran.stderr);
        assert!(ran.stderr.contains("no Python environment is active"));
    }
}

#[test]
fn what_is_wrong_with_an_environment_is_said() {
    let root = scratch("environment-wrong");
    let old = environment(&root.join("old"), "3.10.2");
    let bare = root.join("bare");
    write(bare.join("pyvenv.cfg"), "version = 3.12.1\n");
    fs::create_dir(root.join("none")).unwrap();
    for (folder, expected) in [
        (old, "the active environment has Python 3.10"),
        (bare, "no site-packages for Python 3.12"),
        (root.join("none"), "pyvenv.cfg: "),
        (root.join("missing"), "pyvenv.cfg: "),
    ] {
        let mut tool = render(&root, "p");
        tool.env("VIRTUAL_ENV", &folder);
        let ran = run(tool);
        assert_eq!(ran.status.code(), Some(2), "{}", ran.stderr);
        assert!(ran.stderr.contains(expected), "{expected}: {}", ran.stderr);
    }
    let ran = run(render(&root, "p"));
    assert_eq!(ran.status.code(), Some(2), "{}", ran.stderr);
    assert!(ran.stderr.contains("no Python environment is active"));
}

/// `render NAME` for packages that are installed in `site`.
fn installed(root: &Path, name: &str, arguments: &[&str]) -> Ran {
    let mut tool = command();
    tool.args(["render", name, "--site-packages", "site"])
        .args(arguments)
        .current_dir(root);
    run(tool)
}

#[test]
fn editable_installs_are_followed() {
    let root = scratch("editable");
    let project = root.join("project");
    for (file, function) in [
        ("src/by_path/__init__.py", "by_path"),
        ("flat/__init__.py", "flat"),
        ("flat/inner/__init__.py", "inner"),
        ("lib/code/__init__.py", "renamed"),
        ("lib/single.py", "single"),
        ("ns/part/__init__.py", "part"),
        ("redirected/__init__.py", "redirected"),
    ] {
        let text = format!("async def {function}() -> int: ...\n");
        write(project.join(file), &text);
    }
    let at = |path: &str| project.join(path).display().to_string();
    let site = root.join("site");
    write(
        site.join("__editable__.by_path-1.0.pth"),
        &format!("# a comment\n\n{}\n/nowhere\n", at("src")),
    );
    // As setuptools writes them.
    write(
        site.join("__editable__.flat-1.0.pth"),
        "import __editable___flat_1_0_finder; __editable___flat_1_0_finder.install()",
    );
    write(
        site.join("__editable___flat_1_0_finder.py"),
        &format!(
            "from __future__ import annotations\nimport sys\n\
             MAPPING: dict[str, str] = {{'flat': {:?}, 'renamed': {:?}, 'single': {:?}}}\n\
             NAMESPACES: dict[str, list[str]] = {{'ns': [{:?}]}}\n\
             PATH_PLACEHOLDER = '__editable__.flat-1.0.finder' + '.__path_hook__'\n\
             def install(): sys.exit('this is never run')\n",
            at("flat"),
            at("lib/code"),
            at("lib/single"),
            at("ns"),
        ),
    );
    // As the library `editables` does.
    write(site.join("_redirected.pth"), "import _redirected\n");
    write(
        site.join("_redirected.py"),
        &format!(
            "from editables.redirector import RedirectingFinder as F\nF.install()\n\
             F.map_module('redirected', {:?})\n",
            at("redirected/__init__.py")
        ),
    );
    for (name, function) in [
        ("by_path", "by_path"),
        ("flat", "flat"),
        ("flat.inner", "inner"),
        ("renamed", "renamed"),
        ("single", "single"),
        ("ns.part", "part"),
        ("redirected", "redirected"),
    ] {
        let rendered = installed(&root, name, &[]).expect_quiet(name);
        let shim = format!("def {function}_sync(");
        assert!(rendered.contains(&shim), "{name}: {rendered}");
    }
    assert_eq!(installed(&root, "code", &[]).status.code(), Some(2));
    for broken in ["flat/broken.py", "lib/code/broken.py"] {
        write(project.join(broken), "\ndef g(:\n");
    }
    for (name, place) in [("flat", "flat/broken.py:2:1"), ("renamed", "broken.py:2:1")] {
        let ran = installed(&root, name, &[]);
        assert_eq!(ran.status.code(), Some(2));
        assert!(ran.stderr.contains(place), "{place}: {}", ran.stderr);
        assert!(ran.stderr.contains("| def g(:"), "{}", ran.stderr);
    }
}

/// As meson-python and scikit-build-core write them.
#[test]
fn builds_with_compiled_parts_are_followed() {
    let root = scratch("redirected");
    let project = root.join("project");
    for (file, function) in [
        ("src/planned/__init__.py", "planned"),
        ("src/planned/inner.py", "inner"),
        ("src/lone.py", "lone"),
        ("whole/__init__.py", "whole"),
        ("python/built/__init__.py", "built"),
        ("python/other/__init__.py", "other"),
    ] {
        let text = format!("async def {function}() -> int: ...\n");
        write(project.join(file), &text);
    }
    let at = |path: &str| project.join(path).display().to_string();
    let site = root.join("site");
    let build = project.join("build");
    write(
        site.join("planned-editable.pth"),
        "import _planned_editable_loader",
    );
    write(
        site.join("_planned_editable_loader.py"),
        &format!(
            "def install(*arguments: object) -> None: ...\n\ninstall(\n    'planned',\n    \
             {{'planned', 'lone', 'whole'}},\n    {:?},\n    ['ninja'],\n    False,\n)\n",
            build.display().to_string(),
        ),
    );
    let plan = format!(
        r#"{{
            "python": {{
                {:?}: {{"destination": "{{py_purelib}}/planned/__init__.py"}},
                {:?}: {{"destination": "{{py_purelib}}/planned/inner.py"}},
                {:?}: {{"destination": "{{py_platlib}}/lone.py"}},
                {:?}: {{"destination": "{{py_purelib}}/unnamed/__init__.py"}}
            }},
            "install_subdirs": {{{:?}: {{"destination": "{{py_purelib}}/whole"}}}},
            "data": {{{:?}: {{"destination": "{{datadir}}/planned/readme"}}}}
        }}"#,
        at("src/planned/__init__.py"),
        at("src/planned/inner.py"),
        at("src/lone.py"),
        at("python/other/__init__.py"),
        at("whole"),
        at("readme"),
    );
    write(build.join("meson-info/intro-install_plan.json"), &plan);
    write(site.join("_built_editable.pth"), "import _built_editable\n");
    write(
        site.join("_built_editable.py"),
        &format!(
            "def install(*arguments): ...\n\n\ninstall({{'built': {:?}, 'built.inner': {:?}}}, \
             {{'built._core': 'built/_core.so'}}, None, False, False, [], [], '')\n",
            at("python/built/__init__.py"),
            at("python/built/inner.py"),
        ),
    );
    for (name, function) in [
        ("planned", "planned"),
        ("planned.inner", "inner"),
        ("lone", "lone"),
        ("whole", "whole"),
        ("built", "built"),
    ] {
        let rendered = installed(&root, name, &[]).expect_quiet(name);
        let shim = format!("def {function}_sync(");
        assert!(rendered.contains(&shim), "{name}: {rendered}");
    }
    for unknown in ["unnamed", "other", "built.inner"] {
        assert_eq!(
            installed(&root, unknown, &[]).status.code(),
            Some(2),
            "{unknown}"
        );
    }
}

#[test]
fn distributions_are_known_by_their_names() {
    let root = scratch("distributions");
    let site = root.join("site");
    for module in ["telegram", "one", "two", "_hidden", "topped"] {
        let text = format!("async def in_{module}() -> int: ...\n");
        write(site.join(module).join("__init__.py"), &text);
    }
    let describe = |folder: &str, name: &str, files: &[(&str, &str)]| {
        let folder = site.join(folder);
        let metadata = format!("Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n\nName: no\n");
        write(folder.join("METADATA"), &metadata);
        for (file, text) in files {
            write(folder.join(file), text);
        }
    };
    describe(
        "python_telegram_bot-1.0.dist-info",
        "python-telegram-bot",
        &[(
            "RECORD",
            "../../bin/bot.py,,\ntelegram/__init__.py,sha256=x,1\ntelegram/a.py,,\n\
             python_telegram_bot-1.0.dist-info/METADATA,,\n__pycache__/x.pyc,,\n",
        )],
    );
    describe(
        "Several-1.0.dist-info",
        "Several",
        &[(
            "RECORD",
            "one/__init__.py,,\ntwo/__init__.py,,\n_hidden/__init__.py,,\n",
        )],
    );
    describe(
        "top-1.0.dist-info",
        "top.level",
        &[("top_level.txt", "topped\n")],
    );
    describe(
        "empty-1.0.dist-info",
        "empty-one",
        &[("RECORD", "bin/x,,\n")],
    );

    for name in ["python-telegram-bot", "Python_Telegram.Bot"] {
        let ran = installed(&root, name, &[]);
        assert!(ran.status.success(), "{}", ran.stderr);
        let said = format!("`{name}` is imported as `telegram`\n");
        assert_eq!(ran.stderr, said);
        assert!(
            ran.stdout.contains("def in_telegram_sync("),
            "{}",
            ran.stdout
        );
    }
    let ran = installed(&root, "top-level", &[]);
    assert!(ran.stdout.contains("def in_topped_sync("), "{}", ran.stderr);
    for (name, expected) in [
        ("several", "several modules, name one of them: one, two"),
        ("empty-one", "is installed without a module"),
        ("nosuch", "no package or module `nosuch` in site"),
    ] {
        let ran = installed(&root, name, &[]);
        assert_eq!(ran.status.code(), Some(2));
        assert!(ran.stderr.contains(expected), "{}", ran.stderr);
    }
}

#[test]
fn missing_folders_are_said_so() {
    let root = scratch("missing-folders");
    write(root.join("site/p.py"), "async def f() -> int: ...\n");
    for folder in ["nosuch", "site/p.py"] {
        let ran = installed(&root, "p", &["--site-packages", folder]);
        assert_eq!(ran.status.code(), Some(2));
        let said = format!("error: --site-packages {folder}: ");
        assert!(ran.stderr.starts_with(&said), "{}", ran.stderr);
    }
}
