package library

import (
	"strconv"
	"testing"

	"github.com/chromedp/chromedp"

	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/builtin"
)

// typingDesk opens the editor of a questionnaire in Chinese: a single choice, a scale, a number and a calculation. at
// turns to a question, where it is not −1, and waits until a source is true.
func typingDesk(t *testing.T) (w *world, id models.ID, at func(question int, source string)) {
	t.Helper()
	w = newWorld(t)
	text := func(zh string) models.Text { return models.Text{Zh: zh} }
	q := questionnaire.Questionnaire{Name: "t", Version: "v1", Title: text("问卷"), Minutes: 3, Sections: []questionnaire.Section{
		{Name: "s1", Title: text("一"), Questions: []questionnaire.Question{
			{Name: "q1", Kind: questionnaire.Single, Text: text("选"), Options: []questionnaire.Option{{Name: "o1", Text: text("甲")}, {Name: "o2", Text: text("乙")}}},
			{Name: "q2", Kind: questionnaire.Scale, Text: text("量"), Options: []questionnaire.Option{{Name: "1", Text: text("低")}, {Name: "2"}, {Name: "3", Text: text("高")}}},
			{Name: "q3", Kind: questionnaire.Integer, Text: text("数"), Max: 30000},
			{Name: "q4", Kind: questionnaire.Calculated, Calculation: "1 +"},
		}},
		{Name: "s2", Title: text("二"), Relevant: "${q3} > 1", Questions: []questionnaire.Question{{Name: "q5", Kind: questionnaire.Note, Text: text("话")}}},
	}}
	id = w.keep(q).ID
	ctx, base := desk(t, w)
	run(t, ctx, chromedp.Navigate(base+pathOf(id)))
	becomes(t, ctx, ready)
	run(t, ctx, do(guarded+`;
		window.control = (of, selector) => document.querySelector('#form [data-of="' + of + '"] ' + selector);
		window.type = (control, text) => { control.value = text; control.dispatchEvent(new Event("input", {bubbles: true})); control.dispatchEvent(new Event("change", {bubbles: true})) };
		window.pasted = (control, text) => { const data = new DataTransfer(); data.setData("text", text);
			control.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})) };
		window.fresh = () => { const p = document.querySelector("#form .paste"); p.open = true; return p }`))
	return w, id, func(question int, source string) {
		t.Helper()
		if question >= 0 {
			run(t, ctx, do(`document.querySelectorAll(".item-question")[`+strconv.Itoa(question)+`].click()`))
		}
		becomes(t, ctx, source)
		becomes(t, ctx, `wrong.length === 0`)
	}
}

// The box that holds all options shows what was typed a moment before, and changes nothing that one did not change.
func TestThePasteBoxIsUpToDate(t *testing.T) {
	t.Parallel()
	w, id, at := typingDesk(t)
	at(0, `type(control("options", "input[data-option='0'][data-lang=zh]"), "甲改过") || true`)
	at(-1, `fresh() && document.querySelector("#form .paste textarea").value === "甲改过\n乙"`)
	at(1, `fresh() && document.querySelector("#form .paste textarea").value === "1 | 低\n2 |\n3 | 高"`)
	at(-1, `document.querySelector("#form .paste button").click() || document.querySelectorAll("#form .options li").length === 3`)
	at(0, `pasted(control("options", "input[data-option='0'][data-lang=en]"), "A\nB\nC\n") || document.querySelectorAll("#form .options li").length === 3`)
	at(0, saved)
	options := w.kept(id).Sections[0].Questions[0].Options
	if len(options) != 3 || options[0].Text != (models.Text{Zh: "甲改过", En: "A"}) || options[1].Text != (models.Text{Zh: "乙", En: "B"}) || options[2].Text != (models.Text{En: "C"}) {
		t.Errorf("%+v", options)
	}
	if points := w.kept(id).Sections[0].Questions[1].Options; len(points) != 3 || points[0].Text.Zh != "低" || points[2].Text.Zh != "高" {
		t.Errorf("%+v", points)
	}
}

// What cannot be read is said, and stays in the field.
func TestWhatIsNotUnderstoodIsSaid(t *testing.T) {
	t.Parallel()
	_, _, at := typingDesk(t)
	at(1, `type(document.querySelectorAll(".scale-range input")[1], "100") || control("options", "> .wrong").textContent.startsWith("刻度最多 21 格")`)
	at(2, `type(control("bands", "input"), "0，三，5") || control("bands", ".wrong").textContent.startsWith("没有认出“三”。")`)
	at(1, `document.querySelectorAll(".scale-range input")[1].value === "100" && control("options", "> .wrong").textContent !== ""`)
	at(2, `control("bands", "input").value === "0，三，5" && !control("bands", ".wrong").hidden`)
	at(2, `type(control("bands", "input"), "0, 10") || control("bands", ".wrong").hidden`)
	at(3, `control("calculation", ".wrong").textContent.includes("算式")`)
}

// Kinds, formulas and sections tell what an edit does.
func TestEditsTellWhatTheyDo(t *testing.T) {
	t.Parallel()
	w, id, at := typingDesk(t)
	toast := func(text string) string {
		return `document.getElementById("toast").textContent.includes("` + text + `")`
	}
	at(3, `type(control("calculation", ".as-text input"), "") || type(control("calculation", "select.insert"), "q3") || control("calculation", ".as-text input").value === "${q3}"`)
	at(3, saved)
	if got := w.kept(id).Sections[0].Questions[3].Calculation; got != "${q3}" {
		t.Errorf("the formula is %s", got)
	}
	at(0, `type(document.querySelector(".kind-of"), "integer") || `+toast("原来的 2 个选项没有带过来"))
	at(0, `document.querySelector("#toast button").click() || document.querySelectorAll("#form .options li").length === 2`)
	at(0, `document.querySelector(".item-section").click() || [...document.querySelectorAll("#form .tools button")].pop().click() || `+toast("另有 1 处"))
}

// With English out of sight, nothing speaks of it; the browser remembers that.
func TestOnlyChinese(t *testing.T) {
	t.Parallel()
	_, _, at := typingDesk(t)
	english := `document.querySelector(".flag-lang") !== null && document.querySelector(".marks").textContent.includes("英文")`
	at(0, english)
	at(0, `document.getElementById("chinese").checked || document.getElementById("chinese").click() || !(`+english+`)`)
	at(0, `document.querySelector(".flag-lang") === null && !document.querySelector(".marks").textContent.includes("英文") && localStorage.getItem("jianfu.builder.chinese") === "1"`)
}

// The row that has the focus is never under the list of what is wrong, nor below the window.
func TestTheListOfFaultsCoversNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	full, _ := builtin.ByName(builtin.BurdenFull)
	for i := range full.Sections[0].Questions {
		full.Sections[0].Questions[i].Text = models.Text{}
	}
	e := w.keep(full)
	ctx, base := desk(t, w)
	run(t, ctx, chromedp.EmulateViewport(1366, 640), chromedp.Navigate(base+pathOf(e.ID)))
	becomes(t, ctx, ready+` && document.querySelectorAll(".marks .mark-fault").length > 2`)
	run(t, ctx, do(`window.covered = []; document.querySelector(".item[aria-current]").focus();
		for (let i = 0; i < 60; i++) {
			document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowDown", bubbles: true}));
			const bottom = document.activeElement.getBoundingClientRect().bottom;
			if (bottom > document.querySelector(".marks").getBoundingClientRect().top) covered.push(i);
		}`))
	see(t, ctx, "builder-outline")
	becomes(t, ctx, `covered.length === 0 && document.activeElement.dataset.key !== "0.0" && document.querySelector(".marks").getBoundingClientRect().bottom <= innerHeight`)
}
