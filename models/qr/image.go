package qr

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"strconv"
	"strings"

	"jianfu/models"
)

// maxModulePx bounds a PNG at 185 × 64 pixels a side, 17 MB of memory while it is made.
const maxModulePx = 64

// SVG draws the code as one path on white, in units of modules: it scales to any size and stays sharp, since crisp
// edges forbid the grey seams that antialiasing leaves between squares.
func (c Code) SVG() []byte {
	size := strconv.Itoa(c.Size())
	out := make([]byte, 0, 300+12*c.Size()*c.Size()/4)
	out = append(out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 `+size+` `+size+
		`" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h`+size+`v`+size+`H0z"/><path d="`...)
	for _, r := range c.Runs() {
		out = append(out, 'M')
		out = strconv.AppendInt(out, int64(r.X), 10)
		out = append(out, ' ')
		out = strconv.AppendInt(out, int64(r.Y), 10)
		out = append(out, 'h')
		out = strconv.AppendInt(out, int64(r.N), 10)
		out = append(out, "v1h-"...)
		out = strconv.AppendInt(out, int64(r.N), 10)
		out = append(out, 'z')
	}
	return append(out, `"/></svg>`...)
}

// PNG draws the code in black and white, one bit a pixel, modulePx pixels a module. A modulePx outside 1 to 64 is
// Invalid.
func (c Code) PNG(modulePx int) ([]byte, error) {
	if modulePx < 1 || modulePx > maxModulePx {
		return nil, models.Fail(models.Invalid, "print.qr.size", maxModulePx)
	}
	side := c.Size() * modulePx
	// A palette of two colours makes the encoder write one bit a pixel.
	img := image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{color.White, color.Black})
	for _, r := range c.Runs() {
		first := r.Y * modulePx * img.Stride
		line := img.Pix[first+r.X*modulePx : first+(r.X+r.N)*modulePx]
		for i := range line {
			line[i] = 1
		}
		for dy := 1; dy < modulePx; dy++ {
			copy(img.Pix[first+dy*img.Stride+r.X*modulePx:], line)
		}
	}
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := encoder.Encode(&out, img); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// Terminal draws the code with half blocks, two rows of modules a line. Colours are set for every line (black on
// white), so that it reads the same on dark and light terminals.
func (c Code) Terminal() string {
	const blackOnWhite, reset = "\x1b[30;107m", "\x1b[0m"
	var out strings.Builder
	for y := 0; y < c.Size(); y += 2 {
		out.WriteString(blackOnWhite)
		for x := range c.Size() {
			switch upper, lower := c.Dark(x, y), c.Dark(x, y+1); {
			case upper && lower:
				out.WriteRune('█')
			case upper:
				out.WriteRune('▀')
			case lower:
				out.WriteRune('▄')
			default:
				out.WriteByte(' ')
			}
		}
		out.WriteString(reset + "\n")
	}
	return out.String()
}
