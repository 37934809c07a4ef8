package spreadsheet

import (
	"bufio"
	"encoding/xml"
	"errors"
	"io"
	"iter"
	"strconv"
	"strings"

	"jianfu/models"
)

const maxToken = 1 << 20 // bytes of one piece of XML, many times what a cell can hold

// meter counts what is unpacked. As an io.ByteReader it is read byte by byte, never ahead, so that one endless token
// is stopped as surely as an endless part.
type meter struct {
	*bufio.Reader
	left  *int // of the workbook
	token int  // of the token that is being read
}

var errBudget = errors.New("spreadsheet: the workbook unpacks to too much")

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
			yield(nil, unreadable(errors.New("spreadsheet: the workbook lacks a part")))
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
				err = &models.Error{Kind: models.TooLarge, Key: "spreadsheet.workbook_large", Err: err}
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
					return models.Fail(models.TooLarge, "spreadsheet.workbook_large")
				}
				w.strings = append(w.strings, unescape(text.String()))
				text.Reset()
			}
		}
	}
	return nil
}

// read hands the rows of a worksheet to give, until that says to stop, and keeps the merged ranges.
func (w *workbook) read(part string, give func(Row) (bool, error)) error {
	w.merged = w.merged[:0]
	r := rowReader{workbook: w, give: give}
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
	give        func(Row) (bool, error)
	row, column int    // from 1
	last        int    // the last column that was filled in this row
	kind        string // of the cell: the type of its value
	inText      bool
	formula     bool
	text        strings.Builder
	cells       [MaxColumns]string
	formulas    []int
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
			return unreadable(errors.New("spreadsheet: rows out of order"))
		}
		clear(r.cells[:r.last])
		r.row, r.column, r.last, r.formulas = next, 0, 0, r.formulas[:0]
	case "c":
		r.column++
		if at, _, ok := cellAt(attribute(e, "r")); ok {
			r.column = at
		}
		r.kind, r.formula = attribute(e, "t"), false
		r.text.Reset()
	case "f":
		r.formula = true
	case "mergeCell":
		if m, ok := rangeAt(attribute(e, "ref")); ok && len(r.merged) < maxMerged {
			r.merged = append(r.merged, m)
		}
	}
	return nil
}

// end takes a finished cell or row. It reports whether to read on.
func (r *rowReader) end(element string) (bool, error) {
	r.inText = false
	switch {
	case element == "row":
		return r.give(Row{Number: r.row, Cells: r.cells[:r.last], Formulas: r.formulas})
	case element == "c" && r.column >= 1 && r.column <= MaxColumns: // a raw end may come without its start
		r.cells[r.column-1] = r.value(r.kind, r.text.String())
		r.last = max(r.last, r.column)
		if r.formula && len(r.formulas) < MaxColumns {
			r.formulas = append(r.formulas, r.column-1)
		}
	}
	return true, nil
}
