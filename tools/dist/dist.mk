# dist.mk — what a release is made of: `make dist`, the mirror for teams, the Debian package. Included by the Makefile.
DIST     ?= build/dist
MIRROR   ?= build/mirror
PLATFORM  = $(shell tools/version.sh platform)

.PHONY: dist release mirror deb test-dist test-bare
dist: ## a release for the registry under build/dist: zip, checksums, debug symbols, bill of materials (GPG_KEY=… signs)
	$(Q)tools/deps.sh build dist
	$(Q)$(MAKE) --no-print-directory release

release: # what `dist` does once the packages are there
	$(Q)tools/dist/curl.sh build/curl
	$(Q)$(MAKE) --no-print-directory B=build/static LINK=static build/static/terraform-provider-lightsail
	$(Q)rm -rf $(DIST)
	$(Q)tools/dist/package.sh build/static build/curl $(DIST) $(PLATFORM)
	$(Q)tools/dist/sums.sh $(DIST)

mirror: dist ## a mirror of the release for a team, under MIRROR (build/mirror): a shared folder, or behind a web server
	$(Q)tools/dist/mirror.sh $(DIST) $(MIRROR)

deb: ## a Debian package of all there is, under build/dist: provider, quants-infra, simulator, liblightsail
	$(Q)tools/deps.sh build dist
	$(Q)$(MAKE) --no-print-directory all
	$(Q)tools/dist/deb.sh $(B) $(DIST)

test-bare: ## the README's `make demo` and `make test` on a bare Debian 12 with git, make and Terraform (root; log: build/bare.log)
	$(Q)tools/deps.sh dist
	$(Q)tools/dist/bare.sh $(BARE)

test-dist: dist ## what must hold of a release: its content, twice the same bytes, an empty root folder, the mirror (five minutes)
	$(Q)tools/deps.sh test
	$(Q)$(MAKE) --no-print-directory all units
	$(Q)B=$(B) DIST=$(CURDIR)/$(DIST) tools/test.sh $(wildcard tests/dist/*.t)
