//! Files and remarks beside records: sent, refused, opened, withdrawn, by page and by API.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use hangji_web_core::Options;
use hangji_web_core::options::{Limits, Storage};
use image::{ImageFormat, Rgb, RgbImage};
use serde_json::json;

use super::fixture::{Browser, District, Page};

/// A district whose files go to a folder of its own, which goes with it.
struct Office {
    district: District,
    folder: std::path::PathBuf,
}

impl Office {
    fn new() -> Office {
        let folder = hangji_testkit::fresh_folder();
        let limits = Limits { attachment: 1 << 20, ..Limits::default() };
        let options = Options { storage: Some(Storage::Folder(folder.join("files"))), limits, ..Options::default() };
        Office { district: District::with(options), folder }
    }

    fn record(&self, town: usize) -> String {
        format!("/l/visits/{}", self.district.visits[town])
    }

    fn api(&self) -> String {
        format!("/api/v1/visits/{}", self.district.visits[0])
    }

    /// How many files the storage holds.
    fn stored(&self) -> usize {
        fn count(folder: &std::path::Path) -> usize {
            let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
            let each = entries.map(|e| e.expect("an entry").path());
            each.map(|path| if path.is_dir() { count(&path) } else { 1 }).sum()
        }
        count(&self.folder.join("files"))
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

/// A photo with the words of a camera in it.
fn photo() -> Vec<u8> {
    let mut out = std::io::Cursor::new(Vec::new());
    RgbImage::from_pixel(400, 300, Rgb([120, 30, 30])).write_to(&mut out, ImageFormat::Jpeg).expect("a photo");
    let jpeg = out.into_inner();
    // Exif with the latitude 38°33'18" N, the longitude 106°20'42" E.
    let mut tiff = b"MM\0*\0\0\0\x08\0\x01\x88\x25\0\x04\0\0\0\x01\0\0\0\x1A\0\0\0\0".to_vec();
    tiff.extend(b"\0\x04\0\x01\0\x02\0\0\0\x02N\0\0\0\0\x02\0\x05\0\0\0\x03\0\0\0\x50\0\x03\0\x02\0\0\0\x02E\0\0\0\0\x04\0\x05\0\0\0\x03\0\0\0\x68\0\0\0\0");
    for n in [38_u32, 1, 33, 1, 18, 1, 106, 1, 20, 1, 42, 1] {
        tiff.extend(n.to_be_bytes());
    }
    let body = [b"Exif\0\0".as_slice(), &tiff].concat();
    let length = u16::try_from(body.len() + 2).expect("short").to_be_bytes();
    [&jpeg[..2], &[0xFF, 0xE1], &length, &body, &jpeg[2..]].concat()
}

/// Names and bytes of files.
type Files<'f> = &'f [(&'f str, &'f [u8])];

async fn upload(browser: &Browser, record: &str, files: Files<'_>) -> Page {
    let mut body = Vec::new();
    for (name, bytes) in files {
        let head = format!(
            "--frontier\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend([head.as_bytes(), bytes, b"\r\n"].concat());
    }
    body.extend_from_slice(b"--frontier--\r\n");
    let request = Request::post(format!("{record}/files"))
        .header(header::COOKIE, &browser.cookie)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=frontier");
    browser.send(request.body(Body::from(body)).expect("a request")).await
}

/// The addresses of the files that a page links to.
fn links(page: &Page) -> Vec<String> {
    let links = page.text.split("class=\"file\" href=\"").skip(1);
    links.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

#[tokio::test]
async fn a_photo_is_attached_and_comes_back_without_its_place() {
    let office = Office::new();
    let one = office.district.browser("one").await;
    let sent = photo();
    assert!(sent.windows(4).any(|w| w == b"Exif"));
    let page = upload(&one, &office.record(0), &[("../现场 1.JPG", &sent), ("说明.pdf", b"%PDF-1.4\n")]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    assert!(page.location.ends_with("#files"));
    let page = one.get(&office.record(0)).await;
    assert!(page.has("现场 1.JPG") && page.has("说明.pdf") && page.has("添加附件</span>"), "{}", page.text);
    let links = links(&page);
    assert_eq!((links.len(), office.stored()), (2, 3));
    let shown = one.get(&links[0]).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(!shown.bytes.windows(4).any(|w| w == b"Exif"), "the place is gone");
    assert_eq!(image::load_from_memory(&shown.bytes).expect("a photo").width(), 400);
    let header = |page: &Page, name: &str| page.headers[name].to_str().expect("text").to_owned();
    assert_eq!(header(&shown, "content-type"), "image/jpeg");
    assert_eq!(header(&shown, "content-disposition"), "inline; filename*=UTF-8''%E7%8E%B0%E5%9C%BA%201.JPG");
    assert_eq!(header(&shown, "x-content-type-options"), "nosniff");
    assert!(header(&shown, "content-security-policy").contains("sandbox"));
    let small = one.get(&format!("{}?small=1", links[0])).await;
    assert_eq!(image::load_from_memory(&small.bytes).expect("a photo").width(), 240);
    let pdf = one.get(&links[1]).await;
    assert_eq!(
        (header(&pdf, "content-type").as_str(), pdf.bytes.as_slice()),
        ("application/pdf", b"%PDF-1.4\n".as_slice())
    );
    assert!(header(&pdf, "content-disposition").starts_with("inline"));
    assert!(
        one.get("/l/visits").await.headers["content-security-policy"].to_str().expect("text").contains("script-src")
    );
}

#[tokio::test]
async fn what_is_not_taken_is_named_and_nothing_is_attached() {
    let office = Office::new();
    let one = office.district.browser("one").await;
    let large = [b"%PDF-1.4\n".as_slice(), &vec![b'x'; 2 << 20]].concat();
    let cases: [(Files<'_>, &str); 6] = [
        (&[("a.html", b"<script>")], "a.html：不接受这类文件"),
        (&[("good.pdf", b"%PDF-1.4\n"), ("a.pdf", b"MZ")], "a.pdf：不接受这类文件"),
        (&[("a.jpg", b"%PDF-1.4\n")], "文件名以 .jpg 结尾"),
        (&[("a.pdf", b"")], "文件是空的"),
        (&[("a.pdf", &large)], "有文件超过 1 MB"),
        (&[], "没有选择文件"),
    ];
    for (files, message) in cases {
        let page = upload(&one, &office.record(0), files).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{message}");
        assert!(page.has(message), "{message}: {}", page.text);
    }
    assert!(links(&one.get(&office.record(0)).await).is_empty());
    // What was put away before the refusal waits for its removal.
    assert!(office.stored() <= 1);
}

#[tokio::test]
async fn nobody_else_attaches_opens_or_withdraws() {
    let office = Office::new();
    let district = &office.district;
    let (one, top, reader) =
        (district.browser("one").await, district.browser("top").await, district.browser("reader").await);
    upload(&top, &office.record(1), &[("秘密.pdf", b"%PDF-1.4\n")]).await;
    let secret = links(&top.get(&office.record(1)).await).remove(0);
    // Of the other town: as if there were no such record.
    let nothing = "/l/visits/0000000000001";
    let hidden = upload(&one, &office.record(1), &[("a.pdf", b"%PDF-1.4\n")]).await;
    assert_eq!(hidden.status, upload(&one, nothing, &[("a.pdf", b"%PDF-1.4\n")]).await.status);
    assert_eq!(hidden.status, StatusCode::NOT_FOUND);
    assert_eq!(one.get(&secret).await.status, StatusCode::NOT_FOUND);
    assert_eq!(one.post(&format!("{secret}/withdraw"), &[("reason", "x")]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        one.post(&format!("{}/remarks", office.record(1)), &[("text", "x")]).await.status,
        StatusCode::NOT_FOUND
    );
    // A file is at its own record only.
    let moved = secret.replace(&district.visits[1].to_string(), &district.visits[0].to_string());
    assert_eq!(top.get(&moved).await.status, StatusCode::NOT_FOUND);
    // Who reads a record opens its files and remarks; attaching is for who writes it.
    upload(&one, &office.record(0), &[("公开.pdf", b"%PDF-1.4\n")]).await;
    let open = links(&reader.get(&office.record(0)).await).remove(0);
    assert_eq!(reader.get(&open).await.status, StatusCode::OK);
    assert_eq!(upload(&reader, &office.record(0), &[("a.pdf", b"%PDF-1.4\n")]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(reader.post(&format!("{open}/withdraw"), &[("reason", "x")]).await.status, StatusCode::FORBIDDEN);
    let stranger = district.stranger();
    assert!(stranger.get(&open).await.location.starts_with("/login?next="));
    assert!(upload(&stranger, &office.record(0), &[("a.pdf", b"%PDF-1.4\n")]).await.location.starts_with("/login"));
    // Another site cannot send files with somebody's cookie.
    let request = Request::post(format!("{}/files", office.record(0)))
        .header(header::COOKIE, &one.cookie)
        .header("sec-fetch-site", "cross-site")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=frontier");
    let page = one.send(request.body(Body::from("--frontier--\r\n")).expect("a request")).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn files_and_remarks_are_withdrawn_with_a_reason() {
    let office = Office::new();
    let (one, reader) = (office.district.browser("one").await, office.district.browser("reader").await);
    upload(&one, &office.record(0), &[("a.pdf", b"%PDF-1.4\n")]).await;
    let file = links(&one.get(&office.record(0)).await).remove(0);
    let page = one.post(&format!("{file}/withdraw"), &[("reason", "")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.text);
    let page = one.post(&format!("{file}/withdraw"), &[("reason", "wrong-paper")]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    assert_eq!(one.get(&file).await.status, StatusCode::NOT_FOUND);
    let remarks = format!("{}/remarks", office.record(0));
    assert_eq!(reader.post(&remarks, &[("text", " ")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = reader.post(&remarks, &[("text", "seen <there>\nyesterday")]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    let page = one.get(&office.record(0)).await;
    assert!(page.has("seen &lt;there&gt;\nyesterday") && page.has("wrong-paper") && page.has("撤回附件"));
    assert!(links(&page).is_empty());
    let at = page.text.split("/remarks/").nth(1).and_then(|rest| rest.split('/').next()).expect("a form").to_owned();
    let page = one.post(&format!("{remarks}/{at}/withdraw"), &[("reason", "hearsay")]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    let page = reader.get(&office.record(0)).await;
    assert!(!page.has("yesterday") && page.has("hearsay") && page.has("撤回留言"));
}

#[tokio::test]
async fn bytes_that_were_changed_are_given_to_nobody() {
    let office = Office::new();
    let one = office.district.browser("one").await;
    upload(&one, &office.record(0), &[("a.pdf", b"%PDF-1.4\n")]).await;
    let file = links(&one.get(&office.record(0)).await).remove(0);
    let id = file.rsplit('/').next().expect("an id");
    let path = office.folder.join("files").join(&id[11..]).join(&id[9..11]).join(id);
    std::fs::write(&path, b"%PDF-1.4 forged").expect("written");
    let page = one.get(&file).await;
    assert_eq!(page.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(!page.has("forged"));
    std::fs::remove_file(&path).expect("removed");
    assert_eq!(one.get(&file).await.status, StatusCode::INTERNAL_SERVER_ERROR);
}

#[tokio::test]
async fn without_a_storage_files_are_refused_with_the_remedy() {
    let district = District::new();
    let one = district.browser("one").await;
    let record = format!("/l/visits/{}", district.visits[0]);
    assert!(!one.get(&record).await.has("multipart/form-data"));
    let page = upload(&one, &record, &[("a.pdf", b"%PDF-1.4\n")]).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert!(page.has("storage.folder"), "{}", page.text);
}

/// Sends a file as a program does.
async fn put(browser: &Browser, path: &str, mime: &str, key: &str, bytes: &[u8]) -> Page {
    let request = Request::post(path)
        .header(header::COOKIE, &browser.cookie)
        .header(header::CONTENT_TYPE, mime)
        .header("idempotency-key", key);
    browser.send(request.body(Body::from(bytes.to_vec())).expect("a request")).await
}

#[tokio::test]
async fn programs_attach_open_and_withdraw() {
    let office = Office::new();
    let (one, reader) = (office.district.browser("one").await, office.district.browser("reader").await);
    let files = format!("{}/files", office.api());
    let named = format!("{files}?name=%E7%8E%B0%E5%9C%BA.jpg");
    let page = put(&one, &named, "image/jpeg", "k1", &photo()).await;
    assert_eq!(page.status, StatusCode::CREATED, "{}", page.text);
    let (made, at) = (page.json(), page.location.clone());
    assert_eq!(
        (&made["name"], &made["media_type"], &made["place"]),
        (&json!("现场.jpg"), &json!("image/jpeg"), &json!(null))
    );
    let again = put(&one, &named, "image/jpeg", "k1", &photo()).await;
    assert_eq!(again.json(), made);
    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert_eq!(reader.get(&files).await.json(), json!([made]));
    let bytes = reader.get(&at).await;
    assert_eq!(bytes.headers["content-type"], "image/jpeg");
    assert_eq!(made["bytes"], json!(bytes.bytes.len()));
    assert!(reader.get(&format!("{at}?small=1")).await.bytes.len() < bytes.bytes.len());
    for (path, mime, body, status) in [
        (files.as_str(), "image/jpeg", photo(), StatusCode::BAD_REQUEST),
        (&named, "image/jpeg", b"MZ".to_vec(), StatusCode::BAD_REQUEST),
        (&named, "text/html", b"<p>".to_vec(), StatusCode::UNSUPPORTED_MEDIA_TYPE),
        (&named, "image/jpeg", vec![0; 2 << 20], StatusCode::PAYLOAD_TOO_LARGE),
    ] {
        let page = put(&one, path, mime, "k2", &body).await;
        assert_eq!(
            (page.status, page.json()["status"].as_u64()),
            (status, Some(status.as_u16().into())),
            "{}",
            page.text
        );
    }
    assert_eq!(put(&reader, &named, "image/jpeg", "k3", &photo()).await.status, StatusCode::FORBIDDEN);
    let gone = format!("{at}/withdraw");
    assert_eq!(reader.json("POST", &gone, &json!({ "reason": "x" })).await.status, StatusCode::FORBIDDEN);
    let left = one.json("POST", &gone, &json!({ "reason": "wrong one" })).await;
    assert_eq!((left.status, left.json()), (StatusCode::OK, json!([])), "{}", left.text);
    assert_eq!(one.get(&at).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn programs_remark_and_withdraw() {
    let office = Office::new();
    let (one, reader) = (office.district.browser("one").await, office.district.browser("reader").await);
    let remarks = format!("{}/remarks", office.api());
    let page = reader.json("POST", &remarks, &json!({ "text": "seen" })).await;
    assert_eq!(page.status, StatusCode::CREATED, "{}", page.text);
    let made = page.json();
    assert_eq!((&made["text"], &made["by"]), (&json!("seen"), &json!("reader")));
    assert_eq!(one.get(&remarks).await.json(), json!([made]));
    let gone = format!("{remarks}/{}/withdraw", made["id"].as_str().expect("an id"));
    let left = one.json("POST", &gone, &json!({ "reason": "hearsay" })).await;
    assert_eq!((left.status, left.json()), (StatusCode::OK, json!([])), "{}", left.text);
    let other = format!("/api/v1/visits/{}/remarks", office.district.visits[1]);
    assert_eq!(one.get(&other).await.status, StatusCode::NOT_FOUND);
    assert_eq!(one.json("POST", &other, &json!({ "text": "x" })).await.status, StatusCode::NOT_FOUND);
}
