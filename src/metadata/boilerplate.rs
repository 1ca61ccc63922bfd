//! Texts that cameras, scanners and programs put where people's words belong. Facts known from archives full of them.
//!
//! The list is short on purpose: a caption that only resembles one of these is a caption.

/// What makers write into `ImageDescription` of every picture; compared without case, white space at its ends left out.
const CAMERAS: &[&str] = &[
    "olympus digital camera",
    "olympus camera",
    "digital camera",
    "digital still camera",
    "sony dsc",
    "sony digital still camera",
    "kodak digital still camera",
    "minolta digital camera",
    "konica minolta digital camera",
    "casio computer co.,ltd.",
    "samsung digital camera",
    "samsung camera pictures",
    "maginon digital camera",
    "vivitar digital camera",
    "hp digital camera",
    "exif_jpeg_picture",
    "dig_jpeg_picture",
    "dcf 1.0",
    "default",
    "binary comment",
    "asciiexif",
    "<untitled>",
    "my beautiful picture",
    "jpeg image",
    "imported from mobile",
];

/// How the marks of programs begin, in `ImageDescription` and in comments.
const PROGRAMS: &[&str] = &[
    "created with gimp",
    "created with the gimp",
    "creator: gd-jpeg",
    "creator: xv version",
    "file written by adobe photoshop",
    "lead technologies inc.",
    "kakadu-",
    "optimized by jpegmini",
    "applemark",
    "intel(r) jpeg library",
    "handmade software",
    "acd systems digital imaging",
    "lavc",
    "created by imagemagick",
];

/// Whether a text is a camera's or a program's mark and nobody's words.
pub(super) fn is_boilerplate(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    is_name_of_a_file(&text) || CAMERAS.contains(&text.as_str()) || PROGRAMS.iter().any(|mark| text.starts_with(mark))
}

/// A camera's own file name or place on its card (`DCIM\100MEDIA\DJI_0001.JPG`), as drones write it.
fn is_name_of_a_file(text: &str) -> bool {
    text.starts_with("dcim\\") || text.starts_with("dcim/")
}

#[cfg(test)]
mod tests {
    use super::is_boilerplate;

    #[test]
    fn what_cameras_and_programs_write_is_told_from_what_people_write() {
        for text in ["OLYMPUS DIGITAL CAMERA         ", "SONY DSC", "DCIM\\100MEDIA\\DJI_0012.JPG", "Created with GIMP"]
        {
            assert!(is_boilerplate(text), "{text}");
        }
        for text in ["", "My digital camera", "Default on the loan: protest in Athens", "A Sony DSC on a table"] {
            assert!(!is_boilerplate(text), "{text}");
        }
    }
}
