//! Whether what a module says of its origin can stand in a docstring and in comments, and is what
//! it is said to be.

use crate::descriptor::{GeneratedFrom, Origin};
use crate::error::{Field, GeneratedFromPart, OriginPart, Problem};
use crate::validate::Checker;

impl Checker<'_> {
    pub(super) fn check_generated_from(&mut self, from: &GeneratedFrom) {
        let field = |part| Field::GeneratedFrom { part };
        if let Err(problem) = check_package(&from.package) {
            self.report(field(GeneratedFromPart::Package), &from.package, problem);
        }
        if let Some(version) = &from.version
            && let Err(problem) = check_version(version)
        {
            self.report(field(GeneratedFromPart::Version), version, problem);
        }
        if let Some(command) = &from.command
            && let Err(problem) = check_command(command)
        {
            self.report(field(GeneratedFromPart::Command), command, problem);
        }
    }

    pub(super) fn check_origin(&mut self, origin: &Origin) {
        let field = |part| Field::Origin { part };
        if let Err(problem) = check_file(&origin.file) {
            self.report(field(OriginPart::File), &origin.file, problem);
        }
        if origin.line == 0 {
            self.report(field(OriginPart::Line), "0", Problem::NotALine);
        }
    }
}

/// The names that package indexes take.
fn check_package(name: &str) -> Result<(), Problem> {
    let is_inner = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
    let is_end = |b: Option<&u8>| b.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = name.as_bytes();
    if name.is_empty() {
        Err(Problem::Empty)
    } else if bytes.iter().all(|&b| is_inner(b)) && is_end(bytes.first()) && is_end(bytes.last()) {
        Ok(())
    } else {
        Err(Problem::NotADistribution)
    }
}

fn check_version(version: &str) -> Result<(), Problem> {
    if version.is_empty() {
        Err(Problem::Empty)
    } else if is_version(version) {
        Ok(())
    } else {
        Err(Problem::NotAVersion)
    }
}

/// The grammar of PEP 440, its other spellings too.
fn is_version(version: &str) -> bool {
    let version = version.to_ascii_lowercase();
    let (public, local) = match version.split_once('+') {
        Some((public, local)) => (public, Some(local)),
        None => (&*version, None),
    };
    let is_local = |local: &str| {
        let mut parts = local.split(SEPARATORS);
        parts.all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric()))
    };
    let public = public.strip_prefix('v').unwrap_or(public);
    let release = match public.split_once('!') {
        Some((epoch, release)) if !epoch.is_empty() && after_digits(epoch).is_empty() => release,
        Some(_) => return false,
        None => public,
    };
    let mut rest = after_digits(release);
    if rest.len() == release.len() {
        return false;
    }
    while let Some(more) = rest.strip_prefix('.')
        && more.starts_with(|c: char| c.is_ascii_digit())
    {
        rest = after_digits(more);
    }
    rest = after_label(
        rest,
        &["alpha", "beta", "preview", "pre", "rc", "a", "b", "c"],
    );
    rest = match rest.strip_prefix('-') {
        Some(number) if number.starts_with(|c: char| c.is_ascii_digit()) => after_digits(number),
        _ => after_label(rest, &["post", "rev", "r"]),
    };
    rest = after_label(rest, &["dev"]);
    rest.is_empty() && local.is_none_or(is_local)
}

const SEPARATORS: [char; 3] = ['.', '_', '-'];

fn after_digits(text: &str) -> &str {
    text.trim_start_matches(|c: char| c.is_ascii_digit())
}

/// What is behind one of the labels and its number, if one stands at the start.
fn after_label<'a>(text: &'a str, labels: &[&str]) -> &'a str {
    let start = text.strip_prefix(SEPARATORS).unwrap_or(text);
    let mut found = labels.iter().filter_map(|label| start.strip_prefix(label));
    let Some(rest) = found.next() else {
        return text;
    };
    let number = rest.strip_prefix(SEPARATORS).unwrap_or(rest);
    if number.starts_with(|c: char| c.is_ascii_digit()) {
        after_digits(number)
    } else {
        rest
    }
}

fn check_command(command: &str) -> Result<(), Problem> {
    let is_plain = |c: char| matches!(c, ' '..='~') && !matches!(c, '"' | '\\');
    if command.is_empty() {
        Err(Problem::Empty)
    } else if let Some(c) = command.chars().find(|&c| !is_plain(c)) {
        Err(Problem::NotPlain(c))
    } else if command.trim() != command {
        Err(Problem::OuterSpace)
    } else {
        Ok(())
    }
}

/// Letters and digits of any script, and of the rest what is seen. Neither `:` nor `#`: a comment
/// that begins with `type:` or holds `# type:` means something to type checkers.
fn check_file(file: &str) -> Result<(), Problem> {
    let is_plain = |c: char| match c {
        '"' | '\\' | ':' | '#' => false,
        ' '..='~' => true,
        c => c.is_alphanumeric(),
    };
    if file.is_empty() {
        return Err(Problem::Empty);
    }
    if let Some(c) = file.chars().find(|&c| !is_plain(c)) {
        return Err(Problem::NotPlain(c));
    }
    if file.trim() != file {
        return Err(Problem::OuterSpace);
    }
    let is_part = |part: &str| !matches!(part, "" | "." | "..");
    let name = file.rsplit('/').next().unwrap_or(file);
    let has_extension = name
        .rsplit_once('.')
        .is_some_and(|(stem, extension)| !stem.is_empty() && !extension.is_empty());
    if file.split('/').all(is_part) && has_extension {
        Ok(())
    } else {
        Err(Problem::NotARelativeFile)
    }
}

#[cfg(test)]
mod tests {
    use super::is_version;

    #[test]
    fn versions_are_those_of_pep_440() {
        let versions = [
            "1",
            "0.28.1",
            "2!1.0",
            "v1.0",
            "1.0a1",
            "1.0.alpha-1",
            "1.0b",
            "1.0rc1",
            "1.0c1",
            "1.0.post1",
            "1.0-1",
            "1.0-r4",
            "1.0.dev3",
            "1.0a1.post2.dev3",
            "1.0.dev",
            "1.0+local.1",
            "1.0+abc_2-x",
            "1.0RC1",
            "1.0preview2",
            "1.0_rev1",
            "2026.1",
        ];
        for version in versions {
            assert!(is_version(version), "{version}");
        }
        let others = [
            "",
            "v",
            "a",
            "1.",
            ".1",
            "1..0",
            "1.0x",
            "1.0+",
            "1.0+a..b",
            "1.0+a+b",
            "!1",
            "x!1",
            "1!",
            "1.0 ",
            " 1.0",
            "1.0-",
            "1.0a-",
            "1.0\n",
            "1.0\"",
            "1.0\\",
            "latest",
            "1.0.dev1a1",
            "\u{661}.0",
            "1.0+\u{e9}",
            "vv1",
        ];
        for version in others {
            assert!(!is_version(version), "{version}");
        }
    }
}
