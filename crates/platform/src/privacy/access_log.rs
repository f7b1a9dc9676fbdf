//! Looks at masked fields and files taken away: each with its purpose, each an event of the journal.

use hangji_store::{Id, Tx};

use crate::access::Viewer;
use crate::access::scope::{Plan, Scope};
use crate::journal::events::{self, Event};
use crate::ledger::{Choice, Ledger, Record, choice};
use crate::query::Query;
use crate::refusal::{Message, Problem, Refusal};
use crate::{Cx, Result, System};

/// What masked fields may be opened for: the needs that an organisation department's duties give (PIPL §6, §28).
pub const PURPOSES: &[Choice] = &[
    choice("contact", "联系本人", "to contact the person"),
    choice("identity", "核对身份", "to check an identity"),
    choice("transfer", "办理组织关系等手续", "to transfer a membership or see to other formalities"),
    choice("statistics", "核对统计上报", "to check a return of statistics"),
    choice("request", "办理本人申请", "to handle the person's own request"),
    choice("inspection", "检查、审计", "for an inspection or audit"),
];

/// Name of the purpose in forms, in the API and in events.
pub const PURPOSE: &str = "purpose";
/// Name of the sentence that says why, in forms and in the API.
pub const WHY: &str = "why";
/// A reason has at most so many characters.
pub const LONGEST_WHY: usize = 200;

/// A stated need to see masked fields open.
#[derive(Debug, Clone)]
pub struct Need {
    purpose: Choice,
    why: String,
}

impl Need {
    /// The need of a purpose's code and a sentence.
    ///
    /// # Errors
    /// A refusal that names what is missing.
    pub fn stated(purpose: Option<&str>, why: Option<&str>) -> Result<Need> {
        let known = PURPOSES.iter().copied().find(|p| Some(p.code) == purpose);
        let why = why.unwrap_or_default().trim();
        let mut problems = Vec::new();
        if known.is_none() {
            let list = |pick: fn(&Choice) -> &'static str| PURPOSES.iter().map(pick).collect::<Vec<_>>();
            problems.push(Problem::at(
                PURPOSE,
                Message::new(
                    format!("请选择用途：{}", list(|p| p.term.zh).join("、")),
                    format!("say what for: one of {}", list(|p| p.code).join(", ")),
                ),
            ));
        }
        let fits = !why.is_empty() && why.chars().count() <= LONGEST_WHY && !why.chars().any(char::is_control);
        if !fits {
            problems.push(Problem::at(
                WHY,
                Message::new(
                    format!("请写明事由（不超过{LONGEST_WHY}字，不分行）"),
                    format!("say why, in one line of at most {LONGEST_WHY} characters"),
                ),
            ));
        }
        match known {
            Some(purpose) if problems.is_empty() => Ok(Need { purpose, why: why.to_owned() }),
            _ => Err(Refusal::Invalid(problems).into()),
        }
    }

    /// Refuses viewers whose work does not need a ledger's masked fields.
    ///
    /// # Errors
    /// The refusal.
    pub fn holds(&self, viewer: &Viewer, ledger: &Ledger) -> Result<()> {
        if viewer.may_unmask(ledger.name) {
            return Ok(());
        }
        Err(Refusal::Forbidden(Message::new(
            format!("您的角色不需要查看“{}”的敏感字段", ledger.title.zh),
            format!("your role does not need the masked fields of {}", ledger.title.en),
        ))
        .into())
    }

    /// The code of the purpose.
    #[must_use]
    pub fn purpose(&self) -> &'static str {
        self.purpose.code
    }
}

/// Whether a record holds anything masked: looking at one that does not tells nothing.
#[must_use]
pub fn holds_masked(ledger: &Ledger, record: &Record) -> bool {
    ledger.fields.iter().zip(&record.values).any(|(f, v)| f.is_encrypted() && !v.is_null())
}

/// Notes that masked fields of records that the viewer sees were opened.
///
/// # Errors
/// A refusal if the viewer's work does not need them; a fault of the database.
pub fn opened(
    tx: &mut Tx<'_>,
    cx: &mut Cx,
    viewer: &Viewer,
    ledger: &Ledger,
    records: &[Id],
    need: &Need,
) -> Result<()> {
    need.holds(viewer, ledger)?;
    note_opened(tx, cx, ledger, records, need, Id(0))
}

fn note_opened(tx: &mut Tx<'_>, cx: &mut Cx, ledger: &Ledger, records: &[Id], need: &Need, batch: Id) -> Result<()> {
    let fields: Vec<&str> = ledger.fields.iter().filter(|f| f.is_encrypted()).map(|f| f.name).collect();
    let fields = fields.join(" ");
    let about = [("ledger", ledger.name), (PURPOSE, need.purpose.code), ("fields", &fields)];
    events::note_each(tx, cx, Event::Unmask, records, &about, &need.why, batch)
}

/// What was taken away as a file.
#[derive(Debug, Clone, Copy)]
pub struct Taken<'t> {
    /// What of: a ledger's name, a figure's id.
    pub what: &'t str,
    /// How many records or lines.
    pub rows: usize,
    /// Which of them: names of filters, with values only where they say nothing of a person.
    pub filter: &'t str,
    /// Names of the columns, a space between them.
    pub columns: &'t str,
    /// `xlsx`, `csv`, `json`.
    pub format: &'t str,
}

/// Notes that the actor took a file away.
///
/// # Errors
/// If the database fails.
pub fn took(tx: &mut Tx<'_>, cx: &mut Cx, taken: Taken<'_>) -> Result<()> {
    note_taken(tx, cx, taken, "", "", Id(0))
}

/// Notes that the actor took a file with masked fields open away: one event for the file and one for each record in it,
/// so that each person concerned can see it.
///
/// # Errors
/// If the database fails.
pub fn took_opened(
    tx: &mut Tx<'_>,
    cx: &mut Cx,
    ledger: &Ledger,
    records: &[Id],
    taken: Taken<'_>,
    need: &Need,
) -> Result<()> {
    let batch = cx.ids.next();
    note_taken(tx, cx, taken, need.purpose.code, &need.why, batch)?;
    note_opened(tx, cx, ledger, records, need, batch)
}

fn note_taken(tx: &mut Tx<'_>, cx: &mut Cx, t: Taken<'_>, purpose: &str, why: &str, batch: Id) -> Result<()> {
    let rows = t.rows.to_string();
    let mut about = vec![("ledger", t.what), ("rows", &rows), ("filter", t.filter), ("columns", t.columns)];
    about.push(("format", t.format));
    if !purpose.is_empty() {
        about.push((PURPOSE, purpose));
    }
    let actor = cx.actor;
    events::note_each(tx, cx, Event::Export, &[actor], &about, why, batch)
}

/// A look at masked fields.
#[derive(Debug, Clone)]
pub struct Look {
    /// Unix milliseconds of the journal's clock.
    pub at: i64,
    /// The account that looked.
    pub actor: Id,
    /// The ledger.
    pub ledger: &'static str,
    /// The record.
    pub record: Id,
    /// What for; none if it is no purpose of [`PURPOSES`] any more.
    pub purpose: Option<Choice>,
    /// Why.
    pub why: String,
    /// Whether it was taken away in a file.
    pub taken: bool,
}

/// Who looked at masked fields of what is held about a person, newest first; for a `viewer` who serves the person, of the
/// records that they see.
///
/// # Errors
/// If the database fails.
pub fn at_person(tx: &mut Tx<'_>, sys: &System, viewer: Option<&Viewer>, person: Id, take: i64) -> Result<Vec<Look>> {
    let mut out = Vec::new();
    let read = |l: &&Ledger| viewer.is_none_or(|v| v.reads(l.name));
    for ledger in sys.ledgers.iter().filter(|l| l.fields.iter().any(|f| f.is_encrypted())).filter(read) {
        let mut query =
            Query::new("SELECT j.at, j.actor, j.record, j.reason, j.body, j.batch FROM journal j WHERE j.ledger = ");
        query.bind_text(events::LEDGER);
        query.push(" AND j.act = ");
        query.bind_text(Event::Unmask.code());
        query.push(&format!(" AND j.record IN (SELECT r.id FROM {} r WHERE ", ledger.name));
        Scope::involved(Some(person)).restrict(&mut query, ledger, Plan::Gather);
        if let Some(viewer) = viewer {
            query.push(" AND ");
            viewer.scope().restrict(&mut query, ledger, Plan::Gather);
        }
        query.push(") ORDER BY j.seq DESC LIMIT ");
        query.bind_int(take);
        out.extend(tx.all(query.text(), &query.params(), |r| {
            let about: serde_json::Value = serde_json::from_str(r.text(4)?).unwrap_or_default();
            let purpose = PURPOSES.iter().copied().find(|p| about[PURPOSE].as_str() == Some(p.code));
            let (at, actor, record, why) = (r.int(0)?, r.id(1)?, r.id(2)?, r.text(3)?.to_owned());
            Ok(Look { at, actor, record, why, ledger: ledger.name, purpose, taken: r.int(5)? != 0 })
        })?);
    }
    out.sort_by_key(|l| std::cmp::Reverse(l.at));
    out.truncate(usize::try_from(take).unwrap_or(0));
    Ok(out)
}
