#!/bin/sh
# damson's main job from end to end, on copies of the sample pictures: take in, search, count, change, take back, follow a
# moved file, export, verify, and notice a damaged one. Prints every command and what it said.
#
#   sh docs/tour.sh
#
# builds damson first; DAMSON_BIN=target/debug/damson uses one that is built. Everything it makes is in target/tour, or in
# the folder that $DAMSON_TOUR names.
set -eu
exec 2>&1 # summaries and problems in their places among the results
cd "$(dirname "$0")/.."

if [ -z "${DAMSON_BIN:-}" ]; then
    echo 'Building damson (cargo build --release --locked) ...'
    cargo build --release --locked --quiet
    DAMSON_BIN=target/release/damson
fi
bin=$(cd "$(dirname "$DAMSON_BIN")" && pwd)/$(basename "$DAMSON_BIN")
samples=$PWD/tests/fixtures/tour
desk=${DAMSON_TOUR:-target/tour}

rm -rf "$desk"
mkdir -p "$desk"
cp -R "$samples" "$desk/Pictures"
cd "$desk"
DAMSON_CATALOG=$PWD/catalog.db DAMSON_CONFIG=/dev/null
export DAMSON_CATALOG DAMSON_CONFIG

bold='' dim='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
    bold=$(printf '\033[1m') dim=$(printf '\033[2m') plain=$(printf '\033[0m')
fi

# What comes next, in a sentence.
tell() {
    printf '\n%s# %s%s\n' "$dim" "$*" "$plain"
}

# A command as one would type it, then what it says; the status it ends with is in $status.
run() {
    shown=$1
    shift
    printf '%s$ %s' "$bold" "$shown"
    for word; do
        case $word in
            *[!A-Za-z0-9_./:=,+@%-]*) printf " '%s'" "$word" ;;
            *) printf ' %s' "$word" ;;
        esac
    done
    printf '%s\n' "$plain"
    status=0
    case $shown in
        damson) "$bin" "$@" || status=$? ;;
        *) "$shown" "$@" || status=$? ;;
    esac
}

# The same, where anything but success ends the tour.
must() {
    run "$@"
    [ "$status" -eq 0 ] || { echo "the command ended with $status"; exit 1; }
}

tell 'Take a folder in. Every file is read once; the files stay where they are, as they are.'
must damson ingest Pictures

tell 'What is there?'
must damson search

tell 'Words are looked for in everything people write; fields are asked by name.'
must damson search 'harbour has:gps'
must damson search 'rating>=4 taken:2024-06' --columns filename,headline,creator,rating

tell 'Counts, by any field.'
must damson facet city

tell 'Everything known of one picture, whichever standard said it.'
must damson show Pictures/newsroom/harbour-night.jpg

tell 'Change fields of many at once: one operation, previewed first, taken back if need be.'
must damson tag --dry-run city:Oslo +tour 'instructions?=Credit {creator}'
must damson tag city:Oslo +tour 'instructions?=Credit {creator}'
must damson search keywords:tour --columns filename,keywords,instructions
must damson undo

tell 'A file that moves is still the same asset.'
must mv Pictures/newsroom/harbour-night.jpg Pictures/archive/bergen.jpg
must damson ingest --verbose Pictures/newsroom Pictures/archive

tell 'Hand pictures over, with names, sidecars, records and a manifest.'
must damson export 'rating>=4' --to Delivery --name '{date_created:%Y}/{filename}' --sidecar xmp
run find Delivery -type f
if command -v b3sum >/dev/null; then
    tell 'Whoever gets them can check them without damson, in Delivery:'
    (cd Delivery && must b3sum -c manifest.b3)
fi

tell 'Are the bytes still those bytes?'
must damson verify

tell 'Now one byte of one picture rots: same size, same time, another byte. verify says so, and ends with 4.'
rotten=Pictures/wire/kyoto-garden.jpg
touch -r "$rotten" stamp
printf 'X' | dd of="$rotten" bs=1 seek=2000 conv=notrunc 2>/dev/null
touch -r stamp "$rotten"
rm stamp
run damson verify
printf '%s(status %s)%s\n' "$dim" "$status" "$plain"
[ "$status" -eq 4 ] || { echo 'verify did not notice'; exit 1; }
cp "$samples/wire/kyoto-garden.jpg" "$rotten"

tell 'What was done, newest first.'
must damson log

printf '\n%sAll of it is in %s. To go on from here:\n  export DAMSON_CATALOG="%s"%s\n' \
    "$dim" "$desk" "$DAMSON_CATALOG" "$plain"
