#!/usr/bin/env bash
# Installs the provider where Terraform and OpenTofu find it without a setting, under the address that it has in each, and quants-infra beside the
# user's other programs.
#   PREFIX   where bin/ is (default ~/.local)
#   DESTDIR  staging: everything is written under $DESTDIR$PREFIX, the provider to share/terraform/plugins, an XDG data folder
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

# By a rename, so that a running program keeps its file and no incomplete copy is visible.
install_file() { # FROM TO MODE
    local from=$1 to=$2
    mkdir -p "$(dirname "$to")"
    cp -- "$from" "$to.new.$$"
    chmod "$3" "$to.new.$$"
    put "$to"
}
# A hard link under another name; a copy where the file system has no hard links.
install_name() { # FROM TO
    local from=$1 to=$2
    mkdir -p "$(dirname "$to")"
    ln -f -- "$from" "$to.new.$$" 2>/dev/null || cp -p -- "$from" "$to.new.$$"
    put "$to"
}
put() { # TO
    local to=$1
    mv -f -- "$to.new.$$" "$to"
    printf '  %-8s %s\n' INSTALL "$to"
}
install_program() { install_file "$1" "$2" 0755; }
install_text() { # TO COMMAND...: writes the output of the command to TO
    local to=$1 text
    shift
    text=$(mktemp)
    "$@" >"$text"
    install_file "$text" "$to" 0644
    rm -f -- "$text"
}

for program in terraform-provider-lightsail quants-infra; do
    [ -x "$build/$program" ] || { echo "$build/$program is missing: run 'make' first" >&2; exit 1; }
done
replaces='' first=
for address in $("$root/tools/version.sh" addresses); do
    package=$plugins/$address/$version/$platform/terraform-provider-lightsail_v$version
    [ ! -e "$package" ] || cmp -s -- "$build/terraform-provider-lightsail" "$package" || replaces=yes
    if [ -z "$first" ]; then
        install_program "$build/terraform-provider-lightsail" "$package"
        first=$package
    else
        install_name "$first" "$package"
    fi
done
root_of_user=${DESTDIR:-}$prefix
install_program "$build/quants-infra" "$root_of_user/bin/quants-infra"
ln -sfn quants-infra "$root_of_user/bin/quants-infra-inventory" # an executable inventory for Ansible
install_text "$root_of_user/share/man/man1/quants-infra.1" "$build/quants-infra" man
install_text "$root_of_user/share/bash-completion/completions/quants-infra" "$build/quants-infra" completion bash
install_text "$root_of_user/share/zsh/site-functions/_quants-infra" "$build/quants-infra" completion zsh
if [ -f "$build/liblightsail.a" ]; then
    install_file "$build/liblightsail.a" "$root_of_user/lib/liblightsail.a" 0644
    library=liblightsail.so.$version
    install_file "$build/$library" "$root_of_user/lib/$library" 0644
    ln -sfn "$library" "$root_of_user/lib/liblightsail.so.${version%%.*}" # its soname, which programs load
    ln -sfn "liblightsail.so.${version%%.*}" "$root_of_user/lib/liblightsail.so" # the name for the linker
    install_text "$root_of_user/lib/pkgconfig/lightsail.pc" sed "s|@PREFIX@|$prefix|; s|@VERSION@|$version|" \
        "$root/provider/c_api/lightsail.pc.in"
    install_file "$root/provider/c_api/lightsail.h" "$root_of_user/include/lightsail.h" 0644
    install_file "$root/provider/c_api/liblightsail.3" "$root_of_user/share/man/man3/liblightsail.3" 0644
fi

# `init` pins the checksum of the provider.
[ -z "$replaces" ] || echo "  note: another build of $version was there: where 'terraform init' or 'tofu init' ran with it, remove .terraform.lock.hcl and run it again"
case ":$PATH:" in
    *":$prefix/bin:"*) ;;
    *) [ -n "${DESTDIR:-}" ] || echo "  note: $prefix/bin is not in your PATH" ;;
esac
