package tabulation_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/builtin"
	"jianfu/models/simulation"
	"jianfu/models/tabulation"
)

// causesAll answers the whole matrix.
func causesAll(degree ...string) questionnaire.Input {
	in := questionnaire.Input{}
	for i, name := range []string{"compelled", "consulted", "valid", "prospects", "staffing", "handover"} {
		in["cause_"+name] = []string{degree[i%len(degree)]}
	}
	return in
}

func TestFlagsOfOneSheet(t *testing.T) {
	t.Parallel()
	tree, ids := flat(t, 1)
	f := builtinForm(t, builtin.BurdenFull)
	partly := causesAll("4")
	delete(partly, "cause_valid")
	for name, c := range map[string]struct {
		in   questionnaire.Input
		band int
		want tabulation.Flags
	}{
		"nothing said":      {questionnaire.Input{}, 1, tabulation.Flags{}},
		"fast":              {questionnaire.Input{}, 0, tabulation.Flags{Fast: 1, Any: 1}},
		"straight":          {causesAll("3"), 2, tabulation.Flags{Straight: 1, Any: 1}},
		"not straight":      {causesAll("3", "2"), 2, tabulation.Flags{}},
		"one left out":      {partly, 2, tabulation.Flags{}},
		"coached":           {questionnaire.Input{"coached": {"yes"}}, 5, tabulation.Flags{Coached: 1, Any: 1}},
		"not coached":       {questionnaire.Input{"coached": {"rather_not"}}, 5, tabulation.Flags{}},
		"beyond the week":   {questionnaire.Input{"hours_week": {"20"}, "trace_hours": {"21"}}, 5, tabulation.Flags{Hours: 1, Any: 1}},
		"within the week":   {questionnaire.Input{"hours_week": {"20"}, "trace_hours": {"20"}}, 5, tabulation.Flags{}},
		"a week not known":  {questionnaire.Input{"trace_hours": {"20"}}, 5, tabulation.Flags{}},
		"fast and straight": {causesAll("1"), 0, tabulation.Flags{Fast: 1, Straight: 1, Any: 1}},
	} {
		sheet, problems := f.Check(c.in)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		tab := take(t, f, tree, []taken{{placed{ids[0], sheet}, c.band}})
		if got := tab.Flags(); got != c.want || tab.Flagged().N() != c.want.Any || tab.Unflagged().N() != 1-c.want.Any {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

// The counts by name are the fields, and as many sheets as have a flag are flagged.
func TestFlagNames(t *testing.T) {
	t.Parallel()
	tree, ids := flat(t, 4)
	f := builtinForm(t, builtin.BurdenFull)
	tab := take(t, f, tree, simulated(f, tree, ids, 2000, 3))
	flags, sum := tab.Flags(), int64(0)
	for _, name := range tabulation.FlagNames() {
		sum += flags.Count(name)
		if flags.Count(name) == 0 {
			t.Errorf("nobody is flagged %s", name)
		}
	}
	if fields := flags.Fast + flags.Straight + flags.Identical + flags.Hours + flags.Coached; sum != fields || flags.Count("tall") != 0 {
		t.Errorf("%d by name, %d by field", sum, fields)
	}
	if flags.Any > sum || flags.Any < sum/5 || tab.Flagged().N() != flags.Any || tab.Unflagged().N() != 2000-flags.Any {
		t.Errorf("%d flags on %d sheets, %d rows", sum, flags.Any, tab.Flagged().N())
	}
	sameCounts(t, "both", f, sumOf(tab), placedOf(simulated(f, tree, ids, 2000, 3)), func(placed) bool { return true })
}

func sumOf(tab *tabulation.Tabulation) *tabulation.Row {
	row := tab.Layout().NewRow()
	row.Merge(tab.Flagged())
	row.Merge(tab.Unflagged())
	return row
}

func placedOf(all []taken) (sheets []placed) {
	for _, s := range all {
		sheets = append(sheets, s.placed)
	}
	return sheets
}

// crowd is n people in each unit, without copies.
func crowd(t *testing.T, f *questionnaire.Form, n int) (all []placed, count func(more ...placed) int64, ids []models.ID) {
	t.Helper()
	tree, ids := flat(t, 6)
	m := simulation.New(f, tree, rand.New(rand.NewPCG(11, 5)))
	for i := range n * len(ids) {
		all = append(all, placed{ids[i%len(ids)], m.Sheet(ids[i%len(ids)])})
	}
	return all, func(more ...placed) int64 {
		return tabulate(t, f, tree, append(slices.Clone(all), more...)).Flags().Identical
	}, ids
}

// busy is a sheet that says much, idle one of somebody without any burden.
func busy(in questionnaire.Input) questionnaire.Input {
	all := questionnaire.Input{
		"hours_week": {"58.5"}, "weekend_days": {"2"}, "evenings": {"4"}, "insp_count": {"7"}, "insp_repeat": {"3"}, "insp_hours": {"33"},
		"trace_hours": {"9"}, "trace_for": {"discipline", "own"}, "pushed": {"hosting", "research"}, "pushed_hours_hosting": {"3"},
		"pushed_hours_research": {"12.5"}, "data_count": {"13"}, "text_count": {"6"}, "repeat_count": {"5"}, "demand_hours": {"21"},
		"report_days": {"d15"}, "mirrored": {"9"}, "source_level": {"city", "county"}, "priorities": {"listen", "on_site", "fewer"},
		"coached": {"no"}, "role": {"middle"},
	}
	maps.Copy(all, in)
	return all
}

func idle(role string) questionnaire.Input {
	return questionnaire.Input{
		"hours_week": {"40"}, "weekend_days": {"0"}, "evenings": {"0"}, "insp_count": {"0"}, "trace_hours": {"0"}, "pushed": {"none"},
		"data_count": {"0"}, "text_count": {"0"}, "report_days": {"none"}, "mirrored": {"0"}, "source_level": {"none"},
		"priorities": {"staffing", "fewer", "own_work"}, "coached": {"no"}, "role": {role},
	}
}

func TestIdenticalSheets(t *testing.T) {
	t.Parallel()
	f := builtinForm(t, builtin.BurdenCore)
	all, flagged, ids := crowd(t, f, 50)
	sheet := func(in questionnaire.Input) questionnaire.Sheet {
		s, problems := f.Check(in)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		return s
	}
	times := func(n, unit int, s questionnaire.Sheet) (more []placed) {
		for range n {
			more = append(more, placed{ids[unit], s})
		}
		return more
	}
	for name, c := range map[string]struct {
		more []placed
		want int64
	}{
		"chance":                     {nil, 0},
		"two that say much":          {times(2, 1, sheet(busy(nil))), 2},
		"but for one answer":         {append(times(1, 1, sheet(busy(nil))), times(1, 1, sheet(busy(questionnaire.Input{"mirrored": {"8"}})))...), 0},
		"in two units":               {append(times(1, 1, sheet(busy(nil))), times(1, 2, sheet(busy(nil)))...), 0},
		"a copy of somebody":         {[]placed{all[3]}, 2},
		"two without any burden":     {times(2, 1, sheet(idle("staff"))), 0},
		"twelve who say nothing":     {times(12, 1, sheet(questionnaire.Input{})), 0},
		"three who say a little":     {times(3, 1, sheet(questionnaire.Input{"hours_week": {"47"}, "evenings": {"2"}})), 0},
		"a whole unit":               {times(50, 0, sheet(busy(nil))), 50},
		"two groups beside another":  {append(times(2, 1, sheet(busy(nil))), times(3, 1, sheet(busy(questionnaire.Input{"mirrored": {"8"}})))...), 5},
		"many who share a rare view": {times(12, 1, sheet(questionnaire.Input{"hours_week": {"97"}, "report_days": {"later"}, "mirrored": {"44"}})), 12},
	} {
		if got := flagged(c.more...); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}

// Five short questions often have the same answers, and a round of nothing but one sheet cannot tell.
func TestIdenticalSheetsByChance(t *testing.T) {
	t.Parallel()
	_, flagged, _ := crowd(t, builtinForm(t, builtin.Pulse), 300)
	if got := flagged(); got != 0 {
		t.Errorf("%d of 1800 pulses", got)
	}
	f := builtinForm(t, builtin.BurdenCore)
	tree, ids := flat(t, 1)
	sheet, _ := f.Check(busy(nil))
	all := slices.Repeat([]placed{{ids[0], sheet}}, 40)
	if got := tabulate(t, f, tree, all).Flags().Identical; got != 0 {
		t.Errorf("%d where there is nothing to compare with", got)
	}
}

// Words are answers too: what differs by a word is not the same.
func TestWordsTellSheetsApart(t *testing.T) {
	t.Parallel()
	q, _ := builtin.ByName(builtin.BurdenCore)
	last := &q.Sections[len(q.Sections)-1]
	last.Questions = append(last.Questions, questionnaire.Question{Name: "words", Kind: questionnaire.Text, Text: text("words")})
	f, err := questionnaire.Compile(q)
	if err != nil {
		t.Fatal(err)
	}
	_, flagged, ids := crowd(t, f, 30)
	for same, want := range map[bool]int64{true: 3, false: 0} {
		var more []placed
		for i := range 3 {
			word := "a word"
			if !same {
				word = fmt.Sprint("word ", i)
			}
			sheet, _ := f.Check(busy(questionnaire.Input{"words": {word}}))
			more = append(more, placed{ids[2], sheet})
		}
		if got := flagged(more...); got != want {
			t.Errorf("same words %v: %d, want %d", same, got, want)
		}
	}
}
