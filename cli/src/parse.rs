//! How does a file become a tree, and the tree an index, without running out of stack?

use std::{
    path::Path,
    sync::{LazyLock, Mutex, PoisonError},
    thread,
};

use rayon::{ThreadPool, ThreadPoolBuilder};
use ruff_python_ast::{ModModule, PySourceType, token::TokenKind};
use ruff_python_parser::{Parsed, parse_unchecked_source};

use crate::{
    find::ModuleFile,
    index::{Index, Lines, index},
    report::{Reason, Skip},
    source,
    target::Target,
};

/// The stack of threads that hold trees. A tree is as deep as its longest statement has tokens,
/// and is dropped recursively.
pub const STACK_SIZE: usize = 512 << 20;

/// Statements of more tokens than this are not parsed.
pub const MAX_STATEMENT_TOKENS: usize = 500_000;

/// Files up to this length cannot have too long a statement.
const SHORT_FILE: usize = MAX_STATEMENT_TOKENS;

/// Runs something on a thread whose stack takes the deepest tree, where files can be read side by
/// side.
///
/// # Panics
/// When `work` does, and when the system has no memory for the threads.
pub fn on_big_stack<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    // Threads that stay keep the memory that they have touched.
    static POOL: LazyLock<ThreadPool> = LazyLock::new(|| {
        let threads = thread::available_parallelism().map_or(1, usize::from);
        ThreadPoolBuilder::new()
            .num_threads(threads.min(8))
            .stack_size(STACK_SIZE)
            .build()
            .expect("threads can be started")
    });
    POOL.install(work)
}

/// Parses one file; on a thread of [`STACK_SIZE`].
pub(crate) fn parse(path: &Path, source: &str) -> Result<Parsed<ModModule>, Skip> {
    if source.len() > SHORT_FILE && longest_statement(source) > MAX_STATEMENT_TOKENS {
        let detail = format!("a statement of more than {MAX_STATEMENT_TOKENS} tokens");
        return Err(Skip::file(path, Reason::TooDeep, detail));
    }
    let parsed = parse_unchecked_source(source, PySourceType::Python);
    if let Some(error) = parsed.errors().first() {
        let line = Lines::of(source).at(error.location.start());
        return Err(Skip {
            line,
            ..Skip::file(path, Reason::SyntaxError, error.error.to_string())
        });
    }
    Ok(parsed)
}

fn longest_statement(source: &str) -> usize {
    let mut lexer = ruff_python_parser::lexer::lex(source, ruff_python_parser::Mode::Module);
    let (mut longest, mut current) = (0, 0);
    loop {
        match lexer.next_token() {
            TokenKind::EndOfFile => return longest.max(current),
            TokenKind::Newline => {
                longest = longest.max(current);
                current = 0;
            }
            _ => current += 1,
        }
    }
}

/// Reads, parses and indexes one module; on a thread of [`STACK_SIZE`].
pub(crate) fn load(file: ModuleFile, target: &Target) -> Result<Index, Skip> {
    static ALONE: Mutex<()> = Mutex::new(());
    let source = source::read(&file.path)?;
    if source::is_generated(&source) {
        return Err(Skip::file(&file.path, Reason::Generated, ""));
    }
    // One tree of a long file is memory enough.
    let _alone =
        (source.len() > SHORT_FILE).then(|| ALONE.lock().unwrap_or_else(PoisonError::into_inner));
    let parsed = parse(&file.path, &source)?;
    let body = parsed.into_syntax().body;
    Ok(index(file, source, body, target))
}

/// Reads, parses and indexes files one after the other, and counts their async defs: what the
/// benchmark measures.
#[doc(hidden)]
#[must_use]
pub fn index_serially(files: &[ModuleFile], target: &Target) -> usize {
    on_big_stack(|| {
        let loaded = files
            .iter()
            .filter_map(|file| load(file.clone(), target).ok());
        loaded.map(|index| index.async_defs.len()).sum()
    })
}
