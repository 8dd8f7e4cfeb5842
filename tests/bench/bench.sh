#!/usr/bin/env bash
# bench.sh — `make bench`: what users wait for, as ratios within one run. Prints a table and writes build/bench/bench.json.
# Times are never asserted: they say how fast, tests say whether it is right. BENCH_RUNS (odd, default 5) sets the medians' size.
. "$(dirname "$0")/../lib/tf.sh"
set -eu
RUNS=${BENCH_RUNS:-5}
tf_setup
OUT=$BUILD/bench
mkdir -p "$OUT"
: >"$OUT/rows"

# Milliseconds of the command, median of RUNS runs.
median_ms() {
    local i began
    for ((i = 0; i < RUNS; i++)); do
        began=$(date +%s%N)
        "$@" >"$TEST_DIR/bench.log" 2>&1 || { cat "$TEST_DIR/bench.log" >&2; exit 1; }
        echo $((($(date +%s%N) - began) / 1000))
    done | sort -n | sed -n "$((RUNS / 2 + 1))p" | awk '{printf "%.1f\n", $1 / 1000}'
}

# One line of the result: what, ours, reference.
row() {
    jq -nc --arg what "$1" --arg unit ms --argjson ours "$2" --arg reference "$3" --argjson value "$4" \
        '{what: $what, ours_ms: $ours, reference: $reference, reference_ms: $value, ratio: (($ours / $value * 100 | round) / 100)}' >>"$OUT/rows"
    tail -n 1 "$OUT/rows" | jq -r '"\(.what)|\(.ours_ms) ms|\(.reference): \(.reference_ms) ms|\(.ratio)"'
}

builtin_config() {
    tf_dir "builtin-$1"
    printf 'resource "terraform_data" "x" {\n  count = %d\n  input = "x${count.index}"\n}\n' "$1" >"$TF_DIR/main.tf"
    [ -d "$TF_DIR/.terraform" ] || tf init >/dev/null
}
static_ips_config() {
    tf_config "static-ips-$1" <<END
resource "lightsail_static_ip" "x" {
  count = $1
  name  = "x-\${count.index}"
}
END
}
tf_quiet() {
    "$TERRAFORM" -chdir="$TF_DIR" "$@"
}

launch() {
    "$BUILD/tests/bench/launch" "$((RUNS * 4 + 1))" "$@"
}

{
    # (a) from launch to handshake, with the certificate that Terraform sends
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:secp521r1 -nodes -keyout /dev/null -out "$TEST_DIR/client.pem" -days 30 \
        -subj "/O=HashiCorp/CN=localhost" -addext "subjectAltName=DNS:localhost" 2>/dev/null
    export TF_PLUGIN_MAGIC_COOKIE=d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2 PLUGIN_PROTOCOL_VERSIONS=5,6
    PLUGIN_CLIENT_CERT=$(cat "$TEST_DIR/client.pem")
    export PLUGIN_CLIENT_CERT
    row "launch to handshake" "$(launch "$PROVIDER")" "launch of an empty static program" "$(launch "$BUILD/tests/bench/empty")"
    unset PLUGIN_CLIENT_CERT TF_PLUGIN_MAGIC_COOKIE PLUGIN_PROTOCOL_VERSIONS

    sim_start --pending-ms 0 --operation-ms 0
    # (b) plan of new resources
    for count in 1 100 1000; do
        builtin_config "$count"
        reference=$(median_ms tf_quiet plan)
        static_ips_config "$count"
        row "plan of $count" "$(median_ms tf_quiet plan)" "terraform_data" "$reference"
    done
    # (c) plan of existing resources: a refresh
    for count in 1 100; do
        builtin_config "$count"
        tf apply -auto-approve >/dev/null
        reference=$(median_ms tf_quiet plan)
        static_ips_config "$count"
        tf apply -auto-approve >/dev/null
        row "refresh and plan of $count" "$(median_ms tf_quiet plan)" "terraform_data" "$reference"
        tf destroy -auto-approve >/dev/null
    done
    sim_stop
} | column -t -s '|'
jq -s '{runs: '"$RUNS"', rows: .}' "$OUT/rows" >"$OUT/bench.json"
echo "written: ${OUT#"$ROOT/"}/bench.json"
