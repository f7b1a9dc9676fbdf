//! The cast: the organisations and people that every part refers to, as the register's part has written them.

use hangji_store::{Day, Id};

/// An organisation.
#[derive(Debug)]
pub struct Org {
    /// Its record.
    pub id: Id,
    /// Its name at the end of 2013.
    pub name: String,
    /// Its kind, as the register codes it.
    pub kind: &'static str,
    /// Its sector, as the register codes it.
    pub sector: &'static str,
    /// Its township, if it is in one.
    pub township: Option<usize>,
    /// Its village, if it is a village's first organisation.
    pub village: Option<usize>,
    /// The day it was set up.
    pub from: Day,
    /// The day it ended, if it did.
    pub to: Option<Day>,
}

impl Org {
    /// Its name without the word for its kind.
    #[must_use]
    pub fn short(&self) -> &str {
        self.name.trim_end_matches("党支部").trim_end_matches("党总支").trim_end_matches("党委")
    }
}

/// The organisations; positions are those in `all`.
#[derive(Debug, Default)]
pub struct Tree {
    /// All of them, the district committee first.
    pub all: Vec<Org>,
    /// The townships' committees.
    pub townships: Vec<usize>,
    /// The villages' first organisations.
    pub villages: Vec<usize>,
    /// Records of the villages' units.
    pub units: Vec<Id>,
    /// Each firm's organisation ([`crate::firms`]), of its own or joint or another's.
    pub of_firm: Vec<Option<usize>>,
}

impl Tree {
    /// The first organisation of a village.
    #[must_use]
    pub fn village(&self, village: usize) -> &Org {
        &self.all[self.villages[village]]
    }

    /// How many stand below the district committee at the end of 2013.
    #[must_use]
    pub fn standing(&self) -> usize {
        self.all.iter().filter(|o| o.to.is_none()).count() - 1
    }

    /// The organisations of a sector that stand at the end of 2013.
    pub fn standing_in<'t>(&'t self, sector: &'t str) -> impl Iterator<Item = usize> + 't {
        self.all.iter().enumerate().filter(move |(_, o)| o.sector == sector && o.to.is_none()).map(|(i, _)| i)
    }
}

/// Somebody of the district.
#[derive(Debug)]
pub struct Person {
    /// Their record.
    pub id: Id,
    /// Their name.
    pub name: String,
    /// Their level, as the register codes it.
    pub level: &'static str,
    /// Their organisation: position in the tree.
    pub org: usize,
    /// The township they work in, if it is one.
    pub township: Option<usize>,
}

/// A secretary found unfit for the post.
#[derive(Debug, Clone, Copy)]
pub struct Unfit {
    /// The organisation: position in the tree.
    pub org: usize,
    /// The day the post ended.
    pub on: Day,
    /// Whether the organisation was under rectification then.
    pub rectified: bool,
}

/// Everybody, and who leads what at the end of 2013; positions are those in `people`.
#[derive(Debug, Default)]
pub struct Staff {
    /// All of them.
    pub people: Vec<Person>,
    /// Secretary of each organisation at the end of 2013 (or its own end).
    pub secretary: Vec<usize>,
    /// Cadres of agencies and townships who may be sent down.
    pub cadres: Vec<usize>,
    /// District leaders.
    pub leaders: Vec<usize>,
    /// Cadres of the autonomous region's departments.
    pub regional: Vec<usize>,
    /// Secretaries found unfit.
    pub unfit: Vec<Unfit>,
}
