//! Which field of a descriptor an error is about.

use core::fmt;

use crate::error::Shown;

/// A field of a descriptor.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Field {
    /// [`AsyncFn::name`](crate::AsyncFn::name).
    Name,
    /// [`AsyncFn::sync_name`](crate::AsyncFn::sync_name).
    SyncName,
    /// The two lists of
    /// [`AsyncFn::from_parallel_lists`](crate::AsyncFn::from_parallel_lists).
    ParallelLists,
    /// A parameter.
    Param {
        /// Its place.
        index: usize,
        /// Its name.
        name: String,
        /// What of it.
        part: ParamPart,
    },
    /// [`AsyncFn::returns`](crate::AsyncFn::returns).
    Returns,
    /// What [`Shape::AsyncGenerator`](crate::Shape::AsyncGenerator) takes.
    Send,
    /// [`AsyncFn::callee`](crate::AsyncFn::callee).
    Callee,
    /// [`AsyncFn::import_on_call`](crate::AsyncFn::import_on_call).
    ImportOnCall,
    /// A type parameter.
    TypeParam {
        /// Its place.
        index: usize,
        /// Its name.
        name: String,
        /// What of it.
        part: TypeParamPart,
    },
    /// [`AsyncFn::overloads`](crate::AsyncFn::overloads).
    Overloads,
    /// A field of one overload.
    Overload {
        /// Its place.
        index: usize,
        /// Its field.
        field: Box<Field>,
    },
    /// How an argument crosses: [`AsyncFn::conversions`](crate::AsyncFn::conversions),
    /// [`Member::conversions`](crate::Member::conversions).
    Conversion {
        /// The parameter.
        param: String,
    },
    /// How what is given crosses: [`AsyncFn::result`](crate::AsyncFn::result),
    /// [`Member::result`](crate::Member::result).
    Result,
    /// [`AsyncFn::shape`](crate::AsyncFn::shape), or that of a member.
    Shape,
    /// [`Class::original`](crate::Class::original).
    Original,
    /// All of [`Class::bases`](crate::Class::bases).
    Bases,
    /// One of [`Class::bases`](crate::Class::bases).
    Base {
        /// Its place.
        index: usize,
    },
    /// [`Member::target`](crate::Member::target).
    Target,
    /// All of [`Member::params`](crate::Member::params).
    Params,
    /// [`Setter::annotation`](crate::Setter::annotation).
    Setter,
    /// [`Module::mode`](crate::Module::mode).
    Mode,
    /// [`Module::driver`](crate::Module::driver).
    Driver,
    /// [`Module::source_import`](crate::Module::source_import).
    SourceImport,
    /// One of [`Module::imports`](crate::Module::imports).
    Import {
        /// Its place.
        index: usize,
    },
    /// One of [`Module::type_checking_imports`](crate::Module::type_checking_imports).
    TypeCheckingImport {
        /// Its place.
        index: usize,
    },
    /// [`Module::shared_runtime`](crate::Module::shared_runtime).
    SharedRuntime,
    /// A field of one of [`Module::missing`](crate::Module::missing).
    Missing {
        /// Its place.
        index: usize,
        /// What of it.
        part: MissingPart,
    },
    /// A field of [`AsyncFn::origin`](crate::AsyncFn::origin).
    Origin {
        /// What of it.
        part: OriginPart,
    },
    /// A field of [`Module::generated_from`](crate::Module::generated_from).
    GeneratedFrom {
        /// What of it.
        part: GeneratedFromPart,
    },
}

/// A field of an [`Origin`](crate::Origin).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OriginPart {
    /// [`Origin::file`](crate::Origin::file).
    File,
    /// [`Origin::line`](crate::Origin::line).
    Line,
}

/// A field of a [`GeneratedFrom`](crate::GeneratedFrom).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GeneratedFromPart {
    /// [`GeneratedFrom::package`](crate::GeneratedFrom::package).
    Package,
    /// [`GeneratedFrom::version`](crate::GeneratedFrom::version).
    Version,
    /// [`GeneratedFrom::command`](crate::GeneratedFrom::command).
    Command,
}

/// A field of a [`Missing`](crate::Missing).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MissingPart {
    /// [`Missing::name`](crate::Missing::name).
    Name,
    /// [`Missing::reason`](crate::Missing::reason).
    Reason,
}

/// A field of a [`Param`](crate::Param).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParamPart {
    /// [`Param::name`](crate::Param::name).
    Name,
    /// [`Param::annotation`](crate::Param::annotation).
    Annotation,
    /// [`Param::kind`](crate::Param::kind).
    Kind,
    /// [`Param::default`](crate::Param::default).
    Default,
}

/// A field of a [`TypeParam`](crate::TypeParam).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TypeParamPart {
    /// [`TypeParam::name`](crate::TypeParam::name).
    Name,
    /// [`TypeParam::bound`](crate::TypeParam::bound).
    Bound,
    /// All of [`TypeParam::constraints`](crate::TypeParam::constraints).
    Constraints,
    /// One of [`TypeParam::constraints`](crate::TypeParam::constraints).
    Constraint {
        /// Its place.
        index: usize,
    },
}

impl Field {
    /// The place of the element that the field is about: of a parameter, a type parameter, an
    /// overload or an import in its list.
    #[must_use]
    pub fn index(&self) -> Option<usize> {
        match self {
            Self::Param { index, .. }
            | Self::TypeParam { index, .. }
            | Self::Overload { index, .. }
            | Self::Base { index }
            | Self::Import { index }
            | Self::TypeCheckingImport { index } => Some(*index),
            _ => None,
        }
    }

    /// Whether the value follows the name of the field in a message.
    pub(super) fn shows_value(&self) -> bool {
        match self {
            Self::Param { part, .. } => *part != ParamPart::Name,
            Self::TypeParam { part, .. } => *part != TypeParamPart::Name,
            Self::Overload { field, .. } => field.shows_value(),
            Self::ParallelLists | Self::Overloads => false,
            _ => true,
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name => f.write_str("name"),
            Self::SyncName => f.write_str("sync_name"),
            Self::ParallelLists => f.write_str("params:"),
            Self::Param { index, name, part } => {
                write!(f, "parameter `{}`", Shown(name))?;
                if name.is_empty() {
                    write!(f, " (params[{index}])")?;
                }
                f.write_str(match part {
                    ParamPart::Name => ": name",
                    ParamPart::Annotation => ": annotation",
                    ParamPart::Kind => ": kind",
                    ParamPart::Default => ": default",
                })
            }
            Self::Returns => f.write_str("return annotation"),
            Self::Send => f.write_str("send annotation"),
            Self::Callee => f.write_str("callee"),
            Self::ImportOnCall => f.write_str("import on call"),
            Self::TypeParam { index, name, part } => {
                write!(f, "type parameter `{}`", Shown(name))?;
                if name.is_empty() {
                    write!(f, " (type_params[{index}])")?;
                }
                f.write_str(match part {
                    TypeParamPart::Name => ": name",
                    TypeParamPart::Bound => ": bound",
                    TypeParamPart::Constraints | TypeParamPart::Constraint { .. } => ": constraint",
                })
            }
            Self::Conversion { param } => write!(f, "conversion of `{}`", Shown(param)),
            Self::Result => f.write_str("conversion of the result"),
            Self::Shape => f.write_str("shape"),
            Self::Original => f.write_str("original"),
            Self::Bases => f.write_str("bases"),
            Self::Base { index } => write!(f, "bases[{index}]"),
            Self::Target => f.write_str("target"),
            Self::Params => f.write_str("parameters"),
            Self::Setter => f.write_str("annotation of the setter"),
            Self::Mode => f.write_str("mode"),
            Self::Driver => f.write_str("driver"),
            Self::Overloads => f.write_str("overloads: the number of signatures"),
            Self::Overload { index, field } => write!(f, "overloads[{index}]: {field}"),
            Self::SourceImport => f.write_str("source_import"),
            Self::Import { index } => write!(f, "imports[{index}]"),
            Self::TypeCheckingImport { index } => write!(f, "type_checking_imports[{index}]"),
            Self::SharedRuntime => f.write_str("shared_runtime"),
            Self::Missing { index, part } => {
                write!(f, "missing[{index}]")?;
                f.write_str(match part {
                    MissingPart::Name => ": name",
                    MissingPart::Reason => ": reason",
                })
            }
            Self::Origin { part } => f.write_str(match part {
                OriginPart::File => "origin: file",
                OriginPart::Line => "origin: line",
            }),
            Self::GeneratedFrom { part } => f.write_str(match part {
                GeneratedFromPart::Package => "generated_from: package",
                GeneratedFromPart::Version => "generated_from: version",
                GeneratedFromPart::Command => "generated_from: command",
            }),
        }
    }
}
