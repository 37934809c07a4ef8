package spreadsheet

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

// decode reads text. It finds the encoding: a byte order mark, else UTF-8 where it is valid, else GB 18030, of which GBK
// is a part. Errors are Invalid: spreadsheet.file_encoding, spreadsheet.file_type.
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
		return "", &models.Error{Kind: models.Invalid, Key: "spreadsheet.file_encoding", Err: err}
	}
	if bytes.IndexByte(text, 0) >= 0 { // a picture, a program: no table
		return "", models.Fail(models.Invalid, "spreadsheet.file_type")
	}
	return string(text), nil
}

// readDelimited reads text as RFC 4180 has it, with comma as the delimiter, until give says to stop. A stray quotation
// mark ends it with an error that names the line.
func readDelimited(text string, comma rune, give func(Row) (bool, error)) error {
	if !strings.Contains(text, "\n") { // the line ends of old Macs
		text = strings.ReplaceAll(text, "\r", "\n")
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.ReuseRecord = comma, -1, true
	for {
		cells, err := r.Read()
		var bad *csv.ParseError
		switch {
		case err == io.EOF:
			return nil
		case errors.As(err, &bad):
			return models.Fail(models.Invalid, "spreadsheet.quotation", bad.StartLine)
		case err != nil:
			return unreadable(err)
		}
		number, _ := r.FieldPos(0)
		if more, err := give(Row{Number: number, Cells: cells[:min(len(cells), MaxColumns)]}); err != nil || !more {
			return err
		}
	}
}
