//! Looking for marks where volumes may be mounted. A share whose server is gone may never answer, so each place is looked
//! at on a thread of its own, and those that are silent are passed over.
use super::marker::{self, Mark};
use crate::asset::FilePath;
use crate::walk::Mounts;
use std::collections::BTreeSet;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

/// How long nothing may be heard from any place before the rest is passed over.
const PATIENCE: Duration = Duration::from_secs(3);
/// The most places that are looked at.
const MOST: usize = 512;

/// The marks at the roots of all mounts, and in these folders, by path.
pub fn marks(mounts: &Mounts, folders: &[FilePath]) -> Vec<(FilePath, Mark)> {
    let roots = mounts.iter().filter(|mount| !mount.is_of_the_system).map(|mount| &mount.mount_point);
    let places: BTreeSet<FilePath> = folders.iter().chain(roots).take(MOST).cloned().collect();
    let (send, answers) = channel();
    let mut asked = 0;
    for place in places {
        let send = send.clone();
        // Where no thread can be had, the place is passed over.
        let thread = thread::Builder::new().name("mark".to_owned());
        let looked = thread.spawn(move || {
            let mark = marker::read(&place).ok().flatten();
            let _ = send.send((place, mark));
        });
        asked += usize::from(looked.is_ok());
    }
    let mut found = Vec::new();
    for _ in 0..asked {
        match answers.recv_timeout(PATIENCE) {
            Ok((place, Some(mark))) => found.push((place, mark)),
            Ok((_, None)) => {}
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
        }
    }
    found.sort_by(|(a, _), (b, _)| a.cmp(b));
    found
}
