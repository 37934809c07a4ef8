package questionnaire

import (
	"reflect"
	"testing"
)

// seeds are sheets in and out of the form that Encode writes; canonical says which.
func seeds() map[string]bool {
	return map[string]bool{
		`{"q":"s","v":"v1","a":{}}`: true,
		`{"q":"s","v":"v1","a":{"n":-0.5,"one":"a","many":["x","y"],"none":[],"t":"甲乙","one.a":"b"}}`: true,
		`{"q":"s","v":"v1","a":{"n":0}}`:                    true,
		`{"q":"s","v":"v1","a":{"n":10.250}}`:               true,
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
