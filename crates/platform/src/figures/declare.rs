//! The declaration of a figure.

use crate::term::{Term, Unit, t};

/// How facts become a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counting {
    /// Each fact counts one.
    Facts,
    /// Facts with one key count one; the key is an SQL expression over the fact's records that gives an id.
    Distinct(&'static str),
    /// The sum of an SQL expression that gives a whole number (fen for money).
    Sum(&'static str),
}

/// When a fact counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timing {
    /// An event: counts in the periods that hold its day, if the fact still stands at their end.
    During,
    /// A stock: counts where it stands on the period's last day.
    AtEnd,
}

/// The facts a part counts: records of one ledger (alias `r`), joined with others. All records named must be in force.
/// Joins only ever add conditions (no "without any"), so that the sums can be kept step by step.
#[derive(Debug, Clone)]
pub struct Facts {
    /// Ledger of the record that is the evidence.
    pub ledger: &'static str,
    /// Further ledgers: alias, name, SQL condition. The name `org` is the derived state of organisations.
    pub joins: Vec<(&'static str, &'static str, &'static str)>,
    /// SQL condition; empty is none.
    pub filter: &'static str,
    /// SQL expression of the organisation it counts for.
    pub org: &'static str,
    /// SQL expressions of the days from which it stands; the latest holds.
    pub from: Vec<&'static str>,
    /// SQL expressions of the days from which it no longer stands (NULL: it still does); the earliest holds.
    pub to: Vec<&'static str>,
}

impl Facts {
    /// The records of a ledger, counted for their own organisation.
    #[must_use]
    pub fn of(ledger: &'static str) -> Self {
        Self { ledger, joins: Vec::new(), filter: "", org: "r.org", from: Vec::new(), to: Vec::new() }
    }
    /// Only those that fulfil an SQL condition.
    #[must_use]
    pub fn when(mut self, filter: &'static str) -> Self {
        self.filter = filter;
        self
    }
    /// Joined with records of another ledger.
    #[must_use]
    pub fn with(mut self, alias: &'static str, ledger: &'static str, on: &'static str) -> Self {
        self.joins.push((alias, ledger, on));
        self
    }
    /// Standing from a day (for events: the day itself).
    #[must_use]
    pub fn on(mut self, from: &'static str) -> Self {
        self.from.push(from);
        self
    }
    /// No longer standing from a day.
    #[must_use]
    pub fn until(mut self, to: &'static str) -> Self {
        self.to.push(to);
        self
    }
    /// Counted for another organisation than the record's own.
    #[must_use]
    pub fn for_org(mut self, org: &'static str) -> Self {
        self.org = org;
        self
    }
}

/// One number a figure is made of.
#[derive(Debug, Clone)]
pub struct Part {
    /// How facts become a number.
    pub counting: Counting,
    /// When they count.
    pub timing: Timing,
    /// Where they come from.
    pub sources: Vec<Facts>,
}

impl Part {
    /// A part from one source.
    #[must_use]
    pub fn new(counting: Counting, timing: Timing, source: Facts) -> Self {
        Self { counting, timing, sources: vec![source] }
    }
    /// A further source.
    #[must_use]
    pub fn and(mut self, source: Facts) -> Self {
        self.sources.push(source);
        self
    }
}

/// How parts become the figure's value.
#[derive(Debug, Clone)]
pub enum Measure {
    /// The part's number.
    Amount(Part),
    /// The first part divided by the second, times a factor (100 for percent).
    Ratio(Part, Part, i64),
    /// A ratio figure's value less that of the same period a year before.
    GainOnLastYear(&'static str),
}

/// What a figure should reach, by what source, from when. Rules are data: a target of another year is another entry.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// Least value, in the unit shown.
    pub least: i64,
    /// Greatest value, if there is one.
    pub most: Option<i64>,
    /// First year it holds.
    pub from_year: i32,
    /// Last year it holds, if it ended.
    pub to_year: Option<i32>,
    /// Whether each organisation below, rather than the whole, must reach it: the kind of those organisations.
    pub each: Option<&'static str>,
    /// Where it is laid down.
    pub source: Term,
}

/// How a share of a whole is coloured; its word says it too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Well.
    Good,
    /// Neither well nor badly.
    Fair,
    /// Badly.
    Poor,
}

/// A figure that is a share of another.
#[derive(Debug, Clone, Copy)]
pub struct Share {
    /// Its id.
    pub figure: &'static str,
    /// Its colour.
    pub tone: Tone,
    /// Its name in a word.
    pub word: Term,
}

/// The figures into which another falls, drawn as one bar beside it.
#[derive(Debug, Clone, Copy)]
pub struct Shares {
    /// The head of the bars.
    pub title: Term,
    /// The shares in their order.
    pub parts: &'static [Share],
}

/// The declaration of a figure.
#[derive(Debug, Clone)]
pub struct Figure {
    /// Its id (`visits.households`).
    pub id: &'static str,
    /// The section of the report it stands in.
    pub section: &'static str,
    /// Name shown.
    pub title: Term,
    /// Its name in a word or two, for heads of columns.
    pub short: Term,
    /// Unit of the value.
    pub unit: Unit,
    /// How its value is made.
    pub measure: Measure,
    /// Its definition in words.
    pub meaning: Term,
    /// What it should reach.
    pub targets: &'static [Target],
    /// Whether the desk shows it.
    pub desk: bool,
    /// The figures into which it falls.
    pub shares: Option<Shares>,
}

impl Figure {
    /// A figure.
    #[must_use]
    pub fn new(id: &'static str, zh: &'static str, en: &'static str, unit: Unit, measure: Measure) -> Self {
        let section = id.split('.').next().unwrap_or(id);
        Self {
            id,
            section,
            title: t(zh, en),
            short: t(zh, en),
            unit,
            measure,
            meaning: t(zh, en),
            targets: &[],
            desk: false,
            shares: None,
        }
    }
    /// The section of the report, where it is not the first word of the id.
    #[must_use]
    pub fn section(mut self, section: &'static str) -> Self {
        self.section = section;
        self
    }
    /// Its name in a word or two.
    #[must_use]
    pub fn short(mut self, zh: &'static str, en: &'static str) -> Self {
        self.short = t(zh, en);
        self
    }
    /// Its definition in words.
    #[must_use]
    pub fn meaning(mut self, zh: &'static str, en: &'static str) -> Self {
        self.meaning = t(zh, en);
        self
    }
    /// What it should reach.
    #[must_use]
    pub fn targets(mut self, targets: &'static [Target]) -> Self {
        self.targets = targets;
        self
    }
    /// The figures into which it falls.
    #[must_use]
    pub fn shares(mut self, title: Term, parts: &'static [Share]) -> Self {
        self.shares = Some(Shares { title, parts });
        self
    }
    /// Shown on the desk.
    #[must_use]
    pub fn on_desk(mut self) -> Self {
        self.desk = true;
        self
    }
}
