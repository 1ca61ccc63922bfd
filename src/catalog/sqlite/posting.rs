//! Postings: the assets that have a key, a row for each 65,536 of them. How members are packed, how a set is read from
//! rows, and how rows change. It knows numbers and keys, and no field.
use super::schema::failed;
use super::sql::Sql;
use crate::catalog::CatalogError;
use crate::catalog::meaning::Key;
use roaring::RoaringBitmap;
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension, Rows, params, params_from_iter};
use std::ops::ControlFlow;

/// Numbers of assets.
pub(super) type Set = RoaringBitmap;

/// From so many members on a chunk is kept as bits: then both ways take 8 KiB.
const DENSE: usize = 4096;
const BITS: usize = 8192;

impl ToSql for Key {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Key::Number(number) => ValueRef::Real(*number),
            Key::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

/// A key, from its column.
pub(super) fn key_of(value: ValueRef<'_>) -> Result<Key, CatalogError> {
    match value {
        ValueRef::Real(number) => Ok(Key::Number(number)),
        ValueRef::Text(text) => Ok(Key::Text(String::from_utf8_lossy(text).into_owned())),
        ValueRef::Null | ValueRef::Integer(_) | ValueRef::Blob(_) => {
            Err(CatalogError::Damaged("a key is neither text nor number".to_owned()))
        }
    }
}

/// An asset's number as sets hold it.
pub(super) fn small(number: i64) -> Result<u32, CatalogError> {
    u32::try_from(number).map_err(|_| CatalogError::Internal(format!("asset number {number} is beyond what sets hold")))
}

fn malformed() -> CatalogError {
    CatalogError::Damaged("the members of a posting are malformed".to_owned())
}

fn first_of(chunk: i64) -> Result<u32, CatalogError> {
    u16::try_from(chunk).map(|chunk| u32::from(chunk) << 16).map_err(|_| malformed())
}

fn low(number: u32) -> u16 {
    (number & 0xffff) as u16
}

/// A row's members are added to a set.
pub(super) fn add_to(set: &mut Set, chunk: i64, members: &[u8]) -> Result<(), CatalogError> {
    let first = first_of(chunk)?;
    if members.len() == BITS {
        *set |= Set::from_lsb0_bytes(first, members);
        return Ok(());
    }
    let numbers = sparse(members)?.map(|low| first | u32::from(low));
    if members.len() <= FEW {
        set.extend(numbers);
    } else {
        // Members ascend: many are put together faster by themselves than one by one among others.
        *set |= Set::from_sorted_iter(numbers).map_err(|_| malformed())?;
    }
    Ok(())
}

/// Bytes of members that are few enough to be added one by one.
const FEW: usize = 16;

/// How many of a row's members are in a set, and the first that is.
pub(super) fn common(set: &Set, chunk: i64, members: &[u8]) -> Result<(u64, Option<u32>), CatalogError> {
    let first = first_of(chunk)?;
    if members.len() == BITS {
        let both = Set::from_lsb0_bytes(first, members) & set;
        return Ok((both.len(), both.min()));
    }
    let (mut count, mut smallest) = (0, None);
    for low in sparse(members)? {
        let number = first | u32::from(low);
        if set.contains(number) {
            count += 1;
            smallest = smallest.or(Some(number));
        }
    }
    Ok((count, smallest))
}

/// A row's first member.
pub(super) fn smallest(chunk: i64, members: &[u8]) -> Result<Option<u32>, CatalogError> {
    let first = first_of(chunk)?;
    if members.len() == BITS {
        return Ok(Set::from_lsb0_bytes(first, members).min());
    }
    Ok(sparse(members)?.next().map(|low| first | u32::from(low)))
}

fn sparse(members: &[u8]) -> Result<impl Iterator<Item = u16>, CatalogError> {
    let (pairs, rest) = members.as_chunks::<2>();
    if rest.is_empty() && pairs.len() < DENSE {
        Ok(pairs.iter().map(|pair| u16::from_le_bytes(*pair)))
    } else {
        Err(malformed())
    }
}

/// Members below one chunk's first, ascending, as a row keeps them.
fn pack(lows: &[u16]) -> Vec<u8> {
    if lows.len() < DENSE {
        return lows.iter().flat_map(|low| low.to_le_bytes()).collect();
    }
    let mut bits = vec![0; BITS];
    for low in lows {
        bits[usize::from(low >> 3)] |= 1 << (low & 7);
    }
    bits
}

/// A row's members after some came and some went, with their number; both ascending.
fn changed(members: &[u8], come: &[u16], gone: &[u16]) -> Result<(Vec<u8>, usize), CatalogError> {
    if members.len() == BITS {
        let mut bits = members.to_vec();
        come.iter().for_each(|low| bits[usize::from(low >> 3)] |= 1 << (low & 7));
        gone.iter().for_each(|low| bits[usize::from(low >> 3)] &= !(1 << (low & 7)));
        let count = bits.iter().map(|byte| byte.count_ones() as usize).sum();
        if count >= DENSE {
            return Ok((bits, count));
        }
        let lows: Vec<u16> = Set::from_lsb0_bytes(0, &bits).iter().map(low).collect();
        return Ok((pack(&lows), count));
    }
    let mut lows: Vec<u16> = sparse(members)?.filter(|low| gone.binary_search(low).is_err()).collect();
    let is_after = lows.last().zip(come.first()).is_none_or(|(last, first)| last < first);
    lows.extend_from_slice(come);
    if !is_after {
        lows.sort_unstable();
        lows.dedup();
    }
    Ok((pack(&lows), lows.len()))
}

/// The assets that came to a key or went from it since its rows were last written, in the order in which that was said.
#[derive(Debug, Default)]
pub(super) struct Moves(Vec<(u32, bool)>);

impl Moves {
    /// An asset has the key now.
    pub fn come(&mut self, number: u32) {
        self.0.push((number, true));
    }

    /// An asset has the key no more.
    pub fn go(&mut self, number: u32) {
        self.0.push((number, false));
    }

    /// Those that have the key now, and those that have it no more, ascending: what was last said of each counts.
    fn settle(&mut self) -> [Vec<u32>; 2] {
        let is_settled = self.0.windows(2).all(|pair| matches!(pair, [(a, _), (b, _)] if a < b));
        if !is_settled {
            self.0.sort_by_key(|(number, _)| *number);
        }
        let mut kept: Vec<(u32, bool)> = Vec::with_capacity(self.0.len());
        for (number, has_come) in self.0.drain(..) {
            match kept.last_mut() {
                Some(last) if last.0 == number => last.1 = has_come,
                _ => kept.push((number, has_come)),
            }
        }
        let those = |wanted: bool| kept.iter().filter(|(_, come)| *come == wanted).map(|(number, _)| *number).collect();
        [those(true), those(false)]
    }
}

/// Writes the moves of one key.
pub(super) fn write(connection: &Connection, property: i64, key: &Key, moves: &mut Moves) -> Result<(), CatalogError> {
    let [come, gone] = moves.settle();
    let (mut come, mut gone) = (&come[..], &gone[..]);
    while let Some(first) = come.first().into_iter().chain(gone.first()).min().copied() {
        let chunk = first >> 16;
        let until = |list: &[u32]| list.partition_point(|number| number >> 16 == chunk);
        let (some_come, more_come) = come.split_at(until(come));
        let (some_gone, more_gone) = gone.split_at(until(gone));
        let lows = |list: &[u32]| -> Vec<u16> { list.iter().copied().map(low).collect() };
        write_chunk(connection, (property, key, i64::from(chunk)), &lows(some_come), &lows(some_gone))?;
        (come, gone) = (more_come, more_gone);
    }
    Ok(())
}

fn write_chunk(
    connection: &Connection,
    (property, key, chunk): (i64, &Key, i64),
    come: &[u16],
    gone: &[u16],
) -> Result<(), CatalogError> {
    let execute = |sql: &str, params: &[&dyn ToSql]| {
        connection.prepare_cached(sql).and_then(|mut statement| statement.execute(params)).map_err(failed)
    };
    // A key that one asset has is mostly new: its row is put there without a look.
    if let ([only], []) = (come, gone) {
        let sql = "INSERT OR IGNORE INTO posting (property, value, chunk, assets, members) VALUES (?, ?, ?, 1, ?)";
        if execute(sql, &[&property, key, &chunk, &&only.to_le_bytes()[..]])? == 1 {
            return Ok(());
        }
    }
    let sql = "SELECT members FROM posting WHERE property = ? AND value = ? AND chunk = ?";
    let mut statement = connection.prepare_cached(sql).map_err(failed)?;
    let held: Option<Vec<u8>> =
        statement.query_row(params![property, key, chunk], |row| row.get(0)).optional().map_err(failed)?;
    let (members, count) = changed(held.as_deref().unwrap_or_default(), come, gone)?;
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    match (held.is_some(), count) {
        (false, 0) => return Ok(()),
        (true, 0) => {
            execute("DELETE FROM posting WHERE property = ? AND value = ? AND chunk = ?", &[&property, key, &chunk])?
        }
        (true, _) => execute(
            "UPDATE posting SET assets = ?, members = ? WHERE property = ? AND value = ? AND chunk = ?",
            &[&count, &members, &property, key, &chunk],
        )?,
        (false, _) => execute(
            "INSERT INTO posting (property, value, chunk, assets, members) VALUES (?, ?, ?, ?, ?)",
            &[&property, key, &chunk, &count, &members],
        )?,
    };
    Ok(())
}

/// The members of all rows of some properties that pass a condition on `value`.
pub(super) fn union(connection: &Connection, properties: &[i64], condition: &Sql) -> Result<Set, CatalogError> {
    let mut set = Set::new();
    for property in properties {
        let sql =
            Sql::new("SELECT chunk, members FROM posting WHERE property = ?").bind(*property).add(condition.clone());
        let mut statement = connection.prepare_cached(sql.as_str()).map_err(failed)?;
        let mut rows = statement.query(params_from_iter(sql.params())).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let members = row.get_ref(1).map_err(failed)?.as_blob().map_err(|_| malformed())?;
            add_to(&mut set, row.get(0).map_err(failed)?, members)?;
        }
    }
    Ok(set)
}

/// A row of `posting`.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// The property.
    pub property: i64,
    /// The key.
    pub key: Key,
    /// Which 65,536 numbers.
    pub chunk: i64,
    /// How many members.
    pub assets: u64,
    /// The members, packed.
    pub members: Vec<u8>,
}

impl Row {
    fn empty(property: i64) -> Row {
        Row { property, key: Key::Text(String::new()), chunk: 0, assets: 0, members: Vec::new() }
    }

    /// Takes in a row of a statement, into the memory of the one before.
    fn fill(&mut self, row: &rusqlite::Row<'_>) -> Result<(), CatalogError> {
        match (row.get_ref(0).map_err(failed)?, &mut self.key) {
            (ValueRef::Text(text), Key::Text(held)) if std::str::from_utf8(text).is_ok() => {
                held.clear();
                held.push_str(std::str::from_utf8(text).unwrap_or_default());
            }
            (value, key) => *key = key_of(value)?,
        }
        self.chunk = row.get(1).map_err(failed)?;
        self.assets = row.get(2).map(i64::cast_unsigned).map_err(failed)?;
        self.members.clear();
        self.members.extend_from_slice(row.get_ref(3).map_err(failed)?.as_blob().map_err(|_| malformed())?);
        Ok(())
    }
}

/// Whether a walk goes on.
type Step = Result<ControlFlow<()>, CatalogError>;

/// The rows of one property, the next at hand.
struct Run<'s> {
    rows: Rows<'s>,
    head: Row,
    is_there: bool,
}

impl Run<'_> {
    fn advance(&mut self) -> Result<(), CatalogError> {
        match self.rows.next().map_err(failed)? {
            Some(row) => self.head.fill(row),
            None => {
                self.is_there = false;
                Ok(())
            }
        }
    }
}

/// Calls `each` with all rows of one key after the other, whatever their property and chunk, in the order of the keys,
/// either way, until it breaks. `condition` is on `value`. One statement for each property, and no memory for each row.
pub(super) fn each_group(
    connection: &Connection,
    properties: &[i64],
    condition: &Sql,
    descending: bool,
    each: &mut dyn FnMut(&[Row]) -> Step,
) -> Step {
    let order = if descending { "value DESC, chunk DESC" } else { "value, chunk" };
    let of_property = "SELECT value, chunk, assets, members FROM posting WHERE property = ?";
    let sql = format!("{of_property}{} ORDER BY {order}", condition.as_str());
    let prepared = properties.iter().map(|_| connection.prepare_cached(&sql));
    let mut statements: Vec<_> = prepared.collect::<Result<_, _>>().map_err(failed)?;
    let mut runs = Vec::with_capacity(properties.len());
    for (statement, property) in statements.iter_mut().zip(properties) {
        let property_bound = [rusqlite::types::Value::Integer(*property)];
        let bound = params_from_iter(property_bound.iter().chain(condition.params()));
        let rows = statement.query(bound).map_err(failed)?;
        runs.push(Run { rows, head: Row::empty(*property), is_there: true });
    }
    runs.iter_mut().try_for_each(Run::advance)?;
    let mut group: Vec<Row> = Vec::new();
    loop {
        let heads = (0..runs.len()).filter(|at| runs[*at].is_there);
        let by_key = |a: &usize, b: &usize| runs[*a].head.key.cmp(&runs[*b].head.key);
        let first = if descending { heads.max_by(by_key) } else { heads.min_by(by_key) };
        let Some(first) = first else { return Ok(ControlFlow::Continue(())) };
        let mut size = 0;
        take(&mut runs[first], &mut group, &mut size)?;
        for run in &mut runs {
            while run.is_there && run.head.key == group[0].key {
                take(run, &mut group, &mut size)?;
            }
        }
        if each(&group[..size])?.is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
}

/// Moves a run's next row to the end of a group, and takes the memory of the row that stood there for the one after it.
fn take(run: &mut Run<'_>, group: &mut Vec<Row>, size: &mut usize) -> Result<(), CatalogError> {
    if group.len() == *size {
        group.push(Row::empty(run.head.property));
    }
    let property = run.head.property;
    std::mem::swap(&mut run.head, &mut group[*size]);
    run.head.property = property;
    *size += 1;
    run.advance()
}

#[cfg(test)]
mod tests {
    use super::{BITS, DENSE, Set, add_to, changed, common, pack, smallest};

    fn set_of(chunk: i64, members: &[u8]) -> Vec<u32> {
        let mut set = Set::new();
        add_to(&mut set, chunk, members).unwrap();
        set.iter().collect()
    }

    #[test]
    fn members_are_numbers_while_they_are_few_and_bits_once_they_are_many() {
        let few: Vec<u16> = vec![0, 7, 65535];
        assert_eq!(pack(&few), [0, 0, 7, 0, 255, 255]);
        assert_eq!(set_of(2, &pack(&few)), [131_072, 131_079, 196_607]);
        let many: Vec<u16> = (0..u16::try_from(DENSE).unwrap()).map(|at| at * 3).collect();
        assert_eq!(pack(&many).len(), BITS);
        assert_eq!(set_of(0, &pack(&many)), many.iter().map(|low| u32::from(*low)).collect::<Vec<_>>());
    }

    #[test]
    fn members_come_and_go_across_the_border_between_the_two() {
        let all: Vec<u16> = (0..5000).collect();
        let (half, rest) = all.split_at(2500);
        let (grown, count) = changed(&pack(half), rest, &[]).unwrap();
        assert_eq!((grown.len(), count), (BITS, 5000));
        let (shrunk, count) = changed(&grown, &[], rest).unwrap();
        assert_eq!((shrunk.clone(), count), (pack(half), 2500));
        let (again, count) = changed(&shrunk, &[3, 9999], &[0]).unwrap();
        assert_eq!(count, 2500);
        assert!(set_of(0, &again).contains(&9999) && !set_of(0, &again).contains(&0));
        assert_eq!(changed(&pack(&[1]), &[], &[1]).unwrap(), (Vec::new(), 0));
    }

    #[test]
    fn what_is_common_is_counted_the_same_either_way() {
        let lows: Vec<u16> = (0..6000).map(|at| at * 2).collect();
        let set: Set = (65_536..65_736).collect();
        assert_eq!(common(&set, 1, &pack(&lows)).unwrap(), (100, Some(65_536)));
        assert_eq!(common(&set, 1, &pack(&lows[1..4])).unwrap(), (3, Some(65_538)));
        assert_eq!(common(&set, 0, &pack(&lows)).unwrap(), (0, None));
        assert_eq!(smallest(1, &pack(&lows[5..])).unwrap(), Some(65_546));
    }

    #[test]
    fn members_that_no_one_packed_are_said_to_be_malformed() {
        for wrong in [vec![0; 3], vec![0; BITS + 2], vec![0; 9000]] {
            assert!(add_to(&mut Set::new(), 0, &wrong).is_err());
        }
        assert!(add_to(&mut Set::new(), 70_000, &[0, 0]).is_err());
    }
}
