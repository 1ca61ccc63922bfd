//! Where a file lies on a medium whose head must be moved: by the number of its inode, which file systems give out along
//! the disk and near the data. Elsewhere nothing is gained by another order than that of the names.
use crate::asset::Stat;
use crate::walk;
use std::collections::HashMap;

/// In which order files are read. Their outcomes come in walk order all the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReadingOrder {
    /// By inode on rotating disks, as given elsewhere.
    #[default]
    AsTheMediumWants,
    /// By inode everywhere.
    ByInode,
}

/// What is known of the media that files were met on.
pub struct Places {
    order: ReadingOrder,
    /// By device.
    rotating: HashMap<u64, bool>,
}

impl Places {
    /// Nothing met yet.
    pub fn new(order: ReadingOrder) -> Places {
        Places { order, rotating: HashMap::new() }
    }

    /// The file's place; 0 where it does not matter.
    pub fn of(&mut self, stat: &Stat) -> u64 {
        let is_rotating = self.rotating.entry(stat.device).or_insert_with(|| walk::is_rotating(stat.device));
        match self.order {
            ReadingOrder::AsTheMediumWants if !*is_rotating => 0,
            ReadingOrder::AsTheMediumWants | ReadingOrder::ByInode => stat.inode,
        }
    }
}
