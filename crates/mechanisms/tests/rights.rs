//! The whole table of role × ledger × what may be done, kept in `docs/rights.txt` so that a person can read it and a change
//! shows. After an intended change: `HANGJI_WRITE=1 cargo test -p hangji-mechanisms --test rights`, then read the difference.

use std::fmt::Write as _;

use hangji_platform::access::Reach;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/rights.txt");

fn table() -> String {
    let sys = hangji_mechanisms::system().expect("the declarations fit together");
    let mut out = String::from(
        "r reads  w writes  u opens masked fields for a stated purpose  e erases personal data on request  - nothing\n\n",
    );
    for role in &sys.roles {
        let reach = match role.reach {
            Reach::Territory => "its territory",
            Reach::Involved => "what names its person",
        };
        let able = |yes: bool, what: &str| if yes { what.to_owned() } else { format!("no {what}") };
        let (exports, figures) = (able(role.exports, "exports"), able(role.figures, "figures"));
        let _ = writeln!(out, "{} ({}): {reach}, {exports}, {figures}", role.code, role.title.en);
        for ledger in &sys.ledgers {
            let mark = |yes: bool, mark: char| if yes { mark } else { '-' };
            let reads = role.may_read(ledger.name);
            let (r, w) = (mark(reads, 'r'), mark(reads && role.may_write(ledger.name), 'w'));
            let u = mark(reads && role.may_unmask(ledger.name), 'u');
            let e = mark(reads && role.may_erase(ledger.name), 'e');
            let _ = writeln!(out, "  {r}{w}{u}{e} {}", ledger.name);
        }
        out.push('\n');
    }
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
