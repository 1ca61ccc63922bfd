//! What cataloguers state. Tagging many assets is this file's work over and over, so an asset of which nothing else
//! changes is not read whole: its field's values are, and what is stated of it.
use super::{Writer, stale};
use crate::asset::{AssetId, Cataloguing, Description, Field, Value};
use crate::catalog::sqlite::body::{self, Stored, encode};
use crate::catalog::sqlite::index::decides_states;
use crate::catalog::sqlite::read::Live;
use crate::catalog::sqlite::schema::failed;
use crate::catalog::{CatalogError, Change};
use rusqlite::params;

impl Writer<'_> {
    /// States a field of an asset that nothing else of this transaction has in hand. `false`, with nothing done, where the asset
    /// must be read whole: where it is in hand, is not there, or where its states may change too.
    pub(super) fn state_alone(
        &mut self,
        id: AssetId,
        field: Field,
        before: Option<&[Value]>,
        after: Option<&[Value]>,
        change: &Change,
    ) -> Result<bool, CatalogError> {
        if self.working.contains_key(&id) || decides_states(field) {
            return Ok(false);
        }
        let Some((number, was, is)) = self.restate(id, field, before, after)? else { return Ok(false) };
        self.indexer.change_field(self.reader.connection, number, field, [&was, &is])?;
        self.log(change, Some(number))?;
        Ok(true)
    }

    /// The asset's number, and the field's effective values before and after.
    #[allow(clippy::type_complexity)]
    fn restate(
        &self,
        id: AssetId,
        field: Field,
        before: Option<&[Value]>,
        after: Option<&[Value]>,
    ) -> Result<Option<(i64, Vec<Value>, Vec<Value>)>, CatalogError> {
        let sql = "SELECT i.number, r.described, c.stated FROM identity i JOIN record r ON r.asset = i.number \
                   LEFT JOIN cataloguing c ON c.asset = i.number WHERE i.id = ?";
        let mut statement = self.connection().prepare_cached(sql).map_err(failed)?;
        let mut rows = statement.query([&id.0]).map_err(failed)?;
        let Some(row) = rows.next().map_err(failed)? else { return Ok(None) };
        let text = |at: usize| row.get_ref(at).map_err(failed)?.as_str_or_null().map_err(|error| failed(error.into()));
        let (number, described, stated) = (row.get(0).map_err(failed)?, text(1)?.unwrap_or("{}"), text(2)?);
        if may_be_in_doubt(described) {
            return Ok(None);
        }
        let was = body::effective(field, described, stated)?;
        let mut cataloguing = body::cataloguing(stated)?;
        set(&mut cataloguing, field, before, after)?;
        let is = match after {
            Some(values) => Description::kept(field, values),
            None => body::effective(field, described, None)?,
        };
        self.keep_stated(number, &cataloguing)?;
        Ok(Some((number, was, is)))
    }

    pub(super) fn state(
        &mut self,
        number: i64,
        live: &mut Live,
        field: Field,
        before: Option<&[Value]>,
        after: Option<&[Value]>,
    ) -> Result<(), CatalogError> {
        set(&mut live.cataloguing, field, before, after)?;
        self.keep_stated(number, &live.cataloguing)
    }

    fn keep_stated(&self, number: i64, cataloguing: &Cataloguing) -> Result<(), CatalogError> {
        if cataloguing.is_empty() {
            return self.execute("DELETE FROM cataloguing WHERE asset = ?", [number]).map(|_| ());
        }
        let stated = encode(&Stored(cataloguing))?;
        let sql = "INSERT OR REPLACE INTO cataloguing (asset, stated) VALUES (?, ?)";
        self.execute(sql, params![number, stated]).map(|_| ())
    }

    /// What is stated of an asset that comes.
    pub(super) fn set_stated(&self, number: i64, cataloguing: &Cataloguing) -> Result<(), CatalogError> {
        if cataloguing.is_empty() { Ok(()) } else { self.keep_stated(number, cataloguing) }
    }
}

fn set(
    cataloguing: &mut Cataloguing,
    field: Field,
    before: Option<&[Value]>,
    after: Option<&[Value]>,
) -> Result<(), CatalogError> {
    if cataloguing.get(field) != before {
        return stale(format!("`{}` is not what it was when the change was decided", field.word()));
    }
    match after {
        Some(values) => cataloguing.state(field, values.to_vec()),
        None => cataloguing.retract(field),
    }
    Ok(())
}

/// Whether a record may name fields that are in doubt: a cataloguer's statement settles the doubt, which is a state. Text
/// that only looks so costs a second look and nothing else.
fn may_be_in_doubt(described: &str) -> bool {
    [Field::Conflicts, Field::DoubleEncoded].iter().any(|field| described.contains(field.word()))
}
