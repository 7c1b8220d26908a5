use crate::error::SyntaxProblem;
use crate::syntax::lexer::{Number, StringToken, Token};
use crate::syntax::parser::{Fail, Parser};

/// Reads one type expression, as the typing specification has them:
/// names, dotted names, subscripts, `|`, `None`, parentheses and quoted annotations; `*Ts`, `...`
/// and lists inside a subscript; literals inside `Literal` and as metadata of `Annotated`.
pub(crate) fn annotation(text: &str) -> Result<(), Fail> {
    if is_plain_name(text) {
        return Ok(());
    }
    let mut parser = Parser::new(text)?;
    parser.type_expression()?;
    parser.end()
}

/// The annotation of `*args`, which may be `*Ts`.
pub(crate) fn starred_annotation(text: &str) -> Result<(), Fail> {
    match text.strip_prefix('*') {
        Some(unpacked) => annotation(unpacked).map_err(|fail| fail.shifted(1)),
        None => annotation(text),
    }
}

/// The annotations that most parameters have, known without a parser.
fn is_plain_name(text: &str) -> bool {
    matches!(
        text,
        "str" | "int" | "float" | "bool" | "bytes" | "None" | "object"
    )
}

impl<'a> Parser<'a> {
    fn type_expression(&mut self) -> Result<(), Fail> {
        loop {
            self.type_primary()?;
            if !self.skip(b'|')? {
                return Ok(());
            }
            self.link()?;
        }
    }

    fn type_primary(&mut self) -> Result<(), Fail> {
        match self.token {
            Token::Name("None") => self.advance(),
            Token::Name(name) => self.type_name(name),
            Token::String(string) => self.quoted(string),
            Token::Op(b'(') => self.deeper(|p| {
                p.advance()?;
                p.type_expression()?;
                p.close(b')')
            }),
            _ => Err(self.unexpected()),
        }
    }

    /// A name or a dotted name and its subscripts.
    fn type_name(&mut self, first: &'a str) -> Result<(), Fail> {
        let mut name = self.dotted(first)?;
        while self.is(b'[') {
            self.link()?;
            self.deeper(|p| {
                p.advance()?;
                match name {
                    "Literal" => p.elements(Self::literal_argument)?,
                    "Annotated" => {
                        p.type_argument()?;
                        while p.skip(b',')? && !p.is(b']') {
                            p.value(&mut |_| ())?;
                        }
                    }
                    _ => p.elements(Self::type_argument)?,
                }
                p.close(b']')
            })?;
            // Only the first subscript is that of `Literal` or `Annotated`.
            name = "";
        }
        if self.is(b'(') {
            return Err(self.fail(SyntaxProblem::CallInAnnotation));
        }
        Ok(())
    }

    /// One or more of what `element` reads, up to a `]`.
    fn elements(&mut self, element: fn(&mut Self) -> Result<(), Fail>) -> Result<(), Fail> {
        element(self)?;
        while self.skip(b',')? && !self.is(b']') {
            element(self)?;
        }
        Ok(())
    }

    fn type_argument(&mut self) -> Result<(), Fail> {
        match self.token {
            Token::Ellipsis => self.advance(),
            Token::Op(b'*') => {
                self.advance()?;
                self.type_primary()
            }
            Token::Op(b'[') => self.deeper(|p| {
                p.advance()?;
                if !p.is(b']') {
                    p.elements(Self::type_argument)?;
                }
                p.close(b']')
            }),
            Token::Op(b'(') => self.parenthesized_argument(),
            _ => self.type_expression(),
        }
    }

    /// `()` as in `tuple[()]`, or a parenthesised type and what follows it.
    fn parenthesized_argument(&mut self) -> Result<(), Fail> {
        let is_empty = self.deeper(|p| {
            p.advance()?;
            let is_empty = p.is(b')');
            if !is_empty {
                p.type_expression()?;
            }
            p.close(b')')?;
            Ok(is_empty)
        })?;
        if !is_empty && self.skip(b'|')? {
            self.link()?;
            return self.type_expression();
        }
        Ok(())
    }

    /// What `Literal` takes.
    fn literal_argument(&mut self) -> Result<(), Fail> {
        match self.token {
            Token::Name("None" | "True" | "False") | Token::String(_) => self.advance(),
            Token::Name(name) => self.type_name(name),
            _ => {
                if self.is(b'-') {
                    self.advance()?;
                }
                match self.token {
                    Token::Number(Number::Int) => self.advance(),
                    _ => Err(self.unexpected()),
                }
            }
        }
    }

    /// A quoted annotation: whoever resolves it evaluates what it says.
    fn quoted(&mut self, string: StringToken<'a>) -> Result<(), Fail> {
        let body_at = self.at + 1;
        if !string.prefix.is_empty() || string.body.contains('\\') {
            return Err(self.fail(SyntaxProblem::QuotedAnnotation));
        }
        self.deeper(|p| {
            let read = |body| {
                let mut inner = Parser::nested(body, p.depth())?;
                inner.type_expression()?;
                inner.end()
            };
            read(string.body).map_err(|fail| fail.shifted(body_at))?;
            p.advance()
        })
    }
}
