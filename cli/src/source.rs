//! What text does a Python file hold, in the encoding that it declares?

use std::{
    fs::{self, File},
    io::{self, ErrorKind, Read},
    path::Path,
};

use crate::report::{Reason, Skip};

/// Files longer than this are skipped: a parsed tree can take seventy times its text.
pub const MAX_FILE_LEN: u64 = 16 << 20;

/// Reads a Python file, in the encoding that it declares.
///
/// # Errors
/// A skip when the file cannot be read, is too long, or is in an encoding other than UTF-8,
/// ASCII and Latin-1.
pub fn read(path: &Path) -> Result<String, Skip> {
    let skip = |reason, detail: String| Skip::file(path, reason, detail);
    let bytes = read_file(path, MAX_FILE_LEN).map_err(|error| {
        let reason = match error.kind() {
            ErrorKind::FileTooLarge => Reason::TooLarge,
            _ => Reason::Unreadable,
        };
        skip(reason, error.to_string())
    })?;
    decode(bytes).map_err(|detail| skip(Reason::Encoding, detail))
}

/// Reads a regular file of at most so many bytes: what is longer costs no memory, and a pipe is
/// not waited for.
///
/// # Errors
/// [`ErrorKind::FileTooLarge`] for a longer file, [`ErrorKind::InvalidInput`] for what is no
/// regular file, and what the system says.
pub fn read_file(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    // Opening a pipe would wait for someone to write to it.
    let metadata = fs::metadata(path)?;
    if !metadata.is_file() {
        return Err(io::Error::new(
            ErrorKind::InvalidInput,
            "not a regular file",
        ));
    }
    let too_large = || {
        io::Error::new(
            ErrorKind::FileTooLarge,
            format!("longer than {limit} bytes"),
        )
    };
    if metadata.len() > limit {
        return Err(too_large());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0) + 1);
    File::open(path)?.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(too_large());
    }
    Ok(bytes)
}

/// Whether this tool wrote a text: one of its first lines says so.
#[must_use]
pub fn is_generated(text: &str) -> bool {
    text.lines()
        .take(8)
        .any(|line| line.contains("Generated") && line.contains("mochi-asyncbridge"))
}

/// Decodes a source file as PEP 263 has it.
///
/// # Errors
/// What is wrong with it, in words.
pub fn decode(bytes: Vec<u8>) -> Result<String, String> {
    const BOM: &[u8] = b"\xEF\xBB\xBF";
    match declared_encoding(&bytes).as_deref() {
        Some("latin-1" | "latin1" | "iso-8859-1" | "iso8859-1" | "l1") => {
            Ok(bytes.into_iter().map(char::from).collect())
        }
        Some("utf-8" | "utf8" | "u8" | "utf-8-sig" | "ascii" | "us-ascii") | None => {
            let text = if bytes.starts_with(BOM) {
                bytes[BOM.len()..].to_vec()
            } else {
                bytes
            };
            String::from_utf8(text).map_err(|error| {
                let offset = error.utf8_error().valid_up_to();
                let line = error.as_bytes()[..offset]
                    .split(|&byte| byte == b'\n')
                    .count();
                format!("not UTF-8 at byte {offset} (line {line})")
            })
        }
        Some(other) => Err(format!("declares the encoding `{other}`")),
    }
}

/// The encoding that one of the first two lines declares, in lower case with dashes.
fn declared_encoding(bytes: &[u8]) -> Option<String> {
    for line in bytes.split(|&byte| byte == b'\n').take(2) {
        let line = line.trim_ascii_start();
        let line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line);
        if line.is_empty() {
            continue;
        }
        if line[0] != b'#' {
            return None;
        }
        let Some(start) = line
            .windows(7)
            .position(|window| window == b"coding:" || window == b"coding=")
        else {
            continue;
        };
        let name: String = line[start + 7..]
            .trim_ascii_start()
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte))
            .map(|&byte| char::from(byte).to_ascii_lowercase())
            .map(|letter| if letter == '_' { '-' } else { letter })
            .collect();
        return (!name.is_empty()).then_some(name);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn declared_encodings() {
        assert_eq!(decode(b"\xEF\xBB\xBFx = 1".to_vec()).unwrap(), "x = 1");
        assert_eq!(
            decode(b"# -*- coding: latin-1 -*-\n'\xE9'".to_vec())
                .unwrap()
                .chars()
                .last(),
            Some('\'')
        );
        assert_eq!(
            decode(b"\n'\xE9'".to_vec()).unwrap_err(),
            "not UTF-8 at byte 2 (line 2)"
        );
        assert_eq!(
            decode(b"#!x\n# vim: set fileencoding=shift_jis :\n".to_vec()).unwrap_err(),
            "declares the encoding `shift-jis`"
        );
        assert_eq!(
            decode(b"x = 1\n# coding: koi8-r\n".to_vec()).unwrap(),
            "x = 1\n# coding: koi8-r\n"
        );
    }
}
