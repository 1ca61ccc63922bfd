# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_damson_global_optspecs
    string join \n catalog= format= json 0/null q/quiet v/verbose color= progress= agent= wait= h/help V/version
end

function __fish_damson_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_damson_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_damson_using_subcommand
    set -l cmd (__fish_damson_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c damson -n "__fish_damson_needs_command" -l catalog -d 'The catalogue\'s file' -r -F
complete -c damson -n "__fish_damson_needs_command" -l format -d 'How results are printed' -r -f -a "human\t'For people'
json\t'One JSON array'
ndjson\t'One JSON record a line'
csv\t'Comma-separated values, with a header'
paths\t'One path an asset: its first file that is there'
ids\t'One id an asset'"
complete -c damson -n "__fish_damson_needs_command" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_needs_command" -l progress -d 'When to draw progress on standard error' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_needs_command" -l agent -d 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user\'s name)' -r
complete -c damson -n "__fish_damson_needs_command" -l wait -d 'How long to wait for another process that is writing, before ending with 6' -r
complete -c damson -n "__fish_damson_needs_command" -l json -d 'The same as --format json'
complete -c damson -n "__fish_damson_needs_command" -s 0 -l null -d 'End each path or id with NUL, and expect NUL between those on standard input'
complete -c damson -n "__fish_damson_needs_command" -s q -l quiet -d 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched'
complete -c damson -n "__fish_damson_needs_command" -s v -l verbose -d 'Say more: every outcome, and every file left out'
complete -c damson -n "__fish_damson_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c damson -n "__fish_damson_needs_command" -s V -l version -d 'Print version'
complete -c damson -n "__fish_damson_needs_command" -f -a "ingest" -d 'Take files in where they lie'
complete -c damson -n "__fish_damson_needs_command" -f -a "watch" -d 'Take in what arrives in folders, as it arrives'
complete -c damson -n "__fish_damson_needs_command" -f -a "search" -d 'Find assets'
complete -c damson -n "__fish_damson_needs_command" -f -a "facet" -d 'Count values'
complete -c damson -n "__fish_damson_needs_command" -f -a "show" -d 'Everything known of an asset'
complete -c damson -n "__fish_damson_needs_command" -f -a "tag" -d 'Change fields of many assets'
complete -c damson -n "__fish_damson_needs_command" -f -a "apply" -d 'Do what a plan says'
complete -c damson -n "__fish_damson_needs_command" -f -a "write" -d 'Put what counts into the files that other programs read'
complete -c damson -n "__fish_damson_needs_command" -f -a "sync" -d 'Take in what other programs wrote into files and sidecars'
complete -c damson -n "__fish_damson_needs_command" -f -a "edit" -d 'Change fields in a text editor'
complete -c damson -n "__fish_damson_needs_command" -f -a "export" -d 'Records to standard output, or files and records to a folder'
complete -c damson -n "__fish_damson_needs_command" -f -a "duplicates" -d 'Which files are the same, which to keep, and why'
complete -c damson -n "__fish_damson_needs_command" -f -a "verify" -d 'Are the bytes still those bytes?'
complete -c damson -n "__fish_damson_needs_command" -f -a "accession" -d 'List what was taken in, run by run, and what could not be taken'
complete -c damson -n "__fish_damson_needs_command" -f -a "deaccession" -d 'Take assets out of the catalogue on purpose'
complete -c damson -n "__fish_damson_needs_command" -f -a "undo" -d 'Take an operation back'
complete -c damson -n "__fish_damson_needs_command" -f -a "gc" -d 'Let go of what is kept and wanted no more'
complete -c damson -n "__fish_damson_needs_command" -f -a "log" -d 'Read what was done, and prove that nobody rewrote it'
complete -c damson -n "__fish_damson_needs_command" -f -a "read" -d 'What files say, without a catalogue'
complete -c damson -n "__fish_damson_needs_command" -f -a "digest" -d 'Digests of files, as b3sum prints them'
complete -c damson -n "__fish_damson_needs_command" -f -a "volume" -d 'The volumes that files lie on'
complete -c damson -n "__fish_damson_needs_command" -f -a "keyword" -d 'The keywords in use, and what becomes of them'
complete -c damson -n "__fish_damson_needs_command" -f -a "policy" -d 'How the catalogue weighs Exif, IPTC and XMP when they disagree'
complete -c damson -n "__fish_damson_needs_command" -f -a "protect" -d 'Folders and volumes whose files no verb changes or takes away'
complete -c damson -n "__fish_damson_needs_command" -f -a "status" -d 'What the catalogue holds, where, and what wants attention'
complete -c damson -n "__fish_damson_needs_command" -f -a "check" -d 'Look through the catalogue for damage, and mend what can be mended'
complete -c damson -n "__fish_damson_needs_command" -f -a "backup" -d 'Copy the catalogue while others work with it'
complete -c damson -n "__fish_damson_needs_command" -f -a "restore" -d 'Make a backup the catalogue'
complete -c damson -n "__fish_damson_needs_command" -f -a "fields" -d 'The fields: their words, aliases and kinds, and the standards\' names for them'
complete -c damson -n "__fish_damson_needs_command" -f -a "completions" -d 'A shell\'s completion script'
complete -c damson -n "__fish_damson_needs_command" -f -a "man" -d 'Write man pages to a folder'
complete -c damson -n "__fish_damson_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c damson -n "__fish_damson_using_subcommand ingest" -l same-essence -d 'What a new file is that has the essence of another file that is still there' -r -f -a "asset\t'A new asset, linked with the other'
version\t'The newest version of the other, for agencies that send again'"
complete -c damson -n "__fish_damson_using_subcommand ingest" -l retry-failed -d 'Take the files that an accession could not take; the newest that has any, if left out' -r
complete -c damson -n "__fish_damson_using_subcommand ingest" -l expect -d 'Take nothing (status 7) unless every file was captured then: A..B, both days included' -r
complete -c damson -n "__fish_damson_using_subcommand ingest" -l set -d 'State a field: any EDIT of `damson tag`; may be given again' -r
complete -c damson -n "__fish_damson_using_subcommand ingest" -l template -d 'A template of edits, made before those that are typed: TOML, or Photo Mechanic\'s stationery (.XMP); may be given again' -r -F
complete -c damson -n "__fish_damson_using_subcommand ingest" -l codes -d 'A list of codes, `CODE TAB TEXT` a line: \\CODE\\ and =CODE= in edits are replaced; may be given again' -r -F
complete -c damson -n "__fish_damson_using_subcommand ingest" -l job -d 'The job that they belong to: `job_id`' -r
complete -c damson -n "__fish_damson_using_subcommand ingest" -l serials -d 'A list of cameras: what is stated by the serial number of the camera, `serial = creator, credit line` a line' -r -F
complete -c damson -n "__fish_damson_using_subcommand ingest" -l shift-time -d 'Move the dates of capture: by how much the camera\'s clock was wrong (+1h30m, -2d, +1y)' -r
complete -c damson -n "__fish_damson_using_subcommand ingest" -l time-zone -d 'Where the camera\'s clock hung: dates of capture without an offset from UTC get that of the zone (Europe/Oslo, +02:00)' -r
complete -c damson -n "__fish_damson_using_subcommand ingest" -l gpx -d 'A GPX track, by which files without a position get one; may be given again' -r -F
complete -c damson -n "__fish_damson_using_subcommand ingest" -l gpx-offset -d 'With --gpx: added to the time of capture before it is looked for in the track, where the camera\'s clock was slow (+12s)' -r
complete -c damson -n "__fish_damson_using_subcommand ingest" -l gpx-gap -d 'With --gpx: the longest time between two points that are taken for one way' -r
complete -c damson -n "__fish_damson_using_subcommand ingest" -l geocode -d 'A table of cities from GeoNames (cities500.txt ...): the nearest is stated where a file has a position and no city' -r -F
complete -c damson -n "__fish_damson_using_subcommand ingest" -l geocode-within -d 'With --geocode: the farthest that a city may be' -r
complete -c damson -n "__fish_damson_using_subcommand ingest" -l into -d 'Copy files into this folder, and take them in there; sources are only read' -r -f -a "(__fish_complete_directories)"
complete -c damson -n "__fish_damson_using_subcommand ingest" -l name -d 'The copies\' names below the folder: fields in braces, {counter:04}, {source_folder}; a / makes folders' -r
complete -c damson -n "__fish_damson_using_subcommand ingest" -l also -d 'Copy into this folder too, from the same reading; may be given several times' -r -f -a "(__fish_complete_directories)"
complete -c damson -n "__fish_damson_using_subcommand ingest" -l verify -d 'How copies are proven: read back from the medium (the default with --move and for cards and disks that can be pulled out), from wherever the system has them (the default elsewhere), or not at all' -r -f -a "medium\t'From the medium, past what the system keeps in memory'
cache\t'From wherever the system has it'
off\t'Not at all; then the source is never called safe to erase'"
complete -c damson -n "__fish_damson_using_subcommand ingest" -l receipt -d 'Write what became of every file here, and a manifest that `b3sum -c` checks to FILE.b3' -r -F
complete -c damson -n "__fish_damson_using_subcommand ingest" -l catalog -d 'The catalogue\'s file' -r -F
complete -c damson -n "__fish_damson_using_subcommand ingest" -l format -d 'How results are printed' -r -f -a "human\t'For people'
json\t'One JSON array'
ndjson\t'One JSON record a line'
csv\t'Comma-separated values, with a header'
paths\t'One path an asset: its first file that is there'
ids\t'One id an asset'"
complete -c damson -n "__fish_damson_using_subcommand ingest" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand ingest" -l progress -d 'When to draw progress on standard error' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand ingest" -l agent -d 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user\'s name)' -r
complete -c damson -n "__fish_damson_using_subcommand ingest" -l wait -d 'How long to wait for another process that is writing, before ending with 6' -r
complete -c damson -n "__fish_damson_using_subcommand ingest" -l hidden -d 'Take hidden files and folders too'
complete -c damson -n "__fish_damson_using_subcommand ingest" -l follow -d 'Follow symbolic links'
complete -c damson -n "__fish_damson_using_subcommand ingest" -l again -d 'Take content that was let go on purpose (`damson deaccession`) too'
complete -c damson -n "__fish_damson_using_subcommand ingest" -l confirm-missing -d 'Mark files that are gone as missing, however many they are'
complete -c damson -n "__fish_damson_using_subcommand ingest" -s n -l dry-run -d 'Say what would be done, and do nothing'
complete -c damson -n "__fish_damson_using_subcommand ingest" -l perceptual -d 'Look at the pictures below the paths too, for `damson duplicates --rendition` and --similar'
complete -c damson -n "__fish_damson_using_subcommand ingest" -l expect-undated -d 'With --expect: take pictures and films too that say no date of capture'
complete -c damson -n "__fish_damson_using_subcommand ingest" -l expand-codes -d 'With --codes: replace codes in the files\' own texts too'
complete -c damson -n "__fish_damson_using_subcommand ingest" -l gpx-replace -d 'With --gpx: replace positions that files have'
complete -c damson -n "__fish_damson_using_subcommand ingest" -l move -d 'Remove each source once all its copies are proven and recorded'
complete -c damson -n "__fish_damson_using_subcommand ingest" -l leave-hidden -d 'Hidden files may be lost with the source: they are left out, and it may be erased all the same'
complete -c damson -n "__fish_damson_using_subcommand ingest" -l mhl -d 'Add an ASC MHL generation to every folder: ascmhl/, with the MD5 of each file that was placed'
complete -c damson -n "__fish_damson_using_subcommand ingest" -l json -d 'The same as --format json'
complete -c damson -n "__fish_damson_using_subcommand ingest" -s 0 -l null -d 'End each path or id with NUL, and expect NUL between those on standard input'
complete -c damson -n "__fish_damson_using_subcommand ingest" -s q -l quiet -d 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched'
complete -c damson -n "__fish_damson_using_subcommand ingest" -s v -l verbose -d 'Say more: every outcome, and every file left out'
complete -c damson -n "__fish_damson_using_subcommand ingest" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c damson -n "__fish_damson_using_subcommand ingest" -s V -l version -d 'Print version'
complete -c damson -n "__fish_damson_using_subcommand watch" -l settle -d 'How long a file, and its folder, must have been left alone: `500ms`, `2s`, `1m`' -r
complete -c damson -n "__fish_damson_using_subcommand watch" -l rescan -d 'How often to look at everything, whatever was heard; 0: never' -r
complete -c damson -n "__fish_damson_using_subcommand watch" -l until-idle -d 'End when nothing has happened for so long, and nothing is left to do' -r
complete -c damson -n "__fish_damson_using_subcommand watch" -l same-essence -d 'What a new file is that has the essence of another file that is still there' -r -f -a "asset\t'A new asset, linked with the other'
version\t'The newest version of the other, for agencies that send again'"
complete -c damson -n "__fish_damson_using_subcommand watch" -l set -d 'State a field: any EDIT of `damson tag`; may be given again' -r
complete -c damson -n "__fish_damson_using_subcommand watch" -l template -d 'A template of edits, made before those that are typed: TOML, or Photo Mechanic\'s stationery (.XMP); may be given again' -r -F
complete -c damson -n "__fish_damson_using_subcommand watch" -l codes -d 'A list of codes, `CODE TAB TEXT` a line: \\CODE\\ and =CODE= in edits are replaced; may be given again' -r -F
complete -c damson -n "__fish_damson_using_subcommand watch" -l job -d 'The job that they belong to: `job_id`' -r
complete -c damson -n "__fish_damson_using_subcommand watch" -l serials -d 'A list of cameras: what is stated by the serial number of the camera, `serial = creator, credit line` a line' -r -F
complete -c damson -n "__fish_damson_using_subcommand watch" -l shift-time -d 'Move the dates of capture: by how much the camera\'s clock was wrong (+1h30m, -2d, +1y)' -r
complete -c damson -n "__fish_damson_using_subcommand watch" -l time-zone -d 'Where the camera\'s clock hung: dates of capture without an offset from UTC get that of the zone (Europe/Oslo, +02:00)' -r
complete -c damson -n "__fish_damson_using_subcommand watch" -l gpx -d 'A GPX track, by which files without a position get one; may be given again' -r -F
complete -c damson -n "__fish_damson_using_subcommand watch" -l gpx-offset -d 'With --gpx: added to the time of capture before it is looked for in the track, where the camera\'s clock was slow (+12s)' -r
complete -c damson -n "__fish_damson_using_subcommand watch" -l gpx-gap -d 'With --gpx: the longest time between two points that are taken for one way' -r
complete -c damson -n "__fish_damson_using_subcommand watch" -l geocode -d 'A table of cities from GeoNames (cities500.txt ...): the nearest is stated where a file has a position and no city' -r -F
complete -c damson -n "__fish_damson_using_subcommand watch" -l geocode-within -d 'With --geocode: the farthest that a city may be' -r
complete -c damson -n "__fish_damson_using_subcommand watch" -l catalog -d 'The catalogue\'s file' -r -F
complete -c damson -n "__fish_damson_using_subcommand watch" -l format -d 'How results are printed' -r -f -a "human\t'For people'
json\t'One JSON array'
ndjson\t'One JSON record a line'
csv\t'Comma-separated values, with a header'
paths\t'One path an asset: its first file that is there'
ids\t'One id an asset'"
complete -c damson -n "__fish_damson_using_subcommand watch" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand watch" -l progress -d 'When to draw progress on standard error' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand watch" -l agent -d 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user\'s name)' -r
complete -c damson -n "__fish_damson_using_subcommand watch" -l wait -d 'How long to wait for another process that is writing, before ending with 6' -r
complete -c damson -n "__fish_damson_using_subcommand watch" -l hidden -d 'Take hidden files and folders too'
complete -c damson -n "__fish_damson_using_subcommand watch" -l follow -d 'Follow symbolic links'
complete -c damson -n "__fish_damson_using_subcommand watch" -l again -d 'Take content that was let go on purpose (`damson deaccession`) too'
complete -c damson -n "__fish_damson_using_subcommand watch" -l expand-codes -d 'With --codes: replace codes in the files\' own texts too'
complete -c damson -n "__fish_damson_using_subcommand watch" -l gpx-replace -d 'With --gpx: replace positions that files have'
complete -c damson -n "__fish_damson_using_subcommand watch" -l json -d 'The same as --format json'
complete -c damson -n "__fish_damson_using_subcommand watch" -s 0 -l null -d 'End each path or id with NUL, and expect NUL between those on standard input'
complete -c damson -n "__fish_damson_using_subcommand watch" -s q -l quiet -d 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched'
complete -c damson -n "__fish_damson_using_subcommand watch" -s v -l verbose -d 'Say more: every outcome, and every file left out'
complete -c damson -n "__fish_damson_using_subcommand watch" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c damson -n "__fish_damson_using_subcommand watch" -s V -l version -d 'Print version'
complete -c damson -n "__fish_damson_using_subcommand search" -l sort -d 'Sort by fields; a minus before one puts its largest first' -r
complete -c damson -n "__fish_damson_using_subcommand search" -s n -l limit -d 'Find at most this many' -r
complete -c damson -n "__fish_damson_using_subcommand search" -l columns -d 'Print these fields alone, in this order' -r
complete -c damson -n "__fish_damson_using_subcommand search" -l template -d 'Print a line of your own for each asset, with its fields in braces: {city}' -r
complete -c damson -n "__fish_damson_using_subcommand search" -l save -d 'Save the query under a name, to be used as @NAME' -r
complete -c damson -n "__fish_damson_using_subcommand search" -l forget -d 'Forget the saved query of this name' -r
complete -c damson -n "__fish_damson_using_subcommand search" -l catalog -d 'The catalogue\'s file' -r -F
complete -c damson -n "__fish_damson_using_subcommand search" -l format -d 'How results are printed' -r -f -a "human\t'For people'
json\t'One JSON array'
ndjson\t'One JSON record a line'
csv\t'Comma-separated values, with a header'
paths\t'One path an asset: its first file that is there'
ids\t'One id an asset'"
complete -c damson -n "__fish_damson_using_subcommand search" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand search" -l progress -d 'When to draw progress on standard error' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand search" -l agent -d 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user\'s name)' -r
complete -c damson -n "__fish_damson_using_subcommand search" -l wait -d 'How long to wait for another process that is writing, before ending with 6' -r
complete -c damson -n "__fish_damson_using_subcommand search" -l groups -d 'Find whole groups: also the JPEG of a raw file that matches, the film of a Live Photo, and the other way round'
complete -c damson -n "__fish_damson_using_subcommand search" -l count -d 'Print how many there are'
complete -c damson -n "__fish_damson_using_subcommand search" -l copies -d 'With --format paths: print every copy\'s path'
complete -c damson -n "__fish_damson_using_subcommand search" -l explain -d 'Print the query as it was understood, and how it would be answered'
complete -c damson -n "__fish_damson_using_subcommand search" -l saved -d 'List the saved queries'
complete -c damson -n "__fish_damson_using_subcommand search" -l raw-csv -d 'With --format csv: leave cells alone that a spreadsheet would take for formulas'
complete -c damson -n "__fish_damson_using_subcommand search" -l json -d 'The same as --format json'
complete -c damson -n "__fish_damson_using_subcommand search" -s 0 -l null -d 'End each path or id with NUL, and expect NUL between those on standard input'
complete -c damson -n "__fish_damson_using_subcommand search" -s q -l quiet -d 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched'
complete -c damson -n "__fish_damson_using_subcommand search" -s v -l verbose -d 'Say more: every outcome, and every file left out'
complete -c damson -n "__fish_damson_using_subcommand search" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c damson -n "__fish_damson_using_subcommand search" -s V -l version -d 'Print version'
complete -c damson -n "__fish_damson_using_subcommand facet" -l query -d 'Count among the assets that match' -r
complete -c damson -n "__fish_damson_using_subcommand facet" -s n -l limit -d 'Print at most this many rows' -r
complete -c damson -n "__fish_damson_using_subcommand facet" -l catalog -d 'The catalogue\'s file' -r -F
complete -c damson -n "__fish_damson_using_subcommand facet" -l format -d 'How results are printed' -r -f -a "human\t'For people'
json\t'One JSON array'
ndjson\t'One JSON record a line'
csv\t'Comma-separated values, with a header'
paths\t'One path an asset: its first file that is there'
ids\t'One id an asset'"
complete -c damson -n "__fish_damson_using_subcommand facet" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand facet" -l progress -d 'When to draw progress on standard error' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand facet" -l agent -d 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user\'s name)' -r
complete -c damson -n "__fish_damson_using_subcommand facet" -l wait -d 'How long to wait for another process that is writing, before ending with 6' -r
complete -c damson -n "__fish_damson_using_subcommand facet" -l json -d 'The same as --format json'
complete -c damson -n "__fish_damson_using_subcommand facet" -s 0 -l null -d 'End each path or id with NUL, and expect NUL between those on standard input'
complete -c damson -n "__fish_damson_using_subcommand facet" -s q -l quiet -d 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched'
complete -c damson -n "__fish_damson_using_subcommand facet" -s v -l verbose -d 'Say more: every outcome, and every file left out'
complete -c damson -n "__fish_damson_using_subcommand facet" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c damson -n "__fish_damson_using_subcommand facet" -s V -l version -d 'Print version'
complete -c damson -n "__fish_damson_using_subcommand show" -l explain -d 'Print which statement counts for each field, or for one, and why, and what the others say' -r
complete -c damson -n "__fish_damson_using_subcommand show" -l catalog -d 'The catalogue\'s file' -r -F
complete -c damson -n "__fish_damson_using_subcommand show" -l format -d 'How results are printed' -r -f -a "human\t'For people'
json\t'One JSON array'
ndjson\t'One JSON record a line'
csv\t'Comma-separated values, with a header'
paths\t'One path an asset: its first file that is there'
ids\t'One id an asset'"
complete -c damson -n "__fish_damson_using_subcommand show" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand show" -l progress -d 'When to draw progress on standard error' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand show" -l agent -d 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user\'s name)' -r
complete -c damson -n "__fish_damson_using_subcommand show" -l wait -d 'How long to wait for another process that is writing, before ending with 6' -r
complete -c damson -n "__fish_damson_using_subcommand show" -l raw -d 'Print every statement with its origin: what each standard in the file says, its sidecar, and cataloguers'
complete -c damson -n "__fish_damson_using_subcommand show" -l history -d 'Print what happened to it, oldest first'
complete -c damson -n "__fish_damson_using_subcommand show" -l json -d 'The same as --format json'
complete -c damson -n "__fish_damson_using_subcommand show" -s 0 -l null -d 'End each path or id with NUL, and expect NUL between those on standard input'
complete -c damson -n "__fish_damson_using_subcommand show" -s q -l quiet -d 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched'
complete -c damson -n "__fish_damson_using_subcommand show" -s v -l verbose -d 'Say more: every outcome, and every file left out'
complete -c damson -n "__fish_damson_using_subcommand show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c damson -n "__fish_damson_using_subcommand show" -s V -l version -d 'Print version'
complete -c damson -n "__fish_damson_using_subcommand tag" -l from -d 'Rows of CSV or NDJSON that name assets and say what their fields are; - for standard input' -r -F
complete -c damson -n "__fish_damson_using_subcommand tag" -l like -d 'State what another asset says: the fields that a series shares, or these' -r -F
complete -c damson -n "__fish_damson_using_subcommand tag" -l template -d 'A template of edits, made before those that are typed: TOML, or Photo Mechanic\'s stationery (.XMP); may be given again' -r -F
complete -c damson -n "__fish_damson_using_subcommand tag" -l codes -d 'A list of codes, `CODE TAB TEXT` a line: \\CODE\\ and =CODE= in edits are replaced; may be given again' -r -F
complete -c damson -n "__fish_damson_using_subcommand tag" -l job -d 'The job that they belong to: `job_id`' -r
complete -c damson -n "__fish_damson_using_subcommand tag" -l c2pa -d 'What --embed does with a file that carries a C2PA manifest, which any change of its bytes breaks' -r -f -a "sidecar\t'It stays valid: the values go into a sidecar'
break\t'It is broken: the values go into the file'"
complete -c damson -n "__fish_damson_using_subcommand tag" -l plan -d 'Change nothing; write what would change into FILE, which damson apply does later (- is standard output)' -r -F
complete -c damson -n "__fish_damson_using_subcommand tag" -l catalog -d 'The catalogue\'s file' -r -F
complete -c damson -n "__fish_damson_using_subcommand tag" -l format -d 'How results are printed' -r -f -a "human\t'For people'
json\t'One JSON array'
ndjson\t'One JSON record a line'
csv\t'Comma-separated values, with a header'
paths\t'One path an asset: its first file that is there'
ids\t'One id an asset'"
complete -c damson -n "__fish_damson_using_subcommand tag" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand tag" -l progress -d 'When to draw progress on standard error' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand tag" -l agent -d 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user\'s name)' -r
complete -c damson -n "__fish_damson_using_subcommand tag" -l wait -d 'How long to wait for another process that is writing, before ending with 6' -r
complete -c damson -n "__fish_damson_using_subcommand tag" -l all -d 'Every asset in the catalogue'
complete -c damson -n "__fish_damson_using_subcommand tag" -l empty-clears -d 'With --from: an empty cell of CSV clears its field'
complete -c damson -n "__fish_damson_using_subcommand tag" -l repair-encoding -d 'State texts that were encoded twice as they were before'
complete -c damson -n "__fish_damson_using_subcommand tag" -s n -l dry-run -d 'Say what would change, and change nothing'
complete -c damson -n "__fish_damson_using_subcommand tag" -s y -l yes -d 'Do not ask, however many assets change'
complete -c damson -n "__fish_damson_using_subcommand tag" -s w -l write -d 'Write what counts into the files\' sidecars too, as damson write does, in the same operation'
complete -c damson -n "__fish_damson_using_subcommand tag" -l embed -d 'Write into the files themselves where that is safe (JPEG, PNG, WebP, TIFF, DNG, HEIC, MP4, MOV), not into sidecars'
complete -c damson -n "__fish_damson_using_subcommand tag" -l iim -d 'With --embed: make IIM in files that have none, for programs that read nothing else'
complete -c damson -n "__fish_damson_using_subcommand tag" -l json -d 'The same as --format json'
complete -c damson -n "__fish_damson_using_subcommand tag" -s 0 -l null -d 'End each path or id with NUL, and expect NUL between those on standard input'
complete -c damson -n "__fish_damson_using_subcommand tag" -s q -l quiet -d 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched'
complete -c damson -n "__fish_damson_using_subcommand tag" -s v -l verbose -d 'Say more: every outcome, and every file left out'
complete -c damson -n "__fish_damson_using_subcommand tag" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c damson -n "__fish_damson_using_subcommand tag" -s V -l version -d 'Print version'
complete -c damson -n "__fish_damson_using_subcommand apply" -l catalog -d 'The catalogue\'s file' -r -F
complete -c damson -n "__fish_damson_using_subcommand apply" -l format -d 'How results are printed' -r -f -a "human\t'For people'
json\t'One JSON array'
ndjson\t'One JSON record a line'
csv\t'Comma-separated values, with a header'
paths\t'One path an asset: its first file that is there'
ids\t'One id an asset'"
complete -c damson -n "__fish_damson_using_subcommand apply" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand apply" -l progress -d 'When to draw progress on standard error' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand apply" -l agent -d 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user\'s name)' -r
complete -c damson -n "__fish_damson_using_subcommand apply" -l wait -d 'How long to wait for another process that is writing, before ending with 6' -r
complete -c damson -n "__fish_damson_using_subcommand apply" -s n -l dry-run -d 'Say what would be done, and do nothing'
complete -c damson -n "__fish_damson_using_subcommand apply" -l iim -d 'Where the plan embeds: make IIM in files that have none, for programs that read nothing else'
complete -c damson -n "__fish_damson_using_subcommand apply" -l json -d 'The same as --format json'
complete -c damson -n "__fish_damson_using_subcommand apply" -s 0 -l null -d 'End each path or id with NUL, and expect NUL between those on standard input'
complete -c damson -n "__fish_damson_using_subcommand apply" -s q -l quiet -d 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched'
complete -c damson -n "__fish_damson_using_subcommand apply" -s v -l verbose -d 'Say more: every outcome, and every file left out'
complete -c damson -n "__fish_damson_using_subcommand apply" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c damson -n "__fish_damson_using_subcommand apply" -s V -l version -d 'Print version'
complete -c damson -n "__fish_damson_using_subcommand write" -l c2pa -d 'What --embed does with a file that carries a C2PA manifest, which any change of its bytes breaks' -r -f -a "sidecar\t'It stays valid: the values go into a sidecar'
break\t'It is broken: the values go into the file'"
complete -c damson -n "__fish_damson_using_subcommand write" -l plan -d 'Write nothing but what would be written, into FILE, which damson apply does later (- is standard output)' -r -F
complete -c damson -n "__fish_damson_using_subcommand write" -l catalog -d 'The catalogue\'s file' -r -F
complete -c damson -n "__fish_damson_using_subcommand write" -l format -d 'How results are printed' -r -f -a "human\t'For people'
json\t'One JSON array'
ndjson\t'One JSON record a line'
csv\t'Comma-separated values, with a header'
paths\t'One path an asset: its first file that is there'
ids\t'One id an asset'"
complete -c damson -n "__fish_damson_using_subcommand write" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand write" -l progress -d 'When to draw progress on standard error' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand write" -l agent -d 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user\'s name)' -r
complete -c damson -n "__fish_damson_using_subcommand write" -l wait -d 'How long to wait for another process that is writing, before ending with 6' -r
complete -c damson -n "__fish_damson_using_subcommand write" -l all -d 'Every asset in the catalogue'
complete -c damson -n "__fish_damson_using_subcommand write" -l pending -d 'What was left for later, in the way that was asked for then'
complete -c damson -n "__fish_damson_using_subcommand write" -l embed -d 'Write into the files themselves where that is safe (JPEG, PNG, WebP, TIFF, DNG, HEIC, MP4, MOV), not into sidecars'
complete -c damson -n "__fish_damson_using_subcommand write" -l iim -d 'With --embed: make IIM in files that have none, for programs that read nothing else'
complete -c damson -n "__fish_damson_using_subcommand write" -s n -l dry-run -d 'Say what would be written, and write nothing'
complete -c damson -n "__fish_damson_using_subcommand write" -l json -d 'The same as --format json'
complete -c damson -n "__fish_damson_using_subcommand write" -s 0 -l null -d 'End each path or id with NUL, and expect NUL between those on standard input'
complete -c damson -n "__fish_damson_using_subcommand write" -s q -l quiet -d 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched'
complete -c damson -n "__fish_damson_using_subcommand write" -s v -l verbose -d 'Say more: every outcome, and every file left out'
complete -c damson -n "__fish_damson_using_subcommand write" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c damson -n "__fish_damson_using_subcommand write" -s V -l version -d 'Print version'
complete -c damson -n "__fish_damson_using_subcommand sync" -l prefer -d 'Whose values hold where both sides changed a field' -r -f -a "file\t'What the files say: what was stated is taken back'
catalogue\t'What the catalogue says: damson write puts it into the files'"
complete -c damson -n "__fish_damson_using_subcommand sync" -l catalog -d 'The catalogue\'s file' -r -F
complete -c damson -n "__fish_damson_using_subcommand sync" -l format -d 'How results are printed' -r -f -a "human\t'For people'
json\t'One JSON array'
ndjson\t'One JSON record a line'
csv\t'Comma-separated values, with a header'
paths\t'One path an asset: its first file that is there'
ids\t'One id an asset'"
complete -c damson -n "__fish_damson_using_subcommand sync" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand sync" -l progress -d 'When to draw progress on standard error' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand sync" -l agent -d 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user\'s name)' -r
complete -c damson -n "__fish_damson_using_subcommand sync" -l wait -d 'How long to wait for another process that is writing, before ending with 6' -r
complete -c damson -n "__fish_damson_using_subcommand sync" -l all -d 'Every asset in the catalogue'
complete -c damson -n "__fish_damson_using_subcommand sync" -s n -l dry-run -d 'Say what would change, and change nothing'
complete -c damson -n "__fish_damson_using_subcommand sync" -l json -d 'The same as --format json'
complete -c damson -n "__fish_damson_using_subcommand sync" -s 0 -l null -d 'End each path or id with NUL, and expect NUL between those on standard input'
complete -c damson -n "__fish_damson_using_subcommand sync" -s q -l quiet -d 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched'
complete -c damson -n "__fish_damson_using_subcommand sync" -s v -l verbose -d 'Say more: every outcome, and every file left out'
complete -c damson -n "__fish_damson_using_subcommand sync" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c damson -n "__fish_damson_using_subcommand sync" -s V -l version -d 'Print version'
complete -c damson -n "__fish_damson_using_subcommand edit" -l fields -d 'These fields alone, with and without a value' -r
complete -c damson -n "__fish_damson_using_subcommand edit" -l resume -d 'A page that was kept, to be corrected' -r -F
complete -c damson -n "__fish_damson_using_subcommand edit" -l c2pa -d 'What --embed does with a file that carries a C2PA manifest, which any change of its bytes breaks' -r -f -a "sidecar\t'It stays valid: the values go into a sidecar'
break\t'It is broken: the values go into the file'"
complete -c damson -n "__fish_damson_using_subcommand edit" -l plan -d 'Change nothing; write what would change into FILE, which damson apply does later (- is standard output)' -r -F
complete -c damson -n "__fish_damson_using_subcommand edit" -l catalog -d 'The catalogue\'s file' -r -F
complete -c damson -n "__fish_damson_using_subcommand edit" -l format -d 'How results are printed' -r -f -a "human\t'For people'
json\t'One JSON array'
ndjson\t'One JSON record a line'
csv\t'Comma-separated values, with a header'
paths\t'One path an asset: its first file that is there'
ids\t'One id an asset'"
complete -c damson -n "__fish_damson_using_subcommand edit" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand edit" -l progress -d 'When to draw progress on standard error' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand edit" -l agent -d 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user\'s name)' -r
complete -c damson -n "__fish_damson_using_subcommand edit" -l wait -d 'How long to wait for another process that is writing, before ending with 6' -r
complete -c damson -n "__fish_damson_using_subcommand edit" -l all -d 'Every asset in the catalogue'
complete -c damson -n "__fish_damson_using_subcommand edit" -s n -l dry-run -d 'Say what would change, and change nothing'
complete -c damson -n "__fish_damson_using_subcommand edit" -s y -l yes -d 'Do not ask, however many assets change'
complete -c damson -n "__fish_damson_using_subcommand edit" -s w -l write -d 'Write what counts into the files\' sidecars too, as damson write does, in the same operation'
complete -c damson -n "__fish_damson_using_subcommand edit" -l embed -d 'Write into the files themselves where that is safe (JPEG, PNG, WebP, TIFF, DNG, HEIC, MP4, MOV), not into sidecars'
complete -c damson -n "__fish_damson_using_subcommand edit" -l iim -d 'With --embed: make IIM in files that have none, for programs that read nothing else'
complete -c damson -n "__fish_damson_using_subcommand edit" -l json -d 'The same as --format json'
complete -c damson -n "__fish_damson_using_subcommand edit" -s 0 -l null -d 'End each path or id with NUL, and expect NUL between those on standard input'
complete -c damson -n "__fish_damson_using_subcommand edit" -s q -l quiet -d 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched'
complete -c damson -n "__fish_damson_using_subcommand edit" -s v -l verbose -d 'Say more: every outcome, and every file left out'
complete -c damson -n "__fish_damson_using_subcommand edit" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c damson -n "__fish_damson_using_subcommand edit" -s V -l version -d 'Print version'
complete -c damson -n "__fish_damson_using_subcommand export" -l to -d 'Copy files to this folder' -r -f -a "(__fish_complete_directories)"
complete -c damson -n "__fish_damson_using_subcommand export" -l name -d 'The copies\' names below the folder: fields in braces; a / makes folders' -r
complete -c damson -n "__fish_damson_using_subcommand export" -l sidecar -d 'Write a sidecar with the effective values beside each copy' -r -f -a "xmp\t'An XMP packet: a.xmp beside a.jpg'"
complete -c damson -n "__fish_damson_using_subcommand export" -l sort -d 'Sort by fields; a minus before one puts its largest first' -r
complete -c damson -n "__fish_damson_using_subcommand export" -l limit -d 'Export at most this many' -r
complete -c damson -n "__fish_damson_using_subcommand export" -l columns -d 'Print these fields alone, in this order' -r
complete -c damson -n "__fish_damson_using_subcommand export" -l catalog -d 'The catalogue\'s file' -r -F
complete -c damson -n "__fish_damson_using_subcommand export" -l format -d 'How results are printed' -r -f -a "human\t'For people'
json\t'One JSON array'
ndjson\t'One JSON record a line'
csv\t'Comma-separated values, with a header'
paths\t'One path an asset: its first file that is there'
ids\t'One id an asset'"
complete -c damson -n "__fish_damson_using_subcommand export" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand export" -l progress -d 'When to draw progress on standard error' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand export" -l agent -d 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user\'s name)' -r
complete -c damson -n "__fish_damson_using_subcommand export" -l wait -d 'How long to wait for another process that is writing, before ending with 6' -r
complete -c damson -n "__fish_damson_using_subcommand export" -l all -d 'Every asset in the catalogue'
complete -c damson -n "__fish_damson_using_subcommand export" -l groups -d 'Export whole groups: the raw file with its JPEG, the Live Photo\'s film with its still; with --to, the sidecars that lie beside each original too, under its new name'
complete -c damson -n "__fish_damson_using_subcommand export" -l raw-csv -d 'With --format csv: leave cells alone that a spreadsheet would take for formulas'
complete -c damson -n "__fish_damson_using_subcommand export" -s n -l dry-run -d 'Say what would be copied, and copy nothing'
complete -c damson -n "__fish_damson_using_subcommand export" -l json -d 'The same as --format json'
complete -c damson -n "__fish_damson_using_subcommand export" -s 0 -l null -d 'End each path or id with NUL, and expect NUL between those on standard input'
complete -c damson -n "__fish_damson_using_subcommand export" -s q -l quiet -d 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched'
complete -c damson -n "__fish_damson_using_subcommand export" -s v -l verbose -d 'Say more: every outcome, and every file left out'
complete -c damson -n "__fish_damson_using_subcommand export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c damson -n "__fish_damson_using_subcommand export" -s V -l version -d 'Print version'
complete -c damson -n "__fish_damson_using_subcommand duplicates" -l distance -d 'How far pictures that look alike may be from each other: 0, the same outlines, to 20' -r
complete -c damson -n "__fish_damson_using_subcommand duplicates" -l against -d 'Only files that have the same below this folder, or among the files of this query; that side is kept' -r -f -a "(__fish_complete_directories)"
complete -c damson -n "__fish_damson_using_subcommand duplicates" -l under-replicated -d 'The assets of which fewer than N copies are there now, as they were last read' -r
complete -c damson -n "__fish_damson_using_subcommand duplicates" -l keep -d 'What to keep before all else, in order: described, related, sidecar, pixels, largest, oldest, newest, shortest (path), folder:NAME' -r
complete -c damson -n "__fish_damson_using_subcommand duplicates" -l limit -d 'At most this many groups' -r
complete -c damson -n "__fish_damson_using_subcommand duplicates" -l report -d 'Make a contact sheet, one page of HTML with the files\' own small pictures, beside what is printed; FILE must not be there yet' -r -F
complete -c damson -n "__fish_damson_using_subcommand duplicates" -l resolve -d 'Give files up for the one that is kept: into the trash, or as its hard links or clones' -r -f -a "trash\t'Into the trash, until `damson gc --trash`'
link\t'As a hard link of the kept file'
reflink\t'As a file that shares the kept one\'s blocks, where the file system can'"
complete -c damson -n "__fish_damson_using_subcommand duplicates" -l plan -d 'Do nothing; write into FILE what --resolve would do (trash, if it is not given), which damson apply does later (- is standard output)' -r -F
complete -c damson -n "__fish_damson_using_subcommand duplicates" -l catalog -d 'The catalogue\'s file' -r -F
complete -c damson -n "__fish_damson_using_subcommand duplicates" -l format -d 'How results are printed' -r -f -a "human\t'For people'
json\t'One JSON array'
ndjson\t'One JSON record a line'
csv\t'Comma-separated values, with a header'
paths\t'One path an asset: its first file that is there'
ids\t'One id an asset'"
complete -c damson -n "__fish_damson_using_subcommand duplicates" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand duplicates" -l progress -d 'When to draw progress on standard error' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand duplicates" -l agent -d 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user\'s name)' -r
complete -c damson -n "__fish_damson_using_subcommand duplicates" -l wait -d 'How long to wait for another process that is writing, before ending with 6' -r
complete -c damson -n "__fish_damson_using_subcommand duplicates" -l exact -d 'The same bytes (the default)'
complete -c damson -n "__fish_damson_using_subcommand duplicates" -l essence -d 'The same picture, sound or page with other metadata'
complete -c damson -n "__fish_damson_using_subcommand duplicates" -l rendition -d 'The same picture in another size, quality, format or orientation, by what --prepare made'
complete -c damson -n "__fish_damson_using_subcommand duplicates" -l similar -d 'Pictures that look alike: crops, edits, bursts, by what --prepare made'
complete -c damson -n "__fish_damson_using_subcommand duplicates" -l prepare -d 'Look at the pictures that match, for --rendition and --similar; those that were looked at are passed over'
complete -c damson -n "__fish_damson_using_subcommand duplicates" -l within -d 'Only the same files on one volume'
complete -c damson -n "__fish_damson_using_subcommand duplicates" -l across -d 'Only the same files on several volumes; with --under-replicated, only copies on different volumes count'
complete -c damson -n "__fish_damson_using_subcommand duplicates" -l check -d 'Look at the disk: leave out what changed or went, and tell links from copies'
complete -c damson -n "__fish_damson_using_subcommand duplicates" -s n -l dry-run -d 'With --resolve: say what would be done, and do nothing'
complete -c damson -n "__fish_damson_using_subcommand duplicates" -s y -l yes -d 'With --resolve: do not ask'
complete -c damson -n "__fish_damson_using_subcommand duplicates" -l json -d 'The same as --format json'
complete -c damson -n "__fish_damson_using_subcommand duplicates" -s 0 -l null -d 'End each path or id with NUL, and expect NUL between those on standard input'
complete -c damson -n "__fish_damson_using_subcommand duplicates" -s q -l quiet -d 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched'
complete -c damson -n "__fish_damson_using_subcommand duplicates" -s v -l verbose -d 'Say more: every outcome, and every file left out'
complete -c damson -n "__fish_damson_using_subcommand duplicates" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c damson -n "__fish_damson_using_subcommand duplicates" -s V -l version -d 'Print version'
complete -c damson -n "__fish_damson_using_subcommand verify" -l catalog -d 'The catalogue\'s file' -r -F
complete -c damson -n "__fish_damson_using_subcommand verify" -l format -d 'How results are printed' -r -f -a "human\t'For people'
json\t'One JSON array'
ndjson\t'One JSON record a line'
csv\t'Comma-separated values, with a header'
paths\t'One path an asset: its first file that is there'
ids\t'One id an asset'"
complete -c damson -n "__fish_damson_using_subcommand verify" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand verify" -l progress -d 'When to draw progress on standard error' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand verify" -l agent -d 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user\'s name)' -r
complete -c damson -n "__fish_damson_using_subcommand verify" -l wait -d 'How long to wait for another process that is writing, before ending with 6' -r
complete -c damson -n "__fish_damson_using_subcommand verify" -l all -d 'Every asset in the catalogue, as without a selection'
complete -c damson -n "__fish_damson_using_subcommand verify" -l quick -d 'Compare sizes and times alone, and read nothing'
complete -c damson -n "__fish_damson_using_subcommand verify" -l json -d 'The same as --format json'
complete -c damson -n "__fish_damson_using_subcommand verify" -s 0 -l null -d 'End each path or id with NUL, and expect NUL between those on standard input'
complete -c damson -n "__fish_damson_using_subcommand verify" -s q -l quiet -d 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched'
complete -c damson -n "__fish_damson_using_subcommand verify" -s v -l verbose -d 'Say more: every outcome, and every file left out'
complete -c damson -n "__fish_damson_using_subcommand verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c damson -n "__fish_damson_using_subcommand verify" -s V -l version -d 'Print version'
complete -c damson -n "__fish_damson_using_subcommand accession; and not __fish_seen_subcommand_from list close show help" -s n -l limit -d 'List at most this many' -r
complete -c damson -n "__fish_damson_using_subcommand accession; and not __fish_seen_subcommand_from list close show help" -l catalog -d 'The catalogue\'s file' -r -F
complete -c damson -n "__fish_damson_using_subcommand accession; and not __fish_seen_subcommand_from list close show help" -l format -d 'How results are printed' -r -f -a "human\t'For people'
json\t'One JSON array'
ndjson\t'One JSON record a line'
csv\t'Comma-separated values, with a header'
paths\t'One path an asset: its first file that is there'
ids\t'One id an asset'"
complete -c damson -n "__fish_damson_using_subcommand accession; and not __fish_seen_subcommand_from list close show help" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand accession; and not __fish_seen_subcommand_from list close show help" -l progress -d 'When to draw progress on standard error' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand accession; and not __fish_seen_subcommand_from list close show help" -l agent -d 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user\'s name)' -r
complete -c damson -n "__fish_damson_using_subcommand accession; and not __fish_seen_subcommand_from list close show help" -l wait -d 'How long to wait for another process that is writing, before ending with 6' -r
complete -c damson -n "__fish_damson_using_subcommand accession; and not __fish_seen_subcommand_from list close show help" -l unfinished -d 'Only those that are not whole, or that could not take some files'
complete -c damson -n "__fish_damson_using_subcommand accession; and not __fish_seen_subcommand_from list close show help" -l json -d 'The same as --format json'
complete -c damson -n "__fish_damson_using_subcommand accession; and not __fish_seen_subcommand_from list close show help" -s 0 -l null -d 'End each path or id with NUL, and expect NUL between those on standard input'
complete -c damson -n "__fish_damson_using_subcommand accession; and not __fish_seen_subcommand_from list close show help" -s q -l quiet -d 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched'
complete -c damson -n "__fish_damson_using_subcommand accession; and not __fish_seen_subcommand_from list close show help" -s v -l verbose -d 'Say more: every outcome, and every file left out'
complete -c damson -n "__fish_damson_using_subcommand accession; and not __fish_seen_subcommand_from list close show help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c damson -n "__fish_damson_using_subcommand accession; and not __fish_seen_subcommand_from list close show help" -s V -l version -d 'Print version'
complete -c damson -n "__fish_damson_using_subcommand accession; and not __fish_seen_subcommand_from list close show help" -f -a "list" -d 'List accessions, the newest first'
complete -c damson -n "__fish_damson_using_subcommand accession; and not __fish_seen_subcommand_from list close show help" -f -a "close" -d 'Say that nothing of it is left to do: it is not completed, and what could not be taken is not tried again'
complete -c damson -n "__fish_damson_using_subcommand accession; and not __fish_seen_subcommand_from list close show help" -f -a "show" -d 'Tell what became of its files: those that came, and those that could not be taken, with reasons'
complete -c damson -n "__fish_damson_using_subcommand accession; and not __fish_seen_subcommand_from list close show help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c damson -n "__fish_damson_using_subcommand accession; and __fish_seen_subcommand_from list" -s n -l limit -d 'List at most this many' -r
complete -c damson -n "__fish_damson_using_subcommand accession; and __fish_seen_subcommand_from list" -l catalog -d 'The catalogue\'s file' -r -F
complete -c damson -n "__fish_damson_using_subcommand accession; and __fish_seen_subcommand_from list" -l format -d 'How results are printed' -r -f -a "human\t'For people'
json\t'One JSON array'
ndjson\t'One JSON record a line'
csv\t'Comma-separated values, with a header'
paths\t'One path an asset: its first file that is there'
ids\t'One id an asset'"
complete -c damson -n "__fish_damson_using_subcommand accession; and __fish_seen_subcommand_from list" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand accession; and __fish_seen_subcommand_from list" -l progress -d 'When to draw progress on standard error' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand accession; and __fish_seen_subcommand_from list" -l agent -d 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user\'s name)' -r
complete -c damson -n "__fish_damson_using_subcommand accession; and __fish_seen_subcommand_from list" -l wait -d 'How long to wait for another process that is writing, before ending with 6' -r
complete -c damson -n "__fish_damson_using_subcommand accession; and __fish_seen_subcommand_from list" -l unfinished -d 'Only those that are not whole, or that could not take some files'
complete -c damson -n "__fish_damson_using_subcommand accession; and __fish_seen_subcommand_from list" -l json -d 'The same as --format json'
complete -c damson -n "__fish_damson_using_subcommand accession; and __fish_seen_subcommand_from list" -s 0 -l null -d 'End each path or id with NUL, and expect NUL between those on standard input'
complete -c damson -n "__fish_damson_using_subcommand accession; and __fish_seen_subcommand_from list" -s q -l quiet -d 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched'
complete -c damson -n "__fish_damson_using_subcommand accession; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more: every outcome, and every file left out'
complete -c damson -n "__fish_damson_using_subcommand accession; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c damson -n "__fish_damson_using_subcommand accession; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c damson -n "__fish_damson_using_subcommand accession; and __fish_seen_subcommand_from close" -l catalog -d 'The catalogue\'s file' -r -F
complete -c damson -n "__fish_damson_using_subcommand accession; and __fish_seen_subcommand_from close" -l format -d 'How results are printed' -r -f -a "human\t'For people'
json\t'One JSON array'
ndjson\t'One JSON record a line'
csv\t'Comma-separated values, with a header'
paths\t'One path an asset: its first file that is there'
ids\t'One id an asset'"
complete -c damson -n "__fish_damson_using_subcommand accession; and __fish_seen_subcommand_from close" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand accession; and __fish_seen_subcommand_from close" -l progress -d 'When to draw progress on standard error' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand accession; and __fish_seen_subcommand_from close" -l agent -d 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user\'s name)' -r
complete -c damson -n "__fish_damson_using_subcommand accession; and __fish_seen_subcommand_from close" -l wait -d 'How long to wait for another process that is writing, before ending with 6' -r
complete -c damson -n "__fish_damson_using_subcommand accession; and __fish_seen_subcommand_from close" -l json -d 'The same as --format json'
complete -c damson -n "__fish_damson_using_subcommand accession; and __fish_seen_subcommand_from close" -s 0 -l null -d 'End each path or id with NUL, and expect NUL between those on standard input'
complete -c damson -n "__fish_damson_using_subcommand accession; and __fish_seen_subcommand_from close" -s q -l quiet -d 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched'
complete -c damson -n "__fish_damson_using_subcommand accession; and __fish_seen_subcommand_from close" -s v -l verbose -d 'Say more: every outcome, and every file left out'
complete -c damson -n "__fish_damson_using_subcommand accession; and __fish_seen_subcommand_from close" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c damson -n "__fish_damson_using_subcommand accession; and __fish_seen_subcommand_from close" -s V -l version -d 'Print version'
complete -c damson -n "__fish_damson_using_subcommand accession; and __fish_seen_subcommand_from show" -l catalog -d 'The catalogue\'s file' -r -F
complete -c damson -n "__fish_damson_using_subcommand accession; and __fish_seen_subcommand_from show" -l format -d 'How results are printed' -r -f -a "human\t'For people'
json\t'One JSON array'
ndjson\t'One JSON record a line'
csv\t'Comma-separated values, with a header'
paths\t'One path an asset: its first file that is there'
ids\t'One id an asset'"
complete -c damson -n "__fish_damson_using_subcommand accession; and __fish_seen_subcommand_from show" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand accession; and __fish_seen_subcommand_from show" -l progress -d 'When to draw progress on standard error' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand accession; and __fish_seen_subcommand_from show" -l agent -d 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user\'s name)' -r
complete -c damson -n "__fish_damson_using_subcommand accession; and __fish_seen_subcommand_from show" -l wait -d 'How long to wait for another process that is writing, before ending with 6' -r
complete -c damson -n "__fish_damson_using_subcommand accession; and __fish_seen_subcommand_from show" -l json -d 'The same as --format json'
complete -c damson -n "__fish_damson_using_subcommand accession; and __fish_seen_subcommand_from show" -s 0 -l null -d 'End each path or id with NUL, and expect NUL between those on standard input'
complete -c damson -n "__fish_damson_using_subcommand accession; and __fish_seen_subcommand_from show" -s q -l quiet -d 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched'
complete -c damson -n "__fish_damson_using_subcommand accession; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more: every outcome, and every file left out'
complete -c damson -n "__fish_damson_using_subcommand accession; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c damson -n "__fish_damson_using_subcommand accession; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c damson -n "__fish_damson_using_subcommand accession; and __fish_seen_subcommand_from help" -f -a "list" -d 'List accessions, the newest first'
complete -c damson -n "__fish_damson_using_subcommand accession; and __fish_seen_subcommand_from help" -f -a "close" -d 'Say that nothing of it is left to do: it is not completed, and what could not be taken is not tried again'
complete -c damson -n "__fish_damson_using_subcommand accession; and __fish_seen_subcommand_from help" -f -a "show" -d 'Tell what became of its files: those that came, and those that could not be taken, with reasons'
complete -c damson -n "__fish_damson_using_subcommand accession; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c damson -n "__fish_damson_using_subcommand deaccession" -l reason -d 'Why, to be told whenever the content is met again' -r
complete -c damson -n "__fish_damson_using_subcommand deaccession" -l catalog -d 'The catalogue\'s file' -r -F
complete -c damson -n "__fish_damson_using_subcommand deaccession" -l format -d 'How results are printed' -r -f -a "human\t'For people'
json\t'One JSON array'
ndjson\t'One JSON record a line'
csv\t'Comma-separated values, with a header'
paths\t'One path an asset: its first file that is there'
ids\t'One id an asset'"
complete -c damson -n "__fish_damson_using_subcommand deaccession" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand deaccession" -l progress -d 'When to draw progress on standard error' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand deaccession" -l agent -d 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user\'s name)' -r
complete -c damson -n "__fish_damson_using_subcommand deaccession" -l wait -d 'How long to wait for another process that is writing, before ending with 6' -r
complete -c damson -n "__fish_damson_using_subcommand deaccession" -l all -d 'Every asset in the catalogue'
complete -c damson -n "__fish_damson_using_subcommand deaccession" -l list -d 'List the contents that were let go'
complete -c damson -n "__fish_damson_using_subcommand deaccession" -s n -l dry-run -d 'Say what would leave, and let nothing go'
complete -c damson -n "__fish_damson_using_subcommand deaccession" -s y -l yes -d 'Do not ask, however many assets leave'
complete -c damson -n "__fish_damson_using_subcommand deaccession" -l json -d 'The same as --format json'
complete -c damson -n "__fish_damson_using_subcommand deaccession" -s 0 -l null -d 'End each path or id with NUL, and expect NUL between those on standard input'
complete -c damson -n "__fish_damson_using_subcommand deaccession" -s q -l quiet -d 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched'
complete -c damson -n "__fish_damson_using_subcommand deaccession" -s v -l verbose -d 'Say more: every outcome, and every file left out'
complete -c damson -n "__fish_damson_using_subcommand deaccession" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c damson -n "__fish_damson_using_subcommand deaccession" -s V -l version -d 'Print version'
complete -c damson -n "__fish_damson_using_subcommand undo" -l plan -d 'Take nothing back; write into FILE that it is to be, which damson apply does later (- is standard output)' -r -F
complete -c damson -n "__fish_damson_using_subcommand undo" -l catalog -d 'The catalogue\'s file' -r -F
complete -c damson -n "__fish_damson_using_subcommand undo" -l format -d 'How results are printed' -r -f -a "human\t'For people'
json\t'One JSON array'
ndjson\t'One JSON record a line'
csv\t'Comma-separated values, with a header'
paths\t'One path an asset: its first file that is there'
ids\t'One id an asset'"
complete -c damson -n "__fish_damson_using_subcommand undo" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand undo" -l progress -d 'When to draw progress on standard error' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand undo" -l agent -d 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user\'s name)' -r
complete -c damson -n "__fish_damson_using_subcommand undo" -l wait -d 'How long to wait for another process that is writing, before ending with 6' -r
complete -c damson -n "__fish_damson_using_subcommand undo" -s n -l dry-run -d 'Say what would be taken back, and do nothing'
complete -c damson -n "__fish_damson_using_subcommand undo" -l json -d 'The same as --format json'
complete -c damson -n "__fish_damson_using_subcommand undo" -s 0 -l null -d 'End each path or id with NUL, and expect NUL between those on standard input'
complete -c damson -n "__fish_damson_using_subcommand undo" -s q -l quiet -d 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched'
complete -c damson -n "__fish_damson_using_subcommand undo" -s v -l verbose -d 'Say more: every outcome, and every file left out'
complete -c damson -n "__fish_damson_using_subcommand undo" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c damson -n "__fish_damson_using_subcommand undo" -s V -l version -d 'Print version'
complete -c damson -n "__fish_damson_using_subcommand gc" -l keep -d 'Keep what was written in the last days: 0 lets go of all' -r
complete -c damson -n "__fish_damson_using_subcommand gc" -l older -d 'With --trash: what went there so many days ago and longer' -r
complete -c damson -n "__fish_damson_using_subcommand gc" -l catalog -d 'The catalogue\'s file' -r -F
complete -c damson -n "__fish_damson_using_subcommand gc" -l format -d 'How results are printed' -r -f -a "human\t'For people'
json\t'One JSON array'
ndjson\t'One JSON record a line'
csv\t'Comma-separated values, with a header'
paths\t'One path an asset: its first file that is there'
ids\t'One id an asset'"
complete -c damson -n "__fish_damson_using_subcommand gc" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand gc" -l progress -d 'When to draw progress on standard error' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand gc" -l agent -d 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user\'s name)' -r
complete -c damson -n "__fish_damson_using_subcommand gc" -l wait -d 'How long to wait for another process that is writing, before ending with 6' -r
complete -c damson -n "__fish_damson_using_subcommand gc" -l trash -d 'Empty the trash instead, of what `damson duplicates` gave up: of each file only if what it was given up for is there and is read again'
complete -c damson -n "__fish_damson_using_subcommand gc" -l compact -d 'Give back the room in the catalogue\'s file that what is gone took'
complete -c damson -n "__fish_damson_using_subcommand gc" -s n -l dry-run -d 'Say what would go, and let nothing go'
complete -c damson -n "__fish_damson_using_subcommand gc" -l json -d 'The same as --format json'
complete -c damson -n "__fish_damson_using_subcommand gc" -s 0 -l null -d 'End each path or id with NUL, and expect NUL between those on standard input'
complete -c damson -n "__fish_damson_using_subcommand gc" -s q -l quiet -d 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched'
complete -c damson -n "__fish_damson_using_subcommand gc" -s v -l verbose -d 'Say more: every outcome, and every file left out'
complete -c damson -n "__fish_damson_using_subcommand gc" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c damson -n "__fish_damson_using_subcommand gc" -s V -l version -d 'Print version'
complete -c damson -n "__fish_damson_using_subcommand log" -s n -l limit -d 'List at most this many' -r
complete -c damson -n "__fish_damson_using_subcommand log" -l verb -d 'Only operations of this verb' -r
complete -c damson -n "__fish_damson_using_subcommand log" -l by -d 'Only operations of this agent' -r
complete -c damson -n "__fish_damson_using_subcommand log" -l since -d 'The changes that were made after an operation, oldest first; 0 for all' -r
complete -c damson -n "__fish_damson_using_subcommand log" -l against -d 'With --check: a seal that was kept, which the log must still have' -r
complete -c damson -n "__fish_damson_using_subcommand log" -l catalog -d 'The catalogue\'s file' -r -F
complete -c damson -n "__fish_damson_using_subcommand log" -l format -d 'How results are printed' -r -f -a "human\t'For people'
json\t'One JSON array'
ndjson\t'One JSON record a line'
csv\t'Comma-separated values, with a header'
paths\t'One path an asset: its first file that is there'
ids\t'One id an asset'"
complete -c damson -n "__fish_damson_using_subcommand log" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand log" -l progress -d 'When to draw progress on standard error' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand log" -l agent -d 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user\'s name)' -r
complete -c damson -n "__fish_damson_using_subcommand log" -l wait -d 'How long to wait for another process that is writing, before ending with 6' -r
complete -c damson -n "__fish_damson_using_subcommand log" -l check -d 'Look whether the log is as it was written'
complete -c damson -n "__fish_damson_using_subcommand log" -l seal -d 'Print the newest seal'
complete -c damson -n "__fish_damson_using_subcommand log" -l json -d 'The same as --format json'
complete -c damson -n "__fish_damson_using_subcommand log" -s 0 -l null -d 'End each path or id with NUL, and expect NUL between those on standard input'
complete -c damson -n "__fish_damson_using_subcommand log" -s q -l quiet -d 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched'
complete -c damson -n "__fish_damson_using_subcommand log" -s v -l verbose -d 'Say more: every outcome, and every file left out'
complete -c damson -n "__fish_damson_using_subcommand log" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c damson -n "__fish_damson_using_subcommand log" -s V -l version -d 'Print version'
complete -c damson -n "__fish_damson_using_subcommand read" -l explain -d 'Print which statement counts for each field, or for one, and why, and what the others say' -r
complete -c damson -n "__fish_damson_using_subcommand read" -l policy -d 'How to weigh Exif, IPTC and XMP when they disagree (otherwise `policy` in the config file, then mwg)' -r -f -a "mwg\t'The Metadata Working Group\'s: Exif that is not blank, then XMP unless IIM was edited after it, then IIM'
newsroom\t'XMP unless IIM was edited after it, then IIM, then Exif; camera boilerplate is no description'
xmp\t'XMP, then IIM, then Exif'"
complete -c damson -n "__fish_damson_using_subcommand read" -l columns -d 'Print these fields alone, in this order' -r
complete -c damson -n "__fish_damson_using_subcommand read" -l template -d 'Print a line of your own for each file, with its fields in braces: {city}' -r
complete -c damson -n "__fish_damson_using_subcommand read" -l catalog -d 'The catalogue\'s file' -r -F
complete -c damson -n "__fish_damson_using_subcommand read" -l format -d 'How results are printed' -r -f -a "human\t'For people'
json\t'One JSON array'
ndjson\t'One JSON record a line'
csv\t'Comma-separated values, with a header'
paths\t'One path an asset: its first file that is there'
ids\t'One id an asset'"
complete -c damson -n "__fish_damson_using_subcommand read" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand read" -l progress -d 'When to draw progress on standard error' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand read" -l agent -d 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user\'s name)' -r
complete -c damson -n "__fish_damson_using_subcommand read" -l wait -d 'How long to wait for another process that is writing, before ending with 6' -r
complete -c damson -n "__fish_damson_using_subcommand read" -l raw -d 'Print every statement with its origin'
complete -c damson -n "__fish_damson_using_subcommand read" -l hidden -d 'Read hidden files and folders too'
complete -c damson -n "__fish_damson_using_subcommand read" -l follow -d 'Follow symbolic links'
complete -c damson -n "__fish_damson_using_subcommand read" -l json -d 'The same as --format json'
complete -c damson -n "__fish_damson_using_subcommand read" -s 0 -l null -d 'End each path or id with NUL, and expect NUL between those on standard input'
complete -c damson -n "__fish_damson_using_subcommand read" -s q -l quiet -d 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched'
complete -c damson -n "__fish_damson_using_subcommand read" -s v -l verbose -d 'Say more: every outcome, and every file left out'
complete -c damson -n "__fish_damson_using_subcommand read" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c damson -n "__fish_damson_using_subcommand read" -s V -l version -d 'Print version'
complete -c damson -n "__fish_damson_using_subcommand digest" -l algorithm -d 'Which digest' -r -f -a "blake3\t''
sha256\t''
md5\t''"
complete -c damson -n "__fish_damson_using_subcommand digest" -l catalog -d 'The catalogue\'s file' -r -F
complete -c damson -n "__fish_damson_using_subcommand digest" -l format -d 'How results are printed' -r -f -a "human\t'For people'
json\t'One JSON array'
ndjson\t'One JSON record a line'
csv\t'Comma-separated values, with a header'
paths\t'One path an asset: its first file that is there'
ids\t'One id an asset'"
complete -c damson -n "__fish_damson_using_subcommand digest" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand digest" -l progress -d 'When to draw progress on standard error' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand digest" -l agent -d 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user\'s name)' -r
complete -c damson -n "__fish_damson_using_subcommand digest" -l wait -d 'How long to wait for another process that is writing, before ending with 6' -r
complete -c damson -n "__fish_damson_using_subcommand digest" -l essence -d 'Of the essence alone'
complete -c damson -n "__fish_damson_using_subcommand digest" -l json -d 'The same as --format json'
complete -c damson -n "__fish_damson_using_subcommand digest" -s 0 -l null -d 'End each path or id with NUL, and expect NUL between those on standard input'
complete -c damson -n "__fish_damson_using_subcommand digest" -s q -l quiet -d 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched'
complete -c damson -n "__fish_damson_using_subcommand digest" -s v -l verbose -d 'Say more: every outcome, and every file left out'
complete -c damson -n "__fish_damson_using_subcommand digest" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c damson -n "__fish_damson_using_subcommand digest" -s V -l version -d 'Print version'
complete -c damson -n "__fish_damson_using_subcommand volume; and not __fish_seen_subcommand_from list refresh rename mark relocate forget help" -l catalog -d 'The catalogue\'s file' -r -F
complete -c damson -n "__fish_damson_using_subcommand volume; and not __fish_seen_subcommand_from list refresh rename mark relocate forget help" -l format -d 'How results are printed' -r -f -a "human\t'For people'
json\t'One JSON array'
ndjson\t'One JSON record a line'
csv\t'Comma-separated values, with a header'
paths\t'One path an asset: its first file that is there'
ids\t'One id an asset'"
complete -c damson -n "__fish_damson_using_subcommand volume; and not __fish_seen_subcommand_from list refresh rename mark relocate forget help" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand volume; and not __fish_seen_subcommand_from list refresh rename mark relocate forget help" -l progress -d 'When to draw progress on standard error' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand volume; and not __fish_seen_subcommand_from list refresh rename mark relocate forget help" -l agent -d 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user\'s name)' -r
complete -c damson -n "__fish_damson_using_subcommand volume; and not __fish_seen_subcommand_from list refresh rename mark relocate forget help" -l wait -d 'How long to wait for another process that is writing, before ending with 6' -r
complete -c damson -n "__fish_damson_using_subcommand volume; and not __fish_seen_subcommand_from list refresh rename mark relocate forget help" -l json -d 'The same as --format json'
complete -c damson -n "__fish_damson_using_subcommand volume; and not __fish_seen_subcommand_from list refresh rename mark relocate forget help" -s 0 -l null -d 'End each path or id with NUL, and expect NUL between those on standard input'
complete -c damson -n "__fish_damson_using_subcommand volume; and not __fish_seen_subcommand_from list refresh rename mark relocate forget help" -s q -l quiet -d 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched'
complete -c damson -n "__fish_damson_using_subcommand volume; and not __fish_seen_subcommand_from list refresh rename mark relocate forget help" -s v -l verbose -d 'Say more: every outcome, and every file left out'
complete -c damson -n "__fish_damson_using_subcommand volume; and not __fish_seen_subcommand_from list refresh rename mark relocate forget help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c damson -n "__fish_damson_using_subcommand volume; and not __fish_seen_subcommand_from list refresh rename mark relocate forget help" -s V -l version -d 'Print version'
complete -c damson -n "__fish_damson_using_subcommand volume; and not __fish_seen_subcommand_from list refresh rename mark relocate forget help" -f -a "list" -d 'List the volumes, where they are, and what is held on them (the default)'
complete -c damson -n "__fish_damson_using_subcommand volume; and not __fish_seen_subcommand_from list refresh rename mark relocate forget help" -f -a "refresh" -d 'Record which volumes are there, and where: the state of their files follows'
complete -c damson -n "__fish_damson_using_subcommand volume; and not __fish_seen_subcommand_from list refresh rename mark relocate forget help" -f -a "rename" -d 'Give a volume another name'
complete -c damson -n "__fish_damson_using_subcommand volume; and not __fish_seen_subcommand_from list refresh rename mark relocate forget help" -f -a "mark" -d 'Put a mark at the root of a share, a card or a folder, so that it is known wherever it is mounted'
complete -c damson -n "__fish_damson_using_subcommand volume; and not __fish_seen_subcommand_from list refresh rename mark relocate forget help" -f -a "relocate" -d 'Say that a volume\'s files are now in another place: a restored disk, a share with another address'
complete -c damson -n "__fish_damson_using_subcommand volume; and not __fish_seen_subcommand_from list refresh rename mark relocate forget help" -f -a "forget" -d 'Take a volume\'s files out of the catalogue; the files themselves stay as they are'
complete -c damson -n "__fish_damson_using_subcommand volume; and not __fish_seen_subcommand_from list refresh rename mark relocate forget help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from list" -l catalog -d 'The catalogue\'s file' -r -F
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from list" -l format -d 'How results are printed' -r -f -a "human\t'For people'
json\t'One JSON array'
ndjson\t'One JSON record a line'
csv\t'Comma-separated values, with a header'
paths\t'One path an asset: its first file that is there'
ids\t'One id an asset'"
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from list" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from list" -l progress -d 'When to draw progress on standard error' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from list" -l agent -d 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user\'s name)' -r
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from list" -l wait -d 'How long to wait for another process that is writing, before ending with 6' -r
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from list" -l json -d 'The same as --format json'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from list" -s 0 -l null -d 'End each path or id with NUL, and expect NUL between those on standard input'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from list" -s q -l quiet -d 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more: every outcome, and every file left out'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from refresh" -l catalog -d 'The catalogue\'s file' -r -F
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from refresh" -l format -d 'How results are printed' -r -f -a "human\t'For people'
json\t'One JSON array'
ndjson\t'One JSON record a line'
csv\t'Comma-separated values, with a header'
paths\t'One path an asset: its first file that is there'
ids\t'One id an asset'"
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from refresh" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from refresh" -l progress -d 'When to draw progress on standard error' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from refresh" -l agent -d 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user\'s name)' -r
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from refresh" -l wait -d 'How long to wait for another process that is writing, before ending with 6' -r
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from refresh" -s n -l dry-run -d 'Say what would be done, and do nothing'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from refresh" -l json -d 'The same as --format json'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from refresh" -s 0 -l null -d 'End each path or id with NUL, and expect NUL between those on standard input'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from refresh" -s q -l quiet -d 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from refresh" -s v -l verbose -d 'Say more: every outcome, and every file left out'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from refresh" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from refresh" -s V -l version -d 'Print version'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from rename" -l catalog -d 'The catalogue\'s file' -r -F
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from rename" -l format -d 'How results are printed' -r -f -a "human\t'For people'
json\t'One JSON array'
ndjson\t'One JSON record a line'
csv\t'Comma-separated values, with a header'
paths\t'One path an asset: its first file that is there'
ids\t'One id an asset'"
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from rename" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from rename" -l progress -d 'When to draw progress on standard error' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from rename" -l agent -d 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user\'s name)' -r
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from rename" -l wait -d 'How long to wait for another process that is writing, before ending with 6' -r
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from rename" -s n -l dry-run -d 'Say what would be done, and do nothing'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from rename" -l json -d 'The same as --format json'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from rename" -s 0 -l null -d 'End each path or id with NUL, and expect NUL between those on standard input'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from rename" -s q -l quiet -d 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from rename" -s v -l verbose -d 'Say more: every outcome, and every file left out'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from rename" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from rename" -s V -l version -d 'Print version'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from mark" -l catalog -d 'The catalogue\'s file' -r -F
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from mark" -l format -d 'How results are printed' -r -f -a "human\t'For people'
json\t'One JSON array'
ndjson\t'One JSON record a line'
csv\t'Comma-separated values, with a header'
paths\t'One path an asset: its first file that is there'
ids\t'One id an asset'"
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from mark" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from mark" -l progress -d 'When to draw progress on standard error' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from mark" -l agent -d 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user\'s name)' -r
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from mark" -l wait -d 'How long to wait for another process that is writing, before ending with 6' -r
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from mark" -s n -l dry-run -d 'Say what would be done, and do nothing'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from mark" -l json -d 'The same as --format json'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from mark" -s 0 -l null -d 'End each path or id with NUL, and expect NUL between those on standard input'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from mark" -s q -l quiet -d 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from mark" -s v -l verbose -d 'Say more: every outcome, and every file left out'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from mark" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from mark" -s V -l version -d 'Print version'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from relocate" -l catalog -d 'The catalogue\'s file' -r -F
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from relocate" -l format -d 'How results are printed' -r -f -a "human\t'For people'
json\t'One JSON array'
ndjson\t'One JSON record a line'
csv\t'Comma-separated values, with a header'
paths\t'One path an asset: its first file that is there'
ids\t'One id an asset'"
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from relocate" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from relocate" -l progress -d 'When to draw progress on standard error' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from relocate" -l agent -d 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user\'s name)' -r
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from relocate" -l wait -d 'How long to wait for another process that is writing, before ending with 6' -r
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from relocate" -l unseen -d 'Relocate it though its files are not seen there'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from relocate" -s n -l dry-run -d 'Say what would be done, and do nothing'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from relocate" -l json -d 'The same as --format json'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from relocate" -s 0 -l null -d 'End each path or id with NUL, and expect NUL between those on standard input'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from relocate" -s q -l quiet -d 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from relocate" -s v -l verbose -d 'Say more: every outcome, and every file left out'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from relocate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from relocate" -s V -l version -d 'Print version'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from forget" -l catalog -d 'The catalogue\'s file' -r -F
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from forget" -l format -d 'How results are printed' -r -f -a "human\t'For people'
json\t'One JSON array'
ndjson\t'One JSON record a line'
csv\t'Comma-separated values, with a header'
paths\t'One path an asset: its first file that is there'
ids\t'One id an asset'"
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from forget" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from forget" -l progress -d 'When to draw progress on standard error' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from forget" -l agent -d 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user\'s name)' -r
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from forget" -l wait -d 'How long to wait for another process that is writing, before ending with 6' -r
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from forget" -l with-assets -d 'Let assets go that have no file elsewhere, and what is stated of them'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from forget" -s y -l yes -d 'Do not ask'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from forget" -s n -l dry-run -d 'Say what would be done, and do nothing'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from forget" -l json -d 'The same as --format json'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from forget" -s 0 -l null -d 'End each path or id with NUL, and expect NUL between those on standard input'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from forget" -s q -l quiet -d 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from forget" -s v -l verbose -d 'Say more: every outcome, and every file left out'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from forget" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from forget" -s V -l version -d 'Print version'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the volumes, where they are, and what is held on them (the default)'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from help" -f -a "refresh" -d 'Record which volumes are there, and where: the state of their files follows'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from help" -f -a "rename" -d 'Give a volume another name'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from help" -f -a "mark" -d 'Put a mark at the root of a share, a card or a folder, so that it is known wherever it is mounted'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from help" -f -a "relocate" -d 'Say that a volume\'s files are now in another place: a restored disk, a share with another address'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from help" -f -a "forget" -d 'Take a volume\'s files out of the catalogue; the files themselves stay as they are'
complete -c damson -n "__fish_damson_using_subcommand volume; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c damson -n "__fish_damson_using_subcommand keyword; and not __fish_seen_subcommand_from list rename merge move delete help" -l catalog -d 'The catalogue\'s file' -r -F
complete -c damson -n "__fish_damson_using_subcommand keyword; and not __fish_seen_subcommand_from list rename merge move delete help" -l format -d 'How results are printed' -r -f -a "human\t'For people'
json\t'One JSON array'
ndjson\t'One JSON record a line'
csv\t'Comma-separated values, with a header'
paths\t'One path an asset: its first file that is there'
ids\t'One id an asset'"
complete -c damson -n "__fish_damson_using_subcommand keyword; and not __fish_seen_subcommand_from list rename merge move delete help" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand keyword; and not __fish_seen_subcommand_from list rename merge move delete help" -l progress -d 'When to draw progress on standard error' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand keyword; and not __fish_seen_subcommand_from list rename merge move delete help" -l agent -d 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user\'s name)' -r
complete -c damson -n "__fish_damson_using_subcommand keyword; and not __fish_seen_subcommand_from list rename merge move delete help" -l wait -d 'How long to wait for another process that is writing, before ending with 6' -r
complete -c damson -n "__fish_damson_using_subcommand keyword; and not __fish_seen_subcommand_from list rename merge move delete help" -l json -d 'The same as --format json'
complete -c damson -n "__fish_damson_using_subcommand keyword; and not __fish_seen_subcommand_from list rename merge move delete help" -s 0 -l null -d 'End each path or id with NUL, and expect NUL between those on standard input'
complete -c damson -n "__fish_damson_using_subcommand keyword; and not __fish_seen_subcommand_from list rename merge move delete help" -s q -l quiet -d 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched'
complete -c damson -n "__fish_damson_using_subcommand keyword; and not __fish_seen_subcommand_from list rename merge move delete help" -s v -l verbose -d 'Say more: every outcome, and every file left out'
complete -c damson -n "__fish_damson_using_subcommand keyword; and not __fish_seen_subcommand_from list rename merge move delete help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c damson -n "__fish_damson_using_subcommand keyword; and not __fish_seen_subcommand_from list rename merge move delete help" -s V -l version -d 'Print version'
complete -c damson -n "__fish_damson_using_subcommand keyword; and not __fish_seen_subcommand_from list rename merge move delete help" -f -a "list" -d 'List the keywords, the most used first (the default)'
complete -c damson -n "__fish_damson_using_subcommand keyword; and not __fish_seen_subcommand_from list rename merge move delete help" -f -a "rename" -d 'Rename a keyword wherever it is used, and with it the way to everything below it'
complete -c damson -n "__fish_damson_using_subcommand keyword; and not __fish_seen_subcommand_from list rename merge move delete help" -f -a "merge" -d 'Bring keywords, and what is below them, together in one that is in use'
complete -c damson -n "__fish_damson_using_subcommand keyword; and not __fish_seen_subcommand_from list rename merge move delete help" -f -a "move" -d 'Put a keyword, and what is below it, under another, or at the root'
complete -c damson -n "__fish_damson_using_subcommand keyword; and not __fish_seen_subcommand_from list rename merge move delete help" -f -a "delete" -d 'Take a keyword from every asset; those below it stay'
complete -c damson -n "__fish_damson_using_subcommand keyword; and not __fish_seen_subcommand_from list rename merge move delete help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from list" -l catalog -d 'The catalogue\'s file' -r -F
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from list" -l format -d 'How results are printed' -r -f -a "human\t'For people'
json\t'One JSON array'
ndjson\t'One JSON record a line'
csv\t'Comma-separated values, with a header'
paths\t'One path an asset: its first file that is there'
ids\t'One id an asset'"
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from list" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from list" -l progress -d 'When to draw progress on standard error' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from list" -l agent -d 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user\'s name)' -r
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from list" -l wait -d 'How long to wait for another process that is writing, before ending with 6' -r
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from list" -l flat -d 'The values of `keywords` as they are, without those with levels'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from list" -l json -d 'The same as --format json'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from list" -s 0 -l null -d 'End each path or id with NUL, and expect NUL between those on standard input'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from list" -s q -l quiet -d 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more: every outcome, and every file left out'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from rename" -l c2pa -d 'What --embed does with a file that carries a C2PA manifest, which any change of its bytes breaks' -r -f -a "sidecar\t'It stays valid: the values go into a sidecar'
break\t'It is broken: the values go into the file'"
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from rename" -l plan -d 'Change nothing; write what would change into FILE, which damson apply does later (- is standard output)' -r -F
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from rename" -l catalog -d 'The catalogue\'s file' -r -F
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from rename" -l format -d 'How results are printed' -r -f -a "human\t'For people'
json\t'One JSON array'
ndjson\t'One JSON record a line'
csv\t'Comma-separated values, with a header'
paths\t'One path an asset: its first file that is there'
ids\t'One id an asset'"
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from rename" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from rename" -l progress -d 'When to draw progress on standard error' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from rename" -l agent -d 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user\'s name)' -r
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from rename" -l wait -d 'How long to wait for another process that is writing, before ending with 6' -r
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from rename" -s n -l dry-run -d 'Say what would change, and change nothing'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from rename" -s y -l yes -d 'Do not ask, however many assets change'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from rename" -s w -l write -d 'Write what counts into the files\' sidecars too, as damson write does, in the same operation'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from rename" -l embed -d 'Write into the files themselves where that is safe (JPEG, PNG, WebP, TIFF, DNG, HEIC, MP4, MOV), not into sidecars'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from rename" -l iim -d 'With --embed: make IIM in files that have none, for programs that read nothing else'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from rename" -l json -d 'The same as --format json'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from rename" -s 0 -l null -d 'End each path or id with NUL, and expect NUL between those on standard input'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from rename" -s q -l quiet -d 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from rename" -s v -l verbose -d 'Say more: every outcome, and every file left out'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from rename" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from rename" -s V -l version -d 'Print version'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from merge" -l c2pa -d 'What --embed does with a file that carries a C2PA manifest, which any change of its bytes breaks' -r -f -a "sidecar\t'It stays valid: the values go into a sidecar'
break\t'It is broken: the values go into the file'"
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from merge" -l plan -d 'Change nothing; write what would change into FILE, which damson apply does later (- is standard output)' -r -F
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from merge" -l catalog -d 'The catalogue\'s file' -r -F
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from merge" -l format -d 'How results are printed' -r -f -a "human\t'For people'
json\t'One JSON array'
ndjson\t'One JSON record a line'
csv\t'Comma-separated values, with a header'
paths\t'One path an asset: its first file that is there'
ids\t'One id an asset'"
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from merge" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from merge" -l progress -d 'When to draw progress on standard error' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from merge" -l agent -d 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user\'s name)' -r
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from merge" -l wait -d 'How long to wait for another process that is writing, before ending with 6' -r
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from merge" -s n -l dry-run -d 'Say what would change, and change nothing'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from merge" -s y -l yes -d 'Do not ask, however many assets change'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from merge" -s w -l write -d 'Write what counts into the files\' sidecars too, as damson write does, in the same operation'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from merge" -l embed -d 'Write into the files themselves where that is safe (JPEG, PNG, WebP, TIFF, DNG, HEIC, MP4, MOV), not into sidecars'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from merge" -l iim -d 'With --embed: make IIM in files that have none, for programs that read nothing else'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from merge" -l json -d 'The same as --format json'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from merge" -s 0 -l null -d 'End each path or id with NUL, and expect NUL between those on standard input'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from merge" -s q -l quiet -d 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from merge" -s v -l verbose -d 'Say more: every outcome, and every file left out'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from merge" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from merge" -s V -l version -d 'Print version'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from move" -l c2pa -d 'What --embed does with a file that carries a C2PA manifest, which any change of its bytes breaks' -r -f -a "sidecar\t'It stays valid: the values go into a sidecar'
break\t'It is broken: the values go into the file'"
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from move" -l plan -d 'Change nothing; write what would change into FILE, which damson apply does later (- is standard output)' -r -F
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from move" -l catalog -d 'The catalogue\'s file' -r -F
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from move" -l format -d 'How results are printed' -r -f -a "human\t'For people'
json\t'One JSON array'
ndjson\t'One JSON record a line'
csv\t'Comma-separated values, with a header'
paths\t'One path an asset: its first file that is there'
ids\t'One id an asset'"
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from move" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from move" -l progress -d 'When to draw progress on standard error' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from move" -l agent -d 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user\'s name)' -r
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from move" -l wait -d 'How long to wait for another process that is writing, before ending with 6' -r
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from move" -s n -l dry-run -d 'Say what would change, and change nothing'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from move" -s y -l yes -d 'Do not ask, however many assets change'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from move" -s w -l write -d 'Write what counts into the files\' sidecars too, as damson write does, in the same operation'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from move" -l embed -d 'Write into the files themselves where that is safe (JPEG, PNG, WebP, TIFF, DNG, HEIC, MP4, MOV), not into sidecars'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from move" -l iim -d 'With --embed: make IIM in files that have none, for programs that read nothing else'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from move" -l json -d 'The same as --format json'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from move" -s 0 -l null -d 'End each path or id with NUL, and expect NUL between those on standard input'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from move" -s q -l quiet -d 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from move" -s v -l verbose -d 'Say more: every outcome, and every file left out'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from move" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from move" -s V -l version -d 'Print version'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from delete" -l c2pa -d 'What --embed does with a file that carries a C2PA manifest, which any change of its bytes breaks' -r -f -a "sidecar\t'It stays valid: the values go into a sidecar'
break\t'It is broken: the values go into the file'"
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from delete" -l plan -d 'Change nothing; write what would change into FILE, which damson apply does later (- is standard output)' -r -F
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from delete" -l catalog -d 'The catalogue\'s file' -r -F
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from delete" -l format -d 'How results are printed' -r -f -a "human\t'For people'
json\t'One JSON array'
ndjson\t'One JSON record a line'
csv\t'Comma-separated values, with a header'
paths\t'One path an asset: its first file that is there'
ids\t'One id an asset'"
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from delete" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from delete" -l progress -d 'When to draw progress on standard error' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from delete" -l agent -d 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user\'s name)' -r
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from delete" -l wait -d 'How long to wait for another process that is writing, before ending with 6' -r
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from delete" -l below -d 'Everything below it too'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from delete" -s n -l dry-run -d 'Say what would change, and change nothing'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from delete" -s y -l yes -d 'Do not ask, however many assets change'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from delete" -s w -l write -d 'Write what counts into the files\' sidecars too, as damson write does, in the same operation'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from delete" -l embed -d 'Write into the files themselves where that is safe (JPEG, PNG, WebP, TIFF, DNG, HEIC, MP4, MOV), not into sidecars'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from delete" -l iim -d 'With --embed: make IIM in files that have none, for programs that read nothing else'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from delete" -l json -d 'The same as --format json'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from delete" -s 0 -l null -d 'End each path or id with NUL, and expect NUL between those on standard input'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from delete" -s v -l verbose -d 'Say more: every outcome, and every file left out'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from delete" -s V -l version -d 'Print version'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the keywords, the most used first (the default)'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from help" -f -a "rename" -d 'Rename a keyword wherever it is used, and with it the way to everything below it'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from help" -f -a "merge" -d 'Bring keywords, and what is below them, together in one that is in use'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from help" -f -a "move" -d 'Put a keyword, and what is below it, under another, or at the root'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from help" -f -a "delete" -d 'Take a keyword from every asset; those below it stay'
complete -c damson -n "__fish_damson_using_subcommand keyword; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c damson -n "__fish_damson_using_subcommand policy" -l catalog -d 'The catalogue\'s file' -r -F
complete -c damson -n "__fish_damson_using_subcommand policy" -l format -d 'How results are printed' -r -f -a "human\t'For people'
json\t'One JSON array'
ndjson\t'One JSON record a line'
csv\t'Comma-separated values, with a header'
paths\t'One path an asset: its first file that is there'
ids\t'One id an asset'"
complete -c damson -n "__fish_damson_using_subcommand policy" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand policy" -l progress -d 'When to draw progress on standard error' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand policy" -l agent -d 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user\'s name)' -r
complete -c damson -n "__fish_damson_using_subcommand policy" -l wait -d 'How long to wait for another process that is writing, before ending with 6' -r
complete -c damson -n "__fish_damson_using_subcommand policy" -s n -l dry-run -d 'Say what would change, and change nothing'
complete -c damson -n "__fish_damson_using_subcommand policy" -l json -d 'The same as --format json'
complete -c damson -n "__fish_damson_using_subcommand policy" -s 0 -l null -d 'End each path or id with NUL, and expect NUL between those on standard input'
complete -c damson -n "__fish_damson_using_subcommand policy" -s q -l quiet -d 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched'
complete -c damson -n "__fish_damson_using_subcommand policy" -s v -l verbose -d 'Say more: every outcome, and every file left out'
complete -c damson -n "__fish_damson_using_subcommand policy" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c damson -n "__fish_damson_using_subcommand policy" -s V -l version -d 'Print version'
complete -c damson -n "__fish_damson_using_subcommand protect" -l volume -d 'A whole volume, by its name (may be repeated)' -r
complete -c damson -n "__fish_damson_using_subcommand protect" -l catalog -d 'The catalogue\'s file' -r -F
complete -c damson -n "__fish_damson_using_subcommand protect" -l format -d 'How results are printed' -r -f -a "human\t'For people'
json\t'One JSON array'
ndjson\t'One JSON record a line'
csv\t'Comma-separated values, with a header'
paths\t'One path an asset: its first file that is there'
ids\t'One id an asset'"
complete -c damson -n "__fish_damson_using_subcommand protect" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand protect" -l progress -d 'When to draw progress on standard error' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand protect" -l agent -d 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user\'s name)' -r
complete -c damson -n "__fish_damson_using_subcommand protect" -l wait -d 'How long to wait for another process that is writing, before ending with 6' -r
complete -c damson -n "__fish_damson_using_subcommand protect" -l remove -d 'Protect them no longer'
complete -c damson -n "__fish_damson_using_subcommand protect" -l list -d 'List what is protected (the default)'
complete -c damson -n "__fish_damson_using_subcommand protect" -s n -l dry-run -d 'Say what would change, and change nothing'
complete -c damson -n "__fish_damson_using_subcommand protect" -l json -d 'The same as --format json'
complete -c damson -n "__fish_damson_using_subcommand protect" -s 0 -l null -d 'End each path or id with NUL, and expect NUL between those on standard input'
complete -c damson -n "__fish_damson_using_subcommand protect" -s q -l quiet -d 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched'
complete -c damson -n "__fish_damson_using_subcommand protect" -s v -l verbose -d 'Say more: every outcome, and every file left out'
complete -c damson -n "__fish_damson_using_subcommand protect" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c damson -n "__fish_damson_using_subcommand protect" -s V -l version -d 'Print version'
complete -c damson -n "__fish_damson_using_subcommand status" -l catalog -d 'The catalogue\'s file' -r -F
complete -c damson -n "__fish_damson_using_subcommand status" -l format -d 'How results are printed' -r -f -a "human\t'For people'
json\t'One JSON array'
ndjson\t'One JSON record a line'
csv\t'Comma-separated values, with a header'
paths\t'One path an asset: its first file that is there'
ids\t'One id an asset'"
complete -c damson -n "__fish_damson_using_subcommand status" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand status" -l progress -d 'When to draw progress on standard error' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand status" -l agent -d 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user\'s name)' -r
complete -c damson -n "__fish_damson_using_subcommand status" -l wait -d 'How long to wait for another process that is writing, before ending with 6' -r
complete -c damson -n "__fish_damson_using_subcommand status" -l check -d 'Look through the whole catalogue for damage too'
complete -c damson -n "__fish_damson_using_subcommand status" -l json -d 'The same as --format json'
complete -c damson -n "__fish_damson_using_subcommand status" -s 0 -l null -d 'End each path or id with NUL, and expect NUL between those on standard input'
complete -c damson -n "__fish_damson_using_subcommand status" -s q -l quiet -d 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched'
complete -c damson -n "__fish_damson_using_subcommand status" -s v -l verbose -d 'Say more: every outcome, and every file left out'
complete -c damson -n "__fish_damson_using_subcommand status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c damson -n "__fish_damson_using_subcommand status" -s V -l version -d 'Print version'
complete -c damson -n "__fish_damson_using_subcommand check" -l catalog -d 'The catalogue\'s file' -r -F
complete -c damson -n "__fish_damson_using_subcommand check" -l format -d 'How results are printed' -r -f -a "human\t'For people'
json\t'One JSON array'
ndjson\t'One JSON record a line'
csv\t'Comma-separated values, with a header'
paths\t'One path an asset: its first file that is there'
ids\t'One id an asset'"
complete -c damson -n "__fish_damson_using_subcommand check" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand check" -l progress -d 'When to draw progress on standard error' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand check" -l agent -d 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user\'s name)' -r
complete -c damson -n "__fish_damson_using_subcommand check" -l wait -d 'How long to wait for another process that is writing, before ending with 6' -r
complete -c damson -n "__fish_damson_using_subcommand check" -l repair -d 'Make anew what is derived, where it is wrong'
complete -c damson -n "__fish_damson_using_subcommand check" -l json -d 'The same as --format json'
complete -c damson -n "__fish_damson_using_subcommand check" -s 0 -l null -d 'End each path or id with NUL, and expect NUL between those on standard input'
complete -c damson -n "__fish_damson_using_subcommand check" -s q -l quiet -d 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched'
complete -c damson -n "__fish_damson_using_subcommand check" -s v -l verbose -d 'Say more: every outcome, and every file left out'
complete -c damson -n "__fish_damson_using_subcommand check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c damson -n "__fish_damson_using_subcommand check" -s V -l version -d 'Print version'
complete -c damson -n "__fish_damson_using_subcommand backup" -l catalog -d 'The catalogue\'s file' -r -F
complete -c damson -n "__fish_damson_using_subcommand backup" -l format -d 'How results are printed' -r -f -a "human\t'For people'
json\t'One JSON array'
ndjson\t'One JSON record a line'
csv\t'Comma-separated values, with a header'
paths\t'One path an asset: its first file that is there'
ids\t'One id an asset'"
complete -c damson -n "__fish_damson_using_subcommand backup" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand backup" -l progress -d 'When to draw progress on standard error' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand backup" -l agent -d 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user\'s name)' -r
complete -c damson -n "__fish_damson_using_subcommand backup" -l wait -d 'How long to wait for another process that is writing, before ending with 6' -r
complete -c damson -n "__fish_damson_using_subcommand backup" -l json -d 'The same as --format json'
complete -c damson -n "__fish_damson_using_subcommand backup" -s 0 -l null -d 'End each path or id with NUL, and expect NUL between those on standard input'
complete -c damson -n "__fish_damson_using_subcommand backup" -s q -l quiet -d 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched'
complete -c damson -n "__fish_damson_using_subcommand backup" -s v -l verbose -d 'Say more: every outcome, and every file left out'
complete -c damson -n "__fish_damson_using_subcommand backup" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c damson -n "__fish_damson_using_subcommand backup" -s V -l version -d 'Print version'
complete -c damson -n "__fish_damson_using_subcommand restore" -l catalog -d 'The catalogue\'s file' -r -F
complete -c damson -n "__fish_damson_using_subcommand restore" -l format -d 'How results are printed' -r -f -a "human\t'For people'
json\t'One JSON array'
ndjson\t'One JSON record a line'
csv\t'Comma-separated values, with a header'
paths\t'One path an asset: its first file that is there'
ids\t'One id an asset'"
complete -c damson -n "__fish_damson_using_subcommand restore" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand restore" -l progress -d 'When to draw progress on standard error' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand restore" -l agent -d 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user\'s name)' -r
complete -c damson -n "__fish_damson_using_subcommand restore" -l wait -d 'How long to wait for another process that is writing, before ending with 6' -r
complete -c damson -n "__fish_damson_using_subcommand restore" -l replace -d 'Take the place of the catalogue that is there'
complete -c damson -n "__fish_damson_using_subcommand restore" -l json -d 'The same as --format json'
complete -c damson -n "__fish_damson_using_subcommand restore" -s 0 -l null -d 'End each path or id with NUL, and expect NUL between those on standard input'
complete -c damson -n "__fish_damson_using_subcommand restore" -s q -l quiet -d 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched'
complete -c damson -n "__fish_damson_using_subcommand restore" -s v -l verbose -d 'Say more: every outcome, and every file left out'
complete -c damson -n "__fish_damson_using_subcommand restore" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c damson -n "__fish_damson_using_subcommand restore" -s V -l version -d 'Print version'
complete -c damson -n "__fish_damson_using_subcommand fields" -l catalog -d 'The catalogue\'s file' -r -F
complete -c damson -n "__fish_damson_using_subcommand fields" -l format -d 'How results are printed' -r -f -a "human\t'For people'
json\t'One JSON array'
ndjson\t'One JSON record a line'
csv\t'Comma-separated values, with a header'
paths\t'One path an asset: its first file that is there'
ids\t'One id an asset'"
complete -c damson -n "__fish_damson_using_subcommand fields" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand fields" -l progress -d 'When to draw progress on standard error' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand fields" -l agent -d 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user\'s name)' -r
complete -c damson -n "__fish_damson_using_subcommand fields" -l wait -d 'How long to wait for another process that is writing, before ending with 6' -r
complete -c damson -n "__fish_damson_using_subcommand fields" -l json -d 'The same as --format json'
complete -c damson -n "__fish_damson_using_subcommand fields" -s 0 -l null -d 'End each path or id with NUL, and expect NUL between those on standard input'
complete -c damson -n "__fish_damson_using_subcommand fields" -s q -l quiet -d 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched'
complete -c damson -n "__fish_damson_using_subcommand fields" -s v -l verbose -d 'Say more: every outcome, and every file left out'
complete -c damson -n "__fish_damson_using_subcommand fields" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c damson -n "__fish_damson_using_subcommand fields" -s V -l version -d 'Print version'
complete -c damson -n "__fish_damson_using_subcommand completions" -l catalog -d 'The catalogue\'s file' -r -F
complete -c damson -n "__fish_damson_using_subcommand completions" -l format -d 'How results are printed' -r -f -a "human\t'For people'
json\t'One JSON array'
ndjson\t'One JSON record a line'
csv\t'Comma-separated values, with a header'
paths\t'One path an asset: its first file that is there'
ids\t'One id an asset'"
complete -c damson -n "__fish_damson_using_subcommand completions" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand completions" -l progress -d 'When to draw progress on standard error' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand completions" -l agent -d 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user\'s name)' -r
complete -c damson -n "__fish_damson_using_subcommand completions" -l wait -d 'How long to wait for another process that is writing, before ending with 6' -r
complete -c damson -n "__fish_damson_using_subcommand completions" -l json -d 'The same as --format json'
complete -c damson -n "__fish_damson_using_subcommand completions" -s 0 -l null -d 'End each path or id with NUL, and expect NUL between those on standard input'
complete -c damson -n "__fish_damson_using_subcommand completions" -s q -l quiet -d 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched'
complete -c damson -n "__fish_damson_using_subcommand completions" -s v -l verbose -d 'Say more: every outcome, and every file left out'
complete -c damson -n "__fish_damson_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c damson -n "__fish_damson_using_subcommand completions" -s V -l version -d 'Print version'
complete -c damson -n "__fish_damson_using_subcommand man" -l catalog -d 'The catalogue\'s file' -r -F
complete -c damson -n "__fish_damson_using_subcommand man" -l format -d 'How results are printed' -r -f -a "human\t'For people'
json\t'One JSON array'
ndjson\t'One JSON record a line'
csv\t'Comma-separated values, with a header'
paths\t'One path an asset: its first file that is there'
ids\t'One id an asset'"
complete -c damson -n "__fish_damson_using_subcommand man" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand man" -l progress -d 'When to draw progress on standard error' -r -f -a "auto\t'On a terminal'
always\t'Even where it is not a terminal'
never\t'Not even on a terminal'"
complete -c damson -n "__fish_damson_using_subcommand man" -l agent -d 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user\'s name)' -r
complete -c damson -n "__fish_damson_using_subcommand man" -l wait -d 'How long to wait for another process that is writing, before ending with 6' -r
complete -c damson -n "__fish_damson_using_subcommand man" -l json -d 'The same as --format json'
complete -c damson -n "__fish_damson_using_subcommand man" -s 0 -l null -d 'End each path or id with NUL, and expect NUL between those on standard input'
complete -c damson -n "__fish_damson_using_subcommand man" -s q -l quiet -d 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched'
complete -c damson -n "__fish_damson_using_subcommand man" -s v -l verbose -d 'Say more: every outcome, and every file left out'
complete -c damson -n "__fish_damson_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c damson -n "__fish_damson_using_subcommand man" -s V -l version -d 'Print version'
complete -c damson -n "__fish_damson_using_subcommand help; and not __fish_seen_subcommand_from ingest watch search facet show tag apply write sync edit export duplicates verify accession deaccession undo gc log read digest volume keyword policy protect status check backup restore fields completions man help" -f -a "ingest" -d 'Take files in where they lie'
complete -c damson -n "__fish_damson_using_subcommand help; and not __fish_seen_subcommand_from ingest watch search facet show tag apply write sync edit export duplicates verify accession deaccession undo gc log read digest volume keyword policy protect status check backup restore fields completions man help" -f -a "watch" -d 'Take in what arrives in folders, as it arrives'
complete -c damson -n "__fish_damson_using_subcommand help; and not __fish_seen_subcommand_from ingest watch search facet show tag apply write sync edit export duplicates verify accession deaccession undo gc log read digest volume keyword policy protect status check backup restore fields completions man help" -f -a "search" -d 'Find assets'
complete -c damson -n "__fish_damson_using_subcommand help; and not __fish_seen_subcommand_from ingest watch search facet show tag apply write sync edit export duplicates verify accession deaccession undo gc log read digest volume keyword policy protect status check backup restore fields completions man help" -f -a "facet" -d 'Count values'
complete -c damson -n "__fish_damson_using_subcommand help; and not __fish_seen_subcommand_from ingest watch search facet show tag apply write sync edit export duplicates verify accession deaccession undo gc log read digest volume keyword policy protect status check backup restore fields completions man help" -f -a "show" -d 'Everything known of an asset'
complete -c damson -n "__fish_damson_using_subcommand help; and not __fish_seen_subcommand_from ingest watch search facet show tag apply write sync edit export duplicates verify accession deaccession undo gc log read digest volume keyword policy protect status check backup restore fields completions man help" -f -a "tag" -d 'Change fields of many assets'
complete -c damson -n "__fish_damson_using_subcommand help; and not __fish_seen_subcommand_from ingest watch search facet show tag apply write sync edit export duplicates verify accession deaccession undo gc log read digest volume keyword policy protect status check backup restore fields completions man help" -f -a "apply" -d 'Do what a plan says'
complete -c damson -n "__fish_damson_using_subcommand help; and not __fish_seen_subcommand_from ingest watch search facet show tag apply write sync edit export duplicates verify accession deaccession undo gc log read digest volume keyword policy protect status check backup restore fields completions man help" -f -a "write" -d 'Put what counts into the files that other programs read'
complete -c damson -n "__fish_damson_using_subcommand help; and not __fish_seen_subcommand_from ingest watch search facet show tag apply write sync edit export duplicates verify accession deaccession undo gc log read digest volume keyword policy protect status check backup restore fields completions man help" -f -a "sync" -d 'Take in what other programs wrote into files and sidecars'
complete -c damson -n "__fish_damson_using_subcommand help; and not __fish_seen_subcommand_from ingest watch search facet show tag apply write sync edit export duplicates verify accession deaccession undo gc log read digest volume keyword policy protect status check backup restore fields completions man help" -f -a "edit" -d 'Change fields in a text editor'
complete -c damson -n "__fish_damson_using_subcommand help; and not __fish_seen_subcommand_from ingest watch search facet show tag apply write sync edit export duplicates verify accession deaccession undo gc log read digest volume keyword policy protect status check backup restore fields completions man help" -f -a "export" -d 'Records to standard output, or files and records to a folder'
complete -c damson -n "__fish_damson_using_subcommand help; and not __fish_seen_subcommand_from ingest watch search facet show tag apply write sync edit export duplicates verify accession deaccession undo gc log read digest volume keyword policy protect status check backup restore fields completions man help" -f -a "duplicates" -d 'Which files are the same, which to keep, and why'
complete -c damson -n "__fish_damson_using_subcommand help; and not __fish_seen_subcommand_from ingest watch search facet show tag apply write sync edit export duplicates verify accession deaccession undo gc log read digest volume keyword policy protect status check backup restore fields completions man help" -f -a "verify" -d 'Are the bytes still those bytes?'
complete -c damson -n "__fish_damson_using_subcommand help; and not __fish_seen_subcommand_from ingest watch search facet show tag apply write sync edit export duplicates verify accession deaccession undo gc log read digest volume keyword policy protect status check backup restore fields completions man help" -f -a "accession" -d 'List what was taken in, run by run, and what could not be taken'
complete -c damson -n "__fish_damson_using_subcommand help; and not __fish_seen_subcommand_from ingest watch search facet show tag apply write sync edit export duplicates verify accession deaccession undo gc log read digest volume keyword policy protect status check backup restore fields completions man help" -f -a "deaccession" -d 'Take assets out of the catalogue on purpose'
complete -c damson -n "__fish_damson_using_subcommand help; and not __fish_seen_subcommand_from ingest watch search facet show tag apply write sync edit export duplicates verify accession deaccession undo gc log read digest volume keyword policy protect status check backup restore fields completions man help" -f -a "undo" -d 'Take an operation back'
complete -c damson -n "__fish_damson_using_subcommand help; and not __fish_seen_subcommand_from ingest watch search facet show tag apply write sync edit export duplicates verify accession deaccession undo gc log read digest volume keyword policy protect status check backup restore fields completions man help" -f -a "gc" -d 'Let go of what is kept and wanted no more'
complete -c damson -n "__fish_damson_using_subcommand help; and not __fish_seen_subcommand_from ingest watch search facet show tag apply write sync edit export duplicates verify accession deaccession undo gc log read digest volume keyword policy protect status check backup restore fields completions man help" -f -a "log" -d 'Read what was done, and prove that nobody rewrote it'
complete -c damson -n "__fish_damson_using_subcommand help; and not __fish_seen_subcommand_from ingest watch search facet show tag apply write sync edit export duplicates verify accession deaccession undo gc log read digest volume keyword policy protect status check backup restore fields completions man help" -f -a "read" -d 'What files say, without a catalogue'
complete -c damson -n "__fish_damson_using_subcommand help; and not __fish_seen_subcommand_from ingest watch search facet show tag apply write sync edit export duplicates verify accession deaccession undo gc log read digest volume keyword policy protect status check backup restore fields completions man help" -f -a "digest" -d 'Digests of files, as b3sum prints them'
complete -c damson -n "__fish_damson_using_subcommand help; and not __fish_seen_subcommand_from ingest watch search facet show tag apply write sync edit export duplicates verify accession deaccession undo gc log read digest volume keyword policy protect status check backup restore fields completions man help" -f -a "volume" -d 'The volumes that files lie on'
complete -c damson -n "__fish_damson_using_subcommand help; and not __fish_seen_subcommand_from ingest watch search facet show tag apply write sync edit export duplicates verify accession deaccession undo gc log read digest volume keyword policy protect status check backup restore fields completions man help" -f -a "keyword" -d 'The keywords in use, and what becomes of them'
complete -c damson -n "__fish_damson_using_subcommand help; and not __fish_seen_subcommand_from ingest watch search facet show tag apply write sync edit export duplicates verify accession deaccession undo gc log read digest volume keyword policy protect status check backup restore fields completions man help" -f -a "policy" -d 'How the catalogue weighs Exif, IPTC and XMP when they disagree'
complete -c damson -n "__fish_damson_using_subcommand help; and not __fish_seen_subcommand_from ingest watch search facet show tag apply write sync edit export duplicates verify accession deaccession undo gc log read digest volume keyword policy protect status check backup restore fields completions man help" -f -a "protect" -d 'Folders and volumes whose files no verb changes or takes away'
complete -c damson -n "__fish_damson_using_subcommand help; and not __fish_seen_subcommand_from ingest watch search facet show tag apply write sync edit export duplicates verify accession deaccession undo gc log read digest volume keyword policy protect status check backup restore fields completions man help" -f -a "status" -d 'What the catalogue holds, where, and what wants attention'
complete -c damson -n "__fish_damson_using_subcommand help; and not __fish_seen_subcommand_from ingest watch search facet show tag apply write sync edit export duplicates verify accession deaccession undo gc log read digest volume keyword policy protect status check backup restore fields completions man help" -f -a "check" -d 'Look through the catalogue for damage, and mend what can be mended'
complete -c damson -n "__fish_damson_using_subcommand help; and not __fish_seen_subcommand_from ingest watch search facet show tag apply write sync edit export duplicates verify accession deaccession undo gc log read digest volume keyword policy protect status check backup restore fields completions man help" -f -a "backup" -d 'Copy the catalogue while others work with it'
complete -c damson -n "__fish_damson_using_subcommand help; and not __fish_seen_subcommand_from ingest watch search facet show tag apply write sync edit export duplicates verify accession deaccession undo gc log read digest volume keyword policy protect status check backup restore fields completions man help" -f -a "restore" -d 'Make a backup the catalogue'
complete -c damson -n "__fish_damson_using_subcommand help; and not __fish_seen_subcommand_from ingest watch search facet show tag apply write sync edit export duplicates verify accession deaccession undo gc log read digest volume keyword policy protect status check backup restore fields completions man help" -f -a "fields" -d 'The fields: their words, aliases and kinds, and the standards\' names for them'
complete -c damson -n "__fish_damson_using_subcommand help; and not __fish_seen_subcommand_from ingest watch search facet show tag apply write sync edit export duplicates verify accession deaccession undo gc log read digest volume keyword policy protect status check backup restore fields completions man help" -f -a "completions" -d 'A shell\'s completion script'
complete -c damson -n "__fish_damson_using_subcommand help; and not __fish_seen_subcommand_from ingest watch search facet show tag apply write sync edit export duplicates verify accession deaccession undo gc log read digest volume keyword policy protect status check backup restore fields completions man help" -f -a "man" -d 'Write man pages to a folder'
complete -c damson -n "__fish_damson_using_subcommand help; and not __fish_seen_subcommand_from ingest watch search facet show tag apply write sync edit export duplicates verify accession deaccession undo gc log read digest volume keyword policy protect status check backup restore fields completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c damson -n "__fish_damson_using_subcommand help; and __fish_seen_subcommand_from accession" -f -a "list" -d 'List accessions, the newest first'
complete -c damson -n "__fish_damson_using_subcommand help; and __fish_seen_subcommand_from accession" -f -a "close" -d 'Say that nothing of it is left to do: it is not completed, and what could not be taken is not tried again'
complete -c damson -n "__fish_damson_using_subcommand help; and __fish_seen_subcommand_from accession" -f -a "show" -d 'Tell what became of its files: those that came, and those that could not be taken, with reasons'
complete -c damson -n "__fish_damson_using_subcommand help; and __fish_seen_subcommand_from volume" -f -a "list" -d 'List the volumes, where they are, and what is held on them (the default)'
complete -c damson -n "__fish_damson_using_subcommand help; and __fish_seen_subcommand_from volume" -f -a "refresh" -d 'Record which volumes are there, and where: the state of their files follows'
complete -c damson -n "__fish_damson_using_subcommand help; and __fish_seen_subcommand_from volume" -f -a "rename" -d 'Give a volume another name'
complete -c damson -n "__fish_damson_using_subcommand help; and __fish_seen_subcommand_from volume" -f -a "mark" -d 'Put a mark at the root of a share, a card or a folder, so that it is known wherever it is mounted'
complete -c damson -n "__fish_damson_using_subcommand help; and __fish_seen_subcommand_from volume" -f -a "relocate" -d 'Say that a volume\'s files are now in another place: a restored disk, a share with another address'
complete -c damson -n "__fish_damson_using_subcommand help; and __fish_seen_subcommand_from volume" -f -a "forget" -d 'Take a volume\'s files out of the catalogue; the files themselves stay as they are'
complete -c damson -n "__fish_damson_using_subcommand help; and __fish_seen_subcommand_from keyword" -f -a "list" -d 'List the keywords, the most used first (the default)'
complete -c damson -n "__fish_damson_using_subcommand help; and __fish_seen_subcommand_from keyword" -f -a "rename" -d 'Rename a keyword wherever it is used, and with it the way to everything below it'
complete -c damson -n "__fish_damson_using_subcommand help; and __fish_seen_subcommand_from keyword" -f -a "merge" -d 'Bring keywords, and what is below them, together in one that is in use'
complete -c damson -n "__fish_damson_using_subcommand help; and __fish_seen_subcommand_from keyword" -f -a "move" -d 'Put a keyword, and what is below it, under another, or at the root'
complete -c damson -n "__fish_damson_using_subcommand help; and __fish_seen_subcommand_from keyword" -f -a "delete" -d 'Take a keyword from every asset; those below it stay'
