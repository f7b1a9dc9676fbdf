//! The command line as scripts use it: the officer's way from the demo to an import mended, and every refusal.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use hangji_testkit::TestDb;
use serde_json::Value;

/// The program in a folder of its own, on a database of the engine chosen for this run.
struct Program {
    folder: PathBuf,
    on: TestDb,
}

impl Program {
    fn new() -> Program {
        Program { folder: hangji_testkit::fresh_folder(), on: hangji_testkit::chosen() }
    }

    fn run(&self, args: &[&str]) -> Output {
        self.run_with(args, "")
    }

    fn run_with(&self, args: &[&str], input: &str) -> Output {
        use std::io::Write as _;
        let mut child = Command::new(env!("CARGO_BIN_EXE_hangji"))
            .args(args)
            .current_dir(&self.folder)
            .env("HANGJI_DATABASE_URL", &self.on.address)
            .env("HANGJI_LANG", "en")
            .env("HANGJI_KEY_FILE", self.folder.join("hangji.key"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    }

    /// Runs what must succeed; gives standard output.
    fn good(&self, args: &[&str]) -> String {
        let out = self.run(args);
        assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8(out.stdout).unwrap()
    }

    /// Runs what must fail; gives standard error.
    fn bad(&self, args: &[&str]) -> String {
        let out = self.run(args);
        assert!(!out.status.success(), "{args:?} should fail: {}", String::from_utf8_lossy(&out.stdout));
        String::from_utf8(out.stderr).unwrap()
    }

    fn figure(&self, id: &str, period: &str) -> Value {
        let json = self.good(&["figures", "--org", "640502", "--period", period, "--format", "json"]);
        let list: Vec<Value> = serde_json::from_str(&json).unwrap();
        list.into_iter().find(|f| f["id"] == id).unwrap()
    }

    /// The last event of something taken away, as the journal keeps it.
    fn printed(&self) -> Value {
        let sql = "SELECT body FROM journal WHERE ledger = 'events' AND act = 'export' ORDER BY seq DESC LIMIT 1";
        let body = self.on.db.read(|tx| tx.first(sql, &[], |r| Ok(r.text(0)?.to_owned()))).unwrap();
        serde_json::from_str(&body.expect("an event")).unwrap()
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.folder.join(name), text).unwrap();
    }

    fn exists(&self, name: &str) -> bool {
        Path::new(&self.folder.join(name)).exists()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

#[test]
fn an_officer_imports_a_messy_file_mends_it_and_takes_it_back() {
    let p = Program::new();
    let told = p.good(&["demo", "--no-serve"]);
    assert!(told.contains(&p.on.db.url().to_string()) && told.contains("district"), "{told}");

    let before = p.figure("contact.lecture_attendance", "2013")["value"].as_i64().unwrap();
    p.good(&["template", "policy_talks", "-o", "talks.xlsx"]);
    assert!(p.exists("talks.xlsx"));
    p.write(
        "talks.csv",
        "沙坡头区2013年宣讲台账,,,\n党组织,宣讲日期,主题,参加人数\n640502102,2013年5月1日,惠农政策,１２０人\n\
         640502102,2013.13.5,医保政策,80\n合计,,,200\n",
    );
    let out = p.run(&["import", "policy_talks", "talks.csv", "--errors", "bad.xlsx"]);
    let (rows, why) = (String::from_utf8(out.stdout).unwrap(), String::from_utf8(out.stderr).unwrap());
    assert!(!out.status.success() && rows.contains("B4") && rows.contains("total row"), "{rows}");
    assert!(why.contains("nothing was stored") && p.exists("bad.xlsx"), "{why}");
    assert_eq!(p.figure("contact.lecture_attendance", "2013")["value"].as_i64(), Some(before));

    assert!(
        p.good(&["import", "policy_talks", "talks.csv", "--dry-run", "--accept-good"]).contains("nothing was stored")
    );
    assert_eq!(p.figure("contact.lecture_attendance", "2013")["value"].as_i64(), Some(before));
    let told = p.good(&["import", "policy_talks", "talks.csv", "--accept-good"]);
    let id = told.lines().last().unwrap().strip_prefix("import ").unwrap().to_owned();
    assert_eq!(p.figure("contact.lecture_attendance", "2013")["value"].as_i64(), Some(before + 120));
    let evidence = p.good(&["evidence", "contact.lecture_attendance", "--org", "640502102", "--period", "2013-05"]);
    assert!(evidence.contains("惠农政策"), "{evidence}");
    assert_eq!(p.printed()["ledger"], "contact.lecture_attendance");
    assert_eq!(p.printed()["filter"], "org=640502102 period=2013-05");
    assert_eq!(p.printed()["rows"], (evidence.lines().count() - 1).to_string());
    p.good(&["user", "list"]);
    assert_eq!(p.printed()["ledger"], "accounts");
    p.good(&["undo", &id]);
    assert_eq!(p.figure("contact.lecture_attendance", "2013")["value"].as_i64(), Some(before));
    assert!(p.bad(&["undo", &id]).contains("already"));
    assert!(p.good(&["verify"]).contains("everything fits"));

    p.good(&["backup", "copy.db"]);
    let elsewhere = ["restore", "copy.db", "--database", "sqlite:new/hangji.db"];
    assert!(p.bad(&[&elsewhere[..], &["--key", "lost.key"]].concat()).contains("a backup holds no key"));
    p.good(&elsewhere);
    assert!(p.good(&["verify", "--database", "sqlite:new/hangji.db"]).contains("everything fits"));
    assert!(p.bad(&["restore", "copy.db"]).contains("empty"), "a database in use is not overwritten");
}

#[test]
fn every_figure_opens_onto_as_many_lines_as_it_says() {
    let p = Program::new();
    p.good(&["demo", "--no-serve"]);
    let json = p.good(&["figures", "--org", "640502", "--period", "2013", "--format", "json"]);
    let list: Vec<Value> = serde_json::from_str(&json).unwrap();
    assert!(list.len() >= 34);
    for figure in list.iter().take(34) {
        let id = figure["id"].as_str().unwrap();
        let lines = p.good(&["evidence", id, "--org", "640502", "--period", "2013"]).lines().count() as i64 - 1;
        assert_eq!(Some(lines), figure["records"].as_i64(), "{id}");
    }
    let ledgers: Vec<Value> = serde_json::from_str(&p.good(&["ledgers", "--format", "json"])).unwrap();
    for ledger in &ledgers {
        for field in ledger["fields"].as_array().unwrap() {
            assert!(field["purpose"]["needed_by"]["zh"].is_string(), "{ledger} {field}");
        }
    }
    p.good(&["export", "people", "-o", "people.csv"]);
    let masked = std::fs::read_to_string(p.folder.join("people.csv")).unwrap();
    assert!(masked.contains("****"));
    assert!(p.bad(&["export", "people", "--unmask", "contact", "-o", "open.csv"]).contains("say why"));
    p.good(&["export", "people", "--unmask", "contact", "--why", "a test", "-o", "open.csv"]);
    assert!(!std::fs::read_to_string(p.folder.join("open.csv")).unwrap().contains("****"));
    assert_eq!(p.good(&["rekey"]).lines().count(), 2);
    assert!(p.good(&["verify"]).contains("everything fits"));
    assert!(p.bad(&["figures", "--org", "640502", "--period", "2013", "--key", "other.key"]).contains("other.key"));
    assert!(p.good(&["requests", "--days", "10"]).contains("10 days"));
    p.good(&["export", "studios", "-o", "studios.csv"]);
    assert!(p.exists("studios.csv"));
    p.good(&["export", "visits", "--org", "640502102", "--period", "2013Q2", "-o", "visits.xlsx"]);
}

#[test]
fn what_makes_no_sense_is_refused_with_a_remedy() {
    let p = Program::new();
    p.good(&["demo", "--no-serve"]);
    for (args, word) in [
        (&["figures", "--org", "640502", "--period", "2013Q5"][..], "2013Q2"),
        (&["figures", "--org", "999999", "--period", "2013"], "999999"),
        (&["evidence", "no.such", "--org", "640502", "--period", "2013"], "hangji figures"),
        (&["import", "no_such", "talks.csv"], "there are:"),
        (&["import", "visits", "missing.csv"], "missing.csv"),
        (&["import", "visits", "missing.csv", "--as", "nobody"], "user list"),
        (&["export", "visits", "-o", "visits.doc"], ".xlsx"),
        (&["undo", "0000000000001"], "no such import"),
        (&["serve", "--database", "mysql://x"], "sqlite:PATH"),
    ] {
        let message = p.bad(args);
        assert!(message.contains(word), "{args:?}: {message}");
    }
    let add = ["user", "add", "new", "--name", "新人", "--role", "leader", "--org", "640502"];
    assert!(!p.run_with(&add, "short\n").status.success(), "short passwords are refused");
    assert!(p.run_with(&add, "long enough 2013\n").status.success());
    assert!(p.good(&["user", "list"]).contains("new"));
    assert_eq!(p.good(&["token", "--user", "new", "--days", "30"]).trim().len(), 64);
    assert!(p.bad(&["token", "--user", "new", "--days", "0"]).contains("days"));
    assert!(p.bad(&["token", "--user", "nobody", "--days", "1"]).contains("user list"));
    assert!(!p.run_with(&add, "long enough 2013\n").status.success(), "a log-in name is taken once");
}
