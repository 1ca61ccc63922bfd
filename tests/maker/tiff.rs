//! TIFF 6.0: one uncompressed RGB strip, with Exif, IIM, XMP and an ICC profile in their tags.
use super::exif::{Directory, TagValue};
use super::picture::Picture;

/// The whole file.
pub fn file(picture: &Picture) -> Vec<u8> {
    let (width, height) = (picture.width, picture.height);
    let pixels: Vec<u8> = (0..height).flat_map(|y| (0..width).flat_map(move |x| picture.pixel(x, y))).collect();
    let mut tags = vec![
        (256, TagValue::Long(vec![width])),
        (257, TagValue::Long(vec![height])),
        (258, TagValue::Short(vec![8, 8, 8])),
        (259, TagValue::Short(vec![1])),
        (262, TagValue::Short(vec![2])),
        (273, TagValue::Long(vec![0])),
        (277, TagValue::Short(vec![3])),
        (278, TagValue::Long(vec![height])),
        (279, TagValue::Long(vec![u32::try_from(pixels.len()).expect("a small picture")])),
        (282, TagValue::Rational(vec![(72, 1)])),
        (283, TagValue::Rational(vec![(72, 1)])),
        (296, TagValue::Short(vec![2])),
    ];
    tags.extend(picture.xmp.as_ref().map(|xmp| (700, TagValue::Byte(xmp.packet()))));
    tags.extend(picture.iim.as_ref().map(|iim| (33723, TagValue::Undefined(iim.bytes()))));
    tags.extend(picture.icc.as_ref().map(|profile| (34675, TagValue::Undefined(profile.clone()))));
    let exif = picture.exif.clone().unwrap_or_default();
    let exif = tags.into_iter().fold(exif, |exif, (tag, value)| exif.tag(Directory::Main, tag, value));
    exif.laid_out(&pixels)
}
