// Package index holds the formulas of a person's scores, version "v1": six dimensions of burden, their mean, the causes,
// and the formality hours; and the duplicate-inspection rate.
//
// Every score is a whole number of thousandths of a point (of an hour, for FBH), rounded half up once, so that every
// machine gets the same. Goalposts are fixed, never relative to the sample, so that rounds compare. High is worse.
//
//	OTI     100·[0.7·min((hours_week−40)⁺/30, 1) + 0.3·(weekend_days+evenings)/7]
//	IBI     100·min(insp_hours/40, 1)
//	TBI     0 where trace_hours = 0, else 100·[0.7·min(trace_hours/20, 1) + 0.3·(1 unless "work" is ticked in trace_for)]
//	PDI     100·min(Σ pushed_hours/24, 1)
//	MDI     n = data_count+text_count; 0 where n = 0, else 100·[0.5·min(n/40, 1) + 0.3·repeat_count/n + 0.2·text_count/n]
//	CPI     ½·report_days (d3 100, d10 75, d15 50, d30 25, later and none 0) + ½·100·min(mirrored/10, 1)
//	BI      mean of those of the six above that a sheet has, at least 4, each as rounded
//	CAUSES  mean of the cause_… answered, 1–5, reversed ones as 6−x, at least 4; (mean−1)/4·100
//	FBH     insp_hours + 52/12·trace_hours + Σ pushed_hours + demand_hours, hours a month
//	DIR     Σ insp_repeat / Σ insp_count
//
// A part that was skipped is a structural zero; on a scale it is missing, since a scale has none. A part that was
// declined is missing. A sheet that misses a part which the formula needs, given the others, has no score: nothing is
// imputed. More repetitions than demands count as all of them.
//
// The package knows nothing of units, counts, thresholds or languages.
package index

// Version names the formulas; a release carries it.
const Version = "v1"
