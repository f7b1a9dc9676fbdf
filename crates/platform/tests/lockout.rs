//! A log-in name that must wait: for so long and no longer, whatever the clock said before, and not for the operator.
#![expect(clippy::unwrap_used, reason = "tests")]

use hangji_platform::access::{How, lockout, set_password};
use hangji_platform::{Cx, Refusal};
use hangji_store::{Clock, Id};
use hangji_testkit::{World, day, refusal, worlds};

const NOW: i64 = 1_388_505_600_000;

fn fail(w: &World, at_ms: i64, account: Id) {
    let mut cx = Cx::new(Id(0), Clock::Fixed(at_ms), day("2013-12-31")).unwrap();
    w.db.write(|tx| lockout::failed(tx, &mut cx, "one", account, How::Password)).unwrap();
}

fn waits(w: &World, at_ms: i64) -> bool {
    match w.db.read(|tx| lockout::check(tx, "one", at_ms)) {
        Ok(()) => false,
        Err(e) => matches!(e.downcast_ref::<Refusal>(), Some(Refusal::Forbidden(_))),
    }
}

fn account(w: &World) -> Id {
    let org = w.org("R", Id(0), "2000-01-01");
    w.add("accounts", org, &[("login", "one".into()), ("name", "甲".into()), ("role", "manager".into())]).unwrap()
}

#[test]
fn five_failures_wait_for_a_quarter_of_an_hour() {
    for w in worlds() {
        let one = account(&w);
        for n in 0..lockout::FAILURES as i64 {
            assert!(!waits(&w, NOW + n), "{}: after {n}", w.name);
            fail(&w, NOW, one);
        }
        assert!(waits(&w, NOW + 10) && waits(&w, NOW + lockout::WINDOW_MS - 1), "{}", w.name);
        assert!(!waits(&w, NOW + lockout::WINDOW_MS), "{}", w.name);
    }
}

#[test]
fn failures_under_a_clock_that_ran_ahead_lock_nobody_once_it_is_right() {
    const YEARS: i64 = 14 * 365 * 86_400_000;
    for w in worlds() {
        let one = account(&w);
        (0..6).for_each(|n| fail(&w, NOW + YEARS + n, one));
        assert!(waits(&w, NOW + YEARS + 10), "{}: as long as it is wrong", w.name);
        assert!(!waits(&w, NOW), "{}", w.name);
        (0..4).for_each(|_| fail(&w, NOW, one));
        assert!(!waits(&w, NOW + 10), "{}: four of now are four", w.name);
        fail(&w, NOW, one);
        assert!(waits(&w, NOW + 10), "{}", w.name);
    }
}

#[test]
fn a_password_set_by_the_operator_lets_its_owner_in_at_once() {
    for w in worlds() {
        let one = account(&w);
        (0..5).for_each(|_| fail(&w, NOW, one));
        assert!(waits(&w, NOW + 10), "{}", w.name);
        w.act(|tx, _, cx| set_password(tx, cx, one, "correct horse battery")).unwrap();
        assert!(!waits(&w, NOW + 10), "{}", w.name);
        w.assert_sound();
    }
}

#[test]
fn accounts_that_differ_in_case_or_width_only_are_refused() {
    for w in worlds() {
        let one = account(&w);
        let org = w.number("SELECT id FROM org WHERE code = 'R'");
        let add = |login: &str| {
            w.add("accounts", Id(org), &[("login", login.into()), ("name", "乙".into()), ("role", "clerk".into())])
        };
        for login in ["ONE", "One", "É", "Я"] {
            match refusal(add(login)) {
                Refusal::Invalid(problems) => assert_eq!(problems[0].field, Some("login"), "{}: {login}", w.name),
                other => panic!("{}: {login}: {other:?}", w.name),
            }
        }
        let two = add("张三").unwrap();
        assert!(w.amend("accounts", two, &[("login", "oNE".into())]).is_err(), "{}", w.name);
        w.amend("accounts", one, &[("login", "ONE".into())]).unwrap();
        w.withdraw("accounts", one).unwrap();
        add("one").unwrap();
        assert!(w.restore("accounts", one).is_err(), "{}: its name is another's now", w.name);
    }
}
