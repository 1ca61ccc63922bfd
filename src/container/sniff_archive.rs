//! Which document it is that comes as an archive: a ZIP (office documents, EPUB, IDML) or Microsoft's compound file.
use super::order::{le16, le32};
use super::reader::Reader;

/// The most of a ZIP's central directory that is read: the telling names stand at its beginning.
const MOST_DIRECTORY: u64 = 256 * 1024;
const ZIP: &str = "application/zip";

/// The media type of a ZIP archive, by its `mimetype` entry (EPUB and OpenDocument) or by the names in it.
pub(super) fn zip(reader: &mut Reader<'_>, extension: &str) -> &'static str {
    let head = reader.some(0, 128).to_vec();
    if head.get(30..38) == Some(b"mimetype") {
        let extra = usize::from(le16(&head, 28).unwrap_or(0));
        let declared = head.get(38 + extra..).unwrap_or(&[]);
        if let Some(known) = DECLARED.iter().find(|known| declared.starts_with(known.as_bytes())) {
            return known;
        }
    }
    let names = central_directory(reader).unwrap_or_else(|| head.get(30..).unwrap_or(&[]).to_vec());
    let has = |name: &[u8]| memchr::memmem::find(&names, name).is_some();
    match extension {
        _ if has(b"word/vbaProject.bin") => "application/vnd.ms-word.document.macroEnabled.12",
        _ if has(b"xl/vbaProject.bin") => "application/vnd.ms-excel.sheet.macroEnabled.12",
        _ if has(b"ppt/vbaProject.bin") => "application/vnd.ms-powerpoint.presentation.macroEnabled.12",
        "dotx" if has(b"word/") => "application/vnd.openxmlformats-officedocument.wordprocessingml.template",
        "xltx" if has(b"xl/") => "application/vnd.openxmlformats-officedocument.spreadsheetml.template",
        "potx" if has(b"ppt/") => "application/vnd.openxmlformats-officedocument.presentationml.template",
        "ppsx" if has(b"ppt/") => "application/vnd.openxmlformats-officedocument.presentationml.slideshow",
        _ if has(b"word/") => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        _ if has(b"ppt/") => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        _ if has(b"xl/") => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ if has(b"designmap.xml") => "application/vnd.adobe.indesign-idml-package",
        "numbers" if has(b"Index/") || has(b"index.xml") => "application/x-iwork-numbers-sffnumbers",
        "pages" if has(b"Index/") || has(b"index.xml") => "application/x-iwork-pages-sffpages",
        "key" if has(b"Index/") || has(b"index.apxl") => "application/x-iwork-keynote-sffkey",
        _ if has(b"CaptureOne/") => "application/x-captureone",
        _ if has(b"AndroidManifest.xml") => "application/vnd.android.package-archive",
        _ if has(b"META-INF/MANIFEST.MF") => "application/java-archive",
        _ => ZIP,
    }
}

/// Types that an archive declares of itself; longer ones first.
const DECLARED: [&str; 13] = [
    "application/epub+zip",
    "application/vnd.adobe.indesign-idml-package",
    "application/vnd.oasis.opendocument.text-template",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.presentation",
    "application/vnd.oasis.opendocument.graphics",
    "application/vnd.oasis.opendocument.formula",
    "application/vnd.oasis.opendocument.chart",
    "application/vnd.oasis.opendocument.image",
    "application/vnd.oasis.opendocument.database",
    "application/vnd.recordare.musicxml",
    "image/openraster",
];

/// The central directory, found from the end record in the last 64 KiB (APPNOTE 4.3.16).
fn central_directory(reader: &mut Reader<'_>) -> Option<Vec<u8>> {
    let from = reader.len().saturating_sub(65_557);
    let tail = reader.some(from, 65_557).to_vec();
    let at = memchr::memmem::rfind(&tail, b"PK\x05\x06")?;
    let (size, start) = (le32(&tail, at + 12)?, le32(&tail, at + 16)?);
    Some(reader.some(u64::from(start), usize::try_from(u64::from(size).min(MOST_DIRECTORY)).ok()?).to_vec())
}

/// The media type of a compound file (MS-CFB), by the streams that its first directory sector names.
pub(super) fn compound(reader: &mut Reader<'_>, extension: &str) -> &'static str {
    let head: [u8; 52] = reader.array(0).unwrap_or([0; 52]);
    let shift = le16(&head, 30).unwrap_or(9).clamp(7, 16);
    let sector = u64::from(le32(&head, 48).unwrap_or(0));
    let directory = reader.some((sector + 1) << shift, 4096).to_vec();
    let has = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        memchr::memmem::find(&directory, &wide).is_some()
    };
    match extension {
        _ if has("WordDocument") => "application/msword",
        _ if has("Workbook") || has("Book\0") => "application/vnd.ms-excel",
        _ if has("PowerPoint Document") => "application/vnd.ms-powerpoint",
        _ if has("VisioDocument") => "application/x-visio",
        _ if has("Image Contents") || has("Data Object Store") => "image/vnd.fpx",
        "doc" | "dot" => "application/msword",
        "xls" => "application/vnd.ms-excel",
        "ppt" | "pps" => "application/vnd.ms-powerpoint",
        "max" => "application/x-3ds",
        _ => "image/vnd.fpx",
    }
}
