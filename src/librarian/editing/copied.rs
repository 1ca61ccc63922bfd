//! What one asset says of itself, stated of others: the fields that a series of pictures shares.
use crate::asset::{Asset, Field, Group, Problem, Value};
use crate::librarian::FieldChange;
use crate::librarian::tag::Editing;

/// Fields and the values that they are given; none clears.
pub struct Copied(pub Vec<(Field, Vec<Value>)>);

/// Of the IPTC's fields those that speak of one picture and not of the series that it belongs to: what is seen in it, who, where
/// to the metre, when, how good it is, and its own numbers.
const OF_ONE_PICTURE: [Field; 22] = [
    Field::AltText,
    Field::ExtendedDescription,
    Field::DateCreated,
    Field::ImageGuid,
    Field::SupplierImageId,
    Field::RegistryEntry,
    Field::ImageRegion,
    Field::Rating,
    Field::Label,
    Field::Person,
    Field::PersonDetails,
    Field::ModelInfo,
    Field::ModelAge,
    Field::MinorModelAge,
    Field::ModelReleaseId,
    Field::ModelReleaseStatus,
    Field::Product,
    Field::Artwork,
    Field::LocationCreated,
    Field::AiPrompt,
    Field::MaxAvailableHeight,
    Field::MaxAvailableWidth,
];

impl Copied {
    /// The values of the fields that a series shares, as an asset has them.
    pub fn shared(from: &Asset) -> Copied {
        let is_shared = |field: Field| match field.definition().group {
            Group::IptcCore | Group::IptcExtension | Group::Workflow => {
                field.is_editable() && !OF_ONE_PICTURE.contains(&field)
            }
            Group::Technical | Group::Catalogue => false,
        };
        let fields = from.description.iter().filter(|(field, _)| is_shared(*field));
        Copied(fields.map(|(field, values)| (field, values.to_vec())).collect())
    }
}

impl Editing for Copied {
    fn edited(&self, asset: &Asset) -> Result<Vec<FieldChange>, Problem> {
        let change = |(field, after): &(Field, Vec<Value>)| FieldChange {
            field: *field,
            before: asset.description.get(*field).to_vec(),
            after: after.clone(),
        };
        Ok(self.0.iter().map(change).filter(|change| change.before != change.after).collect())
    }
}
