//! Whether the description of one class is valid: its name, its original, its bases.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::descriptor::{Class, Member};
use crate::error::{ClassLocation, Expected, Field, Problem, SyntaxProblem, Taken};
use crate::syntax::{Lexer, SyntaxError, Token, dotted_name, is_dunder, normalized};
use crate::validate::{Checked, Checker, Wrong, check_top_level_name, in_slot};

impl<'a> Checker<'a> {
    /// Binds the names of classes and type parameters, which annotations may use before they stand.
    pub(super) fn bind_classes(&mut self, classes: &'a [Class]) {
        for (index, class) in classes.iter().enumerate() {
            self.enter_class(index, class);
            let bound = check_top_level_name(&class.name).and_then(|()| {
                let bound = self.names.bind_class(index, &class.name);
                bound.map_err(Problem::Duplicate)
            });
            if let Err(problem) = bound {
                self.report(Field::Name, &class.name, problem);
            }
            let own = &class.type_params;
            let members = class.members.iter().map(|member| &member.type_params);
            for params in core::iter::once(own).chain(members) {
                let taken = |at| Taken::TypeParamOfClass {
                    class: index,
                    index: at,
                };
                self.bind_type_params(params, taken);
            }
        }
        self.class = None;
    }

    pub(super) fn check_classes(&mut self, classes: &'a [Class]) {
        let mut originals: HashMap<String, usize> = HashMap::new();
        let mut orders = Orders::default();
        for (index, class) in classes.iter().enumerate() {
            self.enter_class(index, class);
            if let Err(wrong) = self.check_original(&class.original) {
                self.report(Field::Original, &class.original, wrong);
            }
            let original = normalized(&class.original).replace(' ', "");
            if let Some(&class_of) = originals.get(&original) {
                let taken = Taken::Original { class: class_of };
                self.report(Field::Original, &class.original, Problem::Duplicate(taken));
            } else {
                originals.insert(original, index);
            }
            self.check_bases(index, class, &mut orders);
            for (index, param) in class.type_params.iter().enumerate() {
                self.check_type_param(index, param);
            }
            if let Some(origin) = &class.origin {
                self.check_origin(origin);
            }
            self.check_members(class);
        }
        self.class = None;
    }

    fn enter_class(&mut self, index: usize, class: &Class) {
        self.class = Some(ClassLocation {
            index,
            name: (&*class.name).into(),
            member: None,
        });
    }

    fn check_original(&self, path: &str) -> Checked {
        let mut root = path;
        in_slot(path, Expected::DottedName, |path| {
            root = dotted_name(path)?;
            Ok(())
        })?;
        if path.split('.').any(|part| is_private(part.trim())) {
            return Err(Problem::Private.into());
        }
        Ok(self.names.check_bound(root)?)
    }

    fn check_bases(&mut self, class: usize, described: &'a Class, orders: &mut Orders<'a>) {
        let mut bases: Vec<Base<'a>> = Vec::new();
        for (index, text) in described.bases.iter().enumerate() {
            match self.check_base(class, text) {
                Err(wrong) => self.report(Field::Base { index }, text, wrong),
                Ok(base) => match bases.iter().position(|earlier| *earlier == base) {
                    Some(earlier) => {
                        let taken = Taken::Base { index: earlier };
                        self.report(Field::Base { index }, text, Problem::Duplicate(taken));
                    }
                    None => bases.push(base),
                },
            }
        }
        if !orders.add(class, &bases) {
            self.report(Field::Bases, &described.bases.join(", "), Problem::NoMro);
        }
    }

    fn check_base(&self, class: usize, text: &'a str) -> Checked<Base<'a>> {
        in_slot(text, Expected::Base, |text| {
            crate::syntax::annotation(text, &self.names)
        })?;
        let head = head_of_base(text).map_err(|SyntaxError { range, problem }| Wrong {
            range: Some(range),
            problem: Problem::Syntax {
                expected: Expected::Base,
                problem,
            },
        })?;
        let root = head.split('.').next().unwrap_or(head).trim();
        match self.names.class(root) {
            // The attributes of twins are no classes.
            Some(index) if index < class && root == head => Ok(Base::Own(index)),
            Some(_) => Err(Problem::BaseIsLater.into()),
            None => {
                self.names.check_bound(root)?;
                Ok(Base::Imported(normalized(head)))
            }
        }
    }
}

/// The dotted name of a base, without its type arguments.
fn head_of_base(text: &str) -> Result<&str, SyntaxError> {
    let mut lexer = Lexer::new(text, false);
    let mut token = Token::End;
    let mut depth = 0_usize;
    let mut head = text.len();
    let mut has_ended = false;
    loop {
        let at = lexer.next(&mut token)?;
        if matches!(token, Token::End) {
            break;
        }
        match token {
            _ if has_ended => return Err(wrong_base(text, at)),
            Token::Op(b'[') => {
                head = head.min(at);
                depth += 1;
            }
            Token::Op(b']') => {
                depth = depth.saturating_sub(1);
                has_ended = depth == 0;
            }
            Token::Name(_) | Token::Op(b'.') => {}
            _ if depth == 0 => return Err(wrong_base(text, at)),
            _ => {}
        }
    }
    let head = text[..head].trim();
    dotted_name(head)?;
    Ok(head)
}

fn wrong_base(text: &str, at: usize) -> SyntaxError {
    SyntaxError {
        range: at..text.len(),
        problem: SyntaxProblem::NoType,
    }
}

/// A base of a class.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Base<'a> {
    /// The class of the module at this place.
    Own(usize),
    /// One of another module, by its dotted name. Its own bases are not known.
    Imported(Cow<'a, str>),
}

/// The method resolution orders of the classes so far, as C3 gives them.
#[derive(Default)]
struct Orders<'a>(HashMap<usize, Vec<Base<'a>>>);

impl<'a> Orders<'a> {
    /// Adds that of a class; says whether it has one.
    fn add(&mut self, class: usize, bases: &[Base<'a>]) -> bool {
        let order_of = |base: &Base<'a>| match base {
            Base::Own(index) => self.0.get(index).cloned().unwrap_or_default(),
            Base::Imported(_) => vec![base.clone()],
        };
        let mut lists: Vec<Vec<Base<'a>>> = bases.iter().map(order_of).collect();
        lists.push(bases.to_vec());
        let mut order = vec![Base::Own(class)];
        loop {
            lists.retain(|list| !list.is_empty());
            if lists.is_empty() {
                self.0.insert(class, order);
                return true;
            }
            let is_free = |first: &Base<'a>| !lists.iter().any(|list| list[1..].contains(first));
            let Some(next) = lists.iter().map(|list| &list[0]).find(|&it| is_free(it)) else {
                self.0.insert(class, vec![Base::Own(class)]);
                return false;
            };
            let next = next.clone();
            for list in &mut lists {
                if list[0] == next {
                    list.remove(0);
                }
            }
            order.push(next);
        }
    }
}

/// Whether Python changes a name in the body of a class.
pub(super) fn is_private(name: &str) -> bool {
    let name = normalized(name);
    name.starts_with("__") && !name.ends_with("__") && !is_dunder(&name)
}

/// The names that a member binds in the body of its class.
pub(super) fn names_of(member: &Member) -> Vec<Cow<'_, str>> {
    use crate::descriptor::MemberKind::{ContextManager, Iterator};

    let mut names = vec![normalized(&member.name)];
    match member.kind {
        Iterator => names.push("__iter__".into()),
        ContextManager => names.push("__exit__".into()),
        _ => {}
    }
    names
}
