//! QR codes, as the pages show them.

use domain::Result;
use qrcode::{EcLevel, QrCode, render::svg};

/// An `<svg>` element that scales.
///
/// # Errors
/// `Internal` when the text is longer than a code can be.
pub fn qr_svg(text: &str) -> Result<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M)?;
    let svg = code.render::<svg::Color<'_>>().module_dimensions(1, 1).quiet_zone(true).build();
    // Without the XML declaration it can stand inside a page.
    Ok(svg.split_once("?>").map_or(svg.clone(), |(_, element)| element.to_owned()))
}
