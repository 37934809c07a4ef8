# The race detector needs a C compiler; the program itself is pure Go and needs none.
.PHONY: run demo test check build bench

run: ; go run ./app
demo: ; go run ./app demo

# Everything: unit tests, store tests on SQLite and MariaDB, end-to-end tests in Chromium. Installs what is missing.
test:
	scripts/install
	JIANFU_REQUIRE_NODE=1 JIANFU_REQUIRE_TOOLS=1 JIANFU_REQUIRE_BROWSER=1 CGO_ENABLED=1 scripts/with-mariadb go test -race -timeout 45m ./...
	go test ./models/simulation # all of its rounds: the race detector has little to find there and takes a twentieth

# What a reviewer would ask for besides.
check:
	go vet ./...
	test -z "$$(go run mvdan.cc/gofumpt@v0.12.0 -l .)"
	go run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...
	go run golang.org/x/vuln/cmd/govulncheck@v1.9.0 ./...

build:
	CGO_ENABLED=0 go build -trimpath -ldflags "-s -w" -o bin/jianfu ./app

bench:
	go test -run '^$$' -bench . -benchmem ./...
