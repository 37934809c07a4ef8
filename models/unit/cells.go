package unit

import (
	"bufio"
	"encoding/xml"
	"errors"
	"io"
	"iter"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"jianfu/models"
)

const maxToken = 1 << 20 // bytes of one piece of XML, many times what a cell can hold (32,767 characters)

// meter counts what is unpacked. As an io.ByteReader it is read byte by byte, never ahead, so that one endless token
// is stopped as surely as an endless part.
type meter struct {
	*bufio.Reader
	left  *int // of the workbook
	token int  // of the token that is being read
}

var errBudget = errors.New("unit: the workbook unpacks to too much")

// ReadByte is what encoding/xml calls.
func (m *meter) ReadByte() (byte, error) {
	if *m.left <= 0 || m.token <= 0 {
		return 0, errBudget
	}
	*m.left--
	m.token--
	return m.Reader.ReadByte()
}

// tokens yields the raw tokens of a part: raw, because keeping track of open elements would take memory without bound.
// A token is good until the next one is asked for.
func (w *workbook) tokens(name string) iter.Seq2[xml.Token, error] {
	return func(yield func(xml.Token, error) bool) {
		file := w.files[name]
		if file == nil {
			yield(nil, unreadable(errors.New("unit: the workbook lacks a part")))
			return
		}
		part, err := file.Open()
		if err != nil {
			yield(nil, unreadable(err))
			return
		}
		defer part.Close()
		m := &meter{Reader: bufio.NewReader(part), left: &w.left}
		decoder := xml.NewDecoder(m)
		for {
			m.token = maxToken
			token, err := decoder.RawToken()
			switch {
			case err == io.EOF:
				return
			case errors.Is(err, errBudget):
				err = &models.Error{Kind: models.TooLarge, Key: "unit.workbook_large", Err: err}
			case err != nil:
				err = unreadable(err)
			}
			if !yield(token, err) || err != nil {
				return
			}
		}
	}
}

// readStrings reads the strings that cells point to. Phonetic guides are not part of a string.
func (w *workbook) readStrings(part string) error {
	var text strings.Builder
	var inText, inGuide bool
	for token, err := range w.tokens(part) {
		if err != nil {
			return err
		}
		switch e := token.(type) {
		case xml.StartElement:
			inText = e.Name.Local == "t"
			inGuide = inGuide || e.Name.Local == "rPh"
		case xml.CharData:
			if inText && !inGuide {
				text.Write(e)
			}
		case xml.EndElement:
			inText = false
			switch e.Name.Local {
			case "rPh":
				inGuide = false
			case "si":
				if len(w.strings) >= maxStrings {
					return models.Fail(models.TooLarge, "unit.workbook_large")
				}
				w.strings = append(w.strings, unescape(text.String()))
				text.Reset()
			}
		}
	}
	return nil
}

// read hands the rows of a worksheet to s and keeps its merged ranges.
func (w *workbook) read(part string, s *sheet) error {
	defer s.settle()
	w.merged = w.merged[:0]
	r := rowReader{workbook: w, sheet: s}
	for token, err := range w.tokens(part) {
		if err != nil {
			return err
		}
		more := true
		switch e := token.(type) {
		case xml.StartElement:
			err = r.start(e)
		case xml.CharData:
			if r.inText {
				r.text.Write(e)
			}
		case xml.EndElement:
			more, err = r.end(e.Name.Local)
		}
		if err != nil || !more {
			return err
		}
	}
	return nil
}

// rowReader is where the reading of a worksheet stands.
type rowReader struct {
	*workbook
	sheet       *sheet
	row, column int    // from 1
	kind        string // of the cell: the type of its value
	inText      bool
	text        strings.Builder
	cells       [maxColumns]string
}

func (r *rowReader) start(e xml.StartElement) error {
	r.inText = e.Name.Local == "v" || e.Name.Local == "t"
	switch e.Name.Local {
	case "row":
		next, err := strconv.Atoi(attribute(e, "r"))
		if err != nil {
			next = r.row + 1
		}
		if next <= r.row {
			return unreadable(errors.New("unit: rows out of order"))
		}
		r.row, r.column, r.cells = next, 0, [maxColumns]string{}
	case "c":
		r.column++
		if at, _, ok := cellAt(attribute(e, "r")); ok {
			r.column = at
		}
		r.kind = attribute(e, "t")
		r.text.Reset()
	case "mergeCell":
		if len(r.merged) < MaxRows {
			r.merged = append(r.merged, attribute(e, "ref"))
		}
	}
	return nil
}

// end takes a finished cell or row. It reports whether to read on.
func (r *rowReader) end(element string) (bool, error) {
	r.inText = false
	switch {
	case element == "row":
		return r.sheet.add(r.row, r.cells[:])
	case element == "c" && r.column >= 1 && r.column <= maxColumns: // a raw end may come without its start
		r.cells[r.column-1] = r.value(r.kind, r.text.String())
	}
	return true, nil
}

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

// spread gives every row of a merged cell in the parent column the value of its first row: people merge the cell of a
// parent over all that is below it. In other columns that would double a code or a headcount, so there the rows stay
// blank and are listed as wrong.
func (s *sheet) spread(merged []string) {
	parent := s.head.at[atParent]
	budget := MaxRows // ranges of a sound sheet do not overlap
	for _, ref := range merged {
		from, to, _ := strings.Cut(ref, ":")
		left, top, ok := cellAt(from)
		right, bottom, ok2 := cellAt(to)
		if !ok || !ok2 || parent < 0 || left > parent+1 || right < parent+1 {
			continue
		}
		first, found := slices.BinarySearchFunc(s.rows, top, func(l line, row int) int { return l.number - row })
		if !found {
			continue
		}
		value := s.rows[first].cells[left-1]
		for _, l := range s.rows[first:] {
			if budget--; l.number > bottom || budget < 0 {
				break
			}
			l.cells[parent] = value
		}
	}
}
