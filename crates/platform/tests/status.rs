//! What the operator reads, and sign-ins that leave for another site: on both engines.
#![expect(clippy::unwrap_used, reason = "tests")]

use hangji_platform::access::sessions::{Client, Entered, enter};
use hangji_platform::access::{How, SessionRules, oidc_login, set_password};
use hangji_platform::status::{self, Schema};
use hangji_store::Id;
use hangji_testkit::{World, refusal, worlds};

fn account(w: &World, org: Id, login: &str, role: &str) -> Id {
    let values = [("login", login.into()), ("name", "某人".into()), ("role", role.into())];
    w.add("accounts", org, &values).unwrap()
}

fn come_in(w: &World, account: Id) -> Entered {
    w.act(|tx, _, cx| enter(tx, cx, &SessionRules::default(), account, How::Oidc, &Client::default())).unwrap()
}

#[test]
fn the_numbers_are_those_of_the_tables() {
    for w in worlds() {
        let before = w.db.read(|tx| status::numbers(tx, w.clock().now_ms())).unwrap();
        assert_eq!((before.sessions, before.imports, before.rows), (0, 0, [0; 4]), "{}", w.name);
        let one = account(&w, w.org("R", Id(0), "2000-01-01"), "one", "admin");
        assert!(matches!(come_in(&w, one), Entered::In(_)));
        let now = w.db.read(|tx| status::numbers(tx, w.clock().now_ms())).unwrap();
        assert_eq!((now.sessions, now.entries), (1, w.head()), "{}", w.name);
        assert!(matches!(w.db.read(status::schema).unwrap(), Schema::Current(n) if n >= 7));
        assert!(w.db.read(status::last_entry_at).unwrap().is_some());
        assert_eq!(w.db.read(status::last_backup).unwrap(), None);
        w.db.write(|tx| status::note_backup(tx, 7)).unwrap();
        w.db.write(|tx| status::note_backup(tx, 8)).unwrap();
        assert_eq!(w.db.read(status::last_backup).unwrap(), Some(8));
        assert_eq!(w.db.read(|tx| status::logins(tx, 9)).unwrap(), ["one"]);
        assert_eq!(w.db.read(status::accounts_by_role).unwrap(), [("admin".to_owned(), 1)]);
        assert_eq!(w.db.read(status::without_factor_by_role).unwrap(), [("admin".to_owned(), 1)]);
        w.sql(&factor(one));
        assert!(w.db.read(status::without_factor_by_role).unwrap().is_empty(), "{}", w.name);
    }
}

fn factor(account: Id) -> String {
    format!(
        "INSERT INTO factor (id, account, kind, name, secret, confirmed, last_step, added_at, used_at)
         VALUES (1, {}, 'totp', 'phone', '00', 1, 0, 0, 0)",
        account.0
    )
}

#[test]
fn another_sites_word_does_not_open_what_is_locked_twice() {
    for w in worlds() {
        let root = w.org("R", Id(0), "2000-01-01");
        let (one, two) = (account(&w, root, "one", "admin"), account(&w, root, "two", "clerk"));
        w.act(|tx, _, cx| set_password(tx, cx, one, "correct horse battery")).unwrap();
        w.sql(&factor(one));
        assert!(matches!(come_in(&w, one), Entered::Second(_)), "{}", w.name);
        assert!(matches!(come_in(&w, two), Entered::In(_)), "{}", w.name);
        let events = "SELECT COUNT(*) FROM journal WHERE act = 'log_in'";
        assert_eq!(w.number(events), 1, "{}: the first waits for the second factor", w.name);
    }
}

#[test]
fn a_sign_in_comes_back_once_in_time_and_to_its_browser() {
    for w in worlds() {
        let leave = || w.act(|tx, _, cx| oidc_login::leave(tx, cx, "/orgs")).unwrap();
        let now = w.clock().now_ms();
        let take =
            |state: &str, browser: &str, at: i64| w.db.write(|tx| oidc_login::take(tx, at, state, browser)).unwrap();
        let left = leave();
        let back = take(&left.state, &left.browser, now).unwrap();
        assert_eq!((back.nonce, back.verifier, back.onward.as_str()), (left.nonce, left.verifier, "/orgs"));
        assert_eq!(take(&left.state, &left.browser, now), None, "once");
        let left = leave();
        assert_eq!(take(&left.state, "another", now), None, "its browser");
        assert_eq!(take(&left.state, &left.browser, now), None, "what was tried is used up");
        let left = leave();
        assert_eq!(take(&left.state, &left.browser, now + oidc_login::LASTS_MS + 3_600_000), None, "in time");
        let kept = w.db.read(|tx| tx.number("SELECT COUNT(*) FROM sign_in", &[])).unwrap();
        assert_eq!(kept, 0, "{}", w.name);

        let id = account(&w, w.org("R", Id(0), "2000-01-01"), "Mixed", "clerk");
        assert_eq!(w.db.read(|tx| oidc_login::account(tx, " mixed ")).unwrap(), id);
        assert!(refusal(w.db.read(|tx| oidc_login::account(tx, "nobody"))).to_string().contains("nobody"));
    }
}
