#!/usr/bin/env bash
# Installs the provider where Terraform looks without being told, and quants-infra beside the user's other programs.
#   PREFIX   where bin/ is (default ~/.local)
#   DESTDIR  staging: everything goes under $DESTDIR$PREFIX, the provider to share/terraform/plugins, an XDG data folder
set -eu
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=${B:-build}
case $build in /*) ;; *) build=$root/$build ;; esac
version=$("$root/tools/version.sh")
platform=$("$root/tools/version.sh" platform)
prefix=${PREFIX:-$HOME/.local}

if [ -n "${DESTDIR:-}" ]; then
    plugins=$DESTDIR$prefix/share/terraform/plugins
else
    plugins=$HOME/.terraform.d/plugins
fi

# By a rename, so that a running program keeps its file and no half copy is ever seen.
install_program() {
    local from=$1 to=$2
    mkdir -p "$(dirname "$to")"
    cp -- "$from" "$to.new.$$"
    chmod 0755 "$to.new.$$"
    mv -f -- "$to.new.$$" "$to"
    printf '  %-8s %s\n' INSTALL "$to"
}

for program in terraform-provider-lightsail quants-infra; do
    [ -x "$build/$program" ] || { echo "$build/$program is missing: run 'make' first" >&2; exit 1; }
done
package=$plugins/registry.terraform.io/quants-infra/lightsail/$version/$platform/terraform-provider-lightsail_v$version
replaces=
[ ! -e "$package" ] || cmp -s -- "$build/terraform-provider-lightsail" "$package" || replaces=yes
install_program "$build/terraform-provider-lightsail" "$package"
install_program "$build/quants-infra" "${DESTDIR:-}$prefix/bin/quants-infra"

# Terraform pins the checksum of what it found at `init`.
[ -z "$replaces" ] || echo "  note: another build of $version was there: where 'terraform init' ran with it, remove .terraform.lock.hcl and run it again"
case ":$PATH:" in
    *":$prefix/bin:"*) ;;
    *) [ -n "${DESTDIR:-}" ] || echo "  note: $prefix/bin is not in your PATH" ;;
esac
