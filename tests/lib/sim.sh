# sim.sh — starts and stops lightsail-sim for shell tests and demonstrations, and reads and changes it through /_sim/. It must not know what a test
# does with it. The binary is that of the build under test, BUILD or B.
# shellcheck shell=bash

SIM_PID=

# sim_start [OPTION...]: sets SIM_URL and SIM_PID and configures every AWS client of this shell for the simulator. It is stopped when the shell exits:
# a test with its own EXIT trap calls sim_stop in it. Only one at a time; call sim_stop first to start another. SIM_DIR is a folder for this run,
# deleted by sim_stop.
sim_start() {
    local binary=${SIM_BINARY:-${BUILD:-${B:-build}}/lightsail-sim} tries
    export AWS_ENDPOINT_URL=http://127.0.0.1:1 # when it does not start, no client must reach AWS
    SIM_DIR=$(cd "${BUILD:-${B:-build}}" && mktemp -d "$PWD/sim.XXXXXX") || return 1
    # shellcheck disable=SC2086
    ${SIM_WRAPPER:-} "$binary" --port 0 --port-file "$SIM_DIR/port" --end-with-parent "$@" >"$SIM_DIR/output" 2>&1 &
    SIM_PID=$!
    trap 'sim_stop' EXIT
    for ((tries = 0; tries < 15000; tries++)); do
        [ -s "$SIM_DIR/port" ] && break
        kill -0 "$SIM_PID" 2>/dev/null || break
        sleep 0.02
    done
    if [ ! -s "$SIM_DIR/port" ]; then
        sed 's/^/# /' "$SIM_DIR/output" >&2
        return 1
    fi
    SIM_PORT=$(cat "$SIM_DIR/port")
    SIM_URL=http://127.0.0.1:$SIM_PORT
    export SIM_URL SIM_PORT SIM_PID
    export AWS_ENDPOINT_URL=$SIM_URL AWS_REGION=ap-northeast-1 AWS_DEFAULT_REGION=ap-northeast-1
    export AWS_ACCESS_KEY_ID=AKIDEXAMPLE AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY
    export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null AWS_EC2_METADATA_DISABLED=true AWS_PAGER=
    export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1
    unset AWS_SESSION_TOKEN AWS_PROFILE
}

# sim_stop: ends it by its process id; its exit status becomes SIM_STATUS. No error when it is not running.
sim_stop() {
    [ -n "$SIM_PID" ] || return 0
    kill -TERM "$SIM_PID" 2>/dev/null || true
    # shellcheck disable=SC2034 # read by those who source this file
    if wait "$SIM_PID" 2>/dev/null; then SIM_STATUS=0; else SIM_STATUS=$?; fi
    [ ! -s "$SIM_DIR/output" ] || sed 's/^/# sim: /' "$SIM_DIR/output" >&2
    rm -rf "$SIM_DIR"
    SIM_PID=
}

# sim_can TEXT: whether the endpoint supports this. The simulator supports everything; tests/endpoint/ lists the exceptions of its replacements.
sim_can() {
    local ready
    ready=$(sim_http GET /_sim/ready)
    [[ $ready != *'"cannot"'* ]] || ! jq -e --arg text "$1" '.cannot // [] | index($text)' <<<"$ready" >/dev/null
}

sim_http() { # METHOD PATH [BODY]
    curl -sS --noproxy '*' -X "$1" ${3:+--data-binary "$3"} "$SIM_URL$2"
}

# These numbers and the success of the request are read without jq: starting it would take longer than everything else in such a query.
sim_metric() { # OPERATION…: the number of calls of each, on one line; "total", "throttled" and "max_concurrent" too
    local metrics name numbers=()
    metrics=$(sim_http GET /_sim/metrics) || return
    for name in "$@"; do
        if [[ $metrics =~ \"$name\":\ ?([0-9]+) ]]; then numbers+=("${BASH_REMATCH[1]}"); else numbers+=(0); fi
    done
    printf '%s\n' "${numbers[*]}"
}

sim_metrics_reset() { sim_http DELETE /_sim/metrics >/dev/null; }

sim_state() { # JQ-FILTER
    sim_http GET /_sim/state | jq -r "${1:-.}"
}

# sim_names [TYPE]: the objects, over all regions: the names of one type, or "REGION TYPE NAME" of everything; sorted
sim_names() {
    local names
    names=$(sim_http GET /_sim/names) || return
    [ -z "$names" ] || sort <<<"$names" | if [ -n "${1:-}" ]; then sed -n "s/^[^ ]* $1 //p"; else cat; fi
}

# sim_count: the number of objects, over all regions and types
sim_count() {
    local names
    names=$(sim_http GET /_sim/names) || return
    mapfile -t names <<<"$names"
    [ -n "${names[0]}" ] || names=()
    echo ${#names[@]}
}

sim_mutate() { # JSON: {"action":..., "name":..., ...}; fails when the simulator refuses
    local answer
    answer=$(sim_http POST /_sim/mutate "$1")
    [[ $answer != '{"ok":'*true* ]] || return 0
    printf '# sim_mutate %s: %s\n' "$1" "$answer" >&2
    return 1
}

sim_fault() { # JSON: {"operation":...,"kind":...,"when":...[,"count":n]} or a list
    local answer
    answer=$(sim_http POST /_sim/faults "$1")
    [[ $answer != '['* ]] || return 0
    printf '# sim_fault %s: %s\n' "$1" "$answer" >&2
    return 1
}

sim_faults_clear() { sim_http DELETE /_sim/faults >/dev/null; }

# sim_advance MS: advances the time of the simulated world; with a long --pending-ms tests need not wait
sim_advance() { sim_http POST /_sim/clock "{\"advance_ms\":$1}" >/dev/null; }

# sim_latency MS: sets the latency of every response
sim_latency() { sim_http POST /_sim/latency "{\"latency_ms\":$1}" >/dev/null; }

# sim_lag GET_MS [LIST_MS [NAME_MS]]: from now on a read shows the state of that long ago (a list GET_MS unless it is given), and a name stays taken
# for NAME_MS after a deletion. Existing objects count as old.
sim_lag() {
    local answer
    answer=$(sim_http POST /_sim/lag "{\"get_ms\":$1,\"list_ms\":${2:-$1},\"name_ms\":${3:-0}}")
    [[ $answer == '{"ok":'*true* ]]
}

# sim_operations: the operations of the simulator, from the tables of its families
sim_operations() { sed -nE 's/^    (\{\.name = |API_[A-Z]+\()"([A-Za-z]+)".*/\2/p' tests/sim/api/*.c | sort; }

# sim_requests [OPERATION] [JQ-FILTER]: the received requests, the oldest first
sim_requests() { sim_http GET "/_sim/requests?${1:+operation=$1}" | jq -c "${2:-.}"; }

sim_requests_clear() { sim_http DELETE /_sim/requests >/dev/null; }
