//! A library to measure with: JPEG files whose pictures decode, each with a caption of its own in Exif, IIM and XMP, in
//! folders of two hundred. Every fiftieth file is a copy of the one before it.
use crate::maker::picture::mix;
use crate::maker::{Exif, Iim, Picture, Xmp, jpeg};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

const CITIES: [(&str, &str, &str); 12] = [
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
];
const SUBJECTS: [&str; 16] = [
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

/// Makes a library of so many files of about so many bytes, no smaller than their captions.
///
/// # Errors
/// Where it cannot be written.
pub fn make(folder: &Path, files: usize, bytes: usize) -> io::Result<()> {
    let rows = rows(if bytes > 8000 { 512 } else { 16 });
    let mut last = Vec::new();
    for number in 0..files {
        let (year, job) = (2015 + number / 200 % 10, number / 200);
        let job = folder.join(format!("{year}/job-{job:05}"));
        if number % 200 == 0 {
            fs::create_dir_all(&job)?;
        }
        if number % 50 != 49 {
            last = file(number as u64, bytes, &rows);
        }
        fs::write(job.join(format!("DSC_{:04}.jpg", number % 10_000)), &last)?;
    }
    Ok(())
}

/// Rows of grain, a number of pixels wide, of which pictures are laid together: encoding each would take too long.
fn rows(width: u32) -> Vec<Vec<u8>> {
    (0..64).flat_map(|row| jpeg::intervals(&Picture::new(width, 8).noise(row).quality(90).restarts())).collect()
}

fn file(number: u64, bytes: usize, rows: &[Vec<u8>]) -> Vec<u8> {
    let picture = captioned(number, if bytes > 8000 { 512 } else { 16 });
    let count = (bytes.saturating_sub(4000) / rows[0].len()).max(3);
    // The first rows spell the file's number, so that no two pictures are the same.
    let spelt = (0..3).map(|digit| number >> (digit * 6) & 63);
    let chosen = spelt.chain((3..count as u64).map(|row| mix(number ^ row << 32) & 63));
    let chosen: Vec<&[u8]> = chosen.filter_map(|row| rows.get(usize::try_from(row).ok()?)).map(Vec::as_slice).collect();
    jpeg::of_rows(&picture, &chosen)
}

fn captioned(number: u64, width: u32) -> Picture {
    let pick = |salt: u64, of: usize| usize::try_from(mix(number ^ salt << 48) % of as u64).unwrap_or(0);
    let (city, country, code) = CITIES[pick(1, CITIES.len())];
    let (subject, other) = (SUBJECTS[pick(2, SUBJECTS.len())], SUBJECTS[pick(3, SUBJECTS.len())]);
    let creator = CREATORS[pick(4, CREATORS.len())];
    let headline = format!("{subject} and {other} in {city}");
    let description = format!("People at the {subject} in {city}, {country}, seen from the {other}; picture {number}.");
    let (month, day, hour, minute) = (1 + pick(5, 12), 1 + pick(6, 28), pick(7, 24), pick(8, 60));
    let (year, copyright) = (2015 + pick(9, 10), format!("© {creator}"));
    let rating = pick(10, 6).to_string();
    // One file in a thousand is what the selective search looks for.
    let mut keywords = vec![subject, other, city];
    if number % 1000 == 7 {
        keywords.push("needle");
    }
    let exif = Exif::new()
        .description(&description)
        .camera("NIKON CORPORATION", "NIKON Z 9", &(6_000_000 + pick(11, 20)).to_string())
        .artist(creator)
        .copyright(&copyright)
        .taken(&format!("{year}:{month:02}:{day:02} {hour:02}:{minute:02}:00"), "", "+01:00")
        .exposure((1, 250), (28, 10), 400, (50, 1));
    let iim = Iim::new()
        .headline(&headline)
        .description(&description)
        .creator(creator)
        .credit("Nordhavn Press")
        .copyright(&copyright)
        .place(city, country, code)
        .keywords(&keywords)
        .created(&format!("{year}{month:02}{day:02}"), &format!("{hour:02}{minute:02}00+0100"))
        .digest();
    let xmp = Xmp::new()
        .alt("dc:description", &[("x-default", &description)])
        .seq("dc:creator", &[creator])
        .alt("dc:rights", &[("x-default", &copyright)])
        .bag("dc:subject", &keywords)
        .text("photoshop:Headline", &headline)
        .text("photoshop:Credit", "Nordhavn Press")
        .text("photoshop:City", city)
        .text("photoshop:Country", country)
        .text("xmp:Rating", &if number % 1000 == 7 { "5".to_owned() } else { rating });
    Picture::new(width, 8).quality(90).exif(exif).iim(iim).xmp(xmp)
}

/// Reads everything once, so that every tool finds it in memory: the files, and how many bytes they are.
///
/// # Errors
/// Where something cannot be read.
pub fn warm(folder: &Path) -> io::Result<(Vec<PathBuf>, u64)> {
    let (mut files, mut bytes, mut open) = (Vec::new(), 0, vec![folder.to_owned()]);
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let kind = entry.file_type()?;
            if kind.is_dir() {
                open.push(entry.path());
            } else if kind.is_file() {
                bytes += io::copy(&mut fs::File::open(entry.path())?, &mut io::sink())?;
                files.push(entry.path());
            }
        }
    }
    files.sort();
    Ok((files, bytes))
}
