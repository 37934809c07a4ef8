package print

import (
	"strconv"

	"jianfu/models"
	"jianfu/models/typeset"
)

// cover sets the page that goes before a unit's cards: how to hand them out so that nobody can know who drew which.
func (r Round) cover(doc *typeset.Document, unit CardUnit, say models.Say) {
	doc.AddPage()
	doc.Bookmark(unit.Name, 0)
	y := r.heading(doc, say("print.cover.title"), unit.Name, say)
	y = doc.Paragraph(posterLeft, y+6, posterWidth, say("print.cover.count", len(unit.Cards)),
		typeset.Style{Size: 16, Color: typeset.Ink, Bold: true}, typeset.Left)
	y = steps(doc, y+4, []string{
		say("print.cover.cut"),
		say("print.cover.hat"),
		say("print.cover.draw"),
		say("print.cover.notes"),
		say("print.cover.answer", moment(r.Closes, r.Lang), spoken(r.Base), spoken(r.kiosk())),
		say("print.cover.rest"),
	})
	top := y + 4
	y = doc.Paragraph(posterLeft+5, top, posterWidth-5, say("print.cover.any"),
		typeset.Style{Size: 13, Color: typeset.Ink, Bold: true}, typeset.Left)
	y = doc.Paragraph(posterLeft+5, y, posterWidth-5, r.promise(say),
		typeset.Style{Size: 11, Color: typeset.Grey}, typeset.Left)
	bar(doc, top, y, typeset.Accent)
	r.foot(doc, say)
}

// heading sets the round, the name of a sheet and its subject, if any, and returns where they end.
func (r Round) heading(doc *typeset.Document, name, subject string, say models.Say) float64 {
	y := 26.0
	if r.Trial {
		mark := typeset.Style{Size: 36, Color: typeset.Accent, Bold: true, Leading: 1.2}
		y = doc.Paragraph(posterLeft, 12, posterWidth, say("print.trial.mark"), mark, typeset.Left)
	}
	round := typeset.Style{Size: 12, Color: typeset.Grey, Leading: 1.45}
	round, lines := doc.Fit(r.Title, posterWidth, 2, 8, round)
	y = doc.Lines(posterLeft, y, posterWidth, lines, round, typeset.Left)

	title := typeset.Style{Size: 26, Color: typeset.Ink, Bold: true, Leading: 1.4}
	title, lines = doc.Fit(name, posterWidth, 1, 14, title)
	y = doc.Lines(posterLeft, y+1, posterWidth, lines, title, typeset.Left)

	if subject != "" {
		about := typeset.Style{Size: 16, Color: typeset.Accent, Bold: true, Leading: 1.4}
		about, lines = doc.Fit(subject, posterWidth, 2, 9, about)
		y = doc.Lines(posterLeft, y+1, posterWidth, lines, about, typeset.Left)
	}
	doc.Rule(posterLeft, y+4, posterLeft+posterWidth, y+4, 0.2, typeset.Pale)
	return y + 4
}

// steps sets numbered sentences with the number hanging, and returns where they end.
func steps(doc *typeset.Document, y float64, sentences []string) float64 {
	number := typeset.Style{Size: 12, Color: typeset.Accent, Bold: true}
	sentence := typeset.Style{Size: 12, Color: typeset.Ink}
	for i, s := range sentences {
		doc.Paragraph(posterLeft, y, 8, strconv.Itoa(i+1), number, typeset.Left)
		y = doc.Paragraph(posterLeft+9, y, posterWidth-9, s, sentence, typeset.Left) + 2
	}
	return y
}
