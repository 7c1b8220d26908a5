//! Characters that have no place in a text, or only inside a string.

use crate::error::SyntaxProblem;

/// Why a character cannot stand outside a string.
pub(super) fn misplaced(c: char) -> SyntaxProblem {
    match c {
        '\n'
        | '\r'
        | '\u{b}'
        | '\u{c}'
        | '\u{1c}'..='\u{1e}'
        | '\u{85}'
        | '\u{2028}'
        | '\u{2029}' => SyntaxProblem::Newline,
        '#' => SyntaxProblem::Comment,
        '\\' => SyntaxProblem::Backslash,
        ';' => SyntaxProblem::Semicolon,
        _ if is_hidden(c) => SyntaxProblem::Character(c),
        _ => SyntaxProblem::Unexpected(c.to_string()),
    }
}

/// Whether a character would end a line, or make a reader see another text than Python.
pub(crate) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}
