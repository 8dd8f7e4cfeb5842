#!/usr/bin/env bash
# Builds the libcurl of a release: HTTP and HTTPS, OpenSSL, c-ares, and nothing else, from Debian's source package.
#   [CROSS=aarch64-linux-gnu-] tools/dist/curl.sh FOLDER   writes FOLDER/lib/libcurl.a, FOLDER/include, FOLDER/copyright and FOLDER/version
#
# The system's list of package sources is not changed: apt gets a separate one, and verifies signatures and checksums.
set -eu -o pipefail
into=$(realpath -m "${1:?usage: curl.sh FOLDER}")
[ ! -s "$into/version" ] || exit 0

sources=$into/source
rm -rf "$into/build" "$into/unpacked" "$into/apt"
mkdir -p "$sources" "$into/apt/parts" "$into/apt/lists/partial"

# ---- the source package, from the source of this system's binary packages ----
apt=(-qq -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$into/apt/parts" -o Dir::State::Lists="$into/apt/lists"
    -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User="$(id -un)")
fetch() {
    apt-get indextargets --format "\$(REPO_URI) \$(RELEASE) \$(COMPONENT)" 'Created-By: Packages' 'Origin: Debian' 'Component: main' |
        sort -u | sed 's|^|deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] |' >"$into/apt/parts/debian.list"
    [ -s "$into/apt/parts/debian.list" ] || { echo "apt knows no packages of Debian: run 'apt-get update', or build on Debian" >&2 && exit 1; }
    apt-get "${apt[@]}" update
    (cd "$sources" && apt-get "${apt[@]}" source --download-only curl)
}
compgen -G "$sources/curl_*.dsc" >/dev/null || fetch
description=$(compgen -G "$sources/curl_*.dsc")
dpkg-source --require-strong-checksums -x "$description" "$into/unpacked" >"$into/unpack.log" 2>&1 || { cat "$into/unpack.log" >&2 && exit 1; }

# ---- built as the release is: position-independent, and without paths of the build ----
# No folder of certificates is built in: provider/aws/http.c finds them at run time. Names are resolved by c-ares, because a static program must not
# load the plugins of another system's C library.
SOURCE_DATE_EPOCH=$(dpkg-parsechangelog -l "$into/unpacked/debian/changelog" -S Timestamp)
export SOURCE_DATE_EPOCH
cross=()
[ -z "${CROSS:-}" ] || cross=(-DCMAKE_SYSTEM_NAME=Linux -DCMAKE_SYSTEM_PROCESSOR="${CROSS%%-*}" -DCMAKE_AR="$(command -v "${CROSS}ar")"
    -DCMAKE_RANLIB="$(command -v "${CROSS}ranlib")" -DCMAKE_LIBRARY_ARCHITECTURE="${CROSS%-}")
cmake -S "$into/unpacked" -B "$into/build" -Wno-dev "${cross[@]}" \
    -DCMAKE_BUILD_TYPE=None -DCMAKE_C_COMPILER="${CC:-${CROSS:-}gcc}" -DCMAKE_POSITION_INDEPENDENT_CODE=ON \
    -DCMAKE_C_FLAGS="-O2 -g -fstack-protector-strong -D_FORTIFY_SOURCE=2 -ffunction-sections -fdata-sections -ffile-prefix-map=$into=curl" \
    -DBUILD_SHARED_LIBS=OFF -DBUILD_CURL_EXE=OFF -DBUILD_TESTING=OFF -DHTTP_ONLY=ON -DCURL_DISABLE_NTLM=ON -DCURL_DISABLE_ALTSVC=ON \
    -DCURL_DISABLE_HSTS=ON -DCURL_DISABLE_COOKIES=ON -DCURL_DISABLE_NETRC=ON -DCURL_DISABLE_DOH=ON -DCURL_USE_OPENSSL=ON -DENABLE_ARES=ON \
    -DCURL_DISABLE_OPENSSL_AUTO_LOAD_CONFIG=ON -DCURL_ZLIB=OFF -DUSE_LIBIDN2=OFF -DCURL_USE_LIBPSL=OFF -DCURL_USE_LIBSSH2=OFF \
    -DUSE_NGHTTP2=OFF -DCURL_CA_BUNDLE=none -DCURL_CA_PATH=none >"$into/cmake.log"
cmake --build "$into/build" --target libcurl --parallel "$(nproc)" >"$into/build.log" 2>&1 || { tail -n 20 "$into/build.log" >&2 && exit 1; }

mkdir -p "$into/lib" "$into/include"
cp "$into/build/lib/libcurl.a" "$into/lib/"
cp -R "$into/unpacked/include/curl" "$into/include/"
cp "$into/unpacked/debian/copyright" "$into/copyright"
dpkg-parsechangelog -l "$into/unpacked/debian/changelog" -S Version >"$into/version.new"
rm -rf "$into/build" "$into/unpacked" "$into/apt" "$into"/curl_*.orig.tar.*
mv "$into/version.new" "$into/version"
