//! The flags that every verb takes.
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Flags that every verb takes, before the verb or after it.
#[derive(Args, Clone, Debug)]
pub struct Globals {
    /// The catalogue's file
    ///
    /// Without it: $DAMSON_CATALOG, then `catalog` in the config file, then damson/catalog.db in the user's data folder.
    #[arg(long, global = true, value_name = "FILE", value_hint = clap::ValueHint::FilePath, help_heading = "Everywhere")]
    pub catalog: Option<PathBuf>,

    /// How results are printed
    #[arg(long, global = true, value_name = "FORMAT", help_heading = "Everywhere")]
    pub format: Option<FormatWord>,

    /// The same as --format json
    #[arg(long, global = true, conflicts_with = "format", help_heading = "Everywhere")]
    pub json: bool,

    /// End each path or id with NUL, and expect NUL between those on standard input
    #[arg(short = '0', long = "null", global = true, help_heading = "Everywhere")]
    pub null: bool,

    /// No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched
    #[arg(short, long, global = true, help_heading = "Everywhere")]
    pub quiet: bool,

    /// Say more: every outcome, and every file left out
    #[arg(short, long, global = true, conflicts_with = "quiet", help_heading = "Everywhere")]
    pub verbose: bool,

    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", help_heading = "Everywhere")]
    pub color: When,

    /// When to draw progress on standard error
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", help_heading = "Everywhere")]
    pub progress: When,

    /// Who acts, for the log (otherwise $DAMSON_AGENT, then the user's name)
    #[arg(long, global = true, value_name = "NAME", help_heading = "Everywhere")]
    pub agent: Option<String>,

    /// How long to wait for another process that is writing, before ending with 6
    #[arg(long, global = true, value_name = "SECONDS", default_value_t = 10, help_heading = "Everywhere")]
    pub wait: u64,
}

/// The words of --format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FormatWord {
    /// For people
    Human,
    /// One JSON array
    Json,
    /// One JSON record a line
    Ndjson,
    /// Comma-separated values, with a header
    Csv,
    /// One path an asset: its first file that is there
    Paths,
    /// One id an asset
    Ids,
}

/// The words of --color and --progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// On a terminal
    Auto,
    /// Even where it is not a terminal
    Always,
    /// Not even on a terminal
    Never,
}
