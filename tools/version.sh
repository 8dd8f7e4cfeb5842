#!/usr/bin/env bash
# Prints the parts of a provider package's name: `version.sh` the version, `version.sh platform` such as linux_amd64, `version.sh addresses` the
# provider's addresses, one a line. A source without a host, "quants-infra/lightsail", is the first in Terraform and the second in OpenTofu.
set -eu
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

if [ "${1:-version}" = version ]; then
    sed -n 's/^VERSION *:= *//p' "$root/Makefile"
    exit 0
fi
if [ "$1" = addresses ]; then
    printf '%s/quants-infra/lightsail\n' registry.terraform.io registry.opentofu.org
    exit 0
fi
os=$(uname -s | tr '[:upper:]' '[:lower:]')
case $(uname -m) in
    x86_64) arch=amd64 ;;
    aarch64 | arm64) arch=arm64 ;;
    armv[67]*) arch=arm ;;
    i?86) arch=386 ;;
    *) arch=$(uname -m) ;;
esac
printf '%s_%s\n' "$os" "$arch"
