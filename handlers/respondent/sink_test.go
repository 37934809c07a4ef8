package respondent_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/expression"
)

// sink is a questionnaire with every kind of question in every appearance.
func sink(t testing.TB) questionnaire.Questionnaire {
	t.Helper()
	raw, err := os.ReadFile("testdata/sink.json")
	if err != nil {
		t.Fatal(err)
	}
	var q questionnaire.Questionnaire
	if err := json.Unmarshal(raw, &q); err != nil {
		t.Fatal(err)
	}
	return q
}

func compiled(t testing.TB, q questionnaire.Questionnaire) *questionnaire.Form {
	t.Helper()
	form, err := questionnaire.Compile(q)
	if err != nil {
		t.Fatal(err)
	}
	return form
}

// full is a form of the sink as somebody might fill it in, with nothing wrong.
func full() url.Values {
	return url.Values{
		"a.ready": {"ok"}, "a.county": {"east"}, "a.town": {"e2"}, "a.towns": {"w1", "w2"}, "a.trade": {"other"},
		"a.trade.other": {" 应急 "}, "a.since": {"2025-04-01"}, "a.late": {"18:00"}, "a.early": {"-9"}, "a.night": {"no"},
		"a.why": {"few"}, "a.why.other": {"没有勾选"}, "a.ways": {"other", "paper"}, "a.ways.other": {"口头"}, "a.fair": {"4"},
		"a.advise": {"10"}, "a.stars": {"5"}, "a.a1": {"2"}, "a.a2": {"5"}, "a.a3": {"-9"}, "a.h_reports": {"20"},
		"a.h_meetings": {"10.5"}, "a.h_visits": {"０"}, "a.n_docs": {"7"}, "a.n_calls": {"3"}, "a.sure": {"8"},
		"a.first": {"reports", "", "visits", ""}, "a.cut": {"meetings", "reports"}, "a.say": {"第一行\r\n第二行 <b>"},
		"a.more": {"少开会"}, "a.hours": {"77"},
	}
}

func TestEveryKindIsDrawn(t *testing.T) {
	t.Parallel()
	app := newApp(t, newWorldOf(t, sink(t)))
	for lang, texts := range map[string][]string{
		"zh": {
			`<i>必答</i>`, `<select id="n-town" name="a.town">`, `<option value="2025-04-01">2025年第2季度`, `<option value="e1">东一镇`,
			`value="phone" type="checkbox" name="a.ways" checked`, `<option value="08:00" selected>`, "单位：小时", "第4位", "最多50个字。", "选“其他”的，请写明：",
			"只有第6题不早于2025年第1季度，才看这一段。", "只有第7题不早于18:00，才填这题。", "看第18题、第19题、第20题的回答，",
			"只有第24题选了“写材料”，", "看第18题、第19题、第20题、第22题、第26题的回答，",
			`aria-label="0 一定不会"`, `<span>很不满意</span><span>很满意</span>`, `class="g y"`, `class="g z"`, `class="m f"`, `class="ok"`,
		},
		"en": {"required", "Q2 2025", "Unit: hours", "Place 4", "At most 50 characters.", "is not before 18:00", "Please choose"},
	} {
		r := get(t, app, doors[0]+"?lang="+lang)
		for _, text := range texts {
			if !strings.Contains(r.body, text) {
				t.Errorf("%s: no %q", lang, text)
			}
		}
		for _, text := range []string{"合计</", "q-hours", "q-ratio", "只算不问", "Worked out", "county =", `id="q-ready" class="d"`} {
			if strings.Contains(strip(r.body), text) {
				t.Errorf("%s: shows %q", lang, text)
			}
		}
		checkHeaders(t, r)
		if missing.MatchString(strip(r.body)) {
			t.Errorf("%s: a wording is missing: %s", lang, missing.FindString(strip(r.body)))
		}
	}
}

func TestEveryKindIsReviewed(t *testing.T) {
	t.Parallel()
	w := newWorldOf(t, sink(t))
	app := newApp(t, w)
	got := post(t, app, doors[0], full())
	if got.status != http.StatusOK {
		t.Fatal(got.status, strip(got.body))
	}
	for _, text := range []string{
		"<dd>东二镇</dd>", "<dd>其他：应急</dd>", "<dd>2025年第2季度</dd>", "<dd>18:00–22:00</dd>", "<dd>人手少</dd>", "<dd>文件</dd><dd>其他：口头</dd>",
		"<dd>第1位：写材料</dd><dd>第2位：走访</dd>", "<dd>第一行\n第二行 &lt;b&gt;</dd>", "<dd>10.5 小时</dd>", "<dd>已确认</dd>",
	} {
		if !strings.Contains(got.body, text) {
			t.Errorf("no %q", text)
		}
	}
	if strings.Contains(got.body, "a.hours") || strings.Contains(got.body, "下面的题") {
		t.Error("the review shows what was not asked")
	}
	form := compiled(t, w.manifest.Questionnaire)
	sheet := open(t, w, form, got.fields())
	if a := form.Answer(sheet, "hours"); a.Number != 30000 {
		t.Errorf("hours is %+v", a)
	}
	if a := form.Answer(sheet, "trade"); a.Text != "应急" {
		t.Errorf("trade is %+v", a)
	}
	back := post(t, app, doors[0]+"/edit", got.fields()).body
	for _, text := range []string{
		`<option value="e2" selected>`, `name="a.trade.other" value=" 应急 "`, `name="a.why.other" value="没有勾选"`, "第二行 &lt;b&gt;</textarea>",
		`aria-label="10 一定会" checked`, `<option value="-9" selected>`, `value="phone" type="checkbox" name="a.ways"><`,
	} {
		if !strings.Contains(back, text) {
			t.Errorf("back at the form: no %q", text)
		}
	}
	if n := strings.Count(back[strings.Index(back, `id="q-first"`):strings.Index(back, `id="q-cut"`)], " selected"); n != 2 {
		t.Errorf("%d places are filled", n)
	}
}

func TestMistakesOfEveryKind(t *testing.T) {
	t.Parallel()
	app := newApp(t, newWorldOf(t, sink(t)))
	for name, tt := range map[string]struct {
		question string
		values   []string
		says     string
	}{
		"not offered":   {"town", []string{"w1"}, "不在可选之列"},
		"left blank":    {"ready", nil, "请先打勾。"},
		"no default":    {"late", nil, "这一题请不要空着。"},
		"too few":       {"ways", []string{"phone"}, "至少选2项。"},
		"ranked twice":  {"first", []string{"visits", "visits"}, "同一项排了两次"},
		"too long":      {"say", []string{strings.Repeat("字", 51)}, "最多写50个字。"},
		"beside":        {"trade.other", []string{strings.Repeat("字", 61)}, "最多写60个字。"},
		"own words":     {"fair", []string{"1"}, "星数比公平程度高出太多。"},
		"row of matrix": {"n_calls", []string{"9.5"}, "请填整数。"},
	} {
		form := full()
		form["a."+tt.question] = tt.values
		got := post(t, app, doors[0], form)
		if got.status != http.StatusUnprocessableEntity || !strings.Contains(strip(got.body), tt.says) {
			t.Errorf("%s: %d without %q", name, got.status, tt.says)
		}
	}
}

// Nothing can be declined where the questionnaire says so, and no page says that it could.
func TestNoDecline(t *testing.T) {
	t.Parallel()
	q := sink(t)
	q.NoDecline = true
	for i := range q.Sections {
		for j := range q.Sections[i].Questions {
			q.Sections[i].Questions[j].Required = false
		}
	}
	q.Sections[0].Questions = slices.Delete(q.Sections[0].Questions, 1, 2) // a note that says otherwise
	app := newApp(t, newWorldOf(t, q))
	for name, r := range map[string]reply{"form": get(t, app, doors[0]), "review": post(t, app, doors[0], url.Values{"a.late": {"-9"}})} {
		if body := strip(r.body); strings.Contains(body, "不愿答") || strings.Contains(body, `"-9"`) && name == "form" || r.status != http.StatusOK {
			t.Errorf("%s: %d, offers to decline", name, r.status)
		}
	}
}

// A plain questionnaire does not carry what only the rarer kinds need.
func TestPlainPaper(t *testing.T) {
	t.Parallel()
	for instrument, rich := range map[string]bool{"burden-full": false, "burden-core": false, "pulse": false, "sink": true} {
		w := newWorldOf(t, sink(t))
		if !rich {
			w = newWorld(t, instrument)
		}
		body := get(t, newApp(t, w), doors[0]).body
		for _, part := range []string{"[type=radio],[type=checkbox]", ".ok .o"} {
			if strings.Contains(body, part) != rich {
				t.Errorf("%s: %s is there: %t", instrument, part, !rich)
			}
		}
	}
}

// told is what the browser shows of a form.
type told struct {
	Data  [][2]string       // what it would send
	Shown []string          // names of the questions and notes that are not hidden
	Wrong map[string]string // question → what is said beside it
	Heads []string          // headings that are shown
}

// play fills in the form at random, many times over, and tells what the browser made of it each time.
const play = `(rounds => {
  let seed = 1
  const random = n => (seed = (seed * 48271) % 2147483647) % n
  const form = document.querySelector("form"), all = []
  const numbers = ["", "0", "3", "１２", "2.5", "x", "999", "-9", "7.3", " 30 "]
  const texts = ["", "好", "  ", "不少于三个字", "字".repeat(70), "-9", "a\u0007b", "12"]
  for (let round = 0; round < rounds; round++) {
    if (round % 5 == 0) form.reset()
    for (let i = 0; i < 60; i++) {
      const fields = [...form.elements].filter(e => e.name && !e.matches(":disabled"))
      const f = fields[random(fields.length)]
      if (f.type == "radio" || f.type == "checkbox") { f.click(); continue }
      if (f.options) { const o = [...f.options].filter(o => !o.disabled); f.value = o[random(o.length)].value }
      else { const from = f.inputMode ? numbers : texts; f.value = from[random(from.length)] }
      for (const kind of ["input", "change"]) f.dispatchEvent(new Event(kind, { bubbles: true }))
    }
    form.dispatchEvent(new Event("submit", { cancelable: true }))
    const boxes = [...document.querySelectorAll("[id^=q-]")].filter(b => !b.hidden)
    const wrong = {}
    for (const b of boxes) {
      const e = b.querySelector(".e")
      if (e && e.textContent) wrong[b.id.slice(2)] = e.textContent
    }
    all.push({
      data: [...new FormData(form)], shown: boxes.map(b => b.id.slice(2)), wrong,
      heads: [...document.querySelectorAll("section")].filter(s => !s.hidden).map(s => s.querySelector("h2").lastChild.textContent),
    })
  }
  return JSON.stringify(all)
})`

// The script and the server make the same of the same answers: which questions are asked, what is wrong with them, and in
// which words.
func TestBrowserAgrees(t *testing.T) {
	t.Parallel()
	strict := sink(t)
	strict.NoDecline = true
	for name, q := range map[string]questionnaire.Questionnaire{"sink": sink(t), "strict": strict, "inventory": inventory(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorldOf(t, q)
			ctx, base := phone(t), serve(t, w)
			form := compiled(t, w.manifest.Questionnaire)
			run(t, ctx, unable(), chromedp.Navigate(base+doors[0]))
			var games []told
			if err := json.Unmarshal([]byte(ask(t, ctx, chromedp.Evaluate[string](play+"(60)"))), &games); err != nil {
				t.Fatal(err)
			}
			_, catalogue, _ := views(t)
			say, seen := catalogue.Say(models.Chinese), map[string]int{}
			for i, game := range games {
				in := questionnaire.Input{}
				for _, field := range game.Data {
					in[strings.TrimPrefix(field[0], "a.")] = append(in[strings.TrimPrefix(field[0], "a.")], field[1])
				}
				sheet, problems := form.Check(in)
				shown, heads := visible(form, sheet)
				wrong := map[string]string{}
				for _, p := range problems {
					wrong[p.Question] = words(p, say)
					seen[p.Key]++
				}
				if !slices.Equal(shown, game.Shown) || !reflect.DeepEqual(wrong, game.Wrong) || !slices.Equal(heads, game.Heads) {
					t.Fatalf("round %d of %v:\nshown  %v\nserver %v\nwrong  %v\nserver %v\nheads %v, server %v",
						i, game.Data, game.Shown, shown, game.Wrong, wrong, game.Heads, heads)
				}
			}
			broken := []string{"number", "whole", "range", "step", "constraint", "length", "required", "at_least"}
			if name == "inventory" {
				broken = []string{"number", "whole", "range", "step", "at_most"}
			}
			for _, key := range broken {
				if seen["check."+key] == 0 {
					t.Errorf("nothing broke %s", key)
				}
			}
		})
	}
}

func words(p questionnaire.Problem, say models.Say) string {
	if len(p.Args) == 1 {
		if own, ok := p.Args[0].(models.Text); ok {
			return own.In(models.Chinese)
		}
	}
	return say(p.Key, p.Args...)
}

// visible lists the questions and notes that a sheet calls for, and the headings above them.
func visible(form *questionnaire.Form, sheet questionnaire.Sheet) (shown, heads []string) {
	lookup := func(name string) expression.Value {
		q, _ := form.Question(name)
		switch a := form.Answer(sheet, name); {
		case a.State == questionnaire.Declined:
			return expression.Value{}
		case a.State == questionnaire.Skipped:
			return expression.String("")
		case q.Several():
			return expression.Choices(a.Choices)
		case len(a.Choices) > 0:
			return expression.String(a.Choices[0])
		case a.Text != "":
			return expression.String(a.Text)
		default:
			return expression.Number(a.Number)
		}
	}
	for _, s := range form.Questionnaire().Sections {
		before := len(shown)
		for _, q := range s.Questions {
			relevant := form.Relevance(q.Name)
			holds := relevant == nil || relevant.Evaluate(lookup, expression.Value{}).Truth() == expression.Yes
			_, counted := form.Question(q.Name)
			if counted && form.Answer(sheet, q.Name).State == questionnaire.Skipped {
				holds = false // nothing is left to choose from
			}
			if holds && q.Kind != questionnaire.Calculated {
				shown = append(shown, q.Name)
			}
		}
		if len(shown) > before {
			heads = append(heads, s.Title.Zh)
		}
	}
	return shown, heads
}

func TestBrowserRareKinds(t *testing.T) {
	t.Parallel()
	w := newWorldOf(t, sink(t))
	ctx, base := phone(t), serve(t, w)
	run(t, ctx, unable(), chromedp.Navigate(base+doors[0]))
	choose := func(css, value string) step {
		return script(fmt.Sprintf(`{ const s = document.querySelector(%q); s.value = %q; s.dispatchEvent(new Event("change", { bubbles: true })) }`, css, value))
	}
	const otherText = `getComputedStyle(document.querySelector("[name='a.why.other']").parentNode).display == "none"`
	expect(t, ctx, otherText, true)
	run(t, ctx, tick("why", "other"), chromedp.SendKeys(chromedp.CSS(`[name="a.why.other"]`), "领导交办"))
	expect(t, ctx, otherText, false)

	run(t, ctx, tick("county", "east"), choose("#n-town", "e1"))
	expect(t, ctx, `[...document.querySelector("#n-town").options].filter(o => !o.disabled).map(o => o.value).join()`, ",e1,e2,-9")
	run(t, ctx, tick("county", "west"))
	expect(t, ctx, `document.querySelector("#n-town").value`, "")
	run(t, ctx, tick("county", "none"))
	expect(t, ctx, hiddenBox("town"), true)

	run(t, ctx, choose("#q-first select", "reports"))
	expect(t, ctx, `document.querySelectorAll("#q-first label:nth-child(2) :disabled")[0].value`, "reports")
	expect(t, ctx, hiddenBox("cut"), false)
	run(t, ctx, tick("first", "-9"))
	expect(t, ctx, `document.querySelector("#q-first select").value`, "")
	expect(t, ctx, hiddenBox("cut"), true)

	expect(t, ctx, `document.querySelector("#n-say").closest("section").hidden`, true)
	run(t, ctx, enter("n_calls", "20"))
	expect(t, ctx, `document.querySelector("#n-say").closest("section").hidden`, false)
	run(t, ctx, chromedp.SendKeys(chromedp.CSS("#n-say"), "五个字的话"))
	expect(t, ctx, `document.querySelector("#u-say span").textContent`, "还可以写45个字。")
	expect(t, ctx, hiddenBox("more"), false)

	// A draft brings everything back, and nothing that was taken back: defaults are for the empty form.
	run(t, ctx, tick("ways", "phone"), tick("ways", "none"), chromedp.Reload(), seen("#n-say"))
	expect(t, ctx, `document.querySelector("#n-say").value + document.querySelector("[name='a.why.other']").value`, "五个字的话领导交办")
	expect(t, ctx, `[...document.querySelectorAll("#q-ways :checked")].map(i => i.value).join()`, "none")

	run(t, ctx, tick("stars", "4"), tick("fair", "1"))
	expect(t, ctx, `document.querySelector("#e-stars").textContent`, "星数比公平程度高出太多。")
	expect(t, ctx, `[...document.querySelectorAll("#q-stars .o label")].map(l => getComputedStyle(l, "::before").content[1]).join("")`, "★★★★☆")
	run(t, ctx, click("form button:not([type])"))
	expect(t, ctx, `document.activeElement.name`, "a.ready")
	see(t, ctx, "sink-wrong")
	run(t, ctx, tick("fair", "2"), tick("ready", "ok"), tick("late", "18:00"), chromedp.SendKeys(chromedp.CSS("#n-more"), "一条"), click("form button:not([type])"), seen("[name=sealed]"))
	see(t, ctx, "sink-review")
}

// Without a script every kind can be answered and sent.
func TestBrowserRareKindsWithoutScript(t *testing.T) {
	t.Parallel()
	w := newWorldOf(t, sink(t))
	ctx, base := phone(t), serve(t, w)
	run(t, ctx, withoutScript(), chromedp.Navigate(base+doors[0]))
	see(t, ctx, "sink-no-script")
	expect(t, ctx, `getComputedStyle(document.querySelector("[name='a.why.other']").parentNode).display`, "block")
	run(t, ctx, click("form button"), seen("#e-ready"))
	see(t, ctx, "sink-no-script-wrong")
	run(t, ctx, tick("ready", "ok"), tick("late", "-9"), chromedp.SetValue(chromedp.CSS("#n-n_calls"), "3"), chromedp.SetValue(chromedp.CSS("#n-since"), "2025-04-01"))
	run(t, ctx, click("#q-ways [value=phone]"), click("#q-ways [value=paper]"), click("#q-stars [value='4']"), click("form button"))
	run(t, ctx, seen("button.b"), click("form button"), chromedp.WaitVisible(chromedp.Search(thanked)))
	if len(w.cast) != 1 {
		t.Errorf("%d ballots", len(w.cast))
	}
}
