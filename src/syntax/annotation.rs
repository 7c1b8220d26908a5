//! Annotations: type expressions, of which evaluation can only make types.

use crate::error::SyntaxProblem;
use crate::stdlib::is_type_name;
use crate::syntax::fail::SyntaxError;
use crate::syntax::lexer::{Number, StringToken, Token};
use crate::syntax::name::{is_dunder, normalized};
use crate::syntax::parser::{Dotted, Parser};

/// What a dotted name in an annotation stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// `typing.Literal`, whose arguments nobody evaluates.
    Literal,
    /// `typing.Annotated`, whose metadata nobody evaluates.
    Annotated,
    /// A type parameter of the module.
    TypeParam,
    /// Something else that an import or the language binds, so far as can be known a type.
    Type,
    /// Nothing: whoever evaluates it gets a `NameError`.
    Nothing,
    /// Something that is no type.
    NoType,
}

/// Says what the dotted names of an annotation stand for.
pub(crate) trait Names {
    /// What `dotted` stands for, a dotted name as it is written.
    fn meaning(&self, dotted: &str) -> Meaning;
}

/// What the reader of a type expression knows about its surroundings.
#[derive(Clone, Copy)]
struct Surroundings<'n> {
    names: &'n dyn Names,
    /// Whether it stands between the brackets of something that may be a mapping, so that a
    /// string could be a key and give whatever is stored there.
    is_key: bool,
}

/// Reads one type expression, as the typing specification has them:
/// names, dotted names, subscripts, `|`, `None`, parentheses and quoted annotations; `*Ts`, `...`
/// and lists inside a subscript; literals inside `Literal` and as metadata of `Annotated`.
///
/// `typing.get_type_hints` evaluates an annotation and, if that gives a string, evaluates the
/// string. So nothing may give one that does not stand in the annotation itself: no name that
/// Python keeps for itself, nothing that is known to be no type, no item of a mapping.
pub(crate) fn annotation(text: &str, names: &dyn Names) -> Result<(), SyntaxError> {
    let mut parser = Parser::new(text)?;
    parser.type_expression(Surroundings {
        names,
        is_key: false,
    })?;
    parser.end()
}

/// The annotation of `*args`, which may be `*Ts`.
pub(crate) fn starred_annotation(text: &str, names: &dyn Names) -> Result<(), SyntaxError> {
    if !text.starts_with('*') {
        return annotation(text, names);
    }
    let mut parser = Parser::new(text)?;
    parser.unpacked(Surroundings {
        names,
        is_key: false,
    })?;
    parser.end()
}

impl<'a> Parser<'a> {
    fn type_expression(&mut self, around: Surroundings<'_>) -> Result<(), SyntaxError> {
        loop {
            self.type_primary(around)?;
            if !self.skip(b'|')? {
                return Ok(());
            }
            self.link()?;
        }
    }

    fn type_primary(&mut self, around: Surroundings<'_>) -> Result<(), SyntaxError> {
        match self.token {
            Token::Name("None") => self.advance(),
            Token::Name(name) => self.type_name(name, around),
            Token::String(string) => self.quoted(string, around),
            Token::Op(b'(') => self.deeper(|p| {
                p.advance()?;
                p.type_expression(around)?;
                p.close(b')')
            }),
            _ => Err(self.unexpected()),
        }
    }

    /// A name or a dotted name and its subscripts.
    fn type_name(&mut self, first: &'a str, around: Surroundings<'_>) -> Result<(), SyntaxError> {
        let name = self.dotted_name(first)?;
        let meaning = around.names.meaning(name.text);
        if meaning == Meaning::NoType {
            return Err(SyntaxError::new(name.range, SyntaxProblem::NoType));
        }
        self.subscripts(name.last, meaning, around)
    }

    /// A dotted name of which no part has a meaning of its own in Python.
    fn dotted_name(&mut self, first: &'a str) -> Result<Dotted<'a>, SyntaxError> {
        let name = self.dotted(first)?;
        if self.is(b'(') {
            return Err(self.fail(SyntaxProblem::CallInAnnotation));
        }
        let mut parts = name.text.split('.').map(|part| normalized(part.trim()));
        if parts.any(|part| is_dunder(&part)) {
            return Err(SyntaxError::new(name.range, SyntaxProblem::Dunder));
        }
        Ok(name)
    }

    /// The subscripts behind a name whose last part is `name`.
    fn subscripts(
        &mut self,
        name: &str,
        meaning: Meaning,
        around: Surroundings<'_>,
    ) -> Result<(), SyntaxError> {
        let inside = Surroundings {
            is_key: meaning == Meaning::Type && !is_type_name(&normalized(name)),
            ..around
        };
        let mut meaning = meaning;
        while self.is(b'[') {
            self.link()?;
            self.deeper(|p| {
                p.advance()?;
                match meaning {
                    Meaning::Literal => {
                        p.elements(|p| p.literal_argument(around))?;
                    }
                    Meaning::Annotated => {
                        p.type_argument(inside)?;
                        while p.skip(b',')? && !p.is(b']') {
                            p.value(&mut |root| {
                                around.names.meaning(root);
                            })?;
                        }
                    }
                    _ => p.elements(|p| p.type_argument(inside))?,
                }
                p.close(b']')
            })?;
            // Only the first subscript is that of `Literal` or `Annotated`.
            meaning = Meaning::Type;
        }
        if self.is(b'(') {
            return Err(self.fail(SyntaxProblem::CallInAnnotation));
        }
        Ok(())
    }

    /// One or more of what `element` reads, up to a `]`.
    fn elements(
        &mut self,
        element: impl Fn(&mut Self) -> Result<(), SyntaxError>,
    ) -> Result<(), SyntaxError> {
        element(self)?;
        while self.skip(b',')? && !self.is(b']') {
            element(self)?;
        }
        Ok(())
    }

    fn type_argument(&mut self, around: Surroundings<'_>) -> Result<(), SyntaxError> {
        match self.token {
            Token::Ellipsis => self.advance(),
            Token::Op(b'*') => self.unpacked(around),
            Token::Op(b'[') => self.deeper(|p| {
                p.advance()?;
                if !p.is(b']') {
                    p.elements(|p| p.type_argument(around))?;
                }
                p.close(b']')
            }),
            Token::Op(b'(') => self.parenthesized_argument(around),
            _ => self.type_expression(around),
        }
    }

    /// `*Ts` or `*tuple[int, ...]`: a name, for the characters of a string could be unpacked too.
    fn unpacked(&mut self, around: Surroundings<'_>) -> Result<(), SyntaxError> {
        self.advance()?;
        let Token::Name(first) = self.token else {
            return Err(self.unexpected());
        };
        let name = self.dotted_name(first)?;
        let meaning = around.names.meaning(name.text);
        let is_type = match meaning {
            Meaning::TypeParam | Meaning::Annotated | Meaning::Nothing => true,
            Meaning::NoType | Meaning::Literal => false,
            Meaning::Type => is_type_name(&normalized(name.last)),
        };
        if !is_type {
            return Err(SyntaxError::new(name.range, SyntaxProblem::NoType));
        }
        self.subscripts(name.last, meaning, around)
    }

    /// `()` as in `tuple[()]`, or a parenthesised type and what follows it.
    fn parenthesized_argument(&mut self, around: Surroundings<'_>) -> Result<(), SyntaxError> {
        let is_empty = self.deeper(|p| {
            p.advance()?;
            let is_empty = p.is(b')');
            if !is_empty {
                p.type_expression(around)?;
            }
            p.close(b')')?;
            Ok(is_empty)
        })?;
        if !is_empty && self.skip(b'|')? {
            self.link()?;
            return self.type_expression(around);
        }
        Ok(())
    }

    /// What `Literal` takes.
    fn literal_argument(&mut self, around: Surroundings<'_>) -> Result<(), SyntaxError> {
        match self.token {
            Token::Name("None" | "True" | "False") | Token::String(_) => self.advance(),
            // A member of an enumeration or an alias of another `Literal`.
            Token::Name(first) => {
                let name = self.dotted_name(first)?;
                self.subscripts(name.last, around.names.meaning(name.text), around)
            }
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
    fn quoted(
        &mut self,
        string: StringToken<'a>,
        around: Surroundings<'_>,
    ) -> Result<(), SyntaxError> {
        let body_at = self.at + 1;
        if !string.prefix.is_empty() || string.body.contains('\\') {
            return Err(self.fail(SyntaxProblem::QuotedAnnotation));
        }
        if around.is_key {
            return Err(self.fail(SyntaxProblem::Key));
        }
        self.deeper(|p| {
            let read = |body| {
                let mut inner = Parser::nested(body, p.depth())?;
                inner.type_expression(around)?;
                inner.end()
            };
            read(string.body).map_err(|error| error.shifted(body_at))?;
            p.advance()
        })
    }
}
