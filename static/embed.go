// Package static holds the files that are sent as they are: styles, scripts, fonts. They are part of the binary.
package static

import "embed"

// Files holds every static file by its path in this folder.
//
//go:embed console form fonts
var Files embed.FS
