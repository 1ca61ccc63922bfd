//! Every command that the help, the README and the docs show is run as it stands, at a desk with the tour's pictures, and
//! must end as it should; what they say of statuses and of the tour must be so.
// An example that is left out says so.
#![allow(clippy::print_stderr)]
mod desk;

use clap::{Command, CommandFactory};
use damson::cli::{CommandLine, Status};
use desk::{Desk, said};
use std::fs;
use std::path::Path;

/// Tools beside damson that examples use; a line is left out where one is not installed.
const TOOLS: [&str; 4] = ["jq", "b3sum", "xargs", "man"];

/// Verbs that answer a question: an example of one that prints nothing shows nothing.
const QUESTIONS: [&str; 13] = [
    "search",
    "facet",
    "show",
    "read",
    "digest",
    "keyword",
    "volume",
    "status",
    "fields",
    "log",
    "completions",
    "verify",
    "export",
];

/// What makes such verbs print nothing: they change something, or are told not to.
const SILENT: &[&str] = &[
    "--quiet",
    "--save",
    "--forget",
    "--to ",
    " > ",
    " | damson ",
    " verify",
    " --prepare",
    " rename ",
    " merge ",
    " move ",
    " mark ",
    " relocate ",
    " forget ",
    " refresh",
];

fn page(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path))
        .unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The tool that a line needs and this machine has not.
fn lacking(desk: &Desk, line: &str) -> Option<&'static str> {
    let words: Vec<&str> = line.split(|letter: char| letter.is_whitespace() || "();|&".contains(letter)).collect();
    let mut needed = TOOLS.into_iter().filter(|tool| words.contains(tool));
    needed.find(|tool| !desk.run(&format!("command -v {tool}")).status.success())
}

/// Runs a line; it must end with 0, and a question must have an answer.
fn works(desk: &Desk, line: &str, source: &str) {
    if let Some(tool) = lacking(desk, line) {
        eprintln!("left out, there is no {tool}: {line}");
        return;
    }
    let output = desk.run(line);
    assert!(output.status.success(), "{source}: {line}\n{:?}\n{}", output.status, said(&output));
    let verb = line.split_whitespace().nth(1).unwrap_or_default();
    let is_silent = SILENT.iter().any(|part| line.contains(part));
    if line.starts_with("damson ") && QUESTIONS.contains(&verb) && !is_silent {
        assert!(!output.stdout.is_empty(), "{source}: {line}\nprints nothing");
    }
    let summary = String::from_utf8_lossy(&output.stderr);
    assert!(
        !summary.contains(": 0 assets") && !summary.contains(": 0 files"),
        "{source}: {line}\ndoes nothing: {summary}"
    );
}

/// The commands below `Examples:` in a verb's help, and in those of its own verbs.
fn examples(command: &Command, name: &str, found: &mut Vec<(String, String)>) {
    let help = command.get_after_help().or(command.get_after_long_help()).map(ToString::to_string).unwrap_or_default();
    let below = help.lines().skip_while(|line| *line != "Examples:").skip(1);
    let lines = below.filter(|line| line.starts_with("  damson "));
    found.extend(lines.map(|line| (name.to_owned(), line.trim().to_owned())));
    for verb in command.get_subcommands() {
        examples(verb, &format!("{name} {}", verb.get_name()), found);
    }
}

#[test]
fn every_verb_has_examples_and_they_work() {
    let line = CommandLine::command();
    let mut found = Vec::new();
    examples(&line, "damson", &mut found);
    for verb in line.get_subcommands().map(Command::get_name).filter(|name| *name != "help") {
        let own = format!("damson {verb}");
        assert!(found.iter().any(|(name, _)| *name == own), "{own} has no example");
    }
    for (name, line) in found {
        works(&Desk::at_work(), &line, &format!("{name} --help"));
    }
}

/// The indented blocks of a page that have a line beginning with `damson `, as commands.
fn blocks(page: &str) -> Vec<Vec<String>> {
    let mut blocks = vec![Vec::new()];
    let mut is_continued = false;
    for line in page.lines() {
        let Some(code) = line.strip_prefix("    ") else {
            if !line.trim().is_empty() || blocks.last().is_none_or(|block: &Vec<String>| !block.is_empty()) {
                blocks.push(Vec::new());
            }
            continue;
        };
        let part = code.trim().trim_end_matches('\\').trim_end().to_owned();
        match blocks.last_mut() {
            Some(block) if is_continued => {
                if let Some(last) = block.last_mut() {
                    *last = format!("{last} {part}");
                }
            }
            Some(block) => block.push(part),
            None => {}
        }
        is_continued = code.ends_with('\\');
    }
    blocks.retain(|block| block.iter().any(|line| line.starts_with("damson ")));
    blocks
}

#[test]
fn every_command_of_the_readme_works() {
    let blocks = blocks(&page("README.md"));
    assert!(blocks.len() >= 4, "the README shows damson at work");
    for block in blocks {
        let desk = Desk::at_work();
        block.iter().for_each(|line| works(&desk, line, "README.md"));
    }
}

#[test]
fn every_command_of_the_pages_works() {
    for path in [
        "docs/queries.md",
        "docs/editing.md",
        "docs/writing.md",
        "docs/duplicates.md",
        "docs/backup.md",
        "docs/ingest.md",
        "docs/copying.md",
        "docs/enrichment.md",
        "docs/volumes.md",
        "docs/watching.md",
        "docs/security.md",
        "docs/similarity.md",
        "docs/glossary.md",
    ] {
        for block in blocks(&page(path)) {
            let desk = Desk::at_work();
            block.iter().for_each(|line| works(&desk, line, path));
        }
    }
}

/// The texts in backticks of a table's first cells, for tables whose first heading is `heading`.
fn first_cells(page: &str, heading: &str) -> Vec<String> {
    let (mut found, mut is_inside) = (Vec::new(), false);
    for line in page.lines() {
        let Some(row) = line.strip_prefix("| ") else {
            is_inside = is_inside && line.starts_with('|');
            continue;
        };
        let cell = row.split(" | ").next().unwrap_or_default();
        if cell == heading {
            is_inside = true;
        } else if is_inside {
            found.extend(cell.split('`').skip(1).step_by(2).map(str::to_owned));
        }
    }
    found
}

#[test]
fn every_term_of_the_page_about_queries_finds_something_on_the_tour() {
    let desk = Desk::at_work();
    let terms = first_cells(&page("docs/queries.md"), "term");
    assert!(terms.len() > 60, "{} terms", terms.len());
    let mut wrong = Vec::new();
    for term in terms {
        let output = desk.command("damson").args(["search", "--count", "--", &term]).output().expect("damson runs");
        if !output.status.success() || output.stdout == b"0\n" {
            wrong.push(format!("{term}: {}", said(&output)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_edit_of_the_page_about_queries_is_understood() {
    let edits = first_cells(&page("docs/queries.md"), "edit");
    assert!(edits.len() >= 10, "{} edits", edits.len());
    for edit in edits {
        let desk = Desk::at_work();
        let output = desk.command("damson").args(["tag", "--", "harbour", &edit]).output().expect("damson runs");
        assert!(output.status.success(), "{edit}: {}", said(&output));
    }
}

#[test]
fn every_template_of_the_page_about_queries_gives_what_it_says() {
    let desk = Desk::at_work();
    let page = page("docs/queries.md");
    let mut count = 0;
    let rows = page.lines().skip_while(|line| !line.starts_with("| template |")).skip(2);
    for row in rows.take_while(|line| line.starts_with('|')) {
        let cells: Vec<&str> = row.split('`').skip(1).step_by(2).collect();
        let [template, text] = cells.as_slice() else { panic!("a template and what it gives: {row}") };
        let template = template.replace("\\|", "|");
        let arguments = ["search", "--template", &template, "--", "filename:night.jpg"];
        let output = desk.command("damson").args(arguments).output().expect("damson runs");
        assert_eq!(String::from_utf8_lossy(&output.stdout).trim_end_matches('\n'), *text, "{template}");
        count += 1;
    }
    assert!(count >= 8, "{count} templates");
}

#[test]
fn the_help_and_the_readme_list_every_status() {
    let help = CommandLine::command().render_long_help().to_string();
    let below =
        help.lines().skip_while(|line| *line != "Exit status:").skip(1).take_while(|line| line.starts_with("  "));
    let listed: Vec<String> = below.map(|line| line.trim().to_owned()).collect();
    let all = Status::ALL.map(|(status, meaning)| (status as i32, meaning));
    assert_eq!(listed, all.map(|(number, meaning)| format!("{number:<3}  {meaning}")));
    let readme = page("README.md");
    for (number, meaning) in all {
        assert!(readme.contains(&format!("\n| {number} | {meaning} |\n")), "README.md: {number} is {meaning}");
    }
}

#[test]
fn the_tour_runs_to_its_end() {
    let desk = Desk::with_pictures();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/tour.sh");
    let mut tour = desk.command("sh");
    tour.arg(script).env("DAMSON_BIN", env!("CARGO_BIN_EXE_damson")).env("DAMSON_TOUR", desk.path.join("tour"));
    let output = tour.output().expect("a shell");
    let printed = said(&output);
    assert!(output.status.success(), "{printed}");
    for line in [
        "$ damson ingest Pictures",
        "ingest: 19 files: 18 added, 1 duplicate",
        "Night falls on the old harbour",
        "3  Bergen",
        "instructions: (none) -> Credit Marit Lindqvist",
        "(from ",
        "Delivery/2024/final-goal.xmp",
        "19 intact",
        "1 altered",
        "(status 4)",
    ] {
        assert!(printed.contains(line), "{line} is missing:\n{printed}");
    }
}

#[test]
fn man_pages_render_without_a_warning() {
    let desk = Desk::with_pictures();
    let output = desk.run("damson man pages && ls pages");
    assert!(String::from_utf8_lossy(&output.stdout).lines().any(|page| page == "damson-search.1"), "{}", said(&output));
    if !desk.run("command -v groff").status.success() {
        eprintln!("left out, there is no groff: the pages are not rendered");
        return;
    }
    let rendered = desk.run("for page in pages/*; do groff -man -Tutf8 -ww -z \"$page\"; done");
    assert_eq!(said(&rendered), "");
}

/// Shells that complete lines, each with a line that prints what it offers for `typed`.
#[test]
fn bash_and_zsh_and_fish_load_what_completions_prints() {
    let desk = Desk::at_work();
    for (shell, line) in [
        (
            "bash",
            "source <(damson completions bash); COMP_LINE='damson search city:Os' COMP_POINT=21; \
             _damson damson Os : && printf '%s\\n' \"${COMPREPLY[@]}\"",
        ),
        ("zsh", "autoload -Uz compinit; compinit -D -u; source <(damson completions zsh) && echo $_comps[damson]"),
        ("fish", "damson completions fish | source; complete -C 'damson search city:Os'"),
    ] {
        if !desk.run(&format!("command -v {shell}")).status.success() {
            eprintln!("left out, there is no {shell}");
            continue;
        }
        let output = desk.command(shell).args(["-c", line]).output().expect("a shell");
        let printed = said(&output);
        let offers = ["Oslo\n", "_damson\n", "city:Oslo\t2 assets\n"];
        assert!(offers.contains(&printed.as_str()), "{shell}: {printed}");
    }
}
