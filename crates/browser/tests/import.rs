//! A messy file imported in a browser, mended and undone: on a desktop, and on a phone without script. Every step keeps
//! to WCAG 2.2 AA.
#![expect(clippy::unwrap_used, reason = "tests")]

use fantoccini::Locator;
use hangji_browser::{Browser, Script, Site, Window};
use rust_xlsxwriter::{Format, Workbook};

/// As people keep it: a title, a header nobody foresaw, a total, two rows that cannot be stored.
const MESSY: &str = "志愿服务队登记表,,,,\n队伍编号,服务队名称,干什么的,成立时间,所属党组织\n\
    T-1,第一服务队,扶弱助困,2012年7月1日,640502102201\nT-2,第二服务队,政策宣传,2012.8.1,640502102201\n\
    T-3,第三服务队,垂钓,2012-09-01,640502102201\nT-4,第四服务队,环境卫生,2012-13-01,640502102201\n合计,4,,,\n";

/// How the file comes.
#[derive(Clone, Copy)]
enum Come {
    /// A workbook whose title is merged over the columns.
    Xlsx,
    /// Text.
    Csv,
}

impl Come {
    fn written(self, text: &str) -> (&'static str, Vec<u8>) {
        let Come::Xlsx = self else { return ("csv", text.into()) };
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        for (row, line) in (0_u32..).zip(text.lines()) {
            let cells: Vec<&str> = line.split(',').collect();
            if row == 0 {
                sheet.merge_range(0, 0, 0, 4, cells[0], &Format::new().set_bold()).unwrap();
                continue;
            }
            for (column, cell) in (0_u16..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
                sheet.write_string(row, column, cell).unwrap();
            }
        }
        ("xlsx", workbook.save_to_buffer().unwrap())
    }
}

/// Uploads a table as a file and waits for the columns.
async fn upload(b: &Browser, come: Come, text: &str) {
    let (ending, bytes) = come.written(text);
    let name = format!("hangji-{}-{:?}.{ending}", std::process::id(), std::thread::current().id());
    let file = std::env::temp_dir().join(name.replace(['(', ')'], ""));
    std::fs::write(&file, bytes).unwrap();
    b.go("/l/volunteer_teams/import").await.unwrap();
    b.is_sound("upload").await.unwrap();
    b.client.find(Locator::Css("[name=file]")).await.unwrap().send_keys(&file.to_string_lossy()).await.unwrap();
    b.click("main form.form button[type=submit]").await.unwrap();
    b.until("form.import-columns").await.unwrap();
    std::fs::remove_file(file).unwrap();
}

async fn teams(b: &Browser) -> String {
    b.go("/l/volunteer_teams?sort=code").await.unwrap();
    b.text().await.unwrap()
}

#[expect(clippy::cognitive_complexity, reason = "one story, told step by step")]
async fn story(name: &str, come: Come, window: Window, script: Script) {
    let site = Site::start(name).await.unwrap();
    let b = Browser::opened(&site, "district", window, script).await.unwrap();
    b.go("/l/volunteer_teams").await.unwrap();
    b.click("main a[href='/l/volunteer_teams/import']").await.unwrap();

    // The reader does not know what `干什么的` is; a person does, and it is remembered.
    upload(&b, come, MESSY).await;
    b.is_sound("columns").await.unwrap();
    assert!(b.text().await.unwrap().contains("必填栏目还没有对应的列：服务领域"));
    b.click("[name=c2] option[value=code]").await.unwrap();
    b.click("form.import-columns button[type=submit]").await.unwrap();
    b.until("#c2-error").await.unwrap();
    b.is_sound("columns refused").await.unwrap();
    b.click("[name=c2] option[value=field]").await.unwrap();
    b.click("form.import-columns button[type=submit]").await.unwrap();
    b.until("a[href$='/refused.xlsx']").await.unwrap();
    b.is_sound("preview").await.unwrap();
    let page = b.text().await.unwrap();
    assert!(page.contains("C5") && page.contains("D6"), "cell by cell: {page}");
    b.click("a[href*='outcome=added']").await.unwrap();
    b.until("a[href*='outcome=added']").await.unwrap();
    assert!(b.text().await.unwrap().contains("第二服务队"));
    b.click("form[action$='/run'] button").await.unwrap();
    b.until("form[action$='/undo']").await.unwrap();
    b.is_sound("result").await.unwrap();
    let import = b.path().await.unwrap();
    let list = teams(&b).await;
    assert!(list.contains("第一服务队") && !list.contains("第三服务队"));

    // Mended, the whole file goes in: what is there already is passed over.
    upload(&b, come, &MESSY.replace("垂钓", "文化体育").replace("2012-13-01", "2012-12-01")).await;
    assert!(b.text().await.unwrap().contains("已按上次"), "the columns are known by now");
    b.click("form.import-columns button[type=submit]").await.unwrap();
    b.until("form[action$='/run'] button").await.unwrap();
    b.click("form[action$='/run'] button").await.unwrap();
    b.until("form[action$='/undo']").await.unwrap();
    assert!(teams(&b).await.contains("第三服务队"));

    b.go(&import).await.unwrap();
    b.fill("reason", "拿错了文件").await.unwrap();
    b.click("form[action$='/undo'] button").await.unwrap();
    b.until(".notice.info").await.unwrap();
    b.is_sound("undone").await.unwrap();
    let list = teams(&b).await;
    assert!(!list.contains("第一服务队") && list.contains("第三服务队"), "only that import went back");
    b.go("/imports").await.unwrap();
    b.is_sound("imports").await.unwrap();
    b.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_desktop() {
    story("import", Come::Xlsx, Window::DESKTOP, Script::On).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_phone_without_script() {
    story("import-phone", Come::Csv, Window::PHONE, Script::Off).await;
}
