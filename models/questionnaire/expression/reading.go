package expression

import "time"

// read gives the number that a text stands for, and whether it stands for one: a plain number of up to twelve digits
// and three decimals, a day YYYY-MM-DD (days since 1970-01-01 in the proleptic Gregorian calendar of ISO 8601), or a
// time of day HH:MM from 00:00 to 24:00 (hours, rounded to thousandths). It is stricter than ParseDecimal, which reads
// what people type; static/form/expression.js reads the same.
func read(s string) (Decimal, bool) {
	if d, ok := readNumber(s); ok {
		return d, true
	}
	if d, ok := readDay(s); ok {
		return d, true
	}
	return readTime(s)
}

// readNumber reads -?[0-9]{1,12}(\.[0-9]{1,3})?
func readNumber(s string) (Decimal, bool) {
	negative := s != "" && s[0] == '-'
	if negative {
		s = s[1:]
	}
	whole, rest := digits(s)
	if len(s)-len(rest) < 1 || len(s)-len(rest) > 12 {
		return 0, false
	}
	d := Decimal(whole) * one
	if rest != "" {
		part, tail := digits(rest[1:])
		places := len(rest) - 1 - len(tail)
		if rest[0] != '.' || places < 1 || places > 3 || tail != "" {
			return 0, false
		}
		for ; places < 3; places++ {
			part *= 10
		}
		d += Decimal(part)
	}
	if negative {
		d = -d
	}
	return d, true
}

func readDay(s string) (Decimal, bool) {
	if len(s) != len("2006-01-02") || s[4] != '-' || s[7] != '-' {
		return 0, false
	}
	year, tail := digits(s[:4])
	month, tailMonth := digits(s[5:7])
	day, tailDay := digits(s[8:])
	if tail+tailMonth+tailDay != "" {
		return 0, false
	}
	t := time.Date(int(year), time.Month(month), int(day), 0, 0, 0, 0, time.UTC)
	if t.Month() != time.Month(month) || t.Day() != int(day) { // such as February 30th, which time.Date carries over
		return 0, false
	}
	return Decimal(t.Unix()/(24*60*60)) * one, true
}

func readTime(s string) (Decimal, bool) {
	if len(s) != len("15:04") || s[2] != ':' {
		return 0, false
	}
	hour, tail := digits(s[:2])
	minute, tailMinute := digits(s[3:])
	if minutes := hour*60 + minute; tail+tailMinute == "" && minute < 60 && minutes <= 24*60 {
		return divide(Decimal(minutes)*one, 60), true
	}
	return 0, false
}

// digits reads the ASCII digits that s begins with; a number longer than eighteen digits is cut off there.
func digits(s string) (n int64, rest string) {
	i := 0
	for ; i < len(s) && i < 18 && s[i] >= '0' && s[i] <= '9'; i++ {
		n = n*10 + int64(s[i]-'0')
	}
	return n, s[i:]
}
