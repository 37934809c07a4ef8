package unit

import (
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"

	"jianfu/models"
	"jianfu/models/spreadsheet"
)

const (
	helpLines = 8
	lastRow   = MaxRows + 1 // the headings take the first
)

// Template writes an empty workbook (.xlsx) to fill in: a sheet with the headings alone, a sheet of examples whose
// headings are worded so that Import does not take them for its own, and a sheet of help.
func Template(w io.Writer, lang models.Lang, say models.Say) error {
	b, err := newBook(lang, say)
	if err != nil {
		return fmt.Errorf("unit: template: %w", err)
	}
	defer b.Close()
	if err := b.examples(); err != nil {
		return fmt.Errorf("unit: template: %w", err)
	}
	if err := b.finish(w); err != nil {
		return fmt.Errorf("unit: template: %w", err)
	}
	return nil
}

// Export writes the units of a tree as a workbook that Import reads back without a change.
func Export(w io.Writer, tree *Tree, lang models.Lang, say models.Say) error {
	b, err := newBook(lang, say)
	if err != nil {
		return fmt.Errorf("unit: export: %w", err)
	}
	defer b.Close()
	row := 1
	for _, u := range tree.All() {
		row++
		parent, _ := tree.Unit(u.Parent)
		if err := b.row(b.units, row, u.Code, parent.Code, u.Name, u.Headcount); err != nil {
			return fmt.Errorf("unit: export: %w", err)
		}
	}
	if err := b.finish(w); err != nil {
		return fmt.Errorf("unit: export: %w", err)
	}
	return nil
}

// book is a workbook in the making.
type book struct {
	*excelize.File
	say    models.Say
	units  string // the name of its first sheet
	styles styles
}

type styles struct{ head, text, count, wrapped int }

func newBook(lang models.Lang, say models.Say) (*book, error) {
	b := &book{File: excelize.NewFile(), say: say, units: say("unit.sheet.units")}
	tag := "zh-CN"
	if lang == models.English {
		tag = "en"
	}
	if err := b.SetDocProps(&excelize.DocProperties{Title: b.units, Creator: say("app.name"), Language: tag}); err != nil {
		return nil, err
	}
	if err := b.makeStyles(); err != nil {
		return nil, err
	}
	if err := b.SetSheetName("Sheet1", b.units); err != nil {
		return nil, err
	}
	if err := b.layout(b.units, 1, func(heading string) string { return heading }); err != nil {
		return nil, err
	}
	return b, b.validate(b.units)
}

func (b *book) makeStyles() error {
	for _, s := range []struct {
		id    *int
		style excelize.Style
	}{
		{&b.styles.head, excelize.Style{
			Font: &excelize.Font{Bold: true},
			Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E6EFED"}},
		}},
		{&b.styles.text, excelize.Style{NumFmt: 49}}, // "@": a code keeps its leading zeros
		{&b.styles.count, excelize.Style{NumFmt: 1}}, // "0"
		{&b.styles.wrapped, excelize.Style{Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}}},
	} {
		id, err := b.NewStyle(&s.style)
		if err != nil {
			return err
		}
		*s.id = id
	}
	return nil
}

// layout gives a sheet its columns and, in the given row, its headings, which stay in sight.
func (b *book) layout(sheet string, row int, word func(string) string) error {
	for i, c := range columns() {
		letter := string(rune('A' + i))
		width, style := 18.0, b.styles.text
		switch i {
		case atName:
			width = 40
		case atHeadcount:
			width, style = 12, b.styles.count
		}
		head := letter + strconv.Itoa(row)
		if err := errors.Join(
			b.SetColStyle(sheet, letter, style),
			b.SetColWidth(sheet, letter, letter, width),
			b.SetCellStr(sheet, head, word(b.say("unit.column."+c.name))),
			b.SetCellStyle(sheet, head, head, b.styles.head),
		); err != nil {
			return err
		}
	}
	return b.SetPanes(sheet, &excelize.Panes{
		Freeze: true, YSplit: row, TopLeftCell: "A" + strconv.Itoa(row+1), ActivePane: "bottomLeft",
	})
}

// validate has the spreadsheet program refuse a headcount that Import would refuse.
func (b *book) validate(sheet string) error {
	v := excelize.NewDataValidation(true)
	v.SetSqref(fmt.Sprintf("D2:D%d", lastRow))
	err := v.SetRange(0, MaxHeadcount, excelize.DataValidationTypeWhole, excelize.DataValidationOperatorBetween)
	if err != nil {
		return err
	}
	v.SetError(excelize.DataValidationErrorStyleStop,
		b.say("unit.column."+ColumnHeadcount), b.say("unit.headcount_rule", MaxHeadcount))
	return b.AddDataValidation(sheet, v)
}

func (b *book) row(sheet string, row int, code, parent, name string, headcount int) error {
	at := strconv.Itoa(row)
	return errors.Join(
		b.SetCellStr(sheet, "A"+at, spreadsheet.Escape(code)),
		b.SetCellStr(sheet, "B"+at, spreadsheet.Escape(parent)),
		b.SetCellStr(sheet, "C"+at, spreadsheet.Escape(name)),
		b.SetCellInt(sheet, "D"+at, int64(headcount)),
	)
}

// examples adds the sheet of examples: a county, two departments, a township and two villages.
func (b *book) examples() error {
	sheet := b.say("unit.sheet.examples")
	if _, err := b.NewSheet(sheet); err != nil {
		return err
	}
	if err := b.SetCellStr(sheet, "A1", b.say("unit.example.note", b.units)); err != nil {
		return err
	}
	word := func(heading string) string { return b.say("unit.example.heading", heading) }
	if err := b.layout(sheet, 2, word); err != nil {
		return err
	}
	for i, u := range []struct {
		code, parent string
		headcount    int
	}{
		{"01", "", 0}, {"0101", "01", 86}, {"0102", "01", 64}, {"0103", "01", 48}, {"010301", "0103", 9}, {"010302", "0103", 7},
	} {
		name := b.say("unit.example." + strconv.Itoa(i+1))
		if err := b.row(sheet, i+3, u.code, u.parent, name, u.headcount); err != nil {
			return err
		}
	}
	return nil
}

// finish adds the sheet of help and writes the workbook.
func (b *book) finish(w io.Writer) error {
	sheet := b.say("unit.sheet.help")
	if _, err := b.NewSheet(sheet); err != nil {
		return err
	}
	if err := errors.Join(b.SetColStyle(sheet, "A", b.styles.wrapped), b.SetColWidth(sheet, "A", "A", 100)); err != nil {
		return err
	}
	for i := range helpLines {
		n := strconv.Itoa(i + 1)
		if err := b.SetCellStr(sheet, "A"+n, b.say("unit.help."+n)); err != nil {
			return err
		}
	}
	return b.Write(w)
}
