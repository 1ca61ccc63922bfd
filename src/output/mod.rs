//! Values to bytes: the only room that prints, and the public names of JSON and CSV.
