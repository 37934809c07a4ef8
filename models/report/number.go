package report

import (
	"strconv"

	"jianfu/models/disclosure"
	"jianfu/models/questionnaire"
)

const dash = "—"

// percent writes a share in thousandths with one decimal: 400 is 40.0%.
func percent(d questionnaire.Decimal) string {
	return fixed(int64(d), 10, 1) + "%"
}

// amount writes a mean: wide quantities, which come in halves, with one decimal, others with two.
func amount(d questionnaire.Decimal, wide bool) string {
	if wide {
		return fixed(int64(d)/100, 10, 1)
	}
	return fixed(int64(d)/10, 100, 2)
}

func fixed(v int64, unit int64, decimals int) string {
	sign := ""
	if v < 0 {
		sign, v = "−", -v
	}
	if decimals == 0 {
		return sign + strconv.FormatInt(v/unit, 10)
	}
	rest := strconv.FormatInt(v%unit, 10)
	for len(rest) < decimals {
		rest = "0" + rest
	}
	return sign + strconv.FormatInt(v/unit, 10) + "." + rest
}

// bounded puts the sign of a cut-off figure before it.
func bounded(f disclosure.Figure, text string) string {
	switch f.Bound {
	case disclosure.AtMost:
		return "≤ " + text
	case disclosure.AtLeast:
		return "≥ " + text
	}
	return text
}

func shareText(f disclosure.Figure) string { return bounded(f, percent(f.Value)) }

func shareInterval(f disclosure.Figure) string {
	if !f.Interval {
		return dash
	}
	low := percent(f.Low)
	return low[:len(low)-1] + "–" + percent(f.High)
}

func meanText(f disclosure.Figure, wide bool) string { return bounded(f, amount(f.Value, wide)) }

func meanInterval(f disclosure.Figure, wide bool) string {
	if !f.Interval {
		return dash
	}
	return amount(f.Low, wide) + "–" + amount(f.High, wide)
}

// rate writes a of b in percent with one decimal, a dash where b is 0.
func rate(a, b int) string {
	if b == 0 {
		return dash
	}
	return percent(questionnaire.Decimal((2000*a + b) / (2 * b)))
}
