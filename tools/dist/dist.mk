# dist.mk — the parts of a release: `make dist`, the mirror for teams, the Debian package. Included by the Makefile.
DIST     ?= build/dist
MIRROR   ?= build/mirror
# The machine of a release: amd64 or arm64, by default this one. Another one needs the cross compiler and the libraries of Debian for it.
HERE      = $(lastword $(subst _, ,$(shell tools/version.sh platform)))
ARCH     ?= $(HERE)
PLATFORM  = linux_$(ARCH)
TRIPLET_amd64 := x86_64-linux-gnu
TRIPLET_arm64 := aarch64-linux-gnu
FOR       = $(if $(filter-out $(HERE),$(ARCH)),$(TRIPLET_$(ARCH))-)
PLACE     = $(if $(FOR),-$(ARCH))

.PHONY: dist release mirror deb test-dist test-bare
dist: ## a release for the registry under build/dist: zip, checksums, debug symbols, bill of materials (GPG_KEY=… signs, ARCH=arm64 adds another machine's)
	$(Q)tools/deps.sh build dist $(if $(FOR),cross-$(ARCH))
	$(Q)$(MAKE) --no-print-directory release

release: # the part of `dist` after the packages are installed
	$(Q)CROSS=$(FOR) tools/dist/curl.sh build/curl$(PLACE)
	$(Q)$(if $(FOR),$(MAKE) --no-print-directory CROSS= B=build build/schemac)
	$(Q)$(MAKE) --no-print-directory B=build/static$(PLACE) LINK=static CROSS=$(FOR) CURL=build/curl$(PLACE) build/static$(PLACE)/terraform-provider-lightsail
	$(Q)$(if $(FOR),rm -f $(DIST)/*_$(PLATFORM).*,rm -rf $(DIST))
	$(Q)CROSS=$(FOR) tools/dist/package.sh build/static$(PLACE) build/curl$(PLACE) $(DIST) $(PLATFORM)
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

test-dist: ## tests a release: its content, reproducible bytes, an empty root folder, the mirror (five minutes; ARCH=arm64 tests that one, too)
	$(Q)$(MAKE) --no-print-directory dist ARCH=$(HERE)
	$(Q)$(if $(FOR),$(MAKE) --no-print-directory dist ARCH=$(ARCH))
	$(Q)tools/deps.sh test
	$(Q)$(MAKE) --no-print-directory all units
	$(Q)B=$(B) DIST=$(CURDIR)/$(DIST) tools/test.sh $(wildcard tests/dist/*.t)
