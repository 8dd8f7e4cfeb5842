#!/usr/bin/env bash
# Downloads the Terraform that tools/terraform.sha256 pins to build/tools, from $TERRAFORM_MIRROR or HashiCorp. A download is used only when its
# SHA-256 is the pinned one, so a mirror need not be trusted.
set -eu -o pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
mirror=${TERRAFORM_MIRROR:-https://releases.hashicorp.com}
platform=$("$root/tools/version.sh" platform)

refuse() {
    echo "terraform is not installed: $1" >&2
    echo "  Install terraform or tofu yourself, name one by TERRAFORM=/path/to/terraform, or name another source by TERRAFORM_MIRROR=https://…" >&2
    exit 1
}

read -r pinned file < <(grep "_$platform.zip\$" "$root/tools/terraform.sha256") ||
    refuse "no release for $platform is pinned in tools/terraform.sha256."
version=${file#terraform_}
version=${version%%_*}
url=${mirror%/}/terraform/$version/$file

mkdir -p "$root/build/tools"
work=$(mktemp -d "$root/build/tools/fetch.XXXXXX")
trap 'rm -rf "$work"' EXIT
echo "fetching $url" >&2
# A mirror may be a folder: file:///srv/mirror.
curl --fail --silent --show-error --location --proto '=https,http,file' --connect-timeout 20 --retry 2 \
    --output "$work/$file" "$url" || refuse "$url could not be fetched."
actual=$(sha256sum "$work/$file" | cut -d ' ' -f 1)
[ "$actual" = "$pinned" ] ||
    refuse "$url has the SHA-256 $actual, pinned is $pinned. It is another file than the pinned one, or was damaged during the download; it was deleted."
unzip -q -d "$work" "$work/$file" terraform || refuse "$url holds no program 'terraform'."
chmod 755 "$work/terraform"
mv -f "$work/terraform" "$root/build/tools/terraform"
