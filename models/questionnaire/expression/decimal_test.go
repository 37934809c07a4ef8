package expression

import (
	"encoding/json"
	"math"
	"testing"
	"testing/quick"

	"jianfu/models"
)

func TestParseDecimal(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in   string
		want Decimal
		ok   bool
	}{
		{"0", 0, true},
		{"-0", 0, true},
		{"7", 7000, true},
		{"0.5", 500, true},
		{".5", 500, true},
		{"5.", 5000, true},
		{"-1.25", -1250, true},
		{"1.001", 1001, true},
		{"007.10", 7100, true},
		{" 8\u3000", 8000, true},
		{"４８．５", 48500, true},
		{"４。５", 4500, true},
		{"－２", -2000, true},
		{"999999999999.999", greatest, true},
		{"-999999999999.999", -greatest, true},
		{"", 0, false},
		{".", 0, false},
		{"-", 0, false},
		{"+1", 0, false},
		{"--1", 0, false},
		{"1-", 0, false},
		{"1e3", 0, false},
		{"0x1", 0, false},
		{"1,000", 0, false},
		{"1.2.3", 0, false},
		{"1.0001", 0, false},
		{"1.0000", 0, false},
		{"1000000000000", 0, false},
		{"99999999999999999999", 0, false},
		{"1 2", 0, false},
		{"三", 0, false},
		{"NaN", 0, false},
		{"\xff", 0, false},
	} {
		got, err := ParseDecimal(c.in)
		if (err == nil) != c.ok || got != c.want {
			t.Errorf("%q gives %d, %v; want %d, %v", c.in, got, err, c.want, c.ok)
		}
		if err != nil && models.KindOf(err) != models.Invalid {
			t.Errorf("%q: %v", c.in, err)
		}
	}
}

func TestDecimalForms(t *testing.T) {
	t.Parallel()
	for d, want := range map[Decimal]string{0: "0", 500: "0.5", -500: "-0.5", 1010: "1.01", -1: "-0.001", 60000: "60", greatest: "999999999999.999"} {
		if d.String() != want {
			t.Errorf("%d prints %s, want %s", int64(d), d, want)
		}
	}
	roundTrip := func(n int64) bool {
		d := Decimal(n) % (greatest + 1)
		b, err := json.Marshal(d)
		var back Decimal
		return err == nil && json.Unmarshal(b, &back) == nil && back == d && math.Abs(d.Float64()*1000-float64(d)) <= 0.25
	}
	if err := quick.Check(roundTrip, nil); err != nil {
		t.Error(err)
	}
	for _, bad := range []string{`"1"`, `null`, `1e2`, `1.0001`, `[1]`} {
		var d Decimal
		if json.Unmarshal([]byte(bad), &d) == nil {
			t.Errorf("%s is taken for %s", bad, d)
		}
	}
}
