package report_test

import (
	"io"
	"sync"
	"testing"

	"jianfu/models"
	"jianfu/models/disclosure"
	"jianfu/models/report"
	"jianfu/models/report/csv"
	"jianfu/models/round"
)

// province is a release of 501 units, made once for all benchmarks.
var province = sync.OnceValue(func() func(testing.TB) *disclosure.Released {
	var once sync.Once
	var r *disclosure.Released
	return func(b testing.TB) *disclosure.Released {
		once.Do(func() { r = release(b, county(b, 500, 60, round.Card), 0.6) })
		return r
	}
})

func BenchmarkRead(b *testing.B) {
	data := province()(b).JSON()
	for b.Loop() {
		if _, err := disclosure.Read(data); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCSV(b *testing.B) {
	r := province()(b)
	for b.Loop() {
		if err := csv.Write(io.Discard, r); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCompose(b *testing.B) {
	r, say := province()(b), voice(b, models.Chinese)
	for b.Loop() {
		if report.Compose(r, models.Chinese, say) == nil {
			b.Fatal("no document")
		}
	}
}
