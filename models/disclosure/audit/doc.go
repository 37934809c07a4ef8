// Package audit finds out what randomly rounded tables give away all the same: rule R6 of docs/privacy.md.
//
// The attacker knows every published count and the exact number of sheets of every group, published or not. For every
// cell of every table the audit works out the least and the greatest true count that fits all of this. A cell whose two
// ends lie less than 2 apart is narrow: the attacker knows its count to two values, or exactly.
//
// # How far it is exact
//
// An interval is never narrower than the truth: whatever fits lies within it, so that a cell that is named as narrow is
// narrow. The reverse, that both ends of an interval occur in some filling of all tables, holds
//
//   - by proof for one table in a tree of groups, and in two trees that have the round in common: such a table is a
//     flow, and the counts that the inside and the outside of a group allow are two base polytopes, whose common corners
//     are whole numbers;
//   - by experience, held against an oracle that counts out everything, for three trees and more, of which the bounds of
//     sums are pooled: no exception in a million intervals;
//   - with exceptions for tables that have columns in common and for questions with several answers. Between tables pass
//     the intervals of columns, and of the sum of the columns that two tables share. In small groups, where exceptions
//     are likeliest, up to one interval in 20,000 had an end that was out, and one in 500,000 was narrow without being
//     named.
//
// Tables of more than 13 parts are solved as flows, two trees at a time where there are three or more.
//
// # What it does not know
//
// The package is arithmetic alone. It knows groups, columns and sums, but no questionnaire, no file and no key. Whatever
// else ties counts together, such as an answer that follows from two others, has to be told as a table. It reads nothing
// but what is published, so that drawing again after its verdict tells nobody anything.
package audit
