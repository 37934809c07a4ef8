package xlsform

import (
	"regexp"
	"strconv"
	"strings"
)

// What may stand in front of the options of a list, on the plain form of a line: boxes, which no wording begins with; a
// dash, star or dot before a blank, since a dash may be a minus; and what counts the options.
var (
	boxes   = regexp.MustCompile(`^([·○◯●□☐■▪▢☑√])\s*(\S.*)$`)
	bullets = regexp.MustCompile(`^([-*•])\s+(\S.*)$`)
	counts  = []*regexp.Regexp{
		regexp.MustCompile(`^([0-9]{1,3})\s*[.、:)]\s*[.、]?\s*(\S.*)$`),
		regexp.MustCompile(`^([A-Za-z])\s*[.、:)]\s*[.、]?\s*(\S.*)$`),
		regexp.MustCompile(`^[(]\s*([0-9]{1,3}|[A-Za-z])\s*[)]\s*[.、:]?\s*(\S.*)$`),
		regexp.MustCompile(`^([①-⑳])\s*[.、:]?\s*(\S.*)$`),
	}
	broken = regexp.MustCompile(`^[0-9]+\s*[.:][0-9]`) // 1.5 and 1:30 count nothing
)

// unmarked takes the marks off the options of one list, boxes first and then what counts them. Either all have them,
// and numbers and letters count up from the first, or they are part of the wordings: 1.5小时以内, IT、通信, -5度. The
// editor does the same with what is pasted there; both are held to handlers/library/testdata/lines.json.
func unmarked(lines []string) []string {
	lines = stripped(lines, func(int, string) (string, bool) { return "", true }, boxes, bullets)
	return stripped(lines, ordinal, counts...)
}

// stripped takes off what the first of the patterns that matches finds, if each line has one and fits says so of all.
func stripped(lines []string, fits func(int, string) (string, bool), patterns ...*regexp.Regexp) []string {
	rest := make([]string, len(lines))
	kind := ""
	for i, line := range lines {
		mark, text := split(line, patterns)
		is, ok := fits(i, mark)
		if text == "" || !ok || i > 0 && is != kind {
			return lines
		}
		rest[i], kind = text, is
	}
	return rest
}

func split(line string, patterns []*regexp.Regexp) (mark, text string) {
	if broken.MatchString(fold(line)) {
		return "", ""
	}
	for _, pattern := range patterns {
		if m := match(pattern, line); m != nil {
			return fold(m[1]), strings.TrimSpace(m[2])
		}
	}
	return "", ""
}

// ordinal reports whether a mark is that of the option at i, from 0 on, and by what it counts.
func ordinal(i int, mark string) (kind string, ok bool) {
	switch r := []rune(strings.ToLower(mark)); {
	case len(r) == 0:
		return "", false
	case r[0] >= '①':
		return "①", int(r[0]-'①') == i
	case r[0] >= 'a':
		return "a", int(r[0]-'a') == i
	}
	return "1", mark == strconv.Itoa(i+1)
}
