# dist.mk — what a release is made of: `make dist`, the mirror for teams, the Debian package. Included by the Makefile.
CURL     := build/curl
DIST     ?= build/dist
PLATFORM  = $(shell tools/version.sh platform)

.PHONY: dist static
static:
	$(Q)tools/dist/curl.sh $(CURL)
	$(Q)$(MAKE) --no-print-directory B=build/static LINK=static build/static/terraform-provider-lightsail

dist: ## a release for the registry under build/dist: zip, checksums, debug symbols, bill of materials (GPG_KEY=… signs)
	$(Q)tools/deps.sh build dist
	$(Q)$(MAKE) --no-print-directory static
	$(Q)rm -rf $(DIST)
	$(Q)tools/dist/package.sh build/static $(CURL) $(DIST) $(PLATFORM)
	$(Q)tools/dist/sums.sh $(DIST)
