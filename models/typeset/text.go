package typeset

import (
	"fmt"
	"strings"
)

// Color is a colour of ink, red, green and blue from 0 to 255.
type Color struct{ R, G, B uint8 }

// The inks: paper stays white. Accent is for the one thing on a page that should be seen first, Amber for a warning.
var (
	Ink    = Color{0x1b, 0x1f, 0x1e}
	Grey   = Color{0x55, 0x5e, 0x5c} // 6.6 : 1 on white
	Pale   = Color{0xcf, 0xd6, 0xd4} // rules and marks, never text
	Accent = Color{0x0f, 0x6b, 0x5c}
	Amber  = Color{0xb4, 0x6a, 0x0b} // attention
)

// Style is how a text looks. Leading is the distance of baselines as a multiple of Size, 0 reads as 1.6.
type Style struct {
	Size    float64 // points
	Bold    bool
	Color   Color
	Leading float64
}

// Pitch is the distance of two baselines in mm.
func (s Style) Pitch() float64 {
	if s.Leading == 0 {
		s.Leading = 1.6
	}
	return s.Size * s.Leading * point
}

// ascent is what Chinese characters reach above the baseline, in mm: 0.88 em in this font.
func (s Style) ascent() float64 { return 0.88 * s.Size * point }

// Align says which edge of its space a line keeps to.
type Align uint8

// The alignments.
const (
	Left Align = iota
	Center
	Right
)

// Width is the width of s on one line, in mm.
func (d *Document) Width(s string, style Style) float64 {
	drawn := d.drawable(s)
	return float64(d.pdf.GetStringSymbolWidth(drawn)) / 1000 * style.Size * point
}

// Line draws s on the baseline y. It begins, is centred, or ends at x, whatever its width.
func (d *Document) Line(x, y float64, s string, style Style, align Align) {
	if s == "" {
		return
	}
	switch align {
	case Center:
		x -= d.Width(s, style) / 2
	case Right:
		x -= d.Width(s, style)
	}
	d.use(style)
	drawn := d.drawable(s)
	if drawn != s {
		defer d.meaning(s)()
	}
	d.pdf.Text(x, y, drawn)
}

// meaning says what the drawing up to the call of end is when it is copied or read aloud (ISO 32000-1, 14.9.4).
func (d *Document) meaning(s string) (end func()) {
	d.pdf.RawWriteStr(fmt.Sprintf("/Span <</ActualText <%X>>> BDC", utf16BE(s)))
	return func() { d.pdf.RawWriteStr("EMC") }
}

// Lines draws lines in a column of that width whose first line has its top at top. It returns where they end.
func (d *Document) Lines(x, top, width float64, lines []string, style Style, align Align) float64 {
	at := map[Align]float64{Left: x, Center: x + width/2, Right: x + width}[align]
	// Half of the air between lines goes above the first one.
	first := top + (style.Pitch()-style.Size*point)/2 + style.ascent()
	for i, line := range lines {
		d.Line(at, first+float64(i)*style.Pitch(), line, style, align)
	}
	return top + float64(len(lines))*style.Pitch()
}

// Paragraph wraps s to width and draws it. It returns where it ends.
func (d *Document) Paragraph(x, top, width float64, s string, style Style, align Align) float64 {
	return d.Lines(x, top, width, d.Wrap(s, width, style), style, align)
}

// Tabular draws s with every character centred in a cell of pitch mm, so that columns stand under each other and
// nobody misreads which character is missing. It begins at x.
func (d *Document) Tabular(x, y, pitch float64, s string, style Style) {
	d.use(style)
	defer d.meaning(s)()
	for _, r := range s {
		sign := d.drawable(string(r))
		d.pdf.Text(x+(pitch-d.Width(sign, style))/2, y, sign)
		x += pitch
	}
}

// Typewriter draws lines of ASCII in Courier, one of the fonts that every PDF reader has: text for machines, where l,
// I and 1 must differ and copying must give the same bytes. It returns where the lines end.
func (d *Document) Typewriter(x, top float64, lines []string, style Style) float64 {
	d.use(style)
	d.pdf.SetFont("courier", "", style.Size)
	defer func() {
		d.pdf.SetFont(family, "", style.Size)
		d.set = Style{}
	}()
	first := top + style.ascent()
	for i, line := range lines {
		d.pdf.Text(x, first+float64(i)*style.Pitch(), strings.Map(ascii, line))
	}
	return top + float64(len(lines))*style.Pitch()
}

// ascii keeps printable ASCII and shows anything else as a question mark.
func ascii(r rune) rune {
	if r < ' ' || r > '~' {
		return '?'
	}
	return r
}

// use sets the page to a style, writing only what changes.
func (d *Document) use(style Style) {
	style.Leading = 0
	if style == d.set {
		return
	}
	if style.Size != d.set.Size {
		d.pdf.SetFontSize(style.Size)
	}
	c := style.Color
	d.pdf.SetTextColor(int(c.R), int(c.G), int(c.B))
	if style.Bold {
		// The font comes in one weight. Stroking the outlines thickens them, as a semibold would be.
		d.pdf.RawWriteStr(fmt.Sprintf("2 Tr %.3f w %s RG", 0.026*style.Size, operands(c)))
	} else {
		d.pdf.RawWriteStr("0 Tr")
	}
	d.set = style
}

// operands writes a colour as PDF numbers.
func operands(c Color) string {
	return fmt.Sprintf("%.3f %.3f %.3f", float64(c.R)/255, float64(c.G)/255, float64(c.B)/255)
}
