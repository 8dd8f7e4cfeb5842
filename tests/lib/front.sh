# front.sh — a server in front of the simulator that kills quants-infra at a request (tests/lib/more_lightsail.py). Uses tf.sh and sim.sh; sets FRONT.
# shellcheck shell=bash disable=SC2034

FRONT=$TEST_DIR/front
mkdir -p "$FRONT"
FRONT_PID=
front_stop() { [ -z "$FRONT_PID" ] || { kill "$FRONT_PID" && wait "$FRONT_PID"; } 2>/dev/null; FRONT_PID=; }

# Starts the simulator, and the server in front of it, which has operations that the simulator does not have.
front() { # SIMULATOR-OPTION…
    sim_stop
    sim_start "$@"
    trap 'front_stop; sim_stop' EXIT
    front_stop
    rm -f "$FRONT"/*
    python3 "$ROOT/tests/lib/more_lightsail.py" "$SIM_PORT" "$FRONT" >"$TEST_DIR/front.log" 2>&1 &
    FRONT_PID=$!
    wait_until 10 test -s "$FRONT/port" || bail "cannot start the server in front of the simulator"
}
# Sets STATUS, OUT and ERR.
behind_front() { # KILL-AT|"" CHANGE-AT|"" ARGUMENT…: runs quants-infra against it; CHANGE is run before the request CHANGE-AT
    rm -f "$FRONT"/{count,names,kill_at,change_at}
    [ -z "$1" ] || echo "$1" >"$FRONT/kill_at"
    [ -z "$2" ] || { echo "$2" >"$FRONT/change_at" && echo "$CHANGE" >"$FRONT/change"; }
    {
        AWS_ENDPOINT_URL=http://127.0.0.1:$(cat "$FRONT/port") quants-infra "${@:3}" >"$TEST_DIR/out" 2>"$TEST_DIR/err" </dev/null &
        echo $! >"$FRONT/pid"
        wait $!
        STATUS=$?
    } 2>/dev/null
    OUT=$(cat "$TEST_DIR/out") ERR=$(cat "$TEST_DIR/err")
}

