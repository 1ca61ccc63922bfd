//! An ASC MHL history in a target: a new generation with every file that this run placed there, and the chain with its C4 ID.
//! Written when all is recorded; earlier generations are never touched.
use super::target::Target;
use crate::asset::{Date, FilePath};
use crate::fixity::{Hashed, Maker, mhl_chain, mhl_generation, mhl_numbers};
use crate::librarian::arrival::{Destination, rename_without_replacing};
use rustix::fd::OwnedFd;
use rustix::fs::{AtFlags, Mode, OFlags, fsync, mkdirat, openat, renameat, unlinkat};
use rustix::io::Errno;
use std::fs::File;
use std::io::{self, Read, Write};

/// The folder of a history.
const FOLDER: &str = "ascmhl";
/// The file that names its generations.
const CHAIN: &str = "ascmhl_chain.xml";
/// No chain is longer, in bytes: that is some ten thousand generations.
const LONGEST_CHAIN: u64 = 4 << 20;

/// Adds a generation to a target's history.
///
/// # Errors
/// What the system says; `InvalidData` where a file of the chain's name is no chain.
pub fn add_generation(target: &Target, maker: &Maker, files: &[Hashed]) -> io::Result<()> {
    let root = Destination::open(&target.path)?;
    match mkdirat(root.folder(), FOLDER, Mode::from_raw_mode(0o777)) {
        Ok(()) | Err(Errno::EXIST) => {}
        Err(errno) => return Err(errno.into()),
    }
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let folder = openat(root.folder(), FOLDER, flags, Mode::empty())?;
    let before = chain_of(&folder)?;
    let text = mhl_generation(maker, files);
    let first = mhl_numbers(&before).max().unwrap_or(0).saturating_add(1);
    for number in first..first.saturating_add(1_000) {
        let name = name_of(number, &target.path, &maker.at);
        let chain = mhl_chain(&before, number, &name, text.as_bytes());
        let chain =
            chain.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "its ascmhl_chain.xml is no chain"))?;
        let temporary = write(&folder, text.as_bytes())?;
        match rename_without_replacing(&folder, &temporary, name.as_bytes()) {
            Ok(()) => {}
            Err(errno) => {
                let _ = unlinkat(&folder, temporary.as_str(), AtFlags::empty());
                if errno == Errno::EXIST {
                    continue;
                }
                return Err(errno.into());
            }
        }
        fsync(&folder)?;
        let temporary = write(&folder, chain.as_bytes())?;
        renameat(&folder, temporary.as_str(), &folder, CHAIN)?;
        fsync(&folder)?;
        return Ok(fsync(root.folder())?);
    }
    Err(io::Error::other("every number of its history is taken"))
}

/// `0001_FOLDER_2024-05-01_100000Z.mhl`
fn name_of(number: u32, folder: &FilePath, at: &Date) -> String {
    let plain = |letter: char| if letter.is_alphanumeric() || "-_.".contains(letter) { letter } else { '_' };
    let folder: String = String::from_utf8_lossy(folder.name()).chars().take(40).map(plain).collect();
    let moment: String = at.to_string().replace('T', "_").chars().filter(|letter| *letter != ':').collect();
    format!("{number:04}_{folder}_{moment}.mhl")
}

fn chain_of(folder: &OwnedFd) -> io::Result<String> {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let file = match openat(folder, CHAIN, flags, Mode::empty()) {
        Err(Errno::NOENT) => return Ok(String::new()),
        opened => File::from(opened?),
    };
    let metadata = file.metadata()?;
    if !metadata.is_file() || metadata.len() > LONGEST_CHAIN {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "its ascmhl_chain.xml is no chain"));
    }
    let mut text = String::new();
    file.take(LONGEST_CHAIN).read_to_string(&mut text)?;
    Ok(text)
}

fn write(folder: &OwnedFd, bytes: &[u8]) -> io::Result<String> {
    let temporary = format!(".damson-{}-0.part", std::process::id());
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::TRUNC | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let mut file = File::from(openat(folder, temporary.as_str(), flags, Mode::from_raw_mode(0o666))?);
    file.write_all(bytes)?;
    file.sync_all()?;
    Ok(temporary)
}
