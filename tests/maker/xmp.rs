//! XMP packets and sidecars (ISO 16684-1): simple values, bags, sequences, language alternatives, and XML as it is.
use std::fmt::Write;

const NAMESPACES: [(&str, &str); 16] = [
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("photoshop", "http://ns.adobe.com/photoshop/1.0/"),
    ("xmp", "http://ns.adobe.com/xap/1.0/"),
    ("xmpRights", "http://ns.adobe.com/xap/1.0/rights/"),
    ("xmpMM", "http://ns.adobe.com/xap/1.0/mm/"),
    ("xmpDM", "http://ns.adobe.com/xmp/1.0/DynamicMedia/"),
    ("Iptc4xmpCore", "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"),
    ("Iptc4xmpExt", "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"),
    ("plus", "http://ns.useplus.org/ldf/xmp/1.0/"),
    ("lr", "http://ns.adobe.com/lightroom/1.0/"),
    ("tiff", "http://ns.adobe.com/tiff/1.0/"),
    ("exif", "http://ns.adobe.com/exif/1.0/"),
    ("aux", "http://ns.adobe.com/exif/1.0/aux/"),
    ("digiKam", "http://www.digikam.org/ns/1.0/"),
    ("pdf", "http://ns.adobe.com/pdf/1.3/"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
];

/// XMP to be: properties in the order given.
#[derive(Clone, Default)]
pub struct Xmp {
    properties: String,
    prefixes: Vec<&'static str>,
}

impl Xmp {
    pub fn new() -> Xmp {
        Xmp::default()
    }

    /// A simple value.
    pub fn text(self, name: &str, text: &str) -> Xmp {
        self.property(name, &escaped(text))
    }

    /// An unordered array.
    pub fn bag(self, name: &str, items: &[&str]) -> Xmp {
        let items: String = items.iter().map(|item| format!("<rdf:li>{}</rdf:li>", escaped(item))).collect();
        self.property(name, &format!("<rdf:Bag>{items}</rdf:Bag>"))
    }

    /// An ordered array.
    pub fn seq(self, name: &str, items: &[&str]) -> Xmp {
        let items: String = items.iter().map(|item| format!("<rdf:li>{}</rdf:li>", escaped(item))).collect();
        self.property(name, &format!("<rdf:Seq>{items}</rdf:Seq>"))
    }

    /// A language alternative: languages and texts, `x-default` first.
    pub fn alt(self, name: &str, texts: &[(&str, &str)]) -> Xmp {
        let item =
            |(language, text): &(&str, &str)| format!("<rdf:li xml:lang=\"{language}\">{}</rdf:li>", escaped(text));
        let items: String = texts.iter().map(item).collect();
        self.property(name, &format!("<rdf:Alt>{items}</rdf:Alt>"))
    }

    /// XML as it is: a property's content, or, with an empty name, whole elements.
    pub fn xml(self, name: &str, xml: &str) -> Xmp {
        self.property(name, xml)
    }

    fn property(mut self, name: &str, xml: &str) -> Xmp {
        for (prefix, _) in NAMESPACES {
            let is_used = name.starts_with(&format!("{prefix}:")) || xml.contains(&format!("<{prefix}:"));
            if is_used && prefix != "rdf" && !self.prefixes.contains(&prefix) {
                self.prefixes.push(prefix);
            }
        }
        let element = if name.is_empty() { format!("   {xml}\n") } else { format!("   <{name}>{xml}</{name}>\n") };
        self.properties += &element;
        self
    }

    fn rdf(&self) -> String {
        let mut names = String::new();
        for (prefix, uri) in NAMESPACES.iter().filter(|(prefix, _)| self.prefixes.contains(prefix)) {
            write!(names, "\n    xmlns:{prefix}=\"{uri}\"").expect("a string takes what it is given");
        }
        format!(
            "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n <rdf:RDF xmlns:rdf=\"{}\">\n  <rdf:Description \
             rdf:about=\"\"{names}>\n{}  </rdf:Description>\n </rdf:RDF>\n</x:xmpmeta>\n",
            NAMESPACES[15].1, self.properties
        )
    }

    /// A packet to embed, with some room to grow.
    pub fn packet(&self) -> Vec<u8> {
        let begin = "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n";
        let room = format!("{}\n", " ".repeat(99)).repeat(2);
        format!("{begin}{}{room}<?xpacket end=\"w\"?>", self.rdf()).into_bytes()
    }

    /// A sidecar.
    pub fn sidecar(&self) -> Vec<u8> {
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}", self.rdf()).into_bytes()
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
