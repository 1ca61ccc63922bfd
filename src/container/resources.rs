//! Photoshop's image resources with another IIM block among them. It writes the resources of IIM and of its digest, and
//! keeps all others to the byte.
use super::photoshop::resources;
use crate::asset::{Problem, ProblemKind};

const IIM: u16 = 0x0404;
const IIM_DIGEST: u16 = 0x0425;
/// A signature, a number, an empty name and a size.
const SMALLEST: usize = 12;

/// The resources `old` with this IIM block and this digest of it (the MD5 of the block when XMP was last written from
/// it). None leaves what is there; an empty block takes it and its digest away.
///
/// # Errors
/// `Malformed` where the old resources are damaged, `Ambiguous` where there are several of one of the two, `Limit` where
/// the block is too large for a resource.
pub fn resources_with(old: &[u8], iim: Option<&[u8]>, digest: Option<[u8; 16]>) -> Result<Vec<u8>, Problem> {
    let is_taken_away = iim.is_some_and(<[u8]>::is_empty);
    let digest = digest.as_ref().map(<[u8; 16]>::as_slice).or(if is_taken_away { Some(&[]) } else { None });
    let wanted = [(IIM, iim), (IIM_DIGEST, digest)];
    let (parts, tail) = parts(old)?;
    let (mut out, mut done) = (Vec::new(), Vec::new());
    for (id, head, data, raw) in parts {
        match wanted.iter().find_map(|(known, data)| (*known == id).then_some(*data).flatten()) {
            Some(_) if done.contains(&id) => {
                return Err(Problem::new(ProblemKind::Ambiguous, "there are several IIM blocks among the resources"));
            }
            Some(new) if new != data => write(&mut out, head, new)?,
            Some(_) | None => pad(&mut out, raw),
        }
        done.push(id);
    }
    for (id, data) in wanted {
        if let Some(data) = data.filter(|_| !done.contains(&id)) {
            let [high, low] = id.to_be_bytes();
            write(&mut out, &[b'8', b'B', b'I', b'M', high, low, 0, 0], data)?;
        }
    }
    out.extend_from_slice(tail);
    Ok(out)
}

/// The IIM in a run of resources; none where the run is damaged before it.
pub fn iim_of(run: &[u8]) -> Option<&[u8]> {
    resources(run).0.into_iter().find(|resource| resource.id == IIM).map(|resource| resource.data)
}

/// A resource: its number, what stands before its size, its content, all of it.
type Part<'a> = (u16, &'a [u8], &'a [u8], &'a [u8]);

/// The resources of a run, and what is too short to be one behind them.
fn parts(old: &[u8]) -> Result<(Vec<Part<'_>>, &[u8]), Problem> {
    let broken = || Problem::new(ProblemKind::Malformed, "the Photoshop resources are damaged");
    let (found, is_whole) = resources(old);
    let (mut parts, mut at) = (Vec::new(), 0);
    for resource in found {
        let head = old.get(at..resource.at.saturating_sub(4)).ok_or_else(broken)?;
        let end = resource.at.saturating_add(resource.data.len().next_multiple_of(2)).min(old.len());
        parts.push((resource.id, head, resource.data, old.get(at..end).ok_or_else(broken)?));
        at = end;
    }
    let tail = old.get(at..).unwrap_or(&[]);
    if tail.len() >= SMALLEST || !is_whole { Err(broken()) } else { Ok((parts, tail)) }
}

/// Writes a resource with other content; with none, nothing.
fn write(out: &mut Vec<u8>, head: &[u8], data: &[u8]) -> Result<(), Problem> {
    let too_large = |_| Problem::new(ProblemKind::Limit, "the IIM block is too large for a Photoshop resource");
    if !data.is_empty() {
        let size = u32::try_from(data.len()).map_err(too_large)?;
        pad(out, &[head, &size.to_be_bytes(), data].concat());
        pad(out, &[]);
    }
    Ok(())
}

/// Adds bytes at an even offset: the last resource of a run may lack the byte that pads it.
fn pad(out: &mut Vec<u8>, bytes: &[u8]) {
    out.resize(out.len().next_multiple_of(2), 0);
    out.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::super::photoshop::tests::resource;
    use super::resources_with;
    use crate::asset::ProblemKind;

    #[test]
    fn the_block_is_replaced_where_it_stands_and_others_are_kept() {
        let other = [b"8BIM\x03\xed\x03abc\0\0\0\x03xyz\0".to_vec(), resource(0x0425, &[1; 16])].concat();
        let old = [resource(0x03E9, b"odd"), resource(0x0404, b"old"), other.clone()].concat();
        let new = resources_with(&old, Some(b"newer"), None).unwrap();
        assert_eq!(new, [resource(0x03E9, b"odd"), resource(0x0404, b"newer"), other.clone()].concat());
        assert_eq!(resources_with(&new, Some(b"old"), None).unwrap(), old);
        let gone = resources_with(&old, Some(b""), None).unwrap();
        assert_eq!(gone, [&resource(0x03E9, b"odd")[..], &other[..18]].concat());
    }

    #[test]
    fn a_block_comes_behind_all_others_with_its_digest() {
        let mut old = resource(0x03E9, b"odd");
        old.pop();
        let new = resources_with(&old, Some(b"iim"), Some([7; 16])).unwrap();
        assert_eq!(new, [resource(0x03E9, b"odd"), resource(0x0404, b"iim"), resource(0x0425, &[7; 16])].concat());
        assert_eq!(resources_with(&old, None, None).unwrap(), old);
        assert_eq!(resources_with(b"", Some(b""), None).unwrap(), b"");
    }

    #[test]
    fn damaged_and_ambiguous_resources_are_refused() {
        let two = [resource(0x0404, b"a"), resource(0x0404, b"b")].concat();
        let kind = |old: &[u8]| resources_with(old, Some(b"iim"), None).unwrap_err().kind;
        assert_eq!(kind(&two), ProblemKind::Ambiguous);
        assert_eq!(kind(b"8BIM\x04\x04\0\0\0\0\xff\xffabcdefgh"), ProblemKind::Malformed);
        assert_eq!(kind(b"nothing of the kind"), ProblemKind::Malformed);
    }
}
