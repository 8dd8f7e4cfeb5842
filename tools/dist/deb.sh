#!/usr/bin/env bash
# Makes the Debian package of everything except the sources: provider, quants-infra with its manual and completions, lightsail-sim, liblightsail.
# dpkg-shlibdeps computes its dependencies from the programs in it; the same input gives the same bytes.
#   tools/dist/deb.sh FOLDER-OF-BUILD OUTPUT-FOLDER
set -eu -o pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
built=$(realpath "$1") out=$(realpath -m "$2")
version=$("$root/tools/version.sh")
arch=$(dpkg --print-architecture)
SOURCE_DATE_EPOCH=$("$root/tools/dist/date.sh")
export SOURCE_DATE_EPOCH TZ=UTC LC_ALL=C
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
stage=$work/debian/quants-infra
mkdir -p "$out" "$stage/DEBIAN"

B=$built DESTDIR=$stage PREFIX=/usr "$root/tools/install.sh" >/dev/null
install -m 0755 "$built/lightsail-sim" "$stage/usr/bin/lightsail-sim"
# Debian's folder for the completions of zsh.
mkdir -p "$stage/usr/share/zsh/vendor-completions"
mv "$stage/usr/share/zsh/site-functions/_quants-infra" "$stage/usr/share/zsh/vendor-completions/"
rmdir "$stage/usr/share/zsh/site-functions"
documents=$stage/usr/share/doc/quants-infra
mkdir -p "$documents"
cp "$root/README.md" "$documents/"
[ ! -f "$root/LICENSE" ] || cp "$root/LICENSE" "$documents/copyright"
find "$stage/usr/bin" "$stage/usr/share/terraform" -type f -exec strip --strip-unneeded {} +
find "$stage/usr/share/man" -type f -exec gzip -9 -n {} +
chmod -R u=rwX,go=rX "$stage"

# ---- dependencies ----
mapfile -t programs < <(find "$stage/usr/bin" "$stage/usr/share/terraform" "$stage"/usr/lib/liblightsail.so.* -type f)
mkdir -p "$work/debian"
printf 'Source: quants-infra\n\nPackage: quants-infra\nArchitecture: %s\n' "$arch" >"$work/debian/control"
depends=$(cd "$work" && dpkg-shlibdeps -O --ignore-missing-info "${programs[@]}" 2>/dev/null | sed -n 's/^shlibs:Depends=//p')
[ -n "$depends" ] || { echo "dpkg-shlibdeps found no library that the programs need" >&2 && exit 1; }
# libcurl is loaded at run time, which dpkg-shlibdeps does not see; CURLOPT_PROTOCOLS_STR came with 7.85.
cat >"$stage/DEBIAN/control" <<END
Package: quants-infra
Version: $version
Architecture: $arch
Maintainer: ${DEB_MAINTAINER:-terraform-provider-lightsail <root@localhost>}
Section: admin
Priority: optional
Depends: $depends, libcurl4 (>= 7.85.0)
Recommends: ca-certificates
Installed-Size: $(du -sk --apparent-size "$stage/usr" | cut -f 1)
Description: fleets on Amazon Lightsail: Terraform provider, commands, simulator
 The provider where Terraform and OpenTofu look for it (/usr/share/terraform/plugins),
 quants-infra for the terminal with its manual and completions, lightsail-sim, a local
 Lightsail for tests, and liblightsail for programs in C.
END
(cd "$stage" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$stage/DEBIAN/md5sums"
find "$stage" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
dpkg-deb --root-owner-group -Zxz --build "$stage" "$work/quants-infra_${version}_$arch.deb" >/dev/null
mv "$work/quants-infra_${version}_$arch.deb" "$out/"
echo "  $out/quants-infra_${version}_$arch.deb"
