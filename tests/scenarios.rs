//! The scenarios of `tests/scenarios/`: each, with each module and on each interpreter, is a test of
//! its own, `<file>::<scenario>::<module>::<interpreter>`.
//!
//! Those that soak for minutes are ignored by default, as in `cargo test`, and those with the standby
//! driver on all interpreters but the first: `-- standby --ignored --skip soaks` runs them, as
//! `.ci/run` does. `MOCHI_REPEAT=50` runs each so often: races show.

mod support;

#[path = "scenarios/modules.rs"]
mod modules;

use std::{
    collections::BTreeMap,
    env,
    path::{Path, PathBuf},
    process::{ExitCode, ExitStatus},
    sync::Arc,
    thread,
    time::Duration,
};

use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::Value;
use support::{Python, Ran, Venv, pythons, skip};

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    // They wait more than they compute.
    let cores = thread::available_parallelism().map_or(1, usize::from);
    arguments.test_threads.get_or_insert(2 * cores);
    libtest_mimic::run(&arguments, trials()).exit_code()
}

fn trials() -> Vec<Trial> {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("scenarios");
    let directory = Arc::new(modules::render_all(directory));
    let mut pythons = pythons();
    let scenarios = declared(&pythons[0]);
    match Venv::new(
        "uvloop",
        include_str!("requirements/uvloop.txt"),
        &pythons[0],
    ) {
        Ok(venv) => pythons[0] = venv.python,
        Err(error) => skip(&format!(
            "scenarios with uvloop: it does not install: {error}"
        )),
    }
    let repeat = env::var("MOCHI_REPEAT").map_or(1, |text| text.parse().expect("a number"));

    let mut trials = Vec::new();
    let mut not_for: BTreeMap<String, usize> = BTreeMap::new();
    for (index, python) in pythons.iter().enumerate() {
        let is_first = index == 0;
        let has = abilities(python);
        for scenario in &scenarios {
            if let Some(need) = scenario.needs.as_ref().filter(|need| !has.contains(need)) {
                let reason = format!("{python}, which has no {need}");
                *not_for.entry(reason).or_default() += scenario.variants.len();
                continue;
            }
            for variant in &scenario.variants {
                for _ in 0..repeat {
                    trials.push(trial(python, scenario, variant, &directory, is_first));
                }
            }
        }
    }
    for (reason, number) in not_for {
        eprintln!("scenarios that are not for {reason}: {number}");
    }
    assert!(!trials.is_empty());
    trials
}

fn trial(
    python: &Python,
    scenario: &Arc<Scenario>,
    variant: &str,
    modules: &Arc<PathBuf>,
    is_first: bool,
) -> Trial {
    let Scenario {
        file,
        name,
        guarantee,
        soaks,
        ..
    } = &**scenario;
    // The interpreters differ where callers run the loop; the first one shows the standby's.
    let is_repeated = variant.contains("standby") && !is_first;
    let test = format!("{file}::{name}::{variant}::{}", python.short());
    let (python, scenario) = (python.clone(), Arc::clone(scenario));
    let (variant, modules) = (variant.to_owned(), Arc::clone(modules));
    Trial::test(test, move || scenario.run(&python, &variant, &modules))
        .with_kind(guarantee)
        .with_ignored_flag(*soaks || is_repeated)
}

/// What is declared in `tests/scenarios/cases`.
#[derive(Debug)]
struct Scenario {
    guarantee: String,
    file: String,
    name: String,
    variants: Vec<String>,
    stdout: String,
    returncode: i64,
    needs: Option<String>,
    seconds: f64,
    soaks: bool,
}

impl Scenario {
    fn new(json: &Value) -> Self {
        let text = |key: &str| json[key].as_str().map(str::to_owned);
        let present = |key: &str| text(key).unwrap_or_else(|| panic!("{key}: {json}"));
        Self {
            guarantee: present("guarantee"),
            file: present("module"),
            name: present("name"),
            variants: json["variants"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|variant| variant.as_str().expect("a name").to_owned())
                .collect(),
            stdout: present("stdout"),
            returncode: json["returncode"].as_i64().expect("a number"),
            needs: text("needs"),
            seconds: json["seconds"].as_f64().expect("a number"),
            soaks: json["soaks"].as_bool().expect("a boolean"),
        }
    }

    fn run(&self, python: &Python, variant: &str, modules: &Path) -> Result<(), Failed> {
        let mut command = python.strict();
        command
            .arg("scenario.py")
            .args([modules.as_os_str(), variant.as_ref()])
            .args([&self.file, &self.name])
            .current_dir(folder());
        let ran = Ran::of(command, "", Duration::from_secs_f64(self.seconds));
        let code = exit_code(ran.status);
        if code == Some(self.returncode) && ran.stdout == self.stdout && ran.stderr.is_empty() {
            return Ok(());
        }
        Err(format!("{}\n{}", ran.status, shorten(&(ran.stdout + &ran.stderr))).into())
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios")
}

fn declared(python: &Python) -> Vec<Arc<Scenario>> {
    let mut command = python.command();
    command.arg("declared.py").current_dir(folder());
    let json = Ran::of(command, "", Duration::from_secs(60)).expect_quiet("declared.py");
    let json: Value = serde_json::from_str(&json).expect("declared.py prints JSON");
    let scenarios = json.as_array().expect("a list");
    scenarios
        .iter()
        .map(|json| Arc::new(Scenario::new(json)))
        .collect()
}

/// What a scenario may need.
fn abilities(python: &Python) -> Vec<String> {
    const PROBE: &str = "import importlib.util, os\n\
        if importlib.util.find_spec('uvloop'): print('uvloop')\n\
        if hasattr(os, 'fork'): print('fork')\n\
        if os.name == 'posix': print('posix')";
    let mut command = python.command();
    command.args(["-c", PROBE]);
    let found = Ran::of(command, "", Duration::from_secs(60)).expect_quiet("abilities");
    let mut abilities: Vec<String> = found.lines().map(str::to_owned).collect();
    if !python.gil {
        abilities.push("free-threading".to_owned());
    }
    abilities
}

/// As Python's `subprocess` counts: below zero what a signal ended.
fn exit_code(status: ExitStatus) -> Option<i64> {
    #[cfg(unix)]
    let signal = std::os::unix::process::ExitStatusExt::signal(&status);
    #[cfg(not(unix))]
    let signal = None::<i32>;
    status
        .code()
        .or(signal.map(|signal| -signal))
        .map(i64::from)
}

fn shorten(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    if lines.len() < 80 {
        return text.to_owned();
    }
    [&lines[..60], &["..."], &lines[lines.len() - 20..]]
        .concat()
        .join("\n")
}
