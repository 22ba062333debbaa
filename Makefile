# Everything a newcomer needs. Each target installs the Debian packages it is missing first.
.PHONY: run build test bench soak fuzz lint format image clean

BINARY := .build/release/adms-bridge
export ADMS_BRIDGE := $(CURDIR)/$(BINARY)

run: build                     ## build and serve config.example.yaml as it stands
	$(BINARY) serve --config config.example.yaml

build:                         ## the release binary, .build/release/adms-bridge
	@.ci/install build
	swift build -c release --product adms-bridge

test: build                    ## every test: Swift suites, then the program from outside
	@.ci/install test
	@.ci/venv
	.ci/swift-test
	cd Tests/Acceptance && /usr/bin/python3 -m pytest -q -p no:cacheprovider

bench: build                   ## the benchmarks, as a table and as .build/bench.json
	$(BINARY) bench --json .build/bench.json

soak: build                    ## kill it SOAK_CYCLES=200 times under load, then balance the books
	@.ci/install test
	cd Tests/Acceptance && SOAK_CYCLES=$${SOAK_CYCLES:-200} /usr/bin/python3 -m pytest -q -s test_soak.py

fuzz:                          ## made-up bytes for every reader of hostile ones, FUZZ_SECONDS=60 for each
	@.ci/install build
	.ci/fuzz

lint:                          ## formatting, strictly; warnings are errors in every build
	swift format lint --strict --recursive Package.swift Sources Tests

format:
	swift format --in-place --recursive Package.swift Sources Tests

image: build                   ## a container image, .build/adms-bridge.oci.tar
	@.ci/install image
	.ci/image

clean:
	rm -rf .build
