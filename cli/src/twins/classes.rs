//! Classes of twins as descriptors.

use mochi_asyncbridge::{Class, Member as Described, MemberKind, Shape};
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

use super::{
    ClassStyle,
    colour::Coloured,
    describe::Describer,
    evidence::MAX_DEPTH,
    member::{Member, Members, What},
    pairs::partner,
    reading::this,
    shape::class_of,
};
use crate::{
    emit::Writer,
    resolve::Id,
    selection::Selection,
    surface::Explorer,
    types::{Ancestor, Ty},
};

/// What of an asynchronous class is closed by.
const CLOSING: (&str, &str) = ("aclose", "close");

impl<'t, 'w> Explorer<'t, 'w> {
    /// The twins of a package, each after those that it inherits, and what they were made of.
    pub(crate) fn twins(
        &self,
        style: &ClassStyle,
        selection: &Selection,
        writer: &mut Writer<'t, 'w>,
    ) -> (Vec<Class>, Coloured) {
        let mut coloured = self.coloured(selection);
        let names = self.twin_names(&coloured, style.strip_async);
        writer.name_twins(&names);
        let mut classes = Vec::new();
        // Where each class stands, and those whose objects are entered when they are made.
        let mut places: HashMap<Id, usize> = HashMap::default();
        let mut entered: HashSet<Id> = HashSet::default();
        for id in self.in_order(&coloured) {
            if !self.world.budget.spend(64) {
                break;
            }
            let members = std::mem::take(coloured.members.entry(id.clone()).or_default());
            let bases: Vec<Ty> = self
                .twin_bases(&id, &coloured)
                .iter()
                .map(|base| self.with_known_arguments(base, &places, &coloured))
                .collect();
            let described = self.twin(
                &id,
                &names[&id],
                &bases,
                &members,
                &mut coloured,
                writer,
                &mut entered,
            );
            classes.push(described);
            places.insert(id.clone(), classes.len() - 1);
            coloured.members.insert(id, members);
        }
        for id in entered {
            let has = coloured.members[&id].contains_key("__aenter__");
            if let (false, Some(at)) = (has, places.get(&id)) {
                let member = Described::context_manager("typing.Self");
                classes[*at]
                    .members
                    .push(member.result(mochi_asyncbridge::Conversion::Twin));
            }
        }
        (classes, coloured)
    }

    /// The classes in the order of their definitions, each after its bases, and where that can be
    /// after what these are applied to.
    fn in_order(&self, coloured: &Coloured) -> Vec<Id> {
        let mut seen = HashSet::default();
        let mut order = Vec::new();
        for class in &coloured.classes {
            self.place(class, coloured, &mut seen, &mut order, MAX_DEPTH);
        }
        order
    }

    fn place(
        &self,
        class: &Id,
        coloured: &Coloured,
        seen: &mut HashSet<Id>,
        order: &mut Vec<Id>,
        depth: usize,
    ) {
        if !seen.insert(class.clone()) {
            return;
        }
        let ancestors = self.types.ancestors(class, &[]);
        let mut bases = Vec::new();
        for ancestor in ancestors.iter().skip(1).rev() {
            if let Ancestor::Defined(id, _) = ancestor
                && coloured.contains(id)
            {
                bases.push(id.clone());
            }
        }
        let mut arguments = Vec::new();
        for base in self.twin_bases(class, coloured) {
            self.mentions(&base, true, &mut arguments, MAX_DEPTH);
        }
        if let Some(depth) = depth.checked_sub(1) {
            let arguments = arguments.into_iter().map(|mention| mention.class);
            for id in arguments.filter(|id| coloured.contains(id)).chain(bases) {
                self.place(&id, coloured, seen, order, depth);
            }
        }
        order.push(class.clone());
    }

    /// A base whose arguments are classes that are there before.
    fn with_known_arguments(
        &self,
        base: &Ty,
        places: &HashMap<Id, usize>,
        coloured: &Coloured,
    ) -> Ty {
        let Ty::Apply(head, arguments) = base else {
            return base.clone();
        };
        let known = |argument: &Ty| {
            let mut found = Vec::new();
            self.mentions(argument, true, &mut found, MAX_DEPTH);
            let is_known = |class: &Id| !coloured.contains(class) || places.contains_key(class);
            if found.iter().all(|mention| is_known(&mention.class)) {
                argument.clone()
            } else {
                Ty::Any
            }
        };
        Ty::Apply(head.clone(), arguments.iter().map(known).collect())
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "a class, and what is known of the others"
    )]
    fn twin(
        &self,
        id: &Id,
        name: &str,
        bases: &[Ty],
        members: &Members,
        coloured: &mut Coloured,
        writer: &mut Writer<'t, 'w>,
        entered: &mut HashSet<Id>,
    ) -> Class {
        let partners = self.partners(members, coloured);
        let inherited = self.inherited(id, coloured);
        let params = self.types.class_params(id).to_vec();
        writer.hide(members.keys());
        let mut class = Class::new(name, writer.original(id));
        class.bases = bases.iter().map(|base| writer.text(base)).collect();
        class.type_params = params
            .iter()
            .map(|param| writer.type_param(param))
            .collect();
        self.world.with_class(id, |definition, _| {
            class.doc = definition.doc.as_deref().and_then(crate::doc::clean);
        });
        class.origin = self.shown(id, self.line_of(id));
        let mut at = Describer {
            class: id,
            coloured,
            members,
            writer,
            params,
            entered,
        };
        class.members.extend(self.made_by(&inherited, &mut at));
        for member in members.values() {
            if inherited.contains(&member.owner) && !self.is_decided_here(member, bases, id) {
                continue;
            }
            let target = partners
                .get(&member.name)
                .and_then(|name| members.get(name));
            let Some(described) = self.described(member, target, &mut at) else {
                continue;
            };
            let is_variable = matches!(described.kind, MemberKind::Variable { .. });
            if is_variable && Self::bases_have(bases, &member.name, at.coloured) {
                continue;
            }
            let closing =
                (member.name == CLOSING.0 && !members.contains_key(CLOSING.1)).then(|| {
                    let mut closing = described.clone();
                    CLOSING.1.clone_into(&mut closing.name);
                    closing.target = Some(CLOSING.0.to_owned());
                    closing
                });
            class.members.push(described);
            class.members.extend(closing);
        }
        // Those of objects come first.
        class
            .members
            .sort_by_key(|member| !matches!(member.kind, MemberKind::Variable { .. }));
        class
    }

    /// The asynchronous member that each synchronous one stands beside.
    fn partners(&self, members: &Members, coloured: &mut Coloured) -> HashMap<String, String> {
        let mut partners = HashMap::default();
        for member in members.values() {
            let findings = &mut coloured.findings;
            if !self.evidence(member, findings).is_async || member.name.starts_with("__") {
                continue;
            }
            if let Some(plain) = partner(&member.name, members, |m| self.evidence(m, findings)) {
                partners.insert(plain, member.name.clone());
            }
        }
        partners
    }

    /// The bases that have twins, as types.
    fn twin_bases(&self, class: &Id, coloured: &Coloured) -> Vec<Ty> {
        let has_twin = |ty: &Ty| class_of(ty).is_some_and(|id| coloured.contains(id));
        let bases = self.types.bases(class);
        let bases = bases.iter().map(|base| self.types.expanded(base));
        let bases: Vec<Ty> = bases.filter(has_twin).collect();
        if !bases.is_empty() {
            return bases;
        }
        let arguments = self.types.own_arguments(class);
        let ancestors = self.types.ancestors(class, &arguments);
        let nearest = ancestors
            .iter()
            .skip(1)
            .find_map(|ancestor| match ancestor {
                Ancestor::Defined(id, map) if coloured.contains(id) => {
                    let arguments: Vec<Ty> = map.iter().map(|(_, ty)| ty.clone()).collect();
                    let head = Ty::Defined(id.clone());
                    Some(if arguments.is_empty() {
                        head
                    } else {
                        Ty::Apply(Box::new(head), arguments)
                    })
                }
                _ => None,
            });
        nearest.into_iter().collect()
    }

    /// The classes whose members twins inherit.
    fn inherited(&self, class: &Id, coloured: &Coloured) -> HashSet<Id> {
        let mut inherited = HashSet::default();
        for ancestor in self.types.ancestors(class, &[]).iter().skip(1) {
            if let Ancestor::Defined(id, _) = ancestor
                && coloured.contains(id)
            {
                let all = self.types.ancestors(id, &[]);
                inherited.extend(all.iter().filter_map(|ancestor| match ancestor {
                    Ancestor::Defined(id, _) => Some(id.clone()),
                    Ancestor::Foreign(..) => None,
                }));
            }
        }
        inherited
    }

    /// Whether overloads of an inherited member are about this class, and not about its bases.
    fn is_decided_here(&self, member: &Member, bases: &[Ty], class: &Id) -> bool {
        let What::Function(id) = &member.what else {
            return false;
        };
        let is_overloaded = self.world.with_function(id, |defs, _| defs.len() > 1);
        if is_overloaded != Some(true) {
            return false;
        }
        let scope = self.scope_of(member, &this());
        let decided = |class: &Id| {
            let read = self.function_of(id, &scope, Some(class), &this());
            read.is_some_and(|read| read.decided)
        };
        decided(class) && !bases.iter().filter_map(class_of).any(decided)
    }

    fn bases_have(bases: &[Ty], name: &str, coloured: &Coloured) -> bool {
        bases.iter().filter_map(class_of).any(|base| {
            coloured
                .members
                .get(base)
                .is_some_and(|all| all.contains_key(name))
        })
    }

    /// The constructor, if the twin does not inherit it.
    fn made_by(
        &self,
        inherited: &HashSet<Id>,
        at: &mut Describer<'_, 't, 'w>,
    ) -> Option<Described> {
        let constructor = self.constructor_of(at.class)?;
        if inherited.contains(&constructor.owner) {
            return None;
        }
        let mut described = Described::constructor();
        self.with_params(&mut described, &constructor.general, at);
        if constructor.overloads.len() > 1 {
            for overload in &constructor.overloads {
                let params = self.params(overload, at);
                described.overloads.push(mochi_asyncbridge::Overload {
                    params,
                    returns: "None".to_owned(),
                });
            }
        }
        described.type_params = Self::type_params(&constructor.general, &constructor.overloads, at);
        described.untyped = constructor.untyped;
        described.doc = constructor.doc.as_deref().and_then(crate::doc::clean);
        described.origin = constructor
            .line
            .and_then(|line| self.shown(&constructor.owner, line));
        Some(described)
    }

    /// Remembers whose objects a call enters.
    pub(super) fn remember_entered(&self, shape: &Shape, value: &Ty, entered: &mut HashSet<Id>) {
        if *shape == Shape::AwaitableContextManager
            && let Some(class) = class_of(&self.types.expanded(value))
        {
            entered.insert(class.clone());
        }
    }
}
