package questionnaire

// Duration is how long it took to fill in a sheet, as a band: all that a sheet says of time. Nothing finer is ever
// written down, and never a moment. The browser measures it from the opening of the form to the sending
// (docs/statistics.md, "Quality of the data").
type Duration int

// Unmeasured is the duration of a sheet that the server sealed, or a client that measures nothing; the others are the
// bands, half-open, the left end belongs. Their numbers are what sheets hold.
const (
	Unmeasured Duration = iota - 1
	Under40s
	Under90s
	Under3min
	Under5min
	Under10min
	Over10min
)

// Durations gives the left ends of the bands in seconds: band d begins at Durations()[d].
func Durations() []int { return []int{0, 40, 90, 180, 300, 600} }

// readDuration takes a band as sheets write it, one digit, so that every sheet that holds one is longer by the same.
func readDuration(s string) (Duration, bool) {
	if len(s) != 1 || s[0] < '0' || s[0] > '0'+byte(Over10min) {
		return Unmeasured, false
	}
	return Duration(s[0] - '0'), true
}
