package evaluation

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/builtin"
	"jianfu/models/round"
	"jianfu/models/seal"
)

// canary is in every text, and must be found nowhere but where they are opened.
const canary = "红隼"

// worded is a closed round whose questionnaire asks for words besides. In the first of its units with people 25 wrote something
// under both questions, in the second 19.
func worded(t *testing.T) (*office, *round.Manifest) {
	t.Helper()
	o, m, _ := closedBy(t, builtin.Pulse, round.Poster)
	say := func(s string) models.Text { return models.Text{Zh: s, En: s} }
	m.Questionnaire.Sections = append(slices.Clone(m.Questionnaire.Sections), questionnaire.Section{
		Name: "words", Title: say("words"), Questions: []questionnaire.Question{
			{Name: "why", Kind: questionnaire.Text, Text: say("为什么")}, {Name: "how", Kind: questionnaire.Text, Text: say("怎么办")},
		},
	})
	o.freeze(t, m)
	form, err := questionnaire.Compile(m.Questionnaire)
	if err != nil {
		t.Fatal(err)
	}
	towns := slices.DeleteFunc(slices.Clone(m.Units), func(u round.ManifestUnit) bool { return u.Headcount == 0 })
	var people []said
	for town, n := range []int{25, 19} {
		for i := range n {
			words := fmt.Sprintf("%s %d %02d", canary, town, i)
			sheet, problems := form.Check(questionnaire.Input{"p_hours": {"30"}, "why": {"为 " + words}, "how": {"怎 " + words}})
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			people = append(people, said{towns[town].ID, sheet})
		}
	}
	o.put(shuffled(cast(t, m, form, people), 5)...)
	return o, m
}

// unlock counts the round and gives its desk.
func (o *office) unlock(t *testing.T) *Desk {
	t.Helper()
	desk, board := o.desk(t.Context())
	if err := desk.Unlock(t.Context(), o.round.ID, passphrase); err != nil {
		t.Fatal(err)
	}
	board.Wait()
	if o.released == nil {
		t.Fatalf("no release: %+v", o.job)
	}
	return desk
}

// What people wrote is sealed beside the release, opens with the passphrase, and stands nowhere else.
func TestTextsAreSealedBesideTheRelease(t *testing.T) {
	t.Parallel()
	o, m := worded(t)
	wantState := func(desk *Desk, want TextState) {
		t.Helper()
		if got, err := desk.TextState(t.Context(), o.round); err != nil || got != want {
			t.Errorf("%s, %v, want %s", got, err, want)
		}
	}
	before, _ := o.desk(t.Context())
	wantState(before, TextsWaiting)
	desk := o.unlock(t)
	wantState(desk, TextsSealed)
	for name, data := range map[string][]byte{
		"release": o.released.JSON(), "sealed texts": o.texts, "log of the job": fmt.Appendf(nil, "%+v", o.job), "manifest": o.round.Manifest,
	} {
		if bytes.Contains(data, []byte(canary)) {
			t.Errorf("the %s holds what somebody wrote", name)
		}
	}
	if padded := len(o.texts) - 65 - 16; padded%seal.TextsQuantum != 0 {
		t.Errorf("%d bytes", len(o.texts))
	}
	_, err := desk.OpenTexts(t.Context(), o.round.ID, "another passphrase")
	wantKey(t, err, "evaluation.passphrase")
	chapters, err := desk.OpenTexts(t.Context(), o.round.ID, passphrase)
	if err != nil || len(chapters) != 2 || chapters[0].Question.Zh != "为什么" || !chapters[0].Option.IsZero() {
		t.Fatalf("%+v, %v", chapters, err)
	}
	var orders [2][]string
	for i, c := range chapters {
		n := 0
		for _, g := range c.Groups {
			n += len(g.Texts)
			if len(g.Texts) < 20 {
				t.Errorf("%s shows %d texts", g.Unit, len(g.Texts))
			}
			for _, s := range g.Texts {
				orders[i] = append(orders[i], strings.TrimLeft(s, "为怎 "))
			}
		}
		if n != 44 {
			t.Errorf("%d texts of 44", n)
		}
	}
	if slices.Equal(orders[0], orders[1]) {
		t.Error("both questions have one order")
	}
	m.Round = models.ID{8}
	key, err := seal.Unwrap(o.round.Evaluator.WrappedKey, passphrase)
	if err != nil {
		t.Fatal(err)
	}
	_, err = ReadTexts(m, key, o.texts)
	wantKey(t, err, "evaluation.texts.seal")

	if err := desk.DeleteTexts(t.Context(), o.round.ID); err != nil {
		t.Fatal(err)
	}
	wantState(desk, TextsDeleted)
	_, err = desk.OpenTexts(t.Context(), o.round.ID, passphrase)
	wantKey(t, err, "evaluation.texts.none")
}

// Once the key is destroyed the texts cannot be opened, even if a backup brought them back.
func TestTextsWithoutKey(t *testing.T) {
	t.Parallel()
	o, _ := worded(t)
	desk := o.unlock(t)
	o.round.Evaluator.WrappedKey = nil
	_, err := desk.OpenTexts(t.Context(), o.round.ID, passphrase)
	wantKey(t, err, "evaluation.texts.none")
	if state, err := desk.TextState(t.Context(), o.round); err != nil || state != TextsDeleted {
		t.Errorf("%s, %v", state, err)
	}
}

// A second count, elsewhere, gives the same texts in the same order. They are not handed in.
func TestTalliedTexts(t *testing.T) {
	t.Parallel()
	o, m := worded(t)
	key, err := seal.Unwrap(o.round.Evaluator.WrappedKey, passphrase)
	if err != nil {
		t.Fatal(err)
	}
	m.KeyMadeOn = round.KeyOffline
	o.freeze(t, m)
	var artefacts [2][]byte
	for i := range artefacts {
		o.ballots = shuffled(o.ballots, uint64(i))
		f, err := ReadFile(bytes.NewReader(export(t, o)))
		if err != nil {
			t.Fatal(err)
		}
		c, err := Tally(t.Context(), f, key, silent)
		if err != nil {
			t.Fatal(err)
		}
		if artefacts[i], err = c.Texts.Encode(); err != nil {
			t.Fatal(err)
		}
		if o.released == nil {
			desk, _ := o.desk(t.Context())
			if err := desk.Submit(t.Context(), o.round.ID, c.Released.JSON()); err != nil || o.texts != nil {
				t.Fatalf("%d bytes of texts came along, %v", len(o.texts), err)
			}
			if state, err := desk.TextState(t.Context(), o.round); err != nil || state != TextsElsewhere {
				t.Errorf("%s, %v", state, err)
			}
			o.round.State = round.Closed
		}
	}
	if !bytes.Equal(artefacts[0], artefacts[1]) || !bytes.Contains(artefacts[0], []byte(canary)) {
		t.Error("two counts give two artefacts")
	}
}

// A round that asks for no words has nothing sealed.
func TestRoundWithoutWords(t *testing.T) {
	t.Parallel()
	o, m, _ := closedBy(t, builtin.Pulse, round.Poster)
	m.Questionnaire = m.Questionnaire.WithoutTexts()
	o.freeze(t, m)
	form, err := questionnaire.Compile(m.Questionnaire)
	if err != nil {
		t.Fatal(err)
	}
	o.put(cast(t, m, form, population(t, m, form, 40))...)
	desk := o.unlock(t)
	if state, err := desk.TextState(t.Context(), o.round); err != nil || state != TextsUnasked || o.texts != nil {
		t.Errorf("%s, %v, %d bytes", state, err, len(o.texts))
	}
}
