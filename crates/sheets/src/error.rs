//! Why a file was refused, precise enough that its author can repair it; in English (`Display`) and Chinese (`zh`).

use crate::cell::column_letters;

/// What a file that is no workbook looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seems {
    /// A PDF document.
    Pdf,
    /// A picture.
    Image,
    /// A Word document.
    Word,
    /// A presentation.
    Slides,
    /// A web page, often one that a web system calls .xls.
    Html,
    /// Some other XML, for instance the XML spreadsheet of 2003.
    Xml,
    /// A workbook with a password.
    Encrypted,
    /// A binary workbook (.xlsb).
    Xlsb,
    /// A zip, rar or 7z archive.
    Archive,
    /// An Office file of another kind.
    OtherOffice,
    /// Bytes that are no text.
    Binary,
}

impl Seems {
    fn en(self) -> &'static str {
        match self {
            Self::Pdf => "a PDF document",
            Self::Image => "a picture",
            Self::Word => "a Word document",
            Self::Slides => "a presentation",
            Self::Html => "a web page",
            Self::Xml => "an XML file",
            Self::Encrypted => "a workbook protected by a password",
            Self::Xlsb => "a binary workbook (.xlsb)",
            Self::Archive => "an archive",
            Self::OtherOffice => "another kind of Office file",
            Self::Binary => "a binary file",
        }
    }

    fn zh(self) -> &'static str {
        match self {
            Self::Pdf => "PDF 文件",
            Self::Image => "图片",
            Self::Word => "Word 文档",
            Self::Slides => "演示文稿",
            Self::Html => "网页",
            Self::Xml => "XML 文件",
            Self::Encrypted => "加了密码的工作簿",
            Self::Xlsb => "二进制工作簿（.xlsb）",
            Self::Archive => "压缩包",
            Self::OtherOffice => "其他 Office 文件",
            Self::Binary => "二进制文件",
        }
    }

    fn remedy(self) -> (&'static str, &'static str) {
        match self {
            Self::Html | Self::Xml | Self::Xlsb | Self::OtherOffice => (
                "open it in Excel or WPS, save it as .xlsx and try again",
                "请用 Excel 或 WPS 打开，另存为 .xlsx 后重试",
            ),
            Self::Encrypted => {
                ("remove the password, save it as .xlsx and try again", "请取消密码，另存为 .xlsx 后重试")
            }
            Self::Archive => ("unpack it and send the workbook inside", "请解压后上传其中的表格"),
            _ => (
                "put the table into a workbook, save it as .xlsx and try again",
                "请把表格放入工作簿，另存为 .xlsx 后重试",
            ),
        }
    }
}

/// Why a file could not be read, understood or written.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "field names say it: file, sheet and title as seen, row from 1, column from 0")]
pub enum SheetError {
    /// The disk refused.
    Io { file: String, detail: String },
    /// The file has no bytes, or no cell has content.
    Nothing { file: String },
    /// More bytes than `Limits::file_bytes`.
    FileTooLarge { file: String, limit: u64 },
    /// It is something else.
    NotAWorkbook { file: String, seems: Seems },
    /// It inflates beyond `Limits::expanded_bytes`, or has too many parts.
    Bomb { file: String, limit: u64 },
    /// The file contradicts its own format; the detail is a reader's, for whoever looks into it, and not told.
    Damaged { file: String, detail: String },
    /// Text in no encoding that we know.
    Encoding { file: String, line: usize },
    /// A quotation mark that is never closed.
    OpenQuote { file: String, line: usize },
    /// More rows than `Limits::rows`.
    TooManyRows { sheet: String, row: usize, limit: usize },
    /// Content to the right of `Limits::columns`.
    TooManyColumns { sheet: String, row: usize, column: usize, limit: usize },
    /// A cell longer than `Limits::cell_chars`.
    CellTooLong { sheet: String, row: usize, column: usize, limit: usize },
    /// All cells together take more memory than `Limits::expanded_bytes`.
    TooMuch { sheet: String, row: usize, limit: u64 },
    /// No row looks like the header that was asked for.
    NoHeader { wanted: Vec<String>, seen: Vec<String> },
    /// The header lacks required columns.
    MissingColumns { sheet: String, row: usize, missing: Vec<String>, seen: Vec<String> },
    /// Two columns mean the same.
    DuplicateColumn { sheet: String, row: usize, title: String, first: usize, second: usize },
    /// There is no such sheet, or no such row among those that may be a header.
    NoSuchRow { sheet: usize, row: usize },
    /// A workbook could not be written.
    Write { file: String, detail: String },
}

impl std::fmt::Display for SheetError {
    #[expect(clippy::too_many_lines, reason = "a sentence for each error")]
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Io { file, detail } => write!(f, "{file}: cannot be read: {detail}"),
            Self::Nothing { file } => write!(f, "{file}: there is nothing in this file"),
            Self::FileTooLarge { file, limit } => {
                write!(f, "{file}: larger than {} MB; split it and try again", limit >> 20)
            }
            Self::NotAWorkbook { file, seems } => {
                write!(f, "{file}: seems to be {}; {}", seems.en(), seems.remedy().0)
            }
            Self::Bomb { file, limit } => write!(
                f,
                "{file}: expands to more than {} MB or to too many parts; copy the table into a new workbook and try again",
                limit >> 20
            ),
            Self::Damaged { file, .. } => write!(
                f,
                "{file}: damaged or incomplete; open it in Excel or WPS, save it as a new .xlsx and try again"
            ),
            Self::Encoding { file, line } => write!(
                f,
                "{file}: line {line} is neither UTF-8 nor GB18030 text; save it as .xlsx or as CSV in UTF-8 and try again"
            ),
            Self::OpenQuote { file, line } => {
                write!(f, "{file}: the quotation mark opened in line {line} is never closed")
            }
            Self::TooManyRows { sheet, row, limit } => {
                write!(f, "sheet “{sheet}”: more than {limit} rows (at row {row}); split it and try again")
            }
            Self::TooManyColumns { sheet, row, column, limit } => write!(
                f,
                "sheet “{sheet}”: cell {}{row} lies beyond the {limit} columns that can be read",
                column_letters(*column)
            ),
            Self::CellTooLong { sheet, row, column, limit } => {
                write!(f, "sheet “{sheet}”: cell {}{row} has more than {limit} characters", column_letters(*column))
            }
            Self::TooMuch { sheet, row, limit } => write!(
                f,
                "sheet “{sheet}”: the cells up to row {row} take more than {} MB; split it and try again",
                limit >> 20
            ),
            Self::NoHeader { wanted, seen } => write!(
                f,
                "no header row found with {}; the file has: {}",
                wanted.join(", "),
                or(seen.join(", "), "nothing")
            ),
            Self::MissingColumns { sheet, row, missing, seen } => write!(
                f,
                "sheet “{sheet}”, row {row}: the columns {} are missing; the header has: {}",
                missing.join(", "),
                seen.join(", ")
            ),
            Self::DuplicateColumn { sheet, row, title, first, second } => write!(
                f,
                "sheet “{sheet}”, row {row}: the columns {} and {} are both “{title}”; keep one",
                column_letters(*first),
                column_letters(*second)
            ),
            Self::NoSuchRow { sheet, row } => write!(
                f,
                "there is no row {row} on sheet {} that may be a header: choose one of the first rows",
                sheet + 1
            ),
            Self::Write { file, detail } => write!(f, "{file}: cannot be written: {detail}"),
        }
    }
}

impl std::error::Error for SheetError {}

impl SheetError {
    /// The same in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::Io { file, detail } => format!("{file}：无法读取（{detail}）"),
            Self::Nothing { file } => format!("{file}：文件是空的"),
            Self::FileTooLarge { file, limit } => format!("{file}：超过 {} MB，请拆分后重试", limit >> 20),
            Self::NotAWorkbook { file, seems } => format!("{file}：看起来是{}；{}", seems.zh(), seems.remedy().1),
            Self::Bomb { file, limit } => {
                format!("{file}：展开后超过 {} MB 或部件过多，请把表格复制到新工作簿后重试", limit >> 20)
            }
            Self::Damaged { file, .. } => {
                format!("{file}：文件已损坏或不完整，请用 Excel 或 WPS 打开并另存为新的 .xlsx 后重试")
            }
            Self::Encoding { file, line } => format!(
                "{file}：第 {line} 行既不是 UTF-8 也不是 GB18030 编码，请另存为 .xlsx 或 UTF-8 编码的 CSV 后重试"
            ),
            Self::OpenQuote { file, line } => format!("{file}：第 {line} 行的引号没有闭合"),
            Self::TooManyRows { sheet, row, limit } => {
                format!("工作表“{sheet}”：超过 {limit} 行（到第 {row} 行），请拆分后重试")
            }
            Self::TooManyColumns { sheet, row, column, limit } => {
                format!("工作表“{sheet}”：单元格 {}{row} 超出可读取的 {limit} 列", column_letters(*column))
            }
            Self::CellTooLong { sheet, row, column, limit } => {
                format!("工作表“{sheet}”：单元格 {}{row} 超过 {limit} 个字", column_letters(*column))
            }
            Self::TooMuch { sheet, row, limit } => {
                format!("工作表“{sheet}”：到第 {row} 行内容已超过 {} MB，请拆分后重试", limit >> 20)
            }
            Self::NoHeader { wanted, seen } => {
                format!("找不到表头（需要：{}）；文件中有：{}", wanted.join("、"), or(seen.join("、"), "空"))
            }
            Self::MissingColumns { sheet, row, missing, seen } => {
                format!("工作表“{sheet}”第 {row} 行表头缺少：{}；现有：{}", missing.join("、"), seen.join("、"))
            }
            Self::DuplicateColumn { sheet, row, title, first, second } => format!(
                "工作表“{sheet}”第 {row} 行：{} 列和 {} 列都是“{title}”，请保留一列",
                column_letters(*first),
                column_letters(*second)
            ),
            Self::NoSuchRow { sheet, row } => {
                format!("第 {} 张工作表没有可作表头的第 {row} 行：请在前面的行中选择", sheet + 1)
            }
            Self::Write { file, detail } => format!("{file}：无法写入（{detail}）"),
        }
    }
}

fn or(text: String, otherwise: &str) -> String {
    if text.is_empty() { otherwise.to_owned() } else { text }
}
