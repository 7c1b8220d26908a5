//! Which branches does the interpreter take that a package is read for?

use ruff_python_ast::{BoolOp, CmpOp, Expr, Number, UnaryOp};

/// The interpreter whose view of a package is wanted: it decides the branches of
/// `if sys.version_info ...` and `if sys.platform ...`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// `sys.version_info[:2]`.
    pub version: (u8, u8),
    /// `sys.platform`.
    pub platform: String,
    /// `typing.TYPE_CHECKING`, which is true for type checkers alone.
    pub type_checking: bool,
}

impl Default for Target {
    fn default() -> Self {
        Self {
            version: (3, 11),
            platform: "linux".to_owned(),
            type_checking: true,
        }
    }
}

impl Target {
    /// What a condition is for a type checker on this target, if it can be told.
    #[must_use]
    pub(crate) fn decide(&self, test: &Expr) -> Option<bool> {
        match test {
            Expr::BooleanLiteral(literal) => Some(literal.value),
            Expr::UnaryOp(not) if not.op == UnaryOp::Not => self.decide(&not.operand).map(|b| !b),
            Expr::BoolOp(op) => {
                let absorbing = op.op == BoolOp::Or;
                let mut all_known = true;
                for value in &op.values {
                    match self.decide(value) {
                        Some(known) if known == absorbing => return Some(absorbing),
                        Some(_) => {}
                        None => all_known = false,
                    }
                }
                all_known.then_some(!absorbing)
            }
            Expr::Compare(compare) => {
                let ([op], [right]) = (&*compare.ops, &*compare.comparators) else {
                    return None;
                };
                self.compare(&compare.left, *op, right)
            }
            Expr::Call(call) => {
                let Expr::Attribute(method) = &*call.func else {
                    return None;
                };
                let [Expr::StringLiteral(prefix)] = &*call.arguments.args else {
                    return None;
                };
                (method.attr.as_str() == "startswith" && is_sys(&method.value, "platform"))
                    .then(|| self.platform.starts_with(prefix.value.to_str()))
            }
            Expr::Name(name) => (name.id == "TYPE_CHECKING").then_some(self.type_checking),
            Expr::Attribute(attribute) => {
                (attribute.attr.as_str() == "TYPE_CHECKING").then_some(self.type_checking)
            }
            _ => None,
        }
    }

    fn compare(&self, left: &Expr, op: CmpOp, right: &Expr) -> Option<bool> {
        if is_sys(left, "platform") {
            let Expr::StringLiteral(name) = right else {
                return None;
            };
            let same = self.platform == name.value.to_str();
            return match op {
                CmpOp::Eq => Some(same),
                CmpOp::NotEq => Some(!same),
                _ => None,
            };
        }
        let (major, minor) = (i64::from(self.version.0), i64::from(self.version.1));
        if is_sys(left, "version_info") {
            let Expr::Tuple(tuple) = right else {
                return None;
            };
            let wanted: Vec<i64> = tuple.elts.iter().map(integer).collect::<Option<_>>()?;
            // A third component and what follows it is below every real release.
            let ours = [major, minor, i64::from(u8::MAX)];
            let ours = &ours[..];
            return ordered(op, ours.cmp(&wanted[..]), ours.starts_with(&wanted));
        }
        if let Expr::Subscript(item) = left
            && is_sys(&item.value, "version_info")
        {
            let ours = match integer(&item.slice)? {
                0 => major,
                1 => minor,
                _ => return None,
            };
            let wanted = integer(right)?;
            return ordered(op, ours.cmp(&wanted), ours == wanted);
        }
        None
    }
}

fn ordered(op: CmpOp, order: core::cmp::Ordering, equal: bool) -> Option<bool> {
    match op {
        CmpOp::Lt => Some(order.is_lt()),
        CmpOp::LtE => Some(order.is_le()),
        CmpOp::Gt => Some(order.is_gt()),
        CmpOp::GtE => Some(order.is_ge()),
        CmpOp::Eq => Some(equal),
        CmpOp::NotEq => Some(!equal),
        _ => None,
    }
}

fn is_sys(expr: &Expr, attr: &str) -> bool {
    matches!(expr, Expr::Attribute(attribute)
        if attribute.attr.as_str() == attr
            && matches!(&*attribute.value, Expr::Name(name) if name.id == "sys"))
}

fn integer(expr: &Expr) -> Option<i64> {
    let Expr::NumberLiteral(literal) = expr else {
        return None;
    };
    let Number::Int(value) = &literal.value else {
        return None;
    };
    value.as_i64()
}

#[cfg(test)]
mod tests {
    use super::Target;
    use ruff_python_parser::parse_expression;

    fn decide(condition: &str) -> Option<bool> {
        Target::default().decide(parse_expression(condition).unwrap().expr())
    }

    #[test]
    fn conditions_are_decided_for_the_target() {
        for (condition, expected) in [
            ("sys.version_info >= (3, 11)", Some(true)),
            ("sys.version_info >= (3, 12)", Some(false)),
            ("sys.version_info < (3, 11, 4)", Some(false)),
            ("sys.version_info[0] == 2", Some(false)),
            ("sys.version_info[1] > 10", Some(true)),
            ("sys.platform == 'win32'", Some(false)),
            ("sys.platform != 'win32' and TYPE_CHECKING", Some(true)),
            ("sys.platform.startswith('lin')", Some(true)),
            ("not typing.TYPE_CHECKING", Some(false)),
            ("sys.platform == 'win32' or DEBUG", None),
            ("sys.platform == 'linux' or DEBUG", Some(true)),
            ("HAS_SSL", None),
        ] {
            assert_eq!(decide(condition), expected, "{condition}");
        }
    }
}
