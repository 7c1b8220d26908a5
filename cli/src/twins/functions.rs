//! Functions of a module, beside twins.

use mochi_asyncbridge::{AsyncFn, Shape};
use rustc_hash::FxHashSet as HashSet;

use super::{
    colour::Coloured, describe::Describer, member::Members, naming::free_name, reading::Function,
};
use crate::{
    emit::Writer,
    resolve::{Entity, Id},
    selection::Selection,
    surface::{self, Explorer},
    types::{Scope, Ty},
};

impl<'t, 'w> Explorer<'t, 'w> {
    /// The functions that are asynchronous, or that give or take what has twins, with their
    /// origins. They are called what they are called in the package.
    pub(crate) fn functions_beside(
        &self,
        selection: &Selection,
        coloured: &mut Coloured,
        taken: &mut HashSet<String>,
        writer: &mut Writer<'t, 'w>,
    ) -> Vec<(AsyncFn, surface::Origin)> {
        let mut names: Vec<(Id, (String, String))> = self
            .public
            .iter()
            .map(|(id, at)| (id.clone(), at.clone()))
            .collect();
        names.sort_by_cached_key(|(id, at)| {
            let depth = at.0.matches('.').count();
            (depth, id.module.clone(), self.line_of(id), at.clone())
        });
        let mut described = Vec::new();
        for (id, public) in names {
            let Entity::Defined(target) = self.world.behind(Entity::Defined(id.clone())) else {
                continue;
            };
            let dotted = format!("{}.{}", public.0, public.1);
            let hidden = target != id && self.public.contains_key(&target);
            if hidden
                || !self.world.is_own(&target.module)
                || !selection.takes(&dotted)
                || self.world.importable(&target.module).is_err()
                || !self.world.budget.spend(64)
            {
                continue;
            }
            let Some(mut function) = self.beside(&target, coloured, writer) else {
                continue;
            };
            let around = public.0.split('.').rev();
            let around = around.filter(|part| *part != self.package);
            function.sync_name = free_name(public.1.clone(), around, taken);
            // What errors call it, and not what it is called here.
            function.name.clone_from(&dotted);
            let line = self.line_of(&target);
            let path = self.world.module(&target.module);
            let origin = surface::Origin {
                name: dotted,
                path: path
                    .map(|index| index.file.path.clone())
                    .unwrap_or_default(),
                line,
            };
            described.push((function, origin));
        }
        described
    }

    fn beside(
        &self,
        id: &Id,
        coloured: &mut Coloured,
        writer: &mut Writer<'t, 'w>,
    ) -> Option<AsyncFn> {
        let scope = Scope::of(&id.module);
        let function = self.function_of(id, &scope, None, &Ty::Any)?;
        if function.property {
            return None;
        }
        let outcome = self.outcome(&function.general, coloured);
        let is_async = match outcome.shape {
            Shape::Plain => false,
            // What says nothing of what it gives is asynchronous only where a type says so.
            Shape::MaybeAwaitable => self.is_sometimes(&function),
            _ => true,
        };
        if !is_async && !self.is_about_twins(&function, coloured) {
            return None;
        }
        let members = Members::default();
        let mut entered = HashSet::default();
        let mut at = Describer {
            class: id,
            coloured,
            members: &members,
            writer,
            params: Vec::new(),
            entered: &mut entered,
        };
        at.writer.hide(std::iter::empty());
        let described = self.described_method(&id.name, &function, &mut at);
        let mochi_asyncbridge::MemberKind::Method { shape, .. } = described.kind else {
            return None;
        };
        // With an original of unknown result, only what is sure is waited for.
        let shape = match shape {
            Shape::MaybeAwaitable if !is_async => Shape::Plain,
            shape => shape,
        };
        let params = &function.general.params;
        let called = at.writer.callee(id, None, params);
        Some(AsyncFn {
            params: described.params,
            returns: described.returns,
            shape,
            callee: called.callee,
            import_on_call: called.import_on_call,
            doc: function.doc.as_deref().and_then(crate::doc::clean),
            type_params: described.type_params,
            overloads: described.overloads,
            untyped: described.untyped,
            conversions: described.conversions,
            result: described.result,
            ..AsyncFn::default()
        })
    }

    fn is_sometimes(&self, function: &Function) -> bool {
        self.types.is_sometimes(&function.general.gives)
            || function.overloads.iter().any(|overload| {
                overload.colour != crate::classify::Colour::Plain
                    || self.is_asynchronous_value(&overload.gives)
            })
    }

    /// Whether a function gives or takes what has twins.
    fn is_about_twins(&self, function: &Function, coloured: &Coloured) -> bool {
        self.mentioned(function)
            .iter()
            .any(|mention| coloured.contains(&mention.class))
    }
}
