//! What copied files are called: one stem for all files of an exposure, made by a template from the values of the one that
//! leads them, and endings that stay.
use crate::asset::holding::extension;
use crate::asset::sidecar::stem;
use crate::asset::template::{Template, Turn};
use crate::asset::{Asset, FilePath};
use crate::librarian::names::{NAME_BYTES, cut, shorten, sidecar_names, tame, tame_value};
use std::collections::HashSet;

/// A path below a target, in bytes: beyond this its folders are cut.
const PATH_BYTES: usize = 1_500;
/// What is left of a folder's name in a path that is too long.
const CUT_FOLDER: usize = 40;
/// What is left for the number that tells names apart.
const NUMBER_BYTES: usize = 8;

/// What the files of a shot are called, before the number that tells them from others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShotName {
    /// The folder below the target, empty for the target itself.
    folder: String,
    stem: String,
    case: Case,
}

/// How the template writes endings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Case {
    AsTheyAre,
    Lower,
    Upper,
}

/// The files of one unit, as the source has them.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a> {
    /// The main file's name.
    pub main: &'a [u8],
    /// Its sidecars' names.
    pub sidecars: &'a [&'a [u8]],
}

impl ShotName {
    /// The name that a template gives. `lead` is the file whose values count, with its path in the source; `longest` is how
    /// many bytes the longest ending of the shot has.
    pub fn of(template: &Template, lead: &Asset, name: &[u8], turn: Turn<'_>, longest: usize) -> ShotName {
        let rendered = template.render_name(lead, turn, tame_value);
        let mut parts: Vec<String> = rendered.split('/').filter(|part| !part.trim().is_empty()).map(tame).collect();
        let last = parts.pop().unwrap_or_else(|| tame(&String::from_utf8_lossy(name)));
        let (own, given) = (extension(name), extension(last.as_bytes()));
        let (stem, case) = match (own, given) {
            (Some(own), Some(given)) if own == given => {
                let (stem, ending) = last.split_at(last.len() - own.len());
                (stem.trim_end_matches('.').to_owned(), Case::of(ending, &name[name.len() - own.len()..]))
            }
            (_, _) => (last, Case::AsTheyAre),
        };
        let most = NAME_BYTES.saturating_sub(longest + NUMBER_BYTES).max(CUT_FOLDER);
        let folders: Vec<String> = parts.iter().map(|part| shorten(part, NAME_BYTES)).collect();
        let mut folder = folders.join("/");
        if folder.len() > PATH_BYTES {
            folder = parts.iter().map(|part| cut(part, CUT_FOLDER)).collect::<Vec<_>>().join("/");
        }
        ShotName { folder, stem: cut(&tame(&stem), most).to_owned(), case }
    }

    /// The name that gives a file this relative path.
    pub fn like(relative: &[u8]) -> ShotName {
        let path = FilePath([b"/", relative].concat());
        let folder = path.folder().lossy();
        let stem = String::from_utf8_lossy(stem(path.name())).into_owned();
        ShotName { folder: folder.trim_start_matches('/').to_owned(), stem, case: Case::AsTheyAre }
    }

    /// The stem with its folder, as a key under which numbers are remembered.
    pub fn key(&self) -> String {
        format!("{}/{}", self.folder, self.stem).to_lowercase()
    }

    /// Whether paths made of it are short enough for any system.
    pub fn is_usable(&self) -> bool {
        self.folder.len() <= 2 * PATH_BYTES
    }

    /// The relative paths of all files of the shot, unit by unit, each main file before its sidecars. The first name has no
    /// number, the next has 2.
    pub fn paths(&self, number: u32, units: &[Names<'_>]) -> Vec<Vec<u8>> {
        let numbered = if number < 2 { self.stem.clone() } else { format!("{}-{number}", self.stem) };
        let (mut paths, mut given) = (Vec::new(), HashSet::new());
        for unit in units {
            let ending = &unit.main[stem(unit.main).len()..];
            let main = self.in_folder(&[numbered.as_bytes(), &self.case.written(ending)].concat());
            let mut own = vec![main.clone()];
            own.extend(unit.sidecars.iter().map(|sidecar| {
                let names = sidecar_names(sidecar, unit.main, &main);
                let names = names.into_iter().map(|name| self.with_ending(name));
                names
                    .into_iter()
                    .reduce(|best, other| if given.contains(&best) { other } else { best })
                    .unwrap_or_default()
            }));
            for path in own {
                paths.push(free(path, &mut given));
            }
        }
        paths
    }

    fn in_folder(&self, name: &[u8]) -> Vec<u8> {
        if self.folder.is_empty() { name.to_vec() } else { [self.folder.as_bytes(), b"/", name].concat() }
    }

    fn with_ending(&self, path: Vec<u8>) -> Vec<u8> {
        let at = path.len() - FilePath(path.clone()).name().len();
        let from = at + stem(&path[at..]).len();
        [&path[..from], &self.case.written(&path[from..])].concat()
    }
}

/// A path that no other file of the shot has.
fn free(path: Vec<u8>, given: &mut HashSet<Vec<u8>>) -> Vec<u8> {
    let at = path.len() - FilePath(path.clone()).name().len();
    let from = at + stem(&path[at..]).len();
    let numbered = (2_u32..).map(|number| [&path[..from], format!("-{number}").as_bytes(), &path[from..]].concat());
    let mut all = std::iter::once(path.clone()).chain(numbered);
    all.find(|path| given.insert(path.to_ascii_lowercase())).unwrap_or_default()
}

impl Case {
    fn of(ending: &str, own: &[u8]) -> Case {
        if ending.as_bytes() == own {
            Case::AsTheyAre
        } else if ending.bytes().any(|letter| letter.is_ascii_uppercase()) {
            Case::Upper
        } else {
            Case::Lower
        }
    }

    fn written(self, ending: &[u8]) -> Vec<u8> {
        match self {
            Case::AsTheyAre => tame_ending(ending),
            Case::Lower => tame_ending(&ending.to_ascii_lowercase()),
            Case::Upper => tame_ending(&ending.to_ascii_uppercase()),
        }
    }
}

/// An ending as any file system takes it; a plain one is what it was.
fn tame_ending(ending: &[u8]) -> Vec<u8> {
    let Some(rest) = ending.strip_prefix(b".") else { return Vec::new() };
    if rest.iter().all(u8::is_ascii_alphanumeric) {
        return ending.to_vec();
    }
    let tamed = tame(&format!("x{}", String::from_utf8_lossy(rest)));
    match cut(&tamed, NAME_BYTES / 4).get(1..).filter(|rest| !rest.is_empty()) {
        Some(rest) => format!(".{rest}").into_bytes(),
        None => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Names, ShotName};
    use crate::asset::template::{Template, Turn};
    use crate::asset::{
        Asset, AssetId, Cataloguing, Description, Digest, Field, FilePath, Holding, HoldingState, Role, Stat, Value,
        Version,
    };

    fn asset(name: &str, headline: &str) -> Asset {
        let digest = Digest([7; 32]);
        let mut description = Description::default();
        description.set(Field::Headline, vec![Value::text(headline)]);
        let holding = Holding {
            path: FilePath(format!("/card/DCIM/{name}").into_bytes()),
            volume: "card".to_owned(),
            role: Role::Original,
            state: HoldingState::Present,
            stat: Stat::default(),
            digest,
            version: 1,
        };
        Asset {
            id: AssetId::of(&digest),
            accessioned: None,
            version: Version { number: 1, digest, essence: digest, size: 3 },
            holdings: vec![holding],
            description,
            stated: Cataloguing::default(),
        }
    }

    fn named(template: &str, lead: &str, headline: &str, others: &[&str], number: u32) -> String {
        let template = Template::of_name(template).unwrap();
        let turn = Turn { counter: 7, source_folder: "DCIM" };
        let name = ShotName::of(&template, &asset(lead, headline), lead.as_bytes(), turn, 4);
        let sidecars: Vec<&[u8]> =
            others.iter().filter(|name| name.ends_with("xmp")).map(|name| name.as_bytes()).collect();
        let mains = others.iter().filter(|name| !name.ends_with("xmp"));
        let mut units = vec![Names { main: lead.as_bytes(), sidecars: &sidecars }];
        units.extend(mains.map(|name| Names { main: name.as_bytes(), sidecars: &[] }));
        let paths = name.paths(number, &units);
        paths.iter().map(|path| String::from_utf8_lossy(path).into_owned()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn one_stem_for_all_and_to_each_its_ending() {
        let others = ["A.JPG", "A.xmp", "A.NEF.xmp"];
        for (template, number, wanted) in [
            ("{filename}", 1, "A.NEF A.xmp A.NEF.xmp A.JPG"),
            ("{filename}", 2, "A-2.NEF A-2.xmp A-2.NEF.xmp A-2.JPG"),
            ("x/{counter:03}", 1, "x/007.NEF x/007.xmp x/007.NEF.xmp x/007.JPG"),
            ("{filename:lower}", 1, "a.nef a.xmp a.nef.xmp a.jpg"),
            ("{source_folder}/{filename:stem}_z", 3, "DCIM/A_z-3.NEF DCIM/A_z-3.xmp DCIM/A_z-3.NEF.xmp DCIM/A_z-3.JPG"),
            ("{headline}", 1, "v1.5.NEF v1.5.xmp v1.5.NEF.xmp v1.5.JPG"),
            ("{job}", 1, "A.NEF A.xmp A.NEF.xmp A.JPG"),
            ("/abs//{filename}", 1, "abs/A.NEF abs/A.xmp abs/A.NEF.xmp abs/A.JPG"),
        ] {
            assert_eq!(named(template, "A.NEF", "v1.5", &others, number), wanted, "{template} {number}");
        }
    }

    #[test]
    fn no_two_files_of_a_shot_get_one_name() {
        assert_eq!(named("{counter}", "a", "", &["b", "c"], 1), "7 7-2 7-3");
    }

    #[test]
    fn no_value_leads_out_of_the_target_or_makes_a_name_too_long() {
        let long = "ä/..".repeat(2000);
        let hostile =
            ["..", ".", "/", "/etc/passwd", "../../x", "a\0b", "CON", "nul", "x. ", " ", "\u{202e}gpj", "~", &long];
        for headline in hostile {
            for template in ["{headline}", "{headline}/{headline}", "../{headline}/..", "{filename}/{headline}/x", "."]
            {
                let path = named(template, "A.NEF", headline, &[], 1);
                assert!(!path.starts_with('/') && path.len() < 2000, "{template} {path:?}");
                for part in path.split('/') {
                    assert!(part.len() <= 255 && !part.is_empty() && !part.starts_with('.'), "{template} {part:?}");
                    assert!(!part.ends_with(['.', ' ']) && !part.contains(['\0', '\u{202e}']), "{template} {part:?}");
                }
            }
        }
    }
}
