package unit

import "jianfu/models"

// Unit is a node of the organization tree.
type Unit struct {
	ID        models.ID
	Parent    models.ID // zero at the top
	Code      string    // unique, chosen by the organizer, at most 64 bytes; matches units between rounds
	Name      string    // at most 120 characters
	Headcount int       // people of the unit itself, without those of units below; 0 for a mere heading
}
