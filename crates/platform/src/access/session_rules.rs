//! What is demanded of everybody who signs in: second factors, and how long a session stands idle. The defaults come
//! from the program's configuration; the security administrator sets the demand in the browser, and that prevails.

use hangji_store::{Id, Tx};

use super::permissions::AdminAction;
use super::rights::Viewer;
use super::role::Office;
use crate::journal::events::{self, Event};
use crate::refusal::Refusal;
use crate::{Cx, Result, setting};

/// Of whom a second factor is demanded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Demand {
    /// Of nobody; nobody is asked for one either.
    Off,
    /// Of nobody; who has one is asked for it.
    #[default]
    Optional,
    /// Of administrators.
    Administrators,
    /// Of everybody.
    Everybody,
}

impl Demand {
    /// All of them, from the least to the most.
    pub const ALL: [Demand; 4] = [Demand::Off, Demand::Optional, Demand::Administrators, Demand::Everybody];

    /// As stored and as written in the configuration.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Demand::Off => "off",
            Demand::Optional => "optional",
            Demand::Administrators => "administrators",
            Demand::Everybody => "everybody",
        }
    }

    /// From the code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Demand> {
        Demand::ALL.into_iter().find(|d| d.code() == code)
    }

    /// Whether it concerns the holder of an office.
    #[must_use]
    pub fn concerns(self, office: Office) -> bool {
        match self {
            Demand::Off | Demand::Optional => false,
            Demand::Administrators => office != Office::Work,
            Demand::Everybody => true,
        }
    }
}

/// What holds for sessions where the database says nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionRules {
    /// Of whom a second factor is demanded, unless the security administrator has set it.
    pub second_factor: Demand,
    /// After so many milliseconds without a request a browser's session ends.
    pub idle_ms: i64,
    /// After so many milliseconds it ends in any case.
    pub lasts_ms: i64,
}

impl Default for SessionRules {
    fn default() -> SessionRules {
        // Two hours idle within eight hours: a working day.
        SessionRules { second_factor: Demand::default(), idle_ms: 2 * 3_600_000, lasts_ms: 8 * 3_600_000 }
    }
}

/// Name of the setting.
pub(super) const SECOND_FACTOR: &str = "second_factor";

impl SessionRules {
    /// Of whom a second factor is demanded now.
    ///
    /// # Errors
    /// If the database fails.
    pub fn demand(&self, tx: &mut Tx<'_>) -> Result<Demand> {
        let set = setting::get(tx, SECOND_FACTOR)?;
        Ok(set.as_deref().and_then(Demand::from_code).unwrap_or(self.second_factor))
    }
}

/// Sets of whom a second factor is demanded: an act of the security administrator, written down with its reason.
///
/// # Errors
/// A refusal if the viewer holds another office or gives no reason; a fault.
pub fn set_demand(tx: &mut Tx<'_>, cx: &mut Cx, viewer: &Viewer, demand: Demand, reason: &str) -> Result<()> {
    viewer.holds(AdminAction::DemandFactors.offices())?;
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > 500 {
        return Err(Refusal::bad("请写明理由（最多500字）", "give a reason (at most 500 characters)").into());
    }
    setting::put(tx, SECOND_FACTOR, demand.code())?;
    events::note(tx, cx, Event::SessionRules, Id(0), &[(SECOND_FACTOR, demand.code())], reason)
}
