package tabulation

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"sync"

	"jianfu/models"
	"jianfu/models/index"
	"jianfu/models/questionnaire"
	"jianfu/models/unit"
)

// Tabulation holds sheets by unit, in columns, and counts them by unit and, over the whole round, by background class and
// by quality flag. One at a time fills it: each worker fills its own, Merge joins them. The first reading counts;
// readings may run side by side. Sheets added after that are in the next reading, not in rows given out before.
type Tabulation struct {
	form      *questionnaire.Form
	layout    *Layout
	units     []unit.Unit // in the order of the tree: what is under a unit follows it
	end       []int       // one past the last unit under a unit
	index     map[models.ID]int
	sheets    [][]*chunk // of each unit itself, without units below; the last one is being filled
	durations [bands + 1]int64
	watch     watch
	codes     []uint32 // of the sheet at hand
	written   []byte   // the same

	mu     sync.Mutex // guards result while several read
	result *result    // nil: to be counted
}

// bands is the number of duration bands.
const bands = int(questionnaire.Over10min) + 1

// New is a tabulation of no sheets.
func New(form *questionnaire.Form, tree *unit.Tree) *Tabulation {
	t := &Tabulation{
		form: form, layout: NewLayout(form), units: tree.Units(),
		index: make(map[models.ID]int, tree.Len()), sheets: make([][]*chunk, tree.Len()),
	}
	for i, u := range t.units {
		t.index[u.ID] = i
		t.end = append(t.end, i+len(tree.Under(u.ID)))
	}
	t.watch = newWatch(form, t.layout)
	t.codes = make([]uint32, len(t.layout.columns))
	return t
}

// Layout is where the counts of each question stand.
func (t *Tabulation) Layout() *Layout { return t.layout }

// Indices are what Row.Scores is about, in order.
func (t *Tabulation) Indices() []index.Index { return t.layout.indices }

// Rates are what Row.Rate is about, in order.
func (t *Tabulation) Rates() []index.Rate { return t.layout.rates }

// Add takes in a checked sheet of a unit whose duration was not measured.
func (t *Tabulation) Add(unit models.ID, sheet questionnaire.Sheet) error {
	return t.AddTimed(unit, sheet, int(questionnaire.Unmeasured))
}

// AddTimed takes in a checked sheet of a unit and how long it took, a questionnaire.Duration. A unit that is not in the
// tree is Invalid with key "tabulation.unit": a sheet is never dropped silently. A band that there is not is Internal.
func (t *Tabulation) AddTimed(unit models.ID, sheet questionnaire.Sheet, band int) error {
	i, ok := t.index[unit]
	if !ok {
		return models.Fail(models.Invalid, "tabulation.unit", unit)
	}
	unmeasured := int(questionnaire.Unmeasured)
	if band < unmeasured || band >= bands {
		return internal("no such duration band")
	}
	t.result = nil
	t.layout.codes(sheet, t.codes)
	flags := t.watch.flags(sheet, t.codes)
	switch band {
	case int(questionnaire.Under40s):
		flags |= fast
	case unmeasured:
		band = bands // which comes last
	}
	t.durations[band]++
	t.open(i).add(t.layout.columns, t.codes, flags, t.print(sheet))
	return nil
}

func internal(cause string) error {
	return &models.Error{Kind: models.Internal, Key: "error.internal", Err: errors.New("tabulation: " + cause)}
}

// open is the chunk of a unit that has room for one more sheet.
func (t *Tabulation) open(unit int) *chunk {
	room := leastRoom
	if chunks := t.sheets[unit]; len(chunks) > 0 {
		last := chunks[len(chunks)-1]
		if last.n < last.room {
			return last
		}
		room = min(2*last.room, mostRoom)
	}
	k := t.layout.newChunk(room)
	t.sheets[unit] = append(t.sheets[unit], k)
	return k
}

// print is the same for two sheets that say the same, words included, and else, but for 1 in 2^64, another.
func (t *Tabulation) print(sheet questionnaire.Sheet) uint64 {
	b := t.written[:0]
	for _, code := range t.codes {
		b = binary.LittleEndian.AppendUint32(b, code)
	}
	for i := range sheet {
		a := &sheet[i]
		if t.layout.questions[i].Kind == questionnaire.Ranking {
			for _, choice := range a.Choices {
				b = append(append(b, choice...), 0)
			}
		}
		b = append(append(b, a.Text...), 0)
	}
	t.written = b
	sum := sha256.Sum256(b)
	return binary.LittleEndian.Uint64(sum[:])
}

// Merge takes over the sheets of other, which was made by New with the same form and tree; anything else is an Internal
// error. No sheet is copied; other is empty afterwards.
func (t *Tabulation) Merge(other *Tabulation) error {
	if t.form != other.form || len(t.sheets) != len(other.sheets) || t == other {
		return internal("merging tabulations of different rounds")
	}
	for i, chunks := range other.sheets {
		t.sheets[i] = append(t.sheets[i], chunks...)
		other.sheets[i] = nil
	}
	for i, n := range other.durations {
		t.durations[i] += n
	}
	other.durations = [bands + 1]int64{}
	t.result, other.result = nil, nil
	return nil
}

// Count counts all sheets on every core; without it the first reading does.
func (t *Tabulation) Count() { t.counted() }

func (t *Tabulation) counted() *result {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.result == nil {
		t.result = t.count()
	}
	return t.result
}

// Own is the row of the sheets of a unit itself, nil for a unit that is not in the tree. It is not a copy.
func (t *Tabulation) Own(unit models.ID) *Row {
	if i, ok := t.index[unit]; ok {
		return t.counted().own[i]
	}
	return nil
}

// Under is the row of all sheets of a unit and the units below it; the zero key gives the whole round.
func (t *Tabulation) Under(unit models.ID) *Row {
	start, end := 0, len(t.units)
	if i, ok := t.index[unit]; ok {
		start, end = i, t.end[i]
	} else if !unit.IsZero() {
		return nil
	}
	sum := t.layout.NewRow()
	for _, row := range t.counted().own[start:end] {
		sum.Merge(row)
	}
	return sum
}

// Classes are the rows of the classes of a background question, given by its number in the layout: its cells in
// order, then skipped, then declined. Nil for any other question.
func (t *Tabulation) Classes(question int) []*Row {
	for _, d := range t.counted().divisions {
		if d.question == question {
			return d.rows
		}
	}
	return nil
}

// Durations are the sheets in each duration band, and last those whose duration was not measured.
func (t *Tabulation) Durations() []int64 { return append([]int64(nil), t.durations[:]...) }

// Flags tells how many sheets have which quality flag.
func (t *Tabulation) Flags() Flags { return t.counted().flags }

// Flagged is the row of all sheets of the round with any quality flag. It is not a copy.
func (t *Tabulation) Flagged() *Row { return t.counted().byFlag().rows[1] }

// Unflagged is the row of all other sheets of the round. It is not a copy.
func (t *Tabulation) Unflagged() *Row { return t.counted().byFlag().rows[0] }
