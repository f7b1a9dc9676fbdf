//! A list as a file to take away: written beside the pages' threads, one at a time, and sent as it is read back.

use std::fs::File;
use std::io::Read as _;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use anyhow::Context as _;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use hangji_pages::encoded;
use hangji_platform::import::files;
use hangji_platform::{Cx, Result};
use hangji_store::Id;

use crate::request::{Asked, Shared, Visit};
use crate::words::platform;
use crate::{error, listing};

/// The media type of a workbook.
pub(crate) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// As a workbook.
pub(crate) async fn xlsx(state: State<Shared>, asked: Asked, Path(ledger): Path<String>) -> Response {
    send(state, asked, ledger, "xlsx", XLSX).await
}

/// As a CSV file.
pub(crate) async fn csv(state: State<Shared>, asked: Asked, Path(ledger): Path<String>) -> Response {
    send(state, asked, ledger, "csv", "text/csv; charset=utf-8").await
}

async fn send(State(app): State<Shared>, asked: Asked, ledger: String, kind: &'static str, mime: &str) -> Response {
    match write(&app, asked.clone(), ledger, kind).await {
        Ok(Some((name, file))) => attachment(&name, mime, file),
        Ok(None) => crate::answer::see_other("/login"),
        Err(e) => match error::refusal(e) {
            Ok(refusal) => error::bare(&asked, &refusal),
            Err(e) => error::broken(&asked, app.clock, &e),
        },
    }
}

/// A file to take away.
pub(crate) fn attachment(name: &str, mime: &str, file: File) -> Response {
    let name = format!("attachment; filename*=UTF-8''{}", encoded(name));
    let body = Body::from_stream(Chunks(file));
    ([(header::CONTENT_TYPE, mime), (header::CONTENT_DISPOSITION, name.as_str())], body).into_response()
}

/// A file that was just written, opened; the open file outlives its name, and nothing is left behind whatever happens
/// next.
pub(crate) fn taken(path: &std::path::Path) -> Result<File> {
    let file = File::open(path).context("reading back an export")?;
    std::fs::remove_file(path).context("removing an export")?;
    Ok(file)
}

/// Writes the file and tells its name; none without a session.
async fn write(app: &Shared, asked: Asked, ledger: String, kind: &'static str) -> Result<Option<(String, File)>> {
    let _permit = app.exports.acquire().await?;
    let inner = Arc::clone(app);
    let done = app.db.read_async(move |tx| {
        let Some(visit) = Visit::open(tx, &inner, &asked)? else { return Ok(None) };
        let ledger = visit.viewer.may_read(visit.sys, &ledger)?;
        let wanted = listing::read(tx, &visit, ledger)?.wanted;
        let path = fresh_path(&visit, kind)?;
        files::export(tx, visit.sys, &visit.viewer, ledger, &wanted, platform(visit.lang), &path)?;
        Ok(Some((format!("{}-{}.{kind}", visit.t(ledger.title), visit.today), taken(&path)?)))
    });
    done.await
}

/// A path that nobody can guess or has taken.
pub(crate) fn fresh_path(visit: &Visit<'_>, kind: &str) -> Result<PathBuf> {
    let mut cx = Cx::new(visit.viewer.account, visit.app.clock, visit.today)?;
    let chance: [u8; 7] = cx.random()?;
    let number = chance.iter().fold(0, |n, b| n << 8 | i64::from(*b));
    Ok(std::env::temp_dir().join(format!("hangji-{}.{kind}", Id(number))))
}

/// A file read piece by piece as it is sent. It was written a moment ago, so reading does not wait for a disk.
struct Chunks(File);

const CHUNK: usize = 64 << 10;

impl futures_core::Stream for Chunks {
    type Item = std::io::Result<Vec<u8>>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut piece = vec![0; CHUNK];
        Poll::Ready(match self.0.read(&mut piece) {
            Ok(0) => None,
            Ok(n) => {
                piece.truncate(n);
                Some(Ok(piece))
            }
            Err(e) => Some(Err(e)),
        })
    }
}
