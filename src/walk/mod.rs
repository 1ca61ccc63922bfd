//! A folder to candidate files, in a fixed order, with every skip explained. Opens nothing.
