//! An organisation as it stands, read from the derived tree.

use hangji_store::{Day, Id, Row};

use crate::Result;

/// An organisation as shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Org {
    /// Its id.
    pub id: Id,
    /// Its own code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: String,
    /// The organisation above; `Id(0)` is none.
    pub parent: Id,
    /// The day it was set up.
    pub from: Day,
    /// First day no longer; open if it stands.
    pub to: Day,
    /// How many stand directly below it.
    pub below: i64,
}

pub(super) const COLUMNS: &str = "o.id, o.code, o.name, o.kind, o.parent, o.valid_from, o.valid_to,
    (SELECT COUNT(*) FROM org b WHERE b.parent = o.id AND b.valid_to = '9999-12-31')";

pub(super) fn org(r: &Row<'_>) -> Result<Org> {
    Ok(Org {
        id: r.id(0)?,
        code: r.text(1)?.to_owned(),
        name: r.text(2)?.to_owned(),
        kind: r.text(3)?.to_owned(),
        parent: r.id(4)?,
        from: r.day(5)?,
        to: r.day(6)?,
        below: r.int(7)?,
    })
}
