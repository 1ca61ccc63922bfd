//! The program as its users meet it: every row of every table that scripts may rely on, run end to end in a sealed
//! sandbox. Nothing here knows the library; the command line, the bytes it prints and the files it leaves are the face.
#[path = "../maker/mod.rs"]
mod maker;
mod sample;
mod sandbox;
#[path = "../maker/scenery.rs"]
mod scenery;
mod schema;

mod alike;
mod backup;
mod disk;
mod door;
mod duplicates;
mod edit;
mod embed;
mod exchange;
mod export;
mod formats;
mod groups;
mod identity;
mod ingest;
mod intake;
mod interrupted;
mod keyword;
mod ledger;
mod left_out;
mod listings;
mod log;
mod plan;
mod policy;
mod quiet;
mod resolve;
mod restore;
mod search;
mod sidecars;
mod statuses;
mod sync;
mod table;
mod tag;
mod terminal;
mod verify;
mod volumes;
mod watch;
mod write;
