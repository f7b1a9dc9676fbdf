//! Yes and no.

use super::text::number_text;
use super::{ValueError, plain};
use crate::Cell;

/// 是/否, √/×, 有/无, Y/N, yes/no, true/false, 1/0.
pub fn yes_no(cell: &Cell) -> Result<Option<bool>, ValueError> {
    let text = match cell {
        Cell::Number(number) | Cell::Date(number) => number_text(*number),
        cell => match plain(cell)? {
            Some(text) => text.to_lowercase(),
            None => return Ok(None),
        },
    };
    match text.as_str() {
        "是" | "有" | "对" | "已" | "√" | "✓" | "✔" | "☑" | "v" | "y" | "yes" | "true" | "t" | "1" => {
            Ok(Some(true))
        }
        "否" | "无" | "没有" | "不是" | "未" | "×" | "✗" | "✘" | "✕" | "╳" | "☒" | "x" | "n" | "no" | "false" | "f"
        | "0" => Ok(Some(false)),
        _ => Err(ValueError::NotYesNo { seen: ValueError::seen(&text) }),
    }
}
