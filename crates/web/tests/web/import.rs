//! The import wizard from the upload to the undoing: messy files, choices by hand that are remembered, others' files that
//! do not exist, files that are none.

use axum::http::StatusCode;
use hangji_sheets::{Limits, read_bytes};

use super::fixture::{Browser, District, Page};

/// A table as people keep it: a title, a unit, a header of two rows, a total, a signature; nobody calls a cadre `谁去的`.
const MESSY: &str = "走访登记表,,,,,,\n单位：万元,,,,,,\n走访情况,,,,结果,,\n走访日期,谁去的,事由,户数,慰问金,备注,序\n\
    2013年5月3日,Li One,讲政策,３户,0.5,messy-one,1\n2013.5.4,P1,help,4,,messy-two,2\n\
    2013-05-05,Wang Two,help,4,,messy-three,3\n2013-05-06,P1,help,4000,0.2,messy-four,4\n合计,,,4011,0.7,,\n填表人：某某,,,,,,\n";

async fn send(browser: &Browser, ledger: &str, name: &str, bytes: &[u8]) -> Page {
    browser.upload(&format!("/l/{ledger}/import"), name, bytes).await
}

/// Uploads a file that is taken, and tells the address of its import.
pub(crate) async fn upload(browser: &Browser, ledger: &str, name: &str, text: &str) -> String {
    let page = send(browser, ledger, name, text.as_bytes()).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    page.location
}

/// The page once the work behind it is done.
async fn settled(browser: &Browser, path: &str) -> Page {
    browser.settled(path).await
}

async fn decide(browser: &Browser, path: &str, changes: &[(&str, &str)]) -> Page {
    let mut form = browser.get(path).await.proposed_columns();
    for (name, value) in changes {
        form.iter_mut().find(|(n, _)| n == name).expect("a column").1 = (*value).to_owned();
    }
    let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    browser.post(&format!("{path}/columns"), &form).await
}

/// Uploads, confirms what is proposed with changes, and waits for the preview.
async fn preview(browser: &Browser, ledger: &str, text: &str, changes: &[(&str, &str)]) -> (String, Page) {
    let path = upload(browser, ledger, "表.csv", text).await;
    let page = decide(browser, &path, changes).await;
    assert_eq!((page.status, page.location.as_str()), (StatusCode::SEE_OTHER, path.as_str()), "{}", page.text);
    let page = settled(browser, &path).await;
    (path, page)
}

async fn run(browser: &Browser, path: &str, mode: &str) -> Page {
    let page = browser.post(&format!("{path}/run"), &[("mode", mode)]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    settled(browser, path).await
}

async fn total(browser: &Browser, ledger: &str) -> i64 {
    browser.get(&format!("/api/v1/{ledger}?totals=1")).await.json()["total"].as_i64().expect("a total")
}

fn count(page: &Page, outcome: &str) -> i64 {
    let mark = format!("?outcome={outcome}#rows\">");
    let at = page.text.find(&mark).unwrap_or_else(|| panic!("{outcome} in {}", page.text)) + mark.len();
    page.text[at..].split('<').next().and_then(|n| n.replace(',', "").parse().ok()).expect("a count")
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story, told step by step")]
async fn a_messy_file_is_mapped_previewed_stored_mended_and_undone() {
    let district = District::new();
    let one = district.browser("one").await;
    let form = one.get("/l/visits/import").await;
    assert!(form.has("enctype=\"multipart/form-data\"") && form.has("/l/visits/template.xlsx"), "{}", form.text);
    let path = upload(&one, "visits", "走访\"<b>.csv", &MESSY.replace("走访日期", "哪天")).await;
    let page = one.get(&path).await;
    // What is missing is said before anything is sent, and again if it is sent all the same.
    assert!(page.has("必填栏目还没有对应的列：走访日期、干部") && !page.has("<b>."), "{}", page.text);
    assert!(page.has("2013年5月3日") && page.has("Li One"), "first values stand beside the columns");
    let again = decide(&one, &path, &[]).await;
    assert_eq!(again.status, StatusCode::BAD_REQUEST);
    assert!(again.has("走访日期、干部"), "{}", again.text);
    let twice = decide(&one, &path, &[("c0", "on_day"), ("c1", "person"), ("c6", "person")]).await;
    assert_eq!(twice.status, StatusCode::BAD_REQUEST);
    assert!(twice.has("id=\"c1-error\"") && twice.has("id=\"c6-error\"") && !twice.has("id=\"c0-error\""));
    assert!(twice.has("<option value=\"person\" selected>"), "what was chosen stays chosen");
    let unknown = decide(&one, &path, &[("c0", "password")]).await;
    assert_eq!(unknown.status, StatusCode::BAD_REQUEST);

    // Town One has a branch below it: without a column no row says where it belongs.
    let branch = "所属党组织";
    let text = MESSY.replace("备注,序", &format!("备注,{branch}"));
    let text = [",1\n", ",2\n", ",3\n", ",4\n"].iter().fold(text, |t, n| t.replace(n, ",T1\n"));
    let (path, page) = preview(&one, "visits", &text, &[("c1", "person")]).await;
    assert_eq!(["added", "refused", "passed"].map(|o| count(&page, o)), [2, 2, 2], "{}", page.text);
    assert!(page.has("找不到") && page.has("B7") && page.has("D8"), "cell by cell: {}", page.text);
    let added = one.get(&format!("{path}?outcome=added")).await;
    assert!(added.has("5000.00") && added.has("讲政策") && added.has("2013-05-03"), "{}", added.text);
    assert!(one.get(&format!("{path}?outcome=passed")).await.has("合计行"));
    assert_eq!(total(&one, "visits").await, 1, "a preview stores nothing");

    let all = one.post(&format!("{path}/run"), &[("mode", "all")]).await;
    assert_eq!(all.status, StatusCode::CONFLICT, "{}", all.text);
    let stored = run(&one, &path, "good").await;
    assert!(stored.has("已导入") && count(&stored, "added") == 2 && count(&stored, "refused") == 2, "{}", stored.text);
    assert_eq!(total(&one, "visits").await, 3);
    let twice = one.post(&format!("{path}/run"), &[("mode", "good")]).await;
    assert_eq!((twice.status, total(&one, "visits").await), (StatusCode::CONFLICT, 3));

    // The refused rows come back with reasons, and go in again once they are mended: the unit came along.
    let workbook = one.get(&format!("{path}/refused.xlsx")).await;
    let sheets = read_bytes("x.xlsx", workbook.bytes, &Limits::default()).expect("a workbook");
    let cell = |c: &hangji_sheets::Cell| match c {
        hangji_sheets::Cell::Text(text) => text.replace(['\n', ','], " "),
        _ => String::new(),
    };
    let rows: Vec<String> =
        sheets[0].rows.iter().map(|r| r.cells.iter().map(cell).collect::<Vec<_>>().join(",")).collect();
    assert!(rows.len() == 3 && rows[0].contains("慰问金（万元）") && rows[0].contains("干部"), "{rows:?}");
    assert!(rows[1].contains("找不到") && rows[2].contains("4000"), "{rows:?}");
    let mended = rows.join("\n").replace("Wang Two", "P1").replace(",4000,", ",400,");
    let (again, page) = preview(&one, "visits", &mended, &[]).await;
    assert_eq!((count(&page, "added"), count(&page, "refused")), (2, 0), "{}", page.text);
    let page = run(&one, &again, "all").await;
    assert!(page.has("已导入"), "{}", page.text);
    assert!(one.get("/l/visits").await.has("2,000.00"), "the mended row kept its unit");
    assert_eq!(total(&one, "visits").await, 5);

    // Undone as one, with a reason, once.
    let undo = format!("{path}/undo");
    let page = one.post(&undo, &[("reason", " ")]).await;
    assert!(page.status == StatusCode::UNPROCESSABLE_ENTITY && page.has("id=\"f-reason-error\""), "{}", page.text);
    let page = one.post(&undo, &[("reason", "wrong file")]).await;
    assert_eq!(page.location, format!("{path}?undone=2"), "{}", page.text);
    assert!(one.get(&page.location).await.has("新增的 2 条已撤回，修改的 0 条恢复原状"));
    assert_eq!(total(&one, "visits").await, 3);
    assert_eq!(one.post(&undo, &[("reason", "again")]).await.status, StatusCode::CONFLICT);
    let list = one.get("/imports").await;
    assert!(list.has("已撤销") && list.has(&again) && list.has(&path), "{}", list.text);
}

#[tokio::test]
async fn a_colleague_is_proposed_what_was_decided_and_others_are_not() {
    let district = District::new();
    let (one, writer, top) =
        (district.browser("one").await, district.browser("writer").await, district.browser("top").await);
    let text = "哪天,谁,干啥,几户,哪里\n2013-05-03,P1,help,3,T1\n";
    let by_hand = [("c0", "on_day"), ("c1", "person"), ("c2", "purpose"), ("c3", "households"), ("c4", "org")];
    // No row is a header: one is offered, and the person decides.
    let (_, page) = preview(&one, "visits", text, &by_hand).await;
    assert_eq!(count(&page, "added"), 1, "{}", page.text);
    let path = upload(&writer, "visits", "b.csv", &format!("一个标题,,,,\n{text}")).await;
    let page = writer.get(&path).await;
    assert!(page.has("上次"), "{}", page.text);
    let chosen: Vec<String> = page.proposed_columns().into_iter().map(|(_, v)| v).collect();
    assert_eq!(chosen, ["on_day", "person", "purpose", "households", "org"]);
    let path = upload(&top, "visits", "b.csv", text).await;
    assert!(
        top.get(&path).await.proposed_columns().iter().all(|(_, v)| v.is_empty()),
        "another territory, another habit"
    );
}

#[tokio::test]
async fn another_sheet_row_is_named_by_hand() {
    let district = District::new();
    let one = district.browser("one").await;
    let text = "走访日期,干部,事由,户数,所属党组织\n走访日期,干部,事由,备注,所属党组织\n2013-05-03,P1,help,3,T1\n";
    let path = upload(&one, "visits", "two.csv", text).await;
    assert!(one.get(&path).await.proposed_columns().iter().any(|(_, v)| v == "households"));
    let page = one.post(&format!("{path}/header"), &[("row", "2")]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    assert!(one.get(&path).await.proposed_columns().iter().any(|(_, v)| v == "note"));
    for (name, value) in [("row", "99"), ("sheet", "7"), ("row", "x")] {
        let page = one.post(&format!("{path}/header"), &[(name, value)]).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{name}={value}");
    }
}

#[tokio::test]
async fn somebody_elses_file_does_not_exist() {
    let district = District::new();
    let (one, writer, top) =
        (district.browser("one").await, district.browser("writer").await, district.browser("top").await);
    let (path, _) = preview(&one, "units", "代码,名称,所属党组织\nX1,secret-unit,T1\n", &[]).await;
    let nothing = "/imports/0000000000001";
    for browser in [&writer, &top] {
        for end in ["", "/refused.xlsx", "?step=columns", "?outcome=added"] {
            let [theirs, none] =
                [browser.get(&format!("{path}{end}")).await, browser.get(&format!("{nothing}{end}")).await];
            assert_eq!(theirs.status, StatusCode::NOT_FOUND, "{end}");
            let text = |p: &Page, at: &str| p.text.replace(at, "");
            assert_eq!(text(&theirs, &path), text(&none, nothing), "{end}");
        }
        for act in ["header", "columns", "preview", "run", "discard", "undo"] {
            let page = browser.post(&format!("{path}/{act}"), &[("mode", "all"), ("reason", "x"), ("row", "1")]).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{act}");
        }
        assert!(!browser.get("/imports").await.has(&path));
    }
    assert!(run(&one, &path, "all").await.has("已导入"));
    for browser in [&writer, &top] {
        assert_eq!(browser.get(&path).await.status, StatusCode::NOT_FOUND, "nor is the import theirs");
        assert_eq!(browser.post(&format!("{path}/undo"), &[("reason", "x")]).await.status, StatusCode::NOT_FOUND);
    }
    let reader = district.browser("reader").await;
    assert_eq!(reader.get("/l/visits/import").await.status, StatusCode::FORBIDDEN);
    assert_eq!(send(&reader, "visits", "a.csv", b"x").await.status, StatusCode::FORBIDDEN);
    assert!(!reader.get("/l/visits").await.has("/l/visits/import"));
    assert_eq!(send(&district.stranger(), "visits", "a.csv", b"x").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn what_is_no_table_is_refused_beside_the_field() {
    let district = District::new();
    let one = district.browser("one").await;
    let large = vec![b'a'; (20 << 20) + 1];
    for (name, bytes, word) in [
        ("a.pdf", b"%PDF-1.7 \xff\xfe".as_slice(), "PDF"),
        ("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\0".as_slice(), "图片"),
        ("empty.csv", b"".as_slice(), "空"),
        ("large.csv", large.as_slice(), "20 MB"),
        ("", b"".as_slice(), "请选择"),
    ] {
        let page = send(&one, "visits", name, bytes).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{name}");
        assert!(page.has("id=\"f-file-error\"") && page.has(word), "{name}: {}", page.text);
    }
    let page = one.post("/l/visits/import", &[("file", "x")]).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert!(!one.get("/imports").await.has("large.csv"), "nothing was kept");
}

#[tokio::test]
async fn amendments_are_shown_field_by_field_and_a_change_since_is_not_run_over() {
    let district = District::new();
    let (one, writer) = (district.browser("one").await, district.browser("writer").await);
    let file = "代码,名称,电话,所属党组织\nP1,Li First,13900000007,T1\n";
    let (path, page) = preview(&writer, "people", file, &[]).await;
    assert_eq!(count(&page, "amended"), 1, "{}", page.text);
    assert!(page.has("<del>Li One</del>") && page.has("<ins>Li First</ins>"), "{}", page.text);
    assert!(!page.has("13900000001"), "what the role does not see stays masked");
    // A colleague amends the same record after the preview.
    let record = format!("/l/people/{}", district.people[0]);
    let form = one.get(&format!("{record}/amend")).await.text;
    let seen = form.split("name=\"seen\" value=\"").nth(1).and_then(|t| t.split('"').next()).expect("a mark");
    let form = [("code", "P1"), ("name", "Li Else"), ("phone", "13900000001"), ("reason", "x"), ("seen", seen)];
    assert_eq!(one.post(&format!("{record}/amend"), &form).await.status, StatusCode::SEE_OTHER);
    let page = run(&writer, &path, "all").await;
    assert!(page.has("重新预览") && page.has("没有保存任何内容"), "{}", page.text);
    assert!(one.get(&record).await.has("Li Else"));
    assert_eq!(writer.post(&format!("{path}/preview"), &[]).await.status, StatusCode::SEE_OTHER);
    let page = settled(&writer, &path).await;
    assert!(page.has("<del>Li Else</del>"), "{}", page.text);
    assert!(run(&writer, &path, "all").await.has("已导入"));
    assert!(one.get(&record).await.has("Li First"));
    // Changed since: it does not go back over somebody's head.
    let form = one.get(&format!("{record}/amend")).await.text;
    let seen = form.split("name=\"seen\" value=\"").nth(1).and_then(|t| t.split('"').next()).expect("a mark");
    let form = [("code", "P1"), ("name", "Li Third"), ("phone", "13900000001"), ("reason", "x"), ("seen", seen)];
    assert_eq!(one.post(&format!("{record}/amend"), &form).await.status, StatusCode::SEE_OTHER);
    let page = writer.post(&format!("{path}/undo"), &[("reason", "no")]).await;
    assert!(page.status == StatusCode::CONFLICT && page.has("又被修改"), "{}", page.text);
}

#[tokio::test]
async fn five_thousand_rows_are_previewed_by_pages() {
    let district = District::new();
    let one = district.browser("one").await;
    let mut text = String::from("代码,名称,所属党组织\n");
    for n in 0..5000 {
        text.push_str(&format!("U{n:05},Unit {n:05},{}\n", if n % 50 == 7 { "NIX" } else { "T1" }));
    }
    let (path, page) = preview(&one, "units", &text, &[]).await;
    assert_eq!((count(&page, "added"), count(&page, "refused")), (4900, 100));
    assert!(page.text.len() < 100_000, "{} bytes", page.text.len());
    let last = one.get(&format!("{path}?outcome=added&page=98")).await;
    assert!(last.has("Unit 04999") && !last.has("Unit 00001"), "{}", last.text);
    assert_eq!(one.get(&format!("{path}?outcome=nonsense")).await.status, StatusCode::BAD_REQUEST);
    // In the other language nothing of this one is left but what the file and the records say.
    let han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    for at in [
        "/imports",
        "/l/units/import",
        path.as_str(),
        &format!("{path}?step=columns"),
        &format!("{path}?outcome=added"),
    ] {
        let end = if at.contains('?') { "&" } else { "?" };
        let text = one.get(&format!("{at}{end}lang=en")).await.text;
        let text = ["中文", "表.csv", "代码", "名称", "所属党组织"].iter().fold(text, |t, w| t.replace(w, ""));
        assert!(!text.contains(han), "{at}: {:?}", text.split('>').find(|t| t.contains(han)));
    }
    // Coming back next day in another session shows the same.
    let again = district.browser("one").await.get(&path).await;
    assert_eq!(count(&again, "added"), 4900);
    assert!(one.get("/imports").await.has(&path));
    assert_eq!(one.post(&format!("{path}/discard"), &[]).await.location, "/imports");
    assert_eq!(one.get(&path).await.status, StatusCode::NOT_FOUND);
}
