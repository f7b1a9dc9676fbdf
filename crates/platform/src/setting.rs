//! Settings kept in the database.

use hangji_store::{Clock, Day, Tx};

use crate::Result;

const BUSINESS_DAY: &str = "business_day";

/// The business day: what "today" and "this year" mean. A setting in a demonstration, else the real day.
///
/// # Errors
/// If the database fails or holds something that is not a day.
pub fn business_day(tx: &mut Tx<'_>, clock: Clock) -> Result<Day> {
    Ok(fixed_business_day(tx)?.unwrap_or_else(|| Day::of_ms(clock.now_ms())))
}

/// The business day, if it is fixed by setting.
///
/// # Errors
/// As [`business_day`].
pub fn fixed_business_day(tx: &mut Tx<'_>) -> Result<Option<Day>> {
    tx.first("SELECT value FROM setting WHERE name = $1", &[BUSINESS_DAY.into()], |r| r.day(0))
}

/// Fixes the business day.
///
/// # Errors
/// If the database fails.
pub fn fix_business_day(tx: &mut Tx<'_>, day: Day) -> Result<()> {
    put(tx, BUSINESS_DAY, &day.to_string())
}

/// A setting by its name.
///
/// # Errors
/// If the database fails.
pub fn get(tx: &mut Tx<'_>, name: &str) -> Result<Option<String>> {
    tx.first("SELECT value FROM setting WHERE name = $1", &[name.into()], |r| Ok(r.text(0)?.to_owned()))
}

/// Sets a setting.
///
/// # Errors
/// If the database fails.
pub fn put(tx: &mut Tx<'_>, name: &str, value: &str) -> Result<()> {
    tx.run(
        "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        &[name.into(), value.into()],
    )?;
    Ok(())
}
