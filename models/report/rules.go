package report

import (
	"strconv"

	"jianfu/models/disclosure"
)

// clause is one of the rules of 2024 against formalism that the built-in instruments ask about: the cell of a question
// that shows it, of those whom the question concerns.
type clause struct{ question, cell string }

// clauses have words in the catalogue: report.rule.<question> is what the rules want, report.rule.<question>.case what
// people reported.
func clauses() []clause {
	return []clause{
		{"report_days", "d3"}, {"mirrored", "0"}, {"repeat_count", "0"}, {"insp_repeat", "0"}, {"trace_for", "appraisal"}, {"seconded", "no"},
	}
}

// rules is the chapter that holds the answers against the rules.
func (c *composer) rules() {
	t := &Table{Title: c.say("report.rules.table"), Note: c.say("report.rules.note"), Head: []Cell{
		text(c.say("report.rules.want")), text(c.say("report.rules.case")), numeric(c.say("report.share")), numeric(c.say("report.interval")),
		numeric(c.say("report.valid")),
	}}
	for _, r := range clauses() {
		f, ok := c.reported(r)
		if !ok {
			continue
		}
		cells := []Cell{text(c.say("report.rule." + r.question)), text(c.say("report.rule." + r.question + ".case"))}
		t.Rows = append(t.Rows, Row{Cells: append(append(cells, c.shareCells(f)...), numeric(strconv.Itoa(f.N)))})
	}
	if len(t.Rows) == 0 {
		return
	}
	c.chapter("rules", c.say("report.rules.title"), true)
	c.write(Paragraph, c.say("report.rules.about"))
	c.table(t)
}

// reported is the share of a cell over the whole round; ok is false where the questionnaire does not have it.
func (c *composer) reported(r clause) (disclosure.Figure, bool) {
	t, ok := c.whole(r.question)
	if !ok {
		return disclosure.Figure{}, false
	}
	for _, cell := range t.Cells {
		if cell.Cell.Name == r.cell {
			return cell.Concerned, true
		}
	}
	return disclosure.Figure{}, false
}
