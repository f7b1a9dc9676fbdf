//! The demo accounts: one for each role, a second township, and a branch.

use hangji_platform::access::set_password;
use hangji_platform::ledger::Value;
use hangji_platform::{Cx, Result, System, Term};
use hangji_store::{Id, Tx};

use crate::book::Book;
use crate::staff::Staff;
use crate::tree::Tree;
use crate::visits::Visit;

/// An account of the demo district, with its password: it holds invented records only.
#[derive(Debug, Clone)]
pub struct Account {
    /// Log-in name.
    pub login: String,
    /// Password.
    pub password: String,
    /// What the role is called.
    pub role: Term,
    /// Name of the organisation whose territory it sees.
    pub organisation: String,
    id: Id,
}

/// The password of a demo account. Everybody can read it here, so it is for invented records only.
#[must_use]
pub fn password(login: &str) -> String {
    format!("{login}-2013")
}

/// Writes the accounts.
pub(crate) fn write(
    book: &mut Book<'_>,
    sys: &System,
    tree: &Tree,
    staff: &Staff,
    visits: &[Visit],
) -> Result<Vec<Account>> {
    let township = |name: &str| tree.all.iter().position(|o| o.name == name).unwrap_or_default();
    let branch = tree.villages[55];
    let cadre = visits.last().map_or(Id(0), |v| v.cadre);
    let cadre = staff.people.iter().position(|p| p.id == cadre).unwrap_or_default();
    let deputy = |org: usize| {
        let found = staff.people.iter().position(|p| p.org == org && p.level == "section");
        found.unwrap_or(staff.secretary[org])
    };
    let (dongyuan, wenchang) = (township("东园镇党委"), township("文昌镇党委"));
    let plan = [
        ("district", "district_officer", 0, None),
        ("dongyuan", "township_officer", dongyuan, Some(deputy(dongyuan))),
        ("wenchang", "township_officer", wenchang, Some(deputy(wenchang))),
        ("branch", "branch_secretary", branch, Some(staff.secretary[branch])),
        ("cadre", "cadre", staff.people[cadre].org, Some(cadre)),
        ("leader", "leader", 0, Some(staff.secretary[0])),
        ("auditor", "auditor", 0, None),
        ("admin", "system_admin", 0, None),
        ("security", "security_admin", 0, None),
    ];
    let mut out = Vec::new();
    for (login, role, org, person) in plan {
        let title = sys.role(role).map_or(hangji_platform::t("", ""), |r| r.title);
        let name = person.map_or(title.zh, |p| staff.people[p].name.as_str());
        let id = book.add(
            "accounts",
            tree.all[org].id,
            &[
                ("login", login.into()),
                ("name", name.into()),
                ("role", role.into()),
                ("person", person.map(|p| staff.people[p].id).map_or(Value::Null, Value::from)),
            ],
        )?;
        out.push(Account {
            login: login.to_owned(),
            password: password(login),
            role: title,
            organisation: tree.all[org].name.clone(),
            id,
        });
    }
    Ok(out)
}

/// Stores the passwords, which are no part of the records.
pub(crate) fn passwords(tx: &mut Tx<'_>, cx: &mut Cx, accounts: &[Account]) -> Result<()> {
    for a in accounts {
        set_password(tx, cx, a.id, &a.password)?;
    }
    Ok(())
}
