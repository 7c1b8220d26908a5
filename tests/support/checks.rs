//! What do ruff, mypy and pyright have against a file?

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use super::{Ran, Venv, target_dir, tools};

/// Linting and type-checking, with no configuration but what is written here.
#[derive(Clone, Debug)]
pub struct Checks {
    root: PathBuf,
    packages: Option<PathBuf>,
    installed: Vec<String>,
    are_parts: bool,
}

impl Checks {
    /// Checks files below `root`, from which their imports are resolved too.
    pub fn at(root: impl AsRef<Path>) -> Self {
        Self {
            root: root.as_ref().canonicalize().expect("the root exists"),
            packages: None,
            installed: Vec::new(),
            are_parts: false,
        }
    }

    /// Takes the files for parts of one module, which share what is private to it.
    #[must_use]
    pub fn of_parts(mut self) -> Self {
        self.are_parts = true;
        self
    }

    /// Takes modules that lie at the root for installed ones, which is what shims are rendered for:
    /// imports of them are sorted apart.
    #[must_use]
    pub fn with_installed(mut self, modules: Vec<String>) -> Self {
        self.installed = modules;
        self
    }

    /// Resolves imports of installed packages in `venv`.
    #[must_use]
    pub fn with_packages(mut self, venv: &Venv) -> Self {
        self.packages = Some(venv.python.executable.clone());
        self
    }

    /// What ruff, mypy and pyright have against the files, all of it.
    ///
    /// # Panics
    ///
    /// If they have anything.
    #[track_caller]
    pub fn assert_clean(&self, files: &[PathBuf]) {
        let complaints: Vec<String> = [self.ruff(files), self.mypy(files), self.pyright(files)]
            .into_iter()
            .filter_map(Result::err)
            .collect();
        assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    }

    /// ruff: its default rules, import order, modern syntax and annotations.
    pub fn ruff(&self, files: &[PathBuf]) -> Result<(), String> {
        let mut ruff = tools().program("ruff");
        ruff.args(["check", "--isolated", "--no-cache", "--quiet"])
            .args(["--output-format", "concise", "--target-version", "py311"])
            .args(["--select", "E4,E7,E9,F,I,UP,ANN"])
            .arg("--config")
            .arg(format!("lint.isort.known-third-party={:?}", self.installed));
        self.run(ruff, files)
    }

    /// mypy, strict, for the oldest supported Python.
    pub fn mypy(&self, files: &[PathBuf]) -> Result<(), String> {
        let mut mypy = tools().program("mypy");
        mypy.args(["--strict", "--config-file=", "--python-version=3.11"])
            .args(["--no-error-summary", "--no-color-output"])
            .arg("--cache-dir")
            .arg(target_dir().join("checks").join(self.key()).join("mypy"))
            .env_remove("MYPYPATH");
        if let Some(packages) = &self.packages {
            mypy.arg("--python-executable").arg(packages);
        }
        self.run(mypy, files)
    }

    /// pyright, strict, for the oldest supported Python.
    pub fn pyright(&self, files: &[PathBuf]) -> Result<(), String> {
        let dir = target_dir().join("checks").join(self.key());
        fs::create_dir_all(&dir).expect("the target directory can be written");
        let project = dir.join("pyrightconfig.json");
        let config = format!(
            r#"{{
  "typeCheckingMode": "strict",
  "pythonVersion": "3.11",
  "reportPrivateUsage": {private},
  "reportUnusedFunction": {private},
  "reportUnusedClass": {private},
  "exclude": [],
  "extraPaths": [{root:?}]
}}
"#,
            private = !self.are_parts,
            root = self.root.to_string_lossy()
        );
        fs::write(&project, config).expect("the target directory can be written");
        let mut pyright = tools().program("basedpyright");
        pyright.arg("--project").arg(&project);
        if let Some(packages) = &self.packages {
            pyright.arg("--pythonpath").arg(packages);
        }
        self.run(pyright, files)
    }

    /// Tells apart what belongs to different roots.
    fn key(&self) -> String {
        self.root.to_string_lossy().replace(['/', '\\', ':'], "-")
    }

    fn run(&self, mut command: Command, files: &[PathBuf]) -> Result<(), String> {
        command.args(files).current_dir(&self.root);
        let ran = Ran::of(command, "", Duration::from_secs(300));
        if ran.status.success() {
            return Ok(());
        }
        Err(format!("{}{}", ran.stdout, ran.stderr))
    }
}
