//! Is what a name stands for on the search path still what it was?
//!
//! A fingerprint is of contents. Files whose size, times and inode are those that they had when
//! they were last read are not read again.

use std::{
    collections::BTreeSet,
    ffi::OsString,
    fs::{self, DirEntry, Metadata},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use blake3::{Hash, Hasher};
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use rustc_hash::FxHashMap as HashMap;

use crate::{
    find::{Roots, extension_module, is_identifier},
    source::{MAX_FILE_LEN, read_file},
};

/// What a file was like when it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stat {
    size: u64,
    /// In nanoseconds since 1970.
    modified: u64,
    /// The time of the last change of anything about it, which nobody can set.
    changed: u64,
    inode: u64,
}

impl Stat {
    fn of(metadata: &Metadata) -> Self {
        let modified = metadata.modified().map_or(0, nanoseconds);
        #[cfg(unix)]
        let (changed, inode) = {
            use std::os::unix::fs::MetadataExt as _;
            let seconds = u64::try_from(metadata.ctime()).unwrap_or(0);
            let rest = u64::try_from(metadata.ctime_nsec()).unwrap_or(0);
            (
                seconds.saturating_mul(1_000_000_000).saturating_add(rest),
                metadata.ino(),
            )
        };
        #[cfg(not(unix))]
        let (changed, inode) = (modified, 0);
        Self {
            size: metadata.len(),
            modified,
            changed,
            inode,
        }
    }
}

fn nanoseconds(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
}

/// Contents of files that have been read, by what the files were like then.
#[derive(Debug, Default)]
pub struct Known(HashMap<OsString, (Stat, Hash)>);

impl Known {
    /// What [`to_bytes`](Self::to_bytes) gave; nothing if it is anything else.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        Self::read(bytes).unwrap_or_default()
    }

    fn read(mut bytes: &[u8]) -> Option<Self> {
        let mut known = HashMap::default();
        while !bytes.is_empty() {
            let length = usize::try_from(number(&mut bytes)?).ok()?;
            let path = bytes.split_off(..length)?;
            let path = OsString::from(std::str::from_utf8(path).ok()?);
            let stat = Stat {
                size: number(&mut bytes)?,
                modified: number(&mut bytes)?,
                changed: number(&mut bytes)?,
                inode: number(&mut bytes)?,
            };
            let hash = bytes.split_off(..blake3::OUT_LEN)?;
            known.insert(path, (stat, Hash::from_bytes(hash.try_into().ok()?)));
        }
        Some(Self(known))
    }

    /// All of it, to be kept.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (path, (stat, hash)) in &self.0 {
            // A path that is no text is read each time.
            let Some(path) = path.to_str() else { continue };
            let numbers = [path.len() as u64];
            bytes.extend(numbers.map(u64::to_le_bytes).concat());
            bytes.extend(path.as_bytes());
            let numbers = [stat.size, stat.modified, stat.changed, stat.inode];
            bytes.extend(numbers.map(u64::to_le_bytes).concat());
            bytes.extend(hash.as_bytes());
        }
        bytes
    }
}

fn number(bytes: &mut &[u8]) -> Option<u64> {
    let number = bytes.split_off(..size_of::<u64>())?;
    Some(u64::from_le_bytes(number.try_into().ok()?))
}

/// A fingerprint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint {
    hash: Hash,
    is_settled: bool,
}

impl Fingerprint {
    /// It as text.
    #[must_use]
    pub fn to_hex(self) -> String {
        self.hash.to_hex().to_string()
    }

    /// Whether nothing was changed since shortly before the fingerprints were begun: what was read
    /// since then may be older.
    #[must_use]
    pub const fn is_settled(self) -> bool {
        self.is_settled
    }
}

/// Fingerprints of all that has been asked for, each taken once.
pub struct Fingerprints {
    known: Known,
    /// What is known now.
    seen: Mutex<Known>,
    /// Changes from this time on are too late.
    limit: u64,
    places: Mutex<HashMap<PathBuf, Arc<OnceLock<Fingerprint>>>>,
}

/// How coarse the times of files are.
const GRANULARITY: Duration = Duration::from_millis(20);

impl Fingerprints {
    /// Begins with what is known from before.
    #[must_use]
    pub fn new(known: Known) -> Self {
        Self {
            known,
            seen: Mutex::default(),
            limit: nanoseconds(SystemTime::now() - GRANULARITY),
            places: Mutex::default(),
        }
    }

    /// The fingerprint of everything that some top-level names stand for.
    #[must_use]
    pub fn of(&self, names: &BTreeSet<String>, roots: &Roots) -> Fingerprint {
        let mut hasher = Hasher::new();
        let mut is_settled = true;
        for name in names {
            let mapped = roots.packages.iter().filter(|(package, _)| {
                let top = package.split('.').next().unwrap_or(package);
                top == name
            });
            let folders = roots.folders.iter().map(|folder| folder.join(name));
            let bases = folders.chain(mapped.map(|(_, target)| target.clone()));
            put(&mut hasher, name.as_bytes());
            for base in bases {
                let found = self.place(&base);
                hasher.update(found.hash.as_bytes());
                is_settled &= found.is_settled;
            }
        }
        let hash = hasher.finalize();
        Fingerprint { hash, is_settled }
    }

    /// What is known now, to begin with the next time; nothing if that is what was known before.
    #[must_use]
    pub fn into_news(self) -> Option<Known> {
        let seen = self
            .seen
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        (seen.0 != self.known.0).then_some(seen)
    }

    /// The fingerprint of a folder or of a file without its extension.
    fn place(&self, base: &Path) -> Fingerprint {
        let place = {
            let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
            places.entry(base.to_owned()).or_default().clone()
        };
        *place.get_or_init(|| self.look(base))
    }

    fn look(&self, base: &Path) -> Fingerprint {
        let mut found = vec![self.entry(base, &[])];
        for extension in ["py", "pyi"] {
            found.push(self.entry(&base.with_extension(extension), &[]));
        }
        found.extend(compiled(base).into_iter().map(|name| Fingerprint {
            hash: blake3::hash(name.as_encoded_bytes()),
            is_settled: true,
        }));
        together(&found)
    }

    /// The fingerprint of a file or a folder; `around` are the folders that it is in.
    fn entry(&self, path: &Path, around: &[Identity]) -> Fingerprint {
        let metadata = match fs::metadata(path) {
            Ok(metadata) => metadata,
            Err(error) => return of_text(&format!("{:?}", error.kind())),
        };
        if metadata.is_dir() {
            self.folder(path, &metadata, around)
        } else if !metadata.is_file() {
            of_text("special")
        } else {
            self.file(path, Stat::of(&metadata))
        }
    }

    fn folder(&self, folder: &Path, metadata: &Metadata, around: &[Identity]) -> Fingerprint {
        let identity = identity(folder, metadata);
        if around.contains(&identity) {
            return of_text("a link that leads back");
        }
        let inner = [around, &[identity]].concat();
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => return of_text(&format!("{:?}", error.kind())),
        };
        let read = entries.flatten().filter(is_read);
        let mut paths: Vec<PathBuf> = read.map(|entry| entry.path()).collect();
        paths.sort();
        let found: Vec<Fingerprint> = paths
            .into_par_iter()
            .map(|path| {
                let name = path.file_name().unwrap_or_default().as_encoded_bytes();
                if extension_module(&path).is_some() {
                    return of_bytes(name);
                }
                let entry = self.entry(&path, &inner);
                let mut hasher = Hasher::new();
                put(&mut hasher, name);
                hasher.update(entry.hash.as_bytes());
                Fingerprint {
                    hash: hasher.finalize(),
                    ..entry
                }
            })
            .collect();
        together(&found)
    }

    fn file(&self, path: &Path, stat: Stat) -> Fingerprint {
        let is_settled = stat.changed < self.limit && stat.modified < self.limit;
        let known = self
            .known
            .0
            .get(path.as_os_str())
            .filter(|(known, _)| *known == stat);
        let hash = match known {
            Some((_, hash)) => *hash,
            None => match read_file(path, MAX_FILE_LEN) {
                Ok(bytes) => blake3::hash(&bytes),
                Err(error) => return of_text(&format!("{:?}", error.kind())),
            },
        };
        if is_settled {
            let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            seen.0.insert(path.into(), (stat, hash));
        }
        Fingerprint { hash, is_settled }
    }
}

/// What tells a folder from others, however it is reached.
#[cfg(unix)]
type Identity = (u64, u64);

#[cfg(not(unix))]
type Identity = PathBuf;

#[cfg(unix)]
fn identity(_: &Path, metadata: &Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt as _;
    (metadata.dev(), metadata.ino())
}

#[cfg(not(unix))]
fn identity(folder: &Path, _: &Metadata) -> Identity {
    folder.canonicalize().unwrap_or_default()
}

/// Whether what a name stands for can depend on a file or folder in a package.
fn is_read(entry: &DirEntry) -> bool {
    let name = entry.file_name();
    let path = Path::new(&name);
    let Some(name) = name.to_str() else {
        return false;
    };
    let may_be_folder = !entry.file_type().is_ok_and(|kind| kind.is_file());
    (may_be_folder && is_identifier(name))
        || name == "py.typed"
        || extension_module(path).is_some()
        || path
            .extension()
            .is_some_and(|extension| extension == "py" || extension == "pyi")
}

/// The compiled modules of a name.
fn compiled(base: &Path) -> Vec<OsString> {
    let (Some(folder), Some(stem)) = (base.parent(), base.file_name()) else {
        return Vec::new();
    };
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<OsString> = entries
        .map(|entry| entry.file_name())
        .filter(|name| extension_module(Path::new(name)).is_some_and(|found| found == stem))
        .collect();
    names.sort();
    names
}

fn together(found: &[Fingerprint]) -> Fingerprint {
    let mut hasher = Hasher::new();
    for one in found {
        hasher.update(one.hash.as_bytes());
    }
    Fingerprint {
        hash: hasher.finalize(),
        is_settled: found.iter().all(|one| one.is_settled),
    }
}

fn of_text(text: &str) -> Fingerprint {
    of_bytes(text.as_bytes())
}

fn of_bytes(bytes: &[u8]) -> Fingerprint {
    Fingerprint {
        hash: blake3::hash(bytes),
        is_settled: true,
    }
}

/// Adds a text that ends where it ends.
fn put(hasher: &mut Hasher, bytes: &[u8]) {
    hasher.update(&(bytes.len() as u64).to_le_bytes());
    hasher.update(bytes);
}
