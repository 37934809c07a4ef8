// Package templates holds the pages by audience, mirrored on handlers/, and the catalogue of every wording in
// locales/. They are part of the binary.
package templates

import "embed"

// Files holds every template and catalogue file by its path in this folder.
//
//go:embed account console evaluator library locales organizer public respondent
var Files embed.FS
