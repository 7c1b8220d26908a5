//! Annotations and defaults: read, freed of needless parentheses and quotes, and laid out.

use std::borrow::Cow;

use crate::layout::doc::{Doc, INDENT, WIDTH, print};
use crate::layout::literal;
use crate::syntax::{Lexer, StringToken, Token};

/// An expression as descriptors can hold it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Expr {
    /// A dotted name, a literal, `...`: what cannot break.
    Atom(String),
    None,
    Subscript(Box<Expr>, Vec<Expr>, Comma),
    /// `a | b | c`
    Union(Vec<Expr>),
    /// `*Ts`
    Star(Box<Expr>),
    /// What stands in brackets of its own.
    Collection([&'static str; 2], Vec<Expr>, Comma),
    /// `key: value` of a dictionary.
    Item(Box<[Expr; 2]>),
    /// A complex number: its parts, the second one with the sign between them.
    Complex([String; 2]),
}

/// Whether a comma behind the only element says that there is a tuple.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comma {
    Needed,
    Needless,
}

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

/// Where an annotation stands, which decides about parentheses around it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// Behind the arrow of a function with parameters.
    Returns,
    /// Behind the arrow of a function without parameters.
    ReturnsOfNoParams,
    /// Behind the name of a variable that it declares.
    Variable,
}

/// An annotation on one line.
pub(crate) fn flat_annotation<'a>(text: &'a str, aliases: &Aliases) -> Cow<'a, str> {
    if is_plain(text) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(flat(&read_annotation(text, aliases)))
}

/// A default on one line.
pub(crate) fn flat_value(text: &str) -> Cow<'_, str> {
    if is_plain(text) && !text.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return Cow::Borrowed(text);
    }
    Cow::Owned(flat(&Reader::new(text, &Aliases::default()).value()))
}

/// A dotted name: nothing about it can be different.
fn is_plain(text: &str) -> bool {
    text.bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.'))
}

/// An annotation that begins at `column` of a line indented by `indent`, before `tail`.
pub(crate) fn annotation(
    text: &str,
    aliases: &Aliases,
    place: Place,
    (column, indent): (usize, usize),
    tail: &'static str,
) -> String {
    let expr = read_annotation(text, aliases);
    print(&expr.alone(place), (column, indent), aliases.widest(), tail)
}

/// A parameter on a line of its own, or on several: `start` is its name and what is before and
/// right behind it.
pub(crate) fn parameter(
    start: String,
    text: &str,
    aliases: &Aliases,
    default: Option<&str>,
) -> String {
    let mut docs = vec![Doc::Text(start), read_annotation(text, aliases).inside()];
    if let Some(default) = default {
        docs.push(Doc::text(" = "));
        docs.push(Reader::new(default, aliases).value().inside());
    }
    print(&Doc::Indent(docs), (INDENT, 0), aliases.widest(), ",")
}

/// An annotation as a string literal, for what is read before its names may exist.
pub(crate) fn quoted(text: &str, aliases: &Aliases) -> String {
    let text = flat_annotation(text, aliases).replace('\\', "\\\\");
    let quote = literal::preferred_quote(&text);
    let text = text.replace(quote, &format!("\\{quote}"));
    format!("{quote}{text}{quote}")
}

fn read_annotation(text: &str, aliases: &Aliases) -> Expr {
    let mut reader = Reader::new(text, aliases);
    if reader.skip(b'*') {
        return Expr::Star(Box::new(reader.type_expression()));
    }
    reader.type_expression()
}

fn flat(expr: &Expr) -> String {
    let mut text = String::new();
    expr.push_flat(&mut text);
    text
}

impl Expr {
    fn push_flat(&self, text: &mut String) {
        let list = |elements: &[Self], comma: Comma, text: &mut String| {
            for (i, element) in elements.iter().enumerate() {
                if i > 0 {
                    text.push_str(", ");
                }
                element.push_flat(text);
            }
            if comma == Comma::Needed {
                text.push(',');
            }
        };
        match self {
            Self::Atom(atom) => text.push_str(atom),
            Self::None => text.push_str("None"),
            Self::Subscript(value, elements, comma) => {
                value.push_flat(text);
                text.push('[');
                list(elements, *comma, text);
                text.push(']');
            }
            Self::Union(members) => {
                for (i, member) in members.iter().enumerate() {
                    if i > 0 {
                        text.push_str(" | ");
                    }
                    if let Self::Union(_) = member {
                        text.push('(');
                        member.push_flat(text);
                        text.push(')');
                    } else {
                        member.push_flat(text);
                    }
                }
            }
            Self::Star(inner) => {
                text.push('*');
                inner.push_flat(text);
            }
            Self::Collection([open, close], elements, comma) => {
                text.push_str(open);
                list(elements, *comma, text);
                text.push_str(close);
            }
            Self::Complex(parts) => text.push_str(&parts.join(" ")),
            Self::Item(item) => {
                item[0].push_flat(text);
                text.push_str(": ");
                item[1].push_flat(text);
            }
        }
    }

    /// Where no brackets are around it.
    fn alone(&self, place: Place) -> Doc {
        let docs = |brackets: fn(Vec<Doc>) -> Doc| {
            let mut docs = Vec::new();
            self.push_docs(&mut docs, brackets);
            docs
        };
        match (self, place) {
            (Self::Union(members), _) if matches!(&**members, [_, Self::Union(_)]) => {
                Doc::Optional(vec![Doc::Group(docs(Doc::Brackets))])
            }
            (Self::Union(_), _) => Doc::Parenthesized(vec![Doc::Group(docs(Doc::Group))]),
            (Self::Subscript(..) | Self::None, Place::Returns) => Doc::Group(docs(Doc::Group)),
            (Self::Subscript(..), Place::ReturnsOfNoParams) => Doc::Optional(docs(Doc::Brackets)),
            (_, Place::ReturnsOfNoParams) => Doc::Parenthesized(docs(Doc::Group)),
            _ => Doc::BestFit(docs(Doc::Brackets)),
        }
    }

    /// Where brackets are around it, so that it can break anywhere.
    fn inside(&self) -> Doc {
        let mut docs = Vec::new();
        self.push_docs(&mut docs, Doc::Group);
        Doc::Group(docs)
    }

    fn push_docs(&self, docs: &mut Vec<Doc>, brackets: fn(Vec<Doc>) -> Doc) {
        let bracketed = |open: &str, inner: Vec<Doc>, close: &str| {
            brackets(vec![
                Doc::text(open),
                Doc::Indent([vec![Doc::SoftLine], inner].concat()),
                Doc::SoftLine,
                Doc::text(close),
            ])
        };
        match self {
            Self::Atom(_) | Self::None => docs.push(Doc::Text(flat(self))),
            Self::Subscript(value, elements, comma) => {
                value.push_docs(docs, brackets);
                let inner = match (&**elements, comma) {
                    ([element], Comma::Needless) => vec![element.inside()],
                    _ => vec![Doc::Group(sequence(elements, *comma))],
                };
                docs.push(bracketed("[", inner, "]"));
            }
            Self::Union(members) => {
                for (i, member) in members.iter().enumerate() {
                    if i > 0 {
                        docs.extend([Doc::Line, Doc::text("| ")]);
                    }
                    if let Self::Union(_) = member {
                        docs.push(bracketed("(", vec![member.inside()], ")"));
                    } else {
                        member.push_docs(docs, brackets);
                    }
                }
            }
            Self::Star(inner) => {
                docs.push(Doc::text("*"));
                inner.push_docs(docs, brackets);
            }
            Self::Collection([open, close], elements, comma) => docs.push(if elements.is_empty() {
                Doc::Text(flat(self))
            } else {
                bracketed(open, sequence(elements, *comma), close)
            }),
            Self::Complex([real, imaginary]) => {
                docs.extend([Doc::text(real), Doc::Line, Doc::text(imaginary)]);
            }
            Self::Item(item) => {
                docs.push(item[0].inside());
                docs.push(Doc::text(": "));
                docs.push(item[1].inside());
            }
        }
    }
}

/// Elements with commas between them, and behind the last one if each is on a line of its own.
fn sequence(elements: &[Expr], comma: Comma) -> Vec<Doc> {
    let mut docs = Vec::new();
    for (i, element) in elements.iter().enumerate() {
        if i > 0 {
            docs.extend([Doc::text(","), Doc::Line]);
        }
        docs.push(element.inside());
    }
    docs.push(match comma {
        Comma::Needed => Doc::text(","),
        Comma::Needless => Doc::IfBroken(","),
    });
    docs
}

/// Reads text that validation has accepted.
struct Reader<'a> {
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
    fn new(text: &'a str, aliases: &'a Aliases) -> Self {
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

    fn skip(&mut self, op: u8) -> bool {
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

    fn type_expression(&mut self) -> Expr {
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

    fn value(&mut self) -> Expr {
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
