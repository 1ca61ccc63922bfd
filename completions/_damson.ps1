
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'damson' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'damson'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'damson' {
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'The catalogue''s file')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to draw progress on standard error')
            [CompletionResult]::new('--agent', '--agent', [CompletionResultType]::ParameterName, 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user''s name)')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to wait for another process that is writing, before ending with 6')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('ingest', 'ingest', [CompletionResultType]::ParameterValue, 'Take files in where they lie')
            [CompletionResult]::new('watch', 'watch', [CompletionResultType]::ParameterValue, 'Take in what arrives in folders, as it arrives')
            [CompletionResult]::new('search', 'search', [CompletionResultType]::ParameterValue, 'Find assets')
            [CompletionResult]::new('facet', 'facet', [CompletionResultType]::ParameterValue, 'Count values')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Everything known of an asset')
            [CompletionResult]::new('tag', 'tag', [CompletionResultType]::ParameterValue, 'Change fields of many assets')
            [CompletionResult]::new('apply', 'apply', [CompletionResultType]::ParameterValue, 'Do what a plan says')
            [CompletionResult]::new('write', 'write', [CompletionResultType]::ParameterValue, 'Put what counts into the files that other programs read')
            [CompletionResult]::new('sync', 'sync', [CompletionResultType]::ParameterValue, 'Take in what other programs wrote into files and sidecars')
            [CompletionResult]::new('edit', 'edit', [CompletionResultType]::ParameterValue, 'Change fields in a text editor')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Records to standard output, or files and records to a folder')
            [CompletionResult]::new('duplicates', 'duplicates', [CompletionResultType]::ParameterValue, 'Which files are the same, which to keep, and why')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Are the bytes still those bytes?')
            [CompletionResult]::new('accession', 'accession', [CompletionResultType]::ParameterValue, 'List what was taken in, run by run, and what could not be taken')
            [CompletionResult]::new('deaccession', 'deaccession', [CompletionResultType]::ParameterValue, 'Take assets out of the catalogue on purpose')
            [CompletionResult]::new('undo', 'undo', [CompletionResultType]::ParameterValue, 'Take an operation back')
            [CompletionResult]::new('gc', 'gc', [CompletionResultType]::ParameterValue, 'Let go of what is kept and wanted no more')
            [CompletionResult]::new('log', 'log', [CompletionResultType]::ParameterValue, 'Read what was done, and prove that nobody rewrote it')
            [CompletionResult]::new('read', 'read', [CompletionResultType]::ParameterValue, 'What files say, without a catalogue')
            [CompletionResult]::new('digest', 'digest', [CompletionResultType]::ParameterValue, 'Digests of files, as b3sum prints them')
            [CompletionResult]::new('volume', 'volume', [CompletionResultType]::ParameterValue, 'The volumes that files lie on')
            [CompletionResult]::new('keyword', 'keyword', [CompletionResultType]::ParameterValue, 'The keywords in use, and what becomes of them')
            [CompletionResult]::new('policy', 'policy', [CompletionResultType]::ParameterValue, 'How the catalogue weighs Exif, IPTC and XMP when they disagree')
            [CompletionResult]::new('protect', 'protect', [CompletionResultType]::ParameterValue, 'Folders and volumes whose files no verb changes or takes away')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'What the catalogue holds, where, and what wants attention')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Look through the catalogue for damage, and mend what can be mended')
            [CompletionResult]::new('backup', 'backup', [CompletionResultType]::ParameterValue, 'Copy the catalogue while others work with it')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Make a backup the catalogue')
            [CompletionResult]::new('fields', 'fields', [CompletionResultType]::ParameterValue, 'The fields: their words, aliases and kinds, and the standards'' names for them')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'A shell''s completion script')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Write man pages to a folder')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'damson;ingest' {
            [CompletionResult]::new('--same-essence', '--same-essence', [CompletionResultType]::ParameterName, 'What a new file is that has the essence of another file that is still there')
            [CompletionResult]::new('--retry-failed', '--retry-failed', [CompletionResultType]::ParameterName, 'Take the files that an accession could not take; the newest that has any, if left out')
            [CompletionResult]::new('--expect', '--expect', [CompletionResultType]::ParameterName, 'Take nothing (status 7) unless every file was captured then: A..B, both days included')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'State a field: any EDIT of `damson tag`; may be given again')
            [CompletionResult]::new('--template', '--template', [CompletionResultType]::ParameterName, 'A template of edits, made before those that are typed: TOML, or Photo Mechanic''s stationery (.XMP); may be given again')
            [CompletionResult]::new('--codes', '--codes', [CompletionResultType]::ParameterName, 'A list of codes, `CODE TAB TEXT` a line: \CODE\ and =CODE= in edits are replaced; may be given again')
            [CompletionResult]::new('--job', '--job', [CompletionResultType]::ParameterName, 'The job that they belong to: `job_id`')
            [CompletionResult]::new('--serials', '--serials', [CompletionResultType]::ParameterName, 'A list of cameras: what is stated by the serial number of the camera, `serial = creator, credit line` a line')
            [CompletionResult]::new('--shift-time', '--shift-time', [CompletionResultType]::ParameterName, 'Move the dates of capture: by how much the camera''s clock was wrong (+1h30m, -2d, +1y)')
            [CompletionResult]::new('--time-zone', '--time-zone', [CompletionResultType]::ParameterName, 'Where the camera''s clock hung: dates of capture without an offset from UTC get that of the zone (Europe/Oslo, +02:00)')
            [CompletionResult]::new('--gpx', '--gpx', [CompletionResultType]::ParameterName, 'A GPX track, by which files without a position get one; may be given again')
            [CompletionResult]::new('--gpx-offset', '--gpx-offset', [CompletionResultType]::ParameterName, 'With --gpx: added to the time of capture before it is looked for in the track, where the camera''s clock was slow (+12s)')
            [CompletionResult]::new('--gpx-gap', '--gpx-gap', [CompletionResultType]::ParameterName, 'With --gpx: the longest time between two points that are taken for one way')
            [CompletionResult]::new('--geocode', '--geocode', [CompletionResultType]::ParameterName, 'A table of cities from GeoNames (cities500.txt ...): the nearest is stated where a file has a position and no city')
            [CompletionResult]::new('--geocode-within', '--geocode-within', [CompletionResultType]::ParameterName, 'With --geocode: the farthest that a city may be')
            [CompletionResult]::new('--into', '--into', [CompletionResultType]::ParameterName, 'Copy files into this folder, and take them in there; sources are only read')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'The copies'' names below the folder: fields in braces, {counter:04}, {source_folder}; a / makes folders')
            [CompletionResult]::new('--also', '--also', [CompletionResultType]::ParameterName, 'Copy into this folder too, from the same reading; may be given several times')
            [CompletionResult]::new('--verify', '--verify', [CompletionResultType]::ParameterName, 'How copies are proven: read back from the medium (the default with --move and for cards and disks that can be pulled out), from wherever the system has them (the default elsewhere), or not at all')
            [CompletionResult]::new('--receipt', '--receipt', [CompletionResultType]::ParameterName, 'Write what became of every file here, and a manifest that `b3sum -c` checks to FILE.b3')
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'The catalogue''s file')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to draw progress on standard error')
            [CompletionResult]::new('--agent', '--agent', [CompletionResultType]::ParameterName, 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user''s name)')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to wait for another process that is writing, before ending with 6')
            [CompletionResult]::new('--hidden', '--hidden', [CompletionResultType]::ParameterName, 'Take hidden files and folders too')
            [CompletionResult]::new('--follow', '--follow', [CompletionResultType]::ParameterName, 'Follow symbolic links')
            [CompletionResult]::new('--again', '--again', [CompletionResultType]::ParameterName, 'Take content that was let go on purpose (`damson deaccession`) too')
            [CompletionResult]::new('--confirm-missing', '--confirm-missing', [CompletionResultType]::ParameterName, 'Mark files that are gone as missing, however many they are')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('--perceptual', '--perceptual', [CompletionResultType]::ParameterName, 'Look at the pictures below the paths too, for `damson duplicates --rendition` and --similar')
            [CompletionResult]::new('--expect-undated', '--expect-undated', [CompletionResultType]::ParameterName, 'With --expect: take pictures and films too that say no date of capture')
            [CompletionResult]::new('--expand-codes', '--expand-codes', [CompletionResultType]::ParameterName, 'With --codes: replace codes in the files'' own texts too')
            [CompletionResult]::new('--gpx-replace', '--gpx-replace', [CompletionResultType]::ParameterName, 'With --gpx: replace positions that files have')
            [CompletionResult]::new('--move', '--move', [CompletionResultType]::ParameterName, 'Remove each source once all its copies are proven and recorded')
            [CompletionResult]::new('--leave-hidden', '--leave-hidden', [CompletionResultType]::ParameterName, 'Hidden files may be lost with the source: they are left out, and it may be erased all the same')
            [CompletionResult]::new('--mhl', '--mhl', [CompletionResultType]::ParameterName, 'Add an ASC MHL generation to every folder: ascmhl/, with the MD5 of each file that was placed')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'damson;watch' {
            [CompletionResult]::new('--settle', '--settle', [CompletionResultType]::ParameterName, 'How long a file, and its folder, must have been left alone: `500ms`, `2s`, `1m`')
            [CompletionResult]::new('--rescan', '--rescan', [CompletionResultType]::ParameterName, 'How often to look at everything, whatever was heard; 0: never')
            [CompletionResult]::new('--until-idle', '--until-idle', [CompletionResultType]::ParameterName, 'End when nothing has happened for so long, and nothing is left to do')
            [CompletionResult]::new('--same-essence', '--same-essence', [CompletionResultType]::ParameterName, 'What a new file is that has the essence of another file that is still there')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'State a field: any EDIT of `damson tag`; may be given again')
            [CompletionResult]::new('--template', '--template', [CompletionResultType]::ParameterName, 'A template of edits, made before those that are typed: TOML, or Photo Mechanic''s stationery (.XMP); may be given again')
            [CompletionResult]::new('--codes', '--codes', [CompletionResultType]::ParameterName, 'A list of codes, `CODE TAB TEXT` a line: \CODE\ and =CODE= in edits are replaced; may be given again')
            [CompletionResult]::new('--job', '--job', [CompletionResultType]::ParameterName, 'The job that they belong to: `job_id`')
            [CompletionResult]::new('--serials', '--serials', [CompletionResultType]::ParameterName, 'A list of cameras: what is stated by the serial number of the camera, `serial = creator, credit line` a line')
            [CompletionResult]::new('--shift-time', '--shift-time', [CompletionResultType]::ParameterName, 'Move the dates of capture: by how much the camera''s clock was wrong (+1h30m, -2d, +1y)')
            [CompletionResult]::new('--time-zone', '--time-zone', [CompletionResultType]::ParameterName, 'Where the camera''s clock hung: dates of capture without an offset from UTC get that of the zone (Europe/Oslo, +02:00)')
            [CompletionResult]::new('--gpx', '--gpx', [CompletionResultType]::ParameterName, 'A GPX track, by which files without a position get one; may be given again')
            [CompletionResult]::new('--gpx-offset', '--gpx-offset', [CompletionResultType]::ParameterName, 'With --gpx: added to the time of capture before it is looked for in the track, where the camera''s clock was slow (+12s)')
            [CompletionResult]::new('--gpx-gap', '--gpx-gap', [CompletionResultType]::ParameterName, 'With --gpx: the longest time between two points that are taken for one way')
            [CompletionResult]::new('--geocode', '--geocode', [CompletionResultType]::ParameterName, 'A table of cities from GeoNames (cities500.txt ...): the nearest is stated where a file has a position and no city')
            [CompletionResult]::new('--geocode-within', '--geocode-within', [CompletionResultType]::ParameterName, 'With --geocode: the farthest that a city may be')
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'The catalogue''s file')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to draw progress on standard error')
            [CompletionResult]::new('--agent', '--agent', [CompletionResultType]::ParameterName, 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user''s name)')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to wait for another process that is writing, before ending with 6')
            [CompletionResult]::new('--hidden', '--hidden', [CompletionResultType]::ParameterName, 'Take hidden files and folders too')
            [CompletionResult]::new('--follow', '--follow', [CompletionResultType]::ParameterName, 'Follow symbolic links')
            [CompletionResult]::new('--again', '--again', [CompletionResultType]::ParameterName, 'Take content that was let go on purpose (`damson deaccession`) too')
            [CompletionResult]::new('--expand-codes', '--expand-codes', [CompletionResultType]::ParameterName, 'With --codes: replace codes in the files'' own texts too')
            [CompletionResult]::new('--gpx-replace', '--gpx-replace', [CompletionResultType]::ParameterName, 'With --gpx: replace positions that files have')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'damson;search' {
            [CompletionResult]::new('--sort', '--sort', [CompletionResultType]::ParameterName, 'Sort by fields; a minus before one puts its largest first')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Find at most this many')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'Find at most this many')
            [CompletionResult]::new('--columns', '--columns', [CompletionResultType]::ParameterName, 'Print these fields alone, in this order')
            [CompletionResult]::new('--template', '--template', [CompletionResultType]::ParameterName, 'Print a line of your own for each asset, with its fields in braces: {city}')
            [CompletionResult]::new('--save', '--save', [CompletionResultType]::ParameterName, 'Save the query under a name, to be used as @NAME')
            [CompletionResult]::new('--forget', '--forget', [CompletionResultType]::ParameterName, 'Forget the saved query of this name')
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'The catalogue''s file')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to draw progress on standard error')
            [CompletionResult]::new('--agent', '--agent', [CompletionResultType]::ParameterName, 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user''s name)')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to wait for another process that is writing, before ending with 6')
            [CompletionResult]::new('--groups', '--groups', [CompletionResultType]::ParameterName, 'Find whole groups: also the JPEG of a raw file that matches, the film of a Live Photo, and the other way round')
            [CompletionResult]::new('--count', '--count', [CompletionResultType]::ParameterName, 'Print how many there are')
            [CompletionResult]::new('--copies', '--copies', [CompletionResultType]::ParameterName, 'With --format paths: print every copy''s path')
            [CompletionResult]::new('--explain', '--explain', [CompletionResultType]::ParameterName, 'Print the query as it was understood, and how it would be answered')
            [CompletionResult]::new('--saved', '--saved', [CompletionResultType]::ParameterName, 'List the saved queries')
            [CompletionResult]::new('--raw-csv', '--raw-csv', [CompletionResultType]::ParameterName, 'With --format csv: leave cells alone that a spreadsheet would take for formulas')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'damson;facet' {
            [CompletionResult]::new('--query', '--query', [CompletionResultType]::ParameterName, 'Count among the assets that match')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Print at most this many rows')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'Print at most this many rows')
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'The catalogue''s file')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to draw progress on standard error')
            [CompletionResult]::new('--agent', '--agent', [CompletionResultType]::ParameterName, 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user''s name)')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to wait for another process that is writing, before ending with 6')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'damson;show' {
            [CompletionResult]::new('--explain', '--explain', [CompletionResultType]::ParameterName, 'Print which statement counts for each field, or for one, and why, and what the others say')
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'The catalogue''s file')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to draw progress on standard error')
            [CompletionResult]::new('--agent', '--agent', [CompletionResultType]::ParameterName, 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user''s name)')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to wait for another process that is writing, before ending with 6')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Print every statement with its origin: what each standard in the file says, its sidecar, and cataloguers')
            [CompletionResult]::new('--history', '--history', [CompletionResultType]::ParameterName, 'Print what happened to it, oldest first')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'damson;tag' {
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Rows of CSV or NDJSON that name assets and say what their fields are; - for standard input')
            [CompletionResult]::new('--like', '--like', [CompletionResultType]::ParameterName, 'State what another asset says: the fields that a series shares, or these')
            [CompletionResult]::new('--template', '--template', [CompletionResultType]::ParameterName, 'A template of edits, made before those that are typed: TOML, or Photo Mechanic''s stationery (.XMP); may be given again')
            [CompletionResult]::new('--codes', '--codes', [CompletionResultType]::ParameterName, 'A list of codes, `CODE TAB TEXT` a line: \CODE\ and =CODE= in edits are replaced; may be given again')
            [CompletionResult]::new('--job', '--job', [CompletionResultType]::ParameterName, 'The job that they belong to: `job_id`')
            [CompletionResult]::new('--c2pa', '--c2pa', [CompletionResultType]::ParameterName, 'What --embed does with a file that carries a C2PA manifest, which any change of its bytes breaks')
            [CompletionResult]::new('--plan', '--plan', [CompletionResultType]::ParameterName, 'Change nothing; write what would change into FILE, which damson apply does later (- is standard output)')
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'The catalogue''s file')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to draw progress on standard error')
            [CompletionResult]::new('--agent', '--agent', [CompletionResultType]::ParameterName, 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user''s name)')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to wait for another process that is writing, before ending with 6')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Every asset in the catalogue')
            [CompletionResult]::new('--empty-clears', '--empty-clears', [CompletionResultType]::ParameterName, 'With --from: an empty cell of CSV clears its field')
            [CompletionResult]::new('--repair-encoding', '--repair-encoding', [CompletionResultType]::ParameterName, 'State texts that were encoded twice as they were before')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Say what would change, and change nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would change, and change nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask, however many assets change')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask, however many assets change')
            [CompletionResult]::new('-w', '-w', [CompletionResultType]::ParameterName, 'Write what counts into the files'' sidecars too, as damson write does, in the same operation')
            [CompletionResult]::new('--write', '--write', [CompletionResultType]::ParameterName, 'Write what counts into the files'' sidecars too, as damson write does, in the same operation')
            [CompletionResult]::new('--embed', '--embed', [CompletionResultType]::ParameterName, 'Write into the files themselves where that is safe (JPEG, PNG, WebP, TIFF, DNG, HEIC, MP4, MOV), not into sidecars')
            [CompletionResult]::new('--iim', '--iim', [CompletionResultType]::ParameterName, 'With --embed: make IIM in files that have none, for programs that read nothing else')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'damson;apply' {
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'The catalogue''s file')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to draw progress on standard error')
            [CompletionResult]::new('--agent', '--agent', [CompletionResultType]::ParameterName, 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user''s name)')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to wait for another process that is writing, before ending with 6')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('--iim', '--iim', [CompletionResultType]::ParameterName, 'Where the plan embeds: make IIM in files that have none, for programs that read nothing else')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'damson;write' {
            [CompletionResult]::new('--c2pa', '--c2pa', [CompletionResultType]::ParameterName, 'What --embed does with a file that carries a C2PA manifest, which any change of its bytes breaks')
            [CompletionResult]::new('--plan', '--plan', [CompletionResultType]::ParameterName, 'Write nothing but what would be written, into FILE, which damson apply does later (- is standard output)')
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'The catalogue''s file')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to draw progress on standard error')
            [CompletionResult]::new('--agent', '--agent', [CompletionResultType]::ParameterName, 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user''s name)')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to wait for another process that is writing, before ending with 6')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Every asset in the catalogue')
            [CompletionResult]::new('--pending', '--pending', [CompletionResultType]::ParameterName, 'What was left for later, in the way that was asked for then')
            [CompletionResult]::new('--embed', '--embed', [CompletionResultType]::ParameterName, 'Write into the files themselves where that is safe (JPEG, PNG, WebP, TIFF, DNG, HEIC, MP4, MOV), not into sidecars')
            [CompletionResult]::new('--iim', '--iim', [CompletionResultType]::ParameterName, 'With --embed: make IIM in files that have none, for programs that read nothing else')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Say what would be written, and write nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be written, and write nothing')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'damson;sync' {
            [CompletionResult]::new('--prefer', '--prefer', [CompletionResultType]::ParameterName, 'Whose values hold where both sides changed a field')
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'The catalogue''s file')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to draw progress on standard error')
            [CompletionResult]::new('--agent', '--agent', [CompletionResultType]::ParameterName, 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user''s name)')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to wait for another process that is writing, before ending with 6')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Every asset in the catalogue')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Say what would change, and change nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would change, and change nothing')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'damson;edit' {
            [CompletionResult]::new('--fields', '--fields', [CompletionResultType]::ParameterName, 'These fields alone, with and without a value')
            [CompletionResult]::new('--resume', '--resume', [CompletionResultType]::ParameterName, 'A page that was kept, to be corrected')
            [CompletionResult]::new('--c2pa', '--c2pa', [CompletionResultType]::ParameterName, 'What --embed does with a file that carries a C2PA manifest, which any change of its bytes breaks')
            [CompletionResult]::new('--plan', '--plan', [CompletionResultType]::ParameterName, 'Change nothing; write what would change into FILE, which damson apply does later (- is standard output)')
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'The catalogue''s file')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to draw progress on standard error')
            [CompletionResult]::new('--agent', '--agent', [CompletionResultType]::ParameterName, 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user''s name)')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to wait for another process that is writing, before ending with 6')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Every asset in the catalogue')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Say what would change, and change nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would change, and change nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask, however many assets change')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask, however many assets change')
            [CompletionResult]::new('-w', '-w', [CompletionResultType]::ParameterName, 'Write what counts into the files'' sidecars too, as damson write does, in the same operation')
            [CompletionResult]::new('--write', '--write', [CompletionResultType]::ParameterName, 'Write what counts into the files'' sidecars too, as damson write does, in the same operation')
            [CompletionResult]::new('--embed', '--embed', [CompletionResultType]::ParameterName, 'Write into the files themselves where that is safe (JPEG, PNG, WebP, TIFF, DNG, HEIC, MP4, MOV), not into sidecars')
            [CompletionResult]::new('--iim', '--iim', [CompletionResultType]::ParameterName, 'With --embed: make IIM in files that have none, for programs that read nothing else')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'damson;export' {
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Copy files to this folder')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'The copies'' names below the folder: fields in braces; a / makes folders')
            [CompletionResult]::new('--sidecar', '--sidecar', [CompletionResultType]::ParameterName, 'Write a sidecar with the effective values beside each copy')
            [CompletionResult]::new('--sort', '--sort', [CompletionResultType]::ParameterName, 'Sort by fields; a minus before one puts its largest first')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'Export at most this many')
            [CompletionResult]::new('--columns', '--columns', [CompletionResultType]::ParameterName, 'Print these fields alone, in this order')
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'The catalogue''s file')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to draw progress on standard error')
            [CompletionResult]::new('--agent', '--agent', [CompletionResultType]::ParameterName, 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user''s name)')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to wait for another process that is writing, before ending with 6')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Every asset in the catalogue')
            [CompletionResult]::new('--groups', '--groups', [CompletionResultType]::ParameterName, 'Export whole groups: the raw file with its JPEG, the Live Photo''s film with its still; with --to, the sidecars that lie beside each original too, under its new name')
            [CompletionResult]::new('--raw-csv', '--raw-csv', [CompletionResultType]::ParameterName, 'With --format csv: leave cells alone that a spreadsheet would take for formulas')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Say what would be copied, and copy nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be copied, and copy nothing')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'damson;duplicates' {
            [CompletionResult]::new('--distance', '--distance', [CompletionResultType]::ParameterName, 'How far pictures that look alike may be from each other: 0, the same outlines, to 20')
            [CompletionResult]::new('--against', '--against', [CompletionResultType]::ParameterName, 'Only files that have the same below this folder, or among the files of this query; that side is kept')
            [CompletionResult]::new('--under-replicated', '--under-replicated', [CompletionResultType]::ParameterName, 'The assets of which fewer than N copies are there now, as they were last read')
            [CompletionResult]::new('--keep', '--keep', [CompletionResultType]::ParameterName, 'What to keep before all else, in order: described, related, sidecar, pixels, largest, oldest, newest, shortest (path), folder:NAME')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'At most this many groups')
            [CompletionResult]::new('--report', '--report', [CompletionResultType]::ParameterName, 'Make a contact sheet, one page of HTML with the files'' own small pictures, beside what is printed; FILE must not be there yet')
            [CompletionResult]::new('--resolve', '--resolve', [CompletionResultType]::ParameterName, 'Give files up for the one that is kept: into the trash, or as its hard links or clones')
            [CompletionResult]::new('--plan', '--plan', [CompletionResultType]::ParameterName, 'Do nothing; write into FILE what --resolve would do (trash, if it is not given), which damson apply does later (- is standard output)')
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'The catalogue''s file')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to draw progress on standard error')
            [CompletionResult]::new('--agent', '--agent', [CompletionResultType]::ParameterName, 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user''s name)')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to wait for another process that is writing, before ending with 6')
            [CompletionResult]::new('--exact', '--exact', [CompletionResultType]::ParameterName, 'The same bytes (the default)')
            [CompletionResult]::new('--essence', '--essence', [CompletionResultType]::ParameterName, 'The same picture, sound or page with other metadata')
            [CompletionResult]::new('--rendition', '--rendition', [CompletionResultType]::ParameterName, 'The same picture in another size, quality, format or orientation, by what --prepare made')
            [CompletionResult]::new('--similar', '--similar', [CompletionResultType]::ParameterName, 'Pictures that look alike: crops, edits, bursts, by what --prepare made')
            [CompletionResult]::new('--prepare', '--prepare', [CompletionResultType]::ParameterName, 'Look at the pictures that match, for --rendition and --similar; those that were looked at are passed over')
            [CompletionResult]::new('--within', '--within', [CompletionResultType]::ParameterName, 'Only the same files on one volume')
            [CompletionResult]::new('--across', '--across', [CompletionResultType]::ParameterName, 'Only the same files on several volumes; with --under-replicated, only copies on different volumes count')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Look at the disk: leave out what changed or went, and tell links from copies')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'With --resolve: say what would be done, and do nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'With --resolve: say what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'With --resolve: do not ask')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'With --resolve: do not ask')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'damson;verify' {
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'The catalogue''s file')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to draw progress on standard error')
            [CompletionResult]::new('--agent', '--agent', [CompletionResultType]::ParameterName, 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user''s name)')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to wait for another process that is writing, before ending with 6')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Every asset in the catalogue, as without a selection')
            [CompletionResult]::new('--quick', '--quick', [CompletionResultType]::ParameterName, 'Compare sizes and times alone, and read nothing')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'damson;accession' {
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'List at most this many')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'List at most this many')
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'The catalogue''s file')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to draw progress on standard error')
            [CompletionResult]::new('--agent', '--agent', [CompletionResultType]::ParameterName, 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user''s name)')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to wait for another process that is writing, before ending with 6')
            [CompletionResult]::new('--unfinished', '--unfinished', [CompletionResultType]::ParameterName, 'Only those that are not whole, or that could not take some files')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List accessions, the newest first')
            [CompletionResult]::new('close', 'close', [CompletionResultType]::ParameterValue, 'Say that nothing of it is left to do: it is not completed, and what could not be taken is not tried again')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Tell what became of its files: those that came, and those that could not be taken, with reasons')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'damson;accession;list' {
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'List at most this many')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'List at most this many')
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'The catalogue''s file')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to draw progress on standard error')
            [CompletionResult]::new('--agent', '--agent', [CompletionResultType]::ParameterName, 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user''s name)')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to wait for another process that is writing, before ending with 6')
            [CompletionResult]::new('--unfinished', '--unfinished', [CompletionResultType]::ParameterName, 'Only those that are not whole, or that could not take some files')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'damson;accession;close' {
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'The catalogue''s file')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to draw progress on standard error')
            [CompletionResult]::new('--agent', '--agent', [CompletionResultType]::ParameterName, 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user''s name)')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to wait for another process that is writing, before ending with 6')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'damson;accession;show' {
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'The catalogue''s file')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to draw progress on standard error')
            [CompletionResult]::new('--agent', '--agent', [CompletionResultType]::ParameterName, 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user''s name)')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to wait for another process that is writing, before ending with 6')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'damson;accession;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List accessions, the newest first')
            [CompletionResult]::new('close', 'close', [CompletionResultType]::ParameterValue, 'Say that nothing of it is left to do: it is not completed, and what could not be taken is not tried again')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Tell what became of its files: those that came, and those that could not be taken, with reasons')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'damson;accession;help;list' {
            break
        }
        'damson;accession;help;close' {
            break
        }
        'damson;accession;help;show' {
            break
        }
        'damson;accession;help;help' {
            break
        }
        'damson;deaccession' {
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why, to be told whenever the content is met again')
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'The catalogue''s file')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to draw progress on standard error')
            [CompletionResult]::new('--agent', '--agent', [CompletionResultType]::ParameterName, 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user''s name)')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to wait for another process that is writing, before ending with 6')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Every asset in the catalogue')
            [CompletionResult]::new('--list', '--list', [CompletionResultType]::ParameterName, 'List the contents that were let go')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Say what would leave, and let nothing go')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would leave, and let nothing go')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask, however many assets leave')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask, however many assets leave')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'damson;undo' {
            [CompletionResult]::new('--plan', '--plan', [CompletionResultType]::ParameterName, 'Take nothing back; write into FILE that it is to be, which damson apply does later (- is standard output)')
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'The catalogue''s file')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to draw progress on standard error')
            [CompletionResult]::new('--agent', '--agent', [CompletionResultType]::ParameterName, 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user''s name)')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to wait for another process that is writing, before ending with 6')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Say what would be taken back, and do nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be taken back, and do nothing')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'damson;gc' {
            [CompletionResult]::new('--keep', '--keep', [CompletionResultType]::ParameterName, 'Keep what was written in the last days: 0 lets go of all')
            [CompletionResult]::new('--older', '--older', [CompletionResultType]::ParameterName, 'With --trash: what went there so many days ago and longer')
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'The catalogue''s file')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to draw progress on standard error')
            [CompletionResult]::new('--agent', '--agent', [CompletionResultType]::ParameterName, 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user''s name)')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to wait for another process that is writing, before ending with 6')
            [CompletionResult]::new('--trash', '--trash', [CompletionResultType]::ParameterName, 'Empty the trash instead, of what `damson duplicates` gave up: of each file only if what it was given up for is there and is read again')
            [CompletionResult]::new('--compact', '--compact', [CompletionResultType]::ParameterName, 'Give back the room in the catalogue''s file that what is gone took')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Say what would go, and let nothing go')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would go, and let nothing go')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'damson;log' {
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'List at most this many')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'List at most this many')
            [CompletionResult]::new('--verb', '--verb', [CompletionResultType]::ParameterName, 'Only operations of this verb')
            [CompletionResult]::new('--by', '--by', [CompletionResultType]::ParameterName, 'Only operations of this agent')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'The changes that were made after an operation, oldest first; 0 for all')
            [CompletionResult]::new('--against', '--against', [CompletionResultType]::ParameterName, 'With --check: a seal that was kept, which the log must still have')
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'The catalogue''s file')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to draw progress on standard error')
            [CompletionResult]::new('--agent', '--agent', [CompletionResultType]::ParameterName, 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user''s name)')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to wait for another process that is writing, before ending with 6')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Look whether the log is as it was written')
            [CompletionResult]::new('--seal', '--seal', [CompletionResultType]::ParameterName, 'Print the newest seal')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'damson;read' {
            [CompletionResult]::new('--explain', '--explain', [CompletionResultType]::ParameterName, 'Print which statement counts for each field, or for one, and why, and what the others say')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'How to weigh Exif, IPTC and XMP when they disagree (otherwise `policy` in the config file, then mwg)')
            [CompletionResult]::new('--columns', '--columns', [CompletionResultType]::ParameterName, 'Print these fields alone, in this order')
            [CompletionResult]::new('--template', '--template', [CompletionResultType]::ParameterName, 'Print a line of your own for each file, with its fields in braces: {city}')
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'The catalogue''s file')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to draw progress on standard error')
            [CompletionResult]::new('--agent', '--agent', [CompletionResultType]::ParameterName, 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user''s name)')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to wait for another process that is writing, before ending with 6')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Print every statement with its origin')
            [CompletionResult]::new('--hidden', '--hidden', [CompletionResultType]::ParameterName, 'Read hidden files and folders too')
            [CompletionResult]::new('--follow', '--follow', [CompletionResultType]::ParameterName, 'Follow symbolic links')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'damson;digest' {
            [CompletionResult]::new('--algorithm', '--algorithm', [CompletionResultType]::ParameterName, 'Which digest')
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'The catalogue''s file')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to draw progress on standard error')
            [CompletionResult]::new('--agent', '--agent', [CompletionResultType]::ParameterName, 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user''s name)')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to wait for another process that is writing, before ending with 6')
            [CompletionResult]::new('--essence', '--essence', [CompletionResultType]::ParameterName, 'Of the essence alone')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'damson;volume' {
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'The catalogue''s file')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to draw progress on standard error')
            [CompletionResult]::new('--agent', '--agent', [CompletionResultType]::ParameterName, 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user''s name)')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to wait for another process that is writing, before ending with 6')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the volumes, where they are, and what is held on them (the default)')
            [CompletionResult]::new('refresh', 'refresh', [CompletionResultType]::ParameterValue, 'Record which volumes are there, and where: the state of their files follows')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Give a volume another name')
            [CompletionResult]::new('mark', 'mark', [CompletionResultType]::ParameterValue, 'Put a mark at the root of a share, a card or a folder, so that it is known wherever it is mounted')
            [CompletionResult]::new('relocate', 'relocate', [CompletionResultType]::ParameterValue, 'Say that a volume''s files are now in another place: a restored disk, a share with another address')
            [CompletionResult]::new('forget', 'forget', [CompletionResultType]::ParameterValue, 'Take a volume''s files out of the catalogue; the files themselves stay as they are')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'damson;volume;list' {
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'The catalogue''s file')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to draw progress on standard error')
            [CompletionResult]::new('--agent', '--agent', [CompletionResultType]::ParameterName, 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user''s name)')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to wait for another process that is writing, before ending with 6')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'damson;volume;refresh' {
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'The catalogue''s file')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to draw progress on standard error')
            [CompletionResult]::new('--agent', '--agent', [CompletionResultType]::ParameterName, 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user''s name)')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to wait for another process that is writing, before ending with 6')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'damson;volume;rename' {
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'The catalogue''s file')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to draw progress on standard error')
            [CompletionResult]::new('--agent', '--agent', [CompletionResultType]::ParameterName, 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user''s name)')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to wait for another process that is writing, before ending with 6')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'damson;volume;mark' {
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'The catalogue''s file')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to draw progress on standard error')
            [CompletionResult]::new('--agent', '--agent', [CompletionResultType]::ParameterName, 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user''s name)')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to wait for another process that is writing, before ending with 6')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'damson;volume;relocate' {
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'The catalogue''s file')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to draw progress on standard error')
            [CompletionResult]::new('--agent', '--agent', [CompletionResultType]::ParameterName, 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user''s name)')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to wait for another process that is writing, before ending with 6')
            [CompletionResult]::new('--unseen', '--unseen', [CompletionResultType]::ParameterName, 'Relocate it though its files are not seen there')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'damson;volume;forget' {
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'The catalogue''s file')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to draw progress on standard error')
            [CompletionResult]::new('--agent', '--agent', [CompletionResultType]::ParameterName, 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user''s name)')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to wait for another process that is writing, before ending with 6')
            [CompletionResult]::new('--with-assets', '--with-assets', [CompletionResultType]::ParameterName, 'Let assets go that have no file elsewhere, and what is stated of them')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'damson;volume;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the volumes, where they are, and what is held on them (the default)')
            [CompletionResult]::new('refresh', 'refresh', [CompletionResultType]::ParameterValue, 'Record which volumes are there, and where: the state of their files follows')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Give a volume another name')
            [CompletionResult]::new('mark', 'mark', [CompletionResultType]::ParameterValue, 'Put a mark at the root of a share, a card or a folder, so that it is known wherever it is mounted')
            [CompletionResult]::new('relocate', 'relocate', [CompletionResultType]::ParameterValue, 'Say that a volume''s files are now in another place: a restored disk, a share with another address')
            [CompletionResult]::new('forget', 'forget', [CompletionResultType]::ParameterValue, 'Take a volume''s files out of the catalogue; the files themselves stay as they are')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'damson;volume;help;list' {
            break
        }
        'damson;volume;help;refresh' {
            break
        }
        'damson;volume;help;rename' {
            break
        }
        'damson;volume;help;mark' {
            break
        }
        'damson;volume;help;relocate' {
            break
        }
        'damson;volume;help;forget' {
            break
        }
        'damson;volume;help;help' {
            break
        }
        'damson;keyword' {
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'The catalogue''s file')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to draw progress on standard error')
            [CompletionResult]::new('--agent', '--agent', [CompletionResultType]::ParameterName, 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user''s name)')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to wait for another process that is writing, before ending with 6')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the keywords, the most used first (the default)')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Rename a keyword wherever it is used, and with it the way to everything below it')
            [CompletionResult]::new('merge', 'merge', [CompletionResultType]::ParameterValue, 'Bring keywords, and what is below them, together in one that is in use')
            [CompletionResult]::new('move', 'move', [CompletionResultType]::ParameterValue, 'Put a keyword, and what is below it, under another, or at the root')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Take a keyword from every asset; those below it stay')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'damson;keyword;list' {
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'The catalogue''s file')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to draw progress on standard error')
            [CompletionResult]::new('--agent', '--agent', [CompletionResultType]::ParameterName, 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user''s name)')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to wait for another process that is writing, before ending with 6')
            [CompletionResult]::new('--flat', '--flat', [CompletionResultType]::ParameterName, 'The values of `keywords` as they are, without those with levels')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'damson;keyword;rename' {
            [CompletionResult]::new('--c2pa', '--c2pa', [CompletionResultType]::ParameterName, 'What --embed does with a file that carries a C2PA manifest, which any change of its bytes breaks')
            [CompletionResult]::new('--plan', '--plan', [CompletionResultType]::ParameterName, 'Change nothing; write what would change into FILE, which damson apply does later (- is standard output)')
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'The catalogue''s file')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to draw progress on standard error')
            [CompletionResult]::new('--agent', '--agent', [CompletionResultType]::ParameterName, 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user''s name)')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to wait for another process that is writing, before ending with 6')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Say what would change, and change nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would change, and change nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask, however many assets change')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask, however many assets change')
            [CompletionResult]::new('-w', '-w', [CompletionResultType]::ParameterName, 'Write what counts into the files'' sidecars too, as damson write does, in the same operation')
            [CompletionResult]::new('--write', '--write', [CompletionResultType]::ParameterName, 'Write what counts into the files'' sidecars too, as damson write does, in the same operation')
            [CompletionResult]::new('--embed', '--embed', [CompletionResultType]::ParameterName, 'Write into the files themselves where that is safe (JPEG, PNG, WebP, TIFF, DNG, HEIC, MP4, MOV), not into sidecars')
            [CompletionResult]::new('--iim', '--iim', [CompletionResultType]::ParameterName, 'With --embed: make IIM in files that have none, for programs that read nothing else')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'damson;keyword;merge' {
            [CompletionResult]::new('--c2pa', '--c2pa', [CompletionResultType]::ParameterName, 'What --embed does with a file that carries a C2PA manifest, which any change of its bytes breaks')
            [CompletionResult]::new('--plan', '--plan', [CompletionResultType]::ParameterName, 'Change nothing; write what would change into FILE, which damson apply does later (- is standard output)')
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'The catalogue''s file')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to draw progress on standard error')
            [CompletionResult]::new('--agent', '--agent', [CompletionResultType]::ParameterName, 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user''s name)')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to wait for another process that is writing, before ending with 6')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Say what would change, and change nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would change, and change nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask, however many assets change')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask, however many assets change')
            [CompletionResult]::new('-w', '-w', [CompletionResultType]::ParameterName, 'Write what counts into the files'' sidecars too, as damson write does, in the same operation')
            [CompletionResult]::new('--write', '--write', [CompletionResultType]::ParameterName, 'Write what counts into the files'' sidecars too, as damson write does, in the same operation')
            [CompletionResult]::new('--embed', '--embed', [CompletionResultType]::ParameterName, 'Write into the files themselves where that is safe (JPEG, PNG, WebP, TIFF, DNG, HEIC, MP4, MOV), not into sidecars')
            [CompletionResult]::new('--iim', '--iim', [CompletionResultType]::ParameterName, 'With --embed: make IIM in files that have none, for programs that read nothing else')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'damson;keyword;move' {
            [CompletionResult]::new('--c2pa', '--c2pa', [CompletionResultType]::ParameterName, 'What --embed does with a file that carries a C2PA manifest, which any change of its bytes breaks')
            [CompletionResult]::new('--plan', '--plan', [CompletionResultType]::ParameterName, 'Change nothing; write what would change into FILE, which damson apply does later (- is standard output)')
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'The catalogue''s file')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to draw progress on standard error')
            [CompletionResult]::new('--agent', '--agent', [CompletionResultType]::ParameterName, 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user''s name)')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to wait for another process that is writing, before ending with 6')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Say what would change, and change nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would change, and change nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask, however many assets change')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask, however many assets change')
            [CompletionResult]::new('-w', '-w', [CompletionResultType]::ParameterName, 'Write what counts into the files'' sidecars too, as damson write does, in the same operation')
            [CompletionResult]::new('--write', '--write', [CompletionResultType]::ParameterName, 'Write what counts into the files'' sidecars too, as damson write does, in the same operation')
            [CompletionResult]::new('--embed', '--embed', [CompletionResultType]::ParameterName, 'Write into the files themselves where that is safe (JPEG, PNG, WebP, TIFF, DNG, HEIC, MP4, MOV), not into sidecars')
            [CompletionResult]::new('--iim', '--iim', [CompletionResultType]::ParameterName, 'With --embed: make IIM in files that have none, for programs that read nothing else')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'damson;keyword;delete' {
            [CompletionResult]::new('--c2pa', '--c2pa', [CompletionResultType]::ParameterName, 'What --embed does with a file that carries a C2PA manifest, which any change of its bytes breaks')
            [CompletionResult]::new('--plan', '--plan', [CompletionResultType]::ParameterName, 'Change nothing; write what would change into FILE, which damson apply does later (- is standard output)')
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'The catalogue''s file')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to draw progress on standard error')
            [CompletionResult]::new('--agent', '--agent', [CompletionResultType]::ParameterName, 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user''s name)')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to wait for another process that is writing, before ending with 6')
            [CompletionResult]::new('--below', '--below', [CompletionResultType]::ParameterName, 'Everything below it too')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Say what would change, and change nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would change, and change nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask, however many assets change')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask, however many assets change')
            [CompletionResult]::new('-w', '-w', [CompletionResultType]::ParameterName, 'Write what counts into the files'' sidecars too, as damson write does, in the same operation')
            [CompletionResult]::new('--write', '--write', [CompletionResultType]::ParameterName, 'Write what counts into the files'' sidecars too, as damson write does, in the same operation')
            [CompletionResult]::new('--embed', '--embed', [CompletionResultType]::ParameterName, 'Write into the files themselves where that is safe (JPEG, PNG, WebP, TIFF, DNG, HEIC, MP4, MOV), not into sidecars')
            [CompletionResult]::new('--iim', '--iim', [CompletionResultType]::ParameterName, 'With --embed: make IIM in files that have none, for programs that read nothing else')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'damson;keyword;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the keywords, the most used first (the default)')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Rename a keyword wherever it is used, and with it the way to everything below it')
            [CompletionResult]::new('merge', 'merge', [CompletionResultType]::ParameterValue, 'Bring keywords, and what is below them, together in one that is in use')
            [CompletionResult]::new('move', 'move', [CompletionResultType]::ParameterValue, 'Put a keyword, and what is below it, under another, or at the root')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Take a keyword from every asset; those below it stay')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'damson;keyword;help;list' {
            break
        }
        'damson;keyword;help;rename' {
            break
        }
        'damson;keyword;help;merge' {
            break
        }
        'damson;keyword;help;move' {
            break
        }
        'damson;keyword;help;delete' {
            break
        }
        'damson;keyword;help;help' {
            break
        }
        'damson;policy' {
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'The catalogue''s file')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to draw progress on standard error')
            [CompletionResult]::new('--agent', '--agent', [CompletionResultType]::ParameterName, 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user''s name)')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to wait for another process that is writing, before ending with 6')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Say what would change, and change nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would change, and change nothing')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'damson;protect' {
            [CompletionResult]::new('--volume', '--volume', [CompletionResultType]::ParameterName, 'A whole volume, by its name (may be repeated)')
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'The catalogue''s file')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to draw progress on standard error')
            [CompletionResult]::new('--agent', '--agent', [CompletionResultType]::ParameterName, 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user''s name)')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to wait for another process that is writing, before ending with 6')
            [CompletionResult]::new('--remove', '--remove', [CompletionResultType]::ParameterName, 'Protect them no longer')
            [CompletionResult]::new('--list', '--list', [CompletionResultType]::ParameterName, 'List what is protected (the default)')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Say what would change, and change nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would change, and change nothing')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'damson;status' {
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'The catalogue''s file')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to draw progress on standard error')
            [CompletionResult]::new('--agent', '--agent', [CompletionResultType]::ParameterName, 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user''s name)')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to wait for another process that is writing, before ending with 6')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Look through the whole catalogue for damage too')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'damson;check' {
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'The catalogue''s file')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to draw progress on standard error')
            [CompletionResult]::new('--agent', '--agent', [CompletionResultType]::ParameterName, 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user''s name)')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to wait for another process that is writing, before ending with 6')
            [CompletionResult]::new('--repair', '--repair', [CompletionResultType]::ParameterName, 'Make anew what is derived, where it is wrong')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'damson;backup' {
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'The catalogue''s file')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to draw progress on standard error')
            [CompletionResult]::new('--agent', '--agent', [CompletionResultType]::ParameterName, 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user''s name)')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to wait for another process that is writing, before ending with 6')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'damson;restore' {
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'The catalogue''s file')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to draw progress on standard error')
            [CompletionResult]::new('--agent', '--agent', [CompletionResultType]::ParameterName, 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user''s name)')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to wait for another process that is writing, before ending with 6')
            [CompletionResult]::new('--replace', '--replace', [CompletionResultType]::ParameterName, 'Take the place of the catalogue that is there')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'damson;fields' {
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'The catalogue''s file')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to draw progress on standard error')
            [CompletionResult]::new('--agent', '--agent', [CompletionResultType]::ParameterName, 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user''s name)')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to wait for another process that is writing, before ending with 6')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'damson;completions' {
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'The catalogue''s file')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to draw progress on standard error')
            [CompletionResult]::new('--agent', '--agent', [CompletionResultType]::ParameterName, 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user''s name)')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to wait for another process that is writing, before ending with 6')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'damson;man' {
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'The catalogue''s file')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to draw progress on standard error')
            [CompletionResult]::new('--agent', '--agent', [CompletionResultType]::ParameterName, 'Who acts, for the log (otherwise $DAMSON_AGENT, then the user''s name)')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to wait for another process that is writing, before ending with 6')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End each path or id with NUL, and expect NUL between those on standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress and no summary; `search` prints nothing, and ends with 1 if nothing matched')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: every outcome, and every file left out')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'damson;help' {
            [CompletionResult]::new('ingest', 'ingest', [CompletionResultType]::ParameterValue, 'Take files in where they lie')
            [CompletionResult]::new('watch', 'watch', [CompletionResultType]::ParameterValue, 'Take in what arrives in folders, as it arrives')
            [CompletionResult]::new('search', 'search', [CompletionResultType]::ParameterValue, 'Find assets')
            [CompletionResult]::new('facet', 'facet', [CompletionResultType]::ParameterValue, 'Count values')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Everything known of an asset')
            [CompletionResult]::new('tag', 'tag', [CompletionResultType]::ParameterValue, 'Change fields of many assets')
            [CompletionResult]::new('apply', 'apply', [CompletionResultType]::ParameterValue, 'Do what a plan says')
            [CompletionResult]::new('write', 'write', [CompletionResultType]::ParameterValue, 'Put what counts into the files that other programs read')
            [CompletionResult]::new('sync', 'sync', [CompletionResultType]::ParameterValue, 'Take in what other programs wrote into files and sidecars')
            [CompletionResult]::new('edit', 'edit', [CompletionResultType]::ParameterValue, 'Change fields in a text editor')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Records to standard output, or files and records to a folder')
            [CompletionResult]::new('duplicates', 'duplicates', [CompletionResultType]::ParameterValue, 'Which files are the same, which to keep, and why')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Are the bytes still those bytes?')
            [CompletionResult]::new('accession', 'accession', [CompletionResultType]::ParameterValue, 'List what was taken in, run by run, and what could not be taken')
            [CompletionResult]::new('deaccession', 'deaccession', [CompletionResultType]::ParameterValue, 'Take assets out of the catalogue on purpose')
            [CompletionResult]::new('undo', 'undo', [CompletionResultType]::ParameterValue, 'Take an operation back')
            [CompletionResult]::new('gc', 'gc', [CompletionResultType]::ParameterValue, 'Let go of what is kept and wanted no more')
            [CompletionResult]::new('log', 'log', [CompletionResultType]::ParameterValue, 'Read what was done, and prove that nobody rewrote it')
            [CompletionResult]::new('read', 'read', [CompletionResultType]::ParameterValue, 'What files say, without a catalogue')
            [CompletionResult]::new('digest', 'digest', [CompletionResultType]::ParameterValue, 'Digests of files, as b3sum prints them')
            [CompletionResult]::new('volume', 'volume', [CompletionResultType]::ParameterValue, 'The volumes that files lie on')
            [CompletionResult]::new('keyword', 'keyword', [CompletionResultType]::ParameterValue, 'The keywords in use, and what becomes of them')
            [CompletionResult]::new('policy', 'policy', [CompletionResultType]::ParameterValue, 'How the catalogue weighs Exif, IPTC and XMP when they disagree')
            [CompletionResult]::new('protect', 'protect', [CompletionResultType]::ParameterValue, 'Folders and volumes whose files no verb changes or takes away')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'What the catalogue holds, where, and what wants attention')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Look through the catalogue for damage, and mend what can be mended')
            [CompletionResult]::new('backup', 'backup', [CompletionResultType]::ParameterValue, 'Copy the catalogue while others work with it')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Make a backup the catalogue')
            [CompletionResult]::new('fields', 'fields', [CompletionResultType]::ParameterValue, 'The fields: their words, aliases and kinds, and the standards'' names for them')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'A shell''s completion script')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Write man pages to a folder')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'damson;help;ingest' {
            break
        }
        'damson;help;watch' {
            break
        }
        'damson;help;search' {
            break
        }
        'damson;help;facet' {
            break
        }
        'damson;help;show' {
            break
        }
        'damson;help;tag' {
            break
        }
        'damson;help;apply' {
            break
        }
        'damson;help;write' {
            break
        }
        'damson;help;sync' {
            break
        }
        'damson;help;edit' {
            break
        }
        'damson;help;export' {
            break
        }
        'damson;help;duplicates' {
            break
        }
        'damson;help;verify' {
            break
        }
        'damson;help;accession' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List accessions, the newest first')
            [CompletionResult]::new('close', 'close', [CompletionResultType]::ParameterValue, 'Say that nothing of it is left to do: it is not completed, and what could not be taken is not tried again')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Tell what became of its files: those that came, and those that could not be taken, with reasons')
            break
        }
        'damson;help;accession;list' {
            break
        }
        'damson;help;accession;close' {
            break
        }
        'damson;help;accession;show' {
            break
        }
        'damson;help;deaccession' {
            break
        }
        'damson;help;undo' {
            break
        }
        'damson;help;gc' {
            break
        }
        'damson;help;log' {
            break
        }
        'damson;help;read' {
            break
        }
        'damson;help;digest' {
            break
        }
        'damson;help;volume' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the volumes, where they are, and what is held on them (the default)')
            [CompletionResult]::new('refresh', 'refresh', [CompletionResultType]::ParameterValue, 'Record which volumes are there, and where: the state of their files follows')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Give a volume another name')
            [CompletionResult]::new('mark', 'mark', [CompletionResultType]::ParameterValue, 'Put a mark at the root of a share, a card or a folder, so that it is known wherever it is mounted')
            [CompletionResult]::new('relocate', 'relocate', [CompletionResultType]::ParameterValue, 'Say that a volume''s files are now in another place: a restored disk, a share with another address')
            [CompletionResult]::new('forget', 'forget', [CompletionResultType]::ParameterValue, 'Take a volume''s files out of the catalogue; the files themselves stay as they are')
            break
        }
        'damson;help;volume;list' {
            break
        }
        'damson;help;volume;refresh' {
            break
        }
        'damson;help;volume;rename' {
            break
        }
        'damson;help;volume;mark' {
            break
        }
        'damson;help;volume;relocate' {
            break
        }
        'damson;help;volume;forget' {
            break
        }
        'damson;help;keyword' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the keywords, the most used first (the default)')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Rename a keyword wherever it is used, and with it the way to everything below it')
            [CompletionResult]::new('merge', 'merge', [CompletionResultType]::ParameterValue, 'Bring keywords, and what is below them, together in one that is in use')
            [CompletionResult]::new('move', 'move', [CompletionResultType]::ParameterValue, 'Put a keyword, and what is below it, under another, or at the root')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Take a keyword from every asset; those below it stay')
            break
        }
        'damson;help;keyword;list' {
            break
        }
        'damson;help;keyword;rename' {
            break
        }
        'damson;help;keyword;merge' {
            break
        }
        'damson;help;keyword;move' {
            break
        }
        'damson;help;keyword;delete' {
            break
        }
        'damson;help;policy' {
            break
        }
        'damson;help;protect' {
            break
        }
        'damson;help;status' {
            break
        }
        'damson;help;check' {
            break
        }
        'damson;help;backup' {
            break
        }
        'damson;help;restore' {
            break
        }
        'damson;help;fields' {
            break
        }
        'damson;help;completions' {
            break
        }
        'damson;help;man' {
            break
        }
        'damson;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
