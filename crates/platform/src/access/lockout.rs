//! Failures to prove who one is, counted per log-in name: passwords and codes alike.

use hangji_sheets::values::half_width_char;
use hangji_store::{Day, Id, Tx, V};

use crate::Result;
use crate::journal::{
    self,
    events::{self, Event},
};
use crate::refusal::{Message, Refusal};
use crate::{Cx, access};

/// Failures within the window after which a log-in name must wait.
pub const FAILURES: usize = 5;
/// How long failures count and a lock lasts, in milliseconds.
pub const WINDOW_MS: i64 = 15 * 60_000;
/// Failures that lie further ahead than this were counted under a clock that was wrong, and lock nobody: failures of one
/// millisecond are counted one after the other, no further.
const AHEAD_MS: i64 = 1000;
/// Failures of names that are nobody's noted within the window: more would only fill the journal.
const NOTED_OF_NOBODY: i64 = 60;

/// A log-in name as it is looked up and failures are counted under it: small letters, half-width. Accounts whose names
/// differ in that only are one to whoever signs in, and so there are none (the ledger of accounts refuses them).
#[must_use]
pub fn name(login: &str) -> String {
    let half: String = login.replace('\u{3000}', " ").chars().map(half_width_char).collect();
    half.trim().to_lowercase().chars().take(40).collect()
}

/// When the lock of a log-in name ends (Unix milliseconds), if it is locked.
///
/// # Errors
/// If the database fails.
pub fn until(tx: &mut Tx<'_>, login: &str, now_ms: i64) -> Result<Option<i64>> {
    let sql = "SELECT at FROM attempt WHERE login = $1 AND at > $2 AND at <= $3 ORDER BY at DESC LIMIT $4";
    let ahead = (now_ms + AHEAD_MS).into();
    let params: [V<'_>; 4] = [login.into(), (now_ms - WINDOW_MS).into(), ahead, (FAILURES as i64).into()];
    let at: Vec<i64> = tx.all(sql, &params, |r| r.int(0))?;
    Ok(if at.len() < FAILURES { None } else { at.last().map(|oldest| oldest + WINDOW_MS) })
}

/// Refuses a locked log-in name, telling when the lock ends.
///
/// # Errors
/// The refusal; a fault.
pub fn check(tx: &mut Tx<'_>, login: &str, now_ms: i64) -> Result<()> {
    let Some(end) = until(tx, login, now_ms)? else { return Ok(()) };
    let end = clock(end);
    Err(Refusal::Forbidden(Message::new(
        format!("失败次数过多，已锁定至{end}（北京时间）；也可请安全管理员解锁"),
        format!("too many failures: locked until {end} (Beijing time), or until the security administrator unlocks it"),
    ))
    .into())
}

/// A moment in Chinese time, to the minute after it.
fn clock(ms: i64) -> String {
    let ms = ms + 59_999;
    let minutes = (ms + 8 * 3_600_000).rem_euclid(86_400_000) / 60_000;
    format!("{} {:02}:{:02}", Day::of_ms(ms), minutes / 60, minutes % 60)
}

/// Counts a failure and writes it down. `account` is `Id(0)` for a name that is nobody's; such a name is not written
/// down, because people type passwords into the wrong field.
///
/// # Errors
/// If the database fails.
pub fn failed(tx: &mut Tx<'_>, cx: &mut Cx, login: &str, account: Id, how: access::How) -> Result<()> {
    let old = (cx.now_ms - WINDOW_MS).into();
    tx.run("DELETE FROM attempt WHERE at <= $1 OR at > $2", &[old, (cx.now_ms + AHEAD_MS).into()])?;
    // Failures of one millisecond count each.
    let last = tx.number("SELECT COALESCE(MAX(at), 0) FROM attempt WHERE login = $1", &[login.into()])?;
    let at = cx.now_ms.max(last + 1);
    tx.run("INSERT INTO attempt (login, at) VALUES ($1, $2)", &[login.into(), at.into()])?;
    if account == Id(0) {
        let sql =
            "SELECT COUNT(*) FROM journal WHERE ledger = 'events' AND seq > $1 AND act = $2 AND record = 0 AND at > $3";
        let (last, _) = journal::head(tx)?;
        let params = [(last - 2000).into(), Event::LogInFailed.code().into(), (cx.now_ms - WINDOW_MS).into()];
        let noted = tx.number(sql, &params)?;
        if noted >= NOTED_OF_NOBODY {
            return Ok(());
        }
    }
    let locked = if until(tx, login, cx.now_ms)?.is_some() { "1" } else { "" };
    let about = [("how", how.code()), ("locked", locked)];
    let about = if locked.is_empty() { &about[..1] } else { &about[..] };
    events::note(tx, cx, Event::LogInFailed, account, about, "")
}

/// Forgets the failures of a log-in name.
///
/// # Errors
/// If the database fails.
pub fn forget(tx: &mut Tx<'_>, login: &str) -> Result<()> {
    tx.run("DELETE FROM attempt WHERE login = $1", &[login.into()])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_name_is_the_same_in_any_case_and_width() {
        for login in ["one", " ONE ", "ＯＮＥ", "Ｏne\u{3000}"] {
            assert_eq!(super::name(login), "one", "{login}");
        }
        assert_eq!(super::name("张三１"), "张三1");
    }

    #[test]
    fn the_end_of_a_lock_is_never_told_too_early() {
        // 1 January 2014, 00:00 in Shanghai.
        assert_eq!(super::clock(1_388_505_600_000), "2014-01-01 00:00");
        assert_eq!(super::clock(1_388_505_600_001), "2014-01-01 00:01");
    }
}
