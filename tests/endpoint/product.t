#!/usr/bin/env bash
# product.t — some of the end-to-end tests against an endpoint that shares no code with the simulator: creation to
# deletion of resources, the command line, the library. `make test-endpoint` runs all that can run there.
set -u
ROOT=$(cd "$(dirname "$0")/../.." && pwd)
BUILD=${B:-build}
case $BUILD in /*) ;; *) BUILD=$ROOT/$BUILD ;; esac
. "$ROOT/tests/lib/tap.sh"
/usr/bin/python3 -c 'import botocore' 2>/dev/null || skip_all "python3-botocore is not installed (tools/deps.sh test)"

export B=$BUILD SIM_BINARY=$ROOT/tests/endpoint/door/serve TEST_TMP=test-tmp-endpoint
mkdir -p "$BUILD/$TEST_TMP"
for name in instance cli_fleet c_api disks; do
    file=$(find "$ROOT/tests/e2e" -name "$name.t")
    [ $name != disks ] || file=$ROOT/tests/sim/t/disks.t # the API itself: what disks and snapshots contain, and refusals
    "$file" >"$BUILD/$TEST_TMP/$name.tap" 2>&1
    ok $? "against another Lightsail: $name.t" || diag "$(grep -A 9 '^not ok' "$BUILD/$TEST_TMP/$name.tap" | head -60)"
    isnt "$(grep -c '^ok' "$BUILD/$TEST_TMP/$name.tap")" 0 "which has sent requests"
done
done_testing
