package typeset

import (
	"bytes"
	"fmt"
	"strconv"

	"jianfu/models/qr"
)

// Code draws a QR code in black on a square of side mm, quiet zone included: one path and one fill, since squares
// filled one by one cost three times as much and leave hairlines between them on screens.
func (d *Document) Code(code qr.Code, x, y, side float64) {
	runs := code.Runs()
	if len(runs) == 0 {
		return
	}
	// A coordinate system whose unit is a module, rows counted downwards, makes all numbers small and whole.
	unit := side / float64(code.Size()) / point
	path := make([]byte, 0, 64+12*len(runs))
	path = fmt.Appendf(path, "q 0 g %.5f 0 0 %.5f %.3f %.3f cm\n", unit, -unit, x/point, (PageHeight-y)/point)
	for _, r := range runs {
		path = strconv.AppendInt(path, int64(r.X), 10)
		path = append(path, ' ')
		path = strconv.AppendInt(path, int64(r.Y), 10)
		path = append(path, ' ')
		path = strconv.AppendInt(path, int64(r.N), 10)
		path = append(path, " 1 re\n"...)
	}
	d.pdf.RawWriteBuf(bytes.NewReader(append(path, "f Q"...)))
}

// Rule draws a straight line of that thickness in mm.
func (d *Document) Rule(x1, y1, x2, y2, thickness float64, color Color) {
	d.pdf.RawWriteStr(fmt.Sprintf("q %s RG %.3f w %.3f %.3f m %.3f %.3f l S Q", operands(color), thickness/point,
		x1/point, (PageHeight-y1)/point, x2/point, (PageHeight-y2)/point))
}

// Fill paints a rectangle.
func (d *Document) Fill(x, y, width, height float64, color Color) {
	d.pdf.RawWriteStr(fmt.Sprintf("q %s rg %.3f %.3f %.3f %.3f re f Q", operands(color),
		x/point, (PageHeight-y-height)/point, width/point, height/point))
}

// CutMarks marks a grid of columns × rows cells of width × height mm, its corner at (x, y): ticks outside its edge for
// a guillotine, small crosses inside for scissors. No line crosses a cell.
func (d *Document) CutMarks(x, y, width, height float64, columns, rows int) {
	const (
		gap  = 1.5 // between grid and tick
		tick = 5
		arm  = 1.5
		thin = 0.1
	)
	right, bottom := x+width*float64(columns), y+height*float64(rows)
	for c := range columns + 1 {
		cx := x + width*float64(c)
		d.Rule(cx, y-gap-tick, cx, y-gap, thin, Grey)
		d.Rule(cx, bottom+gap, cx, bottom+gap+tick, thin, Grey)
	}
	for r := range rows + 1 {
		cy := y + height*float64(r)
		d.Rule(x-gap-tick, cy, x-gap, cy, thin, Grey)
		d.Rule(right+gap, cy, right+gap+tick, cy, thin, Grey)
	}
	for c := 1; c < columns; c++ {
		for r := 1; r < rows; r++ {
			cx, cy := x+width*float64(c), y+height*float64(r)
			d.Rule(cx-arm, cy, cx+arm, cy, thin, Grey)
			d.Rule(cx, cy-arm, cx, cy+arm, thin, Grey)
		}
	}
}
