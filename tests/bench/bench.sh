#!/usr/bin/env bash
# bench.sh — `make bench`: the times that users wait, as ratios within one run. Prints a table and writes build/bench/bench.json. Times are never
# asserted: they show speed, tests check results.
#
#   BENCH_ONLY=a,b   only these parts: a launch, b plan, c refresh, d apply, f throttled (e, the growth, follows from b and c)
#   BENCH_RUNS=5     the number of runs for a median (odd)
#   BENCH_LONG_RUNS=1  the same where one run takes half a minute or more: 2,000 instances, and ten at a time; 5 makes it half an hour
#   BENCH_FLEETS, BENCH_PARALLELISM   the sizes of (c) and (d)
. "$(dirname "$0")/../lib/tf.sh"
. "$ROOT/tests/lib/fleet.sh"
set -eu
tf_setup
for file in lib part_launch part_plan part_refresh part_apply part_throttled; do
    # shellcheck source=/dev/null
    . "$ROOT/tests/bench/$file.sh"
done

is_chosen() { case ",${BENCH_ONLY:-a,b,c,d,f}," in *",$1,"*) ;; *) return 1 ;; esac }

table_head
! is_chosen a || part_launch
! is_chosen b || part_plan
! is_chosen c || part_refresh
! is_chosen d || part_apply
! is_chosen f || part_throttled

jq -s -f "$ROOT/tests/bench/growth.jq" "$OUT/rows" >"$OUT/growth"
if [ "$(jq length "$OUT/growth")" -gt 0 ]; then
    echo
    echo "|per resource, as the number grows|ours ms|reference ms|||calls|CPU ms|peak KiB|" | table_line
    jq -r '.[] | [.part, .what, .ours_ms, .reference_ms, "", "", .calls, .provider_cpu_ms, .provider_peak_kib, ""]
        | map(. // "" | tostring) | join("|")' "$OUT/growth" | while IFS= read -r line; do table_line <<<"$line"; done
fi
jq -n --argjson runs "$RUNS" --slurpfile rows "$OUT/rows" --slurpfile growth "$OUT/growth" \
    '{runs: $runs, rows: $rows, growth: $growth[0]}' >"$OUT/bench.json"
echo "written: ${OUT#"$ROOT/"}/bench.json"
