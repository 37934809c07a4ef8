package questionnaire_test

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"jianfu/models"
	. "jianfu/models/questionnaire"
	"jianfu/models/questionnaire/builtin"
)

func TestEncode(t *testing.T) {
	t.Parallel()
	f := compiled(t, small())
	sheet, _ := f.Check(inputOf("degree", "2", "many", "y", "many", "x", "whole", "2", "half", "1.5"))
	const want = `{"q":"small","v":"v1","a":{"many":["x","y"],"whole":2,"half":1.5,"degree":"2"}}`
	if got := string(f.Encode(sheet)); got != want {
		t.Errorf("gives %s, want %s", got, want)
	}
	if got := string(f.Encode(make(Sheet, len(f.Questions())))); got != `{"q":"small","v":"v1","a":{}}` {
		t.Errorf("an empty sheet gives %s", got)
	}
}

// TestDuration: every band reads back, and each makes the sheet longer by the same.
func TestDuration(t *testing.T) {
	t.Parallel()
	f := compiled(t, small())
	sheet, _ := f.Check(inputOf("whole", "2"))
	bare := f.Encode(sheet)
	if _, took, err := f.DecodeTimed(bare); err != nil || took != Unmeasured {
		t.Errorf("a sheet without one: %d, %v", took, err)
	}
	if got := string(f.EncodeTimed(sheet, Under40s)); got != `{"q":"small","v":"v1","a":{"whole":2},"t":0}` {
		t.Errorf("gives %s", got)
	}
	if n := len(Durations()); n != int(Over10min)+1 || n > 10 {
		t.Errorf("%d bands", n)
	}
	for i := range Durations() {
		timed := f.EncodeTimed(sheet, Duration(i))
		back, took, err := f.DecodeTimed(timed)
		if err != nil || took != Duration(i) || !reflect.DeepEqual(back, sheet) {
			t.Errorf("%s reads back as %v, %d: %v", timed, back, took, err)
		}
		if len(timed) != len(bare)+len(`,"t":0`) {
			t.Errorf("band %d takes %d bytes", i, len(timed)-len(bare))
		}
	}
}

func TestDecode(t *testing.T) {
	t.Parallel()
	f := compiled(t, small())
	body := func(a string) string { return `{"q":"small","v":"v1","a":` + a + `}` }
	for _, c := range []struct{ name, in, key string }{
		{"empty", body(`{}`), ""},
		{"order and space", ` {"a": {"whole": 1.0}, "v":"v1","q" : "small"}  ` + "\n", ""},
		{"many", body(`{"many":["y","x"]}`), ""},
		{"nothing", ``, "sheet.malformed"},
		{"null", `null`, "sheet.malformed"},
		{"list", `[]`, "sheet.malformed"},
		{"two values", body(`{}`) + `{}`, "sheet.malformed"},
		{"large", strings.Repeat(" ", MaxSheet) + body(`{}`), "sheet.malformed"},
		{"no name", `{"v":"v1","a":{}}`, "sheet.malformed"},
		{"no answers", `{"q":"small","v":"v1"}`, "sheet.malformed"},
		{"member too many", `{"q":"small","v":"v1","a":{},"z":1}`, "sheet.malformed"},
		{"member twice", `{"q":"small","v":"v1","v":"v1"}`, "sheet.malformed"},
		{"other case", `{"Q":"small","v":"v1","a":{}}`, "sheet.malformed"},
		{"answer twice", body(`{"whole":1,"whole":1}`), "sheet.malformed"},
		{"answer null", body(`{"whole":null}`), "sheet.malformed"},
		{"answer nested", body(`{"many":[["x"]]}`), "sheet.malformed"},
		{"answer true", body(`{"whole":true}`), "sheet.malformed"},
		{"answers null", body(`null`), "sheet.malformed"},
		{"duration", `{"q":"small","v":"v1","a":{},"t":1}`, ""},
		{"duration of no band", `{"q":"small","v":"v1","a":{},"t":6}`, "sheet.malformed"},
		{"duration below the bands", `{"q":"small","v":"v1","a":{},"t":-1}`, "sheet.malformed"},
		{"duration in tenths", `{"q":"small","v":"v1","a":{},"t":1.5}`, "sheet.malformed"},
		{"duration spelled longer", `{"q":"small","v":"v1","a":{},"t":1.0}`, "sheet.malformed"},
		{"duration as text", `{"q":"small","v":"v1","a":{},"t":"1"}`, "sheet.malformed"},
		{"duration null", `{"q":"small","v":"v1","a":{},"t":null}`, "sheet.malformed"},
		{"duration twice", `{"q":"small","v":"v1","a":{},"t":1,"t":1}`, "sheet.malformed"},
		{"duration for the answers", `{"q":"small","v":"v1","t":1}`, "sheet.malformed"},
		{"other version", `{"q":"small","v":"v2","a":{}}`, "sheet.version"},
		{"other questionnaire", `{"q":"large","v":"v1","a":{}}`, "sheet.version"},
		{"unknown question", body(`{"nine":1}`), "sheet.impossible"},
		{"number as text", body(`{"whole":"1"}`), "sheet.impossible"},
		{"text as number", body(`{"one":1}`), "sheet.impossible"},
		{"list for one", body(`{"one":["a"]}`), "sheet.impossible"},
		{"one for a list", body(`{"many":"x"}`), "sheet.impossible"},
		{"empty list", body(`{"many":[]}`), "sheet.impossible"},
		{"twice in a list", body(`{"many":["x","x"]}`), "sheet.impossible"},
		{"blank in a list", body(`{"many":["x",""]}`), "sheet.impossible"},
		{"space around", body(`{"one":" a"}`), "sheet.impossible"},
		{"unknown option", body(`{"one":"c"}`), "sheet.impossible"},
		{"too many", body(`{"many":["x","y","z"]}`), "sheet.impossible"},
		{"out of range", body(`{"whole":11}`), "sheet.impossible"},
		{"exponent", body(`{"whole":1e0}`), "sheet.impossible"},
		{"decline value", body(`{"whole":-9}`), "sheet.impossible"},
		{"decline text", body(`{"one":"-9"}`), "sheet.impossible"},
		{"constraint", body(`{"whole":1,"half":2.5}`), "sheet.impossible"},
		{"hidden", body(`{"whole":0,"half":2.5}`), "sheet.impossible"},
		{"hangs on a declined one", body(`{"half":2.5}`), "sheet.impossible"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			sheet, err := f.Decode([]byte(c.in))
			var e *models.Error
			switch {
			case c.key == "" && err != nil:
				t.Error(err)
			case c.key == "" && len(sheet) != len(f.Questions()):
				t.Errorf("the sheet has %d entries", len(sheet))
			case c.key != "" && (!errors.As(err, &e) || e.Kind != models.Invalid || e.Key != c.key || sheet != nil):
				t.Errorf("gives %v, want %s", err, c.key)
			}
		})
	}
}

// TestRoundTrip encodes random sheets of the full inventory.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	f := instrument(t, builtin.BurdenFull)
	r := rand.New(rand.NewPCG(5, 6))
	states := map[State]int{}
	for range 2000 {
		in := randomInput(r, f)
		sheet, problems := f.Check(in)
		for _, p := range problems { // a person would mend these; declining does
			in[p.Question] = nil
		}
		if len(problems) > 0 {
			sheet, problems = f.Check(in)
		}
		if len(problems) > 0 {
			continue
		}
		took := Duration(r.IntN(7)) - 1
		code := f.EncodeTimed(sheet, took)
		back, after, err := f.DecodeTimed(code)
		if err != nil || !reflect.DeepEqual(back, sheet) || after != took {
			t.Fatalf("%s reads back as %v, %d: %v", code, back, after, err)
		}
		for _, a := range sheet {
			states[a.State]++
		}
	}
	if states[Answered] < 10000 || states[Skipped] < 5000 || states[Declined] < 5000 {
		t.Errorf("too few sheets of one sort: %v", states)
	}
}

func randomInput(r *rand.Rand, f *Form) Input {
	in := Input{}
	for _, q := range f.Questions() {
		if r.IntN(10) == 0 || !q.Asked() {
			continue
		}
		if q.Numeric() {
			steps := int64((q.Max-q.Min)/q.Stride()) + 1
			if r.IntN(2) == 0 {
				steps = min(steps, 3)
			}
			in[q.Name] = []string{(q.Min + Decimal(r.Int64N(steps))*q.Stride()).String()}
			continue
		}
		for range 1 + r.IntN(2) {
			in[q.Name] = append(in[q.Name], q.Options[r.IntN(len(q.Options))].Name)
		}
	}
	return in
}

// FuzzDecode: whatever is accepted is a sheet that encodes and reads back as itself, and that Check would give again.
func FuzzDecode(f *testing.F) {
	form := compiled(f, small())
	f.Add([]byte(`{"q":"small","v":"v1","a":{"one":"a","many":["x","y"],"whole":2,"half":1.5,"degree":"2"}}`))
	f.Add([]byte(`{"q":"small","v":"v1","a":{"whole":0}}`))
	f.Add([]byte(`{"q":"small","v":"v1","a":{"whole":0},"t":5}`))
	f.Add([]byte(`{"t":5.0,"q":"small","v":"v1","a":{}}`))
	f.Add([]byte(`{"q":"small","v":"v1","a":{"whole":1,"half":2.5}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		sheet, err := form.Decode(b)
		if err != nil {
			if models.KindOf(err) != models.Invalid {
				t.Fatalf("a foreign error: %v", err)
			}
			return
		}
		_, took, err := form.DecodeTimed(b)
		if err != nil || took < Unmeasured || int(took) >= len(Durations()) {
			t.Fatalf("%q took %d, %v", b, took, err)
		}
		if back, after, err := form.DecodeTimed(form.EncodeTimed(sheet, took)); err != nil || after != took || !reflect.DeepEqual(back, sheet) {
			t.Fatalf("%q reads back as %v, %d: %v", b, back, after, err)
		}
		if back, err := form.Decode(form.Encode(sheet)); err != nil || !reflect.DeepEqual(back, sheet) {
			t.Fatalf("%q reads back as %v: %v", b, back, err)
		}
		in := Input{}
		for i, q := range form.Questions() {
			if a := sheet[i]; a.State == Answered && q.Numeric() {
				in[q.Name] = []string{a.Number.String()}
			} else if a.State == Answered {
				in[q.Name] = a.Choices
			}
		}
		if again, problems := form.Check(in); len(problems) > 0 || !reflect.DeepEqual(again, sheet) {
			t.Fatalf("%q checks as %v with %v", b, again, problems)
		}
	})
}
