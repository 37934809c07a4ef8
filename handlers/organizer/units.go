package organizer

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"jianfu/handlers/web/page"
	"jianfu/models"
	"jianfu/models/unit"
)

// UnitsPage is the organization tree as a table.
type UnitsPage struct {
	Rows     []UnitRow
	Count    int // units, those that the filter hides included
	People   int
	Query    string
	Edit     *UnitEdit // the row that is being changed
	Problems []Problem
	RowFault []RowProblem // what is wrong with an uploaded file
	Imported *Imported    // what an upload did
	MaxMB    int
}

// UnitRow is one unit.
type UnitRow struct {
	unit.Unit
	Key    string // of the unit, as text
	Depth  int    // 0 to 6; deeper ones stand at 6
	Total  int    // people of it and below
	Parent bool   // has units below
}

// UnitEdit is the form in a row.
type UnitEdit struct{ Key, Name, Headcount string }

// RowProblem is one thing wrong with a row of a file.
type RowProblem struct {
	Row    int
	Column string
	Text   string
}

// Imported lists what an upload did.
type Imported struct {
	Add    []unit.Unit
	Change []Change
	Same   int
}

// Change is a unit before and after. Moved says that it stands under another unit now.
type Change struct {
	Old, New unit.Unit
	Moved    bool
}

// UnitList shows the tree: ?q= filters by name and code, ?edit= opens the form in one row.
func (r *Room) UnitList(c *fiber.Ctx) error {
	p := UnitsPage{}
	if id, err := models.ParseID(c.Query("edit")); err == nil {
		p.Edit = &UnitEdit{Key: id.String()}
	}
	return r.units(c, fiber.StatusOK, p)
}

func (r *Room) units(c *fiber.Ctx, status int, p UnitsPage) error {
	units, err := r.Units.Units(c.UserContext())
	if err != nil {
		return err
	}
	tree, err := unit.NewTree(units)
	if err != nil {
		return err
	}
	p.Query, p.Count, p.MaxMB = strings.TrimSpace(c.Query("q")), tree.Len(), unit.MaxFile>>20
	wanted := strings.ToLower(p.Query)
	for depth, u := range tree.All() {
		p.People += u.Headcount
		if !strings.Contains(strings.ToLower(u.Name), wanted) && !strings.Contains(strings.ToLower(u.Code), wanted) {
			continue
		}
		key := u.ID.String()
		if p.Edit != nil && *p.Edit == (UnitEdit{Key: key}) {
			p.Edit.Name, p.Edit.Headcount = u.Name, strconv.Itoa(u.Headcount)
		}
		p.Rows = append(p.Rows, UnitRow{
			Unit: u, Key: key, Depth: min(depth, 6),
			Total: tree.Headcount(u.ID), Parent: len(tree.Children(u.ID)) > 0,
		})
	}
	return r.send(c, status, "units", p)
}

// UnitImport reads an uploaded file: it goes in whole, or the page lists everything that is wrong with it.
func (r *Room) UnitImport(c *fiber.Ctx) error {
	v := r.voice(c)
	refuse := func(status int, text string) error {
		return r.units(c, status, UnitsPage{Problems: []Problem{{Field: "file", Text: text}}})
	}
	header, err := c.FormFile("file")
	if errors.Is(err, fasthttp.ErrMissingFile) || errors.Is(err, fasthttp.ErrNoMultipartForm) {
		return refuse(fiber.StatusUnprocessableEntity, v.say("organizer.units.no_file"))
	}
	if err != nil {
		return err
	}
	file, err := header.Open()
	if err != nil {
		return err
	}
	defer file.Close()
	before, err := r.Units.Units(c.UserContext())
	if err != nil {
		return err
	}
	plan, err := unit.Import(header.Filename, file, before)
	if err == nil && len(plan.Problems) == 0 {
		err = r.Units.ApplyUnits(c.UserContext(), plan)
	}
	if err != nil {
		if text, status, ok := v.refusal(err); ok {
			return refuse(status, text)
		}
		return err
	}
	if len(plan.Problems) > 0 {
		return r.units(c, fiber.StatusUnprocessableEntity, UnitsPage{RowFault: faults(v, plan.Problems)})
	}
	return r.units(c, fiber.StatusOK, UnitsPage{Imported: imported(plan, before)})
}

func faults(v voice, problems []unit.Problem) []RowProblem {
	out := make([]RowProblem, len(problems))
	for i, problem := range problems {
		out[i] = RowProblem{Row: problem.Row, Text: v.tell(problem.Key, problem.Args...)}
		if problem.Column != "" {
			out[i].Column = v.say("unit.column." + problem.Column)
		}
	}
	return out
}

func imported(plan unit.Plan, before []unit.Unit) *Imported {
	old := make(map[models.ID]unit.Unit, len(before))
	for _, u := range before {
		old[u.ID] = u
	}
	done := &Imported{Add: plan.Add, Same: len(plan.Same)}
	for _, u := range plan.Change {
		done.Change = append(done.Change, Change{Old: old[u.ID], New: u, Moved: old[u.ID].Parent != u.Parent})
	}
	return done
}

// UnitTemplate sends the workbook to fill in.
func (r *Room) UnitTemplate(c *fiber.Ctx) error {
	v := r.voice(c)
	var out bytes.Buffer
	if err := unit.Template(&out, v.lang, v.say); err != nil {
		return err
	}
	return sendWorkbook(c, v.say("organizer.file.template"), out.Bytes())
}

// UnitExport sends the units as a workbook that the upload reads back.
func (r *Room) UnitExport(c *fiber.Ctx) error {
	units, err := r.Units.Units(c.UserContext())
	if err != nil {
		return err
	}
	tree, err := unit.NewTree(units)
	if err != nil {
		return err
	}
	v := r.voice(c)
	var out bytes.Buffer
	if err := unit.Export(&out, tree, v.lang, v.say); err != nil {
		return err
	}
	return sendWorkbook(c, v.say("organizer.file.units"), out.Bytes())
}

func sendWorkbook(c *fiber.Ctx, name string, raw []byte) error {
	page.Download(c, name+".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	return c.Send(raw)
}

// UnitRevise changes the name and headcount of one unit.
func (r *Room) UnitRevise(c *fiber.Ctx) error {
	u, err := r.unit(c)
	if err != nil {
		return err
	}
	v := r.voice(c)
	form := UnitEdit{Key: u.ID.String(), Name: strings.TrimSpace(c.FormValue("name")), Headcount: c.FormValue("headcount")}
	var problems []Problem
	switch length := utf8.RuneCountInString(form.Name); {
	case length == 0:
		problems = append(problems, Problem{Field: "name", Text: v.say("unit.name_missing")})
	case length > unit.MaxName:
		problems = append(problems, Problem{Field: "name", Text: v.say("unit.name_long", unit.MaxName)})
	}
	people, err := number(form.Headcount)
	if err != nil || people < 0 || people > unit.MaxHeadcount {
		text := v.say("organizer.units.headcount_range", unit.MaxHeadcount)
		problems = append(problems, Problem{Field: "headcount", Text: text})
	}
	if len(problems) > 0 {
		return r.units(c, fiber.StatusUnprocessableEntity, UnitsPage{Edit: &form, Problems: problems})
	}
	u.Name, u.Headcount = form.Name, people
	if err := r.Units.UpdateUnit(c.UserContext(), u); err != nil {
		return r.unitRefused(c, form, err)
	}
	return done(c, "/units", "unit_saved")
}

// UnitDelete removes a unit that has none below it. Rounds that are frozen keep it in their manifest.
func (r *Room) UnitDelete(c *fiber.Ctx) error {
	u, err := r.unit(c)
	if err != nil {
		return err
	}
	if err := r.Units.DeleteUnit(c.UserContext(), u.ID); err != nil {
		return r.unitRefused(c, UnitEdit{Key: u.ID.String()}, err)
	}
	return done(c, "/units", "unit_deleted")
}

func (r *Room) unitRefused(c *fiber.Ctx, form UnitEdit, err error) error {
	text, status, ok := r.voice(c).refusal(err)
	if !ok {
		return err
	}
	return r.units(c, status, UnitsPage{Edit: &form, Problems: []Problem{{Text: text}}})
}

func (r *Room) unit(c *fiber.Ctx) (unit.Unit, error) {
	id, err := models.ParseID(c.Params("unit"))
	if err != nil {
		return unit.Unit{}, err
	}
	units, err := r.Units.Units(c.UserContext())
	if err != nil {
		return unit.Unit{}, err
	}
	for _, u := range units {
		if u.ID == id {
			return u, nil
		}
	}
	return unit.Unit{}, models.Fail(models.NotFound, "error.not_found")
}
