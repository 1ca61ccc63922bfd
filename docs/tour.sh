#!/bin/sh
# The main job from end to end on the sample pictures: take in, find, count, tag, take back, export, verify.
# Builds damson, and keeps everything it makes in target/tour.
set -eu
cd "$(dirname "$0")/.."

cargo build --release --locked --quiet
rm -rf target/tour
mkdir -p target/tour
DAMSON_CATALOG=$PWD/target/tour/catalog.db
DAMSON_CONFIG=/dev/null
export DAMSON_CATALOG DAMSON_CONFIG
PATH=$PWD/target/release:$PATH

run() {
    printf '\n$ damson'
    for word; do
        case $word in
            *[!A-Za-z0-9_./:=,+@%-]*) printf " '%s'" "$word" ;;
            *) printf ' %s' "$word" ;;
        esac
    done
    printf '\n'
    damson "$@"
}

run ingest tests/fixtures/tour
run search
run search 'harbour has:gps'
run facet city
run tag city:Oslo +tour 'instructions?=Credit {creator}'
run search keywords:tour --columns filename,keywords,instructions
run undo
run export 'rating>=4' --to target/tour/delivery --name '{date_created:%Y}/{filename}' --sidecar xmp
run verify
run status
