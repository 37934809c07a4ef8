package print

import (
	"io"

	"jianfu/models"
	"jianfu/models/qr"
	"jianfu/models/typeset"
)

// PosterSheet is a file of posters, one A4 page for each unit, in the order given.
type PosterSheet struct {
	Round
	Posters []Poster
}

// Poster is one unit's way in.
type Poster struct {
	Unit    string
	URL     string // what the code holds
	Address string // what people type who cannot scan; empty is the URL without https://
}

// The poster, in mm. The code stands at the same place on every poster: what is above ends there, what is below begins
// there, and the promise keeps its place.
const (
	posterLeft    = 24.0
	posterWidth   = typeset.PageWidth - 2*posterLeft
	posterHead    = 86.0 // where the head ends and the code's quiet zone begins
	posterDark    = 92.0 // side of the code without its quiet zone
	posterPromise = 240.0
)

// Posters writes the posters as PDF. A sheet without posters and an address that no code can hold are Invalid.
func Posters(w io.Writer, sheet PosterSheet, say models.Say) error {
	if len(sheet.Posters) == 0 {
		return models.Fail(models.Invalid, "print.empty")
	}
	doc, err := sheet.document(say("print.poster.kind"))
	if err != nil {
		return err
	}
	for _, p := range sheet.Posters {
		code, err := qr.Encode(p.URL)
		if err != nil {
			return err
		}
		side := posterDark * float64(code.Size()) / float64(code.Size()-2*qr.QuietZone)
		doc.AddPage()
		doc.Bookmark(p.Unit, 0)
		sheet.invitation(doc, p.Unit, say)
		doc.Code(code, (typeset.PageWidth-side)/2, posterHead, side)
		y := p.way(doc, posterHead+side-3, say)
		sheet.facts(doc, y+5, say)
		sheet.assurance(doc, say)
		sheet.foot(doc, say)
	}
	return doc.Write(w)
}

// invitation sets title, unit and purpose above the code.
func (r Round) invitation(doc *typeset.Document, unit string, say models.Say) {
	small := typeset.Style{Size: 7.5, Color: typeset.Grey, Leading: 1.45}
	doc.Lines(posterLeft, 9, posterWidth, r.Legal.lines(say), small, typeset.Right)

	name := typeset.Style{Size: 28, Color: typeset.Ink, Bold: true, Leading: 1.5}
	what := say("print.poster.what", r.Evaluator)
	var stack []text
	if r.Trial {
		what = say("print.trial.what")
		name.Size = 22 // the mark needs the room
		stack = append(stack, fitted(doc, say("print.trial.mark"), 1, 30, typeset.Style{Size: 44, Color: typeset.Accent, Bold: true, Leading: 1.2}))
	}
	stack = append(
		stack,
		fitted(doc, r.Title, 2, 11, typeset.Style{Size: 17, Color: typeset.Accent, Bold: true, Leading: 1.35}),
		fitted(doc, unit, 2, 14, name),
		fitted(doc, what, 2, 8, typeset.Style{Size: 12, Color: typeset.Grey}),
	)
	y := posterHead
	for _, t := range stack {
		y -= t.height()
	}
	for _, t := range stack {
		y = doc.Lines(posterLeft, y, posterWidth, t.lines, t.style, typeset.Center)
	}
}

// fitted wraps a line of the invitation to the poster's column.
func fitted(doc *typeset.Document, s string, most int, smallest float64, style typeset.Style) text {
	style, lines := doc.Fit(s, posterWidth, most, smallest, style)
	return text{width: posterWidth, lines: lines, style: style}
}

// way sets the address for those who type it, and returns where it ends.
func (p Poster) way(doc *typeset.Document, y float64, say models.Say) float64 {
	address := p.Address
	if address == "" {
		address = spoken(p.URL)
	}
	hint := typeset.Style{Size: 10, Color: typeset.Grey}
	y = doc.Paragraph(posterLeft, y, posterWidth, say("print.poster.type"), hint, typeset.Center)
	t := fitted(doc, address, 1, 8, typeset.Style{Size: 18, Color: typeset.Ink, Bold: true, Leading: 1.4})
	end := doc.Lines(posterLeft, y, posterWidth, t.lines, t.style, typeset.Center)
	doc.Link(posterLeft, y, posterWidth, end-y, p.URL)
	return end
}

// facts sets three columns of a label above its value.
func (r Round) facts(doc *typeset.Document, y float64, say models.Say) {
	label := typeset.Style{Size: 9, Color: typeset.Grey, Leading: 1.5}
	dates := say("print.dates", moment(r.Opens, r.Lang), moment(r.Closes, r.Lang))
	if r.Series {
		dates = say("print.series.dates")
	}
	evaluator := r.Evaluator
	if r.Trial {
		evaluator = say("print.trial.nobody")
	}
	x := posterLeft
	for _, fact := range []struct {
		width        float64
		label, value string
	}{
		{40, say("print.minutes.label"), say("print.minutes", r.Minutes)},
		{62, say("print.dates.label"), dates},
		{60, say("print.evaluator.label"), evaluator},
	} {
		under := doc.Paragraph(x, y, fact.width-4, fact.label, label, typeset.Left)
		value, lines := doc.Fit(fact.value, fact.width-4, 2, 7,
			typeset.Style{Size: 11, Color: typeset.Ink, Leading: 1.45})
		doc.Lines(x, under, fact.width-4, lines, value, typeset.Left)
		x += fact.width
	}
}

// assurance sets the promise, where to read what is stored, and the way out of WeChat.
func (r Round) assurance(doc *typeset.Document, say models.Say) {
	small := typeset.Style{Size: 10, Color: typeset.Grey}
	y := doc.Paragraph(posterLeft+5, posterPromise, posterWidth-5, r.promise(say),
		typeset.Style{Size: 13, Color: typeset.Ink}, typeset.Left)
	end := doc.Paragraph(posterLeft+5, y, posterWidth-5, say("print.stored", spoken(r.privacy())), small, typeset.Left)
	doc.Link(posterLeft, y, posterWidth, end-y, r.privacy())
	bar(doc, posterPromise, end, typeset.Accent)
	doc.Paragraph(posterLeft+5, end+3, posterWidth-5, say("print.poster.wechat"), small, typeset.Left)
}

// bar marks a block between two heights at the left edge of the column.
func bar(doc *typeset.Document, top, end float64, color typeset.Color) {
	doc.Fill(posterLeft, top+1, 0.8, end-top-2, color)
}

// foot sets who asks and what the poster can be checked against.
func (r Round) foot(doc *typeset.Document, say models.Say) {
	const y = 280
	style := typeset.Style{Size: 8, Color: typeset.Grey}
	doc.Rule(posterLeft, y, posterLeft+posterWidth, y, 0.2, typeset.Pale)
	manifest := say("print.manifest", r.Manifest)
	if r.Series {
		manifest = say("print.series.manifest")
	}
	doc.Line(posterLeft+posterWidth, y+5, manifest, style, typeset.Right)
	style, lines := doc.Fit(say("print.organizer", r.Organizer), posterWidth-60, 1, 5, style)
	doc.Line(posterLeft, y+5, lines[0], style, typeset.Left)
}
