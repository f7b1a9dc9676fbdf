//! An import from file to journal. Everything happens in one transaction: a killed import leaves all or nothing.

use std::collections::HashMap;
use std::path::Path;

use anyhow::Context as _;
use hangji_sheets::{Layout, Limits, Sheet, Table, find_table, table_at};
use hangji_store::{Clock, Db, Id, Tx, V};
use rustc_hash::FxHashMap;
use sha2::{Digest as _, Sha256};

use super::plan::{self, Fate, Plan};
use crate::access::{MayWrite, Viewer};
use crate::ledger::{Authority, Change, Ledger, Writer};
use crate::refusal::{Message, Problem, Refusal};
use crate::{Cx, Result, System, setting, tree};

/// How to import.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Only tell what would happen.
    pub dry_run: bool,
    /// Store the good rows although others are refused.
    pub accept_good: bool,
}

/// What happened, or would happen.
pub struct Outcome {
    /// The plan, row by row.
    pub plan: Plan,
    /// The import's id, if anything was stored.
    pub import: Option<Id>,
}

/// The organisation that a file means where it names none: the viewer's own, if nothing stands below it. The operator and
/// whoever has a whole territory must say which.
///
/// # Errors
/// If the database fails.
pub fn home(tx: &mut Tx<'_>, viewer: &Viewer) -> Result<Option<Id>> {
    let own = if viewer.role.is_some() { Some(viewer.org) } else { tree::lookup::root(tx)?.map(|o| o.id) };
    match own {
        Some(org) if tree::lookup::by_id(tx, &viewer.scope(), org)?.below == 0 => Ok(Some(org)),
        _ => Ok(None),
    }
}

/// A file's name and bytes.
pub struct File {
    /// Name, as the journal's list of imports shows it.
    pub name: String,
    /// Content.
    pub bytes: Vec<u8>,
}

impl File {
    /// Reads a file.
    ///
    /// # Errors
    /// A refusal that names the file, if it cannot be read.
    pub fn read(path: &Path) -> Result<File> {
        let name = path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned());
        let most = Limits::default().file_bytes;
        let refused = |zh: String, en: String| -> anyhow::Error { Refusal::bad(zh, en).into() };
        let size = std::fs::metadata(path).map(|m| (m.len(), m.is_file()));
        match size {
            Ok((n, true)) if n > most => {
                return Err(refused(format!("{name}太大（{n}字节）"), format!("{name} is too large ({n} bytes)")));
            }
            Ok((_, true)) => {}
            _ => return Err(refused(format!("读不到文件{name}"), format!("cannot read the file {}", path.display()))),
        }
        let bytes = std::fs::read(path)
            .map_err(|e| refused(format!("读不到文件{name}：{e}"), format!("cannot read {name}: {e}")))?;
        Ok(File { name, bytes })
    }
}

/// Chunk of changes committed at a time, to bound memory; the transaction is one.
const CHUNK: usize = 20_000;
/// Rows that only the guards refuse are left out and the rest tried again, at most so often.
const TRIES: usize = 20;

impl File {
    /// Reads the sheets.
    ///
    /// # Errors
    /// A refusal if the file is no workbook or breaks the limits.
    pub fn open(self, limits: &Limits) -> Result<Opened> {
        let digest: [u8; 32] = Sha256::digest(&self.bytes).into();
        let sheets = hangji_sheets::read_bytes(&self.name, self.bytes, limits).map_err(sheet_refusal)?;
        Ok(Opened { name: self.name, digest, sheets })
    }
}

/// A file that was read.
pub struct Opened {
    name: String,
    digest: [u8; 32],
    /// Its sheets.
    pub sheets: Vec<Sheet>,
}

/// What is done in the transaction that stores an import, once it is stored.
pub type Kept<'h> = &'h mut dyn FnMut(&mut Tx<'_>, &mut Cx, &Plan) -> Result<()>;

/// What a person decided about a file beside the [`Options`]; by default nothing.
#[derive(Default)]
pub struct Decided<'h> {
    /// Where the table is and which column is which; none lets the reader find out.
    pub layout: Option<&'h Layout>,
    /// The import's id; none makes a new one.
    pub id: Option<Id>,
    /// The plan that was shown, see [`Plan::digest`]: another one is not stored.
    pub shown: Option<[u8; 32]>,
    /// Done in the same transaction, so that what waits for the import is never out of step with it.
    pub kept: Option<Kept<'h>>,
}

/// Imports a file into a ledger. `progress` hears a stage (`read`, `plan`, `store`), how much is done and of how much.
///
/// # Errors
/// A refusal if the file is no table of this ledger or the viewer may not write it; a fault. What is wrong with rows is
/// in the outcome.
#[expect(clippy::too_many_arguments, reason = "who imports what, how, and who listens")]
pub fn import(
    db: &Db,
    sys: &System,
    clock: Clock,
    viewer: &Viewer,
    ledger: &str,
    file: File,
    options: Options,
    progress: &mut dyn FnMut(&str, usize, usize),
) -> Result<Outcome> {
    // Before the file is read, because that may take long.
    viewer.may_write(sys, ledger)?;
    progress("read", 0, 1);
    let opened = file.open(&Limits::default())?;
    import_opened(db, sys, clock, viewer, ledger, opened, options, Decided::default(), progress)
}

/// The same for a file that was read already, as a person decided.
///
/// # Errors
/// As [`import`]; also a conflict if the plan is no longer the one that was shown.
#[expect(clippy::too_many_arguments, reason = "who imports what, how, and who listens")]
pub fn import_opened(
    db: &Db,
    sys: &System,
    clock: Clock,
    viewer: &Viewer,
    ledger: &str,
    file: Opened,
    options: Options,
    decided: Decided<'_>,
    progress: &mut dyn FnMut(&str, usize, usize),
) -> Result<Outcome> {
    let may = viewer.may_write(sys, ledger)?;
    let (name, digest) = (file.name.clone(), file.digest);
    let table = table(may.ledger, file, decided.layout)?;
    Run { db, sys, clock, viewer, may, name, digest, options, decided, left_out: HashMap::new() }.go(table, progress)
}

/// The table of a file: where a person decided, else where the reader finds it.
///
/// # Errors
/// A refusal if there is none.
pub fn table(ledger: &Ledger, file: Opened, layout: Option<&Layout>) -> Result<Table> {
    let columns = plan::columns(ledger);
    let table = match layout {
        Some(layout) => table_at(file.sheets, &columns, layout),
        None => find_table(file.sheets, &columns),
    };
    table.map_err(sheet_refusal)
}

/// Whether a dry run must store and roll back, because guards, a procedure or the tree have a say; else it only reads.
#[must_use]
pub fn is_judged(sys: &System, ledger: &Ledger) -> bool {
    !ledger.guards.is_empty() || sys.is_step(ledger.name) || tree::is_source(ledger.name)
}

pub(super) fn sheet_refusal(e: hangji_sheets::SheetError) -> anyhow::Error {
    Refusal::bad(e.zh(), e.to_string()).into()
}

/// Ends a transaction whose work is to be undone; never seen outside.
#[derive(Debug, thiserror::Error)]
#[error("rolled back on purpose")]
struct RolledBack;

struct Run<'r, 'h> {
    db: &'r Db,
    sys: &'r System,
    clock: Clock,
    viewer: &'r Viewer,
    may: MayWrite<'r>,
    name: String,
    digest: [u8; 32],
    options: Options,
    decided: Decided<'h>,
    /// Rows refused by guards in an earlier try, with what they said.
    left_out: HashMap<usize, Problem>,
}

impl Run<'_, '_> {
    fn go(&mut self, mut table: Table, progress: &mut dyn FnMut(&str, usize, usize)) -> Result<Outcome> {
        let judged = is_judged(self.sys, self.may.ledger);
        // What only reads holds nobody up.
        let reads = self.options.dry_run && !judged;
        for _ in 0..TRIES {
            let mut outcome = None;
            let mut again = false;
            let db = self.db;
            let attempt = |tx: &mut Tx<'_>| {
                let (tried, keep) = self.attempt(tx, table, judged, &mut again, progress)?;
                outcome = Some(tried);
                if keep { Ok(()) } else { Err(RolledBack.into()) }
            };
            let ran = if reads { db.read(attempt) } else { db.write(attempt) };
            if let Err(e) = ran
                && e.downcast_ref::<RolledBack>().is_none()
            {
                return Err(e);
            }
            let outcome: Outcome = outcome.context("an import that ran has an outcome")?;
            if !again {
                return Ok(outcome);
            }
            table = outcome.plan.table;
        }
        Err(Refusal::bad("行与行之间互相矛盾，请分批导入", "the rows contradict each other: import them in parts")
            .into())
    }

    /// One try within a transaction: the outcome, and whether to keep it.
    fn attempt(
        &mut self,
        tx: &mut Tx<'_>,
        table: Table,
        judged: bool,
        again: &mut bool,
        progress: &mut dyn FnMut(&str, usize, usize),
    ) -> Result<(Outcome, bool)> {
        let today = setting::business_day(tx, self.clock)?;
        let mut cx = Cx::new(self.viewer.account, self.clock, today)?;
        let mut planned = self.plan(tx, &mut cx, table, progress)?;
        let refused = planned.counts()[3] > 0;
        // A dry run needs to store (and roll back) only where guards or the tree have a say.
        let store = (!refused || self.options.accept_good) && (judged || !self.options.dry_run);
        let import = if store { self.try_store(tx, &mut cx, &mut planned, again, progress)? } else { None };
        let keep = import.is_some() && !self.options.dry_run;
        if keep && self.decided.shown.is_some_and(|shown| shown != planned.digest()) {
            return Err(Refusal::Conflict(Message::new(
                "预览之后有关记录已有变化，没有保存任何内容：请重新预览并核对",
                "records have changed since the preview, so nothing was stored: look at the preview again",
            ))
            .into());
        }
        if keep && let Some(kept) = &mut self.decided.kept {
            kept(tx, &mut cx, &planned)?;
        }
        Ok((Outcome { plan: planned, import: import.filter(|_| keep) }, keep))
    }

    fn plan(
        &self,
        tx: &mut Tx<'_>,
        cx: &mut Cx,
        table: hangji_sheets::Table,
        progress: &mut dyn FnMut(&str, usize, usize),
    ) -> Result<Plan> {
        let home = home(tx, self.viewer)?;
        let mut planned = plan::plan(tx, self.sys, &self.may, home, cx.today, &mut cx.ids, table, &mut |n, of| {
            progress("plan", n, of)
        })?;
        for row in &mut planned.rows {
            if let Some(problem) = self.left_out.get(&row.number) {
                row.fate = Fate::Refuse(vec![problem.clone()]);
            }
        }
        Ok(planned)
    }

    /// Stores the planned changes and asks the guards. What they refuse becomes part of the plan; `again` asks for
    /// another try without those rows.
    fn try_store(
        &mut self,
        tx: &mut Tx<'_>,
        cx: &mut Cx,
        planned: &mut Plan,
        again: &mut bool,
        progress: &mut dyn FnMut(&str, usize, usize),
    ) -> Result<Option<Id>> {
        let import = self.decided.id.unwrap_or_else(|| cx.ids.next());
        let (changes, row_of) = changes(cx, self.may.ledger, is_judged(self.sys, self.may.ledger), planned);
        if changes.is_empty() {
            return Ok(None);
        }
        let (total, mut done) = (changes.len(), 0);
        let reason = format!("导入 {}", self.name);
        let mut changes = changes.into_iter();
        let mut writer = Writer::new(Authority::of(self.viewer), &reason, import)?;
        loop {
            let chunk: Vec<Change> = changes.by_ref().take(CHUNK).collect();
            if chunk.is_empty() {
                break;
            }
            done += chunk.len();
            writer.put(tx, self.sys, cx, self.may.ledger, chunk)?;
            progress("store", done, total);
        }
        for (record, problem) in writer.end(tx, self.sys)? {
            // What no row answers for refuses the whole.
            let Some(number) = row_of.get(&record) else { return Err(Refusal::invalid(problem).into()) };
            self.left_out.insert(*number, problem.clone());
            if let Some(row) = planned.rows.iter_mut().find(|r| r.number == *number) {
                row.fate = Fate::Refuse(vec![problem]);
            }
        }
        if planned.rows.iter().any(|r| matches!(r.fate, Fate::Refuse(_)) && row_of.values().any(|n| *n == r.number)) {
            *again = self.options.accept_good;
            return Ok(None);
        }
        self.remember(tx, cx, import, planned.counts())?;
        Ok(Some(import))
    }

    fn remember(&self, tx: &mut Tx<'_>, cx: &Cx, import: Id, counts: [usize; 4]) -> Result<()> {
        let n = counts.map(|n| V::Int(n as i64));
        tx.run(
            "INSERT INTO import (id, ledger, file, digest, at, actor, added, amended, skipped, refused, undone_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0)",
            &[
                import.into(),
                self.may.ledger.name.into(),
                (&self.name).into(),
                V::Blob(&self.digest),
                cx.now_ms.into(),
                cx.actor.into(),
                n[0],
                n[1],
                n[2],
                n[3],
            ],
        )?;
        Ok(())
    }
}

/// The changes a plan asks for, and which row each record comes from.
fn changes(cx: &mut Cx, ledger: &Ledger, judged: bool, planned: &Plan) -> (Vec<Change>, FxHashMap<Id, usize>) {
    let mut out = Vec::with_capacity(planned.rows.len());
    let mut row_of = FxHashMap::default();
    for row in &planned.rows {
        let change = match &row.fate {
            Fate::Add(org, values) => {
                let id = if ledger.is_tree { *org } else { cx.ids.next() };
                Change::add(id, *org, values.clone())
            }
            Fate::Amend(present, values) => Change::amend((**present).clone(), values.clone()),
            Fate::Skip(_) | Fate::Refuse(_) => continue,
        };
        // Only what judges at the end tells of records rather than rows.
        if judged {
            row_of.insert(change.record.id, row.number);
        }
        out.push(change);
    }
    (out, row_of)
}

/// A line that sums an outcome up.
#[must_use]
pub fn summary(outcome: &Outcome) -> Message {
    let [added, amended, skipped, refused] = outcome.plan.counts();
    Message::new(
        format!("新增{added}、修改{amended}、跳过{skipped}、退回{refused}"),
        format!("{added} added, {amended} amended, {skipped} skipped, {refused} refused"),
    )
}
