# terraform-provider-lightsail: `make help` lists the targets. Quiet by default; `V=1` shows the commands. Variables: B=build (output folder),
# CC=gcc|clang, SAN=address,undefined|thread (sanitizers), OPT=-O2, LINK=static (releases), CROSS=aarch64-linux-gnu- (for another machine; `make dist
# ARCH=arm64` sets it).

B        ?= build
OPT      ?= -O2
SAN      ?=
V        ?= 0
CROSS    ?=
ifeq ($(origin CC),default)
CC       := $(CROSS)gcc
endif
ifneq ($(filter default undefined,$(origin AR)),)
AR       := $(CROSS)ar
endif
VERSION  := 0.1.0

MAKEFLAGS += --no-builtin-rules
.SUFFIXES:
.SECONDEXPANSION:
.DELETE_ON_ERROR:
.SECONDARY:
comma    := ,
Q        := $(if $(filter 1,$(V)),,@)
say       = $(if $(filter 1,$(V)),@:,@printf '  %-8s %s\n' '$(1)' '$(2)')

WARN     := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wformat=2 -Wvla \
            -Wundef -Wpointer-arith -Wcast-qual -Wwrite-strings -Werror
CFLAGS   := -std=gnu17 $(OPT) -g -fno-common -fstack-protector-strong -D_GNU_SOURCE -DVERSION='"$(VERSION)"' $(WARN) \
            $(if $(SAN),-fsanitize=$(SAN) -fno-omit-frame-pointer -DARENA_DEBUG=1,) $(if $(COVER),--coverage -fprofile-update=atomic -Wno-error,)
CPPFLAGS := -Iprovider -I$(B)
LDFLAGS   = $(if $(SAN),-fsanitize=$(SAN),) $(if $(COVER),--coverage,) -Wl,--gc-sections $(if $(CROSS),,-Wl,-z,pack-relative-relocs)

# ---- layers: provider/<layer>/*.c -> $(B)/lib/lib<layer>.a; provider/LAYERS says which layer may link which --------
LAYERS    := base aws tf lightsail steps rebuild runtime resources plugin cli c_api
uses       = $(shell sed -n 's/^$(1) *:\([^|]*\)|.*/\1/p' provider/LAYERS)
libs_of    = $(sort $(foreach l,$(1),$(shell sed -n 's/^$(l) *:[^|]*|\(.*\)/\1/p' provider/LAYERS)))
archive    = $(B)/lib/lib$(1).a
objects    = $(patsubst %.c,$(B)/obj/%.o,$(filter-out $(LEFT_OUT),$(wildcard provider/$(1)/*.c provider/$(1)/*/*.c)))
group      = -Wl,--start-group $(1) -Wl,--end-group

STATIC     = -Wl,-Bstatic $(1) $(if $(filter static,$(LINK)),,-Wl,-Bdynamic)
# Only of one machine, where the libraries of several are installed.
LIB_DIR   := /usr/lib/$(or $(patsubst %-,%,$(CROSS)),$(shell $(CC) -print-multiarch 2>/dev/null),*)
ABSL      := $(filter-out %absl_flags% %absl_failure_signal_handler.a,$(wildcard $(LIB_DIR)/libabsl_*.a))
L_jansson    := $(call STATIC,-ljansson)
L_msgpackc   := $(call STATIC,-lmsgpackc)
L_protobuf-c := $(call STATIC,-lprotobuf-c)
L_z          := $(call STATIC,-lz)
L_yaml       := $(call STATIC,-lyaml)
L_grpc       := $(call STATIC,-lgrpc -lgpr -laddress_sorting -lupb -lre2 -lcares -lz $(ABSL) -lstdc++)
ifeq ($(SAN),thread)
# The sanitizer does not understand gRPC's own synchronization and can only leave out whole libraries, so it must be a shared library.
L_grpc       := -lgrpc -lgpr
endif
# Loaded at the first call by aws/libraries.c.
L_curl       :=
L_expat      :=
L_ssl        := -lssl
L_crypto     := -lcrypto
ifeq ($(LINK),static)
# A release is one file without dependencies, with the libcurl that `make dist` built instead of one that is loaded (docs/design/026).
LEFT_OUT     := provider/aws/libraries.c
CURL         ?= build/curl
L_curl       := $(CURL)/lib/libcurl.a -lcares
L_expat      := -lexpat
CPPFLAGS     += -isystem $(CURL)/include
NAMELESS     := -ffile-prefix-map=$(CURDIR)=. -ffile-prefix-map=$(B)=build
CFLAGS       += $(NAMELESS) -ffunction-sections -fdata-sections -D_FORTIFY_SOURCE=2
# The C library of a cross compiler is older than that of the other packages.
LDFLAGS      += $(if $(CROSS),-B$(LIB_DIR)/ -L$(LIB_DIR)) -static-pie -Wl,-z,relro,-z,now -Wl,-Map=$@.map -Wl,--no-warnings
endif
links        = $(call group,$(foreach l,$(1),$(L_$(l)))) -lpthread -lm -ldl

SCHEMAS   := $(wildcard schemas/*.json schemas/*/*.json)
# schemas/data/x.json becomes data_x.c: a folder is a prefix, in the singular; history/x.v0.json becomes x_v0.c.
GEN_C     := $(B)/gen/registry.c $(patsubst schemas/%.json,$(B)/gen/%.c,$(subst data/,data_,$(subst ephemeral/,ephemeral_,$(subst list/,list_,\
             $(subst actions/,action_,$(subst functions/,function_,$(subst .v,_v,$(subst history/,,$(SCHEMAS)))))))))
GEN_OBJ   := $(patsubst $(B)/%.c,$(B)/obj/%.o,$(GEN_C))
PROTOS    := $(wildcard proto/*.proto proto/google/protobuf/*.proto)
PROTO_C   := $(patsubst proto/%.proto,$(B)/gen/proto/%.pb-c.c,$(PROTOS))
PROTO_OBJ := $(patsubst $(B)/%.c,$(B)/obj/%.o,$(PROTO_C))

BINARIES  := $(B)/terraform-provider-lightsail $(B)/quants-infra $(B)/lightsail-sim $(B)/liblightsail.a $(B)/liblightsail.so.$(VERSION)

.PHONY: all
all: $(BINARIES) ## build the three binaries and the C library under build/ (the default)

# ---- generated sources -----------------------------------------------------------------------------------------
# The compiler of the records runs on this machine, also when the rest is built for another one.
SCHEMAC := $(if $(CROSS),build,$(B))/schemac
$(B)/schemac: $(call objects,schemac) $(call archive,base)
	$(call say,LINK,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(call links,$(call libs_of,base schemac))

# The names of the records: the removal of a record changes no file time.
$(B)/gen/.records: FORCE
	$(Q)mkdir -p $(B)/gen && { echo '$(SCHEMAS)' | cmp -s - $@ || echo '$(SCHEMAS)' >$@; }
.PHONY: FORCE

# schemac rewrites a file only when its content changes; the stamp has the time of the run.
$(B)/gen/.stamp: $(SCHEMAC) $(SCHEMAS) $(B)/gen/.records
	$(call say,SCHEMAC,$(B)/gen)
	$(Q)$(SCHEMAC) -o $(B)/gen -r $(B)/gen/records $(SCHEMAS)
	$(Q)touch $@

# The empty recipes make `make` read the time of each file again after schemac ran.
$(GEN_C): $(B)/gen/.stamp ;
$(B)/gen/%.h: $(B)/gen/.stamp ;
$(B)/gen/proto/%.pb-c.h: $(B)/gen/proto/%.pb-c.c ;

$(B)/gen/proto/%.pb-c.c: proto/%.proto
	$(call say,PROTOC,$<)
	$(Q)mkdir -p $(B)/gen/proto
	$(Q)protoc-c --proto_path=proto --c_out=$(B)/gen/proto $<

# Generated code does not follow this project's warnings.
$(B)/obj/gen/proto/%.o: $(B)/gen/proto/%.c $(PROTO_C)
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) -std=gnu17 $(OPT) -g $(if $(SAN),-fsanitize=$(SAN),) $(NAMELESS) -I$(B)/gen/proto -MMD -MP -c -o $@ $<

$(B)/lib/libgen.a: $(GEN_OBJ)
	$(call say,AR,$@)
	$(Q)mkdir -p $(@D) && rm -f $@ && $(AR) rcs $@ $^
$(B)/obj/gen/%.o: $(B)/gen/%.c
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(CPPFLAGS) -MMD -MP -c -o $@ $<

# ---- objects, archives, binaries -------------------------------------------------------------------------------
# Layers that include generated headers wait for them; later builds use the .d files.
$(call objects,resources) $(call objects,cli): | $(B)/gen/.stamp
$(call objects,plugin): | $(B)/gen/.stamp $(PROTO_C)

$(B)/obj/%.o: %.c
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(CPPFLAGS) -I$(B)/gen/proto -MMD -MP -c -o $@ $<

$(foreach l,$(LAYERS),$(eval $(call archive,$(l)): $(call objects,$(l))))
$(foreach l,$(LAYERS),$(call archive,$(l))):
	$(call say,AR,$@)
	$(Q)mkdir -p $(@D) && rm -f $@ && $(AR) rcs $@ $(filter %.o,$^)

$(B)/lib/libproto.a: $(PROTO_OBJ)
	$(call say,AR,$@)
	$(Q)mkdir -p $(@D) && rm -f $@ && $(AR) rcs $@ $^

PROVIDER_LAYERS := plugin resources gen runtime rebuild steps lightsail aws tf base
$(B)/terraform-provider-lightsail: $(foreach l,$(PROVIDER_LAYERS),$(call archive,$(l))) $(B)/lib/libproto.a
	$(call say,LINK,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ -Wl,--whole-archive $(call archive,plugin) -Wl,--no-whole-archive \
	    $(call group,$(filter-out $(call archive,plugin),$^)) $(call links,$(call libs_of,$(PROVIDER_LAYERS)))

CLI_LAYERS := cli rebuild steps lightsail aws base
$(B)/quants-infra: $(foreach l,$(CLI_LAYERS),$(call archive,$(l)))
	$(call say,LINK,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ -Wl,--whole-archive $(call archive,cli) -Wl,--no-whole-archive \
	    $(call group,$(filter-out $(call archive,cli),$^)) $(call links,$(call libs_of,$(CLI_LAYERS)))

# ---- liblightsail: the C interface with everything it needs except libraries, and no other global symbol -----------
C_API_LAYERS := c_api lightsail aws base
$(B)/liblightsail.a: $(foreach l,$(C_API_LAYERS),$(call archive,$(l)))
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(LD) -r -o $@.o -u lightsail_open -u lightsail_list_instances $(foreach l,$(C_API_LAYERS),$(call archive,$(l))) \
	    && objcopy --wildcard --keep-global-symbol='lightsail_*' $@.o && $(AR) rcs $@ $@.o && rm -f $@.o

# The same as a shared library: position-independent code, and again no other symbol. The number of the soname changes when a program that was linked
# before would not run any more.
SONAME   := liblightsail.so.0
PIC_OBJ  := $(patsubst %.c,$(B)/pic/%.o,$(wildcard $(foreach l,$(C_API_LAYERS),provider/$(l)/*.c)))
$(B)/pic/%.o: %.c
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(CPPFLAGS) -fPIC -MMD -MP -c -o $@ $<
$(B)/liblightsail.so.$(VERSION): $(PIC_OBJ) provider/c_api/liblightsail.map
	$(call say,LINK,$@)
	$(Q)$(CC) $(LDFLAGS) -shared $(if $(SAN),,-Wl$(comma)-z$(comma)defs) -Wl,-soname,$(SONAME) \
	    -Wl,--version-script=provider/c_api/liblightsail.map -o $@ $(PIC_OBJ) -ljansson -lcrypto -lpthread -lm -ldl

$(B)/examples/open_ports: examples/c-api/open_ports.c provider/c_api/lightsail.h $(B)/liblightsail.a
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) -Wall -Wextra -Werror $(if $(SAN),-fsanitize=$(SAN),) $(if $(COVER),--coverage,) -Iprovider/c_api -o $@ $< $(B)/liblightsail.a -ljansson -lcrypto -lpthread -lm -ldl

# The simulator shares no code with the provider: a mistake made twice would pass every test.
SIM_OBJ := $(patsubst %.c,$(B)/obj/%.o,$(wildcard tests/sim/*.c tests/sim/api/*.c))
$(SIM_OBJ): CPPFLAGS += -Itests/sim
$(B)/lightsail-sim: $(SIM_OBJ)
	$(call say,LINK,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(call group,$(L_jansson) -lmicrohttpd -lcrypto) -lpthread -lm

# ---- unit tests: tests/unit/<layer>/[<family>/]test_<module>.c links its layer and those below, nothing above ------
# A call to an upper layer is therefore an undefined reference: the linker checks the architecture.
UNIT_SRC := $(wildcard tests/unit/*/test_*.c tests/unit/*/*/test_*.c)
UNIT     := $(patsubst tests/%.c,$(B)/tests/%,$(UNIT_SRC))
# They run for milliseconds: compiling them without optimization is quicker.
$(B)/obj/tests/unit/%: CFLAGS += -O0
layer_of  = $(firstword $(subst /, ,$(lastword $(subst /tests/unit/, ,$(1)))))
$(B)/tests/unit/%: $(B)/obj/tests/unit/%.o $$(foreach l,$$(call layer_of,$$@) $$(call uses,$$(call layer_of,$$@)),$$(call archive,$$l)) \
                   $$(if $$(filter plugin,$$(call layer_of,$$@)),$(B)/lib/libproto.a)
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(LDFLAGS) -o $@ $< $(call group,$(filter %.a,$^)) \
	    $(call links,$(call libs_of,$(call layer_of,$@) $(call uses,$(call layer_of,$@)))) -lcmocka
$(patsubst tests/unit/%.c,$(B)/obj/tests/unit/%.o,$(filter tests/unit/resources/% tests/unit/plugin/% tests/unit/cli/%,$(UNIT_SRC))): | $(B)/gen/.stamp $(PROTO_C)

# A client that makes the calls of the protocol that Terraform's command line cannot be made to do.
CLIENT_OBJ := $(patsubst %.c,$(B)/obj/%.o,$(wildcard tests/client/*.c))
$(CLIENT_OBJ): | $(PROTO_C)
$(B)/tests/protocol-client: $(CLIENT_OBJ) $(B)/lib/libproto.a
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(call links,grpc protobuf-c msgpackc ssl crypto)

# The conformance suite: the same client, with values; of the provider it uses only the code for types and values.
CONFORMANCE_OBJ := $(patsubst %.c,$(B)/obj/%.o,$(wildcard tests/conformance/*.c) $(addprefix tests/client/,certificate.c channel.c process.c))
$(CONFORMANCE_OBJ): | $(PROTO_C)
$(B)/tests/conformance: $(CONFORMANCE_OBJ) $(B)/lib/libproto.a $(call archive,tf) $(call archive,base)
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(LDFLAGS) -o $@ $(filter %.o,$^) $(call group,$(filter %.a,$^)) \
	    -lcurl $(call links,grpc protobuf-c ssl crypto $(call libs_of,tf base))

.PHONY: units
units: $(UNIT) $(B)/tests/protocol-client $(B)/tests/conformance

# ---- fuzz targets: tests/fuzz/fuzz_<what>.c with the layers that parse foreign bytes -----------------------------
# `make fuzz` builds them in a separate folder, where all code has libFuzzer and the sanitizers.
FUZZ_LAYERS  := runtime rebuild steps lightsail aws tf base
FUZZ_SECONDS ?= 60
FUZZ         := $(patsubst tests/%.c,build/fuzz/tests/%,$(wildcard tests/fuzz/fuzz_*.c))
# Some need more than the layers: the generated rows, the compiler of the records, and quants-infra without its main.
$(B)/obj/tests/fuzz/fuzz_api_json.o: | $(B)/gen/.stamp
$(B)/tests/fuzz/fuzz_api_json: $(call archive,gen)
$(B)/tests/fuzz/fuzz_schemac: $(filter-out %/main.o,$(call objects,schemac))
$(B)/tests/fuzz/fuzz_deployment $(B)/tests/fuzz/fuzz_tar: $(filter-out %/main.o,$(call objects,cli))
$(B)/tests/fuzz/%: $(B)/obj/tests/fuzz/%.o $(foreach l,$(FUZZ_LAYERS),$(call archive,$(l)))
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(LDFLAGS) -fsanitize=fuzzer -o $@ $(filter %.o,$^) $(call group,$(filter %.a,$^)) \
	    $(call links,$(call libs_of,$(FUZZ_LAYERS) cli))

# ---- targets for users -------------------------------------------------------------------------------------------
.PHONY: help clean bench test-ansible deps demo test install dev-override asan tsan lint fmt fmt-check
# `deps` may install the compiler that the rest needs, so the following targets run in a separate make: on all cores, unless -j says how many.
JOBS = $(if $(filter -j%,$(MAKEFLAGS)),,-j$(shell nproc))
deps: ## install what the build and the tests need (apt; root or sudo), quiet when nothing is missing
	$(Q)tools/deps.sh

demo: ## the guide's dev environment from init to destroy, against the simulator
	$(Q)tools/deps.sh build
	$(Q)$(MAKE) $(JOBS) --no-print-directory all
	$(Q)B=$(B) tools/demo.sh

.PHONY: record
record: all ## record what `make demo` shows: docs/demo.cast, for `asciinema play` (half a minute)
	$(Q)B=$(B) tools/record.sh

test: ## build and run every test
	$(Q)tools/deps.sh build test
	$(Q)$(MAKE) $(JOBS) --no-print-directory all units
	$(Q)B=$(B) tools/test.sh

.PHONY: test-all
test-all: all units ## every test, with all lags, clocks and lost responses, on the simulator and on the second Lightsail (two hours)
	$(Q)LATE_ALL=1 SAMPLE_EVERY=1 FLEET=500 MACHINES=50 VALGRIND_COUNT=10 CLI_SURE_EVERY=1 CLI_SURE_LAGS="0 150 1000 3000" B=$(B) tools/test.sh
	$(Q)B=$(B) tools/conformance.sh --only sweep
	$(Q)B=$(B) tools/conformance.sh --slow --only crash
	$(Q)LATE_MS=1000 B=$(B) tools/conformance.sh --only crash-late --scene running
	$(Q)LATE_ALL=1 B=$(B) tools/test-endpoint.sh

.PHONY: test-clients
test-clients: ## the end-to-end tests of each feature under each Terraform and OpenTofu that is here, as a table (an hour); CLIENTS=path,path FEATURES="a,b"
	$(Q)tools/deps.sh build test
	$(Q)tools/fetch-clients.sh all || echo 'the table leaves out missing clients' >&2
	$(Q)$(MAKE) $(JOBS) --no-print-directory all units
	$(Q)B=$(B) CLIENTS="$(CLIENTS)" FEATURES="$(FEATURES)" tools/test-clients.sh

.PHONY: conformance
conformance: all $(B)/tests/conformance ## Terraform's rules for every schema and call, as a table with the share that was exercised
	$(Q)B=$(B) tools/conformance.sh --slow

.PHONY: soak hostile
soak: all $(B)/tests/conformance ## ten thousand reads in one process: its memory stays within 1 MiB
	$(Q)B=$(B) tools/conformance.sh --only soak

hostile: all $(B)/tests/conformance ## unknown clients at the provider's socket: no response, no effect on other calls
	$(Q)B=$(B) tools/conformance.sh --slow --only hostile

.PHONY: sweep
sweep: all $(B)/tests/conformance ## every call of every resource and action fails in four ways: nothing is lost, one more apply converges
	$(Q)B=$(B) tools/conformance.sh --only sweep

.PHONY: rate-limit
rate-limit: all ## a hundred instances under a limit of five calls a second cost hardly more calls (70 seconds)
	$(Q)NODES=100 B=$(B) tools/test.sh tests/e2e/engine/rate_limit.t

install: all ## provider to ~/.terraform.d/plugins, quants-infra to ~/.local/bin (PREFIX, DESTDIR)
	$(Q)B=$(B) PREFIX="$(PREFIX)" DESTDIR="$(DESTDIR)" tools/install.sh

dev-override: all ## let Terraform run the provider in build/ as it is
	$(Q)B=$(B) tools/dev-override.sh

BENCH_TOOLS := $(addprefix $(B)/tests/bench/,launch empty meter schema)
bench: all $(BENCH_TOOLS) ## launch, plan, refresh, apply, growth as ratios within one run; BENCH_ONLY=a,b,c,d,e BENCH_RUNS=5
	@B=$(B) tests/bench/bench.sh

$(B)/tests/bench/launch: tests/bench/measure.c
$(B)/tests/bench/launch $(B)/tests/bench/empty $(B)/tests/bench/meter: $(B)/tests/bench/%: tests/bench/%.c
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -static -o $@ $^

SCHEMA_OBJ := $(patsubst %,$(B)/obj/tests/%.o,bench/schema bench/measure client/certificate client/channel client/process)
$(B)/tests/bench/schema: $(SCHEMA_OBJ)
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(call links,grpc ssl crypto)

ASAN_E2E := tests/e2e/docs/environments.t tests/e2e/engine/drift.t
asan: ## the unit tests and two end-to-end tests under the address and undefined-behaviour sanitizers
	$(Q)$(MAKE) --no-print-directory B=build/asan SAN=address,undefined all units
	$(Q)rm -f build/asan/report.*
	$(Q)LIGHTSAIL_FREE_ALL=1 B=build/asan ASAN_OPTIONS=log_path=$(CURDIR)/build/asan/report \
	    UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1:log_path=$(CURDIR)/build/asan/report \
	    tools/test.sh $(patsubst tests/%.c,build/asan/tests/%,$(UNIT_SRC)) $(ASAN_E2E)
	$(Q)! cat build/asan/report.* 2>/dev/null # Terraform does not report how a provider ended

.PHONY: fuzz
test-ansible: all ## the roles: linter, syntax, and what they write for machines that Terraform made (three minutes)
	$(Q)B=$(B) tools/test.sh tests/ansible/roles.t

.PHONY: test-endpoint
test-endpoint: all units ## the end-to-end tests against a second Lightsail that shares nothing with the simulator (six minutes); ENDPOINT_SERVER=COMMAND for a third
	$(Q)B=$(B) tools/test-endpoint.sh

.PHONY: test-hosts
# A quarter of an hour at most, and the same for the Debian tree, once; root, because it creates machines.
test-hosts: ## the roles on machines that Terraform made, Debian with systemd in namespaces (root, ten minutes)
	$(Q)tools/deps.sh build hosts
	$(Q)$(MAKE) --no-print-directory all
	$(Q)timeout --kill-after=20 900 tools/hosts-tree.sh || echo 'no Debian tree: the test says what it skips' >&2
	$(Q)B=$(B) timeout --kill-after=20 900 tools/test.sh tests/hosts/fleet.t

fuzz: ## feed the decoders broken input, FUZZ_SECONDS (60) for each, under clang's sanitizers
	$(Q)$(MAKE) --no-print-directory B=build/fuzz CC=clang SAN=address,undefined,fuzzer-no-link $(FUZZ)
	$(Q)B=build/fuzz FUZZ_SECONDS=$(FUZZ_SECONDS) tools/fuzz.sh $(FUZZ)

lint: $(foreach l,$(LAYERS) schemac,$(call objects,$(l))) $(GEN_OBJ) ## the rules that no compiler knows: banned calls, layers, circles, file heads, shell scripts
	$(Q)tools/lint.sh
	$(Q)B=$(B) tools/circles.py

.PHONY: docs check-docs
DOC_FOLDERS := resources data-sources ephemeral-resources functions list-resources actions
docs: $(B)/schemac ## write the pages of docs/ that come from schemas/ and examples/
	$(Q)$(B)/schemac -d docs -e examples $(SCHEMAS)

check-docs: $(B)/schemac ## say where `make docs` would change a page
	$(Q)rm -rf $(B)/docs && $(B)/schemac -d $(B)/docs -e examples $(SCHEMAS)
	$(Q)for page in index.md $(DOC_FOLDERS); do diff -ru docs/$$page $(B)/docs/$$page || differs=1; done; \
	    [ -z "$$differs" ] || { echo 'docs/ is not what schemas/ and examples/ say; run make docs and commit it' >&2; exit 1; }

C_FILES = $(wildcard provider/*/*.[ch] provider/*/*/*.[ch] tests/*/*.[ch] tests/*/*/*.[ch] tests/*/*/*/*.[ch])
fmt: ## lay out the C code by .clang-format
	$(Q)clang-format -i $(C_FILES)

fmt-check: ## say which lines `make fmt` would change
	$(Q)clang-format --dry-run --Werror $(C_FILES)

check-model: ## every operation, kind, member and value that the records name, against AWS's model of the API
	$(Q)tools/fetch-model.sh
	$(Q)tools/check-model.py build/model/lightsail.json.gz

.PHONY: check tidy cppcheck check-compat check-model cover
check: fmt-check lint check-docs check-compat check-model check-pages check-terraform cppcheck tidy ## the quality gates: layout, lint (with shellcheck and terraform fmt), pages, compatibility, cppcheck, clang-tidy (five minutes at first)

.PHONY: check-pages check-terraform
check-pages: all ## the pages of docs/ by tfplugindocs, which Go builds at first
	$(Q)B=$(B) tools/tfplugindocs.sh

check-terraform: ## terraform/ by checkov, where `tools/deps.sh checkov` has installed it
	$(Q)tools/checkov.sh

check-compat: ## what would break that was released: schemas/ against schemas/released/
	$(Q)tools/compat.sh

cppcheck: ## cppcheck over provider/
	$(call say,CPPCHECK,provider)
	$(Q)cppcheck -j 2 --quiet --std=c11 --enable=warning,performance,portability --inline-suppr --library=tools/cppcheck.cfg \
	    --suppress=internalAstError --suppress=legacyUninitvar --suppress=missingIncludeSystem \
	    -Iprovider -I$(B) -DVERSION='"$(VERSION)"' --error-exitcode=1 provider

# A stamp for each file, so that only changed files are checked again, also after a change of a header; .clang-tidy has the checks.
TIDY := $(patsubst %.c,$(B)/tidy/%.ok,$(wildcard provider/*/*.c provider/*/*/*.c))
OWN_HEADERS := provider/%.h
tidy: $(TIDY) ## clang-tidy over provider/ (five minutes at first)
$(B)/tidy/%.ok: %.c .clang-tidy $$(filter $$(OWN_HEADERS),$$(shell cat $(B)/obj/$$*.d 2>/dev/null)) | $(B)/gen/.stamp $(PROTO_C)
	$(call say,TIDY,$<)
	$(Q)mkdir -p $(@D)
	$(Q)clang-tidy --quiet $< -- -std=gnu17 -D_GNU_SOURCE -DVERSION='"$(VERSION)"' $(CPPFLAGS) -I$(B)/gen/proto 2>$@.said >$@.found || \
	    { cat $@.found; grep -E 'error:' $@.said; exit 1; }
	$(Q)touch $@

# COVER_TESTS: a part of the tests, for a quick result.
COVER_TESTS ?=
cover: ## the share of the lines of provider/ that the tests run, and the longer blocks that none does; fails below 85 %
	$(Q)$(MAKE) --no-print-directory B=build/cover COVER=1 OPT=-O0 all units
	$(Q)find build/cover/obj -name '*.gcda' -delete
	$(Q)LIGHTSAIL_FREE_ALL=1 B=build/cover tools/test.sh $(COVER_TESTS)
	$(Q)tools/cover.sh build/cover

TSAN_E2E := tests/e2e/engine/plugin_process.t tests/e2e/engine/parallel.t tests/e2e/engine/many_callers.t tests/e2e/families/instance.t
tsan: ## the unit tests and whole runs under the thread sanitizer
	$(Q)$(MAKE) --no-print-directory B=build/tsan SAN=thread all units
	$(Q)LIGHTSAIL_FREE_ALL=1 B=build/tsan TSAN_OPTIONS=ignore_noninstrumented_modules=1:halt_on_error=1 \
	    tools/test.sh $(patsubst tests/%.c,build/tsan/tests/%,$(UNIT_SRC)) $(TSAN_E2E)

include tools/dist/dist.mk

help: ## print these lines
	@sed -n 's/^\([a-z][a-z-]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | sort | awk -F'|' '{printf "  %-14s %s\n", $$1, $$2}'

clean: ## remove build/
	rm -rf build

-include $(shell find $(B)/obj $(B)/pic -name '*.d' 2>/dev/null)
