#!/usr/bin/env bash
# Runs the end-to-end tests of each feature (tests/lib/client.features) with each client that has it, and prints a table of both: ok, a reason, or
# failed.
#   tools/test-clients.sh [FEATURE…]     only these features; FEATURES=feature,feature does the same
#
# Clients: the installed ones of tools/clients.sha256, build/tools/terraform, terraform and tofu in the PATH, and CLIENTS=path,path. With
# ONLY_CLIENTS=1 only CLIENTS are used. Each test's output is in build/client-tests/.
set -eu
cd "$(dirname "${BASH_SOURCE[0]}")/.."
build=${B:-build}
case $build in /*) ;; *) build=$PWD/$build ;; esac
. tests/lib/client.sh
results=$build/client-tests
rm -rf "$results"
mkdir -p "$results"

# ---- the clients: "path|product version", each version once, the older ones first ----
candidates() {
    tr ',' '\n' <<<"${CLIENTS:-}"
    [ -z "${ONLY_CLIENTS:-}" ] || return 0
    while read -r _ _ name; do
        path=$(client_pinned "$name") && echo "$path" || echo "$path" >>"$results/missing"
    done <tools/clients.sha256
    ls build/tools/terraform 2>/dev/null || true
    command -v terraform || true
    command -v tofu || true
}
while read -r path; do
    [ -n "$path" ] || continue
    if is=$(client_is "$path"); then
        printf '%s|%s\n' "$is" "$(realpath "$path")"
    else
        echo "$path is neither a Terraform nor an OpenTofu" >&2
    fi
done < <(candidates) | sort -t '|' -k 1,1 -u | sort -V -t '|' -k 1,1 >"$results/clients"
[ -s "$results/clients" ] || { echo "no client is installed: run 'make deps', or name some by CLIENTS=path,path" >&2; exit 1; }
mapfile -t clients <"$results/clients"

# ---- the features ----
mapfile -t features < <(sed '/^#/d; s/ *|.*//' tests/lib/client.features)
[ $# -gt 0 ] || IFS=, read -ra wanted <<<"${FEATURES:-}"
[ $# -gt 0 ] || set -- "${wanted[@]}"
if [ $# -gt 0 ]; then
    for feature; do
        [ -z "$(client_lacks "Terraform 99" "$feature")" ] || { client_lacks "Terraform 99" "$feature" >&2; exit 2; }
    done
    features=("$@")
fi
tests_of() { awk -F ' *[|] *' -v feature="$1" '$1 == feature {print $4}' tests/lib/client.features; }

# ---- a cell: the tests of a feature with a client ----
# Writes ok, "skipped: why" or "failed: file" to NUMBER-NUMBER.cell.
cell() { # CLIENT-NUMBER FEATURE-NUMBER
    local is=${clients[$1]%|*} path=${clients[$1]#*|} name=$1-$2 reason test
    reason=$(client_lacks "$is" "${features[$2]}")
    if [ -n "$reason" ]; then
        echo "- $reason" >"$results/$name.cell"
        return
    fi
    for test in $(tests_of "${features[$2]}"); do
        if [[ $(cat "$results/$name.cell" 2>/dev/null) == failed:* ]]; then
            break
        elif ! TERRAFORM=$path TEST_TMP=client-tmp-$1 B=$build prove --exec '' tests/e2e/*/"$test.t" >"$results/$name-$test.log" 2>&1; then
            echo "failed: $results/$name-$test.log" >"$results/$name.cell"
        elif reason=$(sed -n 's/.* skipped: //p' "$results/$name-$test.log" | head -n 1) && [ -n "$reason" ]; then
            echo "- $reason" >"$results/$name.cell"
        else
            echo ok >"$results/$name.cell"
        fi
    done
    printf '%-28s %-20s %s\n' "${features[$2]}" "$is" "$(cat "$results/$name.cell")"
}

jobs=$(($(nproc) * 2))
for f in "${!features[@]}"; do
    for c in "${!clients[@]}"; do
        while [ "$(jobs -rp | wc -l)" -ge "$jobs" ]; do wait -n || true; done
        cell "$c" "$f" &
    done
done
wait

# ---- the table ----
echo
printf '%-28s' ''
for c in "${!clients[@]}"; do printf ' %-18s' "${clients[$c]%|*}"; done
echo
failed=0
: >"$results/notes"
for f in "${!features[@]}"; do
    printf '%-28s' "${features[$f]}"
    for c in "${!clients[@]}"; do
        said=$(cat "$results/$c-$f.cell" 2>/dev/null || echo "failed: no result")
        case $said in
            ok) word=ok ;;
            -*) word=- && echo "  ${features[$f]}: ${said#- }" >>"$results/notes" ;;
            *) word=FAILED && failed=1 && echo "  ${features[$f]}, ${clients[$c]%|*}: $said" >>"$results/notes" ;;
        esac
        printf ' %-18s' "$word"
    done
    echo
done
echo
sort -u "$results/notes"
[ ! -s "$results/missing" ] || sed 's/^/  /' "$results/missing"
exit "$failed"
