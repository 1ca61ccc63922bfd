//! `damson completions`
use super::exit::{Ended, Failure, Status};
use super::session::Session;
use super::shell::{Bash, Fish, Powershell, Zsh};
use clap::{Args, ValueEnum};
use clap_complete::env::EnvCompleter;
use std::io::Write;

/// A shell's completion script
///
/// The script asks damson at every Tab, so that it completes field words, the values of small fields, saved queries and
/// volumes of the catalogue at hand, inside quotes too. Scripts that know the flags alone are in completions/ of the
/// source.
#[derive(Args, Debug)]
#[command(after_help = "Install it:
  bash        damson completions bash > ~/.local/share/bash-completion/completions/damson
  zsh         damson completions zsh > ~/.zfunc/_damson    (a folder in $fpath)
  fish        damson completions fish > ~/.config/fish/completions/damson.fish
  PowerShell  damson completions powershell >> $PROFILE

Examples:
  damson completions bash")]
pub struct Words {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: ShellWord,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ShellWord {
    Bash,
    Zsh,
    Fish,
    Powershell,
}

pub fn run(words: &Words, _session: &mut Session) -> Ended {
    let shell: &dyn EnvCompleter = match words.shell {
        ShellWord::Bash => &Bash,
        ShellWord::Zsh => &Zsh,
        ShellWord::Fish => &Fish,
        ShellWord::Powershell => &Powershell,
    };
    let mut script = Vec::new();
    let written = shell.write_registration("COMPLETE", "damson", "damson", "damson", &mut script);
    written.and_then(|()| std::io::stdout().write_all(&script)).map_err(Failure::of_output)?;
    Ok(Status::Done)
}
