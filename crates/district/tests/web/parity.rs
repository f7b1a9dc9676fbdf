//! Pages with the operations of the API that do the same: `docs/api-parity.txt` is printed from the routes, and every
//! operation it names is in the document, which has exactly the operations that are served. After an intended change:
//! `HANGJI_WRITE=1 cargo test -p hangji-district --test web parity`, then read the difference.

use std::collections::BTreeSet;

use hangji_web_core::parity;
use hangji_web_core::route::Twin;
use serde_json::Value;

use super::fixture::{District, TOP};

/// Compares what is printed with the file that a person reads, or writes it.
#[track_caller]
pub(crate) fn is_kept(name: &str, printed: &str) {
    let file = format!("{}/../../docs/{name}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var("HANGJI_WRITE").is_ok() {
        std::fs::write(&file, printed).expect("written");
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(kept, printed, "docs/{name} is no longer true: write it with HANGJI_WRITE=1 and read the difference");
}

#[test]
fn the_table_of_pages_and_operations_is_true() {
    is_kept("api-parity.txt", &parity(&hangji_district::uis()));
}

#[tokio::test]
async fn every_page_has_its_operation_or_a_reason() {
    let district = District::new();
    let document = district.browser(TOP).await.get("/api/openapi.json").await.json();
    let operations = document["paths"].as_object().expect("paths").values().filter_map(Value::as_object);
    let names: BTreeSet<&str> = operations.flat_map(|p| p.values()).filter_map(|o| o["operationId"].as_str()).collect();
    for route in hangji_district::uis().iter().flat_map(|ui| &ui.routes) {
        let at = format!("{} {}", route.method, route.path);
        match route.twin {
            Twin::Operations(all, _) => {
                for name in all {
                    let known = names.contains(name) || names.contains(format!("{name}_people").as_str());
                    assert!(known, "{at}: there is no operation {name}");
                }
            }
            Twin::None(reason) => assert!(reason.len() > 10, "{at}: say why"),
            Twin::Unsaid | Twin::Itself => panic!("{at} has neither an operation nor a reason"),
        }
    }
}

#[tokio::test]
async fn the_document_and_the_routes_are_the_same() {
    let district = District::new();
    let document = district.browser(TOP).await.get("/api/openapi.json?lang=en").await.json();
    let paths = document["paths"].as_object().expect("paths");
    let mut written: BTreeSet<(String, String)> = BTreeSet::new();
    let mut names = BTreeSet::new();
    for (path, item) in paths {
        for (method, operation) in item.as_object().expect("methods") {
            let name = operation["operationId"].as_str().expect("a name");
            assert!(names.insert(name.to_owned()), "{name} twice");
            let variables = path.split('/').filter(|s| s.starts_with('{')).count();
            let declared = operation["parameters"].as_array().expect("parameters");
            assert_eq!(declared.iter().filter(|p| p["in"] == "path").count(), variables, "{method} {path}");
            let ledger =
                path.split('/').nth(3).filter(|l| document["components"]["schemas"][format!("{l}_new")].is_object());
            let pattern = ledger.map_or_else(|| path.clone(), |l| path.replacen(l, "{ledger}", 1));
            written.insert((method.to_uppercase(), pattern));
        }
    }
    let routes = hangji_district::routes().into_iter().filter(|(_, path)| path.starts_with("/api/"));
    let served: BTreeSet<_> = routes.map(|(method, path)| (method.to_owned(), path.to_owned())).collect();
    assert_eq!(written, served);
    follow(&document, &document);
}

/// Every reference leads somewhere.
fn follow(document: &Value, at: &Value) {
    match at {
        Value::Object(members) => {
            if let Some(to) = members.get("$ref").and_then(|r| r.as_str()) {
                let found = document.pointer(to.trim_start_matches('#'));
                assert!(found.is_some_and(Value::is_object), "{to}");
            }
            members.values().for_each(|m| follow(document, m));
        }
        Value::Array(items) => items.iter().for_each(|i| follow(document, i)),
        _ => {}
    }
}
