// Package phone is a respondent's browser in Go: it makes a ballot (docs/ballots.md) the way static/form/ballot.js does.
// The demonstration, loads and tests cast with it; the server never does.
//
// Both clients are held to one set of test vectors, testdata/vectors.json, which a third reading of the protocol in
// vectors/ computes, and to the published vectors of RFC 9474 and RFC 9180.
//
// The package knows no address and sends nothing.
package phone

//go:generate go run ./vectors
