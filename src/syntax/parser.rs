//! What the grammars share: a recursive-descent parser that builds nothing.

use core::ops::Range;

use crate::error::SyntaxProblem;
use crate::syntax::fail::SyntaxError;
use crate::syntax::lexer::{Lexer, Token};
use crate::syntax::name::is_keyword;

/// CPython gives up at 100 to 200 nested brackets, depending on what they are.
const DEEPEST: usize = 50;
/// Python's compiler recurses along a chain of operators or attributes.
const LONGEST_CHAIN: usize = 250;

/// A dotted name as it stands in the text: there may be blanks around the dots.
pub(super) struct Dotted<'a> {
    pub(super) text: &'a str,
    pub(super) range: Range<usize>,
    pub(super) last: &'a str,
}

/// A recursive-descent parser that builds nothing: it only says whether it gets through.
pub(super) struct Parser<'a> {
    lexer: Lexer<'a>,
    pub(super) token: Token<'a>,
    /// Where the token starts.
    pub(super) at: usize,
    depth: usize,
    chained: usize,
    /// What a call in a value is.
    pub(super) call: SyntaxProblem,
}

impl<'a> Parser<'a> {
    pub(super) fn new(text: &'a str) -> Result<Self, SyntaxError> {
        Self::nested(text, 0)
    }

    /// For text inside other text, which is `depth` deep already.
    pub(super) fn nested(text: &'a str, depth: usize) -> Result<Self, SyntaxError> {
        if text.starts_with(' ') || text.ends_with(' ') {
            let range = if text.starts_with(' ') {
                0..1
            } else {
                text.len() - 1..text.len()
            };
            return Err(SyntaxError::new(range, SyntaxProblem::OuterSpace));
        }
        Self::over(Lexer::new(text, false), depth)
    }

    /// For statements on lines of their own.
    pub(super) fn lines(text: &'a str) -> Result<Self, SyntaxError> {
        Self::over(Lexer::new(text, true), 0)
    }

    fn over(lexer: Lexer<'a>, depth: usize) -> Result<Self, SyntaxError> {
        let mut parser = Self {
            lexer,
            token: Token::End,
            at: 0,
            depth,
            chained: 0,
            call: SyntaxProblem::CallInAnnotation,
        };
        parser.advance()?;
        Ok(parser)
    }

    /// Goes on to the next token; newlines mean nothing inside brackets.
    pub(super) fn advance(&mut self) -> Result<(), SyntaxError> {
        loop {
            self.at = self.lexer.next(&mut self.token)?;
            if self.token != Token::Newline || self.depth == 0 {
                return Ok(());
            }
        }
    }

    pub(super) fn at_line_start(&self) -> bool {
        self.lexer.is_line_start(self.at)
    }

    pub(super) fn is(&self, op: u8) -> bool {
        self.token == Token::Op(op)
    }

    /// Goes over `op` if it comes next.
    pub(super) fn skip(&mut self, op: u8) -> Result<bool, SyntaxError> {
        let found = self.is(op);
        if found {
            self.advance()?;
        }
        Ok(found)
    }

    pub(super) fn close(&mut self, bracket: u8) -> Result<(), SyntaxError> {
        if self.skip(bracket)? {
            Ok(())
        } else {
            Err(self.unexpected())
        }
    }

    pub(super) fn end(&self) -> Result<(), SyntaxError> {
        match self.token {
            Token::End => Ok(()),
            _ => Err(self.unexpected()),
        }
    }

    /// Runs `inside` one level deeper.
    pub(super) fn deeper<T>(
        &mut self,
        inside: impl FnOnce(&mut Self) -> Result<T, SyntaxError>,
    ) -> Result<T, SyntaxError> {
        if self.depth == DEEPEST {
            return Err(self.fail(SyntaxProblem::TooDeep));
        }
        self.depth += 1;
        let result = inside(self);
        self.depth -= 1;
        result
    }

    /// What was read since `start`.
    pub(super) fn text_from(&self, start: usize) -> &'a str {
        &self.lexer.text()[start..self.end_before()]
    }

    /// Where what was read before the current token ends.
    pub(super) fn end_before(&self) -> usize {
        self.lexer.text()[..self.at].trim_end().len()
    }

    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    /// Counts one more link of a chain of operators or attributes.
    pub(super) fn link(&mut self) -> Result<(), SyntaxError> {
        self.chained += 1;
        if self.chained > LONGEST_CHAIN {
            return Err(self.fail(SyntaxProblem::TooDeep));
        }
        Ok(())
    }

    /// `a.b.c` from its first name on, which is the current token; gives its text and the last
    /// name.
    pub(super) fn dotted(&mut self, first: &'a str) -> Result<Dotted<'a>, SyntaxError> {
        let start = self.at;
        let mut last = first;
        let mut length = 0;
        loop {
            if is_keyword(last) {
                return Err(self.fail(SyntaxProblem::Keyword(last.to_owned())));
            }
            let end = self.lexer.position();
            self.advance()?;
            if !self.skip(b'.')? {
                let range = start..end;
                let text = &self.lexer.text()[range.clone()];
                return Ok(Dotted { text, range, last });
            }
            length += 1;
            let Token::Name(name) = self.token else {
                return Err(self.unexpected());
            };
            if length > LONGEST_CHAIN {
                return Err(self.fail(SyntaxProblem::TooDeep));
            }
            last = name;
        }
    }

    pub(super) fn fail(&self, problem: SyntaxProblem) -> SyntaxError {
        SyntaxError::new(self.at..self.lexer.position(), problem)
    }

    /// The current token cannot stand here.
    pub(super) fn unexpected(&self) -> SyntaxError {
        self.fail(match self.token {
            Token::End if self.depth > 0 => SyntaxProblem::Unbalanced,
            Token::Op(b')' | b']' | b'}') if self.depth == 0 => SyntaxProblem::Unbalanced,
            Token::End => SyntaxProblem::End,
            Token::Newline => SyntaxProblem::Newline,
            Token::Name(name) if is_keyword(name) => SyntaxProblem::Keyword(name.to_owned()),
            Token::Name(name) => SyntaxProblem::Unexpected(name.to_owned()),
            Token::Number(_) => SyntaxProblem::Unexpected("number".to_owned()),
            Token::String(_) => SyntaxProblem::Unexpected("string".to_owned()),
            Token::Ellipsis => SyntaxProblem::Unexpected("...".to_owned()),
            Token::Op(op) => SyntaxProblem::Unexpected(char::from(op).to_string()),
        })
    }
}
