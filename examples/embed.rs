//! A small compiler front end that renders shims and points errors into its own source:
//!
//! ```sh
//! cargo run --example embed
//! ```
//!
//! A line of the source is `use <import statement>` or
//! `async <name>(<parameter>: <type>; ...) -> <type>`. Each text that goes into a descriptor
//! keeps its span; an error names the function, the field and the bytes, which is enough to find
//! that span again.

use std::ops::Range;

use mochi_asyncbridge::{AsyncFn, Error, Field, Module, ParamPart};

/// An error of the compiler: bytes of its source, and what is wrong with them.
#[derive(Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The bytes.
    pub span: Range<usize>,
    /// What is wrong.
    pub message: String,
}

/// Text of the source and where it stands.
#[derive(Clone, Debug)]
struct Spanned<'a> {
    text: &'a str,
    start: usize,
}

impl Spanned<'_> {
    fn trimmed(&self) -> Self {
        let blanks = self.text.len() - self.text.trim_start().len();
        Self {
            text: self.text.trim(),
            start: self.start + blanks,
        }
    }

    /// What is before and after the first `separator`.
    fn split(&self, separator: &str) -> Option<(Self, Self)> {
        let at = self.text.find(separator)?;
        let after = at + separator.len();
        Some((
            Self {
                text: &self.text[..at],
                ..*self
            }
            .trimmed(),
            Self {
                text: &self.text[after..],
                start: self.start + after,
            }
            .trimmed(),
        ))
    }

    fn after(&self, prefix: &str) -> Option<Self> {
        let text = self.text.strip_prefix(prefix)?;
        Some(
            Self {
                text,
                start: self.start + prefix.len(),
            }
            .trimmed(),
        )
    }

    fn diagnostic(&self, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            span: self.start..self.start + self.text.len(),
            message: message.into(),
        }
    }
}

/// A function of the source.
struct Function<'a> {
    name: Spanned<'a>,
    params: Vec<(Spanned<'a>, Spanned<'a>)>,
    returns: Spanned<'a>,
}

/// A source that could be read.
#[derive(Default)]
struct Program<'a> {
    uses: Vec<Spanned<'a>>,
    functions: Vec<Function<'a>>,
}

/// The Python of a source.
///
/// # Errors
///
/// All that is wrong.
pub fn compile(source: &str) -> Result<String, Vec<Diagnostic>> {
    let program = parse(source).map_err(|diagnostic| vec![diagnostic])?;
    let module = program.describe();
    module.render().map_err(|errors| {
        let each = errors.iter().map(|error| program.locate(error));
        each.collect()
    })
}

fn parse(source: &str) -> Result<Program<'_>, Diagnostic> {
    let mut program = Program::default();
    let mut start = 0;
    for text in source.split_inclusive('\n') {
        let line = Spanned { text, start }.trimmed();
        start += text.len();
        if let Some(statement) = line.after("use ") {
            program.uses.push(statement);
        } else if let Some(head) = line.after("async ") {
            program.functions.push(function(&head)?);
        } else if !line.text.is_empty() {
            return Err(line.diagnostic("neither `use` nor `async`"));
        }
    }
    Ok(program)
}

fn function<'a>(head: &Spanned<'a>) -> Result<Function<'a>, Diagnostic> {
    let syntax_error = || head.diagnostic("no `name(parameter: type; ...) -> type`");
    let (name, rest) = head.split("(").ok_or_else(syntax_error)?;
    let (mut list, returns) = rest.split(") ->").ok_or_else(syntax_error)?;
    let mut params = Vec::new();
    while !list.text.is_empty() {
        let (param, others) = list
            .split(";")
            .unwrap_or((list.clone(), Spanned { text: "", ..list }));
        params.push(param.split(":").ok_or_else(syntax_error)?);
        list = others;
    }
    Ok(Function {
        name,
        params,
        returns,
    })
}

impl Program<'_> {
    fn describe(&self) -> Module {
        let mut module = Module::default();
        for statement in &self.uses {
            module = module.import(statement.text);
        }
        for function in &self.functions {
            let mut f = AsyncFn::new(function.name.text).returns(function.returns.text);
            for (name, annotation) in &function.params {
                f = f.param(name.text, annotation.text);
            }
            module = module.function(f);
        }
        module
    }

    /// The place in the source that an error is about.
    fn locate(&self, error: &Error) -> Diagnostic {
        let field = match error.function_index() {
            Some(index) => self.functions[index].field(&error.field),
            None => match error.field {
                Field::Import { index } => &self.uses[index],
                _ => {
                    return Diagnostic {
                        span: 0..0,
                        message: error.to_string(),
                    };
                }
            },
        };
        let bytes = match field.text.get(error.range.clone()) {
            // A text that ends too early is wrong where it ends; all of it is shown then.
            Some("") | None => 0..field.text.len(),
            Some(_) => error.range.clone(),
        };
        Diagnostic {
            span: field.start + bytes.start..field.start + bytes.end,
            message: error.to_string(),
        }
    }
}

impl<'a> Function<'a> {
    /// The text that a field of the descriptor was made of.
    fn field(&self, field: &Field) -> &Spanned<'a> {
        match field {
            Field::Returns => &self.returns,
            Field::Param {
                index,
                part: ParamPart::Annotation,
                ..
            } => &self.params[*index].1,
            Field::Param { index, .. } => &self.params[*index].0,
            // The shim is named after the callable.
            _ => &self.name,
        }
    }
}

#[allow(dead_code, reason = "a test uses the rest")]
fn main() {
    let source = "use from mochi_async_pkg import fetch, compute\n\
                  async fetch(url: str; timeout: float) -> bytes\n\
                  async compute(class: int; m: list[os.environ['HOME']]) -> int)\n\
                  async missing() -> None\n";
    match compile(source) {
        Ok(python) => print!("{python}"),
        Err(diagnostics) => {
            for Diagnostic { span, message } in diagnostics {
                let start = source[..span.start].rfind('\n').map_or(0, |at| at + 1);
                let line = source[start..].lines().next().unwrap_or_default();
                let column = source[start..span.start].chars().count();
                let width = source[span].chars().count().max(1);
                let number = source[..start].lines().count() + 1;
                println!("line {number}: {message}\n  {line}");
                println!("  {}{}", " ".repeat(column), "^".repeat(width));
            }
        }
    }
}
