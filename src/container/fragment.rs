//! Fragments of a film (ISO/IEC 14496-12, 8.8): how many samples of each track they hold, and how long those last. It
//! knows tracks by their numbers alone.
use super::boxes::Atom;
use super::order::be32;
use super::reader::Reader;

/// The most fragments read of one file.
const MOST_FRAGMENTS: usize = 20_000;
/// The most runs of samples read in one file.
const MOST_RUNS: usize = 100_000;
/// The most tracks that defaults are kept for.
const MOST_TRACKS: usize = 256;

/// What fragments say of a track.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Share {
    /// The track's number.
    pub(super) track: u32,
    /// How many samples.
    pub(super) samples: u64,
    /// How long they last, in ticks of the track's clock.
    pub(super) ticks: u64,
}

/// What `mvex` says: the duration of the whole in the film's clock, and each track's default duration of a sample.
#[derive(Debug, Default)]
pub(super) struct Extension {
    /// Ticks of the film's clock; 0 where it is not said.
    pub(super) duration: u64,
    defaults: Vec<(u32, u32)>,
}

impl Extension {
    /// Reads a `mvex` box.
    pub(super) fn read(reader: &mut Reader<'_>, mvex: &Atom) -> Extension {
        let mut extension = Extension::default();
        for child in mvex.children(reader, 0) {
            match &child.name {
                b"mehd" if reader.some(child.start, 1) == [1] => {
                    extension.duration = reader.array(child.start + 4).map_or(0, u64::from_be_bytes);
                }
                b"mehd" => {
                    extension.duration = reader.array(child.start + 4).map_or(0, u32::from_be_bytes).into();
                }
                b"trex" if extension.defaults.len() < MOST_TRACKS => {
                    let bytes: [u8; 16] = reader.array(child.start).unwrap_or_default();
                    extension.defaults.extend(be32(&bytes, 4).zip(be32(&bytes, 12)));
                }
                _ => {}
            }
        }
        extension
    }

    /// What all fragments hold of each track.
    pub(super) fn shares(&self, reader: &mut Reader<'_>, fragments: &[&Atom]) -> Vec<Share> {
        let (mut shares, mut left): (Vec<Share>, usize) = (Vec::new(), MOST_RUNS);
        for fragment in fragments.iter().take(MOST_FRAGMENTS) {
            for part in fragment.children(reader, 0).iter().filter(|child| child.name == *b"traf") {
                let Some(share) = self.share(reader, part, &mut left) else { continue };
                if let Some(known) = shares.iter_mut().find(|known| known.track == share.track) {
                    known.samples = known.samples.saturating_add(share.samples);
                    known.ticks = known.ticks.saturating_add(share.ticks);
                } else if shares.len() < MOST_TRACKS {
                    shares.push(share);
                }
            }
        }
        shares
    }

    /// A track's part of a fragment: its header may have a default of its own (8.8.7).
    fn share(&self, reader: &mut Reader<'_>, part: &Atom, left: &mut usize) -> Option<Share> {
        let children = part.children(reader, 0);
        let header = children.iter().find(|child| child.name == *b"tfhd")?;
        let bytes = reader.some(header.start, 40).to_vec();
        let (flags, track) = (be32(&bytes, 0)?, be32(&bytes, 4)?);
        let at = 8 + if flags & 1 == 0 { 0 } else { 8 } + if flags & 2 == 0 { 0 } else { 4 };
        let own = if flags & 8 == 0 { None } else { be32(&bytes, at) };
        let listed = || self.defaults.iter().find(|(known, _)| *known == track).map(|(_, ticks)| *ticks);
        let default = own.or_else(listed).unwrap_or(0);
        let mut share = Share { track, samples: 0, ticks: 0 };
        for run in children.iter().filter(|child| child.name == *b"trun") {
            *left = left.checked_sub(1)?;
            let (samples, ticks) = self::run(reader, run, default)?;
            share.samples = share.samples.saturating_add(samples);
            share.ticks = share.ticks.saturating_add(ticks);
        }
        Some(share)
    }
}

/// How many samples a run has, and how long they last: each may say its own duration first (8.8.8).
fn run(reader: &mut Reader<'_>, run: &Atom, default: u32) -> Option<(u64, u64)> {
    let head: [u8; 8] = reader.array(run.start)?;
    let (flags, count) = (be32(&head, 0)?, be32(&head, 4)?);
    if flags & 0x100 == 0 {
        return Some((count.into(), u64::from(count).saturating_mul(default.into())));
    }
    let skip = 8 + if flags & 1 == 0 { 0 } else { 4 } + if flags & 4 == 0 { 0 } else { 4 };
    let each = 4 * [0x100, 0x200, 0x400, 0x800].iter().filter(|bit| flags & **bit != 0).count();
    let table = run.content(reader)?;
    let samples = table.get(skip..)?.chunks_exact(each).take(usize::try_from(count).ok()?);
    Some(samples.fold((0, 0), |(samples, ticks), sample| {
        (samples + 1, u64::saturating_add(ticks, be32(sample, 0).unwrap_or(0).into()))
    }))
}
