//! The accounts that an administrator sees: found by name, role, territory, and by what about them asks for somebody to act.

use hangji_store::{Id, Tx};

use super::admin::Administration;
use super::role::Office;
use super::{Scope, lockout};
use crate::Result;
use crate::access::scope::Plan;
use crate::query::Query;

/// After so many days without a log-in an account is stale: its owner may have moved on.
pub const STALE_DAYS: i64 = 90;

/// What about an account concerns an administrator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Concern {
    /// It was opened and waits for the security administrator to give it rights.
    WithoutRole,
    /// It has no password: it waits for the system administrator, unless another site vouches for its owner.
    WithoutPassword,
    /// It is locked after too many failures.
    Locked,
    /// A second factor is demanded of it, and it has none.
    WithoutFactor,
    /// Nobody ever entered it.
    NeverEntered,
    /// Nobody has entered it for [`STALE_DAYS`].
    Stale,
    /// It was taken out of force.
    Suspended,
}

impl Concern {
    /// All of them, the most pressing first.
    pub const ALL: [Concern; 7] = [
        Concern::WithoutRole,
        Concern::WithoutPassword,
        Concern::Locked,
        Concern::WithoutFactor,
        Concern::NeverEntered,
        Concern::Stale,
        Concern::Suspended,
    ];

    /// As addresses write it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Concern::WithoutRole => "no_role",
            Concern::WithoutPassword => "no_password",
            Concern::Locked => "locked",
            Concern::WithoutFactor => "no_factor",
            Concern::NeverEntered => "never",
            Concern::Stale => "stale",
            Concern::Suspended => "suspended",
        }
    }

    /// From the code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Concern> {
        Concern::ALL.into_iter().find(|c| c.code() == code)
    }
}

/// Which accounts are wanted.
#[derive(Debug, Clone, Default)]
pub struct Wanted<'w> {
    /// Those whose log-in name or name holds this.
    pub text: Option<&'w str>,
    /// Those of a role.
    pub role: Option<&'w str>,
    /// Those that belong to this node's territory.
    pub node: Option<Id>,
    /// Those that this concerns; without it, those in force.
    pub concern: Option<Concern>,
    /// Those that follow this one.
    pub after: Option<Id>,
}

/// A line of the directory.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The account.
    pub id: Id,
    /// Its log-in name.
    pub login: String,
    /// Its owner's name.
    pub name: String,
    /// The code of its role.
    pub role: Option<String>,
    /// Name of the organisation it belongs to.
    pub org: String,
    /// When it was last entered (Unix milliseconds); 0 is never.
    pub entered_at: i64,
    /// How many second factors it has.
    pub factors: i64,
    /// Whether it is locked.
    pub locked: bool,
}

impl Administration<'_> {
    /// Accounts by log-in name.
    ///
    /// # Errors
    /// If the database fails.
    pub fn directory(
        &self,
        tx: &mut Tx<'_>,
        wanted: &Wanted<'_>,
        skip: i64,
        take: i64,
        now_ms: i64,
    ) -> Result<Vec<Entry>> {
        let head = format!(
            "SELECT r.id, r.login, r.name, r.role, o.name,
               (SELECT COALESCE(MAX(j.at), 0) FROM journal j WHERE {ENTERED}),
               (SELECT COUNT(*) FROM factor f WHERE f.account = r.id AND f.confirmed = 1),
               CASE WHEN {} THEN 1 ELSE 0 END
             FROM accounts r JOIN org o ON o.id = r.org WHERE ",
            locked(now_ms)
        );
        let mut query = Query::new(&head);
        self.conditions(tx, &mut query, wanted, now_ms)?;
        query.push(" ORDER BY r.login, r.id LIMIT ");
        query.bind_int(take);
        query.push(" OFFSET ");
        query.bind_int(skip);
        tx.all(query.text(), &query.params(), |r| {
            Ok(Entry {
                id: r.id(0)?,
                login: r.text(1)?.to_owned(),
                name: r.opt_text(2)?.unwrap_or_default().to_owned(),
                role: r.opt_text(3)?.map(str::to_owned),
                org: r.text(4)?.to_owned(),
                entered_at: r.int(5)?,
                factors: r.int(6)?,
                locked: r.int(7)? == 1,
            })
        })
    }

    /// How many accounts are wanted.
    ///
    /// # Errors
    /// If the database fails.
    pub fn count(&self, tx: &mut Tx<'_>, wanted: &Wanted<'_>, now_ms: i64) -> Result<i64> {
        let mut query = Query::new("SELECT COUNT(*) FROM accounts r WHERE ");
        self.conditions(tx, &mut query, wanted, now_ms)?;
        tx.number(query.text(), &query.params())
    }

    /// The account of a log-in name, in force or suspended.
    ///
    /// # Errors
    /// If the database fails.
    pub fn by_login(&self, tx: &mut Tx<'_>, login: &str) -> Result<Option<Id>> {
        let mut query = Query::new("SELECT r.id FROM accounts r WHERE lower(r.login) = ");
        query.bind_text(lockout::name(login));
        query.push(" AND ");
        self.restrict(&mut query);
        query.push(" ORDER BY r.state, r.id DESC");
        tx.first(query.text(), &query.params(), |r| r.id(0))
    }

    /// What of all that concerns administrators is for this one to do.
    #[must_use]
    pub fn to_do(&self) -> Option<Concern> {
        match self.viewer.office() {
            Office::Security => Some(Concern::WithoutRole),
            Office::System => Some(Concern::WithoutPassword),
            Office::Work | Office::Audit => None,
        }
    }

    fn restrict(&self, query: &mut Query<'_>) {
        self.viewer.scope().restrict(query, self.ledger, Plan::Walk);
    }

    fn conditions(&self, tx: &mut Tx<'_>, query: &mut Query<'_>, wanted: &Wanted<'_>, now_ms: i64) -> Result<()> {
        self.restrict(query);
        let suspended = wanted.concern == Some(Concern::Suspended);
        query.push(if suspended { " AND r.state = 1" } else { " AND r.state = 0" });
        if let Some(text) = wanted.text {
            let pattern = format!("%{}%", text.trim().to_lowercase().replace(['%', '_', '\\'], ""));
            query.push(" AND (lower(r.login) LIKE ");
            query.bind_text(pattern.clone());
            query.push(" OR lower(r.name) LIKE ");
            query.bind_text(pattern);
            query.push(")");
        }
        if let Some(role) = wanted.role {
            query.push(" AND r.role = ");
            query.bind_text(role.to_owned());
        }
        if let Some(node) = wanted.node {
            Scope::territory(node, None).restrict_org(query, "r.org");
        }
        if let Some(after) = wanted.after {
            query.push(" AND (r.login, r.id) > (SELECT p.login, p.id FROM accounts p WHERE p.id = ");
            query.bind_int(after.0);
            query.push(")");
        }
        if let Some(concern) = wanted.concern {
            let condition = self.condition(tx, concern, now_ms)?;
            query.push(&format!(" AND {condition}"));
        }
        Ok(())
    }

    /// The condition (our own text) under which an account concerns an administrator.
    fn condition(&self, tx: &mut Tx<'_>, concern: Concern, now_ms: i64) -> Result<String> {
        let entered = format!("EXISTS (SELECT 1 FROM journal j WHERE {ENTERED}");
        Ok(match concern {
            Concern::WithoutRole => "r.role IS NULL".to_owned(),
            Concern::WithoutPassword => "NOT EXISTS (SELECT 1 FROM credential c WHERE c.account = r.id)".to_owned(),
            Concern::Locked => locked(now_ms),
            Concern::WithoutFactor => {
                let demand = self.policy.demand(tx)?;
                let roles = self.sys.roles.iter().filter(|r| demand.concerns(r.office));
                let roles: Vec<String> = roles.map(|r| format!("'{}'", r.code)).collect();
                let roles = if roles.is_empty() { "''".to_owned() } else { roles.join(", ") };
                format!(
                    "r.role IN ({roles}) AND NOT EXISTS (SELECT 1 FROM factor f WHERE f.account = r.id AND f.confirmed = 1)"
                )
            }
            Concern::NeverEntered => format!("NOT {entered})"),
            Concern::Stale => {
                let since = now_ms - STALE_DAYS * 86_400_000;
                format!("{entered}) AND NOT {entered} AND j.at > {since})")
            }
            Concern::Suspended => "1 = 1".to_owned(),
        })
    }
}

/// That an entry of the journal (alias `j`) is a log-in to the account (alias `r`).
const ENTERED: &str = "j.record = r.id AND j.ledger = 'events' AND j.act = 'log_in'";

fn locked(now_ms: i64) -> String {
    format!(
        "(SELECT COUNT(*) FROM attempt t WHERE t.login = lower(r.login) AND t.at > {}) >= {}",
        now_ms - lockout::WINDOW_MS,
        lockout::FAILURES
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::events::Event;

    #[test]
    fn entries_are_told_by_the_code_of_their_event() {
        assert!(ENTERED.contains(&format!("'{}'", Event::LogIn.code())));
        for concern in Concern::ALL {
            assert_eq!(Concern::from_code(concern.code()), Some(concern));
        }
    }
}
