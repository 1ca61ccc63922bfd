//! No network and no shell: every verb is run under a tracer, and calls nothing that opens a socket or starts a program;
//! `edit` starts the editor that the user names, and nothing else.
use super::sample::library;
use super::sandbox::{Sandbox, program, skipped};
use std::collections::BTreeSet;

/// What every verb is run with, in this order. A verb that is not here fails the test below.
const RUNS: &[&[&str]] = &[
    &["ingest", "Jobs", "2024"],
    &["search", "--count", "is:image"],
    &["facet", "city"],
    &["show", "Jobs/cup/oslo.jpg"],
    &["read", "Jobs"],
    &["digest", "Jobs/cup/oslo.jpg"],
    &["tag", "--write", "has:city", "+seen"],
    &["tag", "--plan", "plan.ndjson", "--all", "+planned"],
    &["apply", "plan.ndjson"],
    &["write", "--embed", "has:city"],
    &["sync", "--all"],
    &["keyword", "rename", "seen", "looked-at"],
    &["edit", "--fields", "city", "--all"],
    &["export", "--all", "--to", "out"],
    &["verify"],
    &["accession", "show", "1"],
    &["deaccession", "city:Lyon"],
    &["duplicates"],
    &["duplicates", "--prepare"],
    &["protect", "2024"],
    &["watch", "--until-idle", "100ms", "Jobs"],
    &["ingest", "Jobs", "--into", "copies", "--also", "backup", "--again"],
    &["undo"],
    &["log", "--check"],
    &["gc"],
    &["volume"],
    &["policy", "newsroom"],
    &["status"],
    &["check"],
    &["backup", "monday.db"],
    &["restore", "--replace", "monday.db"],
    &["fields"],
    &["completions", "bash"],
    &["man", "pages"],
    &["help", "search"],
];

/// The verbs that `damson --help` lists.
fn verbs(sandbox: &Sandbox) -> BTreeSet<String> {
    let help = sandbox.damson(["--help"]).ok().text();
    let listed = help.lines().skip_while(|line| *line != "Verbs:").skip(1).take_while(|line| !line.trim().is_empty());
    let verb = |line: &str| line.starts_with("  ").then(|| line.split_whitespace().next().map(str::to_owned)).flatten();
    listed.filter(|line| !line.starts_with("   ")).filter_map(verb).collect()
}

#[test]
fn no_verb_opens_a_socket_or_starts_a_program() {
    if program("strace").is_none() {
        return skipped("strace is not installed");
    }
    let sandbox = Sandbox::new();
    for (name, bytes) in library() {
        sandbox.put(name, bytes);
    }
    sandbox.folder("scratch");
    let tried: BTreeSet<String> = RUNS.iter().map(|words| words[0].to_owned()).collect();
    let wanted: BTreeSet<String> = verbs(&sandbox);
    assert!(wanted.len() > 20, "{wanted:?}");
    assert_eq!(wanted.difference(&tried).collect::<Vec<_>>(), Vec::<&String>::new(), "verbs that are not tried");
    for words in RUNS {
        let trace = sandbox.at("trace");
        let strace = ["strace", "-f", "-qq", "-o", &trace.to_string_lossy(), "-e", "trace=%network,execve,execveat"]
            .map(str::to_owned);
        let run = sandbox.damson(*words).through(strace);
        let ended = run.variable("EDITOR", "true").variable("TMPDIR", sandbox.at("scratch")).ends();
        let traced = std::fs::read_to_string(&trace).unwrap_or_default();
        if traced.is_empty() {
            return skipped("strace may not trace here");
        }
        assert!(ended.status.success(), "{ended}");
        let called: Vec<&str> =
            traced.lines().filter(|line| !line.contains("--- SIG") && !line.contains("+++")).collect();
        let started = called.iter().filter(|line| line.contains("exec") && !line.contains("ENOENT"));
        let programs = if words[0] == "edit" { 2 } else { 1 };
        assert_eq!(started.count(), programs, "{words:?}: {traced}");
        assert!(!traced.contains("/sh\""), "{words:?}: {traced}");
        let others: Vec<_> = called.iter().filter(|line| !line.contains("exec")).collect();
        assert_eq!(others, Vec::<&&str>::new(), "{words:?}");
    }
}
