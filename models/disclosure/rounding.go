package disclosure

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"
	"strconv"
)

// Base is the base of random rounding (R3): published counts are multiples of it.
const Base = 3

// rounded is the greatest variance of one draw: off by 1 with probability 2/3, by 2 with 1/3.
const rounded = 2.0

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
// matter and a cell can be worked out again.
type dice struct{ mac hash.Hash }

// newDice derives the draws of one release from the private round key with HKDF-SHA256 (RFC 5869). Nobody without the
// key can foresee or repeat them; a release of another number has draws of its own.
func newDice(secret []byte, manifestHash string, number int) (*dice, error) {
	key, err := hkdf.Key(sha256.New, secret, nil, "jianfu draws v1"+manifestHash+strconv.Itoa(number), sha256.Size)
	if err != nil {
		return nil, fmt.Errorf("disclosure: draws: %w", err)
	}
	return &dice{hmac.New(sha256.New, key)}, nil
}

// roll is the draw for a column of a group, uniform over 64 bits. The names hold no zero byte.
func (d *dice) roll(group, column string) uint64 {
	d.mac.Reset()
	d.mac.Write([]byte(group))
	d.mac.Write([]byte{0})
	d.mac.Write([]byte(column))
	return binary.BigEndian.Uint64(d.mac.Sum(nil))
}
