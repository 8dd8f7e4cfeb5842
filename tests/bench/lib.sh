# lib.sh — the shared parts of the benchmark: alternating timed runs, medians, rows of the result. Uses tf.sh. It must not know what is measured.
# shellcheck shell=bash
# A part times its runs with `timed`, the provider and the reference in turn, so that other load of the machine affects both, and ends a measurement
# with `row`. WORK/<list> is a list of milliseconds (or other numbers), one a line.

# shellcheck disable=SC2034 # read by the parts
RUNS=${BENCH_RUNS:-5} LONG_RUNS=${BENCH_LONG_RUNS:-1}
OUT=$BUILD/bench
WORK=$TEST_DIR/lists
METER=$TEST_DIR/meter
rm -rf "$WORK"
mkdir -p "$OUT" "$WORK"
: >"$OUT/rows"

bench_fail() { # WHY
    { echo "bench: $*"; tail -n 40 "$TEST_DIR/bench.log"; } >&2
    exit 1
}

lists_clear() { rm -f "$WORK"/*; }

# note LIST VALUE
note() { echo "$2" >>"$WORK/$1"; }

# timed LIST COMMAND…: runs it once; the milliseconds go to the list
timed() {
    local list=$1 began=${EPOCHREALTIME/./}
    shift
    "$@" >"$TEST_DIR/bench.log" 2>&1 </dev/null || bench_fail "failed: $*"
    note "$list" "$(((${EPOCHREALTIME/./} - began) / 1000)).$(((${EPOCHREALTIME/./} - began) / 100 % 10))"
}

# median LIST
median() {
    local count
    count=$(wc -l <"$WORK/$1")
    sort -n "$WORK/$1" | sed -n "$((count / 2 + 1))p"
}

# Runs Terraform in the folder, with no limit but -parallelism.
in_folder() { # NAME ARGUMENT…
    "$TERRAFORM" -chdir="$TEST_DIR/$1" "${@:2}"
}

# From now on Terraform starts the provider through meter.c.
meter_begin() {
    export BENCH_PROVIDER=$PROVIDER BENCH_METER=$METER
    tf_override "$BUILD/tests/bench/meter"
}

# metered LIST COMMAND…: as timed; the processor time of the provider's processes, the peak of the largest and the number of calls are written to
# LIST.cpu, LIST.peak and LIST.calls
metered() {
    rm -f "$METER"
    sim_metrics_reset
    timed "$@"
    note "$1.calls" "$(sim_metric total)"
    # The last process ends a moment after Terraform.
    wait_until 5 test -s "$METER" || bench_fail "the meter has written nothing"
    note "$1.cpu" "$(awk '{ sum += $1 } END { printf "%.1f", sum / 1000 }' "$METER")"
    note "$1.peak" "$(awk '$2 > most { most = $2 } END { print most }' "$METER")"
}

# row PART WHAT COUNT TARGET REFERENCE [JSON]: from the lists "ours" and "reference", and the data of `metered`; TARGET is the ratio to reach, null
# for none; JSON has more members
row() {
    local extra=${6:-{\}} list
    for list in calls cpu peak; do
        [ ! -f "$WORK/ours.$list" ] || extra=$(jq -c --arg name "$list" --argjson value "$(median "ours.$list")" \
            '. + {({calls: "calls", cpu: "provider_cpu_ms", peak: "provider_peak_kib"}[$name]): $value}' <<<"$extra")
    done
    jq -nc --arg part "$1" --arg what "$2" --argjson count "$3" --argjson target "$4" --arg reference "$5" \
        --argjson runs "$(wc -l <"$WORK/ours")" --argjson ours "$(median ours)" --argjson value "$(median reference)" --argjson extra "$extra" \
        '{part: $part, what: $what, count: $count, runs: $runs, ours_ms: $ours, reference: $reference, reference_ms: $value,
          ratio: (($ours / $value * 100 | round) / 100), target: $target} + $extra' >>"$OUT/rows"
    row_print
    lists_clear
}

# The newest row, in the table.
row_print() {
    tail -n 1 "$OUT/rows" | jq -r '[.part, "\(.what) (\(.runs))", .ours_ms, .reference_ms, .ratio, (.target // "" | if . == "" then . else "<= \(.)" end),
        (.calls // ""), (.provider_cpu_ms // ""), (.provider_peak_kib // "" | if . == "" then . else . / 1024 * 10 | round / 10 end), .reference]
        | map(tostring) | join("|")' | table_line
}

table_line() {
    local f
    IFS='|' read -r -a f
    printf '%-2s %-38s %10s %12s %6s %8s %6s %8s %8s  %s\n' "${f[@]}"
}

table_head() {
    echo "|what (median of so many runs)|ours ms|reference ms|ratio|target|calls|CPU ms|peak MiB|reference" | table_line
}
