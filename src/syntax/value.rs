//! Defaults and metadata: literals and dotted names.

use crate::error::SyntaxProblem;
use crate::syntax::fail::SyntaxError;
use crate::syntax::lexer::{Number, Token};
use crate::syntax::parser::Parser;

/// Reads one literal, as `ast.literal_eval` takes them, or one dotted name; tells `on_root` the
/// first part of each dotted name.
pub(crate) fn value<'a>(
    text: &'a str,
    on_root: &mut dyn FnMut(&'a str),
) -> Result<(), SyntaxError> {
    let mut parser = Parser::new(text)?;
    parser.call = SyntaxProblem::CallInDefault;
    parser.value(on_root)?;
    parser.end()
}

/// Reads one dotted name and gives its first part.
pub(crate) fn dotted_name(text: &str) -> Result<&str, SyntaxError> {
    let mut parser = Parser::new(text)?;
    let Token::Name(root) = parser.token else {
        return Err(parser.unexpected());
    };
    parser.dotted(root)?;
    parser.end()?;
    Ok(root)
}

/// What a value can be put into.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Hash {
    Hashable,
    Unhashable,
}

impl<'a> Parser<'a> {
    pub(super) fn value(&mut self, on_root: &mut dyn FnMut(&'a str)) -> Result<Hash, SyntaxError> {
        match self.token {
            Token::Name("None" | "True" | "False") | Token::String(_) | Token::Ellipsis => {
                self.advance()?;
            }
            Token::Name(root) => {
                self.dotted(root)?;
                if self.is(b'(') {
                    return Err(self.fail(self.call.clone()));
                }
                on_root(root);
            }
            Token::Number(_) | Token::Op(b'+' | b'-') => self.number()?,
            Token::Op(b'(') => {
                return self.deeper(|p| {
                    p.advance()?;
                    let hash = p.values(b')', on_root)?;
                    p.close(b')')?;
                    Ok(hash)
                });
            }
            Token::Op(b'[') => {
                return self.deeper(|p| {
                    p.advance()?;
                    p.values(b']', on_root)?;
                    p.close(b']')?;
                    Ok(Hash::Unhashable)
                });
            }
            Token::Op(b'{') => {
                return self.deeper(|p| {
                    p.advance()?;
                    p.keys(on_root)?;
                    p.close(b'}')?;
                    Ok(Hash::Unhashable)
                });
            }
            _ => return Err(self.unexpected()),
        }
        Ok(Hash::Hashable)
    }

    /// Any number of values with commas between them, up to `close`.
    fn values(&mut self, close: u8, on_root: &mut dyn FnMut(&'a str)) -> Result<Hash, SyntaxError> {
        let mut all = Hash::Hashable;
        while !self.is(close) {
            if self.value(on_root)? == Hash::Unhashable {
                all = Hash::Unhashable;
            }
            if !self.skip(b',')? {
                break;
            }
        }
        Ok(all)
    }

    /// The elements of a set or the items of a dictionary.
    fn keys(&mut self, on_root: &mut dyn FnMut(&'a str)) -> Result<(), SyntaxError> {
        let mut is_dict = None;
        while !self.is(b'}') {
            let start = self.at;
            if self.value(on_root)? == Hash::Unhashable {
                let range = start..self.end_before();
                return Err(SyntaxError::new(range, SyntaxProblem::Unhashable));
            }
            if *is_dict.get_or_insert(self.is(b':')) {
                if !self.skip(b':')? {
                    return Err(self.unexpected());
                }
                self.value(on_root)?;
            }
            if !self.skip(b',')? {
                break;
            }
        }
        Ok(())
    }

    /// A number with a sign, perhaps with an imaginary part.
    fn number(&mut self) -> Result<(), SyntaxError> {
        let first = self.signed_number()?;
        if first == Number::Imaginary || !(self.is(b'+') || self.is(b'-')) {
            return Ok(());
        }
        self.advance()?;
        match self.token {
            Token::Number(Number::Imaginary) => self.advance(),
            _ => Err(self.unexpected()),
        }
    }

    fn signed_number(&mut self) -> Result<Number, SyntaxError> {
        if self.is(b'+') || self.is(b'-') {
            self.advance()?;
        }
        match self.token {
            Token::Number(kind) => {
                self.advance()?;
                Ok(kind)
            }
            _ => Err(self.unexpected()),
        }
    }
}
