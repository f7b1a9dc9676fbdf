//! What goes out: columns with their form, and cells.

/// How a column is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutKind {
    /// Text, formatted as text so that codes and identity numbers survive.
    Text,
    /// Whole numbers.
    Whole,
    /// Yuan with two decimals.
    Money,
    /// Numbers with so many decimals.
    Decimal(u32),
    /// Days.
    Date,
}

/// A column of a workbook that we write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutColumn {
    /// The title, without any mark.
    pub title: String,
    /// The width in characters (a Chinese character counts two).
    pub width: u8,
    /// Shown when the pointer rests on the title (templates only).
    pub note: Option<String>,
    /// A drop-down list, if not empty (templates only).
    pub options: Vec<String>,
    /// How its cells are written.
    pub kind: OutKind,
    /// Marked with * (templates only).
    pub required: bool,
}

/// One cell on its way out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Out<'a> {
    /// Nothing.
    Empty,
    /// Text; never a formula.
    Text(&'a str),
    /// A whole number.
    Whole(i64),
    /// Money in fen, written in yuan.
    Fen(i64),
    /// A number times a power of ten: so many decimals.
    Decimal(i64, u32),
    /// A day in ISO 8601.
    Date(&'a str),
}

/// A scaled number with its decimals.
pub(crate) fn decimal(scaled: i64, decimals: u32) -> String {
    if decimals == 0 {
        return scaled.to_string();
    }
    let ten = 10_u64.pow(decimals.min(18));
    let sign = if scaled < 0 { "-" } else { "" };
    let (whole, part) = (scaled.unsigned_abs() / ten, scaled.unsigned_abs() % ten);
    format!("{sign}{whole}.{part:0width$}", width = decimals.min(18) as usize)
}

/// Fen as yuan with two decimals.
pub(crate) fn yuan(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    let fen = fen.unsigned_abs();
    format!("{sign}{}.{:02}", fen / 100, fen % 100)
}

/// Text as a file can hold it: line breaks as `\n`, other control characters visible as U+FFFD.
pub(crate) fn clean(text: &str) -> std::borrow::Cow<'_, str> {
    let bad = |c: char| (c.is_control() && !matches!(c, '\t' | '\n')) || matches!(c, '\u{FFFE}' | '\u{FFFF}');
    if !text.contains(bad) {
        return text.into();
    }
    let joined = text.replace("\r\n", "\n");
    joined
        .chars()
        .map(|c| {
            if c == '\r' {
                '\n'
            } else if bad(c) {
                char::REPLACEMENT_CHARACTER
            } else {
                c
            }
        })
        .collect()
}
