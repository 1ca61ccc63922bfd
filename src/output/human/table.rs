//! Columns that line up, without holding a whole result: the first rows decide the widths, later ones follow.
use crate::output::style::{Paint, Style};
use crate::output::terminal::{Elide, columns, fit};

/// How many rows are looked at before the widths are decided.
const LOOKED_AT: usize = 100;
/// No column is squeezed below this.
const NARROWEST: usize = 8;
/// What stands between columns.
const GAP: usize = 2;

/// What a column is like.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub heading: String,
    pub paint: Paint,
    /// Numbers line up at their last digit.
    pub is_right: bool,
    /// Which end goes where a terminal is too narrow; `None` for a column that is never cut.
    pub elide: Option<Elide>,
}

impl Column {
    pub(super) fn new(heading: impl Into<String>, paint: Paint) -> Column {
        Column { heading: heading.into(), paint, is_right: false, elide: None }
    }

    pub(super) fn right(self) -> Column {
        Column { is_right: true, ..self }
    }

    pub(super) fn elided(self, elide: Elide) -> Column {
        Column { elide: Some(elide), ..self }
    }
}

/// Rows under columns. Cells must be safe for a terminal.
pub(super) struct Table {
    columns: Vec<Column>,
    has_headings: bool,
    style: Style,
    waiting: Vec<Vec<String>>,
    widths: Option<Vec<usize>>,
}

impl Table {
    pub(super) fn new(columns: Vec<Column>, has_headings: bool, style: Style) -> Table {
        Table { columns, has_headings, style, waiting: Vec::new(), widths: None }
    }

    pub(super) fn row(&mut self, cells: Vec<String>, to: &mut Vec<u8>) {
        if let Some(widths) = &self.widths {
            self.push_row(&cells, widths, to);
            return;
        }
        self.waiting.push(cells);
        if self.waiting.len() >= LOOKED_AT {
            self.settle(to);
        }
    }

    /// Prints the rows that wait.
    pub(super) fn settle(&mut self, to: &mut Vec<u8>) {
        if self.waiting.is_empty() {
            return;
        }
        let widths = self.widths.take().unwrap_or_else(|| self.measured());
        let rows = std::mem::take(&mut self.waiting);
        if self.has_headings {
            self.push_headings(&widths, to);
        }
        for row in rows {
            self.push_row(&row, &widths, to);
        }
        self.widths = Some(widths);
    }

    /// The widest cell of each column, squeezed into the terminal: the widest column that may be cut gives way first.
    fn measured(&self) -> Vec<usize> {
        let headings = self.columns.iter().map(|column| if self.has_headings { columns(&column.heading) } else { 0 });
        let mut widths: Vec<usize> = headings.collect();
        for row in &self.waiting {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(columns(cell));
            }
        }
        if let Some(room) = self.style.width {
            self.squeeze(&mut widths, room);
        }
        widths
    }

    fn squeeze(&self, widths: &mut [usize], room: usize) {
        let needed = |widths: &[usize]| {
            let shown = widths.iter().filter(|width| **width > 0).count();
            widths.iter().sum::<usize>() + GAP * shown.saturating_sub(1)
        };
        for (width, _) in widths.iter_mut().zip(&self.columns).filter(|(_, column)| column.elide.is_some()) {
            *width = (*width).min(room);
        }
        while needed(widths) > room {
            let cuttable = |(at, width): &(usize, &mut usize)| self.columns[*at].elide.is_some() && **width > NARROWEST;
            let Some((_, widest)) = widths.iter_mut().enumerate().filter(cuttable).max_by_key(|(_, width)| **width)
            else {
                return;
            };
            *widest -= 1;
        }
    }

    fn push_headings(&self, widths: &[usize], to: &mut Vec<u8>) {
        let cells: Vec<_> = self.columns.iter().map(|column| (column.heading.as_str(), Paint::Heading)).collect();
        self.push_cells(&cells, widths, to);
    }

    fn push_row(&self, row: &[String], widths: &[usize], to: &mut Vec<u8>) {
        let cells: Vec<_> = row.iter().zip(&self.columns).map(|(cell, column)| (cell.as_str(), column.paint)).collect();
        self.push_cells(&cells, widths, to);
    }

    /// A column without any cell takes no room; nothing is padded at the end of a line.
    fn push_cells(&self, cells: &[(&str, Paint)], widths: &[usize], to: &mut Vec<u8>) {
        let mut owed = 0;
        for (((cell, paint), width), column) in cells.iter().zip(widths).zip(&self.columns) {
            if *width == 0 && cell.is_empty() {
                continue;
            }
            let cell = match (self.style.width, column.elide) {
                (Some(_), Some(elide)) => fit(cell, *width, elide),
                _ => (*cell).into(),
            };
            let padding = width.saturating_sub(columns(&cell));
            if column.is_right {
                owed += padding;
            }
            if !cell.is_empty() {
                to.extend(std::iter::repeat_n(b' ', owed));
                to.extend_from_slice(self.style.paint(*paint, &cell).as_bytes());
                owed = 0;
            }
            owed += GAP + if column.is_right { 0 } else { padding };
        }
        to.push(b'\n');
    }
}

#[cfg(test)]
mod tests {
    use super::{Column, Table};
    use crate::output::style::{Paint, Style};
    use crate::output::terminal::Elide;

    fn printed(width: Option<usize>, rows: &[[&str; 3]]) -> String {
        let columns = vec![
            Column::new("id", Paint::Plain),
            Column::new("size", Paint::Plain).right(),
            Column::new("path", Paint::Plain).elided(Elide::Start),
        ];
        let mut table = Table::new(columns, true, Style { width, ..Style::PLAIN });
        let mut to = Vec::new();
        for row in rows {
            table.row(row.map(str::to_owned).to_vec(), &mut to);
        }
        table.settle(&mut to);
        String::from_utf8(to).unwrap()
    }

    #[test]
    fn columns_line_up_and_lines_end_without_padding() {
        let rows = [["a", "10", "/x"], ["bcd", "2", ""], ["é", "", "/東京/z"]];
        assert_eq!(printed(None, &rows), "id   size  path\na      10  /x\nbcd     2\né          /東京/z\n");
    }

    #[test]
    fn a_narrow_terminal_cuts_paths_and_not_numbers() {
        assert_eq!(printed(Some(22), &[["a", "10", "/photos/2024/a.jpg"]]), "id  size  path\na     10  …/2024/a.jpg\n");
    }

    #[test]
    fn nothing_is_printed_for_no_rows() {
        assert_eq!(printed(None, &[]), "");
    }

    #[test]
    fn later_rows_follow_the_widths_of_the_first() {
        let mut table =
            Table::new(vec![Column::new("a", Paint::Plain), Column::new("b", Paint::Plain)], false, Style::PLAIN);
        let mut to = Vec::new();
        for _ in 0..super::LOOKED_AT {
            table.row(vec!["xx".into(), "y".into()], &mut to);
        }
        assert!(!to.is_empty());
        table.row(vec!["longer".into(), "y".into()], &mut to);
        table.settle(&mut to);
        assert!(String::from_utf8(to).unwrap().ends_with("xx  y\nlonger  y\n"));
    }
}
