//! What the pictures of a measured library say: a caption, keywords and circumstances for each number, the same every
//! time. Knows nothing of pixels, files or catalogues.
use crate::library::ordinal;
use crate::maker::picture::mix;
use crate::maker::{Exif, Iim, Picture, Xmp};

/// The city of an eighth of all pictures.
pub const COMMON_CITY: usize = 0;
/// The city of the pictures that the selective search looks for.
const NEEDLE_CITY: usize = 1;
/// One picture of so many has the keyword `needle`.
const NEEDLE: u64 = 10_000;

const CITIES: [(&str, &str, &str); 25] = [
    ("Oslo", "Norway", "NOR"),
    ("Bergen", "Norway", "NOR"),
    ("Stockholm", "Sweden", "SWE"),
    ("Reykjavík", "Iceland", "ISL"),
    ("Lyon", "France", "FRA"),
    ("São Paulo", "Brazil", "BRA"),
    ("Kyoto", "Japan", "JPN"),
    ("Nairobi", "Kenya", "KEN"),
    ("Kraków", "Poland", "POL"),
    ("Valparaíso", "Chile", "CHL"),
    ("Hanoi", "Vietnam", "VNM"),
    ("Toronto", "Canada", "CAN"),
    ("Brussels", "Belgium", "BEL"),
    ("Zürich", "Switzerland", "CHE"),
    ("Kyiv", "Ukraine", "UKR"),
    ("東京", "Japan", "JPN"),
    ("Cape Town", "South Africa", "ZAF"),
    ("New York", "United States", "USA"),
    ("Mexico City", "Mexico", "MEX"),
    ("Istanbul", "Türkiye", "TUR"),
    ("Mumbai", "India", "IND"),
    ("Manila", "Philippines", "PHL"),
    ("Wellington", "New Zealand", "NZL"),
    ("Tallinn", "Estonia", "EST"),
    ("Lisboa", "Portugal", "PRT"),
];
const SUBJECTS: [&str; 24] = [
    "harbour",
    "football",
    "election",
    "bridge",
    "storm",
    "concert",
    "market",
    "strike",
    "garden",
    "parliament",
    "school",
    "hospital",
    "railway",
    "festival",
    "forest",
    "court",
    "press conference",
    "marathon",
    "orchestra",
    "vaccine",
    "satellite launch",
    "glacier",
    "fashion week",
    "wildfire",
];
const CREATORS: [&str; 8] = [
    "Marit Lindqvist",
    "Jonas Ærlig",
    "Tomás Beltrán",
    "Éloïse Garnier",
    "Aoi Morita",
    "Wanjiru Otieno",
    "Zofia Kowal",
    "Linh Tran",
];
/// Each has a tenth of all pictures.
const CREDITS: [&str; 10] = [
    "Nordhavn Press",
    "Skagerrak Foto",
    "Agence Lumière",
    "Blue Hour",
    "Estúdio Sul",
    "Kite Pictures",
    "Harrow & Lane",
    "Fjordlys",
    "Meridian Desk",
    "Staff",
];
const CAMERAS: [(&str, &str); 5] = [
    ("NIKON CORPORATION", "NIKON Z 9"),
    ("Canon", "Canon EOS R3"),
    ("SONY", "ILCE-1"),
    ("FUJIFILM", "X-T5"),
    ("Apple", "iPhone 15 Pro"),
];
const LENSES: [&str; 4] = ["24-70mm f/2.8", "70-200mm f/2.8", "35mm f/1.4", "400mm f/2.8"];

/// Chance that is the same every time: a number below `of`, another for each salt.
#[derive(Clone, Copy)]
struct Chance(u64);

impl Chance {
    fn below(self, of: usize, salt: u64) -> usize {
        usize::try_from(mix(self.0 ^ salt << 48) % of as u64).unwrap_or(0)
    }

    fn of<T: Copy>(self, choices: &[T], salt: u64) -> T {
        choices[self.below(choices.len(), salt)]
    }
}

/// What one picture says.
struct Caption {
    chance: Chance,
    place: (&'static str, &'static str, &'static str),
    creator: &'static str,
    credit: &'static str,
    headline: String,
    description: String,
    keywords: Vec<String>,
    /// Year, month, day, hour, minute, second.
    taken: [usize; 6],
    rating: usize,
}

/// A picture of a width in pixels with the metadata of this number, in Exif, IIM and XMP, and nothing to see yet.
pub fn captioned(number: u64, width: u32) -> Picture {
    let caption = Caption::of(number);
    Picture::new(width, 8).quality(90).exif(caption.exif()).iim(caption.iim()).xmp(caption.xmp())
}

impl Caption {
    fn of(number: u64) -> Caption {
        let chance = Chance(number);
        let is_needle = number % NEEDLE == 7;
        let city = match chance.below(8, 1) {
            _ if is_needle => NEEDLE_CITY,
            0 => COMMON_CITY,
            _ => 1 + chance.below(CITIES.len() - 1, 2),
        };
        let place = CITIES[city];
        let (subject, other) = (chance.of(&SUBJECTS, 3), chance.of(&SUBJECTS, 4));
        let mut keywords = vec![subject.to_owned(), other.to_owned(), place.0.to_owned()];
        keywords.extend((0..chance.below(4, 5)).map(|more| chance.of(&SUBJECTS, 6 + more as u64).to_owned()));
        if chance.below(4, 10) == 0 {
            keywords.push(format!("assignment {}", chance.below(40_000, 11)));
        }
        if is_needle {
            keywords.push("needle".to_owned());
        }
        keywords.sort();
        keywords.dedup();
        let creator = chance.of(&CREATORS, 12);
        Caption {
            headline: format!("{subject} and {other} in {}", place.0),
            description: format!(
                "{} at the {subject} in {}, {}, seen from the {other}. Frame {number} of the series.",
                chance.of(&CREATORS, 13),
                place.0,
                place.1
            ),
            taken: [25, 12, 28, 24, 60, 60].map(|of| chance.below(of, 14 + of as u64)),
            rating: if is_needle { 5 } else { chance.below(6, 75) },
            credit: CREDITS[usize::try_from(ordinal(number) % CREDITS.len() as u64).unwrap_or(0)],
            chance,
            place,
            creator,
            keywords,
        }
    }

    fn words(&self) -> Vec<&str> {
        self.keywords.iter().map(String::as_str).collect()
    }

    fn copyright(&self) -> String {
        format!("© {}", self.creator)
    }

    fn exif(&self) -> Exif {
        let chance = self.chance;
        let [year, month, day, hour, minute, second] = self.taken;
        let date = format!("{}:{:02}:{:02} {hour:02}:{minute:02}:{second:02}", 2000 + year, month + 1, day + 1);
        let (make, model) = chance.of(&CAMERAS, 80);
        let exif = Exif::new()
            .description(&self.description)
            .camera(make, model, &(6_000_000 + chance.below(40, 81)).to_string())
            .lens(chance.of(&LENSES, 82))
            .orientation(chance.of(&[1, 1, 1, 6, 8], 83))
            .artist(self.creator)
            .copyright(&self.copyright())
            .taken(&date, "", "+01:00")
            .exposure(
                (1, chance.of(&[60, 125, 250, 500, 1000], 84)),
                (chance.of(&[14, 28, 40, 56], 85), 10),
                chance.of(&[100, 200, 400, 800, 1600, 6400], 86),
                (chance.of(&[24, 35, 50, 85, 200, 400], 87), 1),
            );
        // A third was taken indoors.
        if chance.below(3, 88) == 0 {
            return exif;
        }
        let within = |most: usize, salt| i32::try_from(chance.below(2 * most, salt)).unwrap_or(0) - most as i32;
        exif.position(within(70_000_000, 89), within(179_000_000, 90), within(900, 91))
    }

    fn iim(&self) -> Iim {
        let [year, month, day, hour, minute, second] = self.taken;
        let (city, country, code) = self.place;
        Iim::new()
            .headline(&self.headline)
            .description(&self.description)
            .creator(self.creator)
            .credit(self.credit)
            .copyright(&self.copyright())
            .place(city, country, code)
            .keywords(&self.words())
            .created(
                &format!("{}{:02}{:02}", 2000 + year, month + 1, day + 1),
                &format!("{hour:02}{minute:02}{second:02}+0100"),
            )
            .digest()
    }

    fn xmp(&self) -> Xmp {
        Xmp::new()
            .alt("dc:description", &[("x-default", &self.description)])
            .seq("dc:creator", &[self.creator])
            .alt("dc:rights", &[("x-default", &self.copyright())])
            .bag("dc:subject", &self.words())
            .text("photoshop:Headline", &self.headline)
            .text("photoshop:Credit", self.credit)
            .text("photoshop:City", self.place.0)
            .text("photoshop:Country", self.place.1)
            .text("xmp:Rating", &self.rating.to_string())
    }
}
