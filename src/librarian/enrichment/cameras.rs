//! Whose camera it is: what is stated of a file by the serial number of the body that made it.
use super::step::Step;
use super::track::is_captured;
use crate::asset::Field;
use crate::query::Edit;
use std::collections::HashMap;

/// Edits for cameras, by serial number.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cameras(HashMap<String, Vec<Edit>>);

impl Cameras {
    /// Adds a camera.
    ///
    /// # Errors
    /// A sentence, if other edits stand for it already.
    pub fn add(&mut self, serial: &str, edits: Vec<Edit>) -> Result<(), String> {
        let key = key_of(serial);
        if key.is_empty() {
            return Err("a serial number is missing".to_owned());
        }
        match self.0.get(&key) {
            Some(known) if *known != edits => {
                Err(format!("the camera `{}` stands for something else already", serial.trim()))
            }
            Some(_) => Ok(()),
            None => {
                self.0.insert(key, edits);
                Ok(())
            }
        }
    }

    pub(super) fn credit(&self, step: &mut Step) {
        let Some(serial) = step.asset.description.text(Field::CameraSerial).map(str::to_owned) else {
            if is_captured(step) {
                step.remarks.push("files say no serial number of a camera, and nobody is credited by it".to_owned());
            }
            return;
        };
        match self.0.get(&key_of(&serial)) {
            Some(edits) => step.edit(edits),
            None => {
                step.remarks.push(format!("no line stands for the camera with the serial number {}", serial.trim()))
            }
        }
    }
}

/// A serial number as it is compared: some writers fill it up with zeros.
fn key_of(serial: &str) -> String {
    let plain = serial.trim().to_uppercase();
    let short = plain.trim_start_matches('0');
    if short.is_empty() { plain } else { short.to_owned() }
}
