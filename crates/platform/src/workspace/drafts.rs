//! Drafts: forms that were not sent, or were sent too late. A draft is seen by its account and by nobody else; it holds
//! what was typed, never what stands in the records. In the database it is sealed as a whole: masked fields may stand in
//! it, and those of a person who is never entered are nobody's business.

use hangji_store::{Id, Row, Tx};

use crate::access::sessions::{self, Token};
use crate::refusal::{Message, Refusal};
use crate::{Cx, Result, System};

/// The most drafts that an account keeps by its own choice.
pub const MOST: i64 = 50;
/// The most that are kept for it because its session had ended; the oldest gives way.
pub const MOST_LOST: i64 = 10;
/// The most bytes of a draft.
pub const MOST_BYTES: usize = 64 << 10;
/// What a sealed form belongs to, beside the draft's id.
const PLACE: &str = "draft";

/// A form as it was sent: names and values in order.
pub type Form = Vec<(String, String)>;

/// A form that has not become a record.
#[derive(Debug, Clone)]
pub struct Unsent {
    /// The ledger.
    pub ledger: String,
    /// The record to amend; none for a new one.
    pub record: Option<Id>,
    /// What was typed.
    pub form: Form,
}

/// A draft.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Its id.
    pub id: Id,
    /// What was not sent.
    pub unsent: Unsent,
    /// When it was kept, in Unix milliseconds.
    pub at: i64,
    /// Whether it was kept because the session had ended.
    pub lost: bool,
}

/// Keeps a draft of the account that acts, in the place of an earlier one where there is one.
///
/// # Errors
/// A refusal if it is too long or there are too many; a fault of the database.
pub fn save(tx: &mut Tx<'_>, sys: &System, cx: &mut Cx, unsent: &Unsent, earlier: Option<Id>) -> Result<Id> {
    let text = serde_json::to_string(&unsent.form)?;
    if text.len() > MOST_BYTES {
        return Err(Refusal::bad(
            "内容太长，不能存为草稿：请直接保存",
            "too long for a draft: save the record instead",
        )
        .into());
    }
    if let Some(id) = earlier {
        let sql = "UPDATE draft SET form = $1, at = $2, lost = 0
                   WHERE id = $3 AND account = $4 AND ledger = $5 AND record = $6";
        let key = [id.into(), cx.actor.into(), unsent.ledger.as_str().into(), unsent.record.unwrap_or_default().into()];
        let text = closed(sys, id, &text)?;
        let params = [[text.as_str().into(), cx.now_ms.into()].as_slice(), key.as_slice()].concat();
        if tx.run(sql, &params)? == 1 {
            return Ok(id);
        }
    }
    if tx.number("SELECT COUNT(*) FROM draft WHERE account = $1 AND lost = 0", &[cx.actor.into()])? >= MOST {
        return Err(Refusal::Conflict(Message::new(
            format!("草稿已有{MOST}份：请先提交或删除一些"),
            format!("there are {MOST} drafts already: send or discard some first"),
        ))
        .into());
    }
    insert(tx, sys, cx, unsent, &text, false)
}

/// Keeps what was sent with a token whose session has ended, for the account that it was; none if the token never was
/// one of ours, or the account is gone. Only that account will see it, after signing in.
///
/// # Errors
/// If the database fails.
pub fn keep_lost(tx: &mut Tx<'_>, sys: &System, cx: &mut Cx, token: &Token, unsent: &Unsent) -> Result<Option<Id>> {
    let Some(account) = sessions::last_account(tx, token)? else { return Ok(None) };
    if sys.ledger(&unsent.ledger).is_err() {
        return Ok(None);
    }
    let text = serde_json::to_string(&unsent.form)?;
    if text.len() > MOST_BYTES {
        return Ok(None);
    }
    cx.actor = account;
    let sql = "DELETE FROM draft WHERE account = $1 AND lost = 1 AND id NOT IN
               (SELECT d.id FROM draft d WHERE d.account = $2 AND d.lost = 1 ORDER BY d.at DESC, d.id DESC LIMIT $3)";
    tx.run(sql, &[account.into(), account.into(), (MOST_LOST - 1).into()])?;
    insert(tx, sys, cx, unsent, &text, true).map(Some)
}

/// The drafts of an account, newest first.
///
/// # Errors
/// If the database fails.
pub fn list(tx: &mut Tx<'_>, sys: &System, account: Id) -> Result<Vec<Draft>> {
    let sql = "SELECT id, ledger, record, form, at, lost FROM draft WHERE account = $1 ORDER BY at DESC, id DESC";
    tx.all(sql, &[account.into()], |r| read(sys, r))
}

/// How many drafts of a ledger an account has; none is opened for that.
///
/// # Errors
/// If the database fails.
pub fn count(tx: &mut Tx<'_>, account: Id, ledger: &str) -> Result<i64> {
    tx.number("SELECT COUNT(*) FROM draft WHERE account = $1 AND ledger = $2", &[account.into(), ledger.into()])
}

/// A draft of an account.
///
/// # Errors
/// If the database fails.
pub fn one(tx: &mut Tx<'_>, sys: &System, account: Id, id: Id) -> Result<Option<Draft>> {
    let sql = "SELECT id, ledger, record, form, at, lost FROM draft WHERE id = $1 AND account = $2";
    tx.first(sql, &[id.into(), account.into()], |r| read(sys, r))
}

/// Throws a draft of an account away; tells whether there was one.
///
/// # Errors
/// If the database fails.
pub fn discard(tx: &mut Tx<'_>, account: Id, id: Id) -> Result<bool> {
    Ok(tx.run("DELETE FROM draft WHERE id = $1 AND account = $2", &[id.into(), account.into()])? > 0)
}

fn insert(tx: &mut Tx<'_>, sys: &System, cx: &mut Cx, unsent: &Unsent, text: &str, lost: bool) -> Result<Id> {
    let id = cx.ids.next();
    let text = closed(sys, id, text)?;
    tx.run(
        "INSERT INTO draft (id, account, ledger, record, form, at, lost) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &[
            id.into(),
            cx.actor.into(),
            unsent.ledger.as_str().into(),
            unsent.record.unwrap_or_default().into(),
            text.as_str().into(),
            cx.now_ms.into(),
            i64::from(lost).into(),
        ],
    )?;
    Ok(id)
}

/// A form as it is stored: sealed for its own draft, so that it cannot be carried to another's.
fn closed(sys: &System, id: Id, text: &str) -> Result<String> {
    sys.encryption.close(&[PLACE, &id.to_string()], text)
}

fn read(sys: &System, r: &Row<'_>) -> Result<Draft> {
    let id = r.id(0)?;
    let form = sys.encryption.open(&[PLACE, &id.to_string()], r.text(3)?)?;
    let record = Some(r.id(2)?).filter(|id| id.0 != 0);
    let unsent = Unsent { ledger: r.text(1)?.to_owned(), record, form: serde_json::from_str(&form)? };
    Ok(Draft { id, unsent, at: r.int(4)?, lost: r.int(5)? != 0 })
}
