package unit

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"jianfu/models"
)

// readText reads delimited text (RFC 4180). Nobody says which delimiter a file has: the one under which the headings
// are found is it.
func readText(raw []byte) (*sheet, error) {
	text, err := decode(raw)
	if err != nil {
		return nil, err
	}
	var best *sheet
	var failure error
	for _, comma := range ",;\t" {
		s, err := readDelimited(text, comma)
		if best == nil || s.head.found > best.head.found {
			best, failure = s, err
		}
	}
	return best, failure
}

// decode finds the encoding: a byte order mark, else UTF-8 where it is valid, else GB 18030, of which GBK is a part.
// Errors: Invalid.
func decode(raw []byte) (string, error) {
	var from encoding.Encoding
	switch {
	case bytes.HasPrefix(raw, []byte("\xef\xbb\xbf")):
		raw = raw[3:]
		from = encoding.Nop
	case bytes.HasPrefix(raw, []byte("\xff\xfe")), bytes.HasPrefix(raw, []byte("\xfe\xff")): // Excel's "Unicode text"
		from = unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM)
	case utf8.Valid(raw):
		from = encoding.Nop
	default:
		from = simplifiedchinese.GB18030
	}
	text, err := from.NewDecoder().Bytes(raw)
	if err != nil || !utf8.Valid(text) || from != encoding.Nop && bytes.ContainsRune(text, utf8.RuneError) {
		return "", &models.Error{Kind: models.Invalid, Key: "unit.file_encoding", Err: err}
	}
	if bytes.IndexByte(text, 0) >= 0 { // a picture, a program: no table
		return "", models.Fail(models.Invalid, "unit.file_type")
	}
	return string(text), nil
}

// readDelimited always gives the sheet as far as it was read. Errors: Invalid for a stray quotation mark, with the
// line; TooLarge.
func readDelimited(text string, comma rune) (*sheet, error) {
	s := new(sheet)
	defer s.settle()
	if !strings.Contains(text, "\n") { // the line ends of old Macs
		text = strings.ReplaceAll(text, "\r", "\n")
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord = comma, -1
	for {
		cells, err := r.Read()
		var bad *csv.ParseError
		switch {
		case err == io.EOF:
			return s, nil
		case errors.As(err, &bad):
			return s, models.Fail(models.Invalid, "unit.quotation", bad.StartLine)
		case err != nil:
			return s, &models.Error{Kind: models.Invalid, Key: "unit.file_unreadable", Err: err}
		}
		number, _ := r.FieldPos(0)
		if more, err := s.add(number, cells); err != nil || !more {
			return s, err
		}
	}
}
