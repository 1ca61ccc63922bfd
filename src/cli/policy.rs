//! `damson policy`
use super::exit::{Ended, Status};
use super::reporter::Reporter;
use super::session::Session;
use crate::asset::Policy;
use crate::catalog::Catalog;
use crate::librarian::policy;
use crate::output::{Item, RecordKind};
use clap::{Args, ValueEnum};

/// How the catalogue weighs Exif, IPTC and XMP when they disagree
///
/// Without a name, the policies are listed, the catalogue's own marked. With one, the catalogue weighs by it from now on,
/// and every asset's values are computed anew from what its files were found to say: no file is read. It is one operation,
/// which `damson undo` takes back. What cataloguers stated outranks what files say under every policy.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  damson policy
  damson policy --dry-run newsroom
  damson policy newsroom
  damson search is:conflict --columns id,filename,conflicts")]
pub struct Words {
    /// The policy to weigh by
    #[arg(value_name = "NAME")]
    name: Option<PolicyWord>,

    /// Say what would change, and change nothing
    #[arg(short = 'n', long, requires = "name")]
    dry_run: bool,
}

/// The words of policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PolicyWord {
    /// The Metadata Working Group's: Exif that is not blank, then XMP unless IIM was edited after it, then IIM
    Mwg,
    /// XMP unless IIM was edited after it, then IIM, then Exif; camera boilerplate is no description
    Newsroom,
    /// XMP, then IIM, then Exif
    Xmp,
}

impl PolicyWord {
    /// The policy that it names.
    pub const fn policy(self) -> Policy {
        match self {
            PolicyWord::Mwg => Policy::Mwg,
            PolicyWord::Newsroom => Policy::Newsroom,
            PolicyWord::Xmp => Policy::Xmp,
        }
    }
}

pub fn run(words: &Words, session: &mut Session) -> Ended {
    match words.name {
        None => list(session),
        Some(name) => change(words, name.policy(), session),
    }
}

fn list(session: &Session) -> Ended {
    let current = session.open()?.policy()?;
    let item = |policy: Policy| Item::Policy { policy, is_current: policy == current };
    session.print(RecordKind::Policy, Policy::ALL.into_iter().map(item))?;
    Ok(Status::Done)
}

fn change(words: &Words, policy: Policy, session: &mut Session) -> Ended {
    let mut catalog: Box<dyn Catalog> =
        if words.dry_run { Box::new(session.open()?) } else { Box::new(session.open_to_write(false)?) };
    let act = session.act("policy", policy.word().to_owned());
    let request = policy::Request { policy, dry_run: words.dry_run, act };
    let mut reporter = Reporter::new(session, "policy")?;
    match policy::change(&mut *catalog, &request, &mut reporter) {
        Ok(summary) => reporter.finish(&summary),
        Err(error) => {
            reporter.abandon();
            Err(error.into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::PolicyWord;
    use clap::ValueEnum;

    #[test]
    fn every_policy_has_its_word() {
        let words: Vec<String> =
            PolicyWord::value_variants().iter().map(|word| word.policy().word().to_owned()).collect();
        let typed: Vec<String> = PolicyWord::value_variants()
            .iter()
            .filter_map(ValueEnum::to_possible_value)
            .map(|value| value.get_name().to_owned())
            .collect();
        assert_eq!(words, typed);
        assert_eq!(words.len(), crate::asset::Policy::ALL.len());
    }
}
