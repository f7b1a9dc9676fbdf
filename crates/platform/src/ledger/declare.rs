//! The declaration of a ledger: from it come table, validation, form, list, template, import, export, API and masks.

use hangji_store::{Day, Tx};

use super::change::Change;
use super::section::{self, Section};
use super::unique::Uniqueness;
use super::value::{Record, Value};
use crate::access::Viewer;
use crate::field_encryption::FieldEncryption;
use crate::journal::ChangeKind;
use crate::refusal::Problem;
use crate::tasks::Task;
use crate::term::{Term, t};
use crate::{Cx, Result, System};

/// Name of the ledger of people, the one ledger that the platform knows by name: accounts and scope point to it.
pub const PEOPLE: &str = "people";

/// The name under which a key, an order of names or a file means the organisation that a record belongs to.
pub const ORG: &str = "org";

/// One value of a choice field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// What is stored; never changes.
    pub code: &'static str,
    /// What is shown.
    pub term: Term,
}

/// Makes a [`Choice`].
#[must_use]
pub const fn choice(code: &'static str, zh: &'static str, en: &'static str) -> Choice {
    Choice { code, term: t(zh, en) }
}

/// What a field holds, with its bounds.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// One line of text of at most so many characters.
    Text(usize),
    /// Several lines of text of at most so many characters.
    Long(usize),
    /// A code kept as text (statistical codes, document numbers): full-width forms are folded.
    Code(usize),
    /// A telephone number.
    Phone,
    /// A resident identity number (GB 11643, 18 characters with checksum).
    IdCard,
    /// A whole number between two bounds.
    Whole(i64, i64),
    /// Money in fen between two bounds.
    Money(i64, i64),
    /// A civil day.
    Day,
    /// One of a list.
    Choice(&'static [Choice]),
    /// Yes or no, stored as 1 or 0.
    YesNo,
    /// A record of another ledger.
    Record(&'static str),
}

impl Kind {
    /// Whether the column holds numbers (ids, counts, fen) rather than text.
    #[must_use]
    pub fn is_number(self) -> bool {
        matches!(self, Kind::Whole(..) | Kind::Money(..) | Kind::YesNo | Kind::Record(_))
    }
}

/// How private a field is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sensitivity {
    /// Open to everybody who may see the record.
    Open,
    /// About a person: erased from record and journal when the law asks for it.
    Personal,
    /// As `Personal`, sealed in the database, and masked for everybody until somebody opens it with a stated need.
    Masked,
}

/// Who needs a field and where it is reused: a field without an answer should not be asked for.
#[derive(Debug, Clone, Copy)]
pub struct Purpose {
    /// Who needs it and why.
    pub needed_by: Term,
    /// Which figures, forms and documents take it from here.
    pub reused_in: Term,
}

/// Which records a field that refers to others may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Refers {
    /// Those that its writer sees.
    #[default]
    WithinScope,
    /// Any of the district, of which the writer learns no more than name and unit.
    DistrictWide,
}

/// One field of a ledger.
#[derive(Debug, Clone)]
pub struct Field {
    /// Column name; the same in schema, API and templates.
    pub name: &'static str,
    /// Name shown.
    pub title: Term,
    /// What it holds.
    pub kind: Kind,
    /// Whether a record must have it.
    pub required: bool,
    /// Unit shown after numbers.
    pub unit: Option<Term>,
    /// Other headers under which people write it in their own tables.
    pub synonyms: &'static [&'static str],
    /// How private it is.
    pub sensitivity: Sensitivity,
    /// Who needs it, where it is reused; the ledger's own where the field says nothing else.
    pub purpose: Option<Purpose>,
    /// Where it is reused, where that differs from the ledger's other fields.
    reused_in: Option<Term>,
    /// A word of guidance for the form and the template.
    pub hint: Option<Term>,
    /// Whether lists show it as a column.
    pub listed: bool,
    /// Whether lists sum it in their totals row.
    pub totalled: bool,
    /// Whole numbers only: whether it names or orders rather than counts, as a year does; it is no quantity then.
    pub ordinal: bool,
    /// Days only: whether it may lie after the business day.
    pub may_be_future: bool,
    /// References only: which records may be named.
    pub refers: Refers,
}

impl Field {
    /// A field of a kind.
    #[must_use]
    pub fn new(name: &'static str, zh: &'static str, en: &'static str, kind: Kind) -> Self {
        Self {
            name,
            title: t(zh, en),
            kind,
            required: false,
            unit: None,
            synonyms: &[],
            sensitivity: match kind {
                Kind::IdCard | Kind::Phone => Sensitivity::Masked,
                _ => Sensitivity::Open,
            },
            purpose: None,
            reused_in: None,
            hint: None,
            listed: !matches!(kind, Kind::Long(_) | Kind::IdCard | Kind::Phone),
            totalled: matches!(kind, Kind::Money(..)),
            ordinal: false,
            may_be_future: false,
            refers: Refers::WithinScope,
        }
    }
    /// Every record must have it.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }
    /// Unit shown after numbers.
    #[must_use]
    pub fn unit(mut self, zh: &'static str, en: &'static str) -> Self {
        self.unit = Some(t(zh, en));
        self
    }
    /// Headers people use for it in their own tables.
    #[must_use]
    pub fn also(mut self, synonyms: &'static [&'static str]) -> Self {
        self.synonyms = synonyms;
        self
    }
    /// Sealed in the database and masked (as telephone and identity numbers are without saying so).
    #[must_use]
    pub fn masked(mut self) -> Self {
        self.sensitivity = Sensitivity::Masked;
        self.listed = false;
        self
    }
    /// Whether it is sealed in the database, and so neither sorted by nor searched within.
    #[must_use]
    pub fn is_encrypted(&self) -> bool {
        self.sensitivity == Sensitivity::Masked
    }
    /// About a person: erasable.
    #[must_use]
    pub fn personal(mut self) -> Self {
        self.sensitivity = Sensitivity::Personal;
        self
    }
    /// Who needs it, and where it is reused.
    #[must_use]
    pub fn purpose(mut self, needed_by: Term, reused_in: Term) -> Self {
        self.purpose = Some(Purpose { needed_by, reused_in });
        self
    }
    /// Where it is reused; whoever needs it is who needs the ledger ([`Ledger::purposes`]).
    #[must_use]
    pub fn reused_in(mut self, reused_in: Term) -> Self {
        self.reused_in = Some(reused_in);
        self
    }
    /// A word of guidance.
    #[must_use]
    pub fn hint(mut self, zh: &'static str, en: &'static str) -> Self {
        self.hint = Some(t(zh, en));
        self
    }
    /// Not a column of lists.
    #[must_use]
    pub fn unlisted(mut self) -> Self {
        self.listed = false;
        self
    }
    /// Summed in the totals row of lists.
    #[must_use]
    pub fn totalled(mut self) -> Self {
        self.totalled = true;
        self
    }
    /// Names or orders rather than counts: a year, the number of a group. Shown as it is written.
    #[must_use]
    pub fn ordinal(mut self) -> Self {
        self.ordinal = true;
        self
    }
    /// May lie after the business day (planned dates).
    #[must_use]
    pub fn may_be_future(mut self) -> Self {
        self.may_be_future = true;
        self
    }
    /// May name any record of the district, not only those that the writer sees.
    #[must_use]
    pub fn district_wide(mut self) -> Self {
        self.refers = Refers::DistrictWide;
        self
    }
}

/// A check of a record against itself: no database, no clock but the business day.
pub type Check = fn(&FieldReader<'_>, today: Day) -> Option<Problem>;

/// A check of a record against the other records, inside the transaction that stores it. It runs after the record is
/// stored; what it finds undoes the whole act.
pub type Guard = fn(&mut Tx<'_>, &System, &Ledger, &Record) -> Result<Option<Problem>>;

/// Who may change a record, where that follows from the record itself (a person's own request) and from no role.
pub type OwnRight = fn(&System, &Viewer, ChangeKind, &Record) -> Result<bool>;

/// What an actor's office may not do to records, whichever way the change came (separation of administrators).
pub type Separation = fn(&mut Tx<'_>, &System, &Cx, &Ledger, &[Change]) -> Result<Vec<Problem>>;

/// Which roles do what with a ledger's records, by role code; those that do so with all ledgers need no grant.
#[derive(Debug, Clone, Default)]
pub struct Grants {
    /// They see them.
    pub read_by: Vec<&'static str>,
    /// They enter, amend and withdraw them.
    pub written_by: Vec<&'static str>,
    /// They open masked fields, saying what for.
    pub unmasked_by: Vec<&'static str>,
    /// They erase personal data where the law asks for it (PIPL §47).
    pub erased_by: Vec<&'static str>,
}

/// Records of another ledger that entitle the person they name to enter records here: a link, an enrolment in a
/// campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// The ledger of the links.
    pub ledger: &'static str,
    /// Its field that names the person.
    pub person: &'static str,
    /// Its reference field that names the organisation where the link holds, with what stands below it; none: the one
    /// that the link's own record belongs to.
    pub place: Option<&'static str>,
    /// The day field from which it holds.
    pub from: &'static str,
    /// The day field with the first day no longer.
    pub until: &'static str,
}

/// The declaration of a ledger.
#[derive(Debug, Clone)]
pub struct Ledger {
    /// Table name; the same in API, command line and URLs.
    pub name: &'static str,
    /// Name shown.
    pub title: Term,
    /// What it records, in a sentence.
    pub about: Term,
    /// Code of the mechanism that it belongs to, which sets it: groups the menu.
    pub mechanism: &'static str,
    /// Its fields in the order of the form.
    pub fields: Vec<Field>,
    /// The purpose of fields that say nothing else.
    purpose: Option<Purpose>,
    /// The day field by which lists are ordered and periods filter.
    pub dated: Option<&'static str>,
    /// The fields whose text names a record where another one refers to it: the code that is its key and then names, or
    /// what together tells it (`date`, `cadre`, `household`; `org` is the organisation). See [`super::naming`].
    pub named_by: &'static [&'static str],
    /// The natural key: no two records in force have the same. The organisation is part of it where `org` is named.
    pub key: &'static [&'static str],
    /// Further indexes, for filters and figures.
    pub indexes: Vec<&'static [&'static str]>,
    /// Fields that point to the people a record is about: they see it whatever their territory.
    pub involves: &'static [&'static str],
    /// Checks of the record against itself.
    pub checks: Vec<Check>,
    /// What no two records may have at the same time.
    pub uniqueness: Vec<Uniqueness>,
    /// Checks of the record against others.
    pub guards: Vec<Guard>,
    /// Which roles do what with its records.
    pub grants: Grants,
    /// Whether it is one of administration: what a role may do with all ledgers does not hold for it.
    pub administrative: bool,
    /// Links whose persons may enter records here that name them.
    pub entered_through: &'static [Link],
    /// Who may change records, where that follows from the record and from no role.
    pub own_right: Option<OwnRight>,
    /// What an actor's office may not do here.
    pub separation: Option<Separation>,
    /// Whether each record is itself a node of the tree (its `org` is its own id).
    pub is_tree: bool,
    /// How its records stand on the page of their organisation, if they do.
    pub section: Option<Section>,
    /// What its records ask somebody to do by a day.
    pub tasks: Vec<Task>,
    /// An example row for the template, by field name.
    pub example: &'static [(&'static str, &'static str)],
    /// How long its records are kept, and why (PIPL §17, §19).
    pub retention: Term,
    /// Whether photos attached to its records keep the place where they were taken: only where the fact is a place.
    pub keeps_place: bool,
    /// What its masked fields are sealed with; the system's.
    pub encryption: FieldEncryption,
}

/// How long records are kept where a ledger says nothing else.
const RETENTION: Term = t(
    "在履行法定职责所必需的期间内保存；目的实现或不再必要时，经本人申请或主管部门决定删除个人信息，流水只保留不可还原的承诺值",
    "kept as long as the statutory duty needs it; once the purpose is met, the personal data is erased at the person's request \
     or the department's decision, and the journal keeps only commitments from which nothing can be read",
);

impl Ledger {
    /// A ledger without fields yet.
    #[must_use]
    pub fn new(name: &'static str, zh: &'static str, en: &'static str) -> Self {
        Self {
            name,
            title: t(zh, en),
            about: t(zh, en),
            mechanism: "",
            fields: Vec::new(),
            purpose: None,
            dated: None,
            named_by: &[],
            key: &[],
            indexes: Vec::new(),
            involves: &[],
            checks: Vec::new(),
            uniqueness: Vec::new(),
            guards: Vec::new(),
            grants: Grants::default(),
            administrative: false,
            entered_through: &[],
            own_right: None,
            separation: None,
            is_tree: false,
            section: None,
            tasks: Vec::new(),
            example: &[],
            retention: RETENTION,
            keeps_place: false,
            encryption: FieldEncryption::default(),
        }
    }
    /// What it records, in a sentence.
    #[must_use]
    pub fn about(mut self, zh: &'static str, en: &'static str) -> Self {
        self.about = t(zh, en);
        self
    }
    /// Who needs its fields and where they are reused, unless a field says otherwise: said before the fields.
    #[must_use]
    pub fn purposes(mut self, needed_by: Term, reused_in: Term) -> Self {
        self.purpose = Some(Purpose { needed_by, reused_in });
        self
    }
    /// Adds a field.
    #[must_use]
    pub fn field(mut self, mut field: Field) -> Self {
        let shared = self.purpose.map(|p| Purpose { reused_in: field.reused_in.unwrap_or(p.reused_in), ..p });
        field.purpose = field.purpose.or(shared);
        self.fields.push(field);
        self
    }
    /// The day field that orders lists.
    #[must_use]
    pub fn dated(mut self, field: &'static str) -> Self {
        self.dated = Some(field);
        self
    }
    /// The fields that name a record: the code that is its key and then names, or what together tells it.
    #[must_use]
    pub fn named_by(mut self, fields: &'static [&'static str]) -> Self {
        self.named_by = fields;
        self
    }
    /// The natural key (`org` stands for the owning organisation).
    #[must_use]
    pub fn key(mut self, fields: &'static [&'static str]) -> Self {
        self.key = fields;
        self
    }
    /// A further index.
    #[must_use]
    pub fn index(mut self, fields: &'static [&'static str]) -> Self {
        self.indexes.push(fields);
        self
    }
    /// Fields (of kind record of people) whose person sees the record whatever their territory.
    #[must_use]
    pub fn involves(mut self, fields: &'static [&'static str]) -> Self {
        self.involves = fields;
        self
    }
    /// A check of the record against itself.
    #[must_use]
    pub fn check(mut self, check: Check) -> Self {
        self.checks.push(check);
        self
    }
    /// No two records have the same values in some fields (`org` stands for the owning organisation) while both hold.
    #[must_use]
    pub fn unique_while(mut self, same: &'static [&'static str], through: Uniqueness) -> Self {
        self.uniqueness.push(through.of(same));
        self
    }
    /// A check of the record against others.
    #[must_use]
    pub fn guard(mut self, guard: Guard) -> Self {
        self.guards.push(guard);
        self
    }
    /// What its records ask somebody to do by a day.
    #[must_use]
    pub fn task(mut self, task: Task) -> Self {
        self.tasks.push(task);
        self
    }
    /// How its records stand on the page of their organisation.
    #[must_use]
    pub fn on_organisation(mut self, zh: &'static str, en: &'static str, view: section::SectionView) -> Self {
        self.section = Some(Section { title: t(zh, en), view });
        self
    }
    /// Roles that see its records.
    #[must_use]
    pub fn read_by(mut self, roles: &[&'static str]) -> Self {
        self.grants.read_by.extend(roles);
        self
    }
    /// Roles that enter, amend and withdraw its records.
    #[must_use]
    pub fn written_by(mut self, roles: &[&'static str]) -> Self {
        self.grants.written_by.extend(roles);
        self
    }
    /// Roles that open its masked fields, saying what for.
    #[must_use]
    pub fn unmasked_by(mut self, roles: &[&'static str]) -> Self {
        self.grants.unmasked_by.extend(roles);
        self
    }
    /// Roles that erase personal data from its records.
    #[must_use]
    pub fn erased_by(mut self, roles: &[&'static str]) -> Self {
        self.grants.erased_by.extend(roles);
        self
    }
    /// It is of administration: only roles that it names do anything with it.
    #[must_use]
    pub fn administrative(mut self) -> Self {
        self.administrative = true;
        self
    }
    /// Links whose persons may enter records here that name them.
    #[must_use]
    pub fn entered_through(mut self, links: &'static [Link]) -> Self {
        self.entered_through = links;
        self
    }
    /// Who may change records follows from the record and from no role.
    #[must_use]
    pub fn own_right(mut self, right: OwnRight) -> Self {
        self.own_right = Some(right);
        self
    }
    /// What an actor's office may not do here.
    #[must_use]
    pub fn separated_by(mut self, separation: Separation) -> Self {
        self.separation = Some(separation);
        self
    }
    /// Each record is a node of the tree.
    #[must_use]
    pub fn tree(mut self) -> Self {
        self.is_tree = true;
        self
    }
    /// How long its records are kept, and why.
    #[must_use]
    pub fn retention(mut self, zh: &'static str, en: &'static str) -> Self {
        self.retention = t(zh, en);
        self
    }
    /// Photos attached to its records keep the place where they were taken.
    #[must_use]
    pub fn keeps_place_of_photos(mut self) -> Self {
        self.keeps_place = true;
        self
    }
    /// The example row of the template.
    #[must_use]
    pub fn example(mut self, example: &'static [(&'static str, &'static str)]) -> Self {
        self.example = example;
        self
    }

    /// Position of a field.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|f| f.name == name)
    }
}

/// A record's values by field name, for checks.
#[derive(Clone, Copy)]
pub struct FieldReader<'a> {
    /// The declaration.
    pub ledger: &'a Ledger,
    /// The values in the order of the fields.
    pub values: &'a [Value],
}

impl<'a> FieldReader<'a> {
    fn get(&self, field: &str) -> &'a Value {
        self.ledger.position(field).map_or(&Value::Null, |i| &self.values[i])
    }
    /// Whole number, fen, id or yes/no of a field.
    #[must_use]
    pub fn int(&self, field: &str) -> Option<i64> {
        match self.get(field) {
            Value::Int(i) => Some(*i),
            _ => None,
        }
    }
    /// Text of a field.
    #[must_use]
    pub fn text(&self, field: &str) -> Option<&'a str> {
        match self.get(field) {
            Value::Text(s) => Some(s),
            _ => None,
        }
    }
    /// Day of a field.
    #[must_use]
    pub fn day(&self, field: &str) -> Option<Day> {
        self.text(field).and_then(|s| s.parse().ok())
    }
}
