#!/usr/bin/env bash
# `make dist` gives the same bytes in another folder, from scratch and without a compiler cache: the bytes depend only on the sources.
. "$(dirname "$0")/../lib/tf.sh"
tf_setup
DIST=${DIST:-$BUILD/dist}
version=$("$ROOT/tools/version.sh")
sums=terraform-provider-lightsail_${version}_SHA256SUMS
[ -f "$DIST/$sums" ] || bail "$DIST holds no release: run 'make dist'"

copy=$TEST_DIR/a-folder/of-another-name
mkdir -p "$copy/build/curl"
git -C "$ROOT" ls-files -z --cached --others --exclude-standard | tar -C "$ROOT" --null -T - --ignore-failed-read -cf - 2>/dev/null | tar -C "$copy" -xf -
cp -r "$ROOT/build/curl/source" "$copy/build/curl/" # the source package that apt fetched and verified
SOURCE_DATE_EPOCH=$("$ROOT/tools/dist/date.sh")
export SOURCE_DATE_EPOCH CCACHE_DISABLE=1
export -n B DIST
runs "a second release" env TZ=Asia/Tokyo LC_ALL=C.UTF-8 make -C "$copy" -j"$(nproc)" DIST=build/dist MAKEFLAGS= release
is_file "$copy/build/dist/$sums" "$DIST/$sums" "all checksums are the same"
runs "and the checksums are correct" bash -c "cd '$copy/build/dist' && sha256sum --quiet --strict -c '$sums'"
done_testing
