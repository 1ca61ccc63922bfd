//! Numbers as bytes, in either order. Knows nothing of any format; a number that is not wholly there is none.

/// In which order a number's bytes stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// Least significant first (`II`, RIFF).
    Little,
    /// Most significant first (`MM`, PNG, ISO base media).
    Big,
}

impl Order {
    /// The two bytes at an offset.
    pub(super) fn u16(self, bytes: &[u8], at: usize) -> Option<u16> {
        let two = *bytes.get(at..)?.first_chunk()?;
        Some(match self {
            Order::Little => u16::from_le_bytes(two),
            Order::Big => u16::from_be_bytes(two),
        })
    }

    /// The four bytes at an offset.
    pub(super) fn u32(self, bytes: &[u8], at: usize) -> Option<u32> {
        let four = *bytes.get(at..)?.first_chunk()?;
        Some(match self {
            Order::Little => u32::from_le_bytes(four),
            Order::Big => u32::from_be_bytes(four),
        })
    }

    /// The eight bytes at an offset.
    pub(super) fn u64(self, bytes: &[u8], at: usize) -> Option<u64> {
        let eight = *bytes.get(at..)?.first_chunk()?;
        Some(match self {
            Order::Little => u64::from_le_bytes(eight),
            Order::Big => u64::from_be_bytes(eight),
        })
    }

    /// A number of 1 to 8 bytes at an offset.
    pub(super) fn uint(self, bytes: &[u8], at: usize, size: usize) -> Option<u64> {
        let bytes = bytes.get(at..at.checked_add(size)?)?;
        let fold = |number: u64, byte: &u8| number << 8 | u64::from(*byte);
        match self {
            Order::Little => (size <= 8).then(|| bytes.iter().rev().fold(0, fold)),
            Order::Big => (size <= 8).then(|| bytes.iter().fold(0, fold)),
        }
    }

    /// Two bytes as they are written.
    pub(super) fn bytes16(self, number: u16) -> [u8; 2] {
        match self {
            Order::Little => number.to_le_bytes(),
            Order::Big => number.to_be_bytes(),
        }
    }

    /// Four bytes as they are written.
    pub(super) fn bytes32(self, number: u32) -> [u8; 4] {
        match self {
            Order::Little => number.to_le_bytes(),
            Order::Big => number.to_be_bytes(),
        }
    }

    /// Eight bytes as they are written.
    pub(super) fn bytes64(self, number: u64) -> [u8; 8] {
        match self {
            Order::Little => number.to_le_bytes(),
            Order::Big => number.to_be_bytes(),
        }
    }
}

/// The four bytes at an offset, most significant first.
pub(super) fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    Order::Big.u32(bytes, at)
}

/// The two bytes at an offset, most significant first.
pub(super) fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    Order::Big.u16(bytes, at)
}

/// The four bytes at an offset, least significant first.
pub(super) fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    Order::Little.u32(bytes, at)
}

/// The two bytes at an offset, least significant first.
pub(super) fn le16(bytes: &[u8], at: usize) -> Option<u16> {
    Order::Little.u16(bytes, at)
}

#[cfg(test)]
mod tests {
    use super::Order;

    #[test]
    fn a_number_that_is_not_wholly_there_is_none() {
        let bytes = [1, 2, 3];
        assert_eq!(Order::Big.u16(&bytes, 1), Some(0x0203));
        assert_eq!(Order::Little.u16(&bytes, 1), Some(0x0302));
        assert_eq!(Order::Big.uint(&bytes, 0, 3), Some(0x0001_0203));
        assert_eq!(Order::Big.u16(&bytes, 2), None);
        assert_eq!(Order::Big.u32(&bytes, usize::MAX), None);
        assert_eq!(Order::Big.uint(&bytes, usize::MAX, 3), None);
    }
}
