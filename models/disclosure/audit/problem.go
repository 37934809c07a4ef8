package audit

// Problem is everything that an attacker has.
type Problem struct {
	Divisions []Division // at least one; group 0 is the same in all of them
	Columns   int        // numbers of the columns are below it
	Tables    []Table
	Ticks     []Ticks
}

// Division is one way to divide the sheets of the round: a tree of groups, parents before their children.
//
// The children of a group, where it has any, have all its sheets between them: sheets that lie in no published child
// are a leaf of their own.
type Division struct {
	Parent []int // −1 for group 0, the round
	N      []int // sheets of each group

	// Published is the rounded counts, by group and column: multiples of 3 that are at most 3⌊n/3⌋, −1 where a count
	// is not published. What a row lacks is not published.
	Published [][]int

	// Low and High are what is known of the true counts besides, by group and column. Either may be nil, or lack rows
	// or the ends of rows. An entry below 0 says nothing.
	Low, High [][]int
}

// Table divides the sheets of every group into parts: columns, or −1 for one part that has no count of its own. A column
// that stands in several tables is the same count in all of them.
type Table struct {
	Parts []int
	Whole bool // there is one for the round alone
}

// Ticks are the columns of a question with several answers. They add relations between tables, of which the caller
// gives one for each option: {option, none, skipped, declined, −1}.
//
// Let a = n − none − skipped − declined, the people who ticked an ordinary option. Then each option has at most a, and
// all of them have at least AtLeast·a and, unless AtMost is 0, at most AtMost·a together.
type Ticks struct {
	Options                 []int
	None, Skipped, Declined int  // −1 where there is no such column
	AtLeast, AtMost         int  // 1 ≤ AtLeast ≤ AtMost, or AtMost is 0
	Whole                   bool // asked of in the tables of the round alone
}

// Cell is a part of a table in a group and the least and greatest true count that fits.
type Cell struct {
	Division, Group int // division 0 for the round
	Table, Part     int // Part is an index of Table.Parts
	Low, High       int
}
