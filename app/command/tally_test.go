package command

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"jianfu/app/boot"
	"jianfu/models"
	"jianfu/models/account"
	"jianfu/models/admission"
	"jianfu/models/evaluation"
	"jianfu/models/questionnaire/builtin"
	"jianfu/models/response"
	"jianfu/models/round"
	"jianfu/models/seal"
	"jianfu/models/store"
	"jianfu/models/unit"
)

const passphrase = "四海 corner 云雀 lamp"

// folder is where an evaluator works.
type folder struct {
	t    *testing.T
	path string
}

func newFolder(t *testing.T) folder {
	t.Helper()
	f := folder{t, t.TempDir()}
	f.write("passphrase", passphrase+"\r\nand what comes behind\n")
	return f
}

func (f folder) name(of string) string { return filepath.Join(f.path, of) }

func (f folder) write(name, content string) {
	f.t.Helper()
	if err := os.WriteFile(f.name(name), []byte(content), 0o600); err != nil {
		f.t.Fatal(err)
	}
}

func (f folder) read(name string) string {
	f.t.Helper()
	raw, err := os.ReadFile(f.name(name))
	if err != nil {
		f.t.Fatal(err)
	}
	return string(raw)
}

// run carries out a command in Chinese and gives what it said on both outputs.
func (f folder) run(args ...string) (out, errs string, status int) {
	f.t.Helper()
	var o, e bytes.Buffer
	status = Run(append(args, "--lang", "zh", "--passphrase-file", f.name("passphrase")), &o, &e)
	return o.String(), e.String(), status
}

// refused wants a command to fail with words, and to leave no file of this name.
func (f folder) refused(says, leaves string, args ...string) {
	f.t.Helper()
	if _, errs, status := f.run(args...); status == 0 || !strings.Contains(errs, says) {
		f.t.Errorf("%v: status %d, %s", args, status, errs)
	}
	if _, err := os.Stat(f.name(leaves)); leaves != "" && err == nil {
		f.t.Errorf("%v left %s", args, leaves)
	}
}

// The whole way of a key that never comes to the server: keygen, acceptance, a round, export, tally, upload.
func TestKeyThatStaysAway(t *testing.T) {
	t.Parallel()
	f := newFolder(t)
	out, _, status := f.run("keygen", f.name("round.key"))
	public, err := evaluation.ReadPublicKey(f.read("round.key.pub"))
	if status != 0 || err != nil {
		t.Fatalf("status %d, %v", status, err)
	}
	for _, want := range []string{strings.TrimSpace(f.read("round.key.pub")), evaluation.Fingerprint(public)} {
		if !strings.Contains(out, want) {
			t.Errorf("keygen does not show %s", want)
		}
	}
	if info, err := os.Stat(f.name("round.key")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	key := f.read("round.key")
	f.refused("已经存在", "", "keygen", f.name("round.key"))
	if f.read("round.key") != key || !strings.HasPrefix(key, "-----BEGIN AGE ENCRYPTED FILE-----\n") {
		t.Error("the key is another one")
	}

	away := newRound(t, public)
	ballots := away.export()
	f.write("ballots.jsonl", ballots)
	f.write("cut.jsonl", ballots[:len(ballots)-3000])
	f.write("other.key", away.otherKey())
	tally := func(ballots, key, out string) []string {
		return []string{"tally", f.name(ballots), "--key", f.name(key), "--out", f.name(out)}
	}
	f.refused("不完整", "release.json", tally("cut.jsonl", "round.key", "release.json")...)
	f.refused("不是选票文件", "release.json", tally("round.key.pub", "round.key", "release.json")...)
	f.refused("读不出来", "release.json", tally("nothing", "round.key", "release.json")...)
	f.refused("不是 keygen 写出的私钥", "release.json", tally("ballots.jsonl", "round.key.pub", "release.json")...)
	f.refused("口令不对", "release.json", tally("ballots.jsonl", "other.key", "release.json")...)
	f.refused("已经存在", "", tally("ballots.jsonl", "round.key", "cut.jsonl")...)
	out, errs, status := f.run(tally("ballots.jsonl", "round.key", "release.json")...)
	if status != 0 || !strings.Contains(out, "计入答卷 24 份") || !strings.Contains(errs, "正在启封和计数：24 / 24") {
		t.Fatalf("status %d: %s%s", status, out, errs)
	}
	if files, err := filepath.Glob(f.name(".jianfu-*")); err != nil || len(files) > 0 {
		t.Errorf("left behind: %v", files)
	}
	away.submit(f.read("release.json"))

	audit := func(names ...string) (string, int) {
		var out bytes.Buffer
		args := []string{"audit", "--lang", "zh"}
		for _, name := range names {
			args = append(args, f.name(name))
		}
		status := Run(args, &out, &out)
		return out.String(), status
	}
	if out, status := audit("release.json"); status != 0 || !strings.Contains(out, "通过：检查了") {
		t.Errorf("audit: status %d: %s", status, out)
	}
	if out, status := audit("release.json", "release.json"); status != 0 || !strings.Contains(out, "放在一起也通过") {
		t.Errorf("audit of two: status %d: %s", status, out)
	}
	f.write("changed.json", strings.Replace(f.read("release.json"), `"number":1`, `"number":2`, 1))
	if out, status := audit("changed.json"); status == 0 || !strings.Contains(out, "校验码不符") {
		t.Errorf("audit of a changed file: status %d: %s", status, out)
	}
}

// awayRound is a closed round over a real database whose key is elsewhere.
type awayRound struct {
	t      *testing.T
	ctx    context.Context //nolint:containedctx // of the test
	domain *boot.Domain
	round  *round.Round
}

func newRound(t *testing.T, public []byte) *awayRound {
	t.Helper()
	ctx := t.Context()
	now := time.Date(2027, 3, 1, 8, 0, 0, 0, time.UTC)
	s, err := store.Open(ctx, filepath.Join(t.TempDir(), "jianfu.db"))
	must(t, err)
	t.Cleanup(func() { _ = s.Close() })
	town := unit.Unit{ID: models.NewID(), Code: "1", Name: "甲镇", Headcount: 40}
	must(t, s.ApplyUnits(ctx, unit.Plan{Add: []unit.Unit{town}}))
	d := boot.NewDomain(ctx, s, admission.NewSecret(), func() time.Time { return now }, slog.New(slog.DiscardHandler))
	q, _ := builtin.ByName(builtin.Pulse)
	r, err := d.Book.Create(ctx, models.NewID(), round.Settings{
		Title: "一季度", Organizer: "县减负办", Questionnaire: q, Admission: round.Poster, K: 10, Opens: now, Closes: now.Add(time.Hour),
		LatestCloses: now.Add(48 * time.Hour), RetentionDays: 30,
	})
	must(t, err)
	evaluator := account.Account{ID: models.NewID(), Name: "某大学", Role: account.Evaluator}
	must(t, d.Book.Appoint(ctx, r.ID, evaluator))
	must(t, d.Desk.AcceptKey(ctx, r.ID, evaluator.ID, public))
	a := &awayRound{t, ctx, d, r}
	must(t, d.Book.Freeze(ctx, r.ID, a.again().Version))
	must(t, d.Book.Open(ctx, r.ID))
	m, err := round.ReadManifest(a.again().Manifest)
	must(t, err)
	if m.KeyMadeOn != round.KeyOffline {
		t.Errorf("the manifest says that the key is %s", m.KeyMadeOn)
	}
	for i := range 24 {
		draft, err := response.NewDraft(m, town.ID, []byte(`{"q":"pulse","v":"v1","a":{"p_hours":30}}`), seal.Quantum)
		must(t, err)
		ballot, err := draft.Ballot(r.ID, town.ID)
		must(t, err)
		if i%2 == 0 {
			ballot.Path = response.Browser
		}
		must(t, s.CastPoster(ctx, now, ballot))
	}
	must(t, d.Book.Close(ctx, r.ID))
	must(t, s.Shuffle(ctx, r.ID))
	return a
}

func (a *awayRound) again() *round.Round {
	a.t.Helper()
	r, err := a.domain.Book.Round(a.ctx, a.round.ID)
	must(a.t, err)
	return r
}

func (a *awayRound) export() string {
	a.t.Helper()
	var out bytes.Buffer
	must(a.t, a.domain.Desk.Export(a.ctx, a.round.ID, &out))
	return out.String()
}

// otherKey is a key under another passphrase.
func (a *awayRound) otherKey() string {
	a.t.Helper()
	key, err := seal.NewPrivateKey()
	must(a.t, err)
	wrapped, err := seal.Wrapper{LogWork: 1}.Wrap(key, "another passphrase")
	must(a.t, err)
	return string(wrapped)
}

func (a *awayRound) submit(release string) {
	a.t.Helper()
	must(a.t, a.domain.Desk.Submit(a.ctx, a.round.ID, []byte(release)))
	released, err := a.domain.Desk.Released(a.ctx, a.round.ID)
	must(a.t, err)
	quality, _ := released.Quality()
	if r := a.again(); r.State != round.Released || released.Whole().N != 24 || quality.Ballots["browser"] != 12 || string(released.JSON()) != release {
		a.t.Errorf("the round is %s with %d sheets: %+v", r.State, released.Whole().N, quality)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestPassphrase(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, in string
		fresh    bool
		want     string
		key      string
	}{
		{"a line", passphrase + "\nmore\n", true, passphrase, ""},
		{"no end of line", passphrase, true, passphrase, ""},
		{"of Windows", passphrase + "\r\n", true, passphrase, ""},
		{"empty", "\n", true, "", "evaluation.passphrase_empty"},
		{"nothing", "", false, "", "evaluation.passphrase_empty"},
		{"short", "short one\n", true, "", "evaluation.passphrase_short"},
		{"short, but it is the one", "short one\n", false, "short one", ""},
		{"space at the end", passphrase + " \n", true, "", "app.passphrase.spaces"},
		{"space at the end, but it is the one", passphrase + " \n", false, passphrase + " ", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			read, write, err := os.Pipe()
			must(t, err)
			defer read.Close()
			go func() {
				_, _ = write.WriteString(c.in)
				_ = write.Close()
			}()
			env := &environment{ctx: t.Context(), in: read, errs: os.Stderr}
			got, err := env.passphrase("", c.fresh)
			if c.key == "" && (err != nil || got != c.want) {
				t.Errorf("%q, %v", got, err)
			}
			if e, ok := err.(*models.Error); c.key != "" && (!ok || e.Key != c.key) {
				t.Errorf("%v, want %s", err, c.key)
			}
		})
	}
}

// What is there already is neither overwritten nor half replaced.
func TestFilesAreWrittenWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	f := newFolder(t)
	f.write("a", "old")
	if err := writeNew(f.name("a"), []byte("new"), 0o600); models.KindOf(err) != models.Conflict || f.read("a") != "old" {
		t.Errorf("%v, %s", err, f.read("a"))
	}
	if err := replace(f.name("no/such/folder"), nil); models.KindOf(err) != models.Unavailable {
		t.Errorf("%v", err)
	}
	must(t, os.Mkdir(f.name("folder"), 0o700))
	f.write("folder/x", "")
	if err := replace(f.name("folder"), []byte("new")); err == nil {
		t.Error("a folder was replaced")
	}
	if files, err := filepath.Glob(f.name(".jianfu-*")); err != nil || len(files) > 0 {
		t.Errorf("left behind: %v", files)
	}
}
