//! Files to take away: written beside the pages' threads, one at a time, noted in the journal, and sent as they are read
//! back.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use anyhow::Context as _;
use axum::body::Body;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use hangji_platform::{Cx, Result, System};
use hangji_store::{Id, Tx};
use hangji_ui::encoded;

use crate::error;
use crate::request::{RequestCx, RequestHead, Shared};
use crate::response::see_other;

/// The media type of a workbook.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// The media type of lists of values.
pub const CSV: &str = "text/csv; charset=utf-8";

/// How a file is written. Its address ends in it: `export.xlsx`, `export.csv`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A workbook.
    Xlsx,
    /// A list of values.
    Csv,
    /// A picture.
    Svg,
}

impl Format {
    /// Every format.
    pub const ALL: [Format; 3] = [Format::Xlsx, Format::Csv, Format::Svg];

    /// The format of an ending; a workbook where it is none.
    #[must_use]
    pub fn of(ending: &str) -> Format {
        Format::ALL.into_iter().find(|format| format.ending() == ending).unwrap_or(Format::Xlsx)
    }

    /// The format that an address asks for.
    #[must_use]
    pub fn of_address(here: &str) -> Format {
        let path = here.split('?').next().unwrap_or_default();
        Format::of(path.rsplit_once('.').map_or("", |(_, ending)| ending))
    }

    /// What names end in.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Format::Xlsx => "xlsx",
            Format::Csv => "csv",
            Format::Svg => "svg",
        }
    }

    /// The media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Xlsx => XLSX,
            Format::Csv => CSV,
            Format::Svg => "image/svg+xml",
        }
    }
}

/// Makes a file under a name, notes in the journal that it is taken away, and sends it; none is made without a session.
/// Making it only reads the database; only the note has to wait for other writers.
pub async fn take<T: Send + 'static>(
    app: &Shared,
    head: RequestHead,
    format: Format,
    make: impl FnOnce(&mut Tx<'_>, &RequestCx<'_>) -> Result<(String, File, T)> + Send + 'static,
    note: impl FnOnce(&mut Tx<'_>, &mut Cx, &System, T) -> Result<()> + Send + 'static,
) -> Response {
    let made = made_and_noted(app, head.clone(), make, note).await;
    handed(app, &head, made, format.media_type())
}

async fn made_and_noted<T: Send + 'static>(
    app: &Shared,
    head: RequestHead,
    make: impl FnOnce(&mut Tx<'_>, &RequestCx<'_>) -> Result<(String, File, T)> + Send + 'static,
    note: impl FnOnce(&mut Tx<'_>, &mut Cx, &System, T) -> Result<()> + Send + 'static,
) -> Result<Option<(String, File)>> {
    let _permit = app.exports.acquire().await?;
    let inner = Arc::clone(app);
    let made = app.db.read_async(move |tx| match RequestCx::open(tx, &inner, &head)? {
        Some(rcx) => Ok(Some((make(tx, &rcx)?, rcx.viewer.account, rcx.today))),
        None => Ok(None),
    });
    let Some(((name, file, about), account, today)) = made.await? else { return Ok(None) };
    let inner = Arc::clone(app);
    let noted = app.db.write_async(move |tx| {
        let mut cx = Cx::new(account, inner.clock, today)?;
        note(tx, &mut cx, &inner.sys, about)
    });
    noted.await?;
    Ok(Some((name, file)))
}

/// A file that was made under a name, to take away; none was made without a session.
pub fn handed(app: &Shared, head: &RequestHead, made: Result<Option<(String, File)>>, mime: &str) -> Response {
    match made {
        Ok(Some((name, file))) => attachment(&name, mime, file),
        Ok(None) => see_other("/login"),
        Err(e) => error::answered(head, app.clock, e),
    }
}

/// A file to take away, sent as it is read back.
pub fn attachment(name: &str, mime: &str, file: File) -> Response {
    let name = format!("attachment; filename*=UTF-8''{}", encoded(name));
    let body = Body::from_stream(Chunks(file));
    ([(header::CONTENT_TYPE, mime), (header::CONTENT_DISPOSITION, name.as_str())], body).into_response()
}

/// Opens a file that was just written. The open file outlives its name, and nothing is left behind whatever happens next.
pub fn taken(path: &Path) -> Result<File> {
    let file = File::open(path).context("reading back an export")?;
    std::fs::remove_file(path).context("removing an export")?;
    Ok(file)
}

/// A path that nobody can guess or has taken.
pub fn fresh_path(rcx: &RequestCx<'_>, kind: &str) -> Result<PathBuf> {
    let mut cx = Cx::new(rcx.viewer.account, rcx.app.clock, rcx.today)?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_tells_its_format() {
        assert_eq!(Format::of_address("/l/visits/export.csv?note=a.xlsx"), Format::Csv);
        assert_eq!(Format::of_address("/l/visits/export"), Format::Xlsx);
        assert!(Format::ALL.into_iter().all(|f| Format::of(f.ending()) == f));
    }
}
