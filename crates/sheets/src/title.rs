//! Column titles: what makes two of them the same, and the unit that one may carry.

use crate::values::{half_width, is_space};

/// Units and remarks that may stand in brackets without making it another column.
const UNITS: &[&str] = &[
    "元",
    "万元",
    "亿元",
    "千元",
    "百元",
    "百万元",
    "千万元",
    "角",
    "分",
    "人",
    "万人",
    "人次",
    "户",
    "万户",
    "户次",
    "个",
    "次",
    "名",
    "件",
    "项",
    "家",
    "张",
    "票",
    "天",
    "日",
    "月",
    "年",
    "岁",
    "小时",
    "分钟",
    "条",
    "处",
    "篇",
    "期",
    "场",
    "份",
    "册",
    "亩",
    "万亩",
    "公顷",
    "平方米",
    "㎡",
    "米",
    "公里",
    "千米",
    "吨",
    "公斤",
    "千克",
    "斤",
    "%",
    "百分比",
    "元/人",
    "元/月",
    "元/年",
    "元/亩",
];
const REMARKS: &[&str] = &["必填", "选填", "可选", "不填", "格式", "yyyy", "年月日", "下拉", "required", "optional"];

/// The form in which titles are compared: half width, lower case, without spaces, punctuation, `*`, and without
/// brackets that hold only a unit or a remark.
pub fn normal_title(title: &str) -> String {
    normal(title, |inside| unit_of(inside).is_some() || REMARKS.iter().any(|remark| inside.contains(remark)))
}

/// The same without any brackets, for a second try.
pub(crate) fn bare_title(title: &str) -> String {
    normal(title, |_| true)
}

/// The unit in a title: `投资(万元)`, `人数（单位：人）`.
pub fn title_unit(title: &str) -> Option<String> {
    pieces(&lower(title)).into_iter().find_map(|piece| match piece {
        Piece::Inside(text) => unit_of(&text).map(str::to_owned),
        Piece::Outside(_) => None,
    })
}

/// The unit in a line above the table: `单位：万元`.
pub(crate) fn line_unit(line: &str) -> Option<String> {
    let line = lower(line);
    line.match_indices("单位:").find_map(|(at, mark)| {
        let rest = &line[at + mark.len()..];
        let word =
            rest.trim_start().split(|c: char| is_space(c) || matches!(c, ',' | ';' | '、' | ')' | '。')).next()?;
        unit_of(word).map(str::to_owned)
    })
}

fn lower(text: &str) -> String {
    half_width(text).to_lowercase()
}

fn unit_of(inside: &str) -> Option<&'static str> {
    let inside: String = inside.chars().filter(|c| !is_space(*c)).collect();
    let word = inside.strip_prefix("计量单位:").or_else(|| inside.strip_prefix("单位:")).unwrap_or(&inside);
    UNITS.iter().find(|unit| **unit == word).copied()
}

fn normal(title: &str, drop: impl Fn(&str) -> bool) -> String {
    let mut normal = String::new();
    for piece in pieces(&lower(title)) {
        match piece {
            Piece::Inside(text) if drop(&text) => {}
            Piece::Inside(text) | Piece::Outside(text) => {
                normal.extend(text.chars().filter(|c| c.is_alphanumeric() || *c == '%'))
            }
        }
    }
    normal
}

enum Piece {
    Outside(String),
    Inside(String),
}

/// Splits at brackets; one that is never closed is only punctuation.
fn pieces(title: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = title;
    while let Some(open) = rest.find(['(', '[', '【', '〔', '{', '<', '《']) {
        let width = rest[open..].chars().next().map_or(1, char::len_utf8);
        let Some(length) = rest[open + width..].find([')', ']', '】', '〕', '}', '>', '》']) else { break };
        let close = open + width + length;
        pieces.push(Piece::Outside(rest[..open].to_owned()));
        pieces.push(Piece::Inside(rest[open + width..close].to_owned()));
        rest = &rest[close + rest[close..].chars().next().map_or(1, char::len_utf8)..];
    }
    pieces.push(Piece::Outside(rest.to_owned()));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles() {
        for (title, normal) in [
            ("姓　名", "姓名"),
            ("* 走访日期：", "走访日期"),
            ("投资（万元）", "投资"),
            ("投资\n(单位：万元)", "投资"),
            ("电话（手机）", "电话手机"),
            ("日期(格式：yyyy-mm-dd)", "日期"),
            ("ＩＤ　Ｎo.", "idno"),
            ("占比%", "占比%"),
            ("（未闭合", "未闭合"),
            ("", ""),
        ] {
            assert_eq!(normal_title(title), normal, "{title}");
        }
        assert_eq!(bare_title("电话（手机）"), "电话");
        for (title, unit) in
            [("投资(万元)", Some("万元")), ("人数（单位：人）", Some("人")), ("电话（手机）", None), ("投资", None)]
        {
            assert_eq!(title_unit(title).as_deref(), unit, "{title}");
        }
        assert_eq!(line_unit("填报单位：滨河镇   单位：万元").as_deref(), Some("万元"));
        assert_eq!(line_unit("填报单位：滨河镇"), None);
    }
}
