#!/usr/bin/env bash
# The second endpoint (tests/endpoint/peer), by itself: botocore's client sends every request once, and the process starts and ends as it should. The
# expected results are from AWS's documentation; other tests here run the product against it.
set -u
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1
. tests/lib/tap.sh

python=/usr/bin/python3
serve=tests/endpoint/peer/serve
# Transitions take long here, and the tests move the clock: no result depends on how busy the machine is.
slow=(--pending-ms 60000 --operation-ms 20000 --page-size 10)
parts=(signatures protocol needed whole catalogues instances power generations static_ips ports tags key_pairs operations address_types add_ons
    domains domain_entries domain_crowd snapshots disks disk_snapshots load_balancers load_balancer_instances load_balancer_certificates certificates validation container_services container_deployments container_images container_logs
    databases database_changes database_parameters database_snapshots database_logs access deletion crowd buckets bucket_access distributions
    distribution_certificates subdomains alarms contacts peering setups)

"$python" -c 'import botocore' 2>/dev/null || skip_all "python3-botocore is not installed (tools/deps.sh test)"
command -v ssh-keygen >/dev/null && command -v openssl >/dev/null || skip_all "ssh-keygen or openssl is not installed"

folder=$(mktemp -d)
trap 'kill "${pid:-}" 2>/dev/null; rm -rf "$folder"' EXIT
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1 AWS_EC2_METADATA_DISABLED=true AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null
unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_PROFILE

# serve [OPTION...]: sets pid and port
serve() {
    rm -f "$folder/port"
    "$serve" --port-file "$folder/port" "$@" >"$folder/output" 2>&1 &
    pid=$!
    wait_until 20 test -s "$folder/port" || bail "it does not listen: $(cat "$folder/output")"
    port=$(cat "$folder/port")
}

# ask PART...: each line of the results is a test
ask() {
    local finished result why
    "$python" -B tests/endpoint/calls "http://127.0.0.1:$port" "$@" >"$folder/results" 2>"$folder/errors"
    finished=$?
    while IFS=$'\t' read -r result why; do
        case $result in
            'ok '*) ok 0 "${result#ok }" ;;
            'not ok '*) fail "${result#not ok }" "$why" ;;
            *) diag "$result $why" ;;
        esac
    done <"$folder/results"
    is "$finished" 0 "every part has completed"
    [ "$finished" -eq 0 ] || diag "$(cat "$folder/errors")"
}

# stop: its status becomes stopped
stop() {
    kill -TERM "$pid"
    if wait "$pid"; then stopped=0; else stopped=$?; fi
    pid=
}

serve --end-with-parent "${slow[@]}"
ask "${parts[@]}"

contains "$(cat /proc/net/tcp)" "0100007F:$(printf %04X "$port") 00000000:0000 0A" "it listens on loopback"
stop
is "$stopped" 0 "SIGTERM ends it with status 0"
is "$(grep -v '^listening on' "$folder/output")" "" "it reported no problem"

# With a limit
serve --rate 1
is "$("$python" -B tests/endpoint/calls "http://127.0.0.1:$port" throttled)" "ok requests above the limit are throttled" "requests above the limit are throttled"
stop

# Late, failing and stuck on purpose
serve "${slow[@]}" --get-lag-ms 600000 --list-lag-ms 2400000 --name-lag-ms 600000
ask late ways late_containers container_ways late_zones late_storage
stop
is "$(grep -v '^listening on' "$folder/output")" "" "it reported no problem with a lag"

# With credentials of the environment
AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test serve
is "$("$python" -B tests/endpoint/calls "http://127.0.0.1:$port" foreign)" "ok the credentials are from the environment" "its credentials are those of the environment"
stop

# It ends when the process that started it ends.
bash -c '"$1" --end-with-parent --port-file "$2/port2" >/dev/null 2>&1 & echo $! >"$2/pid2"; until [ -s "$2/port2" ]; do sleep 0.05; done' - \
    "$serve" "$folder"
wait_until 10 bash -c "! kill -0 $(cat "$folder/pid2") 2>/dev/null"
ok $? "--end-with-parent"

# A Python without botocore: -S leaves out Debian's packages.
output=$("$python" -S -B "$serve" 2>&1)
is "$?" 77 "without botocore its status is 77"
contains "$output" python3-botocore "and the error says what to install"

done_testing
