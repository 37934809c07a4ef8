package disclosure

import (
	"math"
	"testing"
)

func TestNearby(t *testing.T) {
	t.Parallel()
	for n := range 200 {
		for c := range n + 1 {
			sum := 0
			for draw := range uint64(3) { // draws are uniform, so these three are all there is
				v := nearby(c, n, draw)
				sum += v
				if v%Base != 0 || v < 0 || v > n || v-c >= Base || c-v >= Base || c%Base == 0 && v != c {
					t.Fatalf("%d of %d becomes %d", c, n, v)
				}
			}
			if capped := c > greatestCount(n); sum != 3*c && !capped {
				t.Fatalf("%d of %d: the expected value is %d/3", c, n, sum)
			}
		}
	}
	for draw := range uint64(3) {
		if v := nearby(19, 19, draw); v != 18 {
			t.Errorf("19 of 19 becomes %d: 21 would prove 19", v)
		}
	}
}

func TestDraws(t *testing.T) {
	t.Parallel()
	const draws = 30000
	var far int
	d, err := newDice([]byte("secret"), "hash")
	if err != nil {
		t.Fatal(err)
	}
	for i := range draws {
		if d.roll("unit", string(rune(i+1)), 0)%3 == 0 {
			far++
		}
	}
	if z := (float64(far) - draws/3) / math.Sqrt(draws*2/9.0); math.Abs(z) > 4 {
		t.Errorf("%d of %d draws are far: %.1f standard errors off", far, draws, z)
	}
	first := d.roll("a", "b", 0)
	for name, other := range map[string]func() (*dice, error){
		"secret": func() (*dice, error) { return newDice([]byte("secret2"), "hash") },
		"hash":   func() (*dice, error) { return newDice([]byte("secret"), "hash2") },
	} {
		o, err := other()
		if err != nil {
			t.Fatal(err)
		}
		if o.roll("a", "b", 0) == first {
			t.Errorf("another %s gives the same draw", name)
		}
	}
	if d.roll("a", "b", 1) == first || d.roll("a", "b", 2) == d.roll("a", "b", 1) {
		t.Error("what is drawn again is the same")
	}
	if d.roll("a", "b", 0) != first {
		t.Error("the draw of a cell depends on what was drawn before")
	}
}
