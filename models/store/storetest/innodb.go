package storetest

import (
	"context"
	"database/sql"
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// ServerData is the environment variable with the data directory of the server.
const ServerData = "JIANFU_TEST_MYSQL_DATA"

// Record is what InnoDB keeps of a row in the clustered index, hidden columns and place included.
type Record struct {
	Key         []byte
	Page        uint32 // number of the leaf page within the tablespace
	Heap        uint16 // place in the page's heap: grows with each record that was put into the page
	Transaction uint64 // DB_TRX_ID, 48 bits: which transaction wrote the row last; 0 once no older state is needed by anybody
	Roll        uint64 // DB_ROLL_PTR, 56 bits: where the undo record of that write lies
	Deleted     bool   // marked, not yet purged
}

// Layout of a page of 16 kB in the formats COMPACT and DYNAMIC. Source: MySQL Internals Manual, "InnoDB Page Structure" and
// "InnoDB Record Structure"; fil0fil.h, page0page.h and rem0rec.h of MariaDB 10.11.
const (
	pageSize     = 16384
	pageNext     = 12               // FIL_PAGE_NEXT
	pageType     = 24               // FIL_PAGE_TYPE
	typeIndex    = 17855            // FIL_PAGE_INDEX
	typeInstant  = 18               // FIL_PAGE_TYPE_INSTANT: the root after an instant ALTER TABLE
	pageLevel    = 38 + 26          // PAGE_LEVEL in the page header, 0 for a leaf
	infimum      = 38 + 36 + 20 + 5 // PAGE_NEW_INFIMUM: page header, two segment headers, extra bytes of the record
	supremum     = 112              // PAGE_NEW_SUPREMUM
	rootPage     = 3                // of the first index of a tablespace, which is the clustered one
	noPage       = 1<<32 - 1        // FIL_NULL
	infoMinimum  = 0x10             // REC_INFO_MIN_REC_FLAG; in a leaf the metadata record of an instant ALTER TABLE
	infoDeleted  = 0x20             // REC_INFO_DELETED_FLAG
	transactions = 6                // bytes of DB_TRX_ID
	rolls        = 7                // bytes of DB_ROLL_PTR
)

// Tablespace reads the file of a table as the server leaves it for an export: every change of the table is in it.
func Tablespace(t testing.TB, target, table string) []byte {
	t.Helper()
	data := os.Getenv(ServerData)
	if data == "" {
		t.Fatalf("%s is not set: run the tests by `make test`, or a command by scripts/with-mariadb", ServerData)
	}
	db, err := sql.Open("mysql", target)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	conn, err := db.Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(t.Context(), "FLUSH TABLES "+table+" FOR EXPORT"); err != nil {
		t.Fatal(err)
	}
	schema := target[strings.LastIndex(target, "/")+1:]
	file, err := os.ReadFile(filepath.Join(data, schema, table+".ibd"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.ExecContext(t.Context(), "UNLOCK TABLES"); err != nil {
		t.Fatal(err)
	}
	return file
}

// Records reads the clustered index of a tablespace whose primary key is one column of keySize bytes, in key order.
func Records(t testing.TB, tablespace []byte, keySize int) []Record {
	t.Helper()
	number := uint32(rootPage)
	page := pageAt(t, tablespace, number)
	for binary.BigEndian.Uint16(page[pageLevel:]) > 0 { // the leftmost way down: a node pointer is a key and a page
		first := nextRecord(page, infimum)
		number = binary.BigEndian.Uint32(page[first+keySize:])
		page = pageAt(t, tablespace, number)
	}
	var records []Record
	for seen := 0; ; seen++ {
		records = append(records, leaf(page, number, keySize)...)
		if number = binary.BigEndian.Uint32(page[pageNext:]); number == noPage {
			return records
		}
		if seen > len(tablespace)/pageSize {
			t.Fatal("the leaf pages run in a circle")
		}
		page = pageAt(t, tablespace, number)
	}
}

func pageAt(t testing.TB, tablespace []byte, number uint32) []byte {
	t.Helper()
	start := int(number) * pageSize
	if start+pageSize > len(tablespace) {
		t.Fatalf("page %d lies beyond the file", number)
	}
	page := tablespace[start : start+pageSize]
	if kind := binary.BigEndian.Uint16(page[pageType:]); kind != typeIndex && kind != typeInstant {
		t.Fatalf("page %d is of type %d", number, kind)
	}
	return page
}

// nextRecord follows the chain: the two bytes before a record say how far away the next one lies, modulo 64 kB.
func nextRecord(page []byte, at int) int {
	return int(uint16(at) + binary.BigEndian.Uint16(page[at-2:])) //nolint:gosec // modulo 64 kB, as InnoDB does
}

func leaf(page []byte, number uint32, keySize int) []Record {
	var records []Record
	for at := nextRecord(page, infimum); at != supremum; at = nextRecord(page, at) {
		info := page[at-5]
		if info&infoMinimum != 0 {
			continue
		}
		hidden := page[at+keySize:]
		records = append(records, Record{
			Key:         page[at : at+keySize],
			Page:        number,
			Heap:        binary.BigEndian.Uint16(page[at-4:]) >> 3,
			Transaction: bigEndian(hidden[:transactions]),
			Roll:        bigEndian(hidden[transactions : transactions+rolls]),
			Deleted:     info&infoDeleted != 0,
		})
	}
	return records
}

func bigEndian(bytes []byte) uint64 {
	var n uint64
	for _, b := range bytes {
		n = n<<8 | uint64(b)
	}
	return n
}
