//! Photos: drawn anew, so that nothing of what a camera wrote beside the picture stays (who, with what, where), the right
//! way up, and no larger than a screen needs. Where the photo was taken is read first and told, for the one ledger that
//! may need it.

use std::io::Cursor;

use exif::{In, Tag};
use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, Limits};

use crate::{Kind, Unfit};

/// Millions of pixels that a photo may have.
pub const MOST_MEGAPIXELS: u64 = 50;
/// The longest side of what is kept, in pixels.
pub const LONGEST_SIDE: u32 = 2560;
/// The longest side of the small copy.
pub const SMALL_SIDE: u32 = 240;
/// Quality of JPEG, of 100.
const QUALITY: u8 = 85;
/// Bytes that decoding may take: four for each pixel and room to work in.
const MOST_MEMORY: u64 = MOST_MEGAPIXELS * 1_000_000 * 4 + (64 << 20);

/// A place on earth (WGS 84), in millionths of a degree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// North of the equator; south is less than nothing.
    pub latitude: i64,
    /// East of Greenwich; west is less than nothing.
    pub longitude: i64,
}

/// A photo drawn anew.
pub struct Photo {
    /// JPEG or PNG.
    pub kind: Kind,
    /// The picture.
    pub bytes: Vec<u8>,
    /// The same, small, as JPEG or PNG like it.
    pub small: Vec<u8>,
    /// Where it was taken, if it said so.
    pub place: Option<Place>,
}

/// Draws a photo anew.
///
/// # Errors
/// If it is damaged, moves, or is larger than any camera makes them.
pub fn redraw(kind: Kind, bytes: &[u8]) -> Result<Photo, Unfit> {
    let place = place(bytes);
    let (picture, orientation) = decode(kind, bytes)?;
    let mut picture = plain(fit(picture, LONGEST_SIDE));
    picture.apply_orientation(orientation);
    let kind = match kind {
        Kind::Webp if !picture.color().has_alpha() => Kind::Jpeg,
        Kind::Webp => Kind::Png,
        kind => kind,
    };
    let small = picture.thumbnail(SMALL_SIDE.min(picture.width()), SMALL_SIDE.min(picture.height()));
    Ok(Photo { kind, bytes: encode(&picture, kind)?, small: encode(&small, kind)?, place })
}

fn decode(kind: Kind, bytes: &[u8]) -> Result<(DynamicImage, Orientation), Unfit> {
    let source = Cursor::new(bytes);
    match kind {
        Kind::Jpeg => draw(JpegDecoder::new(source).map_err(|e| unfit(&e))?),
        Kind::Png => {
            let decoder = PngDecoder::with_limits(source, limits()).map_err(|e| unfit(&e))?;
            if decoder.is_apng().map_err(|e| unfit(&e))? {
                return Err(Unfit::Animated);
            }
            draw(decoder)
        }
        Kind::Webp => {
            let decoder = WebPDecoder::new(source).map_err(|e| unfit(&e))?;
            if decoder.has_animation() {
                return Err(Unfit::Animated);
            }
            draw(decoder)
        }
        _ => Err(Unfit::Foreign),
    }
}

/// Decodes once the size that it claims is known to be bearable.
fn draw(mut decoder: impl ImageDecoder) -> Result<(DynamicImage, Orientation), Unfit> {
    let (width, height) = decoder.dimensions();
    if width == 0 || height == 0 {
        return Err(Unfit::Damaged);
    }
    if u64::from(width) * u64::from(height) > MOST_MEGAPIXELS * 1_000_000 || decoder.total_bytes() > MOST_MEMORY {
        return Err(Unfit::TooManyPixels(MOST_MEGAPIXELS));
    }
    decoder.set_limits(limits()).map_err(|e| unfit(&e))?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let picture = DynamicImage::from_decoder(decoder).map_err(|e| unfit(&e))?;
    Ok((picture, orientation))
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    limits
}

fn unfit(error: &ImageError) -> Unfit {
    match error {
        ImageError::Limits(_) => Unfit::TooManyPixels(MOST_MEGAPIXELS),
        _ => Unfit::Damaged,
    }
}

fn fit(picture: DynamicImage, side: u32) -> DynamicImage {
    if picture.width().max(picture.height()) <= side {
        return picture;
    }
    picture.resize(side, side, FilterType::Triangle)
}

/// In eight bits a colour, which both formats hold.
fn plain(picture: DynamicImage) -> DynamicImage {
    if picture.color().has_alpha() { picture.into_rgba8().into() } else { picture.into_rgb8().into() }
}

fn encode(picture: &DynamicImage, kind: Kind) -> Result<Vec<u8>, Unfit> {
    let mut out = Vec::new();
    let done = match kind {
        Kind::Png => picture.write_to(&mut Cursor::new(&mut out), ImageFormat::Png),
        _ => JpegEncoder::new_with_quality(&mut out, QUALITY).encode_image(&picture.to_rgb8()),
    };
    done.map_err(|e| unfit(&e))?;
    Ok(out)
}

/// Where a photo says that it was taken.
fn place(bytes: &[u8]) -> Option<Place> {
    let read = exif::Reader::new().read_from_container(&mut Cursor::new(bytes)).ok()?;
    let degrees = |tag: Tag, reference: Tag, minus: &str, most: f64| {
        let exif::Value::Rational(parts) = &read.get_field(tag, In::PRIMARY)?.value else { return None };
        let part = |i: usize| parts.get(i).filter(|p| p.denom != 0).map_or(0.0, exif::Rational::to_f64);
        parts.first().filter(|p| p.denom != 0)?;
        let whole = part(0) + part(1) / 60.0 + part(2) / 3600.0;
        let side = read.get_field(reference, In::PRIMARY).map(|f| f.display_value().to_string()).unwrap_or_default();
        let whole = if side.starts_with(minus) { -whole } else { whole };
        (whole.abs() <= most).then(|| (whole * 1e6).round() as i64)
    };
    Some(Place {
        latitude: degrees(Tag::GPSLatitude, Tag::GPSLatitudeRef, "S", 90.0)?,
        longitude: degrees(Tag::GPSLongitude, Tag::GPSLongitudeRef, "W", 180.0)?,
    })
}
