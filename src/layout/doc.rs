//! How an expression is laid out on lines of a given width: what breaks, and in which order.
//!
//! The documents are those of Wadler's pretty printer in the dialect that Python's formatters
//! share: a group stands on one line if it fits there with what follows it, and else all of its
//! own breaks are taken. Brackets are groups. The parentheses that Python allows around an
//! expression appear only where breaking at the brackets inside would not do.

use crate::layout::width::width;

/// How wide a line may be.
pub(crate) const WIDTH: usize = 88;

/// How many columns a level of indentation takes.
pub(crate) const INDENT: usize = 4;

/// A text with places where it may break.
#[derive(Clone, Debug)]
pub(crate) enum Doc {
    Text(String),
    /// A break, or nothing.
    SoftLine,
    /// A break, or a space.
    Line,
    /// Text that is there only if the group around it is broken.
    IfBroken(&'static str),
    Indent(Vec<Doc>),
    Group(Vec<Doc>),
    /// A group in brackets, which may break without breaking the [`Doc::Optional`] around it.
    Brackets(Vec<Doc>),
    /// In parentheses if it breaks.
    Parenthesized(Vec<Doc>),
    /// In parentheses if it does not fit, brackets inside being broken.
    Optional(Vec<Doc>),
    /// In parentheses if it does not fit, and does so in them.
    BestFit(Vec<Doc>),
}

impl Doc {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Flat,
    Broken,
}

/// What is still to be printed.
#[derive(Clone, Copy)]
struct Entry<'a> {
    doc: Piece<'a>,
    indent: usize,
    mode: Mode,
    measure: Measure,
}

#[derive(Clone, Copy)]
enum Piece<'a> {
    Doc(&'a Doc),
    Text(&'static str),
    HardLine,
}

/// What has to fit.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Measure {
    /// The text up to the next break.
    FirstLine,
    /// All lines of it.
    AllLines,
    /// The text around it, whatever its own lines are.
    Around,
}

/// Lays `doc` out as text that begins at `column` of a line indented by `indent` and that `tail`
/// follows, on lines of at most `widest` columns.
pub(crate) fn print(
    doc: &Doc,
    (column, indent): (usize, usize),
    widest: usize,
    tail: &'static str,
) -> String {
    let entry = |doc| Entry {
        doc,
        indent,
        mode: Mode::Broken,
        measure: Measure::FirstLine,
    };
    let mut printer = Printer {
        out: String::new(),
        column,
        widest,
        stack: vec![entry(Piece::Text(tail)), entry(Piece::Doc(doc))],
        fits_flat: false,
    };
    printer.run();
    printer.out.truncate(printer.out.len() - tail.len());
    printer.out
}

struct Printer<'a> {
    out: String,
    column: usize,
    widest: usize,
    stack: Vec<Entry<'a>>,
    /// Whether a group around this place was found to fit on the line, and no break was printed
    /// since.
    fits_flat: bool,
}

impl<'a> Printer<'a> {
    fn run(&mut self) {
        while let Some(entry) = self.stack.pop() {
            let Entry { doc, .. } = entry;
            match doc {
                Piece::Text(text) => self.text(text),
                Piece::HardLine => self.newline(entry.indent),
                Piece::Doc(doc) => self.doc(doc, entry),
            }
        }
    }

    fn doc(&mut self, doc: &'a Doc, entry: Entry<'a>) {
        match doc {
            Doc::Text(text) => self.text(text),
            Doc::Line | Doc::SoftLine if entry.mode == Mode::Broken => self.newline(entry.indent),
            Doc::Line => self.text(" "),
            Doc::SoftLine => {}
            Doc::IfBroken(text) => {
                if entry.mode == Mode::Broken {
                    self.text(text);
                }
            }
            Doc::Indent(docs) => {
                let indent = entry.indent + INDENT;
                push(&mut self.stack, docs, Entry { indent, ..entry });
            }
            Doc::Group(docs) => self.group(docs, entry),
            Doc::Brackets(docs) => {
                // Its inside was measured as if it were broken: whether it is, is not known yet.
                self.fits_flat = false;
                self.group(docs, entry);
            }
            Doc::Parenthesized(docs) | Doc::Optional(docs) | Doc::BestFit(docs) => {
                let fits = self.fits(entry, &|stack, entry| {
                    let mode = Mode::Flat;
                    push(stack, docs, Entry { mode, ..entry });
                });
                let is_wrapped = !fits
                    && (!matches!(doc, Doc::BestFit(_))
                        || self.fits(entry, &|stack, entry| {
                            let measure = Measure::AllLines;
                            wrap(stack, docs, Entry { measure, ..entry });
                        }));
                if is_wrapped {
                    wrap(&mut self.stack, docs, entry);
                } else {
                    self.fits_flat = fits;
                    let mode = Mode::Flat;
                    push(&mut self.stack, docs, Entry { mode, ..entry });
                }
            }
        }
    }

    fn group(&mut self, docs: &'a [Doc], entry: Entry<'a>) {
        let flat = |stack: &mut Vec<Entry<'a>>, entry| {
            let mode = Mode::Flat;
            push(stack, docs, Entry { mode, ..entry });
        };
        let is_measured = entry.mode == Mode::Flat && self.fits_flat;
        if is_measured || self.fits(entry, &flat) {
            self.fits_flat = true;
            flat(&mut self.stack, entry);
        } else {
            let mode = Mode::Broken;
            push(&mut self.stack, docs, Entry { mode, ..entry });
        }
    }

    fn text(&mut self, text: &str) {
        self.out.push_str(text);
        self.column += width(text);
    }

    fn newline(&mut self, indent: usize) {
        self.out.push('\n');
        self.out.extend(core::iter::repeat_n(' ', indent));
        self.column = indent;
        self.fits_flat = false;
    }

    /// Whether what `add` puts on the stack fits, with what follows it up to the next break.
    fn fits(&self, entry: Entry<'a>, add: &dyn Fn(&mut Vec<Entry<'a>>, Entry<'a>)) -> bool {
        let mut column = self.column;
        let mut rest = self.stack.len();
        let mut stack = Vec::new();
        let measure = Measure::FirstLine;
        add(&mut stack, Entry { measure, ..entry });
        loop {
            let entry = match stack.pop() {
                Some(entry) => entry,
                None if rest == 0 => return true,
                None => {
                    rest -= 1;
                    self.stack[rest]
                }
            };
            let Entry {
                doc,
                mode,
                measure,
                indent,
            } = entry;
            let mut breaks = false;
            let mut add = |text: &str| column += width(text);
            match doc {
                Piece::Text(text) => add(text),
                Piece::HardLine => breaks = true,
                Piece::Doc(doc) => match doc {
                    Doc::Text(text) => add(text),
                    Doc::Line | Doc::SoftLine if mode == Mode::Broken => breaks = true,
                    Doc::Line => add(" "),
                    Doc::SoftLine => {}
                    Doc::IfBroken(text) => {
                        if mode == Mode::Broken {
                            add(text);
                        }
                    }
                    Doc::Indent(docs) => {
                        let indent = indent + INDENT;
                        push(&mut stack, docs, Entry { indent, ..entry });
                    }
                    Doc::Brackets(docs) if mode == Mode::Flat => {
                        let (opening, docs) = docs.split_at(1);
                        let (mode, measure) = (Mode::Broken, Measure::Around);
                        let inside = Entry {
                            mode,
                            measure,
                            ..entry
                        };
                        push(&mut stack, docs, inside);
                        push(&mut stack, opening, entry);
                    }
                    Doc::Group(docs)
                    | Doc::Brackets(docs)
                    | Doc::Parenthesized(docs)
                    | Doc::Optional(docs)
                    | Doc::BestFit(docs) => push(&mut stack, docs, entry),
                },
            }
            if breaks {
                if measure == Measure::FirstLine {
                    return true;
                }
                column = indent;
            }
            if column > self.widest && measure != Measure::Around {
                return false;
            }
        }
    }
}

fn push<'a>(stack: &mut Vec<Entry<'a>>, docs: &'a [Doc], entry: Entry<'a>) {
    stack.extend(docs.iter().rev().map(|doc| Entry {
        doc: Piece::Doc(doc),
        ..entry
    }));
}

/// Puts `docs` into parentheses, on lines of their own.
fn wrap<'a>(stack: &mut Vec<Entry<'a>>, docs: &'a [Doc], entry: Entry<'a>) {
    let entry = Entry {
        mode: Mode::Broken,
        ..entry
    };
    let inside = Entry {
        indent: entry.indent + INDENT,
        ..entry
    };
    let piece = |doc, entry| Entry { doc, ..entry };
    stack.push(piece(Piece::Text(")"), entry));
    stack.push(piece(Piece::HardLine, entry));
    push(stack, docs, inside);
    stack.push(piece(Piece::HardLine, inside));
    stack.push(piece(Piece::Text("("), entry));
}
