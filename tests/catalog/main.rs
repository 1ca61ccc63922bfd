//! The catalogue, seen through its face: one story on every backend, random libraries and questions on which the
//! backends must agree, and files that are not what they should be.
mod agreement;
mod files;
mod large;
mod ledger;
mod library;
mod many;
mod random;
mod seals;
mod speed;
mod story;
