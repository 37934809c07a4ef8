// Package page renders pages: the catalogue of wordings, one template set for each page and language, errors as
// pages with their status, downloads. It is all that the respondent's room may import of web: it holds no session,
// no logger, and nothing that knows an address.
package page
