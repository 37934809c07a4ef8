package respondent_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"jianfu/models/questionnaire"
)

// game fills in the form at random, mends what the form finds wrong by declining it or choosing something else, presses
// the button until the form is sealed, and tells what it would have sent in clear.
const game = `(seed => {
  const random = n => (seed = (seed * 48271) % 2147483647) % n
  const form = document.querySelector("form"), fire = f => ["input", "change"].forEach(k => f.dispatchEvent(new Event(k, { bubbles: true })))
  const numbers = ["", "0", "3", "１２", "2.5", "-0", "30", "-9", "7.5", " 40 ", "1.", ".5"]
  const texts = ["", "好", "a <b> & \"c\" \\ \u2028\u2029 'd'", " 不少于三个字\r\n第二行\t ", "字".repeat(30), "a\u0007\u0085b", "😀😀", "\u3000空白\u00a0"]
  const set = f => {
    if (f.type == "radio" || f.type == "checkbox") return f.click()
    if (f.options) { const o = [...f.options].filter(o => !o.disabled); f.value = o[random(o.length)].value }
    else { const from = f.inputMode ? numbers : texts; f.value = from[random(from.length)] }
    fire(f)
  }
  const open = box => [...(box || form).querySelectorAll("input,select,textarea")].filter(e => e.name && !e.matches(":disabled") && !e.hidden && !e.parentNode.hidden)
  for (let i = 0; i < 90; i++) { const fields = open(); set(fields[random(fields.length)]) }
  for (let tries = 0; tries < 60; tries++) {
    const data = [...new FormData(form)]
    document.querySelector(".a button").click()
    if (document.querySelector(".a [aria-busy]")) return JSON.stringify(data)
    for (const box of form.querySelectorAll("fieldset:not([hidden])")) {
      if (!(box.querySelector(".e") || {}).textContent) continue
      const fields = open(box), decline = fields.find(f => f.value == "-9" && f.type == "checkbox" && !f.checked)
      decline && random(3) ? decline.click() : set(fields[random(fields.length)])
    }
  }
  return ""
})`

// What a phone seals is byte for byte what the server would have written for the same answers and the same duration.
func TestBrowserSheets(t *testing.T) {
	t.Parallel()
	// Each sheet is sealed at another moment, in milliseconds: the ends of every band of the duration.
	moments := []int{0}
	for _, s := range questionnaire.Durations()[1:] {
		moments = append(moments, s*1000-1, s*1000)
	}
	moments = append(moments, 1e9)
	worlds := map[string]*world{"sink": newWorldOf(t, sink(t))}
	for _, name := range []string{"burden-core", "burden-full", "pulse"} {
		worlds[name] = newWorld(t, name)
	}
	for name, w := range worlds {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.posters()
			ctx, base := phone(t), serve(t, w)
			form := compiled(t, w.manifest.Questionnaire)
			given := 0
			for i, moment := range moments {
				run(t, ctx, chromedp.Navigate(base+doors[1]), script(fmt.Sprint("performance.now = () => ", moment)))
				raw := ask(t, ctx, chromedp.Evaluate[string](fmt.Sprint(game, "(", 7919*(i+1), ")")))
				var data [][2]string
				if err := json.Unmarshal([]byte(raw), &data); err != nil {
					t.Fatalf("game %d was never sealed: %v", i, err)
				}
				run(t, ctx, said("已收到"))
				in := questionnaire.Input{}
				for _, field := range data {
					in[strings.TrimPrefix(field[0], "a.")] = append(in[strings.TrimPrefix(field[0], "a.")], field[1])
				}
				sheet, problems := form.Check(in)
				if len(problems) > 0 {
					t.Fatalf("the server finds %v in %v", problems, data)
				}
				ballot := w.cast[len(w.cast)-1]
				got, err := w.key.Open(ballot.Box(), ballot.Sealed)
				if err != nil {
					t.Fatal(err)
				}
				if want := form.EncodeTimed(sheet, questionnaire.Duration(i/2)); string(got) != string(want) {
					t.Errorf("of %v\nthe browser makes %s\nthe server       %s", data, got, want)
				}
				given += strings.Count(string(got), ":") - 4
			}
			if len(w.cast) != len(moments) || given < len(moments) {
				t.Errorf("%d ballots with %d answers", len(w.cast), given)
			}
		})
	}
}
