package questionnaire

import (
	"fmt"
	"time"

	"jianfu/models"
)

// maxPeriods is the greatest number of periods of a Date.
const maxPeriods = 120

// Alternatives lists what can be chosen: Options, or what they follow from: the periods of a Date, each named by its
// first day, the bands of a Time, named by their beginning, and the tick of an Acknowledge. A question without a choice
// has none. The questions of a Form hold them as Options already.
func (q Question) Alternatives() []Option {
	if len(q.Options) > 0 {
		return q.Options
	}
	switch q.Kind {
	case Date:
		return q.periods()
	case Time:
		return q.hours()
	case Acknowledge:
		return []Option{{Name: Acknowledged, Text: models.Text{Zh: "已确认", En: "Acknowledged"}}}
	}
	return nil
}

// Several reports whether an answer can hold several options.
func (q Question) Several() bool { return q.Kind == Multiple || q.Kind == Ranking }

// hoursOfDay are the bands of a Time without bands of its own.
func hoursOfDay() []Decimal { return []Decimal{0, 8000, 12000, 14000, 18000, 22000} }

func (q Question) hours() []Option {
	starts := q.Bands
	if len(starts) == 0 {
		starts = hoursOfDay()
	}
	options := make([]Option, len(starts))
	for i, from := range starts {
		to := Decimal(24000)
		if i+1 < len(starts) {
			to = starts[i+1]
		}
		options[i] = Option{Name: clock(from), Text: same(clock(from) + "–" + clock(to))}
	}
	return options
}

func clock(d Decimal) string { return fmt.Sprintf("%02d:00", d/1000) }

func (q Question) periods() []Option {
	first, last, months, ok := q.span()
	if !ok {
		return nil
	}
	var options []Option
	for from := first; !from.After(last); from = from.AddDate(0, months, 0) {
		options = append(options, Option{Name: from.Format(time.DateOnly), Text: q.Period.label(from)})
	}
	return options
}

// span is the beginning of the first period, that of the last one, and the months of a period; false where they make
// none or more than maxPeriods.
func (q Question) span() (first, last time.Time, months int, ok bool) {
	months = map[Period]int{Month: 1, Quarter: 3, Half: 6, Year: 12}[q.Period]
	from, err := time.Parse(time.DateOnly, q.First)
	to, err2 := time.Parse(time.DateOnly, q.Last)
	if months == 0 || err != nil || err2 != nil || from.After(to) || from.Year() < 1 {
		return first, last, months, false
	}
	start := func(t time.Time) time.Time {
		month := (int(t.Month()) - 1) / months * months
		return time.Date(t.Year(), time.Month(month+1), 1, 0, 0, 0, 0, time.UTC)
	}
	first, last = start(from), start(to)
	count := (last.Year()-first.Year())*12 + int(last.Month()-first.Month())
	return first, last, months, count/months < maxPeriods
}

func (p Period) label(from time.Time) models.Text {
	year, month := from.Year(), int(from.Month())
	switch p {
	case Year:
		return models.Text{Zh: fmt.Sprintf("%d年", year), En: fmt.Sprint(year)}
	case Half:
		half := month / 7
		return models.Text{
			Zh: fmt.Sprintf("%d年%s半年", year, []string{"上", "下"}[half]),
			En: fmt.Sprintf("%s half of %d", []string{"First", "Second"}[half], year),
		}
	case Quarter:
		quarter := (month-1)/3 + 1
		return models.Text{Zh: fmt.Sprintf("%d年第%d季度", year, quarter), En: fmt.Sprintf("Q%d %d", quarter, year)}
	}
	return models.Text{Zh: fmt.Sprintf("%d年%d月", year, month), En: from.Format("January 2006")}
}
