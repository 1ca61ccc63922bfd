//! Blocks to statements and back: one file per standard, and the rules that choose among statements.
