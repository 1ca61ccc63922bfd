//! Whether pictures that are the same are found, and those that are not are left alone: on a set that is made here, of
//! which it is known what is what. They are few and small here, so that less is
//! asked of them than of those in `benches/alike.rs`.
#[path = "../maker/labelled.rs"]
mod labelled;
#[path = "../maker/scenery.rs"]
mod scenery;
#[path = "../maker/variants.rs"]
mod variants;

use labelled::{generated, score};
use scenery::Kind;
use variants::Class;

#[test]
fn renditions_are_found_and_nothing_else_is_taken_for_one() {
    let score = score(&generated(&[Kind::Landscape, Kind::Face, Kind::Street, Kind::Dark], 1, 480), 12);
    assert!(
        score.found * 100 >= score.wanted * 95,
        "{} of {} found; missed {:#?}",
        score.found,
        score.wanted,
        score.missed
    );
    assert!(score.wrong.len() * 50 <= score.told, "of {} told, wrong {:#?}", score.told, score.wrong);
    assert!(score.plain > 0, "the dark has nothing to tell it by");
    assert!(score.strangers.is_empty(), "{:#?}", score.strangers);
    // Edits are alike, and not the same.
    let of = |class| {
        let some = score.similar.iter().filter(|((found, _), _)| *found == class);
        some.fold((0, 0), |(all, found), (_, (one, alike, _))| (all + one, found + alike))
    };
    for (class, least) in [(Class::Edit, 95), (Class::Grey, 95), (Class::Crop, 30)] {
        let (all, found) = of(class);
        assert!(found * 100 >= all * least, "{class:?}: {found} of {all}");
    }
}
