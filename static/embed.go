// Package static holds the files that are sent as they are: styles, scripts, fonts. They are part of the binary. Of the
// form it holds what the bundle command packs from the sources in form.
package static

import "embed"

//go:generate go run ./bundle

// Files holds every static file by its path in this folder.
//
//go:embed console form/dist fonts
var Files embed.FS
