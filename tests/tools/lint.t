#!/usr/bin/env bash
# tools/lint.sh and tools/circles.py: each rule finds its violation, with the line and the fix; valid code is accepted; this project has no violation.
set -u
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
count=0

ok() { # STATUS DESCRIPTION
    count=$((count + 1))
    [ "$1" -eq 0 ] && echo "ok $count - $2" && return
    echo "not ok $count - $2"
    sed 's/^/# /' "$work/said"
}

mkdir -p "$work/tools" "$work"/provider/{base,aws,tf,lightsail,runtime,plugin,cli,schemac} "$work/tests/sim/api"
cp "$root/tools/lint.sh" "$work/tools/"
cp "$root/provider/LAYERS" "$work/provider/"

# code FILE: writes the standard input to a file with a valid head comment.
code() {
    { printf '/*\n * %s — what it knows; what it must not know.\n */\n' "${1##*/}" && cat; } >"$work/$1"
}
# finds FILE LINE TEXT DESCRIPTION: exactly one complaint, there, with that text; the file is removed.
finds() {
    "$work/tools/lint.sh" "$1" >"$work/said" 2>&1
    local status=$?
    [ "$status" -eq 1 ] && [ "$(wc -l <"$work/said")" -eq 1 ] && grep -q "^$1:$2: .*$3.*" "$work/said" && grep -q '; ' "$work/said"
    ok $? "$4"
    rm "$work/$1"
}
# allows FILE DESCRIPTION
allows() {
    "$work/tools/lint.sh" "$1" >"$work/said" 2>&1 && [ ! -s "$work/said" ]
    ok $? "$2"
    rm "$work/$1"
}

# ---- calls ----
while read -r statement instead; do
    printf 'int f(void)\n{\n    %s;\n}\n' "${statement//_/ }" | code provider/tf/x.c
    finds provider/tf/x.c 6 "$instead" "${statement//_/ }: use $instead"
done <<'CASES'
p_=_malloc(3) arena_alloc
free(p) arena_defer
p_=_strdup(s) str_copy
strcpy(a,_b) struct buf
sprintf(a,_b) str_printf
strtok(a,_b) str_cut
n_=_atoi(s) str_to_int64
localtime(&now) clock_
sleep(1) clock_sleep
system(command) posix_spawn
n_=_rand() getrandom
printf(s) log_
fputs(s,_stderr) log_
CASES

code provider/tf/x.c <<'CODE'
/* malloc(3) and free(p), and printf("x") as words. */
static const char text[] = "free(p) // sprintf(a) \" malloc(1)";
int arena_free(void);
int curl_free(void);
int x = 'a' + my_malloc(3) + call->free(p);
void die(void)
{
    fputs("fatal error: no memory\n", stderr);
    snprintf(a, sizeof(a), "%s", "TO" "DO");
}
CODE
allows provider/tf/x.c "comments, texts and longer names are accepted"
printf 'void *p;\nint f(void)\n{\n    p = malloc(3);\n}\n' | code provider/base/x.c
allows provider/base/x.c "base may call malloc"
printf 'int f(void)\n{\n    printf("x");\n}\n' | code provider/cli/x.c
allows provider/cli/x.c "the command line may print"
printf 'int f(void)\n{\n    printf("x");\n}\n' | code provider/plugin/handshake.c
allows provider/plugin/handshake.c "the handshake may print"

# ---- style ----
printf 'typedef struct x x;\n' | code provider/tf/x.h
finds provider/tf/x.h 4 'write struct x' "a typedef of a struct"
printf 'int x; // why\n' | code provider/tf/x.h
finds provider/tf/x.h 4 'write /\*' "a // comment"
printf '/* TO%s: finish */\n' DO | code provider/tf/x.h
finds provider/tf/x.h 4 'finish it' "unfinished work"
echo 'int x;' >"$work/provider/tf/x.h"
finds provider/tf/x.h 1 'write /\*' "a file without a head"
printf '/*\n * y.h — another file.\n */\nint x;\n' >"$work/provider/tf/x.h"
finds provider/tf/x.h 1 'write /\*' "a head with the name of another file"

# ---- layers ----
while read -r file include instead; do
    printf '#include %s\n' "$include" | code "$file"
    finds "$file" 4 "$instead" "$file may not include $include"
done <<'CASES'
provider/base/x.c "tf/value.h" provider/LAYERS
provider/tf/x.c "lightsail/client.h" provider/LAYERS
provider/aws/x.c "lightsail/op.h" provider/LAYERS
provider/lightsail/x.c "runtime/api.h" provider/LAYERS
provider/runtime/x.c "gen/instance.h" provider/LAYERS
provider/runtime/x.c <curl/curl.h> provider/LAYERS
provider/tf/x.c <openssl/evp.h> provider/LAYERS
provider/lightsail/x.c <msgpack.h> provider/LAYERS
provider/plugin/server.c "tfplugin6.pb-c.h" plugin/wire
provider/schemac/x.c "lightsail/client.h" provider/LAYERS
tests/sim/x.c "base/str.h" tests/sim
CASES
while read -r file include; do
    printf '#include %s\n' "$include" | code "$file"
    allows "$file" "$file may include $include"
done <<'CASES'
provider/runtime/x.c "lightsail/client.h"
provider/runtime/x.c <jansson.h>
provider/aws/x.c <curl/curl.h>
provider/plugin/wire.c "tfplugin6.pb-c.h"
provider/plugin/x.c "gen/registry.h"
provider/plugin/x.c <openssl/ssl.h>
provider/schemac/x.c "lightsail/op.def"
provider/tf/x.c <string.h>
tests/sim/x.c "store.h"
tests/sim/x.c "api/store.h"
tests/sim/api/x.c "store.h"
CASES

# ---- circles and names, by the objects ----
cp "$root/tools/circles.py" "$work/tools/"
: >"$work/tools/circles.known"

# object FILE: the same as code, and compiled.
object() {
    code "$1"
    mkdir -p "$work/build/obj/${1%/*}"
    ${CC:-cc} -c -o "$work/build/obj/${1%.c}.o" "$work/$1"
}
# circles_find DESCRIPTION TEXT…: these complaints and no other, each with its fix.
circles_find() {
    local what=$1 status text
    shift
    env -u B "$work/tools/circles.py" >"$work/said" 2>&1
    status=$?
    [ "$status" -eq 1 ] && [ "$(wc -l <"$work/said")" -eq $# ] && [ "$(grep -c '; ' "$work/said")" -eq $# ] &&
        for text; do grep -qF -- "$text" "$work/said" || status=2; done && [ "$status" -eq 1 ]
    ok $? "$what"
}
circles_allow() { # DESCRIPTION
    env -u B "$work/tools/circles.py" >"$work/said" 2>&1 && [ ! -s "$work/said" ]
    ok $? "$1"
}

echo 'int b(void); int a(void) { return b(); }' | object provider/tf/a.c
echo 'extern int c; int b(void) { return c; }' | object provider/tf/b.c
echo 'int c = 1;' | object provider/tf/c.c
circles_allow "files of a folder may use each other in one direction"
echo 'int a(void); int (*const hook)(void) = a; int c = 1;' | object provider/tf/c.c
circles_find "a circle of three files is found, and its uses are listed" \
    'provider/tf/a.c:1: a circle: a.c uses b of b.c, which uses c of c.c, which uses a of a.c; '
echo 'int c(void); int d(void) { return c(); }' | object provider/tf/d.c
echo 'int a(void); int d(void); int c(void) { return a() + d(); }' | object provider/tf/c.c
circles_find "of several circles the shortest is listed, and the number of files in it" \
    'provider/tf/c.c:1: a circle: c.c uses d of d.c, which uses c of c.c (one circle of several among 4 files); '
rm "$work/provider/tf/d.c"
echo 'int a(void); int c = 1; int e(void) { return a(); }' | object provider/tf/c.c
echo 'circle tf/a.c tf/b.c tf/c.c # why' >"$work/tools/circles.known"
circles_allow "a known circle is accepted"
echo 'int c = 1;' | object provider/tf/c.c
circles_find "a known circle that does not exist any more must leave the list" 'tools/circles.known:1: there is no such circle; '
: >"$work/tools/circles.known"

echo 'int x;' | object provider/base/a.c
circles_find "a base name that exists twice is reported for both" \
    'provider/base/a.c:1: there is a a.c in provider/tf, too' 'provider/tf/a.c:1: there is a a.c in provider/base, too'
echo 'name a.c base tf # why' >"$work/tools/circles.known"
circles_allow "a known double name is accepted"
mkdir -p "$work/provider/tf/deep"
echo 'int y;' | object provider/tf/deep/a.c
circles_find "but not a third one" 'provider/tf/deep/a.c:1: there is a a.c in provider/base and provider/tf, too; '
rm -r "$work/provider/tf/deep" "$work/provider/base/a.c"
circles_find "a name that exists once must leave the list" 'tools/circles.known:1: provider/base has no a.c; '
: >"$work/tools/circles.known"

echo 'int a(void); int up(void) { return a(); }' | object provider/base/up.c
circles_find "a layer that uses one above it is found, without any #include" \
    "provider/base/up.c:1: 'base' may not use 'tf' (provider/LAYERS), and this uses a of provider/tf/a.c; "
rm "$work/provider/base/up.c"
sed -i 's/^base  *: /&lightsail/' "$work/provider/LAYERS"
circles_find "a circle in LAYERS is found" 'provider/LAYERS:4: a circle of layers: base → lightsail → base; '
cp "$root/provider/LAYERS" "$work/provider/"

# families of resources/, by the lines of LAYERS that begin with resources/
sed -i '/^resources\//d' "$work/provider/LAYERS"
printf 'resources/%s\n' '* : instance' 'functions : firewall' >>"$work/provider/LAYERS"
mkdir -p "$work"/provider/resources/{instance,firewall,functions,key_pair}
echo 'int wait_for(void) { return 1; }' | object provider/resources/instance/instance_wait.c
echo 'int shared(void) { return 1; }' | object provider/resources/hooks.c
echo 'int wait_for(void); int shared(void); int rule(void) { return wait_for() + shared(); }' | object provider/resources/firewall/rule.c
echo 'int rule(void); int parse(void) { return rule(); }' | object provider/resources/functions/parse.c
circles_allow "a family may use the shared ones, those of its line, and files outside of the families"
echo 'int rule(void); int key(void) { return rule(); }' | object provider/resources/key_pair/key.c
circles_find "a family that uses another one without a line in LAYERS is found" \
    "provider/resources/key_pair/key.c:1: the family 'key_pair' may not use 'firewall' (provider/LAYERS), and this uses rule of provider/resources/firewall/rule.c; "
echo 'resources/key_pair : firewall' >>"$work/provider/LAYERS"
circles_allow "and with a line it is accepted"
echo 'int key(void); int wait_longer(void) { return key(); }' | object provider/resources/instance/longer.c
circles_find "the shared ones may not use the families" \
    "provider/resources/instance/longer.c:1: the family 'instance' may not use 'key_pair' (provider/LAYERS), and this uses key of provider/resources/key_pair/key.c; " \
    "provider/LAYERS:1: a circle of families: firewall → instance → key_pair → firewall; "
rm -r "$work/provider/resources"
cp "$root/provider/LAYERS" "$work/provider/"
echo 'int twice(void) { return 1; }' | object provider/plugin/p.c
echo 'int twice(void) { return 2; }' | object provider/cli/p1.c
echo 'int twice(void); int q(void) { return twice(); }' | object provider/cli/q.c
circles_allow "two programs may have a function of the same name"
rm "$work"/provider/plugin/p.c "$work"/provider/cli/{p1,q}.c
echo 'int z;' | code provider/tf/z.c
! env -u B "$work/tools/circles.py" >"$work/said" 2>&1 && grep -q '^there is no object of provider/tf/z.c; ' "$work/said"
ok $? "a file without an object is an error"
rm "$work"/provider/tf/*.c
"$root/tools/circles.py" >"$work/said" 2>&1
ok $? "this project has no other circle, and no other double name"

# ---- everything ----
if command -v shellcheck >/dev/null; then
    echo 'int x;' | code provider/tf/x.c
    printf '#!/bin/sh\nunused=1\n' >"$work/tools/x.sh"
    "$work/tools/lint.sh" >"$work/said" 2>&1
    [ $? -eq 1 ] && grep -q '^tools/x.sh:2:.*SC2034' "$work/said"
    ok $? "without arguments the scripts are checked, too"

    # The texts of the folders in tools/plain.clean; the glossary is read from the page.
    cp "$root/tools/plain.py" "$work/tools/"
    printf '## Glossary\n\n| Term | Meaning | Not |\n|---|---|---|\n| object | of the API | gizmo, gadgets |\n' >"$work/CONTRIBUTING.md"
    printf 'provider/tf\n.\n' >"$work/tools/plain.clean"
    rm "$work/tools/x.sh"
    printf '/*\n * x.c — what it knows; what it must not know.\n */\nint x; /* a gizmo, a `gadgets`, and gizmo.c */\n' >"$work/provider/tf/x.c"
    printf '/*\n * y.c — a gizmo; what it must not know.\n */\nint y;\n' >"$work/provider/aws/y.c"
    git -C "$work" init -q && git -C "$work" add -A
    ! "$work/tools/lint.sh" >"$work/said" 2>"$work/err" &&
        [ "$(cat "$work/said")" = "provider/tf/x.c:4: the glossary of CONTRIBUTING.md replaces 'gizmo'; write the term in the first column of its row" ]
    ok $? "a word that the glossary replaces is found in a clean folder, and only there"
    sed -i 's/a gizmo/an object/' "$work/provider/tf/x.c"
    "$work/tools/lint.sh" >"$work/said" 2>"$work/err" && [ ! -s "$work/said" ]
    ok $? "names of files and names between backquotes are no text"

    LINT_EVERY=5 "$root/tools/lint.sh" >"$work/said" # a fifth of the scripts; `make lint` checks all
    ok $? "this project has no violation"
else
    ok 0 "the scripts are checked too # SKIP no shellcheck here"
fi

echo "1..$count"
