//! Which city is nearest to a place: a table of GeoNames (geonames.org/export; CC BY 4.0), held as points on a sphere in a
//! k-d tree. It reads lines, and asks nobody.
use super::step::Step;
use crate::asset::country::three_letters;
use crate::asset::fold::fold;
use crate::asset::{Field, Value};
use std::collections::HashMap;
use std::io::{self, BufRead, Read};

/// The most cities; GeoNames has 230,000 of 500 people and more.
const MOST_CITIES: usize = 2_000_000;
/// The longest line, in bytes: alternate names make some long.
const LONGEST_LINE: u64 = 1 << 20;
/// Metres.
const RADIUS: f64 = 6_371_008.8;
/// Parts of cities, and what is a city no more: nobody means these by the city's name.
const NO_CITIES: [&str; 4] = ["PPLX", "PPLQ", "PPLH", "PPLW"];

/// Cities, each where it is.
#[derive(Clone, Debug, Default)]
pub struct Gazetteer {
    /// In the order of the tree: the middle of each range divides it, by the axis of its depth.
    cities: Vec<City>,
    names: String,
    /// Provinces and states by `NO.12`.
    provinces: HashMap<String, String>,
    /// Countries by two letters.
    countries: HashMap<String, String>,
    /// Metres.
    within: f64,
}

#[derive(Clone, Copy, Debug)]
struct City {
    /// On the unit sphere.
    at: [f32; 3],
    /// Where its name begins in the names, and how long it is.
    name: (u32, u16),
    country: [u8; 2],
    /// The number of its province, as text; nothing where there is none.
    province: [u8; 8],
}

/// What the table says of a place.
#[derive(Clone, Debug, PartialEq)]
struct Place {
    city: String,
    province: Option<String>,
    country: Option<String>,
    country_code: String,
}

impl Gazetteer {
    /// Reads a table of cities: nineteen columns between tabs, as `cities500.txt` has them.
    ///
    /// # Errors
    /// A sentence with the line that is none of such a table; what the system says.
    pub fn read(from: impl BufRead, within: f64) -> io::Result<Gazetteer> {
        let mut gazetteer = Gazetteer { within, ..Gazetteer::default() };
        each_line(from, |number, line| match city_of(line, &mut gazetteer.names) {
            Some(Some(city)) if gazetteer.cities.len() < MOST_CITIES => {
                gazetteer.cities.push(city);
                Ok(())
            }
            Some(Some(_)) => Err(invalid(format!("it has more than {MOST_CITIES} cities"))),
            Some(None) => Ok(()),
            None => Err(invalid(format!("line {number} is none of a table of GeoNames"))),
        })?;
        if gazetteer.cities.is_empty() {
            return Err(invalid("there is no city in it".to_owned()));
        }
        divide(&mut gazetteer.cities, 0);
        Ok(gazetteer)
    }

    /// Adds the names of provinces and states, as `admin1CodesASCII.txt` has them: `NO.12`, a tab, the name.
    ///
    /// # Errors
    /// What the system says.
    pub fn name_provinces(&mut self, from: impl BufRead) -> io::Result<()> {
        each_line(from, |_, line| {
            let mut columns = line.split('\t');
            if let (Some(code), Some(name)) = (columns.next(), columns.next()) {
                self.provinces.insert(code.to_owned(), name.to_owned());
            }
            Ok(())
        })
    }

    /// Adds the names of countries, as `countryInfo.txt` has them: two letters first, the name fifth.
    ///
    /// # Errors
    /// What the system says.
    pub fn name_countries(&mut self, from: impl BufRead) -> io::Result<()> {
        each_line(from, |_, line| {
            let columns: Vec<&str> = line.split('\t').collect();
            if let ([code, ..], Some(name)) = (columns.as_slice(), columns.get(4))
                && !code.starts_with('#')
            {
                self.countries.insert((*code).to_owned(), (*name).to_owned());
            }
            Ok(())
        })
    }

    /// States where the asset was made, as far as it does not say so; what it states is given, to be taken back if somebody
    /// states another place.
    pub(super) fn name(&self, step: &mut Step) -> Vec<Field> {
        let number = |field| step.asset.description.first(field).and_then(Value::as_number);
        let (Some(latitude), Some(longitude)) = (number(Field::Latitude), number(Field::Longitude)) else {
            return Vec::new();
        };
        let Some(place) = self.nearest(latitude, longitude).filter(|place| place.agrees_with(step)) else {
            return Vec::new();
        };
        let Place { city, province, country, country_code } = place;
        let words = [
            (Field::City, Some(city)),
            (Field::ProvinceOrState, province),
            (Field::Country, country),
            (Field::CountryCode, Some(country_code)),
        ];
        let mut stated = Vec::new();
        for (field, word) in words {
            if let Some(word) = word.filter(|_| step.asset.description.first(field).is_none()) {
                step.asset.description.set_one(field, Value::Text(word));
                stated.push(field);
            }
        }
        stated
    }

    fn nearest(&self, latitude: f64, longitude: f64) -> Option<Place> {
        let point = on_sphere(latitude, longitude);
        let mut best = (f32::INFINITY, None);
        search(&self.cities, 0, &point, &mut best);
        let city = best.1?;
        // The length of the chord between two points of the unit sphere, as the arc above it.
        let metres = 2.0 * (f64::from(best.0).sqrt() / 2.0).min(1.0).asin() * RADIUS;
        (metres <= self.within).then(|| self.place_of(city))
    }

    fn place_of(&self, city: &City) -> Place {
        let (start, length) = (city.name.0 as usize, usize::from(city.name.1));
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim_end_matches('\0').to_owned();
        let code = text(&city.country);
        Place {
            city: self.names.get(start..start + length).unwrap_or_default().to_owned(),
            province: self.provinces.get(&format!("{code}.{}", text(&city.province))).cloned(),
            country: self.countries.get(&code).cloned(),
            country_code: code,
        }
    }
}

impl Place {
    /// Whether nothing that the asset says of city and country is otherwise: a place is not put together from two.
    fn agrees_with(&self, step: &Step) -> bool {
        let said = |field| step.asset.description.text(field);
        let country =
            said(Field::CountryCode).is_none_or(|code| three_letters(code) == three_letters(&self.country_code));
        country && said(Field::City).is_none_or(|city| fold(city) == fold(&self.city))
    }
}

/// Calls `each` with every line that has something in it, and its number.
fn each_line(mut from: impl BufRead, mut each: impl FnMut(u64, &str) -> io::Result<()>) -> io::Result<()> {
    let (mut line, mut number) = (Vec::new(), 0);
    loop {
        line.clear();
        if from.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        number += 1;
        let text = std::str::from_utf8(&line).map_err(|_| invalid(format!("line {number} is not UTF-8")))?;
        let text = text.trim_end_matches(['\n', '\r']);
        if !text.is_empty() {
            each(number, text)?;
        }
    }
}

fn invalid(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}

/// The city of a line; `Some(None)` where it speaks of something else, and `None` where it is no such line.
fn city_of(line: &str, names: &mut String) -> Option<Option<City>> {
    let columns: Vec<&str> = line.split('\t').collect();
    let column = |at: usize| columns.get(at).copied();
    let name = column(1).filter(|name| !name.is_empty())?;
    let degrees = |at: usize, most: f64| column(at)?.parse().ok().filter(|degrees: &f64| degrees.abs() <= most);
    let (latitude, longitude) = (degrees(4, 90.0)?, degrees(5, 180.0)?);
    let (class, feature, country, province) = (column(6)?, column(7)?, column(8)?, column(10)?);
    if class != "P" || NO_CITIES.contains(&feature) || country.len() != 2 {
        return Some(None);
    }
    let start = u32::try_from(names.len()).ok()?;
    let length = u16::try_from(name.len()).ok()?;
    names.push_str(name);
    let mut kept = [0; 8];
    if let Some(room) = kept.get_mut(..province.len()) {
        room.copy_from_slice(province.as_bytes());
    }
    let country = country.as_bytes().try_into().ok()?;
    Some(Some(City { at: on_sphere(latitude, longitude), name: (start, length), country, province: kept }))
}

#[allow(clippy::cast_possible_truncation)]
fn on_sphere(latitude: f64, longitude: f64) -> [f32; 3] {
    let (north, east) = (latitude.to_radians(), longitude.to_radians());
    [north.cos() * east.cos(), north.cos() * east.sin(), north.sin()].map(|part| part as f32)
}

/// Puts cities in the order of a tree. Each level halves them, so that its depth is that of their number's logarithm.
fn divide(cities: &mut [City], axis: usize) {
    if cities.len() < 2 {
        return;
    }
    let middle = cities.len() / 2;
    cities.select_nth_unstable_by(middle, |one, other| one.at[axis].total_cmp(&other.at[axis]));
    let (low, high) = cities.split_at_mut(middle);
    divide(low, (axis + 1) % 3);
    divide(high.get_mut(1..).unwrap_or_default(), (axis + 1) % 3);
}

/// The city with the smallest square of its distance; of two that are as near, the one that is met first.
fn search<'c>(cities: &'c [City], axis: usize, point: &[f32; 3], best: &mut (f32, Option<&'c City>)) {
    let middle = cities.len() / 2;
    let Some(city) = cities.get(middle) else { return };
    let distance = city.at.iter().zip(point).map(|(one, other)| (one - other) * (one - other)).sum::<f32>();
    if distance < best.0 {
        *best = (distance, Some(city));
    }
    let beyond = point[axis] - city.at[axis];
    let (low, high) = (&cities[..middle], &cities[middle + 1..]);
    let (near, far) = if beyond < 0.0 { (low, high) } else { (high, low) };
    search(near, (axis + 1) % 3, point, best);
    if beyond * beyond < best.0 {
        search(far, (axis + 1) % 3, point, best);
    }
}
