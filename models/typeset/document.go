package typeset

import (
	"encoding/binary"
	"io"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"codeberg.org/go-pdf/fpdf"

	"jianfu/models"
)

// The page: A4, ISO 216.
const (
	PageWidth  = 210.0
	PageHeight = 297.0
)

const (
	family = "noto"
	point  = 25.4 / 72 // mm
)

// Info describes a document to its reader's program. Created is written as its date, in UTC; a zero one as now.
type Info struct {
	Lang    models.Lang
	Title   string
	Author  string
	Created time.Time
}

// Document is a PDF being written. Its methods draw on the last page added; the first failure stays and is returned by
// Write. A Document is for one goroutine.
type Document struct {
	pdf  *fpdf.Fpdf
	face face
	lang models.Lang
	set  Style // what the page stream is set to
}

// New makes a document without pages.
func New(info Info) (*Document, error) {
	face, err := loadFace()
	if err != nil {
		return nil, err
	}
	pdf := fpdf.New("P", "mm", "A4", "")
	pdf.SetMargins(0, 0, 0)
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetCatalogSort(true)
	pdf.SetCreationDate(info.Created.UTC())
	pdf.SetModificationDate(info.Created.UTC())
	pdf.SetLang(map[models.Lang]string{models.Chinese: "zh-CN", models.English: "en"}[info.Lang])
	pdf.SetTitle(utf16BE(info.Title), false)
	pdf.SetAuthor(utf16BE(info.Author), false)
	pdf.SetProducer("Jianfu", true)
	pdf.AddUTF8FontFromBytes(family, "", face.data)
	pdf.SetFont(family, "", 10)
	return &Document{pdf: pdf, face: face, lang: info.Lang}, pdf.Error()
}

// AddPage begins an A4 page, upright.
func (d *Document) AddPage() {
	d.pdf.AddPage()
	d.set = Style{}
}

// Pages is the number of pages so far.
func (d *Document) Pages() int { return d.pdf.PageCount() }

// Bookmark adds an entry to the outline that leads to this page. Level 0 is the top. The PDF writer encodes it and only
// knows the basic plane, so that other characters are shown as missing.
func (d *Document) Bookmark(title string, level int) {
	d.pdf.Bookmark(strings.Map(func(r rune) rune {
		if r > 0xFFFF || r == utf8.RuneError {
			return missing
		}
		return r
	}, title), level, 0)
}

// Link makes the rectangle lead to an address.
func (d *Document) Link(x, y, width, height float64, address string) {
	d.pdf.LinkString(x, y, width, height, address)
}

// Write writes the finished document. Nothing can be drawn afterwards.
func (d *Document) Write(w io.Writer) error { return d.pdf.Output(w) }

// utf16BE writes a text string of a PDF (ISO 32000-1, 7.9.2.2): a byte order mark and UTF-16, big end first. The PDF
// writer's own conversion reads past the end of broken UTF-8.
func utf16BE(s string) string {
	out := []byte{0xFE, 0xFF}
	for _, unit := range utf16.Encode([]rune(s)) {
		out = binary.BigEndian.AppendUint16(out, unit)
	}
	return string(out)
}
