// Package seal holds the round key: making it, wrapping it for an evaluator, sealing a sheet to it and opening it
// again, and the same for the texts of a round. All is sealed with HPKE (RFC 9180) in base mode: DHKEM(P-256, HKDF-SHA256),
// HKDF-SHA256, AES-128-GCM.
//
// The package knows nothing of what is inside a sheet, of storage, or of who sends it.
package seal
