package xlsform

import (
	"regexp"
	"slices"
	"strings"

	"jianfu/models/questionnaire"
)

// What stands in a row of a matrix where people tick, on the plain form: ○, □, ( ), ____.
var (
	blanks  = regexp.MustCompile(`^(?:\s*(?:[○◯●□☐■▢☑√]|[(]\s*[)]|_+))*\s*$`)
	blanked = regexp.MustCompile(`^(.*?)((?:\s*(?:[○◯●□☐■▢☑√]|[(]\s*[)]|_{2,}))+)\s*$`)
	oneMark = regexp.MustCompile(`[○◯●□☐■▢☑√]|[(]\s*[)]|_{2,}`)
	spaces  = regexp.MustCompile(`\s*[|/｜]\s*|\s{2,}`)
)

// matrix makes a note of the question and a question of each row.
func (p *paster) matrix(g *pasted, q *questionnaire.Question, tag string) {
	item := questionnaire.Question{Kind: questionnaire.Scale, Matrix: q.Name, Required: q.Required}
	quantity := strings.Contains(tag, "数字") || strings.Contains(tag, "数值") || strings.Contains(tag, "填空") || strings.Contains(tag, "number")
	columns, rows := g.layout(quantity)
	switch {
	case strings.Contains(tag, "多选") || strings.Contains(tag, "multiple"):
		p.refuse("", g.row, "", "xlsform.paste_matrix_multiple", short(q.Text.In(p.lang)))
		return
	case len(rows) == 0 || slices.Contains(rows, "") || !quantity && (len(columns) < 2 || len(columns) >= maxPoints):
		p.refuse("", g.row, "", "xlsform.paste_matrix", short(q.Text.In(p.lang)))
		return
	case !quantity && !distinct(columns):
		p.refuse("", g.row, "", "xlsform.paste_columns", short(q.Text.In(p.lang)), short(strings.Join(columns, " ")))
		return
	case quantity:
		p.number(g.row, &item, tag)
	case strings.Contains(tag, "单选") || strings.Contains(tag, "single"):
		item.Kind = questionnaire.Single
	}
	p.add(g.row, questionnaire.Question{Name: q.Name, Kind: questionnaire.Note, Text: q.Text})
	for i, text := range rows {
		row := item
		row.Name = q.Name + "_" + itoa(i+1)
		row.Text = in(p.lang, text)
		row.Options = p.columns(row.Kind, columns)
		p.add(g.row, row)
	}
}

// distinct reports whether every column has a wording of its own.
func distinct(columns []string) bool {
	for i, c := range columns {
		if blanks.MatchString(fold(c)) || slices.Contains(columns[:i], c) {
			return false
		}
	}
	return true
}

// layout tells the options of a matrix from its rows. Options are the line that falls into most parts, of those without
// cells to tick; where any of these has tabs, they alone part a line. Without options (of numbers) every line is a row.
// Both are nil where it is not clear which is which.
func (g *pasted) layout(quantity bool) (columns, rows []string) {
	at, tabs := -1, false
	grid := make([][]string, len(g.lines))
	for i := range g.lines {
		grid[i] = g.cells(i)
		tabs = tabs || len(grid[i]) > 1 && !ticked(grid[i])
	}
	for i, parts := range grid {
		if quantity || ticked(parts) {
			continue
		}
		if !tabs {
			parts = apart(g.lines[i])
		}
		if len(parts) > 1 && len(parts) > len(columns) {
			at, columns = i, parts
		}
	}
	for i, cells := range grid {
		switch {
		case i == at:
		case ticked(cells):
			rows = append(rows, cells[0])
			if at >= 0 && len(cells) == len(columns) {
				columns[0] = "" // the corner of the table
			}
		case len(cells) > 2: // another head
			return nil, nil
		default:
			rows = append(rows, g.lines[i])
		}
	}
	columns = slices.DeleteFunc(columns, func(s string) bool { return s == "" })
	return unmarked(columns), unmarked(rows)
}

// cells parts the line at i by its tabs, or what is to tick from what stands before it.
func (g *pasted) cells(i int) []string {
	if strings.Contains(g.raw[i], "\t") {
		cells := strings.Split(g.raw[i], "\t")
		for j := range cells {
			cells[j] = strings.TrimSpace(cells[j])
		}
		return cells
	}
	if m := match(blanked, g.lines[i]); m != nil {
		return append([]string{strings.TrimSpace(m[1])}, oneMark.FindAllString(fold(m[2]), -1)...)
	}
	return g.lines[i : i+1]
}

// ticked reports whether nothing but blanks stands behind the first cell: a row, not the options.
func ticked(cells []string) bool {
	return len(cells) > 1 && !slices.ContainsFunc(cells[1:], func(s string) bool { return !blanks.MatchString(fold(s)) })
}

func apart(line string) []string {
	bySigns, byBlanks := spaces.Split(line, -1), strings.Fields(line)
	if len(byBlanks) > len(bySigns) {
		return byBlanks
	}
	return bySigns
}

// columns makes the options of a matrix, afresh for each row.
func (p *paster) columns(kind questionnaire.Kind, parts []string) []questionnaire.Option {
	switch kind {
	case questionnaire.Scale:
		return points(1, len(parts), parts, p)
	case questionnaire.Single:
		var options []questionnaire.Option
		for i, part := range parts {
			options = append(options, questionnaire.Option{Name: "o" + itoa(i+1), Text: in(p.lang, strings.TrimSpace(part))})
		}
		return options
	}
	return nil
}
