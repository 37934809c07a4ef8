package charts

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
)

// The palette: one accent for the subject, grey for the context, ink for text and intervals.
const (
	accent  = "#0f6b5c"
	context = "#aab3b5"
	ink     = "#1d2628"
	faint   = "#5a6668"
	line    = "#dfe4e5"
	family  = "PingFang SC, Hiragino Sans GB, Microsoft YaHei, Noto Sans SC, system-ui, sans-serif"
)

const (
	width    = 720.0 // of every drawing, in user units; it scales with the page
	fontSize = 13.0
	lead     = 17.0 // distance of lines of text
	gap      = 10.0 // between a label and what it labels
)

// canvas collects the elements of a drawing. id begins every id in it, so that several drawings can stand in one page.
type canvas struct {
	id string
	b  strings.Builder
}

// attr escapes text for an element or an attribute and drops what XML 1.0 does not allow.
func attr(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == '\t' || r == '\n' || r >= ' ' && r != 0xFFFE && r != 0xFFFF && r != unicode.ReplacementChar {
			return r
		}
		return -1
	}, s)
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#39;").Replace(s)
}

// num writes a coordinate with at most one decimal.
func num(v float64) string { return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64) }

func (c *canvas) rect(x, y, w, h float64, fill string) {
	fmt.Fprintf(&c.b, `<rect x="%s" y="%s" width="%s" height="%s" fill="%s"/>`, num(x), num(y), num(max(0, w)), num(h), fill)
}

func (c *canvas) stroke(x1, y1, x2, y2 float64, colour string, weight float64) {
	fmt.Fprintf(&c.b, `<line x1="%s" y1="%s" x2="%s" y2="%s" stroke="%s" stroke-width="%s"/>`,
		num(x1), num(y1), num(x2), num(y2), colour, num(weight))
}

func (c *canvas) circle(x, y, r float64, fill, edge string) {
	fmt.Fprintf(&c.b, `<circle cx="%s" cy="%s" r="%s" fill="%s" stroke="%s" stroke-width="1.8"/>`, num(x), num(y), num(r), fill, edge)
}

// text writes one line; anchor is start, middle or end.
func (c *canvas) text(x, y float64, anchor, colour, s string) {
	fmt.Fprintf(&c.b, `<text x="%s" y="%s" text-anchor="%s" fill="%s">%s</text>`, num(x), num(y), anchor, colour, attr(s))
}

// note writes one line beginning at x around the middle y, on white, so that no line of the drawing runs through it.
func (c *canvas) note(x, y float64, colour, s string) {
	c.rect(x-3, y-fontSize*0.6, measure(s)+4, fontSize*1.2, "#ffffff")
	c.text(x, y+fontSize*0.36, "start", colour, s)
}

// lines writes several lines around the middle y.
func (c *canvas) lines(x, y float64, anchor, colour string, lines []string) {
	top := y - lead*float64(len(lines)-1)/2 + fontSize*0.36
	for i, s := range lines {
		c.text(x, top+lead*float64(i), anchor, colour, s)
	}
}

// whisker draws an interval on a white edge, so that it is seen on a dark bar as well as on paper.
func (c *canvas) whisker(low, high, at float64, upright bool) {
	ends := func(a1, a2, b1, b2 float64, colour string, weight float64) {
		if upright {
			a1, a2, b1, b2 = a2, a1, b2, b1
		}
		c.stroke(a1, a2, b1, b2, colour, weight)
	}
	for _, layer := range []struct {
		colour string
		weight float64
	}{{"#ffffff", 3.4}, {ink, 1.4}} {
		ends(low, at, high, at, layer.colour, layer.weight)
		ends(low, at-4, low, at+4, layer.colour, layer.weight)
		ends(high, at-4, high, at+4, layer.colour, layer.weight)
	}
}

// hatched draws a cell for what is not published, or not exactly, and says why beside it where there is a reason.
func (c *canvas) hatched(x, y, w, h float64, reason string) {
	fmt.Fprintf(&c.b, `<rect x="%s" y="%s" width="%s" height="%s" fill="url(#%s-hatch)" stroke="%s" stroke-width="1"/>`,
		num(x), num(y), num(max(0, w)), num(h), attr(c.id), context)
	if reason != "" {
		c.note(x+w+gap, y+h/2, faint, reason)
	}
}

// finish wraps the elements into a drawing of the given height. Its title and description name it for readers who do not
// see it, also where a browser does not read them out by itself.
func (c *canvas) finish(height float64, title, desc string) string {
	id := attr(c.id)
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="%[1]s-title" aria-describedby="%[1]s-desc" `+
		`viewBox="0 0 %[2]s %[3]s" font-family="%[4]s" font-size="%[5]s"><title id="%[1]s-title">%[6]s</title><desc id="%[1]s-desc">%[7]s</desc>`+
		`<defs><pattern id="%[1]s-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">`+
		`<rect width="6" height="6" fill="#ffffff"/><line x1="0" y1="0" x2="0" y2="6" stroke="%[8]s" stroke-width="3"/></pattern></defs>%[9]s</svg>`,
		id, num(width), num(height), family, num(fontSize), attr(title), attr(desc), context, c.b.String())
}

// measure estimates the width of a text: a Chinese character is one em, anything else a little more than a half.
// Fonts differ; an estimate on the safe side does for laying out.
func measure(s string) float64 {
	ems := 0.0
	for _, r := range s {
		switch {
		case r >= 0x2E80 || r == '≤' || r == '≥': // which a Chinese font draws as wide as a character
			ems++
		case unicode.IsUpper(r) || r == '%' || r == '—':
			ems += 0.84
		case r == ' ' || r == 'i' || r == 'l' || r == '.' || r == ',' || r == '\'':
			ems += 0.36
		default:
			ems += 0.63
		}
	}
	return ems * fontSize
}

// wrap breaks a text into lines no wider than limit, at spaces where it has any, between Chinese characters, and cuts it
// with an ellipsis after most lines. A closing mark never starts a line.
func wrap(s string, limit float64, most int) []string {
	var lines []string
	current := ""
	for _, word := range words(s) {
		if current != "" && measure(current+strings.TrimRight(word, " ")) > limit {
			lines = append(lines, strings.TrimRight(current, " "))
			current = ""
		}
		current += word
	}
	lines = append(lines, strings.TrimRight(current, " "))
	if len(lines) > most {
		lines = lines[:most]
		last := []rune(lines[most-1])
		for len(last) > 1 && measure(string(last)+"…") > limit {
			last = last[:len(last)-1]
		}
		lines[most-1] = string(last) + "…"
	}
	return lines
}

// words splits a text where a line may break.
func words(s string) []string {
	var all []string
	start := true // the next character begins a word
	for _, r := range s {
		wide := r >= 0x2E80
		closing := strings.ContainsRune("，。、；：？！）》」』”’…", r)
		if len(all) == 0 || !closing && (start || wide) {
			all = append(all, "")
		}
		all[len(all)-1] += string(r)
		start = r == ' ' || wide
	}
	return all
}

// axis is a linear scale from 0, with a few round ticks.
type axis struct{ most, step float64 }

// newAxis makes room for values up to most.
func newAxis(most float64) axis {
	if most <= 0 {
		most = 1
	}
	step := math.Pow(10, math.Floor(math.Log10(most)))
	for _, f := range []float64{0.2, 0.25, 0.5, 1, 2} {
		if most/(step*f) <= 5 {
			step *= f
			break
		}
	}
	return axis{most: step * math.Ceil(most/step-1e-9), step: step}
}

// ticks lists the values of the ticks from 0 to the end.
func (a axis) ticks() []float64 {
	var all []float64
	for i := 0; float64(i)*a.step <= a.most*1.0001; i++ {
		all = append(all, float64(i)*a.step)
	}
	return all
}

// tickLabel is a tick in the unit of the values.
func tickLabel(v float64, unit string) string { return strconv.FormatFloat(v, 'g', 6, 64) + unit }
