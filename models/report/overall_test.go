package report_test

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"jianfu/models"
	"jianfu/models/disclosure"
	"jianfu/models/questionnaire"
	"jianfu/models/report"
	"jianfu/models/round"
)

// read is the number in a cell of a page, as the data file writes it, and its bound.
func read(t *testing.T, cell string) (v float64, bound string) {
	t.Helper()
	text := strings.NewReplacer("▲ ", "", "▼ ", "", "+", "", "−", "-").Replace(cell)
	for sign, name := range map[string]string{"≤ ": "at_most", "≥ ": "at_least"} {
		if rest, ok := strings.CutPrefix(text, sign); ok {
			text, bound = rest, name
		}
	}
	part := 1.0
	if rest, ok := strings.CutSuffix(text, "%"); ok {
		text, part = rest, 100
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatalf("%q is no number", cell)
	}
	return v / part, bound
}

// says fails unless a cell says the value of a row of the data file.
func says(t *testing.T, cell report.Cell, row map[string]string, column string) {
	t.Helper()
	if cell.Hidden != "" {
		if row["suppressed"] != "1" || row["value"] != "" {
			t.Errorf("the page hides what the data say: %v", row)
		}
		return
	}
	v, bound := read(t, cell.Text)
	if want, err := strconv.ParseFloat(row[column], 64); err != nil || fmt.Sprintf("%.4f", want) != fmt.Sprintf("%.4f", v) || column == "value" && bound != row["reason"] {
		t.Errorf("page %q, data %q %s: %s %s", cell.Text, row[column], row["reason"], row["indicator"], row["stat"])
	}
}

// The chapter begins with hours and people; its tables say what the data file says.
func TestOverall(t *testing.T) {
	t.Parallel()
	r := release(t, county(t, 12, 60, round.Card), 0.6)
	doc := report.Compose(r, models.Chinese, voice(t, models.Chinese))
	data, pages := table(t, r), tables(doc)
	page := pages["各项指数"]
	want := [][2]string{{"formality_hours", "mean"}, {"formality_people", "fte"}, {"BI", "index"}, {"SDI", "index"}}
	for _, code := range []string{"OTI", "IBI", "TBI", "PDI", "MDI", "CPI", "CAUSES"} {
		want = append(want, [2]string{code, "index"})
	}
	want = append(want, [2]string{"DIR", "ratio"})
	if len(page.Rows) != len(want) {
		t.Fatalf("%d rows, want %d", len(page.Rows), len(want))
	}
	for i, key := range want {
		row, cells := data[[4]string{"round", "", key[0], key[1]}], page.Rows[i].Cells
		says(t, cells[1], row, "value")
		if cells[3].Text != row["n"] {
			t.Errorf("%s: %s people, data %s", key[0], cells[3].Text, row["n"])
		}
		if low, _, ok := strings.Cut(cells[2].Text, "–"); cells[2].Hidden == "" && ok == (row["ci_low"] == "") {
			t.Errorf("%s: interval %q, data %q", key[0], cells[2].Text, row["ci_low"])
		} else if ok {
			if strings.HasSuffix(cells[2].Text, "%") {
				low = strings.TrimSuffix(low, "%") + "%"
			}
			says(t, report.Cell{Text: low}, row, "ci_low")
		}
	}
	burden := data[[4]string{"round", "", "BI", "index"}]
	f := sentences(doc, "overall", report.Finding)
	if f[0] != sentences(doc, "summary", report.Finding)[0] || (burden["suppressed"] == "0") != (len(f) == 2 && strings.HasPrefix(f[1], "负担指数"+burden["value"]+"分")) {
		t.Errorf("findings %v, data %v", f, burden)
	}
	droppedInTurn(t, r, pages["负担指数：逐一去掉一项"], data)
	if !slices.ContainsFunc(chapter(doc, "overall"), func(b report.Block) bool {
		return b.Kind == report.Drawing && strings.Contains(b.Figure.Alt, "成因指数")
	}) {
		t.Error("no figure of the indices")
	}
}

// droppedInTurn holds the means without a dimension against the published indices: each is that of the others.
func droppedInTurn(t *testing.T, r *disclosure.Released, page *report.Table, data map[[4]string]map[string]string) {
	t.Helper()
	_, without := r.Dropped()
	if page == nil || len(page.Rows) != len(without)+1 || len(without) < 4 {
		t.Fatalf("%d dimensions, the page has %+v", len(without), page)
	}
	sum := 0.0
	for _, d := range without {
		f, _ := r.Whole().Measure(d.Without)
		sum += f.Value.Float64()
	}
	says(t, page.Rows[0].Cells[1], data[[4]string{"round", "", "BI/all", "dropped"}], "value")
	for i, d := range without {
		f, _ := r.Whole().Measure(d.Without)
		want := fmt.Sprintf("%.1f", math.Floor((sum-f.Value.Float64())/float64(len(without)-1)*10+0.5)/10)
		if cells := page.Rows[i+1].Cells; cells[1].Text != want {
			t.Errorf("without %s %s, the others have %s", cells[0].Text, cells[1].Text, want)
		}
		says(t, page.Rows[i+1].Cells[1], data[[4]string{"round", "", "BI/" + d.Without.Code, "dropped"}], "value")
	}
	if named := strings.Contains(page.Note, "没有计入"); named != (len(without) < 6) {
		t.Errorf("%d dimensions: %s", len(without), page.Note)
	}
}

func chapter(doc *report.Document, anchor string) []report.Block {
	for _, ch := range doc.Chapters {
		if ch.Anchor == anchor {
			return ch.Blocks
		}
	}
	return nil
}

// Units stand in three groups by what the data file says of them, in the order of the tree.
func TestUnitsInThreeGroups(t *testing.T) {
	t.Parallel()
	r := release(t, county(t, 12, 60, round.Card), 0.6)
	data, pages := table(t, r), tables(report.Compose(r, models.Chinese, voice(t, models.Chinese)))
	place := make(map[string]int)
	code := make(map[string]string)
	for i, g := range r.Units() {
		place[g.Unit.Name], code[g.Unit.Name] = i, g.Unit.Code
	}
	page, indicator := groupsOf(t, pages)
	groups, group, last := make(map[string]int), "", -1
	for _, row := range page.Rows {
		if row.Group {
			group, last = strings.Split(row.Cells[0].Text, "（")[0], -1
			continue
		}
		name := row.Cells[0].Text
		if place[name] <= last {
			t.Errorf("%s is ranked", name)
		}
		last = place[name]
		groups[group]++
		d := data[[4]string{"unit", code[name], indicator, "index"}]
		says(t, row.Cells[1], d, "value")
		want := map[string]string{"high": "▲ 显著偏高", "low": "▼ 显著偏低", "none": "无显著差异", "": "不作比较"}[d["sig"]]
		if want != group {
			t.Errorf("%s stands among %q, data %q", name, group, d["sig"])
		}
		if d["sig"] == "" {
			if row.Cells[5].Hidden == "" || d["compare_to"]+d["diff"]+d["p_class"] != "" {
				t.Errorf("%s is not compared: %v, %v", name, row.Cells, d)
			}
			continue
		}
		says(t, row.Cells[5], d, "diff")
		p := strings.Replace(row.Cells[6].Text, "—", "ns", 1)
		if mark := strings.ContainsAny(row.Cells[5].Text, "▲▼"); p != d["p_class"] || d["compare_to"] != "rest" || mark != (d["sig"] != "none") {
			t.Errorf("%s: page %v, data %v", name, row.Cells, d)
		}
		value, _ := read(t, row.Cells[1].Text)
		rest, _ := read(t, row.Cells[4].Text)
		if diff, _ := read(t, row.Cells[5].Text); value-rest != diff {
			t.Errorf("%s: %v − %v is not %v", name, value, rest, diff)
		}
	}
	if groups["▲ 显著偏高"] == 0 || groups["▼ 显著偏低"] == 0 || groups["无显著差异"] == 0 {
		t.Errorf("groups %v", groups)
	}
	for _, row := range pages["各单位抽人指数"].Rows {
		d := data[[4]string{"unit", code[row.Cells[0].Text], "SDI", "index"}]
		says(t, row.Cells[4], d, "value")
		if median, _, own := strings.Cut(row.Cells[2].Text, " ("); own != (d["weighted"] == "0") {
			t.Errorf("%s: %v, %v", row.Cells[0].Text, row.Cells, d)
		} else if own {
			says(t, report.Cell{Text: median}, data[[4]string{"unit", code[row.Cells[0].Text], "SDI/lent", "median"}], "value")
		}
	}
}

// groupsOf is the table of the three groups, and the index that it is about: the burden, or else the first that half of the
// units have.
func groupsOf(t *testing.T, pages map[string]*report.Table) (*report.Table, string) {
	t.Helper()
	for _, i := range [][2]string{
		{"BI", "负担指数"}, {"OTI", "加班指数"}, {"IBI", "迎检负担指数"}, {"TBI", "留痕负担指数"}, {"PDI", "代办负担指数"}, {"MDI", "材料负担指数"}, {"CPI", "层层加码指数"},
	} {
		if page := pages[i[1]+"：各单位与其余比较"]; page != nil {
			return page, i[0]
		}
	}
	t.Fatal("no units are compared by an index")
	return nil, ""
}

// The page says of weighted shares that they do not follow from the counts, and the data file marks them, and only them.
func TestWeights(t *testing.T) {
	t.Parallel()
	r := release(t, county(t, 12, 60, round.Card), 0.6)
	if !r.Whole().Weighted() {
		t.Fatal("the round is not weighted")
	}
	doc := report.Compose(r, models.Chinese, voice(t, models.Chinese))
	const warning = "不等于人数相除"
	data, pages := table(t, r), tables(doc)
	weighted := 0
	for i, q := range r.Questions() {
		whole, ok := r.Whole().Table(i)
		if !ok || q.Kind == questionnaire.Text {
			continue
		}
		note := pages[strings.TrimRight(q.Text.Zh, "？：")].Note
		row := data[[4]string{"round", "", q.Name + "/" + whole.Cells[0].Cell.Name, "share"}]
		if whole.Round == strings.Contains(note, warning) || whole.Round != (row["weighted"] == "0") {
			t.Errorf("%s, whole-round %v: %s; weighted %s", q.Name, whole.Round, note, row["weighted"])
		}
		if !whole.Round {
			weighted++
		}
	}
	if weighted < 20 {
		t.Errorf("only %d questions are weighted", weighted)
	}
	for key, row := range data {
		if row["weighted"] == "1" && (key[0] == "class" || key[0] == "rest" || key[3] == "count" || key[3] == "n") {
			t.Fatalf("%v is weighted", key)
		}
	}
	one := county(t, 1, 60, round.Card)
	one.Units = one.Units[1:]
	one.Units[0].Parent = models.ID{}
	single := report.Compose(release(t, one, 0.6), models.Chinese, voice(t, models.Chinese))
	if raw, _ := json.Marshal(single); strings.Contains(string(raw), "加权后") || strings.Contains(string(raw), warning) {
		t.Error("a round of one unit is called weighted")
	}
}
