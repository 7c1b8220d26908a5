//! Files that are written: whole or not at all, and only where that is meant.

use std::{
    fs::{self, File, OpenOptions, Permissions},
    io::{self, ErrorKind, Write as _},
    path::{Path, PathBuf},
};

use mochi_asyncbridge_cli::{is_generated, read_file};

/// A file beyond this is not what this tool wrote.
const MAX_LEN: u64 = 64 << 20;

/// What stands at a path.
pub enum Target {
    /// Nothing.
    Missing,
    /// A file: where it really is, behind all links, and what it holds.
    File(PathBuf, Content),
    /// A device, a pipe or a socket.
    Special,
}

/// What a file holds.
pub enum Content {
    Bytes(Vec<u8>),
    /// More than is looked at.
    Long,
}

impl Target {
    pub fn at(path: &Path) -> io::Result<Self> {
        let metadata = match fs::metadata(path) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                if path.is_symlink() {
                    return Err(io::Error::new(ErrorKind::NotFound, "a link to nothing"));
                }
                return Ok(Self::Missing);
            }
            Err(error) => return Err(error),
        };
        if metadata.is_dir() {
            return Err(io::Error::from(ErrorKind::IsADirectory));
        }
        if !metadata.is_file() {
            return Ok(Self::Special);
        }
        let content = match read_file(path, MAX_LEN) {
            Ok(bytes) => Content::Bytes(bytes),
            Err(error) if error.kind() == ErrorKind::FileTooLarge => Content::Long,
            Err(error) => return Err(error),
        };
        Ok(Self::File(path.canonicalize()?, content))
    }

    /// Whether it holds just this text.
    pub fn holds(&self, text: &str) -> bool {
        matches!(self, Self::File(_, Content::Bytes(bytes)) if bytes == text.as_bytes())
    }

    /// Whether it is a file that this tool has written.
    pub fn is_ours(&self) -> bool {
        matches!(self, Self::File(_, Content::Bytes(bytes))
            if is_generated(&String::from_utf8_lossy(bytes)))
    }

    /// Writes the text there.
    pub fn write(&self, path: &Path, text: &str) -> io::Result<()> {
        match self {
            Self::Missing => {
                let folder = folder_of(path);
                fs::create_dir_all(folder)?;
                replace(path, text, None)
            }
            Self::File(real, _) => {
                // A file that may not be written may not be replaced either.
                let permissions = OpenOptions::new()
                    .write(true)
                    .open(real)?
                    .metadata()?
                    .permissions();
                replace(real, text, Some(permissions))
            }
            Self::Special => {
                let mut special = OpenOptions::new().write(true).open(path)?;
                special.write_all(text.as_bytes())?;
                special.flush()
            }
        }
    }
}

/// Writes a new file beside the old one and puts it in its place, so that nobody reads half of it.
/// The new file has a random name and is made, never found.
fn replace(path: &Path, text: &str, permissions: Option<Permissions>) -> io::Result<()> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".mochi-asyncbridge-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // As `open` would make it; the umask applies.
        builder.permissions(Permissions::from_mode(0o666));
    }
    let mut draft = builder.tempfile_in(folder_of(path))?;
    draft.write_all(text.as_bytes())?;
    if let Some(permissions) = permissions {
        File::set_permissions(draft.as_file(), permissions)?;
    }
    draft.persist(path)?;
    Ok(())
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}
