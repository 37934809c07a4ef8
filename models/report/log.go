package report

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"jianfu/models"
	"jianfu/models/disclosure"
)

// log tells what disclosure control decided. Decisions of one kind about many units or questions stand together.
func (c *composer) log() {
	names := make(map[string][]string)
	var audited []string // questions withheld by the audit, in order
	places := make(map[string][]string)
	means := &Table{Title: c.say("report.log.means"), Head: head(c.say("report.indicator"), c.say("report.log.means.hidden"), c.say("report.log.means.bounded"))}
	for _, e := range c.r.Log() {
		args := c.words(e.Args)
		switch {
		case strings.HasPrefix(e.Key, "log.unit."):
			names[e.Key] = append(names[e.Key], args[0].(string))
		case e.Key == "log.rest":
			names[e.Key] = append(names[e.Key], c.say("report.log.rest.one", args...))
		case e.Key == "log.means":
			means.Rows = append(means.Rows, Row{Cells: []Cell{text(args[0].(string)), numeric(args[1].(string)), numeric(args[2].(string))}})
		case slices.Contains(auditKeys(), e.Key):
			question := args[0].(string)
			if places[question] == nil {
				audited = append(audited, question)
			}
			places[question] = append(places[question], c.say("report."+e.Key, args...))
		default:
			c.write(Paragraph, c.say("report."+e.Key, args...))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(names)) {
		list := strings.Join(names[key], listSeparator(c.lang))
		c.write(Paragraph, c.say("report."+key, strconv.Itoa(len(names[key])), list, strconv.Itoa(c.manifest.K)))
	}
	if len(audited) > 0 {
		t := &Table{Title: c.say("report.log.audit.table"), Head: []Cell{text(c.say("report.question")), text(c.say("report.log.audit.where"))}}
		for _, question := range audited {
			t.Rows = append(t.Rows, Row{Cells: []Cell{text(question), text(strings.Join(places[question], listSeparator(c.lang)))}})
		}
		c.reference(t)
	}
	if len(means.Rows) > 0 {
		c.reference(means)
	}
}

// auditKeys are of the entries about a question at a group.
func auditKeys() []string {
	return []string{"log.audit.whole", "log.audit.unit", "log.audit.rest", "log.audit.class"}
}

// words turns the arguments of a log entry into text.
func (c *composer) words(args []any) []any {
	out := make([]any, len(args))
	for i, a := range args {
		switch v := a.(type) {
		case int:
			out[i] = strconv.Itoa(v)
		case models.Text:
			out[i] = topic(v.In(c.lang))
		case disclosure.Indicator:
			out[i] = c.short(v)
		default:
			out[i] = v
		}
	}
	return out
}
