package typeset

import (
	"encoding/binary"
	"errors"
	"slices"
	"strings"
	"sync"

	"jianfu/models"
	"jianfu/static"
)

const fontPath = "fonts/NotoSansSC-Regular.ttf"

// missing stands in for a character that the font lacks: the sign for a missing character of GB/T 15834—2011, 5.
const missing = '□'

// The private use area of the basic plane (Unicode 3.5, chapter 23.5).
const (
	privateFirst = 0xE000
	privateLast  = 0xF8FF
)

// face is the font as the PDF writer wants it. The writer only knows characters of the basic plane, but names of
// places and people hold others (𫟼, 𬇙: 445 are in the font, those of 通用规范汉字表 among them). So the copy that the
// writer gets has a character map of ours, in which they live in the private use area. The map is read only.
type face struct {
	data  []byte
	shown map[rune]rune // every character of the font → the one that draws it
}

// loadFace prepares the embedded font once for the life of the program; it never changes afterwards. Measured on 2
// shared cores: reading 10 MB and mapping it 35 ms, once; parsing it for a document 14 ms and cutting the subset at the
// end 16 ms, both inside the PDF writer and paid by every document.
var loadFace = sync.OnceValues(func() (face, error) {
	data, err := static.Files.ReadFile(fontPath)
	if err != nil {
		return face{}, err
	}
	return newFace(data)
})

// span is a run of characters with consecutive glyphs.
type span struct {
	first, last rune
	glyph       int
}

// newFace maps a TrueType font. It takes data over.
func newFace(data []byte) (face, error) {
	entry, table, err := findTable(data, "cmap")
	if err != nil {
		return face{}, err
	}
	spans, err := readSpans(table)
	if err != nil {
		return face{}, err
	}
	shown := make(map[rune]rune, 32<<10)
	var basic []span
	next := rune(privateFirst)
	for _, s := range spans {
		first := s.first
		switch {
		case s.first > 0xFFFF:
			first = next
			next += s.last - s.first + 1
		case s.last >= privateFirst && s.first <= privateLast:
			continue // a private sign of the font's own means nothing to us
		}
		for r := s.first; r <= s.last; r++ {
			shown[r] = first + r - s.first
		}
		basic = append(basic, span{first, first + s.last - s.first, s.glyph})
	}
	if next > privateLast+1 || shown[missing] == 0 {
		return face{}, errors.New("typeset: the font does not suit")
	}
	cmap := writeSpans(basic)
	binary.BigEndian.PutUint32(data[entry+8:], uint32(len(data)))
	binary.BigEndian.PutUint32(data[entry+12:], uint32(len(cmap)))
	return face{data: append(data, cmap...), shown: shown}, nil
}

// findTable finds a table of a font (OpenType 1.9, "Table Directory"): where its entry is, and its bytes.
func findTable(data []byte, name string) (entry int, table []byte, err error) {
	if len(data) >= 12 {
		for entry := 12; entry < 12+16*int(binary.BigEndian.Uint16(data[4:])) && entry+16 <= len(data); entry += 16 {
			if string(data[entry:entry+4]) != name {
				continue
			}
			from := uint64(binary.BigEndian.Uint32(data[entry+8:]))
			to := from + uint64(binary.BigEndian.Uint32(data[entry+12:]))
			if to <= uint64(len(data)) {
				return entry, data[from:to], nil
			}
		}
	}
	return 0, nil, errors.New("typeset: the font has no table " + name)
}

// readSpans reads the full Unicode map of a cmap table (OpenType 1.9, "cmap", format 12), ascending.
func readSpans(cmap []byte) ([]span, error) {
	word := binary.BigEndian.Uint32
	bad := errors.New("typeset: the font has no full Unicode character map")
	if len(cmap) < 4 {
		return nil, bad
	}
	for at := 4; at < 4+8*int(binary.BigEndian.Uint16(cmap[2:])) && at+8 <= len(cmap); at += 8 {
		off := uint64(word(cmap[at+4:]))
		if off+16 > uint64(len(cmap)) || binary.BigEndian.Uint16(cmap[off:]) != 12 {
			continue
		}
		groups := cmap[off+16:]
		n := uint64(word(cmap[off+12:]))
		if 12*n > uint64(len(groups)) {
			return nil, bad
		}
		spans := make([]span, n)
		for i := range spans {
			g := groups[12*i:]
			spans[i] = span{rune(word(g)), rune(word(g[4:])), int(word(g[8:]))}
			if s := spans[i]; s.first < 0 || s.last < s.first || s.last > 0x10FFFF {
				return nil, bad
			}
		}
		return spans, nil
	}
	return nil, bad
}

// writeSpans writes a cmap table with one map of the basic plane (OpenType 1.9, "cmap", format 4).
func writeSpans(spans []span) []byte {
	slices.SortFunc(spans, func(a, b span) int { return int(a.first - b.first) })
	spans = append(spans, span{0xFFFF, 0xFFFF, 0}) // the standard asks for this last segment, glyph 0
	var out []byte
	put := func(values ...int) {
		for _, v := range values {
			out = binary.BigEndian.AppendUint16(out, uint16(v))
		}
	}
	n := len(spans)
	search, selector := 2, 0
	for search*2 <= n*2 {
		search, selector = search*2, selector+1
	}
	put(0, 1, 3, 1, 0, 12)                               // version, one table: Windows, basic plane, at byte 12
	put(4, 16+8*n, 0, 2*n, search, selector, 2*n-search) // format, length, language, search hints
	column := func(of func(span) int) {
		for _, s := range spans {
			put(of(s))
		}
	}
	column(func(s span) int { return int(s.last) })
	put(0)
	column(func(s span) int { return int(s.first) })
	column(func(s span) int { return s.glyph - int(s.first) }) // modulo 65536, as the standard wants
	column(func(span) int { return 0 })
	return out
}

// latinMarks replaces the marks that a Chinese font draws as wide as a character, which tears English apart.
var latinMarks = strings.NewReplacer("‘", "'", "’", "'", "“", `"`, "”", `"`, "…", "...")

// drawable gives the characters that draw s.
func (d *Document) drawable(s string) string {
	if d.lang == models.English {
		s = latinMarks.Replace(s)
	}
	return strings.Map(func(r rune) rune {
		shown, found := d.face.shown[r]
		switch {
		case invisible(r):
			return -1
		case !found:
			return missing
		}
		return shown
	}, s)
}

// invisible tells characters that have no ink of their own: controls, joiners and variation selectors, which a font
// without the sequence would show as boxes.
func invisible(r rune) bool {
	switch {
	case r < ' ', r >= 0x7F && r < 0xA0, r == 0xAD, r == 0xFEFF:
		return true
	case r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x206F:
		return true
	case r >= 0xFE00 && r <= 0xFE0F, r >= 0xE0000 && r <= 0xE01EF:
		return true
	}
	return false
}
