//! The demo accounts: one for each role, a second township, and a branch.

use hangji_base::roles::{AUDITOR, BRANCH, CADRE, DISTRICT, LEADER, SECURITY_ADMIN, SYSTEM_ADMIN, TOWNSHIP};
use hangji_demokit::cast::{Staff, Tree};
use hangji_demokit::{Book, Stage};
use hangji_field::contact::Visits;
use hangji_platform::access::{ACCOUNTS, set_password};
use hangji_platform::ledger::Value;
use hangji_platform::{Cx, Result, Term};
use hangji_store::{Id, Tx};

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
pub(super) fn write(book: &mut Book<'_>, stage: &Stage) -> Result<Vec<Account>> {
    let (tree, staff, visits): (&Tree, &Staff, &Visits) = (stage.get()?, stage.get()?, stage.get()?);
    let township = |name: &str| tree.all.iter().position(|o| o.name == name).unwrap_or_default();
    let branch = tree.villages[55];
    let cadre = visits.all.last().map_or(Id(0), |v| v.cadre);
    let cadre = staff.people.iter().position(|p| p.id == cadre).unwrap_or_default();
    let deputy = |org: usize| {
        let found = staff.people.iter().position(|p| p.org == org && p.level == "section");
        found.unwrap_or(staff.secretary[org])
    };
    let (dongyuan, wenchang) = (township("东园镇党委"), township("文昌镇党委"));
    let plan = [
        ("district", DISTRICT, 0, None),
        ("dongyuan", TOWNSHIP, dongyuan, Some(deputy(dongyuan))),
        ("wenchang", TOWNSHIP, wenchang, Some(deputy(wenchang))),
        ("branch", BRANCH, branch, Some(staff.secretary[branch])),
        ("cadre", CADRE, staff.people[cadre].org, Some(cadre)),
        ("leader", LEADER, 0, Some(staff.secretary[0])),
        ("auditor", AUDITOR, 0, None),
        ("admin", SYSTEM_ADMIN, 0, None),
        ("security", SECURITY_ADMIN, 0, None),
    ];
    let mut out = Vec::new();
    for (login, role, org, person) in plan {
        let title = book.sys().role(role).map_or(hangji_platform::t("", ""), |r| r.title);
        let name = person.map_or(title.zh, |p| staff.people[p].name.as_str());
        let id = book.add(
            ACCOUNTS,
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
pub(super) fn passwords(tx: &mut Tx<'_>, cx: &mut Cx, accounts: &[Account]) -> Result<()> {
    for a in accounts {
        set_password(tx, cx, a.id, &a.password)?;
    }
    Ok(())
}
