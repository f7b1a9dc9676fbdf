//! What an account has pinned to its desk: questions asked of the figures, kept as text in the account's own order.
//!
//! A pin holds the question and never an answer: what it shows is read anew each time, within what the viewer may see
//! then. This room may touch its own table and nothing else.

use hangji_store::{Id, Tx};

use crate::refusal::{Message, Refusal};
use crate::{Cx, Result};

/// So many pins an account may have.
pub const MOST: i64 = 12;
/// So many bytes a question may have.
pub const MOST_BYTES: usize = 1000;

/// A pin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// Its id.
    pub id: Id,
    /// The question, as the query of an address.
    pub query: String,
}

/// Which way a pin is moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Towards the beginning.
    Up,
    /// Towards the end.
    Down,
}

/// The pins of an account, in its order.
///
/// # Errors
/// If the database fails.
pub fn of(tx: &mut Tx<'_>, account: Id) -> Result<Vec<Pin>> {
    let sql = "SELECT id, query FROM pin WHERE account = $1 ORDER BY place, id";
    tx.all(sql, &[account.into()], |r| Ok(Pin { id: r.id(0)?, query: r.text(1)?.to_owned() }))
}

/// Pins a question for whoever acts, at the end; one pinned already stays where it is. Gives its id.
///
/// # Errors
/// A refusal if it is too long or there are [`MOST`] already; a fault of the database.
pub fn add(tx: &mut Tx<'_>, cx: &mut Cx, query: &str) -> Result<Id> {
    if query.is_empty() || query.len() > MOST_BYTES {
        let (zh, en) = ("分析条件为空或过长，不能固定", "what is to be pinned is empty or too long");
        return Err(Refusal::bad(zh, en).into());
    }
    let pins = of(tx, cx.actor)?;
    if let Some(pin) = pins.iter().find(|p| p.query == query) {
        return Ok(pin.id);
    }
    if pins.len() as i64 >= MOST {
        return Err(Refusal::bad(
            format!("工作台最多固定{MOST}项：请先取消一项"),
            format!("a desk holds {MOST} pins: remove one first"),
        )
        .into());
    }
    let id = cx.ids.next();
    let last = tx.number("SELECT COALESCE(MAX(place), 0) FROM pin WHERE account = $1", &[cx.actor.into()])?;
    let params = [id.into(), cx.actor.into(), (last + 1).into(), query.into()];
    tx.run("INSERT INTO pin (id, account, place, query) VALUES ($1, $2, $3, $4)", &params)?;
    Ok(id)
}

/// Takes a pin of whoever acts off.
///
/// # Errors
/// A refusal if they have no such pin; a fault of the database.
pub fn remove(tx: &mut Tx<'_>, cx: &Cx, id: Id) -> Result<()> {
    let gone = tx.run("DELETE FROM pin WHERE id = $1 AND account = $2", &[id.into(), cx.actor.into()])?;
    if gone == 0 { Err(none()) } else { Ok(()) }
}

/// Moves a pin of whoever acts by one; at the end of the row it stays.
///
/// # Errors
/// A refusal if they have no such pin; a fault of the database.
pub fn shift(tx: &mut Tx<'_>, cx: &Cx, id: Id, way: Way) -> Result<()> {
    let mut pins = of(tx, cx.actor)?;
    let at = pins.iter().position(|p| p.id == id).ok_or_else(none)?;
    match way {
        Way::Up if at > 0 => pins.swap(at, at - 1),
        Way::Down if at + 1 < pins.len() => pins.swap(at, at + 1),
        Way::Up | Way::Down => return Ok(()),
    }
    for (place, pin) in pins.iter().enumerate() {
        let place = place as i64 + 1;
        tx.run("UPDATE pin SET place = $1 WHERE id = $2", &[place.into(), pin.id.into()])?;
    }
    Ok(())
}

fn none() -> anyhow::Error {
    Refusal::NotFound(Message::new("没有这个固定项", "there is no such pin")).into()
}
