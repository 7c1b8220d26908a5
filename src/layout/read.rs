//! Annotations and defaults, read into trees without needless quotes and parentheses.

use crate::layout::doc::WIDTH;
use crate::layout::expr::{Comma, Expr};
use crate::layout::literal;
use crate::syntax::{Lexer, StringToken, Token};

/// What strings are in a part of an annotation.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Strings {
    /// Annotations. They stand without quotes: no annotation is evaluated before its names exist.
    Annotations,
    Values,
}

/// The names other than their own under which a module imports `Literal` and `Annotated`, whose
/// arguments are not all annotations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Aliases {
    pub(crate) literal: Vec<String>,
    pub(crate) annotated: Vec<String>,
    /// By how many columns all that is laid out is indented afterwards, as in a class.
    pub(crate) margin: usize,
}

impl Aliases {
    /// How many columns lines have.
    pub(crate) fn widest(&self) -> usize {
        WIDTH - self.margin
    }
}

/// Reads the text of an annotation that validation has accepted.
pub(super) fn read_annotation(text: &str, aliases: &Aliases) -> Expr {
    let mut reader = Reader::new(text, aliases);
    if reader.skip(b'*') {
        return Expr::Star(Box::new(reader.type_expression()));
    }
    reader.type_expression()
}

/// Reads text that validation has accepted.
pub(super) struct Reader<'a> {
    text: &'a str,
    aliases: &'a Aliases,
    lexer: Lexer<'a>,
    token: Token<'a>,
    /// Where the token starts.
    at: usize,
    /// What strings are where it is.
    strings: Strings,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str, aliases: &'a Aliases) -> Self {
        let mut reader = Self {
            text,
            aliases,
            lexer: Lexer::new(text, false),
            token: Token::End,
            at: 0,
            strings: Strings::Annotations,
        };
        reader.advance();
        reader
    }

    fn advance(&mut self) {
        let next = self.lexer.next(&mut self.token);
        self.at = next.expect("the text is valid");
    }

    pub(super) fn skip(&mut self, op: u8) -> bool {
        let found = self.token == Token::Op(op);
        if found {
            self.advance();
        }
        found
    }

    /// The text of the token, behind which it goes.
    fn take(&mut self) -> &'a str {
        let text = &self.text[self.at..self.lexer.position()];
        self.advance();
        text
    }

    fn dotted(&mut self) -> String {
        let mut name = self.take().to_owned();
        while self.skip(b'.') {
            name.push('.');
            name.push_str(self.take());
        }
        name
    }

    fn string(&mut self, string: StringToken<'_>) -> Expr {
        let prefix = string.prefix;
        let quote = self.text.as_bytes()[self.at + prefix.len()];
        self.advance();
        Expr::Atom(literal::string(prefix, string.body, char::from(quote)))
    }

    pub(super) fn type_expression(&mut self) -> Expr {
        let first = self.type_primary();
        self.union_from(first)
    }

    fn union_from(&mut self, first: Expr) -> Expr {
        if self.token != Token::Op(b'|') {
            return first;
        }
        let mut members = match first {
            Expr::Union(members) => members,
            first => vec![first],
        };
        while self.skip(b'|') {
            members.push(self.type_primary());
        }
        Expr::Union(members)
    }

    fn type_primary(&mut self) -> Expr {
        match self.token {
            Token::Name("None") => {
                self.advance();
                Expr::None
            }
            Token::String(string) => {
                self.advance();
                read_annotation(string.body, self.aliases)
            }
            Token::Op(b'(') => {
                self.advance();
                let inner = self.type_expression();
                self.advance();
                inner
            }
            _ => self.type_name(),
        }
    }

    fn type_name(&mut self) -> Expr {
        let name = self.dotted();
        let last = name.rsplit('.').next().unwrap_or_default();
        let is = |own: &str, aliases: &[String]| last == own || aliases.contains(&name);
        let mut is_literal = is("Literal", &self.aliases.literal);
        let mut is_annotated = is("Annotated", &self.aliases.annotated);
        let mut expr = Expr::Atom(name);
        while self.skip(b'[') {
            let around = self.strings;
            if is_literal {
                self.strings = Strings::Values;
            }
            let mut is_metadata = false;
            let (elements, comma) = self.elements(b']', |reader| {
                let is_value = is_metadata;
                is_metadata = is_annotated;
                if is_value {
                    reader.value()
                } else {
                    reader.argument()
                }
            });
            self.strings = around;
            // Only the first subscript is that of `Literal` or `Annotated`.
            (is_literal, is_annotated) = (false, false);
            expr = Expr::Subscript(Box::new(expr), elements, comma);
        }
        expr
    }

    /// What stands between brackets of which the first was skipped, and whether a comma is needed
    /// to say that it is a tuple.
    fn elements(
        &mut self,
        close: u8,
        mut element: impl FnMut(&mut Self) -> Expr,
    ) -> (Vec<Expr>, Comma) {
        let mut elements = Vec::new();
        let mut has_comma = false;
        while !self.skip(close) {
            elements.push(element(self));
            has_comma = self.skip(b',');
        }
        let is_tuple = has_comma && elements.len() == 1 && !matches!(elements[0], Expr::Star(_));
        (
            elements,
            if is_tuple {
                Comma::Needed
            } else {
                Comma::Needless
            },
        )
    }

    /// What a subscript takes.
    fn argument(&mut self) -> Expr {
        match self.token {
            Token::Ellipsis | Token::Number(_) | Token::Op(b'-') => self.value(),
            Token::String(string) if self.strings == Strings::Values => self.string(string),
            Token::Op(b'*') => {
                self.advance();
                Expr::Star(Box::new(self.type_primary()))
            }
            Token::Op(b'[') => {
                self.advance();
                let (elements, _) = self.elements(b']', Self::argument);
                Expr::Collection(["[", "]"], elements, Comma::Needless)
            }
            Token::Op(b'(') => {
                self.advance();
                if self.skip(b')') {
                    return Expr::Collection(["(", ")"], Vec::new(), Comma::Needless);
                }
                let inner = self.type_expression();
                self.advance();
                self.union_from(inner)
            }
            _ => self.type_expression(),
        }
    }

    pub(super) fn value(&mut self) -> Expr {
        match self.token {
            Token::Name("None") => {
                self.advance();
                Expr::None
            }
            Token::Name(_) => Expr::Atom(self.dotted()),
            Token::String(string) => self.string(string),
            Token::Op(b'(') => {
                self.advance();
                let (mut elements, comma) = self.elements(b')', Self::value);
                match (elements.len(), comma) {
                    (1, Comma::Needless) => elements.remove(0),
                    _ => Expr::Collection(["(", ")"], elements, comma),
                }
            }
            Token::Op(b'[') => {
                self.advance();
                let (elements, _) = self.elements(b']', Self::value);
                Expr::Collection(["[", "]"], elements, Comma::Needless)
            }
            Token::Op(b'{') => {
                self.advance();
                let (elements, _) = self.elements(b'}', |reader| {
                    let key = reader.value();
                    if reader.skip(b':') {
                        Expr::Item(Box::new([key, reader.value()]))
                    } else {
                        key
                    }
                });
                Expr::Collection(["{", "}"], elements, Comma::Needless)
            }
            Token::Ellipsis => Expr::Atom(self.take().to_owned()),
            _ => self.number(),
        }
    }

    /// A number with its sign, perhaps with an imaginary part.
    fn number(&mut self) -> Expr {
        let first = format!("{}{}", self.sign(), literal::number(self.take()));
        match self.sign() {
            "" => Expr::Atom(first),
            sign => {
                let imaginary = literal::number(self.take());
                Expr::Complex([first, format!("{sign} {imaginary}")])
            }
        }
    }

    fn sign(&mut self) -> &'a str {
        match self.token {
            Token::Op(b'+' | b'-') => self.take(),
            _ => "",
        }
    }
}
