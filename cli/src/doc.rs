//! Docstrings as `inspect.cleandoc` leaves them.

/// A docstring without its indentation and outer blank lines, or nothing.
pub(crate) fn clean(text: &str) -> Option<String> {
    let text = text
        .replace("\r\n", "\n")
        .replace('\r', "\n")
        .replace('\t', "        ");
    let mut lines = text.split('\n');
    let first = lines.next().unwrap_or_default().trim_start();
    let rest: Vec<&str> = lines.collect();
    let margin = rest
        .iter()
        .filter(|line| !line.trim().is_empty())
        .map(|line| line.len() - line.trim_start_matches(' ').len())
        .min()
        .unwrap_or(0);
    let mut cleaned = vec![first.trim_end()];
    cleaned.extend(
        rest.iter()
            .map(|line| line.get(margin..).unwrap_or_default().trim_end()),
    );
    while cleaned.last().is_some_and(|line| line.is_empty()) {
        cleaned.pop();
    }
    let start = cleaned.iter().position(|line| !line.is_empty())?;
    Some(cleaned[start..].join("\n"))
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn as_cleandoc() {
        assert_eq!(
            clean("  One.\n\n    Two.\n      Three. \n    ").as_deref(),
            Some("One.\n\nTwo.\n  Three.")
        );
        assert_eq!(clean(" \n \n"), None);
        assert_eq!(clean("\n    One.").as_deref(), Some("One."));
    }
}
