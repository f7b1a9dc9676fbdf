//! A picture that a phone reads (QR code), as SVG without style or script.

use hangji_ui::{Markup, html};
use qrcode::{Color, EcLevel, QrCode};

/// Modules of white around it, as the standard demands.
const QUIET: usize = 4;

/// The picture of a text, or nothing if the text is too long for one.
pub(crate) fn picture(text: &str, label: &str) -> Option<Markup> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (i, _) in code.to_colors().iter().enumerate().filter(|(_, c)| **c == Color::Dark) {
        path.push_str(&format!("M{} {}h1v1h-1z", i % width + QUIET, i / width + QUIET));
    }
    let all = width + 2 * QUIET;
    Some(html! {
        svg.qr viewBox={ "0 0 " (all) " " (all) } width="232" height="232" role="img" aria-label=(label) {
            rect width=(all) height=(all) fill="#fff" {}
            path d=(path) fill="#000" {}
        }
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_picture_has_a_name_and_no_style() {
        let text = super::picture("otpauth://totp/x", "<the picture>").expect("short enough").into_string();
        assert!(text.contains("aria-label=\"&lt;the picture&gt;\"") && !text.contains("style"));
        assert!(super::picture(&"x".repeat(5000), "").is_none());
    }
}
