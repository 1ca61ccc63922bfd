//! How human output may look: whether coloured, how wide, whether progress is drawn. Decided by the caller, who alone
//! reads the environment; colour repeats what a word already says and is never the only sign.
use anstyle::{AnsiColor, Effects, Style as Ansi};

/// What standard output and standard error can bear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Whether text is coloured.
    pub color: bool,
    /// Terminal columns; `None` where there is no edge to fit into (a pipe, a file).
    pub width: Option<usize>,
    /// Whether progress is drawn.
    pub progress: bool,
}

impl Style {
    /// No colour, no edge, no progress: what a pipe gets.
    pub const PLAIN: Style = Style { color: false, width: None, progress: false };

    /// `text` in the colour of its meaning, or as it is. The text must be safe for a terminal already.
    pub fn paint(self, paint: Paint, text: &str) -> String {
        if !self.color || paint == Paint::Plain || text.is_empty() {
            return text.to_owned();
        }
        let ansi = paint.ansi();
        format!("{}{text}{}", ansi.render(), ansi.render_reset())
    }
}

/// The value of `--color`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColorChoice {
    /// Colour on a terminal that can show it, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Colour, whatever the output is.
    Always,
    /// No colour.
    Never,
}

impl ColorChoice {
    /// Whether to colour. `no_color`: `NO_COLOR` is set and not empty (no-color.org), or `TERM` is `dumb`.
    pub const fn resolve(self, is_terminal: bool, no_color: bool) -> bool {
        match self {
            ColorChoice::Auto => is_terminal && !no_color,
            ColorChoice::Always => true,
            ColorChoice::Never => false,
        }
    }
}

/// What a coloured text means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    /// Nothing in particular.
    Plain,
    /// A heading.
    Heading,
    /// The name of what follows.
    Label,
    /// An id, a number of an operation.
    Id,
    /// A path.
    Path,
    /// A date, a size: beside the point.
    Dim,
    /// Done, and well.
    Good,
    /// Worth a look.
    Notable,
    /// Wrong.
    Bad,
}

impl Paint {
    fn ansi(self) -> Ansi {
        let of = |color: AnsiColor| color.on_default();
        match self {
            Paint::Plain => Ansi::new(),
            Paint::Heading => Ansi::new().effects(Effects::BOLD),
            Paint::Label => of(AnsiColor::Cyan),
            Paint::Id => of(AnsiColor::Yellow),
            Paint::Path => of(AnsiColor::Blue),
            Paint::Dim => Ansi::new().effects(Effects::DIMMED),
            Paint::Good => of(AnsiColor::Green),
            Paint::Notable => of(AnsiColor::Yellow).effects(Effects::BOLD),
            Paint::Bad => of(AnsiColor::Red).effects(Effects::BOLD),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ColorChoice, Paint, Style};

    #[test]
    fn no_color_is_obeyed_unless_colour_is_asked_for() {
        assert!(ColorChoice::Auto.resolve(true, false));
        assert!(!ColorChoice::Auto.resolve(true, true));
        assert!(!ColorChoice::Auto.resolve(false, false));
        assert!(ColorChoice::Always.resolve(false, true));
        assert!(!ColorChoice::Never.resolve(true, false));
    }

    #[test]
    fn paint_adds_nothing_without_colour() {
        assert_eq!(Style::PLAIN.paint(Paint::Bad, "error"), "error");
        let colored = Style { color: true, ..Style::PLAIN };
        assert_eq!(colored.paint(Paint::Label, "city"), "\u{1b}[36mcity\u{1b}[0m");
    }
}
