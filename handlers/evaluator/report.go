package evaluator

import (
	"html/template"

	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/page"
	"jianfu/handlers/web/session"
	"jianfu/models/account"
	"jianfu/models/report"
	"jianfu/models/round"
)

// longTable is how many rows a table of the body has before it is folded away: in a round of five hundred units the page
// would be nothing but rows.
const longTable = 60

// ReportPage is the whole report as a page.
type ReportPage struct {
	Round    *round.Round
	Document *report.Document
	Back     string // the round, in the room of whoever reads
}

// Report answers GET /evaluations/:round/report.
func (r *Room) Report(c *fiber.Ctx) error {
	found, released, err := r.released(c)
	if err != nil {
		return err
	}
	lang := page.LangOf(c)
	content := ReportPage{
		Round: found, Document: report.Compose(released, lang, r.views.Say(lang)), Back: address(found.ID),
	}
	if session.Person(c).Role == account.Organizer {
		content.Back = "/rounds/" + found.ID.String()
	}
	return r.send(c, fiber.StatusOK, "report", content)
}

// Drawing is the figure itself. models/report/charts escapes whatever comes from outside.
func (ReportPage) Drawing(f *report.Figure) template.HTML {
	return template.HTML(f.SVG) //nolint:gosec // drawn by our own charts
}

// Fold reports whether a table is folded away.
func (ReportPage) Fold(t *report.Table) bool { return t.Reference || len(t.Rows) > longTable }

// Cells joins neighbours that are hidden for one reason, which is then said once, and keeps deep trees on the page.
func (ReportPage) Cells(row report.Row) []report.Cell {
	joined := make([]report.Cell, 0, len(row.Cells))
	for _, cell := range row.Cells {
		cell.Span, cell.Indent = max(1, cell.Span), min(cell.Indent, 6)
		if last := len(joined) - 1; last >= 0 && cell.Hidden != "" && joined[last].Hidden == cell.Hidden {
			joined[last].Span += cell.Span
			continue
		}
		joined = append(joined, cell)
	}
	return joined
}
