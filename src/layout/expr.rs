//! Expressions as trees, and how a formatter breaks them.

use crate::layout::doc::Doc;

/// An expression as descriptors can hold it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Expr {
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
pub(super) enum Comma {
    Needed,
    Needless,
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

impl Expr {
    /// On one line.
    pub(super) fn flat(&self) -> String {
        let mut text = String::new();
        self.push_flat(&mut text);
        text
    }

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
    pub(super) fn alone(&self, place: Place) -> Doc {
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
    pub(super) fn inside(&self) -> Doc {
        let mut docs = Vec::new();
        self.push_docs(&mut docs, Doc::Group);
        Doc::Group(docs)
    }

    pub(super) fn push_docs(&self, docs: &mut Vec<Doc>, brackets: fn(Vec<Doc>) -> Doc) {
        let bracketed = |open: &str, inner: Vec<Doc>, close: &str| {
            brackets(vec![
                Doc::text(open),
                Doc::Indent([vec![Doc::SoftLine], inner].concat()),
                Doc::SoftLine,
                Doc::text(close),
            ])
        };
        match self {
            Self::Atom(_) | Self::None => docs.push(Doc::Text(self.flat())),
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
                Doc::Text(self.flat())
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
