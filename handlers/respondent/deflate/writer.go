package deflate

// writer takes bits and fills bytes with them from the lowest bit on (RFC 1951, 3.1.1).
type writer struct {
	out  []byte
	held uint64
	n    uint
}

func (w *writer) write(value, size int) {
	w.held |= uint64(value) << w.n
	for w.n += uint(size); w.n >= 8; w.n -= 8 {
		w.out = append(w.out, byte(w.held))
		w.held >>= 8
	}
}

func (w *writer) bytes() []byte {
	if w.n > 0 {
		w.write(0, int(8-w.n))
	}
	return w.out
}

// canonical numbers codes by their lengths, ready to be written (RFC 1951, 3.2.2).
func canonical(lengths []int) []int {
	var of [deepest + 2]int
	for _, n := range lengths {
		if n > 0 {
			of[n+1]++
		}
	}
	for n := 1; n < len(of); n++ {
		of[n] = (of[n] + of[n-1]) << 1
	}
	codes := make([]int, len(lengths))
	for s, n := range lengths {
		if n == 0 {
			continue
		}
		for i := range n { // Huffman codes go in from their highest bit
			codes[s] |= of[n] >> (n - 1 - i) & 1 << i
		}
		of[n]++
	}
	return codes
}

// block writes a block with codes of its own.
func (w *writer) block(path []symbol, last bool) {
	k := newCodes(count(path))
	literal, distance, meta := canonical(k.literal), canonical(k.distance), canonical(k.meta)
	end := 0
	if last {
		end = 1
	}
	w.write(end, 1)
	w.write(2, 2)
	w.write(len(used(k.literal, 257))-257, 5)
	w.write(len(used(k.distance, 1))-1, 5)
	n := written(k.meta)
	w.write(n-4, 4)
	for _, s := range order()[:n] {
		w.write(k.meta[s], 3)
	}
	for _, h := range k.head {
		w.write(meta[h.code], k.meta[h.code])
		w.write(h.value, h.extra)
	}
	for _, s := range path {
		if s.distance == 0 {
			w.write(literal[s.literal], k.literal[s.literal])
			continue
		}
		l, d := lengthSpan(s.length), distanceSpan(s.distance)
		w.write(literal[l.code], k.literal[l.code])
		w.write(l.value, l.extra)
		w.write(distance[d.code], k.distance[d.code])
		w.write(d.value, d.extra)
	}
	w.write(literal[stop], k.literal[stop])
}
