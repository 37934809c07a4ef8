package spreadsheet

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
	maxMerged   = 20_000   // ranges of merged cells
	maxTabs     = 200
)

// workbook reads the few parts of an Office Open XML workbook (ECMA-376 part 1, clause 18) that hold text.
type workbook struct {
	files   map[string]*zip.File
	left    int // bytes that may still be unpacked
	strings []string
	merged  []Range // of the sheet that was read last
}

func openWorkbook(raw []byte, budget int) (*Workbook, error) {
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
	return &Workbook{tabs: tabs, cells: w}, nil
}

func unreadable(err error) error {
	return &models.Error{Kind: models.Invalid, Key: "spreadsheet.file_unreadable", Err: err}
}

// partName is the form under which parts are looked up: part names know no capitals (ECMA-376 part 2, 6.2.2.3).
func partName(name string) string {
	return strings.TrimPrefix(strings.ToLower(strings.ReplaceAll(name, `\`, "/")), "/")
}

// open follows the relationships from the package to the workbook, reads the shared strings, and lists the tabs.
func (w *workbook) open() ([]Tab, error) {
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
	var tabs []Tab
	for token, err := range w.tokens(main) {
		if err != nil {
			return nil, err
		}
		e, ok := token.(xml.StartElement)
		if !ok || e.Name.Local != "sheet" || len(tabs) == maxTabs {
			continue
		}
		if part := parts[attribute(e, "id")]; part != "" {
			state := attribute(e, "state")
			tabs = append(tabs, Tab{Name: attribute(e, "name"), Hidden: state != "" && state != "visible", part: part})
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
