//! Which default values can be copied: what is the text of an immutable literal?

use std::fmt::Write as _;

use ruff_python_ast::{Expr, UnaryOp};
use ruff_text_size::Ranged;

/// The text of an immutable literal, on one line, if the expression is one.
pub(crate) fn text(expr: &Expr, source: &str) -> Option<String> {
    match expr {
        Expr::NoneLiteral(_) => Some("None".to_owned()),
        Expr::BooleanLiteral(literal) => {
            Some(if literal.value { "True" } else { "False" }.to_owned())
        }
        Expr::NumberLiteral(number) => Some(source.get(number.range().to_std_range())?.to_owned()),
        // The parser puts a replacement character where a string has a lone surrogate.
        Expr::StringLiteral(string) if string.value.to_str().contains('\u{FFFD}') => None,
        Expr::StringLiteral(string) => Some(quote(string.value.to_str())),
        Expr::BytesLiteral(bytes) => Some(quote_bytes(bytes.value.bytes())),
        Expr::UnaryOp(minus) if minus.op == UnaryOp::USub => {
            let Expr::NumberLiteral(_) = &*minus.operand else {
                return None;
            };
            Some(format!("-{}", text(&minus.operand, source)?))
        }
        Expr::Tuple(tuple) => {
            let items: Vec<String> = tuple
                .elts
                .iter()
                .map(|item| text(item, source))
                .collect::<Option<_>>()?;
            Some(match &*items {
                [one] => format!("({one},)"),
                items => format!("({})", items.join(", ")),
            })
        }
        _ => None,
    }
}

/// A string literal in double quotes.
pub(crate) fn quote(value: &str) -> String {
    let mut text = String::with_capacity(value.len() + 2);
    text.push('"');
    for letter in value.chars() {
        match letter {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            ' '..='~' => text.push(letter),
            _ if letter.is_alphanumeric() => text.push(letter),
            _ if u32::from(letter) <= 0xFF => {
                let _ = write!(text, "\\x{:02x}", u32::from(letter));
            }
            _ if u32::from(letter) <= 0xFFFF => {
                let _ = write!(text, "\\u{:04x}", u32::from(letter));
            }
            _ => {
                let _ = write!(text, "\\U{:08x}", u32::from(letter));
            }
        }
    }
    text.push('"');
    text
}

fn quote_bytes(value: impl Iterator<Item = u8>) -> String {
    let mut text = String::from("b\"");
    for byte in value {
        match byte {
            b'"' => text.push_str("\\\""),
            b'\\' => text.push_str("\\\\"),
            b' '..=b'~' => text.push(char::from(byte)),
            _ => {
                let _ = write!(text, "\\x{byte:02x}");
            }
        }
    }
    text.push('"');
    text
}
