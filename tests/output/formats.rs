//! The machine formats, byte by byte.
use crate::sample;
use damson::asset::{Asset, Field, FilePath, HoldingState};
use damson::output::{Digested, Format, Item, RecordKind, SinkOptions};
use damson::query::Property;
use serde_json::Value;

fn columns(fields: &[Field]) -> Option<Vec<Property>> {
    Some(fields.iter().copied().map(Property::of).collect())
}

#[test]
fn an_asset_is_the_record_of_the_contract() {
    let line = sample::text(Format::Ndjson, SinkOptions::default(), &[Item::Asset(&sample::harbour())]);
    assert_eq!(
        line,
        concat!(
            r#"{"schema":"damson/asset/1","id":"9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f","#,
            r#""digest":"blake3:9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f","#,
            r#""essence_digest":"blake3:1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e","#,
            r#""media_type":"image/jpeg","size":5213377,"width":6000,"height":4000,"#,
            r#""path":["/backup/a.jpg","/photos/2024/a.jpg"],"#,
            r#""files":[{"path":"/backup/a.jpg","volume":"photos","role":"original","state":"missing","size":5213377,"#,
            r#""modified":"2024-05-01T08:12:13Z","digest":"blake3:9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f","version":1},"#,
            r#"{"path":"/photos/2024/a.jpg","volume":"photos","role":"original","state":"present","size":5213377,"#,
            r#""modified":"2024-05-01T08:12:13Z","digest":"blake3:9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f","version":1},"#,
            r#"{"path":"/photos/2024/a.xmp","volume":"photos","role":"sidecar","state":"present","size":5213377,"#,
            r#""modified":"2024-05-01T08:12:13Z","digest":"blake3:9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f","version":1,"#,
            r#""kind":"xmp","evidence":"it has the file's stem"}],"#,
            r#""city":"Oslo","creator":["Kari Nordmann"],"date_created":"2024-05-01T10:12:13.25+02:00","#,
            r#""keywords":["harbour","boats"],"title":"The \"new\" harbour, seen from the opera house","#,
            r#""rating":4,"location_shown":[{"City":"Oslo","LocationId":["a","b"],"Latitude":59.9}],"model_age":[30,-1],"#,
            r#""f_number":2.8,"exposure_time":0.004,"flash_fired":false,"latitude":-59.9075,"#,
            r#""filename":["a.jpg"],"extension":"jpg","folder":["/backup","/photos/2024"],"volume":["photos"],"#,
            r#""modified":"2024-05-01T08:12:13Z","accessioned":"2024-06-01T08:00:00Z","version":1,"copies":1}"#,
            "\n"
        )
    );
}

#[test]
fn json_is_one_array_even_of_nothing() {
    let (a, b) = (sample::harbour(), sample::hostile());
    let of = |items: &[Item]| sample::text(Format::Json, SinkOptions::default(), items);
    assert_eq!(of(&[]), "[]\n");
    assert_eq!(serde_json::from_str::<Vec<Value>>(&of(&[Item::Asset(&a)])).unwrap().len(), 1);
    assert_eq!(serde_json::from_str::<Vec<Value>>(&of(&[Item::Asset(&a), Item::Asset(&b)])).unwrap().len(), 2);
}

#[test]
fn nothing_from_a_file_can_command_a_terminal_through_json() {
    let line = sample::text(Format::Ndjson, SinkOptions::default(), &[Item::Asset(&sample::hostile())]);
    assert!(!line.trim_end().contains(|c: char| c.is_control() || c == '\u{202e}'), "{line}");
    let record: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(record["title"], "=HYPERLINK(\"http://x\")\u{1b}[2J\u{202e}");
    assert_eq!(record["path"][0]["bytes"], "L3Bob3Rvcy/pChtbMzFtLmpwZw==");
    assert_eq!(record["folder"][0], "/photos");
    assert_eq!(record["filename"][0]["bytes"], "6QobWzMxbS5qcGc=");
}

#[test]
fn csv_has_a_header_quotes_and_no_formulas() {
    let (harbour, hostile) = (sample::harbour(), sample::hostile());
    let items = [Item::Asset(&harbour), Item::Asset(&hostile)];
    let fields = [Field::Title, Field::Keywords, Field::ModelAge, Field::Latitude, Field::LocationShown, Field::Path];
    let of = |is_raw_csv| {
        let options = SinkOptions { columns: columns(&fields), is_raw_csv, ..SinkOptions::default() };
        sample::text(Format::Csv, options, &items)
    };
    assert_eq!(
        of(false),
        concat!(
            "title,keywords,model_age,latitude,location_shown,path\n",
            "\"The \"\"new\"\" harbour, seen from the opera house\",harbour; boats,30; -1,-59.9075,",
            "\"[{\"\"City\"\":\"\"Oslo\"\",\"\"LocationId\"\":[\"\"a\"\",\"\"b\"\"],\"\"Latitude\"\":59.9}]\",",
            "/backup/a.jpg; /photos/2024/a.jpg\n",
            "\"'=HYPERLINK(\"\"http://x\"\")\u{1b}[2J\u{202e}\",,,,,\"[{\"\"bytes\"\":\"\"L3Bob3Rvcy/pChtbMzFtLmpwZw==\"\"}]\"\n",
        )
    );
    assert!(of(true).contains("\n\"=HYPERLINK"));
}

#[test]
fn csv_comes_back_cell_by_cell() {
    let printed = sample::text(Format::Csv, SinkOptions::default(), &[Item::Asset(&sample::hostile())]);
    let mut reader = csv::Reader::from_reader(printed.as_bytes());
    let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(header, RecordKind::Asset.columns());
    let row = reader.records().next().unwrap().unwrap();
    let description = header.iter().position(|column| column == "description").unwrap();
    assert_eq!(&row[description], "one\ntwo");
}

#[test]
fn an_empty_csv_has_its_header() {
    let of = |kind, columns| sample::text(Format::Csv, SinkOptions { kind, columns, ..SinkOptions::default() }, &[]);
    assert!(of(RecordKind::Asset, None).starts_with("id,path,media_type,size,"));
    assert!(of(RecordKind::Outcome, None).starts_with("verb,outcome,path,id,"));
    assert_eq!(of(RecordKind::Facet, columns(&[Field::City])), "city,count\n");
}

#[test]
fn every_column_of_csv_is_a_member_of_some_record() {
    let mut seen = std::collections::HashMap::<String, Vec<Value>>::new();
    let printed = sample::bytes(Format::Ndjson, SinkOptions::default(), |sink| {
        sample::everything(|item| sink.item(item).unwrap());
    });
    for line in String::from_utf8(printed).unwrap().lines() {
        let record: Value = serde_json::from_str(line).unwrap();
        seen.entry(record["schema"].as_str().unwrap().to_owned()).or_default().push(record);
    }
    for kind in RecordKind::ALL {
        for column in kind.columns().iter().filter(|_| kind != RecordKind::Asset) {
            let pointer = format!("/{}", column.replace('.', "/"));
            let is_absent = seen[kind.schema()].iter().all(|record| record.pointer(&pointer).is_none());
            let is_never_sampled = kind == RecordKind::Summary && *column == "dry_run";
            assert!(!is_absent || is_never_sampled, "{kind:?} has no `{column}`");
        }
    }
}

#[test]
fn csv_of_outcomes_reaches_into_problems_and_leaves_the_summary_out() {
    let outcomes = sample::outcomes();
    let summary = sample::summary();
    let options = SinkOptions { kind: RecordKind::Outcome, ..SinkOptions::default() };
    let printed = sample::text(Format::Csv, options, &[Item::Outcome(&outcomes[0]), Item::Summary(&summary)]);
    assert_eq!(printed.lines().nth(1).unwrap(), "ingest,failed,/photos/a.jpg,,,,,,,truncated,the file ends early,,,,");
    assert_eq!(printed.lines().count(), 2);
}

#[test]
fn paths_are_bytes_one_an_asset_unless_copies_are_asked_for() {
    let (harbour, hostile) = (sample::harbour(), sample::hostile());
    let of = |prints_copies, is_nul_ended| {
        let options = SinkOptions { prints_copies, is_nul_ended, ..SinkOptions::default() };
        sample::bytes(Format::Paths, options, |sink| {
            sink.item(&Item::Asset(&harbour)).unwrap();
            sink.item(&Item::Asset(&hostile)).unwrap();
        })
    };
    assert_eq!(of(false, false), b"/photos/2024/a.jpg\n/photos/\xe9\n\x1b[31m.jpg\n");
    assert_eq!(of(true, true), b"/backup/a.jpg\0/photos/2024/a.jpg\0/photos/\xe9\n\x1b[31m.jpg\0");
}

#[test]
fn an_asset_of_which_no_file_is_present_still_names_where_it_was() {
    let mut asset = sample::harbour();
    asset.holdings = vec![sample::holding(b"/gone.jpg", HoldingState::Offline)];
    assert_eq!(sample::text(Format::Paths, SinkOptions::default(), &[Item::Asset(&asset)]), "/gone.jpg\n");
}

#[test]
fn ids_are_whole() {
    let asset = sample::harbour();
    let outcomes = sample::outcomes();
    let items = [Item::Asset(&asset), Item::Outcome(&outcomes[0]), Item::Outcome(&outcomes[1])];
    let printed = sample::text(Format::Ids, SinkOptions::default(), &items);
    assert_eq!(printed, format!("{}\n{}\n", "9f".repeat(16), "07".repeat(16)));
}

#[test]
fn a_template_prints_a_line_an_asset_whatever_the_format() {
    let template =
        |asset: &Asset| format!("{}\t{}", asset.id, asset.description.text(Field::Title).unwrap_or_default());
    let of = |is_nul_ended| {
        let options =
            SinkOptions { template: Some(std::sync::Arc::new(template)), is_nul_ended, ..SinkOptions::default() };
        sample::text(Format::Json, options, &[Item::Asset(&sample::hostile())])
    };
    let id = "0b".repeat(16);
    assert_eq!(of(false), format!("{id}\t=HYPERLINK(\"http://x\")\\x1b[2J\\u{{202e}}\n"));
    assert_eq!(of(true), format!("{id}\t=HYPERLINK(\"http://x\")\u{1b}[2J\u{202e}\0"));
}

#[test]
fn what_a_scribe_writes_elsewhere_is_what_the_sink_prints() {
    let assets = [sample::harbour(), sample::hostile(), sample::harbour()];
    let template = |asset: &Asset| asset.id.to_string();
    let of = |format: Format, change: fn(&mut SinkOptions), has_template: bool, is_scribed: bool| {
        let mut options = SinkOptions::default();
        change(&mut options);
        options.template = has_template.then(|| std::sync::Arc::new(template) as damson::output::Template);
        sample::bytes(format, options, |sink| match sink.scribe().filter(|_| is_scribed) {
            // As pieces come: of nothing, of one asset, of several.
            Some(scribe) => [&assets[..0], &assets[..1], &assets[1..]].iter().for_each(|piece| {
                let mut written = Vec::new();
                piece.iter().for_each(|asset| (scribe.write)(asset, &mut written));
                sink.written(&written).unwrap();
            }),
            None => assets.iter().for_each(|asset| sink.item(&Item::Asset(asset)).unwrap()),
        })
    };
    let changes: [fn(&mut SinkOptions); 3] = [
        |_| {},
        |options| (options.is_nul_ended, options.prints_copies) = (true, true),
        |options| options.columns = columns(&[Field::City, Field::Path]),
    ];
    for format in [Format::Json, Format::Ndjson, Format::Paths, Format::Ids] {
        for (change, has_template) in changes.into_iter().flat_map(|change| [(change, false), (change, true)]) {
            let scribed = of(format, change, has_template, true);
            assert!(!scribed.is_empty());
            assert_eq!(scribed, of(format, change, has_template, false), "{}", format.word());
        }
    }
    for format in [Format::Human, Format::Csv] {
        sample::bytes(format, SinkOptions::default(), |sink| assert!(sink.scribe().is_none()));
    }
}

#[test]
fn digests_are_printed_as_b3sum_prints_them() {
    let print = |path: &[u8]| {
        let path = FilePath(path.to_vec());
        let digested = Digested { path: &path, algorithm: "blake3", is_essence: false, hex: "00ff" };
        sample::bytes(Format::Human, SinkOptions::default(), |sink| sink.item(&Item::Digest(digested)).unwrap())
    };
    assert_eq!(print(b"a b.jpg"), b"00ff  a b.jpg\n");
    assert_eq!(print(b"a\nb\\.jpg"), b"\\00ff  a\\nb\\\\.jpg\n");
}

#[test]
fn every_format_bears_every_item() {
    for format in Format::ALL {
        for is_verbose in [false, true] {
            let options = SinkOptions { is_verbose, ..SinkOptions::default() };
            sample::bytes(format, options, |sink| sample::everything(|item| sink.item(item).unwrap()));
        }
    }
}

#[test]
fn a_closed_pipe_is_told_by_the_sink() {
    struct Closed;
    impl std::io::Write for Closed {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    for format in Format::ALL {
        let mut sink = damson::output::sink(format, SinkOptions::default(), Box::new(Closed));
        let asset = sample::harbour();
        let told = (0..1000).map(|_| sink.item(&Item::Asset(&asset))).find_map(Result::err);
        assert!(damson::output::is_closed_pipe(&told.unwrap()), "{format:?}");
        drop(sink);
    }
}
