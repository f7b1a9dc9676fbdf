//! Files that wait for a decision: kept between the steps of an import, so that nothing is lost with a session. Only the
//! owner reaches one; it goes after some days, with everything known of it. The import made from it has the same id.
//!
//! What stands in it is sealed, whatever it holds: bytes, samples of the look, and the rows of the plan.
//!
//! A file is *looked* at (columns proposed), *planned* (what each row would do was shown) and *stored*.

use hangji_sheets::Layout;
use hangji_store::{Id, Row, Tx, V};
use serde::{Deserialize, Serialize};

use super::look::Look;
use super::plan::Plan;
use super::{preview, remembered};
use crate::access::Viewer;
use crate::ledger::Ledger;
use crate::refusal::{Message, Refusal};
use crate::{Cx, Result, System};

/// The largest file taken through a browser, in bytes.
pub const MOST_BYTES: u64 = 20 << 20;
/// How long a file waits after the last step taken with it.
const LASTS_MS: i64 = 7 * 24 * 3_600_000;
/// Files that may wait for one person.
const MOST_FILES: i64 = 20;
/// Characters kept of a file's name.
const NAME: usize = 120;

/// How far a file has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Its columns wait to be confirmed.
    Looked,
    /// What its rows would do was shown.
    Planned,
    /// It was imported.
    Stored,
}

impl Stage {
    fn code(self) -> &'static str {
        match self {
            Stage::Looked => "looked",
            Stage::Planned => "planned",
            Stage::Stored => "stored",
        }
    }

    fn from_code(code: &str) -> Option<Stage> {
        [Stage::Looked, Stage::Planned, Stage::Stored].into_iter().find(|s| s.code() == code)
    }
}

/// A file that waits.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// Its id, and that of the import made from it.
    pub id: Id,
    /// The ledger it is meant for.
    pub ledger: String,
    /// Its name.
    pub file: String,
    /// When it was uploaded, in Unix milliseconds.
    pub uploaded_at: i64,
    /// When it goes.
    pub expires_at: i64,
    /// How far it has come.
    pub stage: Stage,
    /// What stands in it.
    pub look: Look,
    /// What was decided; none before.
    pub layout: Option<Layout>,
    /// The plan that was shown.
    pub digest: [u8; 32],
    /// Rows added, amended, skipped, refused, and passed over by the reader.
    pub counts: [i64; 5],
    /// Why the last step failed.
    pub trouble: Option<Message>,
    reach: String,
}

impl Waiting {
    /// Whether the rows kept were made for what the viewer sees now: their role and territory as they are.
    ///
    /// # Errors
    /// If the database fails.
    pub fn is_current(&self, tx: &mut Tx<'_>, viewer: &Viewer) -> Result<bool> {
        Ok(self.reach == reach(tx, viewer)?)
    }
}

/// The root that decisions on headers are remembered under.
#[must_use]
pub fn node(viewer: &Viewer) -> Id {
    viewer.org
}

/// What a viewer sees, told shortly: another role, another territory or another extent of it tells another.
fn reach(tx: &mut Tx<'_>, viewer: &Viewer) -> Result<String> {
    let sql = "SELECT COUNT(*), CAST(COALESCE(SUM(org % 1000003), 0) AS BIGINT) FROM territory WHERE node = $1";
    let (count, sum) = tx.first(sql, &[viewer.org.into()], |r| Ok((r.int(0)?, r.int(1)?)))?.unwrap_or_default();
    let role = viewer.role.as_ref().map_or("", |r| r.code);
    Ok(format!("{role} {} {} {count} {sum}", viewer.org, viewer.person.unwrap_or_default()))
}

/// A file's name without its folder and what no name holds.
#[must_use]
pub fn tidy_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = last.chars().filter(|c| !c.is_control()).collect();
    let name = name.trim();
    // The end of a long name says what kind of file it is.
    let skip = name.chars().count().saturating_sub(NAME);
    name.chars().skip(skip).collect()
}

/// Keeps a file that was looked at, and lets those go whose time is over.
///
/// # Errors
/// A refusal if too many wait for this person already; a fault of the database.
#[expect(clippy::too_many_arguments, reason = "whose file for which ledger, and all that is kept of it")]
pub fn keep(
    tx: &mut Tx<'_>,
    sys: &System,
    cx: &mut Cx,
    viewer: &Viewer,
    ledger: &Ledger,
    file: &str,
    bytes: &[u8],
    look: &Look,
) -> Result<Id> {
    sweep(tx, cx.now_ms)?;
    let sql = "SELECT COUNT(*) FROM waiting_file WHERE owner = $1";
    if tx.number(sql, &[viewer.account.into()])? >= MOST_FILES {
        return Err(Refusal::Conflict(Message::new(
            format!("您已有{MOST_FILES}个文件等待导入：请先在“导入记录”中导入或放弃其中一些"),
            format!("{MOST_FILES} files of yours wait already: import or discard some of them first"),
        ))
        .into());
    }
    let id = cx.ids.next();
    let text = closed(sys, id, look)?;
    tx.run(
        "INSERT INTO waiting_file (id, ledger, owner, file, size, uploaded_at, expires_at, stage, look, layout, digest,
         reach, added, amended, skipped, refused, passed, trouble_zh, trouble_en)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', $10, '', 0, 0, 0, 0, 0, '', '')",
        &[
            id.into(),
            ledger.name.into(),
            viewer.account.into(),
            file.into(),
            (bytes.len() as i64).into(),
            cx.now_ms.into(),
            (cx.now_ms + LASTS_MS).into(),
            Stage::Looked.code().into(),
            (&text).into(),
            V::Blob(&[]),
        ],
    )?;
    let sealed = sys.encryption.close_bytes(&[PLACE, &id.to_string()], bytes)?;
    tx.run("INSERT INTO waiting_bytes (file, bytes) VALUES ($1, $2)", &[id.into(), V::Blob(&sealed)])?;
    Ok(id)
}

/// Lets files go whose time is over.
///
/// # Errors
/// If the database fails.
pub fn sweep(tx: &mut Tx<'_>, now_ms: i64) -> Result<()> {
    for table in ["waiting_bytes", "waiting_row"] {
        let sql = format!("DELETE FROM {table} WHERE file IN (SELECT id FROM waiting_file WHERE expires_at <= $1)");
        tx.run(&sql, &[now_ms.into()])?;
    }
    tx.run("DELETE FROM waiting_file WHERE expires_at <= $1", &[now_ms.into()])?;
    Ok(())
}

const COLUMNS: &str =
    "SELECT id, ledger, file, uploaded_at, expires_at, stage, look, layout, digest, reach, added, amended,
     skipped, refused, passed, trouble_zh, trouble_en FROM waiting_file WHERE owner = $1 AND expires_at > $2";

/// What sealed content belongs to, beside the file's id: it cannot be carried to another file.
const PLACE: &str = "waiting_bytes";

fn closed(sys: &System, id: Id, look: &Look) -> Result<String> {
    sys.encryption.close(&["waiting_file", &id.to_string()], &serde_json::to_string(look)?)
}

fn read(sys: &System, r: &Row<'_>) -> Result<Waiting> {
    let id = r.id(0)?;
    let layout: Option<Kept> = match r.text(7)? {
        "" => None,
        text => Some(serde_json::from_str(text)?),
    };
    let trouble = Message::new(r.text(15)?, r.text(16)?);
    Ok(Waiting {
        id,
        ledger: r.text(1)?.to_owned(),
        file: r.text(2)?.to_owned(),
        uploaded_at: r.int(3)?,
        expires_at: r.int(4)?,
        stage: Stage::from_code(r.text(5)?).unwrap_or(Stage::Looked),
        look: serde_json::from_str(&sys.encryption.open(&["waiting_file", &id.to_string()], r.text(6)?)?)?,
        layout: layout.map(Kept::layout),
        digest: r.blob(8)?.try_into().unwrap_or_default(),
        reach: r.text(9)?.to_owned(),
        counts: [r.int(10)?, r.int(11)?, r.int(12)?, r.int(13)?, r.int(14)?],
        trouble: (!trouble.zh.is_empty()).then_some(trouble),
    })
}

/// A layout as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    sheet: usize,
    header_row: usize,
    columns: Vec<(usize, String)>,
}

impl Kept {
    fn of(layout: &Layout) -> Kept {
        Kept { sheet: layout.sheet, header_row: layout.header_row, columns: layout.columns.clone() }
    }
    /// As it stands in the table.
    fn text(layout: Option<&Layout>) -> Result<String> {
        Ok(layout.map(|l| serde_json::to_string(&Kept::of(l))).transpose()?.unwrap_or_default())
    }
    fn layout(self) -> Layout {
        Layout { sheet: self.sheet, header_row: self.header_row, columns: self.columns }
    }
}

/// A waiting file of the viewer's.
///
/// # Errors
/// A refusal in the words for what does not exist, also if it is somebody else's; a fault of the database.
pub fn one(tx: &mut Tx<'_>, sys: &System, viewer: &Viewer, id: Id, now_ms: i64) -> Result<Waiting> {
    let sql = format!("{COLUMNS} AND id = $3");
    let found = tx.first(&sql, &[viewer.account.into(), now_ms.into(), id.into()], |r| read(sys, r))?;
    found.ok_or_else(|| none().into())
}

/// What is said of an import that does not exist or is somebody else's.
#[must_use]
pub fn none() -> Refusal {
    Refusal::NotFound(Message::new(
        "没有这次导入，或不由您办理；上传的文件只保留七天",
        "there is no such import, or it is not yours; uploaded files are kept for seven days",
    ))
}

/// The viewer's files that are not imported yet, the newest first.
///
/// # Errors
/// If the database fails.
pub fn open(tx: &mut Tx<'_>, sys: &System, viewer: &Viewer, now_ms: i64) -> Result<Vec<Waiting>> {
    let sql = format!("{COLUMNS} AND stage <> 'stored' ORDER BY id DESC");
    tx.all(&sql, &[viewer.account.into(), now_ms.into()], |r| read(sys, r))
}

/// How many of the viewer's files are not imported yet.
///
/// # Errors
/// If the database fails.
pub fn count(tx: &mut Tx<'_>, viewer: &Viewer, now_ms: i64) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM waiting_file WHERE owner = $1 AND expires_at > $2 AND stage <> 'stored'";
    tx.number(sql, &[viewer.account.into(), now_ms.into()])
}

/// The content of a waiting file.
///
/// # Errors
/// A refusal if it has gone; a fault of the database.
pub fn bytes(tx: &mut Tx<'_>, sys: &System, id: Id) -> Result<Vec<u8>> {
    let sql = "SELECT bytes FROM waiting_bytes WHERE file = $1";
    let open = |r: &Row<'_>| sys.encryption.open_bytes(&[PLACE, &id.to_string()], r.blob(0)?);
    tx.first(sql, &[id.into()], open)?.ok_or_else(|| none().into())
}

/// Looks at another place of the file: what was decided and planned before no longer holds.
///
/// # Errors
/// A refusal if it was imported already; a fault of the database.
pub fn look_again(tx: &mut Tx<'_>, sys: &System, cx: &Cx, id: Id, look: &Look) -> Result<()> {
    let text = closed(sys, id, look)?;
    tx.run("DELETE FROM waiting_row WHERE file = $1", &[id.into()])?;
    let sql = "UPDATE waiting_file SET look = $1, layout = '', stage = 'looked', expires_at = $2, trouble_zh = '',
               trouble_en = '' WHERE id = $3 AND stage <> 'stored'";
    changed(tx.run(sql, &[(&text).into(), (cx.now_ms + LASTS_MS).into(), id.into()])?)
}

/// Writes down which column is which, and remembers it for the next file with such a header.
///
/// # Errors
/// A refusal if the file was imported already; a fault of the database.
pub fn decide(tx: &mut Tx<'_>, sys: &System, cx: &Cx, viewer: &Viewer, file: &Waiting, layout: &Layout) -> Result<()> {
    remembered::remember(tx, &file.ledger, node(viewer), &file.look.signature, layout, cx.now_ms)?;
    let mut look = file.look.clone();
    for column in &mut look.columns {
        column.key = layout.columns.iter().find(|(at, _)| *at == column.index).map(|(_, key)| key.clone());
    }
    let (look, layout) = (closed(sys, file.id, &look)?, Kept::text(Some(layout))?);
    tx.run("DELETE FROM waiting_row WHERE file = $1", &[file.id.into()])?;
    let sql = "UPDATE waiting_file SET look = $1, layout = $2, stage = 'looked', expires_at = $3, trouble_zh = '',
               trouble_en = '' WHERE id = $4 AND stage <> 'stored'";
    let params = [(&look).into(), (&layout).into(), (cx.now_ms + LASTS_MS).into(), file.id.into()];
    changed(tx.run(sql, &params)?)
}

fn changed(rows: u64) -> Result<()> {
    if rows == 1 {
        return Ok(());
    }
    let message = Message::new(
        "这个文件已经导入、已被删除，或在别处改选了栏目",
        "this file was imported already, is gone, or its columns were decided otherwise meanwhile",
    );
    Err(Refusal::Conflict(message).into())
}

/// Keeps a plan of a file as it was read before: one that is to be shown, or the one that was stored.
///
/// # Errors
/// A refusal if the file was imported already or decided otherwise meanwhile; a fault of the database.
pub fn planned(
    tx: &mut Tx<'_>,
    sys: &System,
    viewer: &Viewer,
    ledger: &Ledger,
    file: &Waiting,
    plan: &Plan,
    stage: Stage,
) -> Result<()> {
    let [added, amended, skipped, refused, passed] = preview::keep(tx, sys, ledger, file.id, plan)?.map(V::Int);
    let (reach, digest, layout) = (reach(tx, viewer)?, plan.digest(), Kept::text(file.layout.as_ref())?);
    let sql = "UPDATE waiting_file SET stage = $1, digest = $2, reach = $3, added = $4, amended = $5, skipped = $6,
               refused = $7, passed = $8, trouble_zh = '', trouble_en = ''
               WHERE id = $9 AND stage <> 'stored' AND layout = $10";
    changed(tx.run(
        sql,
        &[
            stage.code().into(),
            V::Blob(&digest),
            (&reach).into(),
            added,
            amended,
            skipped,
            refused,
            passed,
            file.id.into(),
            (&layout).into(),
        ],
    )?)
}

/// Writes down why a step failed.
///
/// # Errors
/// If the database fails.
pub fn failed(tx: &mut Tx<'_>, id: Id, why: &Message) -> Result<()> {
    let sql = "UPDATE waiting_file SET trouble_zh = $1, trouble_en = $2 WHERE id = $3 AND stage <> 'stored'";
    tx.run(sql, &[(&why.zh).into(), (&why.en).into(), id.into()])?;
    Ok(())
}

/// Lets a file go that is not wanted any more.
///
/// # Errors
/// If the database fails.
pub fn discard(tx: &mut Tx<'_>, id: Id) -> Result<()> {
    for table in ["waiting_bytes", "waiting_row"] {
        tx.run(&format!("DELETE FROM {table} WHERE file = $1"), &[id.into()])?;
    }
    tx.run("DELETE FROM waiting_file WHERE id = $1", &[id.into()])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::tidy_name;

    #[test]
    fn names_are_only_names() {
        for (given, kept) in [
            ("走访.xlsx", "走访.xlsx"),
            ("C:\\Users\\a\\走访.xlsx", "走访.xlsx"),
            ("../../etc/走访.csv", "走访.csv"),
            ("a\r\nb\0.csv", "ab.csv"),
            ("", ""),
        ] {
            assert_eq!(tidy_name(given), kept);
        }
        let long = format!("{}.xlsx", "长".repeat(300));
        assert!(tidy_name(&long).ends_with("长.xlsx") && tidy_name(&long).chars().count() == 120);
    }
}
