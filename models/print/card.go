package print

import (
	"io"
	"runtime"
	"strings"

	"golang.org/x/sync/errgroup"

	"jianfu/models"
	"jianfu/models/qr"
	"jianfu/models/typeset"
)

// CardSheet is a file of one-time cards: for each unit a cover page, then its cards, ten a page.
type CardSheet struct {
	Round
	Units []CardUnit
}

// CardUnit is the cards of one unit, in an order that the caller has shuffled.
type CardUnit struct {
	Name  string
	Cards []Card
}

// Card is one way in. Code has 16 signs; hyphens in it do not count.
type Card struct {
	Code string
	URL  string // what the code holds
}

// The grid of cards, in mm: ten of 90 × 52 fill a page and leave a margin that every office printer can print to.
const (
	cardColumns = 2
	cardRows    = 5
	cardWidth   = 90.0
	cardHeight  = 52.0
	cardLeft    = (typeset.PageWidth - cardColumns*cardWidth) / 2
	cardTop     = (typeset.PageHeight - cardRows*cardHeight) / 2
	cardPad     = 5.0
	cardCode    = 33.0 // side of the code with its quiet zone
	codeLength  = 16
)

// Cards writes the cards as PDF. A sheet without a card and a code of another length are Invalid.
func Cards(w io.Writer, sheet CardSheet, say models.Say) error {
	doc, err := sheet.document(say("print.card.kind"))
	if err != nil {
		return err
	}
	for _, unit := range sheet.Units {
		if len(unit.Cards) == 0 {
			return models.Fail(models.Invalid, "print.empty")
		}
		sheet.cover(doc, unit, say)
		face := sheet.face(doc, unit.Name, say)
		for cards := unit.Cards; len(cards) > 0; {
			n := min(len(cards), cardColumns*cardRows)
			if err := page(doc, cards[:n], face); err != nil {
				return err
			}
			cards = cards[n:]
		}
	}
	if doc.Pages() == 0 {
		return models.Fail(models.Invalid, "print.empty")
	}
	return doc.Write(w)
}

// page sets up to ten cards.
func page(doc *typeset.Document, cards []Card, face []text) error {
	codes, err := encode(cards)
	if err != nil {
		return err
	}
	doc.AddPage()
	doc.CutMarks(cardLeft, cardTop, cardWidth, cardHeight, cardColumns, cardRows)
	for i, card := range cards {
		x := cardLeft + cardWidth*float64(i%cardColumns)
		y := cardTop + cardHeight*float64(i/cardColumns)
		for _, t := range face {
			doc.Lines(x+t.x, y+t.y, t.width, t.lines, t.style, typeset.Left)
		}
		doc.Code(codes[i], x+2, y+2, cardCode)
		if err := typed(doc, x+cardPad, y+cardHeight-4.6, card.Code); err != nil {
			return err
		}
	}
	return nil
}

// encode makes the codes of a page on all processors: it costs twenty times what drawing them does.
func encode(cards []Card) ([]qr.Code, error) {
	codes := make([]qr.Code, len(cards))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, card := range cards {
		group.Go(func() (err error) {
			codes[i], err = qr.Encode(card.URL)
			return err
		})
	}
	return codes, group.Wait()
}

// typed sets the code for those who type it, in groups of four across the card.
func typed(doc *typeset.Document, x, y float64, code string) error {
	code = strings.ReplaceAll(code, "-", "")
	if len(code) != codeLength {
		return models.Fail(models.Invalid, "print.card.code", codeLength)
	}
	const pitch = (cardWidth - 2*cardPad) / (codeLength + 3)
	sign := typeset.Style{Size: 16, Color: typeset.Ink, Bold: true}
	for i := 0; i < codeLength; i += 4 {
		doc.Tabular(x, y, pitch, code[i:i+4], sign)
		x += 4 * pitch
		if i+4 < codeLength {
			doc.Tabular(x, y, pitch, "-", typeset.Style{Size: 16, Color: typeset.Grey})
			x += pitch
		}
	}
	return nil
}

// face lays out what all cards of a unit have in common, once: beside the code as large as fits, the hint below it.
func (r Round) face(doc *typeset.Document, unit string, say models.Say) []text {
	var beside []text
	for scale := 1.0; scale > 0.4; scale -= 0.05 {
		var end float64
		if beside, end = r.beside(doc, unit, scale, say); end <= cardCode+2 {
			break
		}
	}
	hint := typeset.Style{Size: 7, Color: typeset.Grey, Leading: 1.4}
	hint, lines := doc.Fit(say("print.card.type", spoken(r.Base)), cardWidth-2*cardPad, 1, 5, hint)
	return append(beside, text{cardPad, cardCode + 4, cardWidth - 2*cardPad, lines, hint})
}

// block is one text beside the code: at most so many lines, at a part of its size.
type block struct {
	text  string
	most  int
	scale float64
	style typeset.Style
}

// beside lays out what stands beside the code, and gives where it ends. A long name takes a smaller scale; the rest
// follows only when the name is down to its size.
func (r Round) beside(doc *typeset.Document, unit string, scale float64, say models.Say) ([]text, float64) {
	const left, width = cardCode + 3.5, cardWidth - cardPad - cardCode - 3.5
	rest := min(1, scale+0.4)
	promise := say("print.card.promise")
	if r.Trial {
		promise = say("print.trial.short")
	}
	blocks := []block{
		{r.Title, 2, rest, typeset.Style{Size: 8.5, Color: typeset.Accent, Bold: true, Leading: 1.35}},
		{unit, 3, scale, typeset.Style{Size: 13, Color: typeset.Ink, Bold: true, Leading: 1.35}},
		{say("print.card.until", moment(r.Closes, r.Lang)), 2, rest, typeset.Style{Size: 8.5, Color: typeset.Ink, Leading: 1.4}},
		{promise, 3, rest, typeset.Style{Size: 7.5, Color: typeset.Grey, Leading: 1.4}},
	}
	if r.Trial {
		mark := block{say("print.trial.mark"), 1, rest, typeset.Style{Size: 17, Color: typeset.Accent, Bold: true, Leading: 1.15}}
		blocks = append([]block{mark}, blocks...)
	}
	var out []text
	y := 4.5
	for _, block := range blocks {
		block.style.Size *= block.scale
		style, lines := doc.Fit(block.text, width, block.most, 0.7*block.style.Size, block.style)
		t := text{left, y, width, lines, style}
		out = append(out, t)
		y += t.height() + 0.8
	}
	return out, y
}
