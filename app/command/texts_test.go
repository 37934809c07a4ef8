package command

import (
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"jianfu/models"
	"jianfu/models/disclosure"
	"jianfu/models/disclosure/text"
	"jianfu/models/evaluation"
	"jianfu/models/questionnaire"
	"jianfu/models/round"
	"jianfu/models/seal"
	"jianfu/models/tabulation"
)

// wordy is what a count makes of a round in which n people of one town wrote something, with its manifest and key.
func wordy(t *testing.T, n int) (*evaluation.Counted, *round.Manifest, *seal.PrivateKey) {
	t.Helper()
	key, err := seal.NewPrivateKey()
	must(t, err)
	say := func(s string) models.Text { return models.Text{Zh: s, En: s} }
	day := time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC)
	town := models.ID{1}
	m := &round.Manifest{
		Format: round.ManifestFormat, Round: models.ID{7}, Title: "一季度", Admission: round.Poster, KeyMadeOn: round.KeyOffline,
		RoundKey: key.Public(), K: 10, Opens: day, Closes: day,
		Units: []round.ManifestUnit{{ID: town, Code: "1", Name: "甲镇", Headcount: 40}},
		Questionnaire: questionnaire.Questionnaire{Name: "q", Version: "v1", Title: say("问卷"), Sections: []questionnaire.Section{{
			Name: "s", Title: say("全部"), Questions: []questionnaire.Question{{Name: "why", Kind: questionnaire.Text, Text: say("为什么")}},
		}}},
	}
	form, err := questionnaire.Compile(m.Questionnaire)
	must(t, err)
	tree, err := m.Tree()
	must(t, err)
	_, hash, err := m.Encode()
	must(t, err)
	secret, err := key.Bytes()
	must(t, err)
	released, err := disclosure.Release(disclosure.Input{
		Manifest: m, ManifestHash: hash, Number: 1, Secret: secret, Counts: tabulation.New(form, tree),
	})
	must(t, err)
	texts := text.NewCollector(form)
	for i := range n {
		must(t, texts.Add(town, text.Name{Question: "why"}, fmt.Sprintf("红隼 %d\n第二行", i)))
	}
	draws, err := text.NewDraws(secret, hash)
	must(t, err)
	return &evaluation.Counted{Released: released, Texts: texts.Artefact(tree, m.K, draws)}, m, key
}

// What tally seals beside a release opens with the key on the evaluator's computer, into a file that nobody else may read.
func TestTextsOnTheEvaluatorsComputer(t *testing.T) {
	t.Parallel()
	f := newFolder(t)
	counted, m, key := wordy(t, 25)
	wrapped, err := seal.Wrapper{LogWork: 1}.Wrap(key, passphrase)
	must(t, err)
	other, err := seal.NewPrivateKey()
	must(t, err)
	strange, err := seal.Wrapper{LogWork: 1}.Wrap(other, passphrase)
	must(t, err)
	f.write("round.key", string(wrapped))
	f.write("strange.key", string(strange))
	f.write("release.json", string(counted.Released.JSON()))
	args := func(key, out string) []string {
		return []string{"texts", f.name("release.json"), "--key", f.name(key), "--out", f.name(out)}
	}
	f.refused("没有可以读的文字", "texts.md", args("round.key", "texts.md")...)
	env := &environment{out: io.Discard, say: func(key string, _ ...any) string { return key }}
	must(t, env.sealTexts(f.name("release.json.texts"), m, counted))
	for _, name := range []string{"release.json", "release.json.texts"} {
		if strings.Contains(f.read(name), "红隼") {
			t.Errorf("%s holds what somebody wrote", name)
		}
	}
	f.refused("别的密钥", "texts.md", args("strange.key", "texts.md")...)
	f.refused("已经存在", "", args("round.key", "release.json")...)
	out, errs, status := f.run(args("round.key", "texts.md")...)
	if opened := f.read("texts.md"); status != 0 || strings.Contains(out+errs, "红隼") ||
		strings.Count(opened, "- 红隼") != 25 || !strings.Contains(opened, "## 为什么\n\n### 甲镇：25条\n") || !strings.Contains(opened, "\n  第二行\n") {
		t.Errorf("status %d, %s%s%s", status, out, errs, opened)
	}
	for _, name := range []string{"texts.md", "release.json.texts"} {
		if info, err := os.Stat(f.name(name)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
}

// Where nothing may be read tally writes no file, and says so if one was asked for.
func TestTooFewTexts(t *testing.T) {
	t.Parallel()
	f := newFolder(t)
	counted, m, _ := wordy(t, 19)
	env := &environment{out: io.Discard, say: func(key string, _ ...any) string { return key }}
	for _, c := range []*evaluation.Counted{counted, {Released: counted.Released}} {
		must(t, tally{Out: f.name("release.json")}.keepTexts(env, m, c))
		err := tally{Out: f.name("release.json"), Texts: f.name("texts.md")}.keepTexts(env, m, c)
		if models.KindOf(err) != models.NotFound {
			t.Errorf("%v", err)
		}
	}
	counted, m, _ = wordy(t, 20)
	must(t, tally{Out: f.name("release.json"), Texts: f.name("texts.md")}.keepTexts(env, m, counted))
	if opened := f.read("texts.md"); strings.Count(opened, "- 红隼") != 20 || len(f.read("release.json.texts")) < seal.TextsQuantum {
		t.Errorf("%s", opened)
	}
}
