//! The order of things: libraries are made, measured and taken away again, and what was measured is told and kept.
use crate::library::files_of;
use crate::options::Options;
use crate::peers::Peers;
use crate::pictures::{self, Library};
use crate::place::Place;
use crate::program::Damson;
use crate::results::{Results, Weighed};
use crate::sizes::Size;
use crate::table::{Goal, grouped};
use crate::weight::weigh;
use crate::{SMALL, generated, library, machine, say};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// What is meant of a first ingest beside `b3sum` and `exiftool`.
type Goals = [Goal; 2];
const OF_PICTURES: Goals = [Goal::OfPeer(1.6), Goal::OfPeer(1.0 / 60.0)];
const OF_LARGE: Goals = [Goal::OfPeer(1.15), Goal::None];

/// How small files are called in the table, and those that are not there.
const SMALL_FILES: &str = "small";
const NO_FILES: &str = "none";

/// Measures what the options ask for, prints the table and keeps the results.
///
/// # Errors
/// Where something cannot be made, started or written.
pub fn score(options: &Options) -> io::Result<()> {
    let mut results = Results { machine: facts(options)?, ..Results::default() };
    if let Some(folder) = &options.library {
        files(&mut results, options, folder, "the library's", OF_PICTURES)?;
    } else {
        let bytes = options.kilobytes * 1000;
        made(&mut results, options, options.pictures, bytes, &format!("{} kB", options.kilobytes), OF_PICTURES)?;
    }
    let bytes = options.megabytes * 1_000_000;
    made(&mut results, options, options.large, bytes, &format!("{} MB", options.megabytes), OF_LARGE)?;
    options.sizes.iter().try_for_each(|assets| size(&mut results, options, *assets))?;
    options.generated.iter().try_for_each(|assets| without_files(&mut results, options, *assets))?;
    writeln!(io::stdout(), "{}", results.markdown())?;
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/results").join(results.name());
    let kept = options.json.clone().unwrap_or(kept);
    kept.parent().map_or(Ok(()), std::fs::create_dir_all)?;
    std::fs::write(&kept, results.json())?;
    say(&format!("kept in {}", kept.display()));
    Ok(())
}

fn facts(options: &Options) -> io::Result<serde_json::Value> {
    let place = Place::for_small(options.place.as_ref(), options.sizes.iter().copied().max().unwrap_or_default())?;
    Ok(machine::facts(&place.library(), place.beside()))
}

/// Files of one size, made for it.
fn made(
    results: &mut Results,
    options: &Options,
    count: u64,
    bytes: usize,
    name: &str,
    goals: Goals,
) -> io::Result<()> {
    if count == 0 {
        return Ok(());
    }
    let place = Place::on_disk(options.place.as_ref())?;
    say(&format!("making {} files of {name}", grouped(count)));
    library::make(&place.library(), count, bytes)?;
    files(results, options, &place.library(), name, goals)
}

fn files(results: &mut Results, options: &Options, folder: &Path, name: &str, goals: Goals) -> io::Result<()> {
    let place = Place::on_disk(options.place.as_ref())?;
    let mut peers = Peers::new(place.beside());
    say(&format!("reading those of {}", folder.display()));
    let damson = Damson::at(catalog_in(&place));
    let [beside_b3sum, beside_exiftool] = goals;
    let library = Library { name, folder, beside_b3sum, beside_exiftool };
    results.rows.extend(pictures::score(&library, &damson, &mut peers, options.runs)?);
    results.absent.extend(peers.absent);
    Ok(())
}

/// Every verb on a library of small files that make so many assets.
fn size(results: &mut Results, options: &Options, assets: u64) -> io::Result<()> {
    let files = files_of(assets);
    let place = Place::for_small(options.place.as_ref(), files)?;
    let (damson, folder) = (Damson::at(catalog_in(&place)), place.library());
    let mut peers = Peers::new(place.beside());
    let size = Size { damson: &damson, name: SMALL_FILES, assets, runs: options.runs };
    say(&format!("making {} small files", grouped(files)));
    library::make(&folder, files, SMALL)?;
    say("taking them in");
    results.rows.extend(size.ingest(&folder, &mut peers)?);
    results.weighed.push(weighed(&size));
    say("asking");
    results.rows.extend(size.ask(place.beside(), &mut peers)?);
    say("tagging and verifying");
    results.rows.extend(size.tag()?);
    results.rows.extend(size.verify(&folder, &mut peers)?);
    results.absent.extend(peers.absent);
    Ok(())
}

/// The verbs that read no files, on a catalogue of so many assets.
fn without_files(results: &mut Results, options: &Options, assets: u64) -> io::Result<()> {
    let place = Place::on_disk(options.place.as_ref())?;
    let damson = Damson::at(catalog_in(&place));
    let mut peers = Peers::new(place.beside());
    let size = Size { damson: &damson, name: NO_FILES, assets, runs: options.runs };
    say(&format!("recording {} assets without files", grouped(assets)));
    generated(damson.catalog(), assets)?;
    results.weighed.push(weighed(&size));
    say("asking");
    results.rows.extend(size.ask(place.beside(), &mut peers)?);
    say("tagging");
    results.rows.extend(size.tag()?);
    results.absent.extend(peers.absent);
    Ok(())
}

fn weighed(size: &Size<'_>) -> Weighed {
    let weight = weigh(SMALL);
    Weighed {
        library: size.name.to_owned(),
        assets: size.assets,
        bytes: size.damson.bytes(),
        fields: weight.fields,
        stated: weight.stated,
    }
}

fn catalog_in(place: &Place) -> PathBuf {
    place.beside().join("catalog.db")
}
