# Everything a developer needs. `make help` lists it.

MVN := ./mvnw -B -ntp
APPIUM := src/test/appium
MCP := src/test/mcp

.DEFAULT_GOAL := help
.PHONY: help tools run build client test verify chaos-cluster coverage format bench jmh load dist archive lambda sbom vulnerabilities clean

VERSION ?= $(shell sed -n 's|^  <version>\(.*\)</version>|\1|p' pom.xml)

# The conformance cases and the benchmark are run by Python, sessions drive a Chromium, devices behind an Appium server, and
# read with tesseract. Where one cannot be installed, the tests that need it are skipped, or fail when CI=true.
tools:
	@command -v python3 >/dev/null || { apt-get update -qq && apt-get install -y -qq python3; }
	@{ command -v chromium && command -v chromedriver; } >/dev/null || \
		{ [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
		apt-get update -qq && apt-get install -y -qq chromium chromium-driver; } || \
		echo "make: chromium and chromedriver are not installed; tests with a browser are skipped" >&2
	@command -v tesseract >/dev/null || \
		{ [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
		apt-get update -qq && apt-get install -y -qq tesseract-ocr; } || \
		echo "make: tesseract is not installed; tests that read from screenshots are skipped" >&2
	@cmp -s $(APPIUM)/package.json .tools/appium/installed.json || \
		{ command -v npm >/dev/null && mkdir -p .tools/appium && cp $(APPIUM)/package.json .tools/appium && \
		npm install --prefix .tools/appium --no-package-lock --no-audit --no-fund --loglevel=error && \
		cp $(APPIUM)/package.json .tools/appium/installed.json; } || \
		echo "make: Appium is not installed (npm comes with Node.js); tests with a device are skipped" >&2
	@cmp -s $(MCP)/package.json .tools/mcp/installed.json || \
		{ command -v npm >/dev/null && mkdir -p .tools/mcp && cp $(MCP)/package.json .tools/mcp && \
		npm install --prefix .tools/mcp --no-package-lock --no-audit --no-fund --loglevel=error && \
		cp $(MCP)/package.json .tools/mcp/installed.json; } || \
		echo "make: clients of MCP are not installed (npm comes with Node.js); tests with them are skipped" >&2
	@scripts/deploy-tools || echo "make: linters of deployment are not installed; tests with them are skipped" >&2

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' Makefile

run: build ## build what has changed and start the server on 127.0.0.1:8080
	./millrace server

build: target/quarkus-app/app.aot ## build the server without running tests

# Without it the server starts as well, and slower.
target/quarkus-app/app.aot: target/.built
	@scripts/aot-cache || echo "make: there is no ahead-of-time cache; the server starts without" >&2

target/.built: pom.xml $(shell find src/main -type f 2>/dev/null)
	$(MVN) -q -Dmaven.test.skip=true package
	@touch $@

client: ## build the Java client and run its tests
	$(MVN) -f client/pom.xml verify

test: tools ## check the format, build, and run the tests: what CI runs
	$(MVN) verify -Paot

verify: tools lambda ## the same and the long suites, all of them on MariaDB too
	$(MVN) verify -Paot -Dtest.excluded.groups= -Dtest.mariadb.included='%regex[.*/(?!ClusterChaos|Embedding|Installation|JavaClient|Lambda|Load|Nginx)[^/]*IT[.]class]'

chaos-cluster: ## have three servers on one database killed, frozen and cut off for CHAOS_SECONDS (120)
	$(MVN) package -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false \
		failsafe:integration-test@default failsafe:verify@default -Dit.test=ClusterChaosIT -Dtest.excluded.groups=

coverage: tools ## run the tests and write target/site/jacoco/index.html
	$(MVN) verify -Pcoverage

format: ## format the sources
	$(MVN) -q spotless:apply
	$(MVN) -q -f client/pom.xml spotless:apply
	$(MVN) -q -f load/pom.xml spotless:apply

bench: build tools target/test.classpath ## measure speed beside what it is compared with
	python3 bench/bench.py

# What starts the databases that the benchmark uses.
target/test.classpath: pom.xml $(shell find src/test/java/dev/millrace/testing -type f 2>/dev/null)
	$(MVN) -q test-compile dependency:build-classpath -Dmdep.outputFile=$@

jmh: ## measure how long reading a workflow, a template and a condition take
	$(MVN) -q -Pjmh test-compile exec:exec

load: build ## put load on MILLRACE_URL, or on a server of its own, with Gatling; scripts/load says what can be set
	scripts/load

dist: target/.built ## lay the server out in target/dist, as it is installed elsewhere
	@rm -rf target/dist
	scripts/dist target/dist

archive: dist ## pack that into target/release, with its checksum
	@mkdir -p target/release
	@rm -rf target/millrace-$(VERSION) && cp -R target/dist target/millrace-$(VERSION)
	tar --sort=name --owner=0 --group=0 --numeric-owner --mtime='2026-01-01 00:00Z' \
		-C target -czf target/release/millrace-$(VERSION).tar.gz millrace-$(VERSION)
	@rm -rf target/millrace-$(VERSION)
	@! test -f target/bom.json || cp target/bom.json target/release/millrace-$(VERSION).cdx.json
	cd target/release && sha256sum millrace-$(VERSION).* > SHA256SUMS

# Compiled as well, but put together elsewhere: target/quarkus-app stays whole.
lambda: target/.lambda ## pack target/millrace-lambda.zip, a function of AWS Lambda
	scripts/lambda

target/.lambda: pom.xml $(shell find src/main -type f 2>/dev/null)
	$(MVN) -q -Plambda -Dmaven.test.skip=true package
	@touch $@

sbom: ## write target/bom.json (CycloneDX) and target/licenses; fails for a licence that is not allowed
	$(MVN) -q -Pcontents cyclonedx:makeBom@bill-of-materials license:add-third-party@licences

vulnerabilities: ## write target/dependency-check-report.html; fetches the list of known vulnerabilities
	$(MVN) -q org.owasp:dependency-check-maven:12.1.9:check -DfailBuildOnCVSS=7 -DnvdApiKeyEnvironmentVariable=NVD_API_KEY \
		-DskipTestScope=true

clean: ## delete what was built
	rm -rf target client/target
