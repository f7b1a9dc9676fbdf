//! Pins belong to their account, keep its order and stay within bounds, on both engines.
#![expect(clippy::unwrap_used, reason = "tests")]

use hangji_platform::Refusal;
use hangji_platform::access::Viewer;
use hangji_platform::pins::{self, MOST, Pin, Way};
use hangji_store::Id;
use hangji_testkit::{World, refusal, worlds};

fn account(number: i64) -> Viewer {
    Viewer { account: Id(number), ..Viewer::operator() }
}

fn pins(w: &World, of: i64) -> Vec<Pin> {
    w.db.read(|tx| pins::of(tx, Id(of))).unwrap()
}

fn queries(w: &World, of: i64) -> Vec<String> {
    pins(w, of).into_iter().map(|p| p.query).collect()
}

#[test]
fn pins_are_kept_in_order_and_an_account_touches_only_its_own() {
    for w in worlds() {
        let (one, two) = (account(1), account(2));
        let add = |who: &Viewer, query: &str| w.act_as(who, |tx, _, cx| pins::add(tx, cx, query)).unwrap();
        let shift = |who: &Viewer, id, way| w.act_as(who, |tx, _, cx| pins::shift(tx, cx, id, way));
        let [a, b, c] = ["a", "b", "c"].map(|q| add(&one, q));
        assert_eq!(add(&one, "b"), b, "pinned twice is pinned once");
        add(&two, "b");
        assert_eq!(queries(&w, 1), ["a", "b", "c"]);
        shift(&one, c, Way::Up).unwrap();
        shift(&one, a, Way::Up).unwrap();
        shift(&one, b, Way::Down).unwrap();
        assert_eq!(queries(&w, 1), ["a", "c", "b"]);
        assert!(matches!(refusal(shift(&two, a, Way::Down)), Refusal::NotFound(_)));
        let gone = w.act_as(&two, |tx, _, cx| pins::remove(tx, cx, a));
        assert!(matches!(refusal(gone), Refusal::NotFound(_)));
        assert_eq!(queries(&w, 1), ["a", "c", "b"]);
        w.act_as(&one, |tx, _, cx| pins::remove(tx, cx, c)).unwrap();
        assert_eq!((queries(&w, 1), queries(&w, 2)), (vec!["a".to_owned(), "b".to_owned()], vec!["b".to_owned()]));
    }
}

#[test]
fn a_desk_holds_so_many_pins_of_so_many_bytes() {
    for w in worlds() {
        let add = |query: &str| w.act_as(&account(1), |tx, _, cx| pins::add(tx, cx, query));
        for i in 0..MOST {
            add(&i.to_string()).unwrap();
        }
        assert!(matches!(refusal(add("one more")), Refusal::BadRequest(_)));
        assert!(matches!(refusal(add("")), Refusal::BadRequest(_)));
        assert!(matches!(refusal(add(&"x".repeat(pins::MOST_BYTES + 1))), Refusal::BadRequest(_)));
        assert_eq!(queries(&w, 1).len() as i64, MOST);
    }
}
