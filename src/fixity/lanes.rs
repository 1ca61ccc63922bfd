//! Both digests of a large file by three threads: the caller's reads, one digests everything, one the essence. Memory is a
//! ring of a few pieces, whatever the file's size.
//!
//! A digest of other ranges shares no work with that of the whole, so that one thread takes twice as long as it need;
//! and a disk that is waited for between two rounds of digesting stands still meanwhile.
use super::essence::{Ascending, Both, ReadAt, both, is_another, read_fully};
use crate::asset::Digest;
use std::io;
use std::ops::Range;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{Builder, Scope, ScopedJoinHandle, scope};

/// From this size on, in bytes, threads are worth starting: to digest less takes about a millisecond.
pub const LARGE: u64 = 4 * 1024 * 1024;
/// Bytes of a piece: many rounds of BLAKE3's SIMD, few system calls, and still in the cache when it is digested.
const PIECE: usize = 256 * 1024;
/// How many pieces are being read or digested.
const PIECES: usize = 4;

/// Both digests, as [`both`] gives them, of a file of so many bytes. Where it turns out to have more or fewer, the size
/// tells, and whether the essence has a digest of its own was decided by the wrong one.
///
/// # Errors
/// The reader's, and the system's where it starts no threads.
pub fn both_of_file(read_at: &ReadAt, size: u64, ranges: &[Range<u64>], buffer: &mut [u8]) -> io::Result<Both> {
    if size < LARGE {
        return both(read_at, ranges, buffer);
    }
    if !is_another(ranges, size) {
        return in_lanes(read_at, None);
    }
    match Ascending::new(ranges) {
        Some(essence) => in_lanes(read_at, Some(essence)),
        None => both(read_at, ranges, buffer),
    }
}

/// A part of the file, while it is digested.
struct Piece {
    at: u64,
    bytes: Vec<u8>,
    count: usize,
}

/// A thread that digests: pieces in, and a word for each that it is done with.
struct Lane {
    pieces: SyncSender<Arc<Piece>>,
    done: Receiver<()>,
}

fn in_lanes(read_at: &ReadAt, essence: Option<Ascending<'_>>) -> io::Result<Both> {
    scope(|scope| {
        let everything = |hasher: &mut blake3::Hasher, piece: &[u8], _| {
            hasher.update(piece);
        };
        let (lane, whole) = lane(scope, blake3::Hasher::new(), everything)?;
        let mut lanes = vec![lane];
        let mut of_essence = None;
        if let Some(essence) = essence {
            let (lane, digesting) = self::lane(scope, essence, |essence, piece, at| essence.take(at, piece))?;
            lanes.push(lane);
            of_essence = Some(digesting);
        }
        let size = feed(read_at, &lanes);
        // Without anything more to come, the threads end.
        drop(lanes);
        let whole = Digest(*ended(whole).finalize().as_bytes());
        let essence = of_essence.map_or(whole, |digesting| ended(digesting).digest());
        Ok(Both { whole, essence, size: size? })
    })
}

fn lane<'scope, S: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    mut state: S,
    take: impl Fn(&mut S, &[u8], u64) + Send + 'scope,
) -> io::Result<(Lane, ScopedJoinHandle<'scope, S>)> {
    let (pieces, given) = sync_channel::<Arc<Piece>>(PIECES);
    let (tell, done) = sync_channel(PIECES);
    let digest = move || {
        for piece in given {
            take(&mut state, piece.bytes.get(..piece.count).unwrap_or_default(), piece.at);
            drop(piece);
            // Nobody waits for the last ones.
            let _ = tell.send(());
        }
        state
    };
    Ok((Lane { pieces, done }, Builder::new().spawn_scoped(scope, digest)?))
}

/// Reads the file and gives every piece to every lane; how many bytes that were.
fn feed(read_at: &ReadAt, lanes: &[Lane]) -> io::Result<u64> {
    let mut ring: Vec<Arc<Piece>> = Vec::with_capacity(PIECES);
    let mut at = 0;
    for turn in 0_usize.. {
        let fresh = || Piece { at, bytes: vec![0; PIECE], count: 0 };
        if ring.len() < PIECES {
            ring.push(Arc::new(fresh()));
        } else {
            // The oldest piece is free when each lane is done with it; one that panicked is heard of when it is joined.
            for lane in lanes {
                let _ = lane.done.recv();
            }
        }
        let slot = &mut ring[turn % PIECES];
        if Arc::get_mut(slot).is_none() {
            *slot = Arc::new(fresh());
        }
        let Some(piece) = Arc::get_mut(slot) else { break };
        (piece.at, piece.count) = (at, read_fully(read_at, at, &mut piece.bytes)?);
        at += piece.count as u64;
        let is_last = piece.count < PIECE;
        for lane in lanes {
            // As above.
            let _ = lane.pieces.send(Arc::clone(slot));
        }
        if is_last {
            break;
        }
    }
    Ok(at)
}

fn ended<S>(thread: ScopedJoinHandle<'_, S>) -> S {
    thread.join().unwrap_or_else(|panic| resume_unwind(panic))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::single_range_in_vec_init)]

    use super::{LARGE, PIECE, PIECES, both_of_file};
    use crate::fixity::both_of_bytes;
    use std::cell::Cell;
    use std::io;

    fn bytes(count: usize) -> Vec<u8> {
        (0..count).map(|at| u8::try_from((at % 251) ^ (at / 1000 % 253)).unwrap()).collect()
    }

    fn reader(bytes: &[u8]) -> impl Fn(u64, &mut [u8]) -> io::Result<usize> {
        |at, into| {
            let rest = usize::try_from(at).ok().and_then(|at| bytes.get(at..)).unwrap_or_default();
            let count = rest.len().min(into.len()).min(100_000);
            into[..count].copy_from_slice(&rest[..count]);
            Ok(count)
        }
    }

    #[test]
    fn several_threads_find_what_one_does() {
        let large = usize::try_from(LARGE).unwrap();
        for size in [0, 1, large - 1, large, large + 1, large + PIECE, 6 * PIECE * PIECES + 77] {
            let (bytes, end) = (bytes(size), size as u64);
            for ranges in [vec![], vec![0..end], vec![10..end], vec![5..70_000, 300_000..end / 2], vec![99..end, 0..9]]
            {
                let found = both_of_file(&reader(&bytes), end, &ranges, &mut [0; 1000]).unwrap();
                assert_eq!(found, both_of_bytes(&bytes, &ranges), "{ranges:?} of {size}");
            }
        }
    }

    #[test]
    fn a_file_that_is_longer_or_shorter_than_it_was_is_read_to_its_end() {
        for size in [PIECE, 20 * PIECE] {
            let bytes = bytes(size);
            let found = both_of_file(&reader(&bytes), 2 * LARGE, &[], &mut [0; 1000]).unwrap();
            assert_eq!(found, both_of_bytes(&bytes, &[]));
        }
    }

    #[test]
    fn an_error_in_the_middle_is_handed_on() {
        let turn = Cell::new(0);
        let broken = |_: u64, into: &mut [u8]| {
            turn.set(turn.get() + 1);
            if turn.get() > 2 * PIECES { Err(io::Error::other("the card was pulled")) } else { Ok(into.len()) }
        };
        assert!(both_of_file(&broken, 10 * LARGE, &[7..9 * LARGE], &mut [0; 8]).is_err());
    }
}
