//! IPTC-IIM datasets (IIM 4.2), bare and in Photoshop's image resources.
use md5::{Digest, Md5};

/// IIM to be: datasets in the order given.
#[derive(Clone)]
pub struct Iim {
    datasets: Vec<(u8, u8, Vec<u8>)>,
    digest: Option<Vec<u8>>,
    has_digest: bool,
}

impl Iim {
    /// A block in UTF-8 that says so (1:90), with the version (2:00) that all have.
    pub fn new() -> Iim {
        Iim::without_charset().dataset(1, 90, b"\x1b%G").dataset(2, 0, &[0, 4])
    }

    /// A block that does not say what its characters are, and has nothing in it.
    pub fn without_charset() -> Iim {
        Iim { datasets: Vec::new(), digest: None, has_digest: false }
    }

    /// A dataset with any bytes.
    pub fn dataset(mut self, record: u8, number: u8, bytes: &[u8]) -> Iim {
        self.datasets.push((record, number, bytes.to_vec()));
        self
    }

    /// A text of the application record.
    pub fn text(self, number: u8, text: &str) -> Iim {
        self.dataset(2, number, text.as_bytes())
    }

    pub fn title(self, text: &str) -> Iim {
        self.text(5, text)
    }

    pub fn headline(self, text: &str) -> Iim {
        self.text(105, text)
    }

    pub fn description(self, text: &str) -> Iim {
        self.text(120, text)
    }

    pub fn creator(self, text: &str) -> Iim {
        self.text(80, text)
    }

    pub fn credit(self, text: &str) -> Iim {
        self.text(110, text)
    }

    pub fn source(self, text: &str) -> Iim {
        self.text(115, text)
    }

    pub fn copyright(self, text: &str) -> Iim {
        self.text(116, text)
    }

    pub fn instructions(self, text: &str) -> Iim {
        self.text(40, text)
    }

    /// City, country, and the country's code of three letters.
    pub fn place(self, city: &str, country: &str, code: &str) -> Iim {
        self.text(90, city).text(100, code).text(101, country)
    }

    /// One dataset a keyword.
    pub fn keywords(self, keywords: &[&str]) -> Iim {
        keywords.iter().fold(self, |iim, keyword| iim.text(25, keyword))
    }

    /// `20240501`, `101213+0200`.
    pub fn created(self, date: &str, time: &str) -> Iim {
        self.text(55, date).text(60, time)
    }

    /// `20240501`, `101213+0200`: not to be used before.
    pub fn release(self, date: &str, time: &str) -> Iim {
        self.text(30, date).text(35, time)
    }

    /// Writes the digest by which XMP's writers know that the block was not changed behind their back.
    pub fn digest(self) -> Iim {
        Iim { has_digest: true, ..self }
    }

    /// Writes a digest of other bytes: somebody changed the block since.
    pub fn stale_digest(self) -> Iim {
        Iim { digest: Some(vec![0; 16]), has_digest: true, ..self }
    }

    /// The datasets' bytes.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (record, number, data) in &self.datasets {
            bytes.extend_from_slice(&[0x1c, *record, *number]);
            match u16::try_from(data.len()).ok().filter(|length| *length < 0x8000) {
                Some(length) => bytes.extend_from_slice(&length.to_be_bytes()),
                // The extended form: the length of the length, then the length.
                None => {
                    bytes.extend_from_slice(&[0x80, 4]);
                    bytes.extend_from_slice(&u32::try_from(data.len()).expect("a small dataset").to_be_bytes());
                }
            }
            bytes.extend_from_slice(data);
        }
        bytes
    }

    /// Photoshop's resource 0x0404 with the datasets, and 0x0425 with the digest if wanted.
    pub fn resources(&self) -> Vec<u8> {
        let datasets = self.bytes();
        let mut bytes = resource(0x0404, &datasets);
        if self.has_digest {
            let digest = self.digest.clone().unwrap_or_else(|| Md5::digest(&datasets).to_vec());
            bytes.extend_from_slice(&resource(0x0425, &digest));
        }
        bytes
    }
}

/// An image resource without a name, padded to an even length.
pub fn resource(number: u16, data: &[u8]) -> Vec<u8> {
    let mut bytes = b"8BIM".to_vec();
    bytes.extend_from_slice(&number.to_be_bytes());
    bytes.extend_from_slice(&[0, 0]);
    bytes.extend_from_slice(&u32::try_from(data.len()).expect("a small resource").to_be_bytes());
    bytes.extend_from_slice(data);
    bytes.resize(bytes.len().next_multiple_of(2), 0);
    bytes
}
