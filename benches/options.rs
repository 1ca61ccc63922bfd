//! The words after `cargo bench --`.
use std::path::PathBuf;

/// What to do.
pub enum Task {
    /// Measure.
    Score(Options),
    /// Record so many assets of small files that are not there, in a catalogue.
    Generate { assets: u64, catalog: PathBuf },
    /// Make a library: a folder, how many files, of how many bytes.
    Make { folder: PathBuf, files: u64, bytes: usize },
}

/// What to measure.
pub struct Options {
    /// Libraries of so many small files each.
    pub sizes: Vec<u64>,
    /// Catalogues of so many assets each, generated without files.
    pub generated: Vec<u64>,
    /// How many pictures, of how many kilobytes; none for no such part.
    pub pictures: u64,
    pub kilobytes: usize,
    /// How many large files, of how many megabytes.
    pub large: u64,
    pub megabytes: usize,
    /// A library of the user's instead of pictures.
    pub library: Option<PathBuf>,
    /// How often quick verbs run.
    pub runs: usize,
    /// Where files and catalogues are made.
    pub place: Option<PathBuf>,
    /// Where the results go, if not under `benches/results/`.
    pub json: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            sizes: vec![2_000, 10_000],
            generated: Vec::new(),
            pictures: 2_000,
            kilobytes: 110,
            large: 20,
            megabytes: 25,
            library: None,
            runs: 7,
            place: None,
            json: None,
        }
    }
}

impl Task {
    /// Reads the words.
    ///
    /// # Errors
    /// A sentence about the word that is not understood.
    pub fn read(words: impl Iterator<Item = String>) -> Result<Task, String> {
        let mut words = words.filter(|word| word != "--bench");
        let mut options = Options::default();
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or(format!("{word} needs a value"));
            match word.as_str() {
                "--generate" => return Ok(Task::Generate { assets: number(&value()?)?, catalog: value()?.into() }),
                "--make" => {
                    let (folder, files) = (value()?.into(), number(&value()?)?);
                    return Ok(Task::Make { folder, files, bytes: number(&value()?)? });
                }
                "--sizes" => options.sizes = numbers(&value()?)?,
                "--generated" => options.generated = numbers(&value()?)?,
                "--files" => options.pictures = number(&value()?)?,
                "--kb" => options.kilobytes = number(&value()?)?,
                "--large" => options.large = number(&value()?)?,
                "--mb" => options.megabytes = number(&value()?)?,
                "--library" => options.library = Some(value()?.into()),
                "--runs" => options.runs = number::<usize>(&value()?)?.max(1),
                "--place" => options.place = Some(value()?.into()),
                "--json" => options.json = Some(value()?.into()),
                _ => return Err(format!("what is {word}? see docs/benchmarks.md")),
            }
        }
        Ok(Task::Score(options))
    }
}

fn number<N: std::str::FromStr>(text: &str) -> Result<N, String> {
    text.replace(['_', '.'], "").parse().map_err(|_| format!("{text} is no number"))
}

/// Numbers with commas between; `0` or nothing for none.
fn numbers(text: &str) -> Result<Vec<u64>, String> {
    let numbers: Result<Vec<u64>, String> = text.split(',').filter(|text| !text.is_empty()).map(number).collect();
    Ok(numbers?.into_iter().filter(|number| *number > 0).collect())
}
