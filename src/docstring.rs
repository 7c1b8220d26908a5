//! Text that becomes a docstring and stays one.

use core::fmt::{self, Write};

/// Writes `doc` between triple quotes that the template has: cleaned as `inspect.cleandoc` does,
/// escaped, and indented like the body of a function.
pub(crate) fn write(doc: &str, out: &mut (impl Write + ?Sized)) -> fmt::Result {
    let lines = clean(doc);
    if !starts_at_quotes(&lines) {
        out.write_char('\n')?;
        out.write_str(INDENT)?;
    } else if lines != ["\""] && lines.first().is_some_and(|line| line.starts_with('"')) {
        // Four quotes in a row are hard to read; a lone one is escaped.
        out.write_char(' ')?;
    }
    for (i, line) in lines.iter().enumerate() {
        if i > 0 {
            out.write_char('\n')?;
            if !line.is_empty() {
                out.write_str(INDENT)?;
            }
        }
        write_escaped(line, lines.len() == 1, out)?;
    }
    if lines.len() > 1 {
        out.write_char('\n')?;
        out.write_str(INDENT)?;
    }
    Ok(())
}

/// Whether whoever cleans the docstring again finds the same lines if the first one follows the
/// quotes: its own indentation is dropped then, and that which all others have.
fn starts_at_quotes(lines: &[String]) -> bool {
    let is_indented = |line: &String| line.starts_with(char::is_whitespace);
    let Some((first, others)) = lines.split_first() else {
        return true;
    };
    let mut texts = others.iter().filter(|line| !line.is_empty()).peekable();
    !is_indented(first) && (texts.peek().is_none() || !texts.all(is_indented))
}

const INDENT: &str = "    ";

/// Whether there is anything to say.
pub(crate) fn is_blank(doc: &str) -> bool {
    doc.chars().all(char::is_whitespace)
}

/// The lines without their common indentation, trailing blanks, and blank lines at either end.
fn clean(doc: &str) -> Vec<String> {
    let mut lines: Vec<String> = doc.split('\n').map(expand_tabs).collect();
    let indent = |line: &String| line.chars().take_while(|c| c.is_whitespace()).count();
    let margin = lines[1..]
        .iter()
        .filter(|line| !is_blank(line))
        .map(indent)
        .min()
        .unwrap_or(0);
    for (i, line) in lines.iter_mut().enumerate() {
        let skip = if i == 0 { indent(line) } else { margin };
        let kept: String = line.chars().skip(skip).collect();
        kept.trim_end().clone_into(line);
    }
    let is_text = |line: &String| !line.is_empty();
    let first = lines.iter().position(is_text).unwrap_or(lines.len());
    let last = lines
        .iter()
        .rposition(is_text)
        .map_or(first, |last| last + 1);
    lines[first..last].to_vec()
}

/// As `str.expandtabs`.
fn expand_tabs(line: &str) -> String {
    let mut expanded = String::with_capacity(line.len());
    let mut column = 0;
    for c in line.chars() {
        match c {
            '\t' => {
                let width = 8 - column % 8;
                expanded.extend(core::iter::repeat_n(' ', width));
                column += width;
            }
            '\r' => {
                expanded.push(c);
                column = 0;
            }
            _ => {
                expanded.push(c);
                column += 1;
            }
        }
    }
    expanded
}

/// Writes a line so that Python reads it back inside triple quotes; `closes` if they follow.
fn write_escaped(line: &str, closes: bool, out: &mut (impl Write + ?Sized)) -> fmt::Result {
    let mut quoted = false;
    let mut is_indentation = true;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        is_indentation &= c.is_whitespace();
        // Formatters drop what indents and is no space.
        let is_dropped = is_indentation && c != ' ';
        let ends_string = c == '"' && (quoted || (closes && chars.peek().is_none()));
        match c {
            '\\' => out.write_str("\\\\")?,
            '"' if ends_string => out.write_str("\\\"")?,
            _ if is_dropped || crate::syntax::is_hidden(c) => {
                let code = u32::from(c);
                if code <= 0xff {
                    write!(out, "\\x{code:02x}")?;
                } else if code <= 0xffff {
                    write!(out, "\\u{code:04x}")?;
                } else {
                    write!(out, "\\U{code:08x}")?;
                }
            }
            _ => out.write_char(c)?,
        }
        quoted = c == '"';
    }
    Ok(())
}
