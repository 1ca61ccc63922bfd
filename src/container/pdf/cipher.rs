//! The standard security handler of encrypted PDF (ISO 32000-2, 7.6) for files that open without a password: most
//! encrypted files forbid printing or changing, not reading. It knows keys and ciphers, not what they protect; it
//! tries no password but the empty one.
use super::object::{Dictionary, Object};
use aes::cipher::consts::U16;
use aes::cipher::generic_array::GenericArray;
use aes::cipher::{BlockDecrypt, BlockEncrypt, KeyInit};
use aes::{Aes128, Aes256};
use md5::{Digest, Md5};
use sha2::{Sha256, Sha384, Sha512};

/// What a password is filled up with (7.6.4.3, algorithm 2): the empty one is this alone.
const PADDING: [u8; 32] = *b"\x28\xbf\x4e\x5e\x4e\x75\x8a\x41\x64\x00\x4e\x56\xff\xfa\x01\x08\x2e\x2e\x00\xb6\xd0\x68\x3e\x80\x2f\x0c\xa9\xfe\x64\x53\x69\x7a";
/// The most rounds of the hash of revision 6; chance ends it far earlier.
const MOST_ROUNDS: u32 = 2048;

/// How strings or streams are encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Method {
    Plain,
    Rc4,
    Aes,
}

/// The key of a file, and what it opens.
#[derive(Debug)]
pub(super) struct Key {
    bytes: Vec<u8>,
    /// Whether the key opens everything as it is, and not a key of its own for each object.
    is_direct: bool,
    texts: Method,
    streams: Method,
    /// Whether the XMP packet is encrypted too.
    pub(super) has_metadata: bool,
}

impl Key {
    /// The key that the empty password gives; none where the file wants another password or another handler.
    pub(super) fn of(encryption: &Dictionary, id: &[u8]) -> Option<Key> {
        if encryption.get(b"Filter").name() != Some(b"Standard") {
            return None;
        }
        let version = encryption.get(b"V").count()?;
        let has_metadata = *encryption.get(b"EncryptMetadata") != Object::Boolean(false);
        let (texts, streams) = match version {
            1..=3 => (Method::Rc4, Method::Rc4),
            _ => (method(encryption, b"StrF")?, method(encryption, b"StmF")?),
        };
        let is_direct = version >= 5;
        let bytes = if is_direct { modern(encryption)? } else { classic(encryption, id, has_metadata)? };
        Some(Key { bytes, is_direct, texts, streams, has_metadata })
    }

    /// A string of an object in the clear; as it is where it cannot be opened.
    pub(super) fn open_text(&self, number: u32, generation: u16, text: &[u8]) -> Vec<u8> {
        self.open(self.texts, number, generation, text).unwrap_or_else(|| text.to_vec())
    }

    /// A stream's data in the clear.
    pub(super) fn open_stream(&self, number: u32, generation: u16, data: &[u8]) -> Option<Vec<u8>> {
        self.open(self.streams, number, generation, data)
    }

    fn open(&self, method: Method, number: u32, generation: u16, data: &[u8]) -> Option<Vec<u8>> {
        match method {
            Method::Plain => Some(data.to_vec()),
            Method::Rc4 => Some(rc4(&self.of_object(number, generation, b""), data)),
            Method::Aes if self.is_direct => aes(&self.bytes, data),
            Method::Aes => aes(&self.of_object(number, generation, b"sAlT"), data),
        }
    }

    /// Algorithm 1: the key of an object.
    fn of_object(&self, number: u32, generation: u16, salt: &[u8]) -> Vec<u8> {
        let [n0, n1, n2, _] = number.to_le_bytes();
        let [g0, g1] = generation.to_le_bytes();
        let hash = md5(&[&self.bytes, &[n0, n1, n2, g0, g1], salt]);
        hash.into_iter().take((self.bytes.len() + 5).min(16)).collect()
    }
}

/// The method of the crypt filter that a key names (7.6.6).
fn method(encryption: &Dictionary, key: &[u8]) -> Option<Method> {
    let name = encryption.get(key).name().unwrap_or(b"Identity");
    if name == b"Identity" {
        return Some(Method::Plain);
    }
    let filter = encryption.get(b"CF").dictionary()?.get(name).dictionary()?;
    match filter.get(b"CFM").name().unwrap_or(b"None") {
        b"None" => Some(Method::Plain),
        b"V2" => Some(Method::Rc4),
        b"AESV2" | b"AESV3" => Some(Method::Aes),
        _ => None,
    }
}

/// Algorithms 2, 4 and 5: the key of revisions 2 to 4, if it proves right.
fn classic(encryption: &Dictionary, id: &[u8], has_metadata: bool) -> Option<Vec<u8>> {
    let revision = encryption.get(b"R").count()?;
    let bits = encryption.get(b"Length").count().unwrap_or(40);
    let length = match (revision, encryption.get(b"V").count()) {
        (2, _) => 5,
        (_, Some(4)) => 16,
        _ => usize::try_from(bits / 8).ok()?.clamp(5, 16),
    };
    let owner = encryption.get(b"O").text()?.get(..32)?;
    let Object::Integer(permissions) = encryption.get(b"P") else { return None };
    let [p0, p1, p2, p3, ..] = permissions.to_le_bytes();
    let mark: &[u8] = if revision >= 4 && !has_metadata { &[0xFF; 4] } else { &[] };
    let mut hash = md5(&[&PADDING, owner, &[p0, p1, p2, p3], id, mark]);
    for _ in 0..if revision >= 3 { 50 } else { 0 } {
        hash = md5(&[hash.get(..length)?]);
    }
    let key = hash.get(..length)?.to_vec();
    let (stored, proof) = (encryption.get(b"U").text()?, proof(&key, revision, id));
    stored.starts_with(&proof).then_some(key)
}

/// What the `U` entry of a file with this key begins with.
fn proof(key: &[u8], revision: u64, id: &[u8]) -> Vec<u8> {
    if revision == 2 {
        return rc4(key, &PADDING);
    }
    let turned = |round: u8| key.iter().map(|byte| byte ^ round).collect::<Vec<_>>();
    (0..20).fold(md5(&[&PADDING, id]), |hash, round| rc4(&turned(round), &hash))
}

/// Algorithm 2.A: the key of revisions 5 and 6, if the empty password proves right as the owner's or the user's. A file
/// that only its user must open with a password is often written without the owner's, and the empty one opens it all.
fn modern(encryption: &Dictionary) -> Option<Vec<u8>> {
    let revision = encryption.get(b"R").count()?;
    let user = encryption.get(b"U").text()?;
    let of_owner = || {
        let proof = encryption.get(b"O").text()?;
        unsealed(revision, proof, user.get(..48)?, encryption.get(b"OE").text()?)
    };
    let of_user = || unsealed(revision, user, b"", encryption.get(b"UE").text()?);
    of_user().or_else(of_owner)
}

/// The key that a proof and the two salts behind it guard, if the empty password is the one proved.
fn unsealed(revision: u64, proof: &[u8], user: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    let (stored, check, salt) = (proof.get(..32)?, proof.get(32..40)?, proof.get(40..48)?);
    if hash(revision, check, user)? != stored {
        return None;
    }
    chained(&hash(revision, salt, user)?, &[0; 16], sealed.get(..32)?)
}

/// The hash of the empty password and a salt, and of the user's proof where the owner's is meant: SHA-256 in revision 5,
/// algorithm 2.B in revision 6.
fn hash(revision: u64, salt: &[u8], user: &[u8]) -> Option<Vec<u8>> {
    let mut key = Sha256::digest([salt, user].concat()).to_vec();
    if revision < 6 {
        return Some(key);
    }
    for round in 0..MOST_ROUNDS {
        let (cipher_key, start) = (key.get(..16)?, key.get(16..32)?);
        let sealed = sealed(cipher_key, start, &[&key, user].concat().repeat(64))?;
        let rest = sealed.get(..16)?.iter().map(|byte| u32::from(*byte)).sum::<u32>() % 3;
        let last = u32::from(*sealed.last()?);
        key = match rest {
            0 => Sha256::digest(&sealed).to_vec(),
            1 => Sha384::digest(&sealed).to_vec(),
            _ => Sha512::digest(&sealed).to_vec(),
        };
        if round >= 63 && last + 31 <= round {
            break;
        }
    }
    key.truncate(32);
    Some(key)
}

fn md5(parts: &[&[u8]]) -> Vec<u8> {
    let mut hasher = Md5::new();
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize().to_vec()
}

/// RC4, which turns the clear into the sealed and back.
fn rc4(key: &[u8], data: &[u8]) -> Vec<u8> {
    let mut state: [u8; 256] = std::array::from_fn(|index| index.to_le_bytes()[0]);
    let of = |state: &[u8; 256], index: u8| state.get(usize::from(index)).copied().unwrap_or(0);
    let mut other = 0_u8;
    for (index, byte) in (0..=255_u8).zip(key.iter().cycle()) {
        other = other.wrapping_add(of(&state, index)).wrapping_add(*byte);
        state.swap(usize::from(index), usize::from(other));
    }
    let (mut first, mut second) = (0_u8, 0_u8);
    let mut turned = Vec::with_capacity(data.len());
    for byte in data {
        first = first.wrapping_add(1);
        second = second.wrapping_add(of(&state, first));
        state.swap(usize::from(first), usize::from(second));
        turned.push(byte ^ of(&state, of(&state, first).wrapping_add(of(&state, second))));
    }
    turned
}

/// AES as strings and streams have it: the first block begins the chain, the last bytes say how many fill the block.
fn aes(key: &[u8], data: &[u8]) -> Option<Vec<u8>> {
    let (start, rest) = data.split_first_chunk::<16>()?;
    let mut plain = chained(key, start, rest)?;
    let fill = usize::from(plain.last().copied().unwrap_or(0));
    if (1..=16).contains(&fill) {
        plain.truncate(plain.len().saturating_sub(fill));
    }
    Some(plain)
}

/// AES in a chain of blocks, opened; bytes too few for a block are left out.
fn chained(key: &[u8], start: &[u8; 16], data: &[u8]) -> Option<Vec<u8>> {
    match key.len() {
        16 => Some(unchained(&Aes128::new_from_slice(key).ok()?, start, data)),
        32 => Some(unchained(&Aes256::new_from_slice(key).ok()?, start, data)),
        _ => None,
    }
}

fn unchained(cipher: &impl BlockDecrypt<BlockSize = U16>, start: &[u8; 16], data: &[u8]) -> Vec<u8> {
    let (mut plain, mut before) = (Vec::with_capacity(data.len()), *start);
    for sealed in data.as_chunks::<16>().0 {
        let mut block = *sealed;
        cipher.decrypt_block(GenericArray::from_mut_slice(&mut block));
        plain.extend(block.iter().zip(before).map(|(byte, mask)| byte ^ mask));
        before = *sealed;
    }
    plain
}

/// AES-128 in a chain of blocks, sealed.
fn sealed(key: &[u8], start: &[u8], data: &[u8]) -> Option<Vec<u8>> {
    let cipher = Aes128::new_from_slice(key).ok()?;
    let mut before: [u8; 16] = start.try_into().ok()?;
    let mut sealed = Vec::with_capacity(data.len());
    for plain in data.as_chunks::<16>().0 {
        before.iter_mut().zip(plain).for_each(|(mask, byte)| *mask ^= byte);
        cipher.encrypt_block(GenericArray::from_mut_slice(&mut before));
        sealed.extend_from_slice(&before);
    }
    Some(sealed)
}

#[cfg(test)]
mod tests {
    use super::super::object::{Dictionary, Object};
    use super::{PADDING, chained, hash, md5, modern, rc4, sealed};

    #[test]
    fn the_ciphers_give_their_published_examples() {
        // The key and text of Wikipedia's article on RC4; block 1 of NIST SP 800-38A, F.2.1.
        assert_eq!(rc4(b"Key", b"Plaintext"), b"\xbb\xf3\x16\xe8\xd9\x40\xaf\x0a\xd3");
        let key = b"\x2b\x7e\x15\x16\x28\xae\xd2\xa6\xab\xf7\x15\x88\x09\xcf\x4f\x3c";
        let start: [u8; 16] = std::array::from_fn(|index| index as u8);
        let plain = b"\x6b\xc1\xbe\xe2\x2e\x40\x9f\x96\xe9\x3d\x7e\x11\x73\x93\x17\x2a";
        let block = sealed(key, &start, plain).unwrap();
        assert_eq!(block, b"\x76\x49\xab\xac\x81\x19\xb2\x46\xce\xe9\x8e\x9b\x12\xe9\x19\x7d");
        assert_eq!(chained(key, &start, &block).as_deref(), Some(&plain[..]));
        assert_eq!(md5(&[b"a", b"bc"])[..4], [0x90, 0x01, 0x50, 0x98]);
    }

    #[test]
    fn the_hash_of_revision_6_ends_and_is_long_enough() {
        assert_eq!(hash(6, &PADDING[..8], b"").map(|hash| hash.len()), Some(32));
        assert_ne!(hash(6, b"12345678", b""), hash(5, b"12345678", b""));
    }

    /// A dictionary in which the owner's proof and sealed key are these.
    fn encryption(revision: i64, user: &[u8], owner: &[u8], sealed: &[u8]) -> Dictionary {
        let texts = [("U", user), ("UE", &[0; 32]), ("O", owner), ("OE", sealed)];
        let entry = |(name, text): (&str, &[u8])| (name.as_bytes().to_vec(), Object::Text(text.to_vec()));
        let revision = (b"R".to_vec(), Object::Integer(revision));
        Dictionary(texts.into_iter().map(entry).chain([revision]).collect())
    }

    #[test]
    fn the_empty_password_of_an_owner_opens_what_asks_its_user_for_one() {
        let (user, sealed) = ([7; 48], [9; 32]);
        for revision in [5, 6] {
            let hashed = |salt: &[u8]| hash(revision as u64, salt, &user).unwrap();
            let owner = [&hashed(b"provesit")[..], b"provesit", b"seals it"].concat();
            let key = chained(&hashed(b"seals it"), &[0; 16], &sealed);
            assert_eq!(modern(&encryption(revision, &user, &owner, &sealed)), key);
            assert_eq!(
                modern(&encryption(revision, &[8; 48], &owner, &sealed)),
                None,
                "proved with another user's entry"
            );
            assert_eq!(modern(&encryption(revision, &user, &owner[..47], &sealed)), None);
            assert_eq!(modern(&encryption(revision, &user, &owner, &sealed[..31])), None);
        }
    }
}
