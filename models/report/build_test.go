package report_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"jianfu/models"
	"jianfu/models/disclosure"
	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/builtin"
	"jianfu/models/round"
	"jianfu/models/tabulation"
)

// voice says from the catalogue and fails the test for a key that is not there, or an argument that has no place.
func voice(t testing.TB, lang models.Lang) models.Say {
	t.Helper()
	raw, err := os.ReadFile("../../templates/locales/report." + string(lang) + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var words map[string]string
	if err := json.Unmarshal(raw, &words); err != nil {
		t.Fatal(err)
	}
	return func(key string, args ...any) string {
		s, ok := words[key]
		if !ok {
			t.Errorf("the catalogue lacks %s", key)
		}
		for i, a := range args {
			s = strings.ReplaceAll(s, "{"+strconv.Itoa(i)+"}", fmt.Sprint(a))
		}
		if strings.Contains(s, "{") {
			t.Errorf("%s has a place without an argument: %s", key, s)
		}
		return s
	}
}

// county is a round of the full inventory over towns that name says, with about 60 % of the people answering.
func county(t testing.TB, towns, headcount int, admission round.Admission) *round.Manifest {
	t.Helper()
	q, ok := builtin.ByName(builtin.BurdenFull)
	if !ok {
		t.Fatal("no inventory")
	}
	units := []round.ManifestUnit{{ID: models.ID{1}, Code: "00", Name: `<青山县> & "机关"`, Headcount: 40}}
	for i := range towns {
		units = append(units, round.ManifestUnit{
			ID: models.ID{2, byte(i >> 8), byte(i)}, Parent: models.ID{1}, Code: fmt.Sprintf("%05d", i+1), Name: town(i),
			Headcount: headcount + 7*(i%5) - 9*(i%7),
		})
	}
	opens := time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)
	return &round.Manifest{
		Format: round.ManifestFormat, Round: models.ID{7}, Title: "青山县2026年第一轮基层负担调查", Organizer: "青山县委办公室",
		Evaluator: "省社科院评估组", Questionnaire: q, Units: units, Admission: admission, KeyMadeOn: round.KeyOffline, K: 10,
		Opens: opens, Closes: opens.AddDate(0, 0, 14), RetentionDays: 30,
	}
}

func town(i int) string {
	return string([]rune("白河石桥柳林东湖南山平川安乐新店长岭双塔")[i%20:i%20+1]) + []string{"坪镇", "岗乡", "湾镇", "口乡"}[i/20%4] + suffix(i/80)
}

func suffix(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// secretWords are what everybody writes who is asked for words.
const secretWords = "不可外传的话"

// answers gives every question a plausible answer; burden shifts them, so that units differ.
func answers(f *questionnaire.Form, r *rand.Rand, burden float64) questionnaire.Sheet {
	in := questionnaire.Input{}
	for _, q := range f.Questions() {
		switch {
		case !q.Asked() || r.IntN(25) == 0:
		case q.Name == "hours_week":
			in[q.Name] = []string{half(46 + 8*burden + 7*r.NormFloat64())}
		case q.Numeric():
			top := min(q.Max.Float64(), 60)
			v := top * (0.04 + 0.18*burden) * r.ExpFloat64()
			if q.Kind == questionnaire.Integer {
				in[q.Name] = []string{strconv.Itoa(int(min(v, q.Max.Float64())))}
			} else {
				in[q.Name] = []string{half(min(v, q.Max.Float64()))}
			}
		case q.Kind == questionnaire.Multiple:
			limit := max(1, q.AtMost)
			for i, o := range q.Options {
				if !o.Exclusive && len(in[q.Name]) < limit+1 && r.Float64() < 0.6/(1+0.3*float64(i)) && (q.AtMost == 0 || len(in[q.Name]) < q.AtMost) {
					in[q.Name] = append(in[q.Name], o.Name)
				}
			}
		case q.Kind == questionnaire.Text:
			in[q.Name] = []string{secretWords}
		case q.Kind == questionnaire.Ranking:
			for _, j := range r.Perm(len(q.Options))[:1+r.IntN(2)] {
				in[q.Name] = append(in[q.Name], q.Options[j].Name)
			}
		default:
			n := len(q.Options)
			in[q.Name] = []string{q.Options[min(n-1, int(float64(n)*r.Float64()*(0.7+0.4*burden)))].Name}
		}
	}
	sheet, _ := f.Check(in)
	return sheet
}

func half(v float64) string {
	return questionnaire.Decimal(int(max(0, v)*2) * 500).String()
}

func release(t testing.TB, m *round.Manifest, share float64) *disclosure.Released {
	t.Helper()
	form, err := questionnaire.Compile(m.Questionnaire)
	if err != nil {
		t.Fatal(err)
	}
	tree, err := m.Tree()
	if err != nil {
		t.Fatal(err)
	}
	r, clock := rand.New(rand.NewPCG(11, 12)), rand.New(rand.NewPCG(13, 14))
	counts := tabulation.New(form, tree)
	for i, u := range m.Units {
		burden := float64(i%6) / 5
		for range int(share * float64(u.Headcount)) {
			if err := counts.AddTimed(u.ID, answers(form, r, burden), clock.IntN(len(questionnaire.Durations())+1)-1); err != nil {
				t.Fatal(err)
			}
		}
	}
	_, hash, err := m.Encode()
	if err != nil {
		t.Fatal(err)
	}
	released, err := disclosure.Release(disclosure.Input{
		Manifest: m, ManifestHash: hash, Number: 1, Secret: []byte("key"), Counts: counts,
		Quality: disclosure.Quality{
			Ballots: map[string]int{"browser": 500, "plain": 20, "pigeon": 1}, Refused: map[string]int{"sheet.version": 2, "odd": 1},
			CardsPrinted: 800, CardsRedeemed: 524,
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return released
}
