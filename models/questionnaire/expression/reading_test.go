package expression

import (
	"regexp"
	"testing"
	"testing/quick"
	"time"
)

// TestReadDays goes through four centuries and their neighbours, the whole cycle of the Gregorian calendar.
func TestReadDays(t *testing.T) {
	t.Parallel()
	day := time.Date(1899, 12, 1, 0, 0, 0, 0, time.UTC)
	last, ok := read(day.AddDate(0, 0, -1).Format(time.DateOnly))
	if !ok {
		t.Fatal("no day before the first")
	}
	for ; day.Year() < 2301; day = day.AddDate(0, 0, 1) {
		got, ok := read(day.Format(time.DateOnly))
		if !ok || got != last+one {
			t.Fatalf("%s is %s, %v; the day before was %s", day.Format(time.DateOnly), got, ok, last)
		}
		last = got
	}
	if got, _ := read("1970-01-01"); got != 0 {
		t.Errorf("the first of January 1970 is %s", got)
	}
}

func TestReadTimes(t *testing.T) {
	t.Parallel()
	before := Decimal(-1)
	for minute := range 24*60 + 1 {
		s := time.Date(1970, 1, 1, 0, minute, 0, 0, time.UTC).Format("15:04")
		if minute == 24*60 {
			s = "24:00"
		}
		got, ok := read(s)
		if hours := float64(minute) / 60; !ok || got <= before || got.Float64()-hours > 0.0005 || hours-got.Float64() > 0.0005 {
			t.Fatalf("%s is %s, %v", s, got, ok)
		}
		before = got
	}
}

// TestReadNumbers compares the scan by hand with the pattern that it stands for.
func TestReadNumbers(t *testing.T) {
	t.Parallel()
	shape := regexp.MustCompile(`^-?[0-9]{1,12}(\.[0-9]{1,3})?$`)
	same := func(s string) bool {
		got, ok := readNumber(s)
		want, err := ParseDecimal(s)
		return ok == shape.MatchString(s) && (!ok || err == nil && got == want)
	}
	for _, s := range []string{
		"", "-", ".", "-.", "1", "-1", "--1", "0", "-0", "1.", ".1", "1.2", "1.23", "1.234", "1.2345", "1.2.3", "1 ", " 1", "+1",
		"123456789012", "1234567890123", "-123456789012.999", "12345678901234567890", "1.99999999999999999999", "1e3", "１", "1\x00",
	} {
		if !same(s) {
			t.Errorf("%q reads as %v", s, first(readNumber(s)))
		}
	}
	alphabet := []byte("0123456789-. ")
	random := func(raw []byte) bool {
		for i := range raw {
			raw[i] = alphabet[int(raw[i])%len(alphabet)]
		}
		return same(string(raw[:min(len(raw), 6)])) && same(string(raw))
	}
	if err := quick.Check(random, &quick.Config{MaxCount: 20000}); err != nil {
		t.Error(err)
	}
}

func first[T, U any](v T, _ U) T { return v }
