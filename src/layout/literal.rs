//! Strings and numbers as Python's formatters write them.

/// A string or bytes literal: `prefix` and `body` as they were given, between `quote`s.
pub(super) fn string(prefix: &str, body: &str, quote: char) -> String {
    let is_raw = prefix.contains(['r', 'R']);
    let is_bytes = prefix.contains(['b', 'B']);
    let quote = if is_raw {
        if has_unescaped(body, '"') { quote } else { '"' }
    } else {
        preferred_quote(body)
    };
    let mut text = normal_prefix(prefix, is_bytes);
    text.push(quote);
    if is_raw {
        text.push_str(body);
    } else {
        push_body(body, quote, is_bytes, &mut text);
    }
    text.push(quote);
    text
}

/// Double quotes, unless single ones need fewer backslashes.
pub(super) fn preferred_quote(body: &str) -> char {
    let count = |quote| body.matches(quote).count();
    if count('"') > count('\'') { '\'' } else { '"' }
}

fn has_unescaped(body: &str, quote: char) -> bool {
    let mut chars = body.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => _ = chars.next(),
            _ if c == quote => return true,
            _ => {}
        }
    }
    false
}

/// No `u`, which means nothing; a lower-case `b` behind the `r` or `R`, whose case some editors
/// give a meaning.
fn normal_prefix(prefix: &str, is_bytes: bool) -> String {
    let raw = prefix.chars().filter(|c| matches!(c, 'r' | 'R'));
    raw.chain(is_bytes.then_some('b')).collect()
}

/// The body with no more backslashes before quotes than needed, and escapes in lower case.
fn push_body(body: &str, quote: char, is_bytes: bool, text: &mut String) {
    let mut chars = body.chars().peekable();
    while let Some(c) = chars.next() {
        if c == quote {
            text.push('\\');
        }
        if c != '\\' {
            text.push(c);
            continue;
        }
        let Some(escaped) = chars.next() else { break };
        let is_needless = matches!(escaped, '"' | '\'') && escaped != quote;
        if !is_needless {
            text.push('\\');
        }
        text.push(escaped);
        let digits = match escaped {
            'x' => 2,
            'u' if !is_bytes => 4,
            'U' if !is_bytes => 8,
            _ => 0,
        };
        text.extend(chars.by_ref().take(digits).map(|c| c.to_ascii_lowercase()));
    }
}

/// A number: prefixes, exponents and `j` in lower case, hexadecimal digits in upper case, a digit
/// on both sides of the point, no plus in the exponent.
pub(super) fn number(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    if let Some(digits) = lower.strip_prefix("0x") {
        return format!("0x{}", digits.to_ascii_uppercase());
    }
    let is_decimal = !lower.starts_with("0o") && !lower.starts_with("0b");
    let Some((real, suffix)) =
        is_decimal.then(|| lower.split_at(lower.trim_end_matches('j').len()))
    else {
        return lower;
    };
    let (mantissa, exponent) = real
        .split_once('e')
        .map_or((real, None), |(mantissa, exponent)| {
            (mantissa, Some(exponent))
        });
    let mut number = match mantissa.split_once('.') {
        None => mantissa.to_owned(),
        Some((whole, fraction)) => {
            let or_zero = |digits: &str| if digits.is_empty() { "0" } else { digits }.to_owned();
            format!("{}.{}", or_zero(whole), or_zero(fraction))
        }
    };
    if let Some(exponent) = exponent {
        number.push('e');
        number.push_str(exponent.trim_start_matches('+'));
    }
    number.push_str(suffix);
    number
}

#[cfg(test)]
mod tests {
    use super::{number, string};

    #[test]
    fn numbers_are_written_one_way() {
        for (given, normal) in [
            ("0XabcDEF", "0xABCDEF"),
            ("0O17", "0o17"),
            ("0B11", "0b11"),
            ("1E5", "1e5"),
            ("1.E+5", "1.0e5"),
            (".5E-5J", "0.5e-5j"),
            ("1J", "1j"),
            ("1_000", "1_000"),
            ("00", "00"),
        ] {
            assert_eq!(number(given), normal);
        }
    }

    #[test]
    fn strings_are_written_one_way() {
        for (prefix, body, quote, normal) in [
            ("", "a", '\'', r#""a""#),
            ("", r"it\'s", '\'', r#""it's""#),
            ("", r#"it\"s"#, '"', r#"'it"s'"#),
            ("", r#"a\'b"c"#, '\'', r#""a'b\"c""#),
            ("U", "y", '"', r#""y""#),
            ("R", r#"x""#, '\'', r#"R'x"'"#),
            ("R", r#"x\""#, '\'', r#"R"x\"""#),
            ("bR", "x", '\'', r#"Rb"x""#),
            ("B", r"\xAB\'", '\'', r#"b"\xab'""#),
            (
                "",
                r"\xAB\uABCD\U0001F600",
                '"',
                r#""\xab\uabcd\U0001f600""#,
            ),
            ("", r"\\xAB", '"', r#""\\xAB""#),
            ("b", r"\\uABCD", '"', r#"b"\\uABCD""#),
        ] {
            assert_eq!(string(prefix, body, quote), normal);
        }
    }
}
