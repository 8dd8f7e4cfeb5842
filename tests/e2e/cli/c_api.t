#!/usr/bin/env bash
# c_api.t — liblightsail: the example of the guide, and a program that calls every other function, both built as a user builds them.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
sim_start --pending-ms 60 --operation-ms 20
cd "$TEST_DIR" || exit 1
prefix=$TEST_DIR/installed
B=$BUILD PREFIX=$prefix "$ROOT/tools/install.sh" >/dev/null || bail "the installation failed"
flags=()
if nm "$BUILD/liblightsail.a" | grep -q __asan; then flags=("-fsanitize=address,undefined"); fi
if nm "$BUILD/liblightsail.a" | grep -q __tsan; then flags=(-fsanitize=thread); fi
if nm "$BUILD/liblightsail.a" | grep -q __gcov; then flags=(--coverage); fi
build() { # NAME SOURCE
    ${CC:-gcc} -std=c11 -Wall -Wextra -Werror "${flags[@]}" "-I$prefix/include" -o "$1" "$2" "$prefix/lib/liblightsail.a" \
        -ljansson -lcrypto -lpthread -lm -ldl
}

runs "the example builds with what is installed" build open_ports "$ROOT/examples/c-api/open_ports.c"
"$BUILD/quants-infra" infra create --name web-1 --bundle nano_3_0 >/dev/null
"$BUILD/quants-infra" infra ports --name web-1 --close tcp/22 --close tcp/80 >/dev/null
out=$(./open_ports web-1 2>&1)
like "$? $out" '^0 web-1 running [0-9.]+$' "the example runs"
is "$(world_open_ports web-1)" "tcp/22 tcp/9090 udp/51820" "the guide's ports are open"
out=$(./open_ports nothing 2>&1)
like "$? $out" '^1 cannot open the ports: .*AWS: NotFoundException, request id ' "an instance that does not exist"
if command -v pkg-config >/dev/null; then
    build_shared() { # as its users do
        # shellcheck disable=SC2046
        ${CC:-gcc} -Wall -Wextra -Werror "${flags[@]}" -o shared "$ROOT/examples/c-api/open_ports.c" $(PKG_CONFIG_PATH=$prefix/lib/pkgconfig pkg-config --cflags --libs lightsail)
    }
    runs "the example builds with what pkg-config says" build_shared
    is "$(readelf -d shared | grep -o 'liblightsail[^]]*')" "liblightsail.so.0" "it links the library by its soname"
    out=$(LD_LIBRARY_PATH=$prefix/lib ./shared web-1 2>&1)
    like "$? $out" '^0 web-1 running [0-9.]+$' "and runs with the installed library"
else
    skip 3 "pkg-config is not installed"
fi
is "$(nm -D --defined-only "$prefix/lib/liblightsail.so.0" | awk '$2 != "A" {print $3}' | grep -v '^lightsail_' | tr '\n' ' ')" "" "the shared library exports no other symbol"
out=$(env -u AWS_REGION -u AWS_DEFAULT_REGION ./open_ports web-1 2>&1)
like "$? $out" '^1 cannot open Lightsail: .*region' "no region"

cat >all.c <<'END'
#include <lightsail.h>
#include <stdio.h>
#include <string.h>

static struct lightsail *manager;
static struct lightsail_error error;

static int check(const char *what, bool done)
{
    printf("%s: %s%s%s\n", what, done ? "done" : error.text, error.not_found ? " (not found)" : "",
           error.maybe_done ? " (maybe done)" : "");
    return done ? 0 : 1;
}

static void show(const char *name)
{
    struct lightsail_instances instances;
    if (!lightsail_list_instances(manager, &instances, NULL))
        return;
    for (size_t i = 0; i < instances.count; i++) {
        if (strcmp(instances.items[i].name, name) == 0)
            printf("%s %s %s %s\n", name, instances.items[i].state, instances.items[i].bundle_id, instances.items[i].availability_zone);
    }
    lightsail_free_instances(&instances);
}

int main(void)
{
    const struct lightsail_options options = {.region = "ap-northeast-1", .timeout_ms = 30000};
    const struct lightsail_tag tags[] = {{"Environment", "dev"}, {"Empty", NULL}};
    const struct lightsail_new_instance wanted = {.name = "api-1", .bundle_id = "micro_3_0", .tags = tags, .tag_count = 2};
    const char *const sources[] = {"203.0.113.0/24", "2001:db8::/32", NULL};
    const struct lightsail_port port = {.protocol = "tcp", .from_port = 8080, .to_port = 8090, .cidrs = sources};
    manager = lightsail_open(&options, &error);
    if (manager == NULL)
        return 2;
    int failures = check("create", lightsail_create_instance(manager, &wanted, &error));
    show("api-1");
    check("create again", lightsail_create_instance(manager, &wanted, &error));
    failures += check("open", lightsail_open_instance_ports(manager, "api-1", &port, 1, &error));
    failures += check("stop", lightsail_stop_instance(manager, "api-1", &error));
    show("api-1");
    failures += check("start", lightsail_start_instance(manager, "api-1", &error));
    failures += check("reboot", lightsail_reboot_instance(manager, "api-1", &error));
    show("api-1");
    failures += check("close", lightsail_close_instance_ports(manager, "api-1", &port, 1, &error));
    failures += check("destroy", lightsail_destroy_instance(manager, "api-1", &error));
    check("destroy again", lightsail_destroy_instance(manager, "api-1", &error));
    lightsail_close(manager);
    return failures;
}
END
runs "a program with every function builds" build all all.c
sim_fault '{"operation":"CreateInstances","kind":"lost","when":"first"}'
sim_fault '{"operation":"RebootInstance","kind":"lost","when":"first"}'
./all >out 2>&1
is "$? $(sed 's/not found).*/not found)/; s/: [^:]*not exist[^(]*/: gone /' out)" "0 create: done
api-1 running micro_3_0 ap-northeast-1a
create again: an instance 'api-1' already exists
open: done
stop: done
api-1 stopped micro_3_0 ap-northeast-1a
start: done
reboot: done
api-1 running micro_3_0 ap-northeast-1a
close: done
destroy: done
destroy again: gone (not found)" "every function works, also when responses are lost"
is "$(sim_metric CreateInstances RebootInstance)" "2 1" "no request was sent twice"
is "$(world_instance_names)" web-1 "no object is left"
unlike "$(nm -g --defined-only "$prefix/lib/liblightsail.a" | awk 'NF == 3 {print $3}' | grep -v '^lightsail_' | tr '\n' ' ')" '.' "the library defines no other symbol"
if command -v groff >/dev/null; then
    is "$(groff -man -ww -z -Tutf8 -Kutf8 "$prefix/share/man/man3/liblightsail.3" 2>&1)" "" "its manual page is good roff"
else
    skip 1 "groff is not installed"
fi

done_testing
