// Package public is the room that anyone may enter: the door with its box for a typed code, what we store, the
// manifests, the pages of failure, and the two addresses that a supervisor of the process asks.
//
// Invariants: no cookie is set or needed, no script is sent, and every page is one request: its style is inlined and
// allowed by its hash alone. A typed code is passed on in the address of the card's page and is kept nowhere.
// The kiosk is the same door for a device that many people share.
//
// The room must not know who is signed in, nor anything of ballots, figures or storage.
package public
