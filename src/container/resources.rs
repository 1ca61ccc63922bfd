//! A run of Photoshop image resources with other IIM in it (Adobe Photoshop File Formats Specification, "Image
//! Resources Section"). It knows where each resource ends, and of none of them what it says.
use super::photoshop::{Resource, resources};
use crate::asset::{Problem, ProblemKind};

/// The resource that holds IIM.
const IIM: u16 = 0x0404;
/// The resource that holds the MD5 of the IIM as it was when XMP was last written from it.
const DIGEST: u16 = 0x0425;
/// The fewest bytes of a resource: signature, number, empty name, size.
const HEADER: usize = 12;

/// The resources with this IIM and this digest (16 bytes of MD5) in them, each where the first of its kind stood, else
/// behind the others; what is none is taken away. All other resources stay as they are, byte for byte and in order.
///
/// # Errors
/// `Malformed` where the run is damaged: what lies behind the damage could not be kept with certainty. `Limit` where
/// there are more resources than are read, or the IIM is larger than a resource can be.
pub fn resources_with(old: &[u8], iim: Option<&[u8]>, digest: Option<[u8; 16]>) -> Result<Vec<u8>, Problem> {
    let (found, rest) = whole(old)?;
    let mut wanted = [(IIM, iim), (DIGEST, digest.as_ref().map(<[u8; 16]>::as_slice))].map(|(id, data)| Wanted {
        id,
        data,
        is_written: false,
    });
    let mut new = Vec::with_capacity(old.len());
    let mut from = 0;
    for resource in &found {
        match wanted.iter_mut().find(|wanted| wanted.id == resource.id) {
            // The header in front of the size holds a name, which stays.
            Some(wanted) => wanted.write(old.get(from..resource.at - 4).unwrap_or_default(), &mut new)?,
            None => new.extend_from_slice(old.get(from..end(resource)).unwrap_or_default()),
        }
        new.resize(new.len().next_multiple_of(2), 0);
        from = end(resource).next_multiple_of(2);
    }
    for wanted in &mut wanted {
        let header = [b"8BIM".as_slice(), &wanted.id.to_be_bytes(), &[0, 0]].concat();
        wanted.write(&header, &mut new)?;
    }
    new.extend_from_slice(rest);
    Ok(new)
}

/// The IIM in a run of resources; none where the run is damaged before it.
pub fn iim_of(resources: &[u8]) -> Option<&[u8]> {
    super::photoshop::resources(resources)
        .0
        .into_iter()
        .find(|resource| resource.id == IIM)
        .map(|resource| resource.data)
}

/// The resources, and the few bytes behind them that are none; every resource begins at an even place.
fn whole(old: &[u8]) -> Result<(Vec<Resource<'_>>, &[u8]), Problem> {
    let (found, is_whole) = resources(old);
    let behind = found.last().map_or(0, end).next_multiple_of(2);
    let rest = old.get(behind..).unwrap_or_default();
    if !is_whole && rest.iter().any(|byte| *byte != 0) {
        return Err(Problem::new(ProblemKind::Malformed, "the Photoshop resources are damaged and cannot be changed"));
    }
    if is_whole && rest.len() >= HEADER {
        return Err(Problem::new(ProblemKind::Limit, "there are more Photoshop resources than damson changes"));
    }
    Ok((found, rest))
}

fn end(resource: &Resource<'_>) -> usize {
    resource.at + resource.data.len()
}

/// A resource that shall be there, or shall not.
struct Wanted<'a> {
    id: u16,
    data: Option<&'a [u8]>,
    is_written: bool,
}

impl Wanted<'_> {
    /// Writes it behind its header, once.
    fn write(&mut self, header: &[u8], to: &mut Vec<u8>) -> Result<(), Problem> {
        let Some(data) = self.data.filter(|_| !self.is_written) else { return Ok(()) };
        let too_large = |_| Problem::new(ProblemKind::Limit, "the IIM is larger than a Photoshop resource can be");
        let size = u32::try_from(data.len()).map_err(too_large)?;
        to.extend_from_slice(header);
        to.extend_from_slice(&size.to_be_bytes());
        to.extend_from_slice(data);
        to.resize(to.len().next_multiple_of(2), 0);
        self.is_written = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::damage::{NUMBERS, damaged};
    use super::super::photoshop::tests::resource;
    use super::{DIGEST, IIM, iim_of, resources_with};
    use crate::asset::ProblemKind;

    #[test]
    fn what_is_replaced_stands_where_it_stood_and_all_else_is_as_it_was() {
        let other = resource(0x03ED, b"odd");
        let named = [b"8BIM\x04\x04\x03abc".as_slice(), &[0, 0, 0, 2], b"ii"].concat();
        let old = [other.clone(), named, resource(0x0BB7, b"x"), resource(DIGEST, &[1; 16])].concat();
        let new = resources_with(&old, Some(b"iim"), Some([2; 16])).expect("an edit");
        let iim = [b"8BIM\x04\x04\x03abc".as_slice(), &[0, 0, 0, 3], b"iim\0"].concat();
        assert_eq!(new, [other, iim, resource(0x0BB7, b"x"), resource(DIGEST, &[2; 16])].concat());
        assert_eq!(resources_with(&new, Some(b"iim"), Some([2; 16])).as_ref(), Ok(&new));
        assert_eq!((iim_of(&new), iim_of(b"")), (Some(&b"iim"[..]), None));
    }

    #[test]
    fn what_is_new_comes_last_and_what_is_none_is_taken_away() {
        let new = resources_with(b"", Some(b"iim"), Some([2; 16])).expect("an edit");
        assert_eq!(new, [resource(IIM, b"iim"), resource(DIGEST, &[2; 16])].concat());
        let old = [new, resource(0x03ED, b"a"), resource(IIM, b"again")].concat();
        assert_eq!(resources_with(&old, None, None), Ok(resource(0x03ED, b"a")));
        let once = [resource(IIM, b"b"), resource(0x03ED, b"a")].concat();
        assert_eq!(resources_with(&old, Some(b"b"), None), Ok(once));
    }

    #[test]
    fn a_last_resource_without_its_pad_byte_and_padding_behind_the_last_are_no_damage() {
        let mut old = resource(0x03ED, b"a");
        old.pop();
        let new = [resource(0x03ED, b"a"), resource(IIM, b"i")].concat();
        assert_eq!(resources_with(&old, Some(b"i"), None), Ok(new));
        let old = [resource(0x03ED, b"a"), vec![0; 20]].concat();
        let new = [resource(0x03ED, b"a"), resource(IIM, b"i"), vec![0; 20]].concat();
        assert_eq!(resources_with(&old, Some(b"i"), None), Ok(new));
    }

    #[test]
    fn damaged_resources_are_refused_or_read_back_as_they_were() {
        let old = [resource(0x03ED, b"abcd"), resource(IIM, b"iim"), resource(0x0BB7, b"x")].concat();
        let broken = [&old[..], b"what is this"].concat();
        assert_eq!(resources_with(&broken, None, None).map_err(|problem| problem.kind), Err(ProblemKind::Malformed));
        damaged(&old, 2_000, NUMBERS, |round, bytes| {
            if let Ok(new) = resources_with(bytes, Some(b"new"), None) {
                assert_eq!(resources_with(&new, Some(b"new"), None), Ok(new), "round {round}");
            }
        });
    }
}
