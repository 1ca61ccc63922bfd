//! Are these bytes those bytes: digests and manifests. Takes a reader, not a path.
