#!/usr/bin/env bash
# Prints the packages in a static program, from the linker's map: one JSON object for each Debian package, and one for the separately built curl.
#   tools/dist/parts.sh MAP FOLDER-OF-CURL
set -eu -o pipefail
map=$1 curl=$2

# Files outside of the tree; those of the tree have relative names. The C library's archives are scripts that name others.
mapfile -t files < <(grep -oE '^(LOAD )?/(usr/)?([a-z0-9_]+-linux-gnu/)?lib[^ (]*\.(a|o)' "$map" | sed 's/^LOAD //' | xargs -d '\n' realpath | sort -u)
[ ${#files[@]} -gt 0 ] || { echo "$map names no library: is it the linker's map of a static program?" >&2 && exit 1; }
packages=$(dpkg-query --search "${files[@]}" | sed 's|: /.*||' | sort -u)
{
    # shellcheck disable=SC2086 # one word each
    dpkg-query --show --showformat='${Package}\t${Version}\t${Architecture}\t${source:Package}\t${source:Version}\t${Maintainer}\t${Homepage}\n' $packages
    printf 'libcurl\t%s\tsource\tcurl\t%s\t%s\t%s\n' "$(cat "$curl/version")" "$(cat "$curl/version")" \
        "$(sed -n 's/^Maintainer: //p' "$curl"/source/curl_*.dsc)" "$(sed -n 's/^Homepage: //p' "$curl"/source/curl_*.dsc)"
} | sort | jq -R -s 'split("\n") | map(select(. != "") | split("\t")
    | {name: .[0], version: .[1], architecture: .[2], source: .[3], source_version: .[4], maintainer: .[5], homepage: .[6]})'
