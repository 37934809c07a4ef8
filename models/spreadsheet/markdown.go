package spreadsheet

import (
	"regexp"
	"strings"
)

// isMarkdown goes by the name, and for .txt by the first line that is not blank: tables begin with a bar.
func isMarkdown(extension, text string) bool {
	return extension == ".md" || extension == ".markdown" ||
		extension == ".txt" && strings.HasPrefix(strings.TrimSpace(text), "|")
}

var rule = regexp.MustCompile(`^\|?[\s:|-]*-[\s:|-]*$`) // the line between the head of a table and its body

// readMarkdown gives the rows of all tables of a text as one: each line that begins with a bar. A heading stands for a
// row with its words in the first cell, so that tables can be told apart either by headings or, as in the tests of
// pyxform, by a row with the name of the sheet in its first cell. Everything else in the text is passed over. Within a
// cell \| is a bar and <br> a new line.
func readMarkdown(text string, give func(Row) (bool, error)) error {
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimSpace(line)
		var cells []string
		switch {
		case strings.HasPrefix(line, "#"):
			cells = []string{strings.Trim(line, "# \t")}
		case strings.HasPrefix(line, "|") && !rule.MatchString(line):
			cells = markdownCells(line)
		default:
			continue
		}
		if more, err := give(Row{Number: number, Cells: cells[:min(len(cells), MaxColumns)]}); err != nil || !more {
			return err
		}
	}
	return nil
}

// markdownCells cuts a line that begins with a bar.
func markdownCells(line string) []string {
	const bar = "\x00" // no text that was decoded holds one
	line = strings.ReplaceAll(line[1:], `\|`, bar)
	line = strings.TrimSuffix(line, "|")
	cells := strings.Split(line, "|")
	for i, c := range cells {
		c = strings.TrimSpace(strings.ReplaceAll(c, bar, "|"))
		cells[i] = strings.NewReplacer("<br>", "\n", "<br/>", "\n", "<br />", "\n").Replace(c)
	}
	return cells
}
