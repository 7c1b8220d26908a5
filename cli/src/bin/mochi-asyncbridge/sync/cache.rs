//! What did packages come to the last time?
//!
//! An entry is found by what was asked for, and holds while the contents that its package was read
//! from are the same. It is a file: a checksum and JSON.

use std::{
    collections::BTreeSet,
    env, fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use mochi_asyncbridge_cli::{Fingerprints, Known, Roots, read_file};
use serde::{Deserialize, Serialize};

use super::make::Made;

/// The folder beside the project's file.
pub const FOLDER: &str = ".mochi-asyncbridge";

/// No entry is longer.
const MAX_LEN: u64 = 256 << 20;

/// What the folder says of itself, to tools that make backups.
const TAG: &str = "Signature: 8a477f597d28d172789f06886806bc55\n\
                   # This is a cache of mochi-asyncbridge: it can be deleted.\n";

/// An entry.
#[derive(Serialize, Deserialize)]
struct Entry {
    /// The top-level names that the package was read from.
    asked: BTreeSet<String>,
    /// The fingerprint of what they stood for.
    fingerprint: String,
    made: Made,
}

/// A cache of results.
pub struct Cache {
    folder: PathBuf,
    fingerprints: Fingerprints,
}

impl Cache {
    /// Opens a cache, or begins one. A folder that cannot be written is an empty cache.
    pub fn open(folder: PathBuf) -> Self {
        let known = read(&folder.join(FILES));
        let known = known.map_or_else(Known::default, |bytes| Known::from_bytes(&bytes));
        Self {
            folder,
            fingerprints: Fingerprints::new(known),
        }
    }

    /// What a package came to, if that still holds.
    pub fn find(&self, key: &str, roots: &Roots) -> Option<Made> {
        let bytes = read(&self.entry(key))?;
        let Entry {
            asked,
            fingerprint,
            mut made,
        } = serde_json::from_slice(&bytes).ok()?;
        let now = self.fingerprints.of(&asked, roots);
        made.is_cached = true;
        (now.to_hex() == fingerprint).then_some(made)
    }

    /// Keeps what a package came to, unless it was read while something changed.
    pub fn keep(&self, key: &str, roots: &Roots, made: &Made) {
        let asked = roots.asked();
        let fingerprint = self.fingerprints.of(&asked, roots);
        if !fingerprint.is_settled() {
            return;
        }
        let entry = Entry {
            asked,
            fingerprint: fingerprint.to_hex(),
            made: made.clone(),
        };
        if let Ok(text) = serde_json::to_vec(&entry) {
            write(&self.folder, &self.entry(key), &text);
        }
    }

    /// Keeps what is known of files, and of entries only those of these keys.
    pub fn close(self, keys: &BTreeSet<String>) {
        let kept: BTreeSet<PathBuf> = keys.iter().map(|key| self.entry(key)).collect();
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let is_entry = path.extension().is_some_and(|found| found == EXTENSION);
            if is_entry && !kept.contains(&path) {
                // Nothing is wrong with a cache that is larger than it could be.
                let _ = fs::remove_file(path);
            }
        }
        let path = self.folder.join(FILES);
        if let Some(news) = self.fingerprints.into_news() {
            write(&self.folder, &path, &news.to_bytes());
        }
    }

    fn entry(&self, key: &str) -> PathBuf {
        self.folder.join(format!("{key}.{EXTENSION}"))
    }
}

/// What is known of files that were read.
const FILES: &str = "files";

/// What files of entries end in.
const EXTENSION: &str = "made";

/// This build of the tool: results of another one do not count.
pub fn build() -> String {
    let file = env::current_exe().and_then(fs::metadata);
    let built = file.map(|file| (file.len(), file.modified().ok()));
    format!("{} {built:?}", env!("CARGO_PKG_VERSION"))
}

/// A name for what was asked for.
pub fn key(asked: &str) -> String {
    blake3::hash(asked.as_bytes()).to_hex()[..32].to_owned()
}

/// What a file holds behind its checksum, if that is right.
fn read(path: &Path) -> Option<Vec<u8>> {
    let bytes = read_file(path, MAX_LEN).ok()?;
    let (checksum, rest) = bytes.split_at_checked(blake3::OUT_LEN)?;
    (blake3::hash(rest).as_bytes()[..] == *checksum).then(|| rest.to_owned())
}

/// Writes a file with its checksum, whole or not at all. A cache that cannot be written is none.
fn write(folder: &Path, path: &Path, bytes: &[u8]) {
    let written = || -> std::io::Result<()> {
        if !folder.exists() {
            fs::create_dir_all(folder)?;
            fs::write(folder.join(".gitignore"), "*\n")?;
            fs::write(folder.join("CACHEDIR.TAG"), TAG)?;
        }
        let mut draft = tempfile::NamedTempFile::new_in(folder)?;
        draft.write_all(blake3::hash(bytes).as_bytes())?;
        draft.write_all(bytes)?;
        draft.persist(path)?;
        Ok(())
    };
    let _ = written();
}
