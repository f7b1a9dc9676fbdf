//! The whole table of role × ledger × permission, and of what administrators do, kept in `docs/rights.txt` so that a person can
//! read it and a change shows. It is printed from what the program decides by; that the program does decide so is tried
//! line by line in the demo district (`rights_tried.rs`). After an intended change:
//! `HANGJI_WRITE=1 cargo test -p hangji-district --test rights`, then read the difference.

use std::fmt::Write as _;

use hangji_platform::System;
use hangji_platform::access::{AdminAction, Permission, Reach, Role, Viewer};
use hangji_platform::privacy::requests;
use hangji_store::Id;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/rights.txt");

fn table() -> String {
    let sys = hangji_district::system().expect("the declarations fit together");
    let mut out = String::from(
        "What each role may do, ledger by ledger, within its reach. Made by a test; what is printed here is what is decided.\n\n",
    );
    for (_, mark, words) in Permission::ALL {
        let _ = writeln!(out, "  {mark}  {words}");
    }
    out.push_str(
        "  -  nothing\n\nWhoever reads a record also reads its history. Everybody signs in and out, changes their own password and second\n\
         factors, ends their own sessions, keeps drafts, views and pins of their own, and sees what is held about them.\n\n",
    );
    for role in &sys.roles {
        let reach = match role.reach {
            Reach::Territory => "within its territory",
            Reach::Involved => "only what names its person",
        };
        let _ = writeln!(out, "{} ({}), {reach}", role.code, role.title.en);
        for line in beside(&sys, role) {
            let _ = writeln!(out, "  + {line}");
        }
        for ledger in &sys.ledgers {
            let marks: String = Permission::ALL
                .iter()
                .map(|(permission, mark, _)| if role.may(*permission, ledger.name) { *mark } else { '-' })
                .collect();
            let _ = writeln!(out, "  {marks} {}", ledger.name);
        }
        out.push('\n');
    }
    out.truncate(out.trim_end().len());
    out + "\n"
}

/// What a role does beside the records of ledgers.
fn beside(sys: &System, role: &Role) -> Vec<&'static str> {
    let viewer = Viewer {
        account: Id(1),
        name: String::new(),
        role: Some(role.clone()),
        org: Id(1),
        person: None,
        reads_only: false,
    };
    let mut out = Vec::new();
    out.extend(viewer.sees_figures().then_some("sees figures and analysis"));
    out.extend((viewer.sees_figures() && viewer.exports()).then_some("takes analysis away as a file"));
    let shares = role.reach == Reach::Territory && sys.ledgers.iter().any(|l| viewer.writes(l.name));
    out.extend(shares.then_some("shares views of the ledgers it writes"));
    out.extend(requests::answers(sys, &viewer).then_some("answers requests of people about their data"));
    out.extend(AdminAction::ALL.iter().filter(|(act, _)| viewer.holds(act.offices()).is_ok()).map(|(_, words)| *words));
    out
}

#[test]
fn rights_are_what_the_table_says() {
    let now = table();
    if std::env::var("HANGJI_WRITE").is_ok() {
        std::fs::write(FILE, &now).expect("docs/rights.txt");
    }
    let kept = std::fs::read_to_string(FILE).unwrap_or_default();
    assert_eq!(kept, now, "rights changed: see the head of this file");
}
