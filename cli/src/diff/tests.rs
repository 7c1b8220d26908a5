//! What must break, what must not, and that no call is lost in between.

use mochi_asyncbridge::{AsyncFn, Module, Param, ParamDefault, ParamKind, Shape};

use super::{ChangeKind as Kind, diff};

/// Parameters as Python writes them, without annotations.
fn signature(text: &str) -> Vec<Param> {
    let mut kind = ParamKind::PositionalOrKeyword;
    let mut params: Vec<Param> = Vec::new();
    for part in text
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
    {
        match part {
            "/" => {
                for param in &mut params {
                    param.kind = ParamKind::PositionalOnly;
                }
                continue;
            }
            "*" => {
                kind = ParamKind::KeywordOnly;
                continue;
            }
            _ => {}
        }
        let (name, default) = part
            .split_once('=')
            .map_or((part, None), |(name, default)| {
                let omitted = default == "...";
                let default = if omitted {
                    ParamDefault::Omitted
                } else {
                    ParamDefault::Expr(default.to_owned())
                };
                (name, Some(default))
            });
        let own = match (name.strip_prefix("**"), name.strip_prefix('*')) {
            (Some(_), _) => ParamKind::VarKeyword,
            (None, Some(_)) => ParamKind::VarPositional,
            (None, None) => kind,
        };
        if own == ParamKind::VarPositional {
            kind = ParamKind::KeywordOnly;
        }
        let mut param = Param::new(name.trim_start_matches('*'), "int");
        param.kind = own;
        param.default = default;
        params.push(param);
    }
    params
}

fn module(params: &[Param], returns: &str, shape: Shape) -> Module {
    let mut function = AsyncFn::new("f").returns(returns).shape(shape);
    function.params = params.to_vec();
    Module::new("from m import f").function(function)
}

/// The kinds of changes between two signatures.
fn changes(old: &str, new: &str) -> Vec<Kind> {
    let of = |text| module(&signature(text), "int", Shape::Coroutine);
    let (old, new) = (of(old), of(new));
    diff(&old, &new).iter().map(|change| change.kind).collect()
}

#[test]
fn what_must_break() {
    for (old, new, expected) in [
        ("a", "", &[Kind::ParameterRemoved][..]),
        (
            "a, b",
            "b, a",
            &[Kind::ParameterMoved, Kind::ParameterMoved],
        ),
        ("a", "a, /", &[Kind::ParameterChangedKind]),
        ("a", "*, a", &[Kind::ParameterChangedKind]),
        ("*, a", "a, /", &[Kind::ParameterChangedKind]),
        ("a=1", "a=2", &[Kind::ParameterChangedDefault]),
        ("a=1", "a=...", &[Kind::ParameterChangedDefault]),
        ("a=1", "a", &[Kind::ParameterChangedRequired]),
        (
            "a=1, /",
            "b, /",
            &[Kind::ParameterChangedRequired, Kind::ParameterRenamed],
        ),
        ("a", "a, b", &[Kind::ParameterAddedRequired]),
        ("a", "a, *, b", &[Kind::ParameterAddedRequired]),
        ("*args", "", &[Kind::ParameterRemoved]),
        ("**kwargs", "", &[Kind::ParameterRemoved]),
        (
            "a",
            "*args",
            &[Kind::ParameterRemoved, Kind::ParameterAdded],
        ),
        (
            "a, b=1",
            "a, c=1, b=1",
            &[Kind::ParameterMoved, Kind::ParameterAdded],
        ),
        (
            "a, *args",
            "a, b=1, *args",
            &[Kind::ParameterMoved, Kind::ParameterAdded],
        ),
        (
            "a, /, **kwargs",
            "a, **kwargs",
            &[Kind::ParameterChangedKind],
        ),
    ] {
        assert_eq!(changes(old, new), expected, "({old}) -> ({new})");
        assert!(changes(old, new)[0].is_breaking(), "({old}) -> ({new})");
    }
}

#[test]
fn what_must_not_break() {
    for (old, new, expected) in [
        ("a, *, b=1, **kwargs", "a, *, b=1, **kwargs", &[][..]),
        ("a", "a, b=1", &[Kind::ParameterAdded]),
        ("a", "a, *, b=1", &[Kind::ParameterAdded]),
        (
            "a",
            "a, *args, **kwargs",
            &[Kind::ParameterAdded, Kind::ParameterAdded],
        ),
        ("a", "a=1", &[Kind::ParameterMadeOptional]),
        ("a, /", "a", &[Kind::ParameterWidenedKind]),
        ("*, a", "a", &[Kind::ParameterWidenedKind]),
        ("a, /", "b, /", &[Kind::ParameterRenamed]),
        ("a, /", "b", &[Kind::ParameterRenamed]),
        ("*args", "*rest", &[]),
        ("a, /", "*args", &[Kind::ParameterAdded]),
        ("*, a", "**kwargs", &[Kind::ParameterAdded]),
        ("**kwargs", "*, a=1, **kwargs", &[Kind::ParameterAdded]),
    ] {
        assert_eq!(changes(old, new), expected, "({old}) -> ({new})");
        assert!(!expected.iter().any(|kind| kind.is_breaking()));
    }
}

#[test]
fn results_and_shapes() {
    let generator = || Shape::AsyncGenerator {
        send: "None".to_owned(),
    };
    for (old, new, expected) in [
        (
            ("int", Shape::Coroutine),
            ("int", Shape::Awaitable),
            &[][..],
        ),
        (
            ("int", Shape::Coroutine),
            ("str", Shape::Coroutine),
            &[Kind::ReturnChangedType],
        ),
        (
            ("int | None", Shape::Coroutine),
            ("None | int", Shape::Coroutine),
            &[Kind::ReturnNarrowedType],
        ),
        (
            ("list[int | str] | None", Shape::Coroutine),
            ("list[int | str]", Shape::Coroutine),
            &[Kind::ReturnNarrowedType],
        ),
        (
            ("list[int | str]", Shape::Coroutine),
            ("int", Shape::Coroutine),
            &[Kind::ReturnChangedType],
        ),
        (
            ("int", Shape::Coroutine),
            ("int", Shape::AsyncIterator),
            &[Kind::ObjectChangedKind],
        ),
        (
            ("int", generator()),
            ("int", Shape::AsyncIterator),
            &[Kind::ObjectChangedKind],
        ),
        (
            ("int", Shape::AsyncIterator),
            ("int", generator()),
            &[Kind::ObjectWidenedKind],
        ),
    ] {
        let of = |(returns, shape): &(&str, Shape)| module(&[], returns, shape.clone());
        let found = diff(&of(&old), &of(&new));
        let kinds: Vec<Kind> = found.iter().map(|change| change.kind).collect();
        assert_eq!(kinds, expected, "{old:?} {new:?}");
    }
    let some = module(&[], "int", Shape::Coroutine);
    let none = Module::new("import m");
    assert_eq!(diff(&some, &none)[0].kind, Kind::ObjectRemoved);
    assert_eq!(diff(&none, &some)[0].kind, Kind::ObjectAdded);
    assert_eq!(diff(&none, &some)[0].to_string(), "f_sync: added");
}
