//! Photos come out the right way up, no larger than wanted, and without a word of where they were taken.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::Cursor;

use exif::experimental::Writer;
use exif::{Field, In, Rational, Tag, Value};
use hangji_files::photo::{LONGEST_SIDE, Place, SMALL_SIDE, redraw};
use hangji_files::{Kind, Unfit};
use image::{DynamicImage, GenericImageView as _, ImageFormat, Rgb, RgbImage, RgbaImage};

/// Left half red, right half blue.
fn picture(width: u32, height: u32) -> DynamicImage {
    RgbImage::from_fn(width, height, |x, _| if x < width / 2 { Rgb([200, 0, 0]) } else { Rgb([0, 0, 200]) }).into()
}

fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, format).unwrap();
    out.into_inner()
}

/// What a camera in Helan writes beside the picture, lying on its side.
fn exif() -> Vec<u8> {
    let field = |tag, value| Field { tag, ifd_num: In::PRIMARY, value };
    let angle = |d, m, s| {
        Value::Rational(vec![
            Rational { num: d, denom: 1 },
            Rational { num: m, denom: 1 },
            Rational { num: s, denom: 100 },
        ])
    };
    let word = |s: &str| Value::Ascii(vec![s.as_bytes().to_vec()]);
    let fields = [
        field(Tag::Make, word("SecretCamera")),
        field(Tag::Orientation, Value::Short(vec![6])),
        field(Tag::GPSLatitudeRef, word("N")),
        field(Tag::GPSLatitude, angle(38, 33, 1800)),
        field(Tag::GPSLongitudeRef, word("W")),
        field(Tag::GPSLongitude, angle(106, 20, 4200)),
    ];
    let mut writer = Writer::new();
    for f in &fields {
        writer.push_field(f);
    }
    let mut out = Cursor::new(Vec::new());
    writer.write(&mut out, false).unwrap();
    out.into_inner()
}

fn with_exif(jpeg: &[u8]) -> Vec<u8> {
    let body = [b"Exif\0\0".as_slice(), &exif()].concat();
    let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xFF, 0xE1], &length, &body, &jpeg[2..]].concat()
}

#[test]
fn a_photo_is_set_upright_and_says_nothing_of_its_camera() {
    let sent = with_exif(&encoded(&picture(60, 40), ImageFormat::Jpeg));
    assert!(sent.windows(12).any(|w| w == b"SecretCamera"));
    let photo = redraw(Kind::Jpeg, &sent).unwrap();
    assert_eq!(photo.place, Some(Place { latitude: 38_555_000, longitude: -106_345_000 }));
    for bytes in [&photo.bytes, &photo.small] {
        assert!(exif::Reader::new().read_from_container(&mut Cursor::new(bytes)).is_err());
        assert!(!bytes.windows(6).any(|w| w == b"Secret" || w == b"Exif\0\0"));
    }
    let shown = image::load_from_memory(&photo.bytes).unwrap();
    assert_eq!(shown.dimensions(), (40, 60));
    // Turned by a quarter: what was left is above.
    assert!(shown.get_pixel(20, 5)[0] > 150 && shown.get_pixel(20, 55)[2] > 150);
}

#[test]
fn a_large_photo_is_made_smaller_and_a_small_one_left() {
    let photo = redraw(Kind::Jpeg, &encoded(&picture(3000, 600), ImageFormat::Jpeg)).unwrap();
    assert_eq!(image::load_from_memory(&photo.bytes).unwrap().dimensions(), (LONGEST_SIDE, 512));
    assert_eq!(image::load_from_memory(&photo.small).unwrap().dimensions(), (SMALL_SIDE, 48));
    let photo = redraw(Kind::Png, &encoded(&picture(10, 1), ImageFormat::Png)).unwrap();
    assert_eq!((photo.kind, image::load_from_memory(&photo.bytes).unwrap().dimensions()), (Kind::Png, (10, 1)));
    assert!(photo.place.is_none());
}

#[test]
fn webp_becomes_what_every_program_opens() {
    let photo = redraw(Kind::Webp, &encoded(&picture(20, 20), ImageFormat::WebP)).unwrap();
    assert_eq!(photo.kind, Kind::Jpeg);
    let clear: DynamicImage = RgbaImage::new(20, 20).into();
    assert_eq!(redraw(Kind::Webp, &encoded(&clear, ImageFormat::WebP)).unwrap().kind, Kind::Png);
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, b| {
        (0..8).fold(crc ^ u32::from(*b), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 })
    })
}

fn chunk(name: &[u8], data: &[u8]) -> Vec<u8> {
    let body = [name, data].concat();
    [&u32::try_from(data.len()).unwrap().to_be_bytes(), body.as_slice(), &crc(&body).to_be_bytes()].concat()
}

#[test]
fn pictures_that_move_or_burst_are_refused() {
    let png = encoded(&picture(10, 10), ImageFormat::Png);
    // Signature and header take 33 bytes.
    let moving = [&png[..33], &chunk(b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0]), &png[33..]].concat();
    assert_eq!(redraw(Kind::Png, &moving).err(), Some(Unfit::Animated));
    let mut header = png[16..29].to_vec();
    header[..8].copy_from_slice(&[0, 0, 0xEA, 0x60, 0, 0, 0xEA, 0x60]);
    let bomb = [&png[..8], &chunk(b"IHDR", &header), &png[33..]].concat();
    assert_eq!(redraw(Kind::Png, &bomb).err(), Some(Unfit::TooManyPixels(50)));
    assert_eq!(redraw(Kind::Png, &png[..60]).err(), Some(Unfit::Damaged));
    assert_eq!(redraw(Kind::Jpeg, b"\xFF\xD8\xFF\xE0").err(), Some(Unfit::Damaged));
}
