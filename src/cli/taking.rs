//! How files are taken in, however they come to be looked at: the flags that `ingest` and `watch` share.
use crate::librarian::SameEssence;
use crate::walk::Rules;
use clap::{Args, ValueEnum};

/// What is taken, and as what.
#[derive(Args, Debug)]
pub struct Taking {
    /// Take hidden files and folders too
    #[arg(long)]
    hidden: bool,

    /// Follow symbolic links
    #[arg(long)]
    follow: bool,

    /// What a new file is that has the essence of another file that is still there
    #[arg(long, value_name = "WHAT", default_value = "asset")]
    same_essence: SameEssenceWord,

    /// Take content that was let go on purpose (`damson deaccession`) too
    #[arg(long)]
    pub again: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SameEssenceWord {
    /// A new asset, linked with the other
    Asset,
    /// The newest version of the other, for agencies that send again
    Version,
}

impl Taking {
    /// What a walk takes; whose own files it meets is not known yet.
    pub fn rules(&self) -> Rules {
        Rules { hidden: self.hidden, follow: self.follow, ..Rules::default() }
    }

    /// What a new file with a known essence is.
    pub fn same_essence(&self) -> SameEssence {
        match self.same_essence {
            SameEssenceWord::Asset => SameEssence::Asset,
            SameEssenceWord::Version => SameEssence::Version,
        }
    }
}
