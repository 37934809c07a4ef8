package spreadsheet

import (
	"regexp"
	"strconv"
	"strings"
)

// value is what a cell shows, but for number formats: those are not looked at.
func (w *workbook) value(kind, text string) string {
	switch kind {
	case "s":
		if i, err := strconv.Atoi(text); err == nil && i >= 0 && i < len(w.strings) {
			return w.strings[i]
		}
		return ""
	case "", "n":
		// Binary fractions come with 17 digits; a spreadsheet shows, and people mean, 15.
		if f, err := strconv.ParseFloat(text, 64); err == nil {
			if f, err = strconv.ParseFloat(strconv.FormatFloat(f, 'g', 15, 64), 64); err == nil {
				return strconv.FormatFloat(f, 'f', -1, 64)
			}
		}
	}
	return unescape(text)
}

var escaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// unescape undoes _xHHHH_, which stands for a character that XML cannot hold (ECMA-376 part 1, 22.4.2.4, bstr).
func unescape(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	return escaped.ReplaceAllStringFunc(s, func(e string) string {
		code, _ := strconv.ParseUint(e[2:6], 16, 16)
		return string(rune(code))
	})
}

// Escape keeps a text that looks like an escaped character (_xHHHH_) what it is when it is written into a workbook;
// excelize leaves that to us.
func Escape(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var b strings.Builder
	for i := range len(s) {
		if at := escaped.FindStringIndex(s[i:min(i+7, len(s))]); at != nil {
			b.WriteString("_x005F")
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// cellAt reads a reference such as B12: column and row from 1.
func cellAt(ref string) (column, row int, ok bool) {
	digits := strings.TrimLeft(ref, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	for _, letter := range ref[:len(ref)-len(digits)] {
		if column = column*26 + int(letter-'A') + 1; column > 1<<14 {
			return 0, 0, false
		}
	}
	row, err := strconv.Atoi(digits)
	return column, row, err == nil && column > 0 && row > 0
}

// rangeAt reads a range such as B2:C5 that covers more than one cell.
func rangeAt(ref string) (Range, bool) {
	from, to, _ := strings.Cut(ref, ":")
	left, top, ok := cellAt(from)
	right, bottom, ok2 := cellAt(to)
	return Range{left, top, right, bottom}, ok && ok2 && (left < right || top < bottom)
}

// Column gives the letters by which a spreadsheet program names a column, counted from 1: 28 is AB.
func Column(n int) string {
	var letters []byte
	for ; n > 0; n = (n - 1) / 26 {
		letters = append([]byte{byte('A' + (n-1)%26)}, letters...)
	}
	return string(letters)
}
