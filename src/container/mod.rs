//! Bytes to structure: what kind of file it is, where its metadata blocks are, where its essence is; and other blocks
//! put into it (`embed`). One file per family of formats. Never fails whole, never panics, never allocates what a file merely claims.
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::unreachable)
)]
mod aiff;
mod anatomy;
mod apev2;
mod archive;
mod asf;
mod bits;
mod bmff;
mod boxes;
mod broadcast;
mod ciff;
mod condense;
#[cfg(test)]
pub(crate) mod damage;
mod dsd;
mod dv;
mod embed;
#[cfg(test)]
mod film_tests;
mod fixed;
mod flac;
mod flash;
mod foveon;
mod fragment;
mod gif;
mod gpx;
mod graft;
mod id3;
mod ifd;
mod indesign;
mod items;
mod joined;
mod jpeg;
mod jpeg2000;
mod klv;
mod markup;
mod matroska;
mod monkey;
mod mpeg_audio;
mod musepack;
mod mxf;
mod mxf_codec;
mod note;
mod ogg;
mod order;
mod package;
mod packet;
mod pages;
mod paint_shop;
mod parameters;
mod pdf;
mod pes;
mod photoshop;
mod piece;
mod plain;
mod png;
mod postscript;
mod preview;
mod program;
mod properties;
mod provenance;
mod raster;
mod raw;
mod reader;
mod real;
mod recipe;
mod recorder;
mod red;
mod resources;
mod riff;
mod samples;
mod sensor;
mod shockwave;
mod sniff;
mod sniff_archive;
mod sniff_box;
mod sniff_stream;
mod sniff_text;
mod stream;
mod svg;
#[cfg(test)]
mod tests;
mod thumbnail;
mod tiff;
mod timecode;
mod track;
mod transport;
mod userdata;
mod vorbis;
mod wave;
mod wavpack;
mod workshop;

pub use anatomy::{Anatomy, Block, BlockKind, Essence, Preview, Source};
pub use embed::{Assembled, NewBlocks, embed};
pub use gpx::{TrackLog, TrackPoint, track_log};
pub use graft::{Ifd, TagChange, TagValue, graft, graft_block, tag_bytes};
pub use note::{HEAD, Maker, Note};
pub use piece::Piece;
pub use provenance::carries_provenance;
pub use resources::{iim_of, resources_with};

use crate::asset::{MediaType, ProblemKind};
use reader::Reader;
use sniff::Family;

/// What a file is made of. Its name only decides where the content leaves several formats possible.
///
/// Never fails: what cannot be read is in the problems, with what could be read beside them.
pub fn examine(source: &dyn Source, name: &[u8]) -> Anatomy {
    let mut reader = Reader::new(source);
    let (family, media_type) = sniff::sniff(&mut reader, name);
    let mut anatomy = Anatomy::of(MediaType::of(media_type));
    read(family, &mut reader, &mut anatomy, name);
    if let Some((at, error)) = reader.fault() {
        anatomy.essence.is_whole = false;
        anatomy.fault(ProblemKind::Unreadable, format!("reading failed at byte {at}: {error}"));
    }
    anatomy
}

fn read(family: Family, reader: &mut Reader<'_>, anatomy: &mut Anatomy, name: &[u8]) {
    match family {
        Family::Jpeg => jpeg::examine(reader, anatomy),
        Family::Exv => jpeg::examine_exv(reader, anatomy),
        Family::Tiff => tiff::examine(reader, anatomy, name),
        Family::Png => png::examine(reader, anatomy),
        Family::Riff => riff::examine(reader, anatomy),
        Family::Bmff => bmff::examine(reader, anatomy),
        Family::Photoshop => photoshop::examine(reader, anatomy),
        Family::Boxes => jpeg2000::examine(reader, anatomy),
        Family::Codestream => jpeg2000::examine_codestream(reader, anatomy),
        Family::JxlCodestream => jpeg2000::examine_xl(reader, anatomy),
        Family::Gif => gif::examine(reader, anatomy),
        Family::Bmp => fixed::bmp(reader, anatomy),
        Family::Icon => fixed::icon(reader, anatomy),
        Family::Pcx => fixed::pcx(reader, anatomy),
        Family::Netpbm => fixed::netpbm(reader, anatomy),
        Family::OpenExr => raster::open_exr(reader, anatomy),
        Family::Radiance => raster::radiance(reader, anatomy),
        Family::Djvu => raster::djvu(reader, anatomy),
        Family::PaintShop => paint_shop::examine(reader, anatomy),
        Family::QuickDraw => raster::quick_draw(reader, anatomy),
        Family::PhotoCd => raster::photo_cd(reader, anatomy),
        Family::Flif => raster::flif(reader, anatomy),
        Family::Flir => raster::flir(reader, anatomy),
        Family::Mrc => raster::mrc(reader, anatomy),
        Family::SonyPmp => raster::sony_pmp(reader, anatomy),
        Family::Gimp => workshop::xcf(reader, anatomy),
        Family::Magick => workshop::miff(reader, anatomy),
        Family::Bpg => fixed::bpg(reader, anatomy),
        Family::Dpx => fixed::dpx(reader, anatomy),
        Family::Pgf => fixed::pgf(reader, anatomy),
        Family::Crw => ciff::examine(reader, anatomy),
        Family::Raf => sensor::raf(reader, anatomy),
        Family::Mrw => sensor::mrw(reader, anatomy),
        Family::X3f => foveon::examine(reader, anatomy),
        Family::Kyocera => sensor::kyocera(reader, anatomy),
        Family::Flac => flac::examine(reader, anatomy),
        Family::Ogg => ogg::examine(reader, anatomy),
        Family::MpegAudio => mpeg_audio::examine(reader, anatomy),
        Family::Aiff => aiff::examine(reader, anatomy),
        Family::Matroska => matroska::examine(reader, anatomy),
        Family::Asf => asf::examine(reader, anatomy),
        Family::Monkey => monkey::examine(reader, anatomy),
        Family::WavPack => wavpack::examine(reader, anatomy),
        Family::Musepack => musepack::examine(reader, anatomy),
        Family::Dsd => dsd::examine(reader, anatomy),
        Family::Real => real::examine(reader, anatomy),
        Family::Flash => flash::examine(reader, anatomy),
        Family::Shockwave => shockwave::examine(reader, anatomy),
        Family::Dv => dv::examine(reader, anatomy),
        Family::Mxf => mxf::examine(reader, anatomy),
        Family::Red => red::examine(reader, anatomy),
        Family::Transport => transport::examine(reader, anatomy),
        Family::Program => program::examine(reader, anatomy),
        Family::Xmp => packet::examine_xmp(reader, anatomy),
        Family::Pdf => pdf::examine(reader, anatomy),
        Family::PostScript => postscript::examine(reader, anatomy),
        Family::Svg => svg::examine(reader, anatomy),
        Family::InDesign => indesign::examine(reader, anatomy),
        Family::Package => package::examine(reader, anatomy),
        Family::Packet => packet::examine(reader, anatomy),
        Family::Unread => {}
    }
}
