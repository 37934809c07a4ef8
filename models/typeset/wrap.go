package typeset

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Characters that must not begin or end a line (GB/T 15834—2011, 5.1; W3C clreq 3.1.3).
const (
	notFirst = "，。、；：？！）》」』】〕〉”’…—～·％‰℃,.;:?!)]}%/-"
	notLast  = "（《「『【〔〈“‘([{#￥¥$"
)

// Wrap breaks s into lines of at most width mm: Chinese between any two characters except before closing and after
// opening punctuation, other scripts at spaces, and inside a word only where it alone is wider than a line. A newline
// breaks always. There is at least one line.
func (d *Document) Wrap(s string, width float64, style Style) []string {
	var lines []string
	for part := range strings.SplitSeq(s, "\n") {
		lines = append(lines, d.wrapPart(part, width, style)...)
	}
	return lines
}

func (d *Document) wrapPart(s string, width float64, style Style) []string {
	const hair = 1e-6 // sums of widths differ from the width of a sum in the last digits
	var lines [][]string
	var line []string
	used := 0.0
	for _, piece := range pieces(s) {
		bare := d.Width(strings.TrimRight(piece, " "), style)
		if len(line) > 0 && used+bare > width+hair {
			lines = append(lines, line)
			line, used = nil, 0
		}
		if bare > width+hair {
			parts := d.chop(piece, width, style)
			for _, part := range parts[:len(parts)-1] {
				lines = append(lines, []string{part})
			}
			piece = parts[len(parts)-1]
		}
		line = append(line, piece)
		used += d.Width(piece, style)
	}
	lines = append(lines, line)
	d.company(lines, width, style)
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = strings.TrimRight(strings.Join(line, ""), " ")
	}
	return out
}

// company keeps a paragraph from ending in a line of one character (clreq 3.1.4) by sending it a neighbour.
func (d *Document) company(lines [][]string, width float64, style Style) {
	if len(lines) < 2 {
		return
	}
	last, before := lines[len(lines)-1], lines[len(lines)-2]
	end := strings.Join(last, "")
	if len(before) < 3 || utf8.RuneCountInString(strings.TrimRight(end, notFirst)) > 1 {
		return
	}
	if joined := before[len(before)-1] + end; d.Width(joined, style) <= width {
		lines[len(lines)-1] = []string{joined}
		lines[len(lines)-2] = before[:len(before)-1]
	}
}

// chop cuts a word that no line can hold. Spaces at its end go with the last part.
func (d *Document) chop(word string, width float64, style Style) []string {
	var parts []string
	part, used := "", 0.0
	for _, r := range word {
		w := d.Width(string(r), style)
		if part != "" && r != ' ' && used+w > width {
			parts = append(parts, part)
			part, used = "", 0
		}
		part += string(r)
		used += w
	}
	return append(parts, part)
}

// pieces cuts s wherever a line may break. Spaces stay with the word before them.
func pieces(s string) []string {
	var out []string
	start := 0
	var before rune
	for i, r := range s {
		if i > start && breakable(before, r) {
			out = append(out, s[start:i])
			start = i
		}
		before = r
	}
	return append(out, s[start:])
}

// breakable reports whether a line may end between two neighbours.
func breakable(before, after rune) bool {
	switch {
	case after == ' ' || strings.ContainsRune(notFirst, after) || strings.ContainsRune(notLast, before):
		return false
	case before == ' ':
		return true
	case unicode.IsMark(after) || invisible(after):
		return false
	}
	return ideographic(before) || ideographic(after)
}

// ideographic tells characters that are set without spaces between them. Quotes and dashes belong to both worlds and
// go by their other neighbour.
func ideographic(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r >= 0x3000 && r <= 0x303F ||
		r >= 0xFF00 && r <= 0xFFEF || r == missing
}

// Fit wraps s into at most lines lines of width mm, with the largest type from style.Size down to smallest points, in
// steps of half a point, and the lines evened out. What does not fit even then is cut and ends in an ellipsis.
func (d *Document) Fit(s string, width float64, lines int, smallest float64, style Style) (Style, []string) {
	for ; style.Size > smallest; style.Size -= 0.5 {
		if len(d.Wrap(s, width, style)) <= lines {
			return style, d.even(s, width, style)
		}
	}
	style.Size = smallest
	set := d.Wrap(s, width, style)
	if len(set) <= lines {
		return style, d.even(s, width, style)
	}
	set = set[:lines]
	last := []rune(set[lines-1])
	for len(last) > 1 && d.Width(string(last)+"…", style) > width {
		last = last[:len(last)-1]
	}
	set[lines-1] = string(last) + "…"
	return style, set
}

// even wraps s to the narrowest column that needs no further line, so that no title ends in a line of one character.
func (d *Document) even(s string, width float64, style Style) []string {
	best := d.Wrap(s, width, style)
	low, high := width/float64(len(best)+1), width
	for len(best) > 1 && high-low > style.Size*point/4 {
		middle := (low + high) / 2
		set := d.Wrap(s, middle, style)
		if len(set) > len(best) {
			low = middle
		} else {
			best, high = set, middle
		}
	}
	return best
}
