#!/usr/bin/env bash
# Makes a mirror of a release in the packed layout of Terraform and OpenTofu, which works as a filesystem_mirror, and behind a web server as a
# network_mirror. The release is stored under the address that it has in each of the two. A version that the mirror has is never replaced by other
# bytes, because lock files of the team contain its checksums.
#   tools/dist/mirror.sh FOLDER-OF-RELEASE MIRROR
set -eu -o pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
dist=$1 mirror=$2
version=$("$root/tools/version.sh")
mapfile -t addresses < <("$root/tools/version.sh" addresses)
shopt -s nullglob
zips=("$dist/terraform-provider-lightsail_${version}_"*.zip)
[ ${#zips[@]} -gt 0 ] || { echo "$dist holds no release of $version: run 'make dist'" >&2 && exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Terraform's "h1:": the checksum of the list of the files' checksums, sorted by name.
h1() { # ZIP
    rm -rf "$work/zip"
    unzip -q -d "$work/zip" "$1"
    printf 'h1:'
    (cd "$work/zip" && find . -type f -printf '%P\n' | LC_ALL=C sort | xargs -d '\n' sha256sum) |
        openssl dgst -sha256 -binary | base64
}

archives='{}'
for zip in "${zips[@]}"; do
    file=${zip##*/}
    for address in "${addresses[@]}"; do
        into=$mirror/$address
        if [ -e "$into/$file" ] && ! cmp -s "$zip" "$into/$file"; then
            echo "$into/$file exists with other content: give the new build another VERSION, or delete the file and update the lock files" >&2
            exit 1
        fi
    done
    for address in "${addresses[@]}"; do
        into=$mirror/$address
        mkdir -p "$into"
        cp "$zip" "$into/.$file.new"
        mv "$into/.$file.new" "$into/$file"
    done
    platform=${file#"terraform-provider-lightsail_${version}_"}
    archives=$(jq --arg platform "${platform%.zip}" --arg url "$file" --arg h1 "$(h1 "$zip")" \
        '.[$platform] = {hashes: [$h1], url: $url}' <<<"$archives")
done
for address in "${addresses[@]}"; do
    into=$mirror/$address
    jq '{archives: .}' <<<"$archives" >"$into/$version.json"
    # Every version in the mirror: the first file that a network_mirror serves.
    for known in "$into"/[0-9]*.json; do
        basename "$known" .json
    done | jq -R -s '{versions: (split("\n") | map(select(. != "") | {(.): {}}) | add)}' >"$into/index.json"
done

list=$(printf '"%s", ' "${addresses[@]}")
list=${list%, }
cat <<END
The mirror is $mirror. In ~/.terraformrc of everyone who uses it, with Terraform or OpenTofu:

  provider_installation {
    filesystem_mirror {
      path    = "$(realpath "$mirror")"
      include = [$list]
    }
    direct {
      exclude = [$list]
    }
  }
END
