// Package store is the only room that speaks SQL: GORM over SQLite (embedded) or MySQL and MariaDB, one schema for
// all, in versioned migrations. It satisfies the small interfaces that the other rooms of the domain declare.
//
// Invariants: times are whole seconds since 1970 (UTC) and never stand on a respondent's row; keys are random; values
// never reach a log or an error; a write is one transaction, tried again a few times where the database asks for it.
package store
