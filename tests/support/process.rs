//! How are programs run, with a limit, and several at a time?

use std::{
    io::{Read, Write as _},
    process::{Child, Command, ExitStatus, Stdio},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
        mpsc::{self, Receiver},
    },
    thread,
    time::{Duration, Instant},
};

/// What a program did.
#[derive(Debug)]
pub struct Ran {
    pub status: ExitStatus,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    /// Runs a program on `stdin` until it ends and its output is closed.
    ///
    /// # Panics
    ///
    /// If it does not start, or has not ended after `limit`: it is killed then.
    #[track_caller]
    pub fn of(command: Command, stdin: &str, limit: Duration) -> Self {
        Self::within(command, stdin, limit).unwrap_or_else(|hang| panic!("{hang}"))
    }

    /// [`of`](Self::of), and where it hangs an error with what it printed.
    ///
    /// # Panics
    ///
    /// If it does not start.
    #[track_caller]
    pub fn within(mut command: Command, stdin: &str, limit: Duration) -> Result<Self, String> {
        let deadline = Instant::now() + limit;
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let stdout = read(child.stdout.take());
        let stderr = read(child.stderr.take());
        let mut pipe = child.stdin.take().expect("stdin is piped");
        let stdin = stdin.to_owned();
        // A program that ends without reading everything closes the pipe: its own business.
        thread::spawn(move || pipe.write_all(stdin.as_bytes()));

        let rest = |pipe: &Receiver<String>| {
            pipe.recv_timeout(deadline.saturating_duration_since(Instant::now()))
        };
        let (Ok(stdout), Ok(stderr)) = (rest(&stdout), rest(&stderr)) else {
            abort(&mut child);
            let grace = Duration::from_secs(5);
            return Err(format!(
                "{command:?} was killed: it hung for {limit:?}\n{}{}",
                stdout.recv_timeout(grace).unwrap_or_default(),
                stderr.recv_timeout(grace).unwrap_or_default(),
            ));
        };
        Ok(Self {
            status: child.wait().expect("the program can be waited for"),
            stdout,
            stderr,
        })
    }

    /// Everything that was printed, if the program failed or printed anything to `stderr`.
    pub fn quiet(self) -> Result<String, String> {
        if self.status.success() && self.stderr.is_empty() {
            return Ok(self.stdout);
        }
        Err(format!("{}\n{}{}", self.status, self.stdout, self.stderr))
    }

    /// What was printed to `stdout`.
    ///
    /// # Panics
    ///
    /// If the program failed or printed anything to `stderr`.
    #[track_caller]
    pub fn expect_quiet(self, what: &str) -> String {
        self.quiet()
            .unwrap_or_else(|output| panic!("{what}: {output}"))
    }
}

/// Ends it so that, in development mode, Python tells where each thread is.
fn abort(child: &mut Child) {
    let id = child.id().to_string();
    let _ = Command::new("kill").args(["-ABRT", &id]).status();
    thread::sleep(Duration::from_secs(1));
    let _ = child.kill();
    let _ = child.wait();
}

fn read(pipe: Option<impl Read + Send + 'static>) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    let mut pipe = pipe.expect("output is piped");
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = pipe.read_to_end(&mut bytes);
        let _ = sender.send(String::from_utf8_lossy(&bytes).into_owned());
    });
    receiver
}

/// Runs as many at once as there are cores; gives the errors, in the order of the jobs.
pub fn in_parallel<J: Sync, T>(
    jobs: &[J],
    run: impl Fn(&J) -> Result<T, String> + Sync,
) -> Vec<String> {
    let next = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    let work = || {
        while let Some((index, job)) = {
            let index = next.fetch_add(1, Ordering::Relaxed);
            jobs.get(index).map(|job| (index, job))
        } {
            if let Err(error) = run(job) {
                failures
                    .lock()
                    .expect("no holder panics")
                    .push((index, error));
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    let mut failures = failures.into_inner().expect("no holder panics");
    failures.sort_unstable();
    failures.into_iter().map(|(_, error)| error).collect()
}
