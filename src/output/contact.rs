//! A contact sheet: groups of files on one page of HTML that needs nothing but itself, so that people look rather than read.
//! Whatever comes from files is escaped, and the page forbids the browser everything but its own style and pictures.
use super::measure::{plural, size};
use super::terminal::escape_bytes;
use crate::librarian::duplicates::{Group, Thumbnail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use std::io::{self, Write};

/// The most bytes of pictures on a page: browsers show no more of it with ease.
const MOST_BYTES: usize = 64 << 20;

const HEAD: &str = r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Duplicates</title>
<style>
body { font: 14px/1.4 sans-serif; margin: 2em; color: #222; background: #fff }
section { border-top: 1px solid #ccc; padding: .8em 0 }
h2 { font-size: 1em; margin: 0 0 .5em }
ul { display: flex; flex-wrap: wrap; gap: 1em; list-style: none; margin: 0; padding: 0 }
li { width: 180px; overflow-wrap: anywhere; border: 2px solid transparent; padding: 6px }
li.keep { border-color: #2a7d2a }
img, .none { width: 160px; height: 120px; object-fit: contain; background: #eee; display: block }
.none { line-height: 120px; text-align: center; color: #888 }
p { margin: .2em 0 } .why { color: #666 }
</style>
</head>
<body>
<h1>Duplicates</h1>
"#;

/// A page that is being written.
pub struct ContactSheet<W: Write> {
    to: W,
    bytes: usize,
}

impl<W: Write> ContactSheet<W> {
    /// Begins a page.
    ///
    /// # Errors
    /// The writer's.
    pub fn begin(mut to: W) -> io::Result<ContactSheet<W>> {
        to.write_all(HEAD.as_bytes())?;
        Ok(ContactSheet { to, bytes: 0 })
    }

    /// Puts a group on the page, with a picture of each file where there is one.
    ///
    /// # Errors
    /// The writer's.
    pub fn group(&mut self, group: &Group, pictures: &[Option<Thumbnail>]) -> io::Result<()> {
        let files = plural(group.members.len() as u64, "file", "files");
        writeln!(self.to, "<section>\n<h2>{}: {files}</h2>\n<ul>", group.kind.word())?;
        let pictures = pictures.iter().map(Option::as_ref).chain(std::iter::repeat(None));
        for (member, picture) in group.members.iter().zip(pictures) {
            let (class, word) = if member.is_keeper { (" class=\"keep\"", "keep") } else { ("", "may go") };
            writeln!(self.to, "<li{class}>")?;
            match picture.filter(|picture| self.bytes + picture.bytes.len() <= MOST_BYTES) {
                Some(Thumbnail { media_type, bytes }) => {
                    self.bytes += bytes.len();
                    let data = BASE64.encode(bytes);
                    writeln!(self.to, "<img alt=\"\" src=\"data:{media_type};base64,{data}\">")?;
                }
                None => writeln!(self.to, "<div class=\"none\">no picture</div>")?,
            }
            let path = text(&escape_bytes(&member.file.path.0));
            let about = text(&size(member.file.stat.size));
            let why = text(&member.reason);
            writeln!(self.to, "<p>{path}</p>\n<p>{about}, {word}</p>\n<p class=\"why\">{why}</p>\n</li>")?;
        }
        writeln!(self.to, "</ul>\n</section>")
    }

    /// Ends the page.
    ///
    /// # Errors
    /// The writer's.
    pub fn finish(mut self) -> io::Result<()> {
        self.to.write_all(b"</body>\n</html>\n")?;
        self.to.flush()
    }
}

/// Text as HTML has it.
fn text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn nothing_of_a_text_is_markup() {
        assert_eq!(text("<a href='x'>\"&\"</a>"), "&lt;a href=&#39;x&#39;&gt;&quot;&amp;&quot;&lt;/a&gt;");
    }
}
