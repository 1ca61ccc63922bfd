//! Text from files on its way to a terminal: nothing hidden, nothing that commands; and whole in the machine formats.
use super::maker::{Iim, Xmp};
use super::sample::picture;
use super::sandbox::{Sandbox, commands_in, path_of, program, skipped};

/// An escape sequence that sets the window's title, a C1 control, a bidirectional override, a zero-width space.
const HOSTILE: &str = "a\u{1b}]0;owned\u{7}\u{9b}31m\u{202e}txt.exe\u{200b}\r\nb";

fn hostile() -> Sandbox {
    let sandbox = Sandbox::new();
    let said = Iim::new().headline(HOSTILE).text(5, HOSTILE).keywords(&[HOSTILE]).place(HOSTILE, "x", "y");
    let xmp = Xmp::new().text("photoshop:Credit", "credit \u{202e}\u{2066}\u{9b}");
    sandbox.put(path_of(b"lib/\x1b[2Jevil\xff\xe2\x80\xae.jpg"), picture(1).iim(said).xmp(xmp).jpeg());
    sandbox.put(path_of("lib/\u{9b}31m\u{202e}cut.jpg".as_bytes()), &picture(2).jpeg()[..300]);
    let run = sandbox.damson(["ingest", "--verbose", "lib"]).fails_with(3);
    assert_eq!(commands_in(&run.text().replace('\n', "")), "");
    let _ = run.stderr_has("\\u{9b}31m\\u{202e}cut.jpg");
    sandbox
}

#[test]
fn nothing_that_people_are_shown_commands_their_terminal() {
    let sandbox = hostile();
    let path = sandbox.damson(["search", "--format", "paths", "-0", "has:headline"]).ok().stdout;
    let path = path_of(&path[..path.len() - 1]).to_owned();
    // Cataloguers cannot state controls; they can state what reorders text.
    let refused = sandbox.damson(["tag", "--all", &format!("instructions={HOSTILE}")]).fails_with(2);
    let _ = refused.stderr_has("U+001B").stderr_has("\\x1b]0;owned");
    let edits = ["instructions=\u{202e}txt.exe\u{2066}", "+key\u{202e}word"];
    let _ = sandbox.damson(["tag", "--agent", "ev\u{1b}[2Jil", "--all"].iter().chain(&edits)).ok();
    let words: Vec<Vec<&str>> = vec![
        vec!["search"],
        vec!["search", "--columns", "headline,keywords,credit_line,path"],
        vec!["facet", "headline"],
        vec!["facet", "keywords"],
        vec!["keyword"],
        vec!["log"],
        vec!["read", "lib"],
        vec!["read", "--raw", "lib"],
        vec!["verify", "--verbose"],
        vec!["tag", "--verbose", "--dry-run", "--all", "title={headline}x"],
        vec!["export", "--verbose", "--all", "--to", "out", "--name", "{headline}"],
        vec!["undo", "--verbose"],
        vec!["digest", "nowhere\u{1b}[2J"],
        vec!["search", "ctiy\u{1b}[2J\u{202e}:x"],
        vec!["search", "--template", "{ctiy\u{1b}[2J}"],
        vec!["show", "nowhere\u{1b}[2J"],
        vec!["search", "--fromat\u{1b}[2J"],
        vec!["ingest", "nowhere\u{1b}[2J"],
        vec!["search", "--catalog", "nowhere\u{1b}[2J"],
        vec!["search", "--format", "js\u{1b}[2Jon"],
    ];
    let mut leaks = Vec::new();
    for words in words {
        let run = sandbox.damson(&words).ends();
        let leak = commands_in(&run.text().replace('\n', ""));
        if !leak.is_empty() {
            leaks.push(format!("{words:?} printed {leak}"));
        }
    }
    for flag in ["--verbose", "--raw", "--history"] {
        let run = sandbox.damson([std::ffi::OsStr::new("show"), flag.as_ref(), path.as_os_str()]).ok();
        leaks.extend(Some(commands_in(&run.text().replace('\n', ""))).filter(|leak| !leak.is_empty()));
    }
    assert!(leaks.is_empty(), "{leaks:#?}");
}

#[test]
fn machine_formats_hold_the_text_as_it_is() {
    let sandbox = hostile();
    let record = &sandbox.damson(["search", "--format", "ndjson", "has:headline"]).ok().records()[0];
    // A line in IIM ends as it ends; text is otherwise as it was.
    let headline = record["headline"].as_str().unwrap();
    assert_eq!(headline.replace("\r\n", "\n"), HOSTILE.replace("\r\n", "\n"));
    assert_eq!(record["credit_line"], "credit \u{202e}\u{2066}\u{9b}");
    let lines = sandbox.damson(["search", "--format", "ndjson"]).ok().stdout;
    assert!(lines.iter().all(|byte| *byte >= 0x20 || *byte == b'\n'), "JSON escapes controls");
    let id = record["id"].as_str().unwrap();
    let _ = sandbox.damson(["tag", "-", "credit_line+=!"]).input(&lines).ok();
    let after = &sandbox.damson(["show", "--format", "ndjson", id]).ok().records()[0];
    assert_eq!(
        (&after["headline"], &after["credit_line"]),
        (&record["headline"], &"credit \u{202e}\u{2066}\u{9b}!".into())
    );
}

#[test]
fn a_terminal_gets_a_width_and_progress_and_a_script_does_not() {
    let Some(script) = program("script") else { return skipped("there is no script") };
    let sandbox = Sandbox::new();
    for number in 0..30 {
        sandbox.put(format!("lib/{number}.jpg"), picture(number).iim(Iim::new().headline(&"wide ".repeat(40))).jpeg());
    }
    let _ = sandbox.damson(["ingest", "-q", "lib"]).ok();
    let on_terminal = |line: &str| {
        let mut command = sandbox.damson([""; 0]).command();
        let command = command.env("COLUMNS", "60").env("TERM", "xterm");
        let mut typed = std::process::Command::new(&script);
        typed.args(["-qec", line, "/dev/null"]).current_dir(sandbox.root()).env_clear();
        typed.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let ended = typed.stdin(std::process::Stdio::null()).output().unwrap();
        String::from_utf8_lossy(&ended.stdout).replace('\r', "")
    };
    let damson = super::sandbox::DAMSON;
    let shown = on_terminal(&format!("'{damson}' search --color never"));
    if shown.is_empty() {
        return skipped("script shows nothing here");
    }
    assert!(shown.lines().all(|line| line.chars().count() <= 60), "{shown}");
    let coloured = on_terminal(&format!("'{damson}' show lib/1.jpg"));
    let plain = on_terminal(&format!("NO_COLOR=1 '{damson}' show lib/1.jpg"));
    assert!(coloured.contains("\u{1b}["), "{coloured}");
    assert!(!plain.contains("\u{1b}["), "{plain}");
    // The same records, whether there is a terminal or not.
    let there = on_terminal(&format!("'{damson}' search --format ids"));
    assert_eq!(there, sandbox.damson(["search", "--format", "ids"]).ok().text());
    let csv = on_terminal(&format!("'{damson}' search --format csv --columns id,headline"));
    assert_eq!(csv, sandbox.damson(["search", "--format", "csv", "--columns", "id,headline"]).ok().text());
}

#[test]
fn at_a_terminal_a_change_of_many_assets_is_asked_about_and_can_be_shown_first() {
    let Some(script) = program("script") else { return skipped("there is no script") };
    let sandbox = Sandbox::new();
    for number in 0..120 {
        sandbox.put(format!("lib/{number}.txt"), number.to_string());
    }
    let _ = sandbox.damson(["ingest", "-q", "lib"]).ok();
    let answered = |line: &str, answers: &str| {
        let command = sandbox.damson([""; 0]).variable("NO_COLOR", "1").command();
        let mut typed = std::process::Command::new(&script);
        typed.args(["-qec", &format!("'{}' {line}", super::sandbox::DAMSON), "/dev/null"]);
        typed.current_dir(sandbox.root()).env_clear();
        typed.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        typed.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
        let mut child = typed.spawn().unwrap();
        let mut input = child.stdin.take().unwrap();
        std::io::Write::write_all(&mut input, answers.as_bytes()).unwrap();
        let ended = child.wait_with_output().unwrap();
        drop(input);
        (ended.status.code(), String::from_utf8_lossy(&ended.stdout).replace('\r', ""))
    };
    let (status, shown) = answered("tag --all +many", "show\nno\n");
    if shown.is_empty() {
        return skipped("script shows nothing here");
    }
    assert_eq!((status, shown.matches("go on?").count()), (Some(7), 2), "{shown}");
    assert_eq!(shown.matches("keywords: (none) -> many").count(), 20, "{shown}");
    assert!(sandbox.found(&["keywords:many"]).is_empty());
    assert_eq!(answered("tag --all +many", "\n").0, Some(7));
    assert_eq!(answered("tag --quiet --all +many", "yes\n").0, Some(0));
    assert_eq!(sandbox.found(&["keywords:many"]).len(), 120);
    let (status, shown) = answered("keyword rename many more", "s\ny\n");
    assert_eq!((status, shown.matches("keywords: many -> more").count()), (Some(0), 20), "{shown}");
    let (status, shown) = answered("keyword rename --yes more most", "");
    assert_eq!((status, shown.contains("go on?")), (Some(0), false), "{shown}");
}
