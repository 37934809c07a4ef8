package report_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"jianfu/models"
	"jianfu/models/disclosure"
	"jianfu/models/questionnaire"
	"jianfu/models/report"
	"jianfu/models/round"
	"jianfu/models/tabulation"
)

// The annex tells of every kind of sheet that stands out with its rule, of durations, and of the figures without such sheets:
// the numbers of the release and of the data file.
func TestQualityOfTheData(t *testing.T) {
	t.Parallel()
	r := release(t, county(t, 12, 60, round.Card), 0.6)
	doc := report.Compose(r, models.Chinese, voice(t, models.Chinese))
	pages, data := tables(doc), table(t, r)
	q, _ := r.Quality()
	page := pages["有标记的答卷"]
	if len(page.Rows) != len(q.Flags) || len(q.Flags) != len(tabulation.FlagNames()) {
		t.Fatalf("%d kinds, want %v", len(page.Rows), q.Flags)
	}
	for i, name := range tabulation.FlagNames() {
		cells := page.Rows[i].Cells
		says(t, cells[2], data[[4]string{"round", "", "flag/" + name, "count"}], "value")
		if cells[2].Text != strconv.Itoa(q.Flags[name]) || cells[0].Text == "" || cells[1].Text == "" {
			t.Errorf("%s: %v, counted %d", name, cells, q.Flags[name])
		}
	}
	if q.Flags["fast"] == 0 || q.Flags["coached"] == 0 {
		t.Errorf("nobody stands out: %v", q.Flags)
	}
	durations := pages["作答时间"].Rows
	if len(durations) != len(questionnaire.Durations())+1 || durations[1].Cells[0].Text != "40秒至90秒" || durations[3].Cells[0].Text != "3分钟至5分钟" {
		t.Errorf("durations %v", durations)
	}
	for i, from := range questionnaire.Durations() {
		says(t, durations[i].Cells[1], data[[4]string{"round", "", "seconds/" + strconv.Itoa(from), "count"}], "value")
	}
	apart := r.Apart()
	rows := pages["附含与不含有标记的答卷"].Rows
	if len(apart) == 0 || len(rows) != len(apart) {
		t.Fatalf("%d figures with and without, %d rows", len(apart), len(rows))
	}
	for i, a := range apart {
		says(t, rows[i].Cells[1], data[[4]string{"round", "", a.Indicator.Key(), "unweighted"}], "value")
		says(t, rows[i].Cells[3], data[[4]string{"round", "", a.Indicator.Key(), "unweighted_unflagged"}], "value")
	}
	minutes := data[[4]string{"round", "", "survey_minutes", "median"}]["value"]
	hours := data[[4]string{"round", "", "survey_hours", "sum"}]["value"]
	if !slices.ContainsFunc(sentences(doc, "annex", report.Paragraph), func(s string) bool {
		return strings.Contains(s, "中位数为"+minutes) && strings.Contains(s, "合计约"+hours+"小时")
	}) {
		t.Errorf("the annex does not tell that the survey took %s minutes, %s hours", minutes, hours)
	}
	nonresponse(t, r, pages["附各题缺失"], data)
}

func nonresponse(t *testing.T, r *disclosure.Released, page *report.Table, data map[[4]string]map[string]string) {
	t.Helper()
	rows := page.Rows
	for i, q := range r.Questions() {
		if _, ok := r.Whole().Table(i); !ok || !q.Asked() || q.Kind == questionnaire.Text {
			continue
		}
		says(t, rows[0].Cells[1], data[[4]string{"round", "", q.Name + "/-9", "count"}], "value")
		missing, _ := read(t, rows[0].Cells[1].Text)
		n := float64(r.Whole().N)
		share, bound := read(t, rows[0].Cells[2].Text)
		if off := share - missing/n; bound == "" && (off > 0.0006 || off < -0.0006) || bound == "at_most" && missing > 2 {
			t.Errorf("%s: %v of %v is not %s", q.Name, missing, n, rows[0].Cells[2].Text)
		}
		rows = rows[1:]
	}
	if len(rows) != 0 {
		t.Errorf("%d rows of no question", len(rows))
	}
}

// Every reason that a release can give for a figure that is not there, and every decision of disclosure control, has words.
func TestReasonsAndDecisionsHaveWords(t *testing.T) {
	t.Parallel()
	for _, lang := range models.Langs() {
		say := voice(t, lang)
		for _, key := range []string{
			"reason.few", "reason.few_mean", "reason.sensitive", "reason.by_difference", "reason.bounded", "reason.alone", "reason.rest",
			"hidden.threshold", "hidden.difference", "hidden.under", "log.withheld", "log.audit.not", "log.audit.whole", "log.audit.unit",
			"log.audit.rest", "log.audit.class", "log.audit.table", "log.audit.where", "log.correction", "log.repeat", "log.classes", "apart.none",
		} {
			say("report."+key, "1", "2", "3")
		}
	}
}

// The log says that the audit passed and how to repeat it.
func TestLogOfTheAudit(t *testing.T) {
	t.Parallel()
	r := release(t, county(t, 12, 60, round.Card), 0.6)
	for lang, want := range map[models.Lang][]string{
		models.Chinese: {"已经审计", "没有题目因审计而不公布", "jianfu audit FILE"},
		models.English: {"passed the audit", "Nothing was withheld", "jianfu audit FILE"},
	} {
		all := strings.Join(sentences(report.Compose(r, lang, voice(t, lang)), "annex", report.Paragraph), "\n")
		for _, words := range want {
			if strings.Count(all, words) != 1 {
				t.Errorf("%s: %q stands there %d times", lang, words, strings.Count(all, words))
			}
		}
		if strings.Contains(all, "这是本轮第") {
			t.Error("a first release corrects another")
		}
	}
}
