//! Requirements that pip may install: packages, pinned by version and hash, and nothing else.
//! pip also takes options from the lines of such a file, other indexes for instance.

use std::path::Path;

use annotate_snippets::Level;
use mochi_asyncbridge_cli::read_file;

use crate::{excerpt::excerpt, failure::Failure};

/// More is no list of packages.
const MAX_LEN: u64 = 16 << 20;

/// The requirements of a file, one a line, without comments.
pub fn read(path: &Path) -> Result<String, Failure> {
    let failed = |problem: String| Failure::from(format!("{}: {problem}", path.display()));
    let bytes = read_file(path, MAX_LEN).map_err(|error| failed(error.to_string()))?;
    let text = String::from_utf8(bytes).map_err(|error| failed(error.to_string()))?;
    let mut requirements = String::new();
    for (start, logical) in logical_lines(&text) {
        let words: Vec<&str> = logical.split_whitespace().collect();
        if words.is_empty() {
            continue;
        }
        if !is_pinned(&words) {
            let end = start + text[start..].find('\n').unwrap_or(text.len() - start);
            return Err(Failure::Excerpts(vec![excerpt(
                Level::ERROR,
                "a requirement is a name, a version and hashes",
                "expected `name==version --hash=sha256:...`",
                &path.to_string_lossy(),
                &text,
                start..end,
            )]));
        }
        requirements.push_str(&words.join(" "));
        requirements.push('\n');
    }
    Ok(requirements)
}

/// Lines, joined where they end in a backslash and without comments, and where they start.
fn logical_lines(text: &str) -> Vec<(usize, String)> {
    let mut lines: Vec<(usize, String)> = Vec::new();
    let mut goes_on = false;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r']);
        let is_comment = content.trim_start().starts_with('#');
        let uncommented = content.split(" #").next().unwrap_or_default();
        let continued = uncommented.strip_suffix('\\').filter(|_| !is_comment);
        let part = match continued {
            Some(part) => part,
            None if is_comment => "",
            None => uncommented,
        };
        match lines.last_mut().filter(|_| goes_on) {
            Some((_, logical)) => {
                logical.push(' ');
                logical.push_str(part);
            }
            None => lines.push((start, part.to_owned())),
        }
        goes_on = continued.is_some();
        start += line.len();
    }
    lines
}

/// Whether a line is `name[extra]==version ; marker --hash=sha256:...`.
fn is_pinned(words: &[&str]) -> bool {
    let is_hash = |word: &&&str| word.starts_with("--hash=");
    let hashes = words.iter().rev().take_while(is_hash).count();
    let (requirement, hashes) = words.split_at(words.len() - hashes);
    let is_plain_hash = |word: &&str| {
        let digest = word
            .strip_prefix("--hash=")
            .and_then(|hash| hash.split_once(':'));
        digest.is_some_and(|(algorithm, digest)| {
            ["sha256", "sha384", "sha512"].contains(&algorithm)
                && !digest.is_empty()
                && digest.bytes().all(|byte| byte.is_ascii_hexdigit())
        })
    };
    if hashes.is_empty() || !hashes.iter().all(is_plain_hash) {
        return false;
    }
    let requirement = requirement.join(" ");
    let (pin, marker) = requirement.split_once(';').unwrap_or((&requirement, ""));
    let Some((name, version)) = pin.split_once("==") else {
        return false;
    };
    let all = |text: &str, others: &[u8]| {
        text.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || others.contains(&byte))
    };
    let name = name.trim();
    name.starts_with(|first: char| first.is_ascii_alphanumeric())
        && all(name, b"-_.[],")
        && !version.trim().is_empty()
        && all(version.trim(), b"-_.+!")
        && all(marker, b" _.'\"<>=!~()-+*,")
        // pip looks for options behind markers too.
        && !marker.split(' ').any(|word| word.starts_with('-'))
}

#[cfg(test)]
mod tests {
    use super::{is_pinned, logical_lines};

    fn is_accepted(text: &str) -> bool {
        logical_lines(text)
            .iter()
            .map(|(_, line)| line.split_whitespace().collect::<Vec<_>>())
            .filter(|words| !words.is_empty())
            .all(|words| is_pinned(&words))
    }

    #[test]
    fn packages_are_pinned_by_hash() {
        for sound in [
            "a==1 --hash=sha256:00",
            "# all\na[b,c]==1.0.post1 \\\n    --hash=sha256:00 \\\n    --hash=sha512:ff\n    # via b\n\n",
            "a-b.c==1!2.0+local ; python_version < '3.12' and (os_name == \"nt\") --hash=sha256:00",
            "a==1 --hash=sha256:00 # via b",
        ] {
            assert!(is_accepted(sound), "{sound}");
        }
    }

    #[test]
    fn nothing_else_is_a_requirement() {
        for other in [
            "--index-url http://127.0.0.1",
            "-r other.txt",
            "-e .",
            ".",
            "a",
            "a==1",
            "a>=1 --hash=sha256:00",
            "a @ http://127.0.0.1/a.whl --hash=sha256:00",
            "a==1 --hash=sha256:00 --index-url=http://127.0.0.1",
            "a==1 --index-url=http://127.0.0.1 --hash=sha256:00",
            "a==1 ; os_name == 'nt' --global-option=x --hash=sha256:00",
            "a==1 \\\n--index-url=http://127.0.0.1 --hash=sha256:00",
            "# \\\n--index-url=http://127.0.0.1",
            "a==1 --hash=sha256:00\r--index-url=http://127.0.0.1",
            "a==1 --hash=sha256:00\u{2028}--index-url=http://127.0.0.1",
            "a==1 --hash=md5:00",
            "a==1 --hash=sha256:",
            "${SECRET}==1 --hash=sha256:00",
        ] {
            assert!(!is_accepted(other), "{other}");
        }
    }
}
