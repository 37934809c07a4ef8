// Package qr turns a text into a QR code (ISO/IEC 18004) and a code into SVG, PNG or terminal text.
//
// Invariants: error correction is always level Q (a quarter of the codewords may be lost), so that a code survives a
// fold, a stamp or a coffee ring; the quiet zone of four modules that the standard asks for is part of every output.
//
// The package must not know what a text means: it never parses, logs or keeps one.
package qr
