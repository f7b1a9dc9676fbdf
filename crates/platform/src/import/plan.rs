//! What each row of a file would do: be added, amend a record, be skipped, or be refused, each with its reason.

use hangji_sheets::{Cell, Column, Row, Skip, Table};
use hangji_store::{Day, Id, Ids, Tx};
use rustc_hash::FxHashMap;
use sha2::{Digest as _, Sha256};

use super::names::Names;
use crate::access::MayWrite;
use crate::ledger::declare::FieldReader;
use crate::ledger::filter::equals;
use crate::ledger::input::read_cell;
use crate::ledger::write::outside_life;
use crate::ledger::{Field, Kind, Ledger, Record, Value, check, rows};
use crate::query::Query;
use crate::refusal::{Message, Problem};
use crate::{Result, System};

/// What a row would do.
#[derive(Debug, Clone)]
pub enum Fate {
    /// A new record of this organisation; one of the tree is its own.
    Add(Id, Vec<Value>),
    /// Another state of a record: the record as it is, and its new values.
    Amend(Box<Record>, Vec<Value>),
    /// Nothing, because of this.
    Skip(Message),
    /// It cannot be stored, because of these.
    Refuse(Vec<Problem>),
}

/// One row of the file.
#[derive(Debug, Clone)]
pub struct RowPlan {
    /// Row number as Excel shows it.
    pub number: usize,
    /// What it would do.
    pub fate: Fate,
}

/// The plan of a whole file.
pub struct Plan {
    /// The table as found in the file.
    pub table: Table,
    /// One for each row of data, in order.
    pub rows: Vec<RowPlan>,
    /// Whether the rows are organisations.
    tree: bool,
}

impl Plan {
    /// How many rows would be added, amended, skipped, refused.
    #[must_use]
    pub fn counts(&self) -> [usize; 4] {
        let mut n = [0; 4];
        for row in &self.rows {
            n[match row.fate {
                Fate::Add(..) => 0,
                Fate::Amend(..) => 1,
                Fate::Skip(_) => 2,
                Fate::Refuse(_) => 3,
            }] += 1;
        }
        n
    }

    /// Tells one plan of a file from another: what happens to each row, and which state of which record it was compared
    /// with. The ids of new records are not in it, because they are made anew each time.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        for row in &self.rows {
            let (kind, org, present) = match &row.fate {
                Fate::Add(org, _) => (0, *org, None),
                Fate::Amend(present, _) => (1, present.org, Some((present.id, present.entry))),
                Fate::Skip(_) => (2, Id(0), None),
                Fate::Refuse(_) => (3, Id(0), None),
            };
            // One of the tree is its own organisation, with a new id.
            let org = if self.tree { Id(0) } else { org };
            let (id, entry) = present.unwrap_or_default();
            for number in [row.number as i64, kind, org.0, id.0, entry] {
                hash.update(number.to_le_bytes());
            }
        }
        hash.finalize().into()
    }
}

/// Key of the column that names the owning organisation.
pub use crate::ledger::declare::ORG;

/// The columns a ledger's files may have: its fields with all their names, and the owning organisation.
#[must_use]
pub fn columns(ledger: &Ledger) -> Vec<Column> {
    let titles = |own: &[&str]| own.iter().map(|s| (*s).to_owned()).collect();
    let mut out: Vec<Column> = ledger
        .fields
        .iter()
        .map(|f| {
            let own: Vec<&str> =
                [f.title.zh, f.title.en, f.name].into_iter().chain(f.synonyms.iter().copied()).collect();
            Column { key: f.name.to_owned(), titles: titles(&own), required: f.required }
        })
        .collect();
    if !ledger.is_tree {
        let own = [
            "所属党组织",
            "Organisation",
            "Party organisation",
            "org",
            "党组织",
            "党组织名称",
            "党组织代码",
            "所属党支部",
            "党支部",
            "组织名称",
            "组织代码",
        ];
        let taken: Vec<&String> = out.iter().flat_map(|c| &c.titles).collect();
        let own: Vec<&str> = own.into_iter().filter(|t| !taken.iter().any(|k| k == t)).collect();
        // Where the column is missing, the importer's own organisation is meant.
        out.insert(0, Column { key: ORG.to_owned(), titles: titles(&own), required: false });
    }
    out
}

/// Plans a table. `home` is the organisation meant where the file names none; new organisations get their ids from `ids`,
/// so that rows below can stand under them. `progress` hears how many rows are done.
///
/// # Errors
/// Faults only: what is wrong with a row is in its plan.
#[expect(clippy::too_many_arguments, reason = "who plans what, under which circumstances, and who listens")]
pub fn plan(
    tx: &mut Tx<'_>,
    sys: &System,
    may: &MayWrite<'_>,
    home: Option<Id>,
    today: Day,
    ids: &mut Ids,
    table: Table,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Plan> {
    let ledger = may.ledger;
    let mut planner = Planner {
        sys,
        may,
        home,
        today,
        ids,
        names: Names::new(may.scope().clone()),
        org_column: table.columns.iter().position(|c| c.key == ORG),
        fields: table.columns.iter().map(|c| ledger.position(&c.key)).collect(),
        units: table.columns.iter().map(|c| c.unit.clone().or_else(|| table.unit.clone())).collect(),
        seen: FxHashMap::default(),
        same: format!("SELECT {} FROM {} r WHERE r.state = 0", rows::columns(ledger, "r"), ledger.name),
    };
    let mut rows = Vec::with_capacity(table.rows.len());
    for (i, row) in table.rows.iter().enumerate() {
        if i % 5000 == 0 {
            progress(i, table.rows.len());
        }
        let fate = planner.row(tx, &table, row, &rows)?;
        rows.push(RowPlan { number: row.number, fate });
    }
    progress(table.rows.len(), table.rows.len());
    Ok(Plan { table, rows, tree: ledger.is_tree })
}

/// Why the reader passed over a row, in words.
#[must_use]
pub fn skip_words(skip: Skip) -> Message {
    match skip {
        Skip::Blank => Message::new("空白行", "blank row"),
        Skip::Total => Message::new("合计行", "total row"),
        Skip::RepeatedHeader => Message::new("重复的表头", "repeated header"),
        Skip::Example => Message::new("示例行", "example row"),
        Skip::Note => Message::new("说明行", "note row"),
    }
}

struct Planner<'p> {
    sys: &'p System,
    may: &'p MayWrite<'p>,
    home: Option<Id>,
    today: Day,
    ids: &'p mut Ids,
    names: Names,
    org_column: Option<usize>,
    fields: Vec<Option<usize>>,
    units: Vec<Option<String>>,
    /// Rows by natural key: position of the first in the plan.
    seen: FxHashMap<Vec<Value>, usize>,
    /// The statement that finds the record with the same natural key, up to the key.
    same: String,
}

impl Planner<'_> {
    fn row(&mut self, tx: &mut Tx<'_>, table: &Table, row: &Row, before: &[RowPlan]) -> Result<Fate> {
        let ledger = self.may.ledger;
        let mut problems = Vec::new();
        let mut masks: Vec<(&'static str, usize)> = Vec::new();
        let mut values = vec![Value::Null; ledger.fields.len()];
        let org = self.org(tx, table, row, &mut problems)?;
        for (at, column) in table.columns.iter().enumerate() {
            let Some(i) = self.fields[at] else { continue };
            let field = &ledger.fields[i];
            if is_mask(field, row.cell(column.index)) {
                masks.push((field.name, column.index));
                continue;
            }
            match read_cell(field, row.cell(column.index), self.units[at].as_deref()) {
                Err(message) => problems.push(Problem::at(field.name, placed(column.index, row, message))),
                Ok(Value::Text(text)) if matches!(field.kind, Kind::Record(_)) => {
                    let Kind::Record(other) = field.kind else { continue };
                    match self.names.resolve(tx, self.sys, other, &text, org.unwrap_or_default())? {
                        Ok(id) => values[i] = id.into(),
                        Err(message) => problems.push(Problem::at(field.name, placed(column.index, row, message))),
                    }
                }
                Ok(value) => values[i] = value,
            }
        }
        let Some(org) = org else { return Ok(Fate::Refuse(problems)) };
        let broken: Vec<&str> = problems.iter().filter_map(|p| p.field).chain(masks.iter().map(|(f, _)| *f)).collect();
        let further: Vec<Problem> = self.judge(tx, org, &values)?;
        let further = further.into_iter().filter(|p| p.field.is_none_or(|f| !broken.contains(&f))).collect::<Vec<_>>();
        problems.extend(further.into_iter().map(|p| self.place(table, row, p)));
        if !problems.is_empty() {
            return Ok(Fate::Refuse(problems));
        }
        let mut fate = self.beside_others(tx, before, org, values)?;
        if matches!(fate, Fate::Add(..)) && !masks.is_empty() {
            let problem =
                |(field, index): &(&'static str, usize)| Problem::at(field, placed(*index, row, only_a_mask()));
            return Ok(Fate::Refuse(masks.iter().map(problem).collect()));
        }
        if let Fate::Add(org, values) = &mut fate
            && ledger.is_tree
        {
            *org = self.ids.next();
            let v = FieldReader { ledger, values };
            self.names.set_up(tx, self.sys, *org, v.text("code").unwrap_or(""), v.text("name").unwrap_or(""))?;
        }
        Ok(fate)
    }

    /// The organisation a row belongs to.
    fn org(&mut self, tx: &mut Tx<'_>, table: &Table, row: &Row, problems: &mut Vec<Problem>) -> Result<Option<Id>> {
        if self.may.ledger.is_tree {
            return Ok(Some(Id(0)));
        }
        let text = match self.org_column {
            None => None,
            Some(at) => {
                let index = table.columns[at].index;
                match hangji_sheets::values::text(row.cell(index), usize::MAX) {
                    Ok(text) => text.map(|t| (index, t)),
                    Err(e) => {
                        problems.push(Problem::at(ORG, placed(index, row, Message::new(e.zh(), e.to_string()))));
                        return Ok(None);
                    }
                }
            }
        };
        let Some((index, text)) = text else {
            if self.home.is_none() {
                let message =
                    Message::new("缺少所属党组织：加一列“所属党组织”", "no organisation: add a column `Organisation`");
                problems.push(Problem::at(ORG, placed(0, row, message)));
            }
            return Ok(self.home);
        };
        match self.names.resolve(tx, self.sys, crate::tree::ORGANISATIONS, &text, Id(0))? {
            Ok(id) => Ok(Some(id)),
            Err(message) => {
                problems.push(Problem::at(ORG, placed(index, row, message)));
                Ok(None)
            }
        }
    }

    /// What is wrong with the record itself and with its day in its organisation's life.
    fn judge(&mut self, tx: &mut Tx<'_>, org: Id, values: &[Value]) -> Result<Vec<Problem>> {
        let ledger = self.may.ledger;
        let mut problems = check::problems(ledger, values, self.today);
        if !ledger.is_tree
            && !crate::tree::is_source(ledger.name)
            && let Some(life) = self.names.life(tx, self.sys, org)?
        {
            problems.extend(outside_life(ledger, values, life.from, life.to, &life.name));
        }
        Ok(problems)
    }

    /// Compares a good row with the rows before it and the records there are.
    fn beside_others(&mut self, tx: &mut Tx<'_>, before: &[RowPlan], org: Id, values: Vec<Value>) -> Result<Fate> {
        let ledger = self.may.ledger;
        let key = key_of(ledger, org, &values);
        if let Some(key) = &key {
            let first = self.seen.get(key).map(|at| &before[*at]);
            // A row that was skipped stands in nobody's way.
            if let Some(RowPlan { number, fate }) = first.filter(|row| !matches!(row.fate, Fate::Skip(_))) {
                let message = Message::new(format!("与第{number}行重复"), format!("the same as row {number}"));
                let equal = matches!(fate, Fate::Add(o, v) if (*o == org || ledger.is_tree) && *v == values);
                return Ok(if equal { Fate::Skip(message) } else { Fate::Refuse(vec![Problem::whole(message)]) });
            }
            self.seen.insert(key.clone(), before.len());
        }
        let Some(present) = self.present(tx, org, &values, key.as_deref())? else { return Ok(Fate::Add(org, values)) };
        if self.names.life(tx, self.sys, present.org)?.is_none() {
            return Ok(Fate::Refuse(vec![Problem::whole(taken_elsewhere(ledger))]));
        }
        let already = || Fate::Skip(Message::new("已有相同记录", "there is such a record already"));
        // Empty cells leave what is there: a file with fewer columns must not wipe the others.
        let merged: Vec<Value> = values
            .iter()
            .zip(&present.values)
            .map(|(new, old)| if new.is_null() { old.clone() } else { new.clone() })
            .collect();
        if merged == present.values {
            return Ok(already());
        }
        // A key with a gap does not tell two records apart: only an equal one is the same.
        if key.is_some_and(|k| k.iter().any(Value::is_null)) {
            return Ok(Fate::Add(org, values));
        }
        let problems = self.judge(tx, present.org, &merged)?;
        if !problems.is_empty() {
            return Ok(Fate::Refuse(problems));
        }
        Ok(Fate::Amend(Box::new(present), merged))
    }

    /// The record in force with the same natural key.
    fn present(&self, tx: &mut Tx<'_>, org: Id, values: &[Value], key: Option<&[Value]>) -> Result<Option<Record>> {
        let ledger = self.may.ledger;
        let Some(key) = key else { return Ok(None) };
        let mut query = Query::new(&self.same);
        for (name, value) in ledger.key.iter().zip(key) {
            query.push(&format!(" AND r.{name}"));
            equals(&mut query, ledger, name, value)?;
        }
        if key.iter().all(|v| !v.is_null()) {
            return tx.first(query.text(), &query.params(), |r| rows::record(ledger, r));
        }
        let found = tx.all(query.text(), &query.params(), |r| rows::record(ledger, r))?;
        Ok(found.into_iter().find(|r| r.org == org && r.values == values))
    }

    /// Adds the cell to a problem that names only the field.
    fn place(&self, table: &Table, row: &Row, p: Problem) -> Problem {
        let column = table.columns.iter().find(|c| p.field == Some(c.key.as_str()));
        let message = placed(column.map_or(0, |c| c.index), row, p.message);
        Problem { field: p.field, message }
    }
}

/// Whether a cell holds the mask that an export shows in a value's stead. It leaves what is stored as it is, like an empty
/// cell, so that a file that was exported can be mended and come back.
fn is_mask(field: &Field, cell: &Cell) -> bool {
    field.is_encrypted() && matches!(cell, Cell::Text(text) if text.contains("**"))
}

fn only_a_mask() -> Message {
    Message::new(
        "这是遮蔽后的内容，新记录须填写完整内容或留空",
        "this is only a mask: a new record needs the whole value, or none",
    )
}

/// What is said of a natural key that a record outside the territory has: that it is taken, and nothing else.
fn taken_elsewhere(ledger: &Ledger) -> Message {
    let titles = || ledger.key.iter().filter_map(|k| ledger.position(k)).map(|i| ledger.fields[i].title);
    let zh: Vec<&str> = titles().map(|t| t.zh).collect();
    let en: Vec<&str> = titles().map(|t| t.en).collect();
    Message::new(
        format!("相同的{}已被使用，不在您的范围内：请核对，或请上级处理", zh.join("、")),
        format!("the same {} is taken outside your territory: check it, or ask those above", en.join(", ")),
    )
}

/// The natural key of a record, `org` included where it is named; none for ledgers without one.
fn key_of(ledger: &Ledger, org: Id, values: &[Value]) -> Option<Vec<Value>> {
    if ledger.key.is_empty() {
        return None;
    }
    Some(ledger.key.iter().map(|k| ledger.position(k).map_or(org.into(), |i| values[i].clone())).collect())
}

/// Says where in the file: the cell as Excel names it.
fn placed(index: usize, row: &Row, message: Message) -> Message {
    let cell = format!("{}{}", hangji_sheets::column_letters(index), row.number);
    Message::new(format!("{cell}：{}", message.zh), format!("{cell}: {}", message.en))
}
