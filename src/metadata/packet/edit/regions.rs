//! Regions that programs keep beside IPTC's, in forms of their own: those that are wished no more are taken out of their
//! lists. None is written into them; what is new stands in the field's home alone, and is read from there.
use super::super::Shape;
use super::aim::Aim;
use super::editor::Editor;
use super::list::list_of;
use super::member::holder;
use super::survey::{Spot, Survey};
use crate::asset::{Field, Value};
use crate::metadata::joined::is_among;
use crate::metadata::mapping::Form;
use crate::metadata::xmp::regions_at;
use roxmltree::Node;

/// The Metadata Working Group's, ACDSee's and Microsoft's.
const STORES: [&str; 3] = ["mwg-rs:Regions", "acdsee-rs:Regions", "MP:RegionInfo"];

/// What those places shall hold that have a region which is not wished.
pub(super) fn aims(wish: &[Value], survey: &Survey<'_, '_>) -> Vec<Aim> {
    STORES.into_iter().filter_map(|name| aim(name, wish, survey)).collect()
}

fn aim(name: &str, wish: &[Value], survey: &Survey<'_, '_>) -> Option<Aim> {
    let places = survey.places(name);
    let element = places.iter().find_map(|place| match place.spot {
        Spot::Element(node) => Some(node),
        Spot::Attribute(..) => None,
    })?;
    let regions = regions_at(name, element);
    let is_wished = |region: &Option<Value>| region.as_ref().is_none_or(|region| is_among(region, wish));
    let dropped: Vec<usize> =
        regions.iter().enumerate().filter(|(_, region)| !is_wished(region)).map(|(index, _)| index).collect();
    let values = regions.iter().flatten().filter(|region| is_among(region, wish)).cloned().collect();
    (!dropped.is_empty() || places.len() > 1).then(|| Aim {
        name: name.to_owned(),
        field: Field::ImageRegion,
        form: Form::Plain,
        shape: Shape::Plain,
        member: None,
        values,
        texts: Vec::new(),
        tree: None,
        dropped,
    })
}

impl<'a, 'i> Editor<'a, 'i, '_> {
    /// Takes items out of the list of regions in a structure.
    pub(super) fn drop_regions(&mut self, structure: Node<'a, 'i>, dropped: &[usize]) -> Option<()> {
        let is_list = |node: &Node<'_, '_>| matches!(node.tag_name().name(), "RegionList" | "Regions");
        let (list, _) = list_of(holder(structure).children().find(is_list)?)?;
        let items: Vec<Node<'_, '_>> = list.children().filter(Node::is_element).collect();
        for index in dropped {
            self.cuts.remove(items.get(*index)?.range());
        }
        Some(())
    }
}
