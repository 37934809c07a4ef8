package inference_test

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"strconv"
	"testing"

	"jianfu/models/inference"
)

// tolerance is the agreement demanded with R, absolute or relative, whichever is easier.
const tolerance = 1e-9

// oracle is testdata/oracle.json: what R 4.2.2 and survey 4.1-1 say; testdata/oracle.R shows how.
type oracle struct {
	Estimates []struct {
		Set, Of                             string
		FPC                                 bool
		Value, SE, DF, Low, High, Effective float64
	}
	Differences, Satterthwaite []struct {
		Set                   string
		Difference, SE, DF, P float64
	}
	Welch []struct {
		X, Y         []float64
		T, DF, P, SE float64
	}
	Score []struct {
		X [4]float64
		P float64
	}
	Fisher []struct {
		Table [4]int
		P     float64
	}
	Shares []struct {
		X1, N1, X2, N2 int
		P              float64
	}
	Adjust []struct {
		P, Adjusted []*float64
	}
	Quantiles []struct{ DF, P, Q float64 }
	Tails     []struct{ DF, T, P float64 }
	Wilson    []struct{ X, N, People, Low, High float64 }
	Power     []struct{ N1, N2, Difference, SD, Power float64 }
}

func readOracle(t *testing.T) oracle {
	t.Helper()
	bytes, err := os.ReadFile("testdata/oracle.json")
	if err != nil {
		t.Fatal(err)
	}
	var o oracle
	if err := json.Unmarshal(bytes, &o); err != nil {
		t.Fatal(err)
	}
	return o
}

// gap is how far two numbers lie apart, absolutely or relatively, whichever is less; NaN where only one is finite.
func gap(got, want float64) float64 {
	if got == want || math.IsNaN(got) && math.IsNaN(want) {
		return 0
	}
	return math.Abs(got-want) / max(1, math.Abs(want))
}

// meter checks agreement and remembers the worst.
type meter struct {
	*testing.T
	worst float64
	seen  int
}

func measure(t *testing.T) *meter {
	t.Helper()
	m := &meter{T: t}
	t.Cleanup(func() {
		if m.seen == 0 {
			t.Error("nothing was compared")
		}
		t.Logf("%d figures, the worst %.1e apart", m.seen, m.worst)
	})
	return m
}

func (m *meter) same(what string, got, want float64) {
	m.Helper()
	m.seen++
	apart := gap(got, want)
	m.worst = max(m.worst, apart)
	if !(apart <= tolerance) {
		m.Errorf("%s: %.17g, R says %.17g", what, got, want)
	}
}

// sheet is a row of a data set. What is missing is NaN.
type sheet struct {
	stratum                      int
	side                         int
	people                       int64
	weight, y, yes, count, again float64
}

func readSheets(t *testing.T, set string) []sheet {
	t.Helper()
	file, err := os.Open("testdata/" + set + ".csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	number := func(cell string) float64 {
		if cell == "NA" {
			return math.NaN()
		}
		v, err := strconv.ParseFloat(cell, 64)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	var sheets []sheet
	for _, row := range rows[1:] { // h, g, people, y, count, again, yes, w
		sheets = append(sheets, sheet{
			stratum: int(number(row[0])), side: int(number(row[1])), people: int64(number(row[2])),
			y: number(row[3]), count: number(row[4]), again: number(row[5]), yes: number(row[6]), weight: number(row[7]),
		})
	}
	return sheets
}

// strata adds up what value reads from the sheets, with or without the finite population.
func strata(sheets []sheet, fpc bool, value func(sheet) float64) []inference.Stratum {
	byNumber := map[int]*inference.Stratum{}
	var order []int
	for _, s := range sheets {
		h := byNumber[s.stratum]
		if h == nil {
			h = &inference.Stratum{Weight: s.weight}
			if fpc {
				h.People = s.people
			}
			byNumber[s.stratum] = h
			order = append(order, s.stratum)
		}
		h.Sheets++
		if v := value(s); !math.IsNaN(v) {
			h.Valid++
			h.Sum += v
			h.Squares += v * v
		}
	}
	var list []inference.Stratum
	for _, n := range order {
		list = append(list, *byNumber[n])
	}
	return list
}

// pairs adds up again and count.
func pairs(sheets []sheet, fpc bool) []inference.Pair {
	both := func(f func(x, y float64) float64) []inference.Stratum {
		return strata(sheets, fpc, func(s sheet) float64 {
			return f(s.again, s.count) + 0*(s.again+s.count) // NaN where either is
		})
	}
	x := both(func(x, _ float64) float64 { return x })
	y := both(func(_, y float64) float64 { return y })
	xy := both(func(x, y float64) float64 { return x * y })
	var list []inference.Pair
	for i, s := range x {
		list = append(list, inference.Pair{
			Weight: s.Weight, Sheets: s.Sheets, Valid: s.Valid, People: s.People,
			SumX: s.Sum, SquaresX: s.Squares, SumY: y[i].Sum, SquaresY: y[i].Squares, Cross: xy[i].Sum,
		})
	}
	return list
}

func TestMeansAndRatiosAsSurvey(t *testing.T) {
	t.Parallel()
	m := measure(t)
	for _, want := range readOracle(t).Estimates {
		sheets := readSheets(t, want.Set)
		var got inference.Estimate
		switch want.Of {
		case "y":
			got = inference.Mean(strata(sheets, want.FPC, func(s sheet) float64 { return s.y }))
		case "yes":
			got = inference.Mean(strata(sheets, want.FPC, func(s sheet) float64 { return s.yes }))
		default:
			got = inference.RatioOf(pairs(sheets, want.FPC))
		}
		name := want.Set + " " + want.Of
		low, high := got.Interval()
		m.same(name+" value", got.Value, want.Value)
		m.same(name+" se", got.SE, want.SE)
		m.same(name+" df", got.DF, want.DF)
		m.same(name+" low", low, want.Low)
		m.same(name+" high", high, want.High)
		m.same(name+" effective", got.Effective, want.Effective)
	}
}

// sides are the means of y on either side, without a finite population.
func sides(sheets []sheet) (zero, one inference.Estimate) {
	only := func(side int) inference.Estimate {
		var part []sheet
		for _, s := range sheets {
			if s.side == side {
				part = append(part, s)
			}
		}
		return inference.Mean(strata(part, false, func(s sheet) float64 { return s.y }))
	}
	return only(0), only(1)
}

// svyttest counts its degrees by the design, not by Satterthwaite, so its p-value is compared with the tail at its degrees.
func TestDifferenceAsSvyttest(t *testing.T) {
	t.Parallel()
	m := measure(t)
	for _, want := range readOracle(t).Differences {
		zero, one := sides(readSheets(t, want.Set))
		difference, se, _, _ := inference.Difference(one, zero)
		m.same(want.Set+" difference", difference, want.Difference)
		m.same(want.Set+" se", se, want.SE)
		m.same(want.Set+" df", zero.DF+one.DF-1, want.DF)
		m.same(want.Set+" p", inference.TwoSided(difference/se, want.DF), want.P)
	}
}

func TestSatterthwaite(t *testing.T) {
	t.Parallel()
	m := measure(t)
	for _, want := range readOracle(t).Satterthwaite {
		zero, one := sides(readSheets(t, want.Set))
		difference, se, df, p := inference.Difference(one, zero)
		m.same(want.Set+" difference", difference, want.Difference)
		m.same(want.Set+" se", se, want.SE)
		m.same(want.Set+" df", df, want.DF)
		m.same(want.Set+" p", p, want.P)
	}
}

func TestDifferenceIsWelch(t *testing.T) {
	t.Parallel()
	m := measure(t)
	one := func(values []float64) inference.Estimate {
		s := inference.Stratum{Weight: 3.7, Sheets: int64(len(values)), Valid: int64(len(values))}
		for _, v := range values {
			s.Sum += v
			s.Squares += v * v
		}
		return inference.Mean([]inference.Stratum{s})
	}
	for _, want := range readOracle(t).Welch {
		difference, se, df, p := inference.Difference(one(want.X), one(want.Y))
		m.same("t", difference/se, want.T)
		m.same("se", se, want.SE)
		m.same("df", df, want.DF)
		m.same("p", p, want.P)
	}
}

func TestShareTestsAsR(t *testing.T) {
	t.Parallel()
	m := measure(t)
	o := readOracle(t)
	for _, c := range o.Score {
		m.same("prop.test", inference.ScoreTest(c.X[0], c.X[1], c.X[2], c.X[3]), c.P)
	}
	for _, c := range o.Fisher {
		got := inference.Fisher(c.Table[0], c.Table[1], c.Table[2], c.Table[3])
		m.same("fisher.test", got, c.P)
		if c.P > 0 {
			m.same("fisher.test, relatively", got/c.P, 1)
		}
	}
	for _, c := range o.Shares {
		m.same("either", inference.TwoShares(c.X1, c.N1, c.X2, c.N2), c.P)
	}
}

func TestAdjustmentAsR(t *testing.T) {
	t.Parallel()
	m := measure(t)
	numbers := func(list []*float64) []float64 {
		var values []float64
		for _, v := range list {
			if v == nil {
				values = append(values, math.NaN())
			} else {
				values = append(values, *v)
			}
		}
		return values
	}
	for _, c := range readOracle(t).Adjust {
		got, want := inference.BenjaminiHochberg(numbers(c.P)), numbers(c.Adjusted)
		if len(got) != len(want) {
			t.Fatalf("%d values, want %d", len(got), len(want))
		}
		for i := range want {
			m.same("p.adjust", got[i], want[i])
		}
	}
}

func degrees(df float64) float64 {
	if df < 0 {
		return math.Inf(1) // JSON has no infinity
	}
	return df
}

func TestStudentAsR(t *testing.T) {
	t.Parallel()
	m := measure(t)
	o := readOracle(t)
	for _, c := range o.Quantiles {
		m.same("qt", inference.Quantile(c.P, degrees(c.DF)), c.Q)
	}
	for _, c := range o.Tails {
		m.same("pt", inference.TwoSided(c.T, degrees(c.DF)), c.P)
		m.same("pt", inference.TwoSided(-c.T, degrees(c.DF)), c.P)
	}
}

func TestWilsonAsR(t *testing.T) {
	t.Parallel()
	m := measure(t)
	for _, c := range readOracle(t).Wilson {
		low, high := inference.Wilson(c.X, c.N, c.People)
		m.same("low", low, c.Low)
		m.same("high", high, c.High)
	}
}

// The approximation keeps what its comment promises against the noncentral t itself.
func TestPowerAsR(t *testing.T) {
	t.Parallel()
	worst := 0.0
	for _, c := range readOracle(t).Power {
		got := inference.Power(c.Difference, c.SD, c.N1, c.N2)
		worst = max(worst, math.Abs(got-c.Power))
		if math.Abs(got-c.Power) > 0.005 || got != inference.Power(-c.Difference, c.SD, c.N2, c.N1) {
			t.Errorf("%v with %v and %v: %v, R says %v", c.Difference, c.N1, c.N2, got, c.Power)
		}
	}
	t.Logf("the worst %.4f apart", worst)
}
