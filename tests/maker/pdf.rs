//! PDF 1.7 of one page, with an Info dictionary and an XMP packet.
use super::xmp::Xmp;

/// A document of one page with a line of text.
#[derive(Clone)]
pub struct Document {
    line: String,
    pages: usize,
    info: Vec<(String, String)>,
    xmp: Option<Xmp>,
}

impl Document {
    /// A page that says something, in ASCII.
    pub fn new(line: &str) -> Document {
        Document { line: line.to_owned(), pages: 1, info: Vec::new(), xmp: None }
    }

    pub fn pages(self, pages: usize) -> Document {
        Document { pages, ..self }
    }

    /// An entry of the Info dictionary: `Title`, `Author` ...; written in UTF-16 if it is not ASCII.
    pub fn info(mut self, key: &str, text: &str) -> Document {
        self.info.push((key.to_owned(), text.to_owned()));
        self
    }

    pub fn xmp(self, xmp: Xmp) -> Document {
        Document { xmp: Some(xmp), ..self }
    }

    pub fn pdf(&self) -> Vec<u8> {
        let first_page = 6;
        let kids: Vec<String> = (0..self.pages).map(|page| format!("{} 0 R", first_page + page)).collect();
        let info: String = self.info.iter().map(|(key, text)| format!("/{key} {} ", string(text))).collect();
        let metadata = if self.xmp.is_some() { " /Metadata 5 0 R" } else { "" };
        let packet = self.xmp.as_ref().map(Xmp::packet).unwrap_or_default();
        let content = format!("BT /F1 24 Tf 72 720 Td ({}) Tj ET", self.line);
        let mut objects = vec![
            format!("<< /Type /Catalog /Pages 2 0 R{metadata} >>").into_bytes(),
            format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), self.pages).into_bytes(),
            format!("<< {info}>>").into_bytes(),
            stream("", content.as_bytes()),
            stream(" /Type /Metadata /Subtype /XML", &packet),
        ];
        let font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>";
        let page = format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 {font} \
             >> >> >>"
        );
        objects.extend((0..self.pages).map(|_| page.clone().into_bytes()));
        assemble(&objects)
    }
}

fn assemble(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (number, object) in objects.iter().enumerate() {
        table += &format!("{:010} 00000 n \n", file.len());
        file.extend_from_slice(format!("{} 0 obj\n", number + 1).as_bytes());
        file.extend_from_slice(object);
        file.extend_from_slice(b"\nendobj\n");
    }
    let start = file.len();
    let size = objects.len() + 1;
    let trailer = format!("trailer\n<< /Size {size} /Root 1 0 R /Info 3 0 R >>\nstartxref\n{start}\n%%EOF\n");
    [file, table.into_bytes(), trailer.into_bytes()].concat()
}

fn stream(entries: &str, data: &[u8]) -> Vec<u8> {
    let head = format!("<< /Length {}{entries} >>\nstream\n", data.len());
    [head.as_bytes(), data, b"\nendstream"].concat()
}

/// A text string (7.9.2.2): literal, or hexadecimal UTF-16BE with its mark.
fn string(text: &str) -> String {
    if text.is_ascii() {
        return format!("({})", text.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)"));
    }
    let units: String = text.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
    format!("<FEFF{units}>")
}
