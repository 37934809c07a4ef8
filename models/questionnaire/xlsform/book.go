package xlsform

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"jianfu/models"
	"jianfu/models/spreadsheet"
)

// helpLines is the number of lines of the explaining sheet, xlsform.help.1 and so on.
const helpLines = 10

// heading is a column of a sheet that is written.
type heading struct {
	name   string
	width  float64 // characters
	always bool    // also where no row has anything in it
	number bool
}

// headings lists the columns of a sheet in their order; wordings come once for each language.
func headings(kind string, filters []string) []heading {
	both := func(list []heading, base string, width float64, always bool) []heading {
		return append(list, heading{base + "::" + chinese, width, always, false}, heading{base + "::" + english, width, always, false})
	}
	var list []heading
	switch kind {
	case sheetSurvey:
		list = []heading{{"type", 26, true, false}, {"name", 18, true, false}}
		list = both(list, "label", 44, true)
		list = both(list, "hint", 24, true)
		list = append(list, heading{"required", 10, true, false}, heading{"relevant", 28, true, false}, heading{"constraint", 28, true, false})
		list = both(list, "constraint_message", 24, false)
		list = both(list, "required_message", 24, false)
		list = append(list, heading{"appearance", 12, true, false}, heading{"default", 12, false, false},
			heading{"choice_filter", 20, false, false}, heading{"calculation", 28, false, false},
			heading{"min", 8, true, true}, heading{"max", 8, true, true}, heading{"step", 8, false, true})
		list = both(list, "unit", 10, false)
		list = append(list, heading{"bands", 18, false, false}, heading{"at_least", 9, false, true}, heading{"at_most", 9, false, true},
			heading{"first", 12, false, false}, heading{"last", 12, false, false}, heading{"period", 10, false, false},
			heading{"length", 8, false, true}, heading{"matrix", 12, false, false}, heading{"reversed", 9, false, false},
			heading{"level", 9, false, false}, heading{"soft_constraint", 28, false, false})
		list = both(list, "soft_constraint_message", 24, false)
		list = both(list, "construct", 24, false)
	case sheetChoices:
		list = []heading{{"list_name", 18, true, false}, {"name", 16, true, false}}
		list = both(list, "label", 36, true)
		list = append(list, heading{"exclusive", 10, false, false}, heading{"specify", 10, false, false})
		for _, column := range filters {
			list = append(list, heading{filterHeading(column), 14, false, false})
		}
	default:
		list = []heading{{"form_title", 36, true, false}, {"form_id", 18, true, false}, {"version", 10, true, false}, {"default_language", 18, true, false}}
		list = both(list, "display_title", 36, false)
		list = append(list, heading{"minutes", 10, true, true}, heading{"no_decline", 12, false, false})
	}
	return list
}

// writer is a workbook in the making.
type writer struct {
	*excelize.File
	head, cell, group, help int // styles
}

func write(x *sheets, say models.Say) ([]byte, error) {
	w := &writer{File: excelize.NewFile()}
	defer w.Close()
	var file bytes.Buffer
	err := w.fill(x, say)
	if err == nil {
		err = w.Write(&file)
	}
	if err != nil {
		return nil, fmt.Errorf("xlsform: export: %w", err)
	}
	return file.Bytes(), nil
}

func (w *writer) fill(x *sheets, say models.Say) error {
	if err := errors.Join(w.styles(), w.SetSheetName("Sheet1", sheetSurvey)); err != nil {
		return err
	}
	for _, s := range []struct {
		kind string
		rows []cells
	}{{sheetSurvey, x.survey}, {sheetChoices, x.choices}, {sheetSettings, []cells{x.settings}}} {
		if _, err := w.NewSheet(s.kind); err != nil {
			return err
		}
		if err := w.table(s.kind, headings(s.kind, x.filters), s.rows); err != nil {
			return err
		}
	}
	if err := w.offer(say); err != nil || say == nil {
		return err
	}
	return w.explain(say)
}

// offer has Excel list the types in the first column of the survey. Others may be typed: of a choice, the name of its
// list belongs behind the type, of which the prompt reminds.
func (w *writer) offer(say models.Say) error {
	list := excelize.NewDataValidation(true)
	list.SetSqref("A2:A" + itoa(MaxRows+1))
	if say != nil {
		list.SetInput("type", say("xlsform.type.prompt"))
	}
	if err := list.SetDropList(offered()); err != nil {
		return err
	}
	return w.AddDataValidation(sheetSurvey, list)
}

func (w *writer) styles() error {
	for _, s := range []struct {
		id    *int
		style excelize.Style
	}{
		{&w.head, excelize.Style{
			Font:      &excelize.Font{Bold: true},
			Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E6EFED"}},
			Alignment: &excelize.Alignment{Vertical: "top", WrapText: true},
		}},
		// "@": what is typed there stays as typed, a day does not become a number.
		{&w.cell, excelize.Style{NumFmt: 49, Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}}},
		{&w.group, excelize.Style{
			NumFmt: 49, Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{Vertical: "top", WrapText: true},
		}},
		{&w.help, excelize.Style{Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}}},
	} {
		id, err := w.NewStyle(&s.style)
		if err != nil {
			return err
		}
		*s.id = id
	}
	return nil
}

// table writes one sheet: the headings, which stay in sight, and the rows, those of groups in bold.
func (w *writer) table(sheet string, columns []heading, rows []cells) error {
	columns = slices.DeleteFunc(columns, func(h heading) bool {
		return !h.always && !slices.ContainsFunc(rows, func(c cells) bool { return c[h.name] != "" })
	})
	for i, h := range columns {
		letter := spreadsheet.Column(i + 1)
		if err := errors.Join(
			w.SetColStyle(sheet, letter, w.cell),
			w.SetColWidth(sheet, letter, letter, h.width),
			w.SetCellStr(sheet, letter+"1", h.name),
			w.SetCellStyle(sheet, letter+"1", letter+"1", w.head),
		); err != nil {
			return err
		}
	}
	for i, row := range rows {
		number := strconv.Itoa(i + 2)
		for j, h := range columns {
			if err := w.put(sheet, spreadsheet.Column(j+1)+number, row[h.name], h.number); err != nil {
				return err
			}
		}
		if strings.HasPrefix(row["type"], "begin_") {
			if err := w.SetCellStyle(sheet, "A"+number, spreadsheet.Column(len(columns))+number, w.group); err != nil {
				return err
			}
		}
	}
	return w.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}

// put writes a cell; a number, which has at most three decimals, as one.
func (w *writer) put(sheet, at, value string, number bool) error {
	if value == "" {
		return nil
	}
	if f, err := strconv.ParseFloat(value, 64); number && err == nil {
		return w.SetCellFloat(sheet, at, f, -1, 64)
	}
	return w.SetCellStr(sheet, at, spreadsheet.Escape(value))
}

// explain puts the sheet that explains the others in front of them, where the file opens. Import passes it over.
func (w *writer) explain(say models.Say) error {
	sheet := say("xlsform.sheet.help")
	if _, err := w.NewSheet(sheet); err != nil {
		return err
	}
	if err := errors.Join(w.SetColStyle(sheet, "A", w.help), w.SetColWidth(sheet, "A", "A", 100)); err != nil {
		return err
	}
	for i := range helpLines {
		n := strconv.Itoa(i + 1)
		if err := w.SetCellStr(sheet, "A"+n, say("xlsform.help."+n)); err != nil {
			return err
		}
	}
	if err := w.MoveSheet(sheet, sheetSurvey); err != nil {
		return err
	}
	first, err := w.GetSheetIndex(sheet)
	w.SetActiveSheet(first)
	return err
}
