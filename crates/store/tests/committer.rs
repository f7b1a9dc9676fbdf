//! The committer: commands that wait share a transaction and a sync; each stands or falls alone.

use std::sync::Arc;

use hangji_store::{Db, Result, Url};

/// Databases to try: SQLite, and PostgreSQL where `HANGJI_TEST_POSTGRES` names a server.
fn databases(name: &str) -> Vec<(Db, Option<std::path::PathBuf>)> {
    let file = std::env::temp_dir().join(format!("hangji-committer-{name}-{}.db", std::process::id()));
    drop(std::fs::remove_file(&file));
    let mut out = vec![(Db::open(&Url::Sqlite(file.clone())).expect("a database"), Some(file))];
    match std::env::var("HANGJI_TEST_POSTGRES") {
        Ok(address) => out.push((Db::open(&address.parse().expect("an address")).expect("a server"), None)),
        Err(_) => eprintln!("PostgreSQL is not tried: HANGJI_TEST_POSTGRES names no server"),
    }
    for (db, _) in &out {
        let table =
            format!("DROP TABLE IF EXISTS committed_{name}; CREATE TABLE committed_{name} (n BIGINT PRIMARY KEY)");
        db.write(|tx| tx.batch(&table)).expect("a table");
    }
    out
}

fn clear(db: Db, name: &str, file: Option<std::path::PathBuf>) {
    db.write(|tx| tx.batch(&format!("DROP TABLE committed_{name}"))).expect("the table");
    drop(db);
    for ending in ["", "-wal", "-shm"] {
        if let Some(file) = &file {
            drop(std::fs::remove_file(format!("{}{ending}", file.display())));
        }
    }
}

#[test]
fn each_command_stands_or_falls_alone() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().expect("a runtime");
    for (db, file) in databases("alone") {
        let answers = runtime.block_on(async {
            let mut all = Vec::new();
            for n in 0..300_i64 {
                let db = db.clone();
                all.push(tokio::spawn(async move {
                    db.write_async(move |tx| -> Result<i64> {
                        tx.run("INSERT INTO committed_alone (n) VALUES ($1)", &[n.into()])?;
                        match n % 7 {
                            3 => anyhow::bail!("refused"),
                            // The same again: the engine itself refuses.
                            4 => tx.run("INSERT INTO committed_alone (n) VALUES ($1)", &[n.into()]).map(|_| n),
                            5 => panic!("in the midst of a command"),
                            _ => Ok(n),
                        }
                    })
                    .await
                }));
            }
            let mut answers = Vec::new();
            for one in all {
                answers.push(one.await.expect("the asker is not hurt"));
            }
            answers
        });
        let kept: Vec<i64> = answers.iter().filter_map(|a| a.as_ref().ok().copied()).collect();
        let stored = db.read(|tx| tx.all("SELECT n FROM committed_alone ORDER BY n", &[], |r| r.int(0))).expect("rows");
        assert_eq!(kept, stored);
        assert_eq!(stored.len(), (0..300).filter(|n| ![3, 4, 5].contains(&(n % 7))).count());
        assert!(answers[3].as_ref().is_err_and(|e| e.to_string() == "refused"));
        clear(db, "alone", file);
    }
}

#[test]
fn what_waits_shares_a_transaction_and_work_of_its_own_comes_between() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().expect("a runtime");
    for (db, file) in databases("shared") {
        let seen = Arc::new(std::sync::Mutex::new(Vec::new()));
        runtime.block_on(async {
            let mut all = Vec::new();
            for n in 0..60_i64 {
                let (db, seen) = (db.clone(), seen.clone());
                all.push(tokio::spawn(async move {
                    if n == 30 {
                        // Transactions of its own: what was acknowledged before is there to be read.
                        return db
                            .work_async(move |db| {
                                let there = db.read(|tx| tx.number("SELECT COUNT(*) FROM committed_shared", &[]))?;
                                seen.lock().expect("no panic").push(there);
                                Ok(())
                            })
                            .await;
                    }
                    let sql = "INSERT INTO committed_shared (n) VALUES ($1)";
                    db.write_async(move |tx| tx.run(sql, &[n.into()]).map(drop)).await
                }));
            }
            for one in all {
                one.await.expect("a task").expect("stored");
            }
        });
        let stored = db.read(|tx| tx.number("SELECT COUNT(*) FROM committed_shared", &[])).expect("a number");
        assert_eq!(stored, 59);
        assert_eq!(seen.lock().expect("no panic").len(), 1);
        clear(db, "shared", file);
    }
}
