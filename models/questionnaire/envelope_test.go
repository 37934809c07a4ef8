package questionnaire

import (
	"reflect"
	"testing"

	"jianfu/models"
)

// seeds are sheets in and out of the form that Encode writes; canonical says which.
func seeds() map[string]bool {
	return map[string]bool{
		`{"q":"s","v":"v1","a":{}}`: true,
		`{"q":"s","v":"v1","a":{"n":-0.5,"one":"a","many":["x","y"],"none":[],"t":"甲乙","one.a":"b"}}`: true,
		`{"q":"s","v":"v1","a":{"n":0}}`:                    true,
		`{"q":"s","v":"v1","a":{"n":10.250}}`:               true,
		`{"q":"s","v":"v1","a":{},"t":0}`:                   true,
		`{"q":"s","v":"v1","a":{"n":1},"t":5}`:              true,
		`{"q":"s","v":"v1","a":{},"t":6}`:                   false,
		`{"q":"s","v":"v1","a":{},"t":-1}`:                  false,
		`{"q":"s","v":"v1","a":{},"t":10}`:                  false,
		`{"q":"s","v":"v1","a":{},"t":"1"}`:                 false,
		`{"q":"s","v":"v1","a":{},"t":`:                     false,
		`{"q":"s","v":"v1","a":{},"t":1,"t":1}`:             false,
		`{"q":"s","v":"v1","t":1,"a":{}}`:                   false,
		`{"q":"s","v":"v1","a":{"n":01}}`:                   false,
		`{"q":"s","v":"v1","a":{"n":1.}}`:                   false,
		`{"q":"s","v":"v1","a":{"n":-}}`:                    false,
		`{"q":"s","v":"v1","a":{"n":1e2}}`:                  false,
		`{"q":"s","v":"v1","a":{"n":1,"n":1}}`:              false,
		`{"q":"s","v":"v1","a":{"n":1,}}`:                   false,
		`{"q":"s","v":"v1","a":{,"n":1}}`:                   false,
		`{"q":"s","v":"v1","a":{"t":"a\nb"}}`:               false,
		"{\"q\":\"s\",\"v\":\"v1\",\"a\":{\"t\":\"\xff\"}}": false,
		"{\"q\":\"s\",\"v\":\"v1\",\"a\":{\"t\":\"\x01\"}}": false,
		`{"q":"s","v":"v1","a":{"m":["x",]}}`:               false,
		`{"q":"s","v":"v1","a":{"m":[1]}}`:                  false,
		`{"q":"s","v":"v1","a":{"m":true}}`:                 false,
		`{"q":"s","v":"v1","a":{"m":`:                       false,
		`{"q":"s","v":"v1","a":{"m"`:                        false,
		`{"q":"s","v":"v1","a":{}`:                          false,
		`{"q":"s","v":"v1","a":{}} `:                        false,
		`{ "q":"s","v":"v1","a":{}}`:                        false,
		`{"v":"v1","q":"s","a":{}}`:                         false,
		`{"q":"s","v":"v1","a":{},"z":1}`:                   false,
		``:                                                  false,
	}
}

func TestReadCanonical(t *testing.T) {
	t.Parallel()
	for in, canonical := range seeds() {
		e, ok := readCanonical(in)
		if ok != canonical {
			t.Errorf("%q: taken as canonical: %v", in, ok)
		}
		if ok {
			wantSame(t, in, e)
		}
	}
}

// TestLongest: the bound that the quantum rests on has room for a duration even where the answers leave it none.
func TestLongest(t *testing.T) {
	t.Parallel()
	f, err := Compile(Questionnaire{Name: "s", Version: "v1", Title: models.Text{Zh: "甲", En: "s"}, Sections: []Section{{
		Name: "only", Title: models.Text{Zh: "甲", En: "s"},
		Questions: []Question{{
			Name: "n", Kind: Quantity, Text: models.Text{Zh: "甲", En: "n"}, Min: -999_999_999, Max: -10_000, Step: 1, Bands: []Decimal{-999_999_999, -20_000},
		}},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	sheet, problems := f.Check(Input{"n": {"-999999.999"}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	bare, timed, most := len(f.Encode(sheet)), len(f.EncodeTimed(sheet, Over10min)), f.longest()
	if timed > most || timed != bare+len(`,"t":5`) {
		t.Errorf("%d bytes, %d with a duration, bounded by %d", bare, timed, most)
	}
}

// FuzzReadCanonical: what the fast reader takes, the general one takes as well, and reads the same in it.
func FuzzReadCanonical(f *testing.F) {
	for in := range seeds() {
		f.Add(in)
	}
	f.Fuzz(func(t *testing.T, in string) {
		if e, ok := readCanonical(in); ok {
			wantSame(t, in, e)
		}
	})
}

func wantSame(t *testing.T, in string, e *envelope) {
	t.Helper()
	other, err := readForeign([]byte(in))
	if err != nil || !reflect.DeepEqual(e, other) {
		t.Errorf("%q: %+v, otherwise %+v, %v", in, e, other, err)
	}
}
