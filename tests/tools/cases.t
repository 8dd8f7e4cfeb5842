#!/usr/bin/env bash
# The table of the client's guarantees names existing tests: a test that is renamed or removed is detected here. And no two end-to-end tests have the
# same name, whatever their folders: lists name them without a folder, and the name is that of the test's scratch folder. Inputs of the conformance
# suite are in the folders of their records.
set -u
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
. "$root/tests/lib/tap.sh"
cd "$root" || exit 1

# FILE: TEST for each test that the table names and that does not exist
lost() {
    local file test path
    grep -oE '`[a-z_]+\.(c: [a-z_]+|t: "[^`]*")`' "$1" | tr -d '`' | while IFS= read -r named; do
        file=${named%%: *} test=${named#*: }
        case $file in
        *.c)
            path=$(find tests/unit -name "$file")
            grep -q "cmocka_unit_test[a-z_]*(${test}[,)]" "$path" || echo "$named"
            ;;
        *.t)
            test=${test#\"} test=${test%\"}
            grep -qF -- "$test" tests/e2e/*/"$file" || echo "$named"
            ;;
        esac
    done
}

table=tests/unit/lightsail/README.md
ok "$([ "$(grep -cE '^\| .*`' "$table")" -gt 35 ]; echo $?)" "there is a table"
is "$(lost "$table")" "" "each of its tests exists"
printf '`test_view.c: no_such_test` `credentials.t: "no such words"`\n' >"${B:-build}/cases.md"
is "$(lost "${B:-build}/cases.md" | wc -l)" 2 "a missing one would be detected"
is "$(find tests/e2e -name '*.t' -printf '%f\n' | sort | uniq -d)" "" "no two end-to-end tests have one name"
is "$(find tests/e2e -name '*.t' | grep -vE '^tests/e2e/(families|engine|cli|docs)/[a-z_]+\.t$')" "" "each is in one of the four folders"
while read -r name; do
    [ -n "$(find tests/e2e -name "$name.t")" ] || echo "$name"
done < <(sed '/^#/d; s/ .*//' tests/endpoint/exceptions; sed '/^#/d; s/.*| *//' tests/lib/client.features | tr ' ' '\n' | grep .) >"${B:-build}/cases.md"
is "$(cat "${B:-build}/cases.md")" "" "each test that a list names exists"

records() { (cd schemas && find . -name '*.json' -not -name provider.json -not -path './released/*' -not -path './history/*' -not -path './functions/*') | sort; }
inputs() { (cd tests/conformance/inputs && find . -name 'lightsail_*.json') | sed 's,/lightsail_,/,' | sort; }
is "$(inputs)" "$(records)" "the conformance suite has an input for each record, in a folder of the same name"
done_testing
