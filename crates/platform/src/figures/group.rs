//! How the facts of a figure are told apart.

/// How the facts of a figure are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// By the kind that the fact's organisation had then.
    OrgKind,
    /// By a field of the fact's record, the same in every part and source.
    Field(&'static str),
}

/// The value by which a fact is told apart; none where the field is empty.
pub type Key = Option<String>;
