//! Files and remarks beside some records of the demo district: photos drawn here, a certificate written here, and what
//! people say of them.

use std::io::Cursor;

use anyhow::Context as _;
use hangji_demokit::business_day;
use hangji_field::contact::VISITS;
use hangji_files::{Storage, digest, tidy};
use hangji_platform::access::{Viewer, sessions};
use hangji_platform::annotations::attachments::{self, NewFile};
use hangji_platform::annotations::{AnnotatedRecord, Limits, leftovers, remarks};
use hangji_platform::{Cx, Result, System};
use hangji_store::{Clock, Db, Id, Tx};
use hangji_villages::venues::VENUE_WORKS;
use image::{ImageFormat, Rgb, RgbImage};

/// What is remarked on visits, in turn.
const SAID: [&str; 4] = [
    "已电话回访，群众反映的问题正在办理。",
    "请补充困难情况和拟解决的时间。",
    "照片已补传。",
    "情况属实，已报镇党委研究。",
];
/// Visits with a remark; every second one of them has a photo.
const REMARKED: i64 = 8;
/// Works with the certificate of their completion.
const CERTIFIED: i64 = 2;

/// Remarks on some records of the demo district and, where there is a storage, attaches files to some; tells how many files
/// and remarks.
///
/// # Errors
/// If the database or the storage fails.
pub fn annotate(db: &Db, sys: &System, clock: Clock, storage: Option<&dyn Storage>) -> Result<(usize, usize)> {
    db.write(|tx| {
        let district = sessions::by_login(tx, sys, "district")?;
        let township = sessions::by_login(tx, sys, "dongyuan")?;
        let mut scribe = Scribe { sys, cx: Cx::new(Id(0), clock, business_day())?, storage, files: 0, remarks: 0 };
        for (n, visit) in latest(tx, VISITS, township.org, REMARKED)?.into_iter().enumerate() {
            scribe.remark(tx, &district, VISITS, visit, SAID[n % SAID.len()])?;
            if n % 2 == 0 {
                scribe.attach(tx, &township, VISITS, visit, &format!("走访现场{}.png", n / 2 + 1), photo(n as u32)?)?;
            }
        }
        for work in latest(tx, VENUE_WORKS, township.org, CERTIFIED)? {
            scribe.attach(tx, &township, VENUE_WORKS, work, "竣工验收证明.pdf", certificate())?;
        }
        Ok((scribe.files, scribe.remarks))
    })
}

/// The latest records of a ledger in a territory.
fn latest(tx: &mut Tx<'_>, ledger: &str, node: Id, most: i64) -> Result<Vec<Id>> {
    let sql = format!(
        "SELECT r.id FROM {ledger} r WHERE r.state = 0 AND r.org IN (SELECT org FROM territory WHERE node = $1)
         ORDER BY r.id DESC LIMIT $2"
    );
    tx.all(&sql, &[node.into(), most.into()], |r| r.id(0))
}

/// Writes as the demo's accounts.
struct Scribe<'s> {
    sys: &'s System,
    cx: Cx,
    storage: Option<&'s dyn Storage>,
    files: usize,
    remarks: usize,
}

impl Scribe<'_> {
    fn remark(&mut self, tx: &mut Tx<'_>, who: &Viewer, ledger: &str, record: Id, text: &str) -> Result<()> {
        self.cx.actor = who.account;
        let annotated = AnnotatedRecord::find(tx, self.sys, who, ledger, record)?;
        remarks::add(tx, &mut self.cx, who, &Limits::default(), &annotated, text)?;
        self.remarks += 1;
        Ok(())
    }

    /// Puts a file into the storage as an upload does, and attaches it.
    fn attach(
        &mut self,
        tx: &mut Tx<'_>,
        who: &Viewer,
        ledger: &str,
        record: Id,
        name: &str,
        bytes: Vec<u8>,
    ) -> Result<()> {
        let Some(storage) = self.storage else { return Ok(()) };
        self.cx.actor = who.account;
        let file = tidy(name, bytes)?;
        let id = self.cx.ids.next();
        leftovers::expect(tx, &self.cx, &[id])?;
        storage.put(&leftovers::file(id), &file.bytes)?;
        if let Some(small) = &file.small {
            storage.put(&leftovers::small(id), small)?;
        }
        let new = NewFile {
            id,
            name: name.to_owned(),
            media_type: file.kind.media_type().to_owned(),
            bytes: i64::try_from(file.bytes.len())?,
            sha256: digest(&file.bytes).to_vec(),
            small: file.small.as_deref().map(|s| digest(s).to_vec()).unwrap_or_default(),
            place: None,
        };
        let annotated = AnnotatedRecord::find(tx, self.sys, who, ledger, record)?;
        attachments::attach(tx, self.sys, &mut self.cx, who, &Limits::default(), &annotated, vec![new])?;
        self.files += 1;
        Ok(())
    }
}

/// A photo, as PNG: fields under a mountain, a little different each time.
///
/// # Errors
/// If it cannot be drawn.
pub fn photo(n: u32) -> Result<Vec<u8>> {
    let (width, height) = (640, 420);
    let picture = RgbImage::from_fn(width, height, |x, y| {
        let ridge = 150 + (x + 90 * n) % 200 / 4 + (x * 3 + 70 * n) % 130 / 5;
        let (dx, dy) = (x.abs_diff(500 - 40 * n % 300), y.abs_diff(80));
        if dx * dx + dy * dy < 1600 {
            Rgb([250, 214, 120])
        } else if y < ridge {
            Rgb([(150 + y / 4) as u8, (190 + y / 6) as u8, 228])
        } else if y < 270 {
            Rgb([120, 116, 110])
        } else if (x + y * 2) / 24 % 2 == 0 {
            Rgb([150, 164, 84])
        } else {
            Rgb([128, 146, 70])
        }
    });
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, ImageFormat::Png).context("drawing a photo")?;
    Ok(out.into_inner())
}

/// A page that says what it is; letters only, so that no font has to be carried along.
fn certificate() -> Vec<u8> {
    let text = "BT /F1 20 Tf 60 760 Td (DEMO: certificate of completion) Tj 0 -32 Td /F1 12 Tf (Invented, like everything here.) Tj ET";
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
         /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
    ];
    let mut out = String::from("%PDF-1.4\n");
    let mut offsets = Vec::new();
    for (i, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        out.push_str(&format!("{} 0 obj\n{object}\nendobj\n", i + 1));
    }
    let table = out.len();
    out.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    for offset in offsets {
        out.push_str(&format!("{offset:010} 00000 n \n"));
    }
    out.push_str(&format!("trailer << /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1));
    out.into_bytes()
}
