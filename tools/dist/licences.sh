#!/usr/bin/env bash
# Collects the licences of the linked packages: FOLDER/<package>, and in FOLDER/common the long texts to which these refer.
#   tools/dist/licences.sh PARTS.json FOLDER-OF-CURL FOLDER
set -eu -o pipefail
parts=$1 curl=$2 into=$3
mkdir -p "$into/common"

while read -r package; do
    case $package in
        libcurl) text=$curl/copyright ;;
        *) text=/usr/share/doc/$package/copyright ;;
    esac
    [ -s "$text" ] || { echo "$text, the licence of a linked package, is missing: reinstall the package $package" >&2 && exit 1; }
    cp -L "$text" "$into/$package"
done < <(jq -r '.[].name' "$parts")

{ grep -ohE '/usr/share/common-licenses/[A-Za-z0-9.-]*[A-Za-z0-9]' "$into"/lib* "$into"/zlib* || true; } | sort -u | while read -r text; do
    [ ! -f "$text" ] || cp -L "$text" "$into/common/"
done
chmod -R u=rwX,go=rX "$into"
