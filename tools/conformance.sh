#!/usr/bin/env bash
# Tests the provider as Terraform would use it, against the simulator, with every schema, and prints what was not exercised.
#   tools/conformance.sh [--tap] [--only NAME]   the options of build/tests/conformance
#
# LATE_MS, LATE_CLOCK_S: the lag of the simulator's reads and names, and the error of its clock. Time runs LATE_RATE times as fast: 20 with LATE_MS, else 8;
# without LATE_MS the kills have the real time.
set -eu
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export BUILD=${B:-build}
. tests/lib/sim.sh

# The quick sweep does not measure its time.
operation_ms=20
case "$*" in *sweep-changes*) operation_ms=0 ;; esac
late=
# No lag, unless LATE_MS is set; the runs after kills wait for it.
lag_ms=300 pages=
case "$*" in *crash*) lag_ms=40 pages="--page-size 100000" ;; esac # the lists of operations become long
export LIGHTSAIL_READ_LAG_MS=${LIGHTSAIL_READ_LAG_MS:-$lag_ms}
rate=8
case "$*" in *crash*) rate= ;; esac
if [ -n "${LATE_MS:-}" ]; then
    late="--get-lag-ms $LATE_MS --list-lag-ms $LATE_MS --name-lag-ms $LATE_MS --clock-offset-s ${LATE_CLOCK_S:-0}"
    rate=20
    unset LIGHTSAIL_READ_LAG_MS
fi
if [ -n "$rate" ]; then
    LIGHTSAIL_TEST_CLOCK=${LATE_RATE:-$rate}@$(awk '{ printf "%d", $1 * 1000 }' /proc/uptime)
    export LIGHTSAIL_TEST_CLOCK
fi
# Session tokens are tested, too.
# shellcheck disable=SC2086 # words
sim_start --pending-ms 0 --operation-ms "$operation_ms" $late $pages --credentials AKIDEXAMPLE:wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY \
    --credentials test:test --credentials AKIDTOKEN:of-one-session:its-token
unset AWS_DEFAULT_REGION
export LIGHTSAIL_TEST_SSH=127.0.0.1:$SIM_PORT # accepts connections in place of each instance
mkdir "$SIM_DIR/scratch"
"$BUILD/tests/conformance" "$@" "$BUILD/terraform-provider-lightsail" "$BUILD/gen/records" tests/conformance/inputs "$SIM_DIR/scratch"
