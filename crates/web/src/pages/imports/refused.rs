//! The error workbook: the refused rows as they stood, with the reasons, to be mended and imported again.

use axum::extract::{Path, State};
use axum::response::Response;
use hangji_platform::import::run::{self, File};
use hangji_platform::import::waiting::Stage;
use hangji_platform::import::{files, preview, waiting};
use hangji_platform::{Refusal, Result};
use hangji_ui::tr_args;
use hangji_web_core::download;
use hangji_web_core::request::{RequestCx, RequestHead, Shared};
use hangji_web_core::words::{message, platform};

use super::jobs::Jobs;
use super::{find, jobs};

/// The workbook.
pub(crate) async fn workbook(State(app): State<Shared>, head: RequestHead, Path(id): Path<String>) -> Response {
    let made = write(&app, head.clone(), id).await;
    download::handed(&app, &head, made, download::XLSX)
}

/// Writes the workbook and tells its name; none without a session.
async fn write(app: &Shared, head: RequestHead, id: String) -> Result<Option<(String, std::fs::File)>> {
    let inner = app.clone();
    let loaded = app.db.read_async(move |tx| {
        let Some(rcx) = RequestCx::open(tx, &inner, &head)? else { return Ok(None) };
        rcx.head.params.only_of(&[])?;
        let (ledger, file) = find(tx, &rcx, &id)?;
        if file.stage == Stage::Looked || !file.is_current(tx, &rcx.viewer)? || file.counts[3] == 0 {
            return Err(Refusal::NotFound(message("import-no-refused", &[])).into());
        }
        let lang = platform(rcx.lang);
        let reasons = preview::reasons(tx, rcx.sys, file.id, lang)?;
        let bytes = waiting::bytes(tx, rcx.sys, file.id)?;
        let path = download::fresh_path(&rcx, "xlsx")?;
        let stem = file.file.rsplit_once('.').map_or(file.file.as_str(), |(stem, _)| stem);
        let name = tr_args(rcx.lang, "import-refused-name", &[("file", stem.into())]);
        Ok(Some((ledger.name, file, bytes, reasons, lang, path, name)))
    });
    let Some((ledger, file, bytes, reasons, lang, path, name)) = loaded.await? else { return Ok(None) };
    let jobs = Jobs::of(app);
    let _turn = jobs.turn().await?;
    let opened = jobs::parse(File { name: file.file.clone(), bytes }).await?;
    let sys = app.sys.clone();
    let written = tokio::task::spawn_blocking(move || {
        let ledger = sys.ledger(ledger)?;
        let table = run::table(ledger, opened, file.layout.as_ref())?;
        files::rows_with_reasons(ledger, &table, &reasons, lang, &path)?;
        download::taken(&path)
    });
    Ok(Some((format!("{name}.xlsx"), written.await??)))
}
