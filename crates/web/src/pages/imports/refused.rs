//! The error workbook: the refused rows as they stood, with the reasons, to be mended and imported again.

use axum::extract::{Path, State};
use axum::response::Response;
use hangji_pages::tr_args;
use hangji_platform::import::run::{self, File};
use hangji_platform::import::waiting::Stage;
use hangji_platform::import::{files, preview, waiting};
use hangji_platform::{Refusal, Result};

use super::{find, work};
use crate::pages::export;
use crate::request::{Asked, Shared, Visit};
use crate::words::{platform, said};

/// The workbook.
pub(crate) async fn workbook(State(app): State<Shared>, asked: Asked, Path(id): Path<String>) -> Response {
    let made = write(&app, asked.clone(), id).await;
    export::handed(&app, &asked, made, export::XLSX)
}

/// Writes the workbook and tells its name; none without a session.
async fn write(app: &Shared, asked: Asked, id: String) -> Result<Option<(String, std::fs::File)>> {
    let inner = app.clone();
    let loaded = app.db.read_async(move |tx| {
        let Some(visit) = Visit::open(tx, &inner, &asked)? else { return Ok(None) };
        visit.asked.params.only_of(&[])?;
        let (ledger, file) = find(tx, &visit, &id)?;
        if file.stage == Stage::Looked || !file.is_current(tx, &visit.viewer)? || file.counts[3] == 0 {
            return Err(Refusal::NotFound(said("import-no-refused", &[])).into());
        }
        let lang = platform(visit.lang);
        let reasons = preview::reasons(tx, visit.sys, file.id, lang)?;
        let bytes = waiting::bytes(tx, visit.sys, file.id)?;
        let path = export::fresh_path(&visit, "xlsx")?;
        let stem = file.file.rsplit_once('.').map_or(file.file.as_str(), |(stem, _)| stem);
        let name = tr_args(visit.lang, "import-refused-name", &[("file", stem.into())]);
        Ok(Some((ledger.name, file, bytes, reasons, lang, path, name)))
    });
    let Some((ledger, file, bytes, reasons, lang, path, name)) = loaded.await? else { return Ok(None) };
    let _turn = app.imports.turn().await?;
    let opened = work::parse(File { name: file.file.clone(), bytes }).await?;
    let sys = app.sys.clone();
    let written = tokio::task::spawn_blocking(move || {
        let ledger = sys.ledger(ledger)?;
        let table = run::table(ledger, opened, file.layout.as_ref())?;
        files::rows_with_reasons(ledger, &table, &reasons, lang, &path)?;
        export::taken(&path)
    });
    Ok(Some((format!("{name}.xlsx"), written.await??)))
}
