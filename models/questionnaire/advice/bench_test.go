package advice

import (
	"testing"

	"jianfu/models/questionnaire/builtin"
)

func BenchmarkWarnings(b *testing.B) {
	q, _ := builtin.ByName(builtin.BurdenFull)
	b.ReportAllocs()
	for b.Loop() {
		Warnings(q, Setting{People: 400, K: 10})
	}
}
