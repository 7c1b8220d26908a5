//! Import statements and the names that they bind.

use core::ops::Range;

use crate::error::SyntaxProblem;
use crate::syntax::fail::SyntaxError;
use crate::syntax::lexer::Token;
use crate::syntax::name::{is_keyword, normalized};
use crate::syntax::parser::Parser;

/// A name that an import statement binds, and what it binds it to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Binding<'a> {
    pub(crate) name: &'a str,
    /// Where the name stands.
    pub(crate) range: Range<usize>,
    /// The module, as the statement says it: with leading dots if it is relative, perhaps with
    /// blanks around the dots.
    pub(crate) module: &'a str,
    /// What is taken from the module; nothing if the name is the module itself.
    pub(crate) item: Option<&'a str>,
    /// Whether it is the top-level module of that name, as after `import os.path`.
    pub(crate) is_module: bool,
}

/// An import statement may come with the newline that ends it.
pub(crate) fn strip_newline(text: &str) -> &str {
    text.strip_suffix('\n').unwrap_or(text)
}

/// Reads any number of `import` and `from ... import` statements, each at the start of a line;
/// tells `on_binding` what they bind.
pub(crate) fn imports<'a>(
    text: &'a str,
    on_binding: &mut dyn FnMut(Binding<'a>),
) -> Result<(), SyntaxError> {
    if text.ends_with(' ') {
        let range = text.len() - 1..text.len();
        return Err(SyntaxError::new(range, SyntaxProblem::OuterSpace));
    }
    let mut parser = Parser::lines(text)?;
    loop {
        parser.import_statement(on_binding)?;
        match parser.token {
            Token::Newline => parser.advance()?,
            _ => return parser.end(),
        }
        // isort sets one blank line between groups.
        if parser.token == Token::Newline {
            parser.advance()?;
        }
    }
}

/// Reads the name of a module as `from` takes it, with or without leading dots.
pub(crate) fn module_path(text: &str) -> Result<(), SyntaxError> {
    if let Some(blank) = text.find(' ') {
        return Err(SyntaxError::new(
            blank..blank + 1,
            SyntaxProblem::OuterSpace,
        ));
    }
    let mut parser = Parser::lines(text)?;
    parser.module_path()?;
    parser.end()
}

impl<'a> Parser<'a> {
    fn import_statement(
        &mut self,
        on_binding: &mut dyn FnMut(Binding<'a>),
    ) -> Result<(), SyntaxError> {
        if !self.at_line_start() {
            return Err(self.fail(SyntaxProblem::OuterSpace));
        }
        match self.token {
            Token::Name("import") => self.import(on_binding),
            Token::Name("from") => self.import_from(on_binding),
            _ => Err(self.unexpected()),
        }
    }

    fn import(&mut self, on_binding: &mut dyn FnMut(Binding<'a>)) -> Result<(), SyntaxError> {
        loop {
            self.advance()?;
            let root = self.name()?;
            let range = self.at..self.at + root.len();
            let module = self.dotted(root)?.text;
            on_binding(match self.alias()? {
                Some((name, range)) => Binding {
                    name,
                    range,
                    module,
                    item: None,
                    is_module: false,
                },
                None => Binding {
                    name: root,
                    range,
                    module: root,
                    item: None,
                    is_module: true,
                },
            });
            if !self.is(b',') {
                return Ok(());
            }
        }
    }

    fn import_from(&mut self, on_binding: &mut dyn FnMut(Binding<'a>)) -> Result<(), SyntaxError> {
        self.advance()?;
        let module = self.module_path()?;
        if self.token != Token::Name("import") {
            return Err(self.unexpected());
        }
        self.advance()?;
        if !self.is(b'(') {
            loop {
                self.imported_name(module, on_binding)?;
                if !self.skip(b',')? {
                    return Ok(());
                }
            }
        }
        self.deeper(|p| {
            p.advance()?;
            loop {
                p.imported_name(module, on_binding)?;
                if !p.skip(b',')? || p.is(b')') {
                    return Ok(());
                }
            }
        })?;
        self.close(b')')
    }

    /// `a.b`, `.`, `..a.b`
    fn module_path(&mut self) -> Result<&'a str, SyntaxError> {
        let start = self.at;
        let mut is_relative = false;
        while self.skip(b'.')? {
            is_relative = true;
        }
        match self.token {
            Token::Name("import") | Token::End if is_relative => {}
            // With dots before it CPython 3.11 and 3.12 take it for a future import too.
            Token::Name(root) if normalized(root) == "__future__" => {
                return Err(self.fail(SyntaxProblem::FutureImport));
            }
            Token::Name(root) => {
                self.dotted(root)?;
            }
            _ => return Err(self.unexpected()),
        }
        Ok(self.text_from(start))
    }

    fn imported_name(
        &mut self,
        module: &'a str,
        on_binding: &mut dyn FnMut(Binding<'a>),
    ) -> Result<(), SyntaxError> {
        if self.is(b'*') {
            return Err(self.fail(SyntaxProblem::StarImport));
        }
        let item = self.name()?;
        let range = self.at..self.at + item.len();
        self.advance()?;
        let (name, range) = self.alias()?.unwrap_or((item, range));
        on_binding(Binding {
            name,
            range,
            module,
            item: Some(item),
            is_module: false,
        });
        Ok(())
    }

    /// `as name`, if it comes next.
    fn alias(&mut self) -> Result<Option<(&'a str, Range<usize>)>, SyntaxError> {
        if self.token != Token::Name("as") {
            return Ok(None);
        }
        self.advance()?;
        let name = self.name()?;
        let range = self.at..self.at + name.len();
        self.advance()?;
        Ok(Some((name, range)))
    }

    /// The current token, if it is a name that can be bound.
    fn name(&self) -> Result<&'a str, SyntaxError> {
        match self.token {
            Token::Name(name) if !is_keyword(name) => Ok(name),
            _ => Err(self.unexpected()),
        }
    }
}
