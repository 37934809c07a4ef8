package unit

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"path"
	"strings"

	"jianfu/models"
)

// Bounds of a workbook. Excelize is not used for reading: it decodes styles and shared strings whole, and a file of
// 50 kB that unpacks to 28 MB of them took it 2.3 GB and half a minute. Here a part is read token by token, styles
// not at all, and what stays in memory is the text of the cells.
const (
	maxUnpacked = 32 << 20 // bytes unpacked in all
	maxStrings  = 500_000  // shared strings
)

// workbook reads the few parts of an Office Open XML workbook (ECMA-376 part 1, clause 18) that hold text.
type workbook struct {
	files   map[string]*zip.File
	left    int // bytes that may still be unpacked
	strings []string
	merged  []string // the ranges of merged cells of the sheet that was read last
}

// tab is one sheet as the workbook lists it.
type tab struct{ name, part string }

// readWorkbook takes the first visible sheet that has all headings, else the one with most of them. Budget is the
// number of bytes that may be unpacked. Errors: Invalid for a damaged workbook, TooLarge.
func readWorkbook(raw []byte, budget int) (*sheet, error) {
	archive, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, unreadable(err)
	}
	w := &workbook{files: make(map[string]*zip.File, len(archive.File)), left: budget}
	for _, f := range archive.File {
		w.files[partName(f.Name)] = f
	}
	tabs, err := w.open()
	if err != nil {
		return nil, err
	}
	best := new(sheet)
	for _, t := range tabs {
		s := &sheet{name: t.name}
		if err := w.read(t.part, s); err != nil {
			return nil, err
		}
		if s.head.found > best.head.found {
			best = s
			best.spread(w.merged)
		}
		if best.head.found == len(columns()) {
			break
		}
	}
	return best, nil
}

func unreadable(err error) error {
	return &models.Error{Kind: models.Invalid, Key: "unit.file_unreadable", Err: err}
}

// partName is the form under which parts are looked up: part names know no capitals (ECMA-376 part 2, 6.2.2.3).
func partName(name string) string {
	return strings.TrimPrefix(strings.ToLower(strings.ReplaceAll(name, `\`, "/")), "/")
}

// open follows the relationships from the package to the workbook, reads the shared strings, and lists the tabs.
func (w *workbook) open() ([]tab, error) {
	root, err := w.relations("")
	if err != nil {
		return nil, err
	}
	main := "xl/workbook.xml"
	for _, r := range root {
		if r.kind == "officeDocument" {
			main = r.part
		}
	}
	links, err := w.relations(main)
	if err != nil {
		return nil, err
	}
	parts := make(map[string]string, len(links))
	for _, r := range links {
		switch r.kind {
		case "worksheet":
			parts[r.id] = r.part
		case "sharedStrings":
			if err := w.readStrings(r.part); err != nil {
				return nil, err
			}
		}
	}
	var tabs []tab
	for token, err := range w.tokens(main) {
		if err != nil {
			return nil, err
		}
		e, ok := token.(xml.StartElement)
		if !ok || e.Name.Local != "sheet" || attribute(e, "state") != "" && attribute(e, "state") != "visible" {
			continue
		}
		if part := parts[attribute(e, "id")]; part != "" {
			tabs = append(tabs, tab{attribute(e, "name"), part})
		}
	}
	return tabs, nil
}

type relation struct{ id, kind, part string }

// relations reads where a part points to (ECMA-376 part 2, 6.5); the package itself is the part "".
func (w *workbook) relations(part string) ([]relation, error) {
	folder, file := path.Split(part)
	name := folder + "_rels/" + file + ".rels"
	if w.files[name] == nil {
		return nil, nil
	}
	var relations []relation
	for token, err := range w.tokens(name) {
		if err != nil {
			return nil, err
		}
		e, ok := token.(xml.StartElement)
		if !ok || e.Name.Local != "Relationship" {
			continue
		}
		target := attribute(e, "Target")
		if !strings.HasPrefix(target, "/") {
			target = path.Join(folder, target)
		}
		relations = append(relations, relation{attribute(e, "Id"), path.Base(attribute(e, "Type")), partName(target)})
	}
	return relations, nil
}

func attribute(e xml.StartElement, local string) string {
	for _, a := range e.Attr {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}
