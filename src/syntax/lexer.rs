//! Cuts a text into tokens.

use crate::error::SyntaxProblem;
use crate::syntax::fail::SyntaxError;
use crate::syntax::name::{is_keyword, normalized};
use crate::syntax::text::{is_hidden, misplaced};
use crate::unicode;

/// A token of the text of a descriptor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    Name(&'a str),
    Number(Number),
    String(StringToken<'a>),
    Ellipsis,
    /// One of `[](){}.,|*+-:`.
    Op(u8),
    /// Only where the grammar has lines.
    Newline,
    End,
}

/// The types of Python's numeric literals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Number {
    Int,
    Float,
    Imaginary,
}

/// A string or bytes literal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StringToken<'a> {
    pub(crate) prefix: &'a str,
    /// What stands between the quotes, escapes and all.
    pub(crate) body: &'a str,
}

pub(crate) struct Lexer<'a> {
    text: &'a str,
    at: usize,
    has_lines: bool,
}

/// CPython converts at most 4300 digits; this many are fewer in any base.
const LONGEST_NUMBER: usize = 3000;

impl<'a> Lexer<'a> {
    pub(crate) fn new(text: &'a str, has_lines: bool) -> Self {
        Self {
            text,
            at: 0,
            has_lines,
        }
    }

    /// Where the last token ended.
    pub(crate) fn position(&self) -> usize {
        self.at
    }

    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    pub(super) fn is_line_start(&self, at: usize) -> bool {
        at == 0 || self.text.as_bytes()[at - 1] == b'\n'
    }

    /// Puts the next token into `token` and gives where it starts.
    pub(crate) fn next(&mut self, token: &mut Token<'a>) -> Result<usize, SyntaxError> {
        let bytes = self.text.as_bytes();
        while bytes.get(self.at) == Some(&b' ') {
            self.at += 1;
        }
        let start = self.at;
        let Some(&first) = bytes.get(start) else {
            *token = Token::End;
            return Ok(start);
        };
        *token = match first {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80.. => self.word()?,
            b'0'..=b'9' => self.number()?,
            b'.' if bytes.get(start + 1).is_some_and(u8::is_ascii_digit) => self.number()?,
            b'.' if !self.has_lines && self.text[start..].starts_with("...") => {
                self.at += 3;
                Token::Ellipsis
            }
            b'\'' | b'"' => self.string("")?,
            b'\n' if self.has_lines => {
                if start > 0 && bytes[start - 1] == b' ' {
                    return Err(SyntaxError::new(
                        start - 1..start,
                        SyntaxProblem::OuterSpace,
                    ));
                }
                self.at += 1;
                Token::Newline
            }
            b'[' | b']' | b'(' | b')' | b'{' | b'}' | b'.' | b',' | b'|' | b'*' | b'+' | b'-'
            | b':' => {
                self.at += 1;
                Token::Op(first)
            }
            _ => {
                let problem = misplaced(char::from(first));
                return Err(SyntaxError::new(start..start + 1, problem));
            }
        };
        Ok(start)
    }

    /// A name, or a string with a prefix.
    fn word(&mut self) -> Result<Token<'a>, SyntaxError> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let mut is_ascii = true;
        while let Some(&b) = bytes.get(self.at)
            && is_word_byte(b)
        {
            is_ascii &= b.is_ascii();
            self.at += 1;
        }
        let word = &self.text[start..self.at];
        if matches!(bytes.get(self.at), Some(b'\'' | b'"')) {
            return self.string(word);
        }
        if is_ascii {
            return Ok(Token::Name(word));
        }
        if !unicode::is_identifier(word) {
            let hidden = word.char_indices().find(|&(_, c)| is_hidden(c));
            return Err(match hidden {
                Some((i, c)) => SyntaxError::new(start + i..start + i + c.len_utf8(), misplaced(c)),
                None => SyntaxError::new(
                    start..self.at,
                    SyntaxProblem::NotAnIdentifier(word.to_owned()),
                ),
            });
        }
        // Python would bind or read the keyword itself.
        if is_keyword(&normalized(word)) {
            let problem = SyntaxProblem::Keyword(word.to_owned());
            return Err(SyntaxError::new(start..self.at, problem));
        }
        Ok(Token::Name(word))
    }

    /// A numeric literal, as the language reference has it.
    fn number(&mut self) -> Result<Token<'a>, SyntaxError> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let mut end = start;
        while let Some(&b) = bytes.get(end) {
            // Not the `e` of `0xe+1`.
            let signs_exponent = end > start
                && matches!(b, b'+' | b'-')
                && matches!(bytes[end - 1], b'e' | b'E')
                && !matches!(bytes[start + 1], b'x' | b'X');
            if !(is_word_byte(b) || b == b'.' || signs_exponent) {
                break;
            }
            end += 1;
        }
        let literal = &self.text[start..end];
        let kind = number_kind(literal)
            .filter(|_| literal.len() <= LONGEST_NUMBER)
            .ok_or_else(|| SyntaxError::new(start..end, SyntaxProblem::Number))?;
        self.at = end;
        Ok(Token::Number(kind))
    }

    /// A string literal whose quote is at the cursor, behind `prefix`.
    fn string(&mut self, prefix: &'a str) -> Result<Token<'a>, SyntaxError> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let Some((is_bytes, is_raw)) = string_kind(prefix) else {
            let problem = SyntaxProblem::StringPrefix(prefix.to_owned());
            return Err(SyntaxError::new(start - prefix.len()..start, problem));
        };
        let quote = bytes[start];
        if bytes[start..].starts_with(&[quote; 3]) {
            return Err(SyntaxError::new(
                start..start + 3,
                SyntaxProblem::TripleQuoted,
            ));
        }
        let from = start + 1;
        let mut at = from;
        while let Some(c) = self.text[at..].chars().next() {
            if c == char::from(quote) {
                self.at = at + 1;
                let body = &self.text[from..at];
                return Ok(Token::String(StringToken { prefix, body }));
            }
            if is_hidden(c) {
                return Err(SyntaxError::new(at..at + c.len_utf8(), misplaced(c)));
            }
            if is_bytes && !c.is_ascii() {
                let range = at..at + c.len_utf8();
                return Err(SyntaxError::new(range, SyntaxProblem::NonAsciiBytes));
            }
            at += match c {
                // In a raw string a backslash only keeps the quote behind it from ending it.
                '\\' if is_raw => match bytes.get(at + 1) {
                    Some(b'\\' | b'\'' | b'"') => 2,
                    _ => 1,
                },
                '\\' => match escape_length(&bytes[at..], is_bytes) {
                    Some(length) => length,
                    None => return Err(SyntaxError::new(at..at + 1, SyntaxProblem::Escape)),
                },
                _ => c.len_utf8(),
            };
        }
        let range = start..self.text.len();
        Err(SyntaxError::new(range, SyntaxProblem::UnclosedString))
    }
}

/// Whether a prefix makes bytes and whether it makes them raw, if it is one that makes no code.
fn string_kind(prefix: &str) -> Option<(bool, bool)> {
    match prefix.as_bytes() {
        [] | [b'u' | b'U'] => Some((false, false)),
        [b'r' | b'R'] => Some((false, true)),
        [b'b' | b'B'] => Some((true, false)),
        [b'b' | b'B', b'r' | b'R'] | [b'r' | b'R', b'b' | b'B'] => Some((true, true)),
        _ => None,
    }
}

/// The length of the escape sequence that `text` starts with, if Python knows it without a
/// warning and without looking up the name of a character.
fn escape_length(text: &[u8], is_bytes: bool) -> Option<usize> {
    let hex = |digits: usize| {
        let code = core::str::from_utf8(text.get(2..2 + digits)?).ok()?;
        let is_hex = code.bytes().all(|b| b.is_ascii_hexdigit());
        (is_hex && u32::from_str_radix(code, 16).ok()? <= 0x0010_ffff).then_some(2 + digits)
    };
    match *text.get(1)? {
        b'\\' | b'\'' | b'"' | b'a' | b'b' | b'f' | b'n' | b'r' | b't' | b'v' => Some(2),
        b'x' => hex(2),
        b'u' if !is_bytes => hex(4),
        b'U' if !is_bytes => hex(8),
        first @ b'0'..=b'7' => {
            let octal = |b: &&u8| matches!(b, b'0'..=b'7');
            let digits = text[1..].iter().take(3).take_while(octal).count();
            (digits < 3 || first <= b'3').then_some(1 + digits)
        }
        _ => None,
    }
}

/// The type of a numeric literal, if Python has it.
fn number_kind(literal: &str) -> Option<Number> {
    let lower = literal.as_bytes();
    if let [b'0', base, digits @ ..] = lower
        && let Some(is_digit) = radix(*base)
    {
        let digits = digits.strip_prefix(b"_").unwrap_or(digits);
        return grouped(digits, is_digit).then_some(Number::Int);
    }
    let (real, kind) = match lower {
        [real @ .., b'j' | b'J'] => (real, Some(Number::Imaginary)),
        _ => (lower, None),
    };
    let exponent = real.iter().position(|b| matches!(b, b'e' | b'E'));
    let (mantissa, exponent) = match exponent {
        Some(e) => (&real[..e], Some(&real[e + 1..])),
        None => (real, None),
    };
    let decimal = |digits: &[u8]| grouped(digits, u8::is_ascii_digit);
    if let Some(exponent) = exponent {
        let digits = match exponent {
            [b'+' | b'-', digits @ ..] => digits,
            _ => exponent,
        };
        if !decimal(digits) {
            return None;
        }
    }
    if let Some(point) = mantissa.iter().position(|&b| b == b'.') {
        let (whole, fraction) = (&mantissa[..point], &mantissa[point + 1..]);
        let is_float = (whole.is_empty() || decimal(whole))
            && (fraction.is_empty() || decimal(fraction))
            && !(whole.is_empty() && fraction.is_empty());
        return is_float.then(|| kind.unwrap_or(Number::Float));
    }
    if !decimal(mantissa) {
        return None;
    }
    if exponent.is_some() || kind.is_some() {
        return Some(kind.unwrap_or(Number::Float));
    }
    // `007` was octal once.
    let is_zero = mantissa.iter().all(|b| matches!(b, b'0' | b'_'));
    (is_zero || mantissa[0] != b'0').then_some(Number::Int)
}

fn radix(base: u8) -> Option<fn(&u8) -> bool> {
    match base {
        b'x' | b'X' => Some(u8::is_ascii_hexdigit),
        b'o' | b'O' => Some(|b| matches!(b, b'0'..=b'7')),
        b'b' | b'B' => Some(|b| matches!(b, b'0' | b'1')),
        _ => None,
    }
}

/// Digits with single underscores between them.
fn grouped(digits: &[u8], is_digit: fn(&u8) -> bool) -> bool {
    digits
        .split(|&b| b == b'_')
        .all(|group| !group.is_empty() && group.iter().all(is_digit))
}

/// Whether a byte can be part of a name; what is not ASCII is looked at more closely.
fn is_word_byte(b: u8) -> bool {
    static IS_WORD: [bool; 256] = {
        let mut is_word = [false; 256];
        let mut b = 0u8;
        loop {
            is_word[b as usize] = b.is_ascii_alphanumeric() || b == b'_' || !b.is_ascii();
            if b == u8::MAX {
                break;
            }
            b += 1;
        }
        is_word
    };
    IS_WORD[usize::from(b)]
}
