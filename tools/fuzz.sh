#!/usr/bin/env bash
# Runs every fuzz target that `make fuzz` built, each for FUZZ_SECONDS. An input that breaks one is stored beside its log.
#   tools/fuzz.sh PROGRAM…
set -eu
cd "$(dirname "${BASH_SOURCE[0]}")/.."
build=${B:-build/fuzz}
seconds=${FUZZ_SECONDS:-60}

failed=0
for program in "$@"; do
    target=$(basename "$program")
    found=$build/found/$target
    log=$build/$target.log
    mkdir -p "$found"
    # New inputs are written to the first folder; the committed seeds are only read.
    folders=("$found")
    [ ! -d "tests/fuzz/corpus/$target" ] || folders+=("tests/fuzz/corpus/$target")
    if UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 "$program" -max_total_time="$seconds" -timeout=10 \
        -rss_limit_mb=2048 -max_len=8192 -print_final_stats=1 -artifact_prefix="$build/$target-" \
        "${folders[@]}" >"$log" 2>&1; then
        runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
        echo "ok - $target: $runs inputs in $seconds s"
    else
        echo "not ok - $target: see $log"
        tail -n 40 "$log" >&2
        failed=1
    fi
done
exit "$failed"
