package library

import (
	"jianfu/models"
	domain "jianfu/models/library"
)

// ChangeLine is one difference in words.
type ChangeLine struct {
	Thing string // what it is about
	What  string // what became of it
	Old   string // what a field held; empty where it held nothing, or where there is no field
	New   string
	Field bool // Old and New are to be shown
}

func line(say models.Say, lang models.Lang, c domain.Change) ChangeLine {
	l := ChangeLine{Thing: thing(say, lang, c)}
	switch c.What {
	case domain.Added:
		l.What = say("library.change.added")
	case domain.Removed:
		l.What = say("library.change.removed")
	case domain.Moved:
		l.What = say("library.change.place", c.Old, c.New)
		if c.Field == "section" {
			l.What = say("library.change.section", c.Old, c.New)
		}
	case domain.Renamed:
		l.What = say("library.change.renamed", c.Old, c.New)
	default:
		l.What, l.Old, l.New, l.Field = field(say, c), value(say, c.Field, c.Old), value(say, c.Field, c.New), true
	}
	return l
}

// sentence is a difference on one line.
func sentence(say models.Say, lang models.Lang, c domain.Change) string {
	l := line(say, lang, c)
	if !l.Field {
		return say("library.change.line", l.Thing, l.What)
	}
	empty := func(s string) string {
		if s == "" {
			return say("library.change.nothing")
		}
		return cut(s)
	}
	return say("library.change.field", l.Thing, l.What, empty(l.Old), empty(l.New))
}

func thing(say models.Say, lang models.Lang, c domain.Change) string {
	text := cut(c.Text.In(lang))
	switch {
	case c.Option != "":
		return say("library.change.option", or(text, c.Option), c.Question)
	case c.Question != "":
		return say("library.change.question", or(text, c.Question))
	case c.Section != "":
		return say("library.change.part", or(text, c.Section))
	}
	return say("library.place.whole")
}

func or(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

// cut shortens what would fill the line.
func cut(text string) string {
	const most = 40
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}

// field names a field, with its language where it has one.
func field(say models.Say, c domain.Change) string {
	name := c.Field
	if word, ok := fieldWords()[c.Field]; ok {
		name = say(word)
	}
	switch c.Lang {
	case models.Chinese:
		return say("library.change.zh", name)
	case models.English:
		return say("library.change.en", name)
	}
	return name
}

// value says what a field held where the words of the editor are not those of the file.
func value(say models.Say, field, held string) string {
	if word, ok := kindWords()[held]; ok && field == "kind" {
		return say(word)
	}
	switch held {
	case "true":
		return say("library.change.yes")
	case "false":
		return say("library.change.no")
	}
	return held
}
