// Package deflate packs a page that is packed once and sent many times: gzip (RFC 1952) around deflate (RFC 1951), some
// seven per cent smaller than compress/gzip at its best, at a hundred times the time.
//
// It looks for the cheapest way of writing the whole text, as Zopfli does: all matches at every place, a shortest path
// through them by the costs of the codes that the last attempt led to, again and again, and blocks with codes of their
// own where the text changes its kind. Any reader of gzip unpacks the result.
//
// The package knows nothing of pages. It is meant for texts of some 100 kB; time and memory grow with the text.
package deflate
