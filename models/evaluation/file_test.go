package evaluation

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"jianfu/models"
	"jianfu/models/disclosure"
	"jianfu/models/questionnaire/builtin"
	"jianfu/models/response"
	"jianfu/models/round"
	"jianfu/models/seal"
)

// exported is a round of n people, some of them on phones, and its ballots as a file.
func exported(t testing.TB, n int) (*office, []byte) {
	t.Helper()
	o, m, form := closed(t, builtin.Pulse)
	ballots := cast(t, m, form, population(t, m, form, n))
	o.phones(t, ballots[:n/2])
	o.put(ballots...)
	return o, export(t, o)
}

func export(t testing.TB, o *office) []byte {
	t.Helper()
	desk, _ := o.desk(t.Context())
	var out bytes.Buffer
	if err := desk.Export(t.Context(), o.round.ID, &out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func silent(string, int64, int64) {}

// tally counts a file with the key of a round.
func tally(t testing.TB, o *office, raw []byte) (*disclosure.Released, error) {
	t.Helper()
	f, err := ReadFile(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	key, err := seal.Unwrap(o.round.Evaluator.WrappedKey, passphrase)
	if err != nil {
		t.Fatal(err)
	}
	counted, err := Tally(t.Context(), f, key, silent)
	if err != nil {
		return nil, err
	}
	return counted.Released, nil
}

// Whoever counts, the server out of its store or somebody out of the exported file, gets the same release byte for byte, what was
// refused among it.
func TestTallyIsTheCountOfTheServer(t *testing.T) {
	t.Parallel()
	for _, how := range []round.Admission{round.Card, round.Poster} {
		o, m, form := closedBy(t, builtin.BurdenCore, how)
		ballots := cast(t, m, form, population(t, m, form, 400))
		o.phones(t, ballots[:200])
		ballots[399].Signature[5] ^= 1
		ballots[398].Path = "pigeon"
		o.put(ballots...)
		if how == round.Card {
			first := m.Units[1].ID
			spent := o.spent[first]
			spent.Redeemed += 2 // of which nothing came
			o.spent[first] = spent
		}
		raw := export(t, o)
		desk, board := o.desk(t.Context())
		if err := desk.Unlock(t.Context(), o.round.ID, passphrase); err != nil {
			t.Fatal(err)
		}
		board.Wait()
		here, err := desk.Released(t.Context(), o.round.ID)
		if err != nil {
			t.Fatal(err)
		}
		there, err := tally(t, o, raw)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(here.JSON(), there.JSON()) {
			t.Errorf("%s: two releases of the same ballots", how)
		}
		quality, _ := there.Quality()
		if want := map[round.Admission]int{round.Card: 2}[how]; quality.NotCast != want || quality.Refused["response.path"] != 1 {
			t.Errorf("%s: %+v", how, quality)
		}
	}
}

// The file is the same each time, in an order that is nobody's, and holds the manifest as it was frozen.
func TestExport(t *testing.T) {
	t.Parallel()
	o, raw := exported(t, 60)
	o.ballots = shuffled(o.ballots, 9)
	if !bytes.Equal(raw, export(t, o)) {
		t.Error("the order in which ballots lie shows in the file")
	}
	if !bytes.Contains(raw, o.round.Manifest) {
		t.Error("the manifest was rewritten")
	}
	f, err := ReadFile(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	var read []*response.Ballot
	err = f.Ballots(t.Context(), o.round.ID, func(b *response.Ballot) error {
		read = append(read, b)
		return nil
	})
	if err != nil || len(read) != 60 || f.Total() != 60 || f.Hash() != o.round.Hash || f.Manifest().Title != "一轮 <&>" {
		t.Fatalf("%d ballots, %v", len(read), err)
	}
	for _, b := range o.ballots {
		if !slices.ContainsFunc(read, func(other *response.Ballot) bool { return equal(b, other) }) {
			t.Fatal("a ballot is missing")
		}
	}
}

func equal(a, b *response.Ballot) bool {
	return a.Round == b.Round && a.Unit == b.Unit && a.Path == b.Path && bytes.Equal(a.SPKI, b.SPKI) && bytes.Equal(a.Token, b.Token) &&
		bytes.Equal(a.Sealed, b.Sealed) && bytes.Equal(a.Signature, b.Signature)
}

func TestExportRefuses(t *testing.T) {
	t.Parallel()
	for key, change := range map[string]func(*round.Round){
		"evaluation.not_closed":   func(r *round.Round) { r.State = round.Open },
		"evaluation.not_shuffled": func(r *round.Round) { r.Shuffled = false },
		"evaluation.destroyed":    func(r *round.Round) { r.State, r.HasBallots = round.Released, false },
	} {
		o, _, _ := closed(t, builtin.Pulse)
		change(o.round)
		desk, _ := o.desk(t.Context())
		var out bytes.Buffer
		wantKey(t, desk.Export(t.Context(), o.round.ID, &out), key)
		if out.Len() > 0 {
			t.Errorf("%s: something was written", key)
		}
	}
}

// What breaks off in the middle is not taken for a whole file.
func TestExportThatFailsIsIncomplete(t *testing.T) {
	t.Parallel()
	o, _ := exported(t, 40)
	broken := errors.New("disk")
	o.before = func(_ context.Context, i int) error {
		if i == 30 {
			return broken
		}
		return nil
	}
	desk, _ := o.desk(t.Context())
	var out bytes.Buffer
	if err := desk.Export(t.Context(), o.round.ID, &out); !errors.Is(err, broken) {
		t.Fatalf("got %v", err)
	}
	if _, err := ReadFile(bytes.NewReader(out.Bytes())); err == nil {
		t.Error("read as a whole file")
	}
}

// sealUp ends lines with a trailer that fits them.
func sealUp(lines ...string) []byte {
	body := strings.Join(lines, "\n") + "\n"
	sum := sha256.Sum256([]byte(body))
	return fmt.Appendf(nil, "%s{\"ballots\":%d,\"sha256\":\"%s\"}\n", body, len(lines)-1, hex.EncodeToString(sum[:]))
}

func TestReadFileRefuses(t *testing.T) {
	t.Parallel()
	o, raw := exported(t, 30)
	all := strings.Split(strings.TrimSuffix(string(raw), "\n"), "\n")
	lines := all[:len(all)-1] // without the trailer
	if !bytes.Equal(raw, sealUp(lines...)) {
		t.Fatal("the trailer is another one")
	}
	with := func(change func(lines []string)) []byte {
		changed := slices.Clone(lines)
		change(changed)
		return sealUp(changed...)
	}
	replace := func(from, to string) []byte {
		return with(func(lines []string) { lines[0] = strings.Replace(lines[0], from, to, 1) })
	}
	key := ""
	for id := range o.keys {
		key = id.String()
	}
	cases := []struct {
		name string
		raw  []byte
		key  string
	}{
		{"empty", nil, "evaluation.file.format"},
		{"a release", []byte(`{"format":"jianfu release v1"}` + "\n"), "evaluation.file.format"},
		{"no line", bytes.Repeat([]byte("x"), 1<<20), "evaluation.file.format"},
		{"another format", replace(FileFormat, "jianfu ballots v2"), "evaluation.file.format"},
		{"a changed manifest", replace(`"k":10`, `"k":11`), "evaluation.file.manifest"},
		{"no unit key", replace(`"`+key+`":"MII`, `"`+strings.Repeat("0", 32)+`":"MII`), "evaluation.file.unit_key"},
		{"cut within a line", raw[:len(raw)/2], "evaluation.file.incomplete"},
		{"without the trailer", []byte(strings.Join(lines, "\n") + "\n"), "evaluation.file.incomplete"},
		{"a ballot is missing", append([]byte(strings.Join(lines[:20], "\n")+"\n"), all[len(all)-1]+"\n"...), "evaluation.file.hash"},
		{"one byte", bytes.Replace(raw, []byte(`"issued":`), []byte(`"issued":1`), 1), "evaluation.file.hash"},
		{"twice", with(func(lines []string) { lines[8] = lines[7] }), "evaluation.file.order"},
		{"out of order", with(func(lines []string) { lines[8], lines[7] = lines[7], lines[8] }), "evaluation.file.order"},
		{"no ballot", with(func(lines []string) { lines[8] = "{" }), "evaluation.file.line"},
		{"unknown member", with(func(lines []string) { lines[8] = strings.Replace(lines[8], "{", `{"when":1,`, 1) }), "evaluation.file.line"},
		{"two on a line", with(func(lines []string) { lines[8] += lines[9] }), "evaluation.file.line"},
		{"an endless line", with(func(lines []string) { lines[8] = strings.Repeat("x", 1<<20) }), "evaluation.file.line"},
		{"something behind", append(slices.Clone(raw), "\n"...), "evaluation.file.line"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := ReadFile(bytes.NewReader(c.raw))
			wantKey(t, err, c.key)
		})
	}
}

func TestTallyWantsTheKeyOfTheRound(t *testing.T) {
	t.Parallel()
	_, raw := exported(t, 20)
	f, err := ReadFile(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	key, err := seal.NewPrivateKey()
	if err != nil {
		t.Fatal(err)
	}
	_, err = Tally(t.Context(), f, key, silent)
	wantKey(t, err, "evaluation.file.key")
}

// FuzzReadFile: what is not refused as Invalid is a file whose ballots come in order and are as many as it says.
func FuzzReadFile(f *testing.F) {
	o, m, form := closedBy(f, builtin.Pulse, round.Poster) // without keys, which take long to draw
	o.put(cast(f, m, form, population(f, m, form, 12))...)
	raw := export(f, o)
	f.Add(raw)
	f.Add(raw[:len(raw)-20])
	f.Add([]byte("{}\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		file, err := ReadFile(bytes.NewReader(raw))
		if err != nil {
			if models.KindOf(err) != models.Invalid {
				t.Fatalf("a foreign error: %v", err)
			}
			return
		}
		n, last := 0, [32]byte{}
		err = file.Ballots(t.Context(), file.Manifest().Round, func(b *response.Ballot) error {
			hash := b.Hash()
			if bytes.Compare(last[:], hash[:]) >= 0 {
				t.Fatal("out of order")
			}
			n, last = n+1, hash
			return nil
		})
		if err != nil || n != file.Total() || bytes.Count(raw, []byte("\n")) != n+2 {
			t.Fatalf("%d ballots of %d: %v", n, file.Total(), err)
		}
	})
}
