//! Import statements: read, merged, and put into the order of isort.

use core::cmp::Ordering;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use askama::Template;

use crate::layout::{MemberKey, WIDTH, member_key, natural, width};
use crate::render::written::written;
use crate::stdlib;
use crate::syntax::{Lexer, Token};

/// A statement that imports one module, or names of one module.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Statement {
    Import {
        module: String,
        alias: Option<String>,
    },
    From {
        module: String,
        names: Vec<Name>,
        /// Whether each name is to have a line of its own, as a comma behind the last one says.
        is_tall: bool,
        /// Whether the names are to stay in their order, which is not that of isort.
        keeps_order: bool,
    },
}

/// A name that a module is asked for, and the name that it gets.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Name {
    pub(super) name: String,
    pub(super) alias: Option<String>,
}

impl Statement {
    pub(super) fn module(name: &str) -> Self {
        Self::Import {
            module: name.to_owned(),
            alias: None,
        }
    }

    pub(super) fn names(module: &str, names: &[&str]) -> Self {
        let name = |name: &&str| Name {
            name: (*name).to_owned(),
            alias: None,
        };
        let mut names: Vec<Name> = names.iter().map(name).collect();
        sort_names(&mut names);
        Self::From {
            module: module.to_owned(),
            names,
            is_tall: false,
            keeps_order: false,
        }
    }
}

/// Where isort puts a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Section {
    StandardLibrary,
    /// What is installed; for all that a descriptor says, any other module is.
    ThirdParty,
    /// What the package itself has, by a relative path.
    Local,
}

impl Statement {
    fn source(&self) -> &str {
        match self {
            Self::Import { module, .. } | Self::From { module, .. } => module,
        }
    }

    pub(super) fn section(&self) -> Section {
        let root = self.source().split('.').next().unwrap_or_default();
        match root {
            "" => Section::Local,
            // It has no public twin.
            "_thread" => Section::StandardLibrary,
            _ if stdlib::is_module(root) => Section::StandardLibrary,
            _ => Section::ThirdParty,
        }
    }

    /// The text, on lines that are `indent` shorter.
    pub(super) fn text(&self, indent: usize) -> String {
        let (module, names, is_tall) = match self {
            Self::Import {
                module,
                alias: None,
            } => return written(&ImportTemplate { module }),
            Self::Import {
                module,
                alias: Some(alias),
            } => return written(&ImportAsTemplate { module, alias }),
            Self::From {
                module,
                names,
                is_tall,
                ..
            } => (module, names, *is_tall),
        };
        let name = |name: &Name| match &name.alias {
            Some(alias) => format!("{} as {alias}", name.name),
            None => name.name.clone(),
        };
        let names: Vec<String> = names.iter().map(name).collect();
        let short = FromTemplate {
            module,
            names: &names.join(", "),
        };
        if !is_tall {
            let text = written(&short);
            if width(&text) + indent <= WIDTH {
                return text;
            }
        }
        written(&FromTallTemplate {
            module,
            names: &names,
        })
    }
}

#[derive(Template)]
#[template(path = "imports/import.py", escape = "none")]
struct ImportTemplate<'a> {
    module: &'a str,
}

#[derive(Template)]
#[template(path = "imports/import_as.py", escape = "none")]
struct ImportAsTemplate<'a> {
    module: &'a str,
    alias: &'a str,
}

#[derive(Template)]
#[template(path = "imports/from.py", escape = "none")]
struct FromTemplate<'a> {
    module: &'a str,
    names: &'a str,
}

#[derive(Template)]
#[template(path = "imports/from_tall.py", escape = "none")]
struct FromTallTemplate<'a> {
    module: &'a str,
    names: &'a [String],
}

/// Reads statements that validation has accepted. `keeps_order` if names are to stay in the order
/// in which they were given.
pub(super) fn read(text: &str, keeps_order: bool) -> Vec<Statement> {
    let mut reader = Reader {
        text,
        lexer: Lexer::new(text, true),
        token: Token::End,
        at: 0,
        in_parentheses: false,
    };
    reader.advance();
    let mut statements = Vec::new();
    while reader.token != Token::End {
        match reader.take() {
            "import" => reader.import(&mut statements),
            "from" => reader.import_from(keeps_order, &mut statements),
            _ => {}
        }
    }
    statements
}

struct Reader<'a> {
    text: &'a str,
    lexer: Lexer<'a>,
    token: Token<'a>,
    /// Where the token starts.
    at: usize,
    /// Where newlines mean nothing.
    in_parentheses: bool,
}

impl<'a> Reader<'a> {
    fn advance(&mut self) {
        loop {
            let next = self.lexer.next(&mut self.token);
            self.at = next.expect("the text is valid");
            if self.token != Token::Newline || !self.in_parentheses {
                return;
            }
        }
    }

    /// The text of the token, behind which it goes.
    fn take(&mut self) -> &'a str {
        let text = &self.text[self.at..self.lexer.position()];
        self.advance();
        text
    }

    fn skip(&mut self, op: u8) -> bool {
        let found = self.token == Token::Op(op);
        if found {
            self.advance();
        }
        found
    }

    /// `a.b`, `..a`, `.`
    fn path(&mut self) -> String {
        let mut path = String::new();
        while self.skip(b'.') {
            path.push('.');
        }
        if self.token != Token::Name("import") {
            path.push_str(self.take());
            while self.skip(b'.') {
                path.push('.');
                path.push_str(self.take());
            }
        }
        path
    }

    fn alias(&mut self, name: &str) -> Option<String> {
        if self.token != Token::Name("as") {
            return None;
        }
        self.advance();
        Some(self.take().to_owned()).filter(|alias| alias != name)
    }

    fn import(&mut self, statements: &mut Vec<Statement>) {
        loop {
            let module = self.path();
            let alias = self.alias(&module);
            statements.push(Statement::Import { module, alias });
            if !self.skip(b',') {
                return;
            }
        }
    }

    fn import_from(&mut self, keeps_order: bool, statements: &mut Vec<Statement>) {
        let module = self.path();
        self.advance();
        let in_parentheses = self.token == Token::Op(b'(');
        if in_parentheses {
            self.in_parentheses = true;
            self.advance();
        }
        let mut names = Vec::new();
        let mut has_comma = false;
        while let Token::Name(_) = self.token {
            let name = self.take().to_owned();
            let alias = self.alias(&name);
            names.push(Name { name, alias });
            has_comma = self.skip(b',');
            if !has_comma {
                break;
            }
        }
        self.in_parentheses = false;
        self.skip(b')');

        // isort gives each name that changes a statement of its own.
        let (changed, own): (Vec<Name>, Vec<Name>) =
            names.into_iter().partition(|name| name.alias.is_some());
        let is_tall = in_parentheses && has_comma;
        let statement = |names: Vec<Name>| Statement::From {
            module: module.clone(),
            keeps_order: keeps_order && !names.is_sorted_by_key(|name| member_key(&name.name)),
            names,
            is_tall,
        };
        if !own.is_empty() {
            statements.push(statement(own));
        }
        statements.extend(changed.into_iter().map(|name| statement(vec![name])));
    }
}

/// The statements in isort's order, those merged that it merges.
pub(super) fn sorted(statements: Vec<Statement>) -> Vec<Statement> {
    let mut merged: Vec<Statement> = Vec::new();
    let mut places = HashMap::new();
    for statement in statements {
        match places.entry(statement.subject()) {
            Entry::Vacant(entry) => {
                entry.insert(merged.len());
                merged.push(statement);
            }
            Entry::Occupied(entry) => merged[*entry.get()].merge(statement),
        }
    }
    for statement in &mut merged {
        if let Statement::From {
            names, keeps_order, ..
        } = statement
        {
            let mut seen = HashSet::new();
            names.retain(|name| seen.insert(name.clone()));
            if !*keeps_order {
                sort_names(names);
            }
        }
    }
    merged.sort_by(order);
    merged
}

fn sort_names(names: &mut [Name]) {
    names.sort_by_cached_key(|name| member_key(&name.name));
}

impl Statement {
    /// What decides which statements are one: the kind, the module, and where one has a name of
    /// its own, that.
    fn subject(&self) -> (bool, String, Option<Name>) {
        match self {
            Self::Import { module, alias } => {
                let alias = alias.clone().map(|name| Name { name, alias: None });
                (false, module.clone(), alias)
            }
            Self::From { module, names, .. } => {
                let changed = names.first().filter(|name| name.alias.is_some());
                (true, module.clone(), changed.cloned())
            }
        }
    }

    fn merge(&mut self, other: Self) {
        if let (
            Self::From {
                names,
                is_tall,
                keeps_order,
                ..
            },
            Self::From {
                names: more,
                is_tall: is_other_tall,
                keeps_order: other_keeps_order,
                ..
            },
        ) = (self, other)
        {
            names.extend(more);
            *is_tall |= is_other_tall;
            *keeps_order |= other_keeps_order;
        }
    }
}

/// isort's order: sections, whole modules before names of modules, both by the module.
fn order(a: &Statement, b: &Statement) -> Ordering {
    let is_from = |statement: &Statement| matches!(statement, Statement::From { .. });
    let dots = |statement: &Statement| {
        let source = statement.source();
        source.len() - source.trim_start_matches('.').len()
    };
    let module = |a: &Statement, b: &Statement| {
        let (a, b) = (a.source(), b.source());
        natural(&a.to_lowercase(), &b.to_lowercase()).then_with(|| natural(a, b))
    };
    a.section()
        .cmp(&b.section())
        .then_with(|| is_from(a).cmp(&is_from(b)))
        .then_with(|| dots(b).cmp(&dots(a)))
        .then_with(|| module(a, b))
        .then_with(|| first_key(a).cmp(&first_key(b)))
}

/// What decides between statements about one module.
fn first_key(statement: &Statement) -> Option<(MemberKey, Option<MemberKey>)> {
    match statement {
        Statement::Import { alias, .. } => alias.as_deref().map(|alias| (member_key(alias), None)),
        Statement::From { names, .. } => names.first().map(|name| {
            let alias = name.alias.as_deref().map(member_key);
            (member_key(&name.name), alias)
        }),
    }
}
