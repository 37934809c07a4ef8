package disclosure

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"
	"slices"

	"jianfu/models/tabulation"
)

// Base is the base of random rounding (R3): published counts are multiples of it.
const Base = 3

// spread is the greatest variance of one draw: off by 1 with probability 2/3, by 2 with 1/3.
const spread = 2.0

// greatestCount is the greatest count that may be published for n sheets. A unit of 19 where all said yes reads 18,
// since 21 would prove 19.
func greatestCount(n int) int { return n / Base * Base }

// nearby rounds c, of n sheets, by one draw (R3): c itself where it is a multiple of 3, else the neighbouring multiple
// that is nearer with probability 2/3, the other with 1/3, which leaves the expected value at c; then the cap.
func nearby(c, n int, draw uint64) int {
	far := draw%3 == 0 // the bias of a remainder of 64 bits is below 10⁻¹⁸
	v := c
	switch {
	case c%Base == 1 && far:
		v = c + 2
	case c%Base == 1:
		v = c - 1
	case c%Base == 2 && far:
		v = c - 2
	case c%Base == 2:
		v = c + 1
	}
	return min(v, greatestCount(n))
}

// dice gives a draw for each group and column that depends on nothing else, so that the order of work does not
// matter and a cell can be worked out again. They depend on the number of the release neither: a correction of a release
// draws the same for what has not changed.
type dice struct{ mac hash.Hash }

// newDice derives the draws of one release from the private round key with HKDF-SHA256 (RFC 5869). Nobody without the
// key can foresee or repeat them.
func newDice(secret []byte, manifestHash string) (*dice, error) {
	key, err := hkdf.Key(sha256.New, secret, nil, "jianfu draws v2"+manifestHash, sha256.Size)
	if err != nil {
		return nil, fmt.Errorf("disclosure: draws: %w", err)
	}
	return &dice{hmac.New(sha256.New, key)}, nil
}

// roll is a draw for a column of a group, uniform over 64 bits; time counts from 0 how often it was drawn again. The names
// hold no zero byte.
func (d *dice) roll(group, column string, time int) uint64 {
	d.mac.Reset()
	d.mac.Write([]byte(group))
	d.mac.Write([]byte{0})
	d.mac.Write([]byte(column))
	if time > 0 {
		d.mac.Write([]byte{0, byte(time)})
	}
	return binary.BigEndian.Uint64(d.mac.Sum(nil))
}

// drawn is a set of sheets with its rounded counts, and the groups that they are published for: of the same sheets there is
// one draw.
type drawn struct {
	name   string
	row    *tabulation.Row
	times  []int // drawn again, by column
	counts []int
	groups []*group
	fixed  bool // an earlier release has these counts
}

// draw rounds the counts of a row.
func (m *maker) draw(name string, row *tabulation.Row) *drawn {
	d := &drawn{name: name, row: row, times: make([]int, len(m.plan.Columns)), counts: make([]int, len(m.plan.Columns))}
	for c := range d.counts {
		m.roll(d, c)
	}
	return d
}

func (m *maker) roll(d *drawn, column int) {
	c := m.plan.Columns[column]
	d.counts[column] = nearby(int(d.row.Count(c.Question, c.Cell)), int(d.row.N()), m.dice.roll(d.name, c.Name, d.times[column]))
}

// give publishes the counts for a group.
func (m *maker) give(d *drawn, g *group, columns int) {
	m.drawn[g], d.groups = d, append(d.groups, g)
	g.Counts = slices.Clone(d.counts[:columns])
}

// set publishes another count of a column.
func (d *drawn) set(column, count int) {
	d.counts[column] = count
	for _, g := range d.groups {
		if column < len(g.Counts) {
			g.Counts[column] = count
		}
	}
}
