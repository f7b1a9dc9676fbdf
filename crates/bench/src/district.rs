//! The data of the benchmark: the demo district, and as many visits as wanted.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use hangji_platform::ledger::{Authority, Change, Value, Writer};
use hangji_platform::{Cx, System, setting};
use hangji_store::{Clock, Day, Db, Id, Url};

/// A temporary folder, removed at the end.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new() -> Result<Folder> {
        let path = std::env::temp_dir().join(format!("hangji-bench-{}", std::process::id()));
        std::fs::create_dir_all(&path)?;
        Ok(Folder(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// The demo district in a new database.
pub fn demo(sys: &System, file: &Path) -> Result<Db> {
    let db = Db::open(&Url::Sqlite(file.to_owned()))?;
    sys.prepare(&db)?;
    hangji_district::load(&db, sys, Clock::Real, &mut |_| {})?;
    Ok(db)
}

/// What visits are made of.
pub struct Visits {
    /// Household: id, code, organisation, its code.
    households: Vec<(Id, String, Id, String)>,
    /// Cadre: id, code.
    cadres: Vec<(Id, String)>,
    /// Households and cadres who met in the demo: they are not paired again, so that no natural key clashes.
    met: HashSet<(Id, Id)>,
}

/// One made-up visit, the `n`th: deterministic, and no two with one household, day and cadre.
pub struct Visit<'v> {
    pub household: &'v (Id, String, Id, String),
    pub cadre: &'v (Id, String),
    pub day: Day,
    pub handbooks: i64,
    pub fen: i64,
}

impl Visits {
    pub fn read(db: &Db) -> Result<Visits> {
        db.read(|tx| {
            let sql = "SELECT r.id, r.code, r.org, n.code FROM households r JOIN org n ON n.id = r.org
                       WHERE r.state = 0 ORDER BY r.id";
            let households =
                tx.all(sql, &[], |r| Ok((r.id(0)?, r.text(1)?.to_owned(), r.id(2)?, r.text(3)?.to_owned())))?;
            let sql = "SELECT DISTINCT p.id, p.code FROM campaign_cadres r JOIN people p ON p.id = r.cadre
                       WHERE r.state = 0 ORDER BY p.id";
            let cadres = tx.all(sql, &[], |r| Ok((r.id(0)?, r.text(1)?.to_owned())))?;
            let met = tx.all("SELECT household, cadre FROM visits WHERE household IS NOT NULL", &[], |r| {
                Ok((r.id(0)?, r.id(1)?))
            })?;
            Ok(Visits { households, cadres, met: met.into_iter().collect() })
        })
    }

    pub fn visit(&self, n: usize) -> Visit<'_> {
        let (h, c) = (self.households.len(), self.cadres.len());
        // Each round over the households takes another cadre and day.
        let round = n / h;
        let day = Day::new(2013, 1, 1).expect("a day of the calendar").plus_days(((n * 7 + round * 31) % 365) as i64);
        let household = &self.households[n % h];
        let mut cadre = (0..c).step_by(c / 3).map(|far| &self.cadres[(n % h + round + far) % c]);
        Visit {
            household,
            cadre: cadre.find(|c| !self.met.contains(&(household.0, c.0))).unwrap_or(&self.cadres[0]),
            day,
            handbooks: (n % 12) as i64,
            fen: if n.is_multiple_of(50) { 20_000 } else { 0 },
        }
    }

    /// Stores the visits from one number to another through the journal and the figures.
    pub fn store(&self, sys: &System, db: &Db, from: usize, to: usize) -> Result<()> {
        let ledger = sys.ledger("visits")?;
        db.write(|tx| {
            let mut cx = Cx::new(Id(0), Clock::Real, setting::business_day(tx, Clock::Real)?)?;
            let mut writer = Writer::new(Authority::Operator, "", Id(0))?;
            for start in (from..to).step_by(20_000) {
                let changes = (start..to.min(start + 20_000)).map(|n| {
                    let v = self.visit(n);
                    let given: [(&str, Value); 6] = [
                        ("date", v.day.into()),
                        ("cadre", v.cadre.0.into()),
                        ("target", "household".into()),
                        ("household", v.household.0.into()),
                        ("handbooks", v.handbooks.into()),
                        ("consolation", v.fen.into()),
                    ];
                    let value =
                        |name: &str| given.iter().find(|(n, _)| *n == name).map_or(Value::Null, |(_, v)| v.clone());
                    let values = ledger.fields.iter().map(|f| value(f.name)).collect();
                    Change::add(cx.ids.next(), v.household.2, values)
                });
                let changes = changes.collect();
                writer.put(tx, sys, &mut cx, ledger, changes)?;
            }
            anyhow::ensure!(writer.end(tx, sys)?.is_empty(), "a made-up visit is refused");
            Ok(())
        })
        .context("storing made-up visits")
    }
}
