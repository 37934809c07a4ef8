package deflate

import (
	"encoding/binary"
	"hash/crc32"
)

// rounds is how often a block is written anew by the costs of the last attempt. More gain nothing that could be measured.
const rounds = 12

// Gzip packs a text. The result holds neither a name nor a time, and is the same for the same text.
func Gzip(text []byte) []byte {
	packed := []byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255} // deflate, no flags, no time, most effort, unknown system
	packed = append(packed, pack(text)...)
	packed = binary.LittleEndian.AppendUint32(packed, crc32.ChecksumIEEE(text))
	return binary.LittleEndian.AppendUint32(packed, uint32(len(text)))
}

// pack writes a text in deflate.
func pack(text []byte) []byte {
	found := find(text)
	first := refine(text, found, 0, len(text))
	ends := append(split(first), len(text))
	var w writer
	from := 0
	for i, to := range ends {
		best := refine(text, found, from, to)
		w.block(best, i == len(ends)-1)
		from = to
	}
	return w.bytes()
}

// refine finds a cheap way of writing a part of the text.
func refine(text []byte, found []matches, from, to int) []symbol {
	prices := guess()
	var best []symbol
	least := -1
	for range rounds {
		path := cheapest(text, found, from, to, prices)
		counts := count(path)
		if size := newCodes(counts).size(counts); least < 0 || size < least {
			best, least = path, size
		}
		prices = counts.prices()
	}
	return best
}

// symbol is a literal (length 1, distance 0) or a copy of what stands distance bytes before.
type symbol struct {
	length, distance int
	literal          byte
}

// cheapest is a shortest path from one place to another, by prices in bits.
func cheapest(text []byte, found []matches, from, to int, p prices) []symbol {
	n := to - from
	cost := make([]float32, n+1)
	steps := make([]symbol, n+1) // the last step to each place
	for i := range n {
		cost[i+1] = 1e30
	}
	for i := range n {
		at := from + i
		if c := cost[i] + p.literal[text[at]]; c < cost[i+1] {
			cost[i+1], steps[i+1] = c, symbol{length: 1, literal: text[at]}
		}
		length := shortest
		for _, m := range found[at] {
			base := cost[i] + p.distance[distanceSpan(m.distance).code]
			for ; length <= m.length && i+length <= n; length++ {
				if c := base + p.length[length]; c < cost[i+length] {
					cost[i+length], steps[i+length] = c, symbol{length: length, distance: m.distance}
				}
			}
		}
	}
	var path []symbol
	for i := n; i > 0; i -= steps[i].length {
		path = append(path, steps[i])
	}
	for i, j := 0, len(path)-1; i < j; i, j = i+1, j-1 {
		path[i], path[j] = path[j], path[i]
	}
	return path
}
