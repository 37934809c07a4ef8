package deflate

// Bounds of a copy (RFC 1951, 3.2.5).
const (
	shortest = 3
	longest  = 258
	window   = 32 << 10
	// far is how many earlier places are looked at. The texts are short enough for nearly all.
	far = 4096
)

// match says that what stands here stood distance bytes before, for up to length bytes.
type match struct{ length, distance int }

// matches are those at one place: longer ones at greater distances.
type matches []match

// find lists the matches at every place: for each length the nearest one.
func find(text []byte) []matches {
	found := make([]matches, len(text))
	last := map[[shortest]byte]int{}
	before := make([]int, len(text)) // the place before with the same beginning, −1 where there is none
	for at := 0; at+shortest <= len(text); at++ {
		key := [shortest]byte(text[at : at+shortest])
		place, known := last[key]
		if !known {
			place = -1
		}
		before[at], last[key] = place, at
		most, best := min(longest, len(text)-at), shortest-1
		for tries := 0; place >= 0 && at-place <= window && tries < far && best < most; tries++ {
			if text[place+best] == text[at+best] {
				length := 0
				for length < most && text[place+length] == text[at+length] {
					length++
				}
				if length > best {
					best = length
					found[at] = append(found[at], match{length, at - place})
				}
			}
			place = before[place]
		}
	}
	return found
}
