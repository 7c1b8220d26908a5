use crate::error::SyntaxProblem;
use crate::syntax::lexer::Token;
use crate::syntax::name::{is_keyword, normalized};
use crate::syntax::parser::{Fail, Parser};

/// A name that an import statement binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Binding<'a> {
    pub(crate) name: &'a str,
    /// Whether it is the top-level module of that name, as after `import os.path`.
    pub(crate) is_module: bool,
    /// Whether it is another name than the thing has where it comes from.
    pub(crate) is_renamed: bool,
}

/// Reads any number of `import` and `from ... import` statements, each at the start of a line;
/// tells `on_binding` what they bind.
pub(crate) fn imports<'a>(
    text: &'a str,
    on_binding: &mut dyn FnMut(Binding<'a>),
) -> Result<(), Fail> {
    if text.ends_with(' ') {
        return Err(Fail::new(text.len() - 1, SyntaxProblem::OuterSpace));
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
pub(crate) fn module_path(text: &str) -> Result<(), Fail> {
    if text.contains(' ') {
        return Err(Fail::new(0, SyntaxProblem::OuterSpace));
    }
    let mut parser = Parser::lines(text)?;
    parser.module_path()?;
    parser.end()
}

impl<'a> Parser<'a> {
    fn import_statement(&mut self, on_binding: &mut dyn FnMut(Binding<'a>)) -> Result<(), Fail> {
        if !self.at_line_start() {
            return Err(self.fail(SyntaxProblem::OuterSpace));
        }
        match self.token {
            Token::Name("import") => self.import(on_binding),
            Token::Name("from") => self.import_from(on_binding),
            _ => Err(self.unexpected()),
        }
    }

    fn import(&mut self, on_binding: &mut dyn FnMut(Binding<'a>)) -> Result<(), Fail> {
        loop {
            self.advance()?;
            let root = self.name()?;
            let last = self.dotted(root)?;
            on_binding(match self.alias()? {
                Some(name) => Binding {
                    name,
                    is_module: false,
                    is_renamed: name != last,
                },
                None => Binding {
                    name: root,
                    is_module: true,
                    is_renamed: false,
                },
            });
            if !self.is(b',') {
                return Ok(());
            }
        }
    }

    fn import_from(&mut self, on_binding: &mut dyn FnMut(Binding<'a>)) -> Result<(), Fail> {
        self.advance()?;
        self.module_path()?;
        if self.token != Token::Name("import") {
            return Err(self.unexpected());
        }
        self.advance()?;
        if !self.is(b'(') {
            loop {
                self.imported_name(on_binding)?;
                if !self.skip(b',')? {
                    return Ok(());
                }
            }
        }
        self.deeper(|p| {
            p.advance()?;
            loop {
                p.imported_name(on_binding)?;
                if !p.skip(b',')? || p.is(b')') {
                    return Ok(());
                }
            }
        })?;
        self.close(b')')
    }

    /// `a.b`, `.`, `..a.b`
    fn module_path(&mut self) -> Result<(), Fail> {
        let mut is_relative = false;
        while self.skip(b'.')? {
            is_relative = true;
        }
        match self.token {
            Token::Name("import") | Token::End if is_relative => Ok(()),
            Token::Name(root) if !is_relative && normalized(root) == "__future__" => {
                Err(self.fail(SyntaxProblem::FutureImport))
            }
            Token::Name(root) => self.dotted(root).map(|_| ()),
            _ => Err(self.unexpected()),
        }
    }

    fn imported_name(&mut self, on_binding: &mut dyn FnMut(Binding<'a>)) -> Result<(), Fail> {
        if self.is(b'*') {
            return Err(self.fail(SyntaxProblem::StarImport));
        }
        let name = self.name()?;
        self.advance()?;
        let alias = self.alias()?;
        on_binding(Binding {
            name: alias.unwrap_or(name),
            is_module: false,
            is_renamed: alias.is_some_and(|alias| alias != name),
        });
        Ok(())
    }

    /// `as name`, if it comes next.
    fn alias(&mut self) -> Result<Option<&'a str>, Fail> {
        if self.token != Token::Name("as") {
            return Ok(None);
        }
        self.advance()?;
        let name = self.name()?;
        self.advance()?;
        Ok(Some(name))
    }

    /// The current token, if it is a name that can be bound.
    fn name(&self) -> Result<&'a str, Fail> {
        match self.token {
            Token::Name(name) if !is_keyword(name) => Ok(name),
            _ => Err(self.unexpected()),
        }
    }
}
