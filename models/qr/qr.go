package qr

import (
	"unicode/utf8"

	qrcode "github.com/skip2/go-qrcode"

	"jianfu/models"
)

// MaxBytes is the greatest length of a text in UTF-8 bytes: the capacity in byte mode of version 40 at level Q
// (ISO/IEC 18004:2015, table 7). Texts of digits or capitals alone would fit up to twice as many; nobody needs them.
const MaxBytes = 1663

// QuietZone is the light border, in modules, that the standard asks for on each side.
const QuietZone = 4

// Code is a QR code with its quiet zone. The zero Code has size 0. It is immutable and safe for concurrent use.
type Code struct {
	rows [][]bool
}

// Encode makes the smallest code at error correction level Q that holds text, as UTF-8 bytes, which every scanner in
// use detects. An empty text, one that is not UTF-8, and one of more than MaxBytes are Invalid.
func Encode(text string) (Code, error) {
	switch {
	case text == "" || !utf8.ValidString(text):
		return Code{}, models.Fail(models.Invalid, "print.qr.unreadable")
	case len(text) > MaxBytes:
		return Code{}, models.Fail(models.TooLarge, "print.qr.too_long", MaxBytes)
	}
	// The library's names are shifted against the standard: Low, Medium, High, Highest are L, M, Q, H.
	code, err := qrcode.New(text, qrcode.High)
	if err != nil {
		return Code{}, &models.Error{Kind: models.Internal, Key: "print.qr.unreadable", Err: err}
	}
	return Code{rows: code.Bitmap()}, nil
}

// Size is the number of modules along one side, quiet zone included: 29 to 185.
func (c Code) Size() int { return len(c.rows) }

// Dark reports whether the module in column x and row y is dark, counted from 0 at the top left corner of the quiet
// zone. Everything outside the code is light.
func (c Code) Dark(x, y int) bool {
	return y >= 0 && y < len(c.rows) && x >= 0 && x < len(c.rows) && c.rows[y][x]
}

// Run is a row's stretch of dark modules: columns X to X+N-1 of row Y.
type Run struct{ X, Y, N int }

// Runs gives the dark modules as horizontal runs, row by row: a drawing needs a third of the rectangles then.
func (c Code) Runs() []Run {
	runs := make([]Run, 0, len(c.rows)*len(c.rows)/4)
	for y, row := range c.rows {
		for x := 0; x < len(row); x++ {
			if !row[x] {
				continue
			}
			start := x
			for x < len(row) && row[x] {
				x++
			}
			runs = append(runs, Run{X: start, Y: y, N: x - start})
		}
	}
	return runs
}
