package print

import (
	"io"
	"slices"
	"strings"

	"jianfu/models"
	"jianfu/models/qr"
	"jianfu/models/typeset"
)

// RecoverySheet is the paper copy of a round key that an evaluator has wrapped with a passphrase. Of Round it needs
// Lang, Title, Organizer, Evaluator and Printed; Manifest may still be empty.
type RecoverySheet struct {
	Round
	Holder      string // whose passphrase opens it
	Fingerprint string // of the public round key
	Armor       string // the wrapped key as the age tool reads it (age-encryption.org/v1, armored)
}

const (
	maxArmor   = 2 << 10 // bytes; a wrapped P-256 key has some 500, and this much fills a page
	armorWidth = 64      // characters a line, as age writes them
	chunkLines = 7       // what one code holds: 455 bytes make version 21, modules of 0.7 mm on paper
	chunkSide  = 78.0    // mm
)

// Recovery writes the sheet as PDF: the wrapped key as text and as codes. The passphrase is not on it. An armor that is
// not ASCII in lines of 64 characters, or longer than 2 KiB, is Invalid.
func Recovery(w io.Writer, sheet RecoverySheet, say models.Say) error {
	lines, err := armorLines(sheet.Armor)
	if err != nil {
		return err
	}
	doc, err := sheet.document(say("print.recovery.kind"))
	if err != nil {
		return err
	}
	doc.AddPage()
	y := sheet.heading(doc, say("print.recovery.title"), say("print.recovery.subject"), say)
	y = sheet.recoveryFacts(doc, y+4, say)
	y = sheet.warning(doc, y+4, say)
	steps(doc, y+6, []string{say("print.recovery.save"), say("print.recovery.open"), say("print.recovery.use")})
	places(doc, say)

	doc.AddPage()
	y = sheet.heading(doc, say("print.recovery.armor"), "", say)
	y = doc.Typewriter(posterLeft, y+6, lines, typeset.Style{Size: 10, Color: typeset.Ink, Leading: 1.35})
	if err := chunks(doc, y+8, lines, say); err != nil {
		return err
	}
	return doc.Write(w)
}

// armorLines splits the armor, which people copy, scan or retype: only printable ASCII comes back the same.
func armorLines(armor string) ([]string, error) {
	armor = strings.TrimSpace(strings.ReplaceAll(armor, "\r\n", "\n"))
	if armor == "" || len(armor) > maxArmor {
		return nil, models.Fail(models.Invalid, "print.recovery.size", maxArmor)
	}
	lines := strings.Split(armor, "\n")
	for _, line := range lines {
		if len(line) > armorWidth || strings.ContainsFunc(line, func(r rune) bool { return r < ' ' || r > '~' }) {
			return nil, models.Fail(models.Invalid, "print.recovery.armor_text")
		}
	}
	return lines, nil
}

// recoveryFacts sets a table of labels and values, and returns where it ends.
func (s RecoverySheet) recoveryFacts(doc *typeset.Document, y float64, say models.Say) float64 {
	label := typeset.Style{Size: 10.5, Color: typeset.Grey}
	value := typeset.Style{Size: 10.5, Color: typeset.Ink}
	for _, fact := range [][2]string{
		{say("print.organizer.label"), s.Organizer},
		{say("print.evaluator.label"), s.Evaluator},
		{say("print.recovery.holder"), s.Holder},
		{say("print.recovery.made"), day(s.Printed, s.Lang)},
		{say("print.recovery.fingerprint"), s.Fingerprint},
		{say("print.manifest.label"), s.Manifest},
	} {
		if fact[1] == "" {
			continue
		}
		doc.Paragraph(posterLeft, y, 46, fact[0], label, typeset.Left)
		y = doc.Paragraph(posterLeft+48, y, posterWidth-48, fact[1], value, typeset.Left)
	}
	return y
}

// warning sets what is lost with the passphrase, and returns where it ends.
func (s RecoverySheet) warning(doc *typeset.Document, y float64, say models.Say) float64 {
	lost, lines := doc.Fit(say("print.recovery.lost"), posterWidth-5, 1, 9,
		typeset.Style{Size: 14, Color: typeset.Ink, Bold: true})
	end := doc.Lines(posterLeft+5, y, posterWidth-5, lines, lost, typeset.Left)
	end = doc.Paragraph(posterLeft+5, end, posterWidth-5, say("print.recovery.apart"),
		typeset.Style{Size: 11, Color: typeset.Ink}, typeset.Left)
	bar(doc, y, end, typeset.Amber)
	return end
}

// places leaves room to note by hand where the passphrase is kept and by whom.
func places(doc *typeset.Document, say models.Say) {
	label := typeset.Style{Size: 10.5, Color: typeset.Grey}
	y := 238.0
	for _, key := range []string{"print.recovery.place", "print.recovery.place2", "print.recovery.signed"} {
		doc.Line(posterLeft, y, say(key), label, typeset.Left)
		doc.Rule(posterLeft, y+10, posterLeft+posterWidth, y+10, 0.2, typeset.Pale)
		y += 17
	}
}

// chunks sets the armor as codes, two in a row, each of whole lines: scanned one after the other they give the text.
func chunks(doc *typeset.Document, y float64, lines []string, say models.Say) error {
	label := typeset.Style{Size: 10, Color: typeset.Grey}
	texts := cut(lines)
	for i, text := range texts {
		code, err := qr.Encode(text)
		if err != nil {
			return err
		}
		if i%2 == 0 && y+6+chunkSide > typeset.PageHeight-12 {
			doc.AddPage()
			y = 24
		}
		x := posterLeft + float64(i%2)*(posterWidth-chunkSide)
		doc.Paragraph(x, y, chunkSide, say("print.recovery.code", i+1, len(texts)), label, typeset.Center)
		doc.Code(code, x, y+6, chunkSide)
		if i%2 == 1 {
			y += chunkSide + 12
		}
	}
	return nil
}

// cut joins lines to texts that a code holds, of nearly equal length.
func cut(lines []string) []string {
	codes := (len(lines) + chunkLines - 1) / chunkLines
	var texts []string
	for part := range slices.Chunk(lines, (len(lines)+codes-1)/codes) {
		texts = append(texts, strings.Join(part, "\n")+"\n")
	}
	return texts
}
