package organizer

import (
	"net/url"
	"strings"
	"testing"

	"jianfu/models"
	"jianfu/models/unit"
)

func TestUpload(t *testing.T) {
	t.Parallel()
	const head = "编码,上级编码,名称,人数\n"
	for name, test := range map[string]struct {
		file, content string
		status        int
		says          []string
		units         int // afterwards; there are 6 before
	}{
		"adds and changes":  {"a.csv", head + "0101,01,教育局,90\n0104,01,民政局,31\n", 200, []string{"新增 1 个，更新 1 个", "民政局", "云澜县教育局 · 86 人", "教育局 · 90 人"}, 7},
		"moves":             {"a.csv", head + "010302,01,青禾镇乙村,7\n", 200, []string{"换了上级"}, 6},
		"lists all at once": {"a.csv", head + "0104,99,,1\n0105,01,民政局,多\n", 422, []string{"没有导入", "<td class=\"num\">2</td>", "<td class=\"num\">3</td>", "人数"}, 6},
		"no file":           {"", "", 422, []string{"请先选择文件"}, 6},
		"no table":          {"a.pdf", "%PDF-1.7", 422, []string{"不是可以读取的表格"}, 6},
		"too large":         {"a.csv", strings.Repeat("x", unit.MaxFile+1), 413, []string{"超过 5 MB"}, 6},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			got := w.upload(test.file, test.content)
			if got.status != test.status || len(w.units) != test.units {
				t.Fatalf("%d with %d units, not %d with %d", got.status, len(w.units), test.status, test.units)
			}
			for _, words := range test.says {
				if !strings.Contains(got.body, words) {
					t.Errorf("the page does not say %q", words)
				}
			}
		})
	}
}

func TestExportComesBackUnchanged(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := w.get("anna", "/units/export.xlsx")
	if !strings.Contains(got.name, "filename*=utf-8''") {
		t.Errorf("name %q", got.name)
	}
	if back := w.upload("单位.xlsx", got.body); !strings.Contains(back.body, "新增 0 个，更新 0 个，6 个没有变化") {
		t.Errorf("%d: the export does not come back as it went", back.status)
	}
	if got := w.get("anna", "/units/template.xlsx"); got.status != 200 || !strings.HasPrefix(got.body, "PK") {
		t.Errorf("template: %d", got.status)
	}
}

func TestUnitFilter(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := w.get("anna", "/units?q="+url.QueryEscape("青禾")).body
	if n := strings.Count(got, `<tr id="u-`); n != 3 {
		t.Errorf("%d rows, not 3", n)
	}
	if !strings.Contains(got, "合计 6 个单位") {
		t.Error("the totals changed with the filter")
	}
	if got := w.get("anna", "/units?q=0102").body; strings.Count(got, `<tr id="u-`) != 1 {
		t.Error("a code does not filter")
	}
}

func TestUnitRevise(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		name, headcount string
		status          int
	}{
		"good":         {"青禾镇新村", "１２", 303},
		"no name":      {"", "9", 422},
		"long name":    {strings.Repeat("村", 121), "9", 422},
		"no number":    {"青禾镇甲村", "九", 422},
		"below zero":   {"青禾镇甲村", "-1", 422},
		"out of range": {"青禾镇甲村", "100001", 422},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			got := w.post("anna", "/units/"+models.ID{14}.String(), url.Values{"name": {test.name}, "headcount": {test.headcount}})
			if got.status != test.status {
				t.Fatalf("%d, not %d", got.status, test.status)
			}
			if now := w.units[4]; (now.Name == "青禾镇新村" && now.Headcount == 12) != (test.status == 303) {
				t.Errorf("%+v", now)
			}
			if test.status == 422 && !strings.Contains(got.body, `name="headcount" value="`+test.headcount+`"`) {
				t.Error("what was typed is lost")
			}
		})
	}
}

func TestUnitDelete(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if got := w.post("anna", "/units/"+models.ID{14}.String()+"/delete", nil); got.status != 303 || len(w.units) != 5 {
		t.Errorf("%d with %d units", got.status, len(w.units))
	}
	if got := w.post("anna", "/units/"+models.ID{13}.String()+"/delete", nil); got.status != 409 || len(w.units) != 5 {
		t.Errorf("a unit with others below it: %d with %d units", got.status, len(w.units))
	}
	if got := w.post("anna", "/units/"+models.ID{99}.String()+"/delete", nil); got.status != 404 {
		t.Errorf("no such unit: %d", got.status)
	}
}
