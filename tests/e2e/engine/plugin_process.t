#!/usr/bin/env bash
# The provider as a process: handshake, certificates, unknown calls, signals, every way to end, and no file is left. build/tests/protocol-client does
# what Terraform cannot be made to do. A test run under nohup ignores SIGHUP, and the provider must react to it nevertheless.
[ -n "${HANGUP_IS_HEARD:-}" ] || HANGUP_IS_HEARD=1 exec env --default-signal=HUP bash "$0" "$@"
. "$(dirname "$0")/../../lib/tf.sh"
CLIENT=$BUILD/tests/protocol-client
[ -x "$CLIENT" ] || skip_all "build/tests/protocol-client is not built (make units)"
tf_setup
P=$PROVIDER
METADATA=/tfplugin6.Provider/GetMetadata
SCHEMA=/tfplugin6.Provider/GetProviderSchema

# Every file of the provider is created here, so that leftovers are found.
export TMPDIR=$TEST_DIR/tmp
mkdir -p "$TMPDIR"
leftovers() { find "$TMPDIR" -mindepth 1 -path '*/plugin-*'; }
client() { "$CLIENT" "$@" 2>&1; }
nothing_left() { [ -z "$(leftovers)" ]; }
is_gone() { ! kill -0 "$1" 2>/dev/null; }

# ---- by hand (P1) ------------------------------------------------------------------------------------------

out=$("$P" 2>"$TEST_DIR/by-hand")
is $? 1 "by hand: exit status 1"
is "$out" "" "by hand: nothing on stdout"
contains "$(cat "$TEST_DIR/by-hand")" "a plugin that Terraform or OpenTofu starts" "by hand: an explanation on stderr"
out=$(TF_PLUGIN_MAGIC_COOKIE=wrong "$P" 2>/dev/null)
is "$? $out" "1 " "a wrong cookie counts as none"
like "$("$P" -version)" '^terraform-provider-lightsail [0-9]+\.[0-9]+\.[0-9]+ ' "-version"
contains "$("$P" --help)" "-debug" "--help"
"$P" -nonsense >/dev/null 2>&1
is $? 1 "an unknown flag: exit status 1"

# ---- handshake (P2, P3, P7) --------------------------------------------------------------------------------

out=$(client --env TF_LOG=trace --stderr "$TEST_DIR/log" "$P" fields "call $METADATA" shutdown)
contains "$out" "core=1" "field 1"
contains "$out" "app=6" "field 2"
contains "$out" "network=unix" "field 3"
like "$out" "address=$TMPDIR/plugin-[a-z2-7]{15}"$'\n' "field 4 is below TMPDIR"
contains "$out" "protocol=grpc" "field 5"
contains "$out" "certificate_is_valid=yes" "field 6 is base64 of DER without padding"
unlike "$out" "multiplex=" "no field 7 unless requested"
contains "$out" "call $METADATA status=0" "a call over AutoMTLS"
contains "$out" "exit status=0" "exit status 0 after Shutdown"
contains "$out" "later_stdout_bytes=0" "only the handshake line on stdout, at trace level too"
is "$(leftovers)" "" "the socket is deleted"

for versions in 5,6 6,5 5 x,6 ''; do
    contains "$(client --env "PLUGIN_PROTOCOL_VERSIONS=$versions" "$P" fields shutdown)" "app=6" "versions '$versions': 6"
done
contains "$(client --unset PLUGIN_PROTOCOL_VERSIONS "$P" fields shutdown)" "app=6" "versions unset: 6"
contains "$(client --env PLUGIN_MULTIPLEX_GRPC=true "$P" fields shutdown)" "multiplex=false" "field 7 when requested"

mkdir -p "$TEST_DIR/sockets"
out=$(client --env "PLUGIN_UNIX_SOCKET_DIR=$TEST_DIR/sockets" "$P" fields "call $METADATA" shutdown)
contains "$out" "address=$TEST_DIR/sockets/plugin-" "PLUGIN_UNIX_SOCKET_DIR is honoured"
is "$(find "$TEST_DIR/sockets" -mindepth 1)" "" "and is empty afterwards"
long=$TEST_DIR/$(printf 'x%.0s' {1..200})
mkdir -p "$long"
out=$(client --env "TMPDIR=$long" "$P" fields "call $METADATA" shutdown)
contains "$out" "status=0" "a TMPDIR that is too long for a socket is skipped"
is "$(find "$long" -mindepth 1)" "" "and is empty afterwards"
out=$(client --env PLUGIN_UNIX_SOCKET_GROUP=no-such-group "$P" fields)
contains "$out" "unknown group 'no-such-group'" "a socket group that does not exist is an error"
contains "$out" "exit status=1" "and ends the provider"
out=$(client --env "PLUGIN_UNIX_SOCKET_GROUP=$(id -g)" "$P" "call $METADATA" shutdown)
contains "$out" "call $METADATA status=0" "the own group is accepted"
out=$(client --env TMPDIR=/dev/null "$P" fields "call $METADATA" shutdown)
contains "$out" "call $METADATA status=0" "a TMPDIR that is no directory is skipped"
# No user can create a socket in /proc, though root may write there.
if [ "$(id -u)" -eq 0 ]; then
    out=$(client --env PLUGIN_UNIX_SOCKET_DIR=/proc "$P" fields "call $METADATA" shutdown)
    like "$out" 'network=tcp.address=127\.0\.0\.1:1[0-9]{4}' "without a socket it listens on the loopback, in the port range of the client"
    contains "$out" "call $METADATA status=0" "and works there"
    out=$(client --env PLUGIN_UNIX_SOCKET_DIR=/proc --env PLUGIN_MIN_PORT=0 --no-tls "$P" fields "call $METADATA" shutdown)
    like "$out" 'network=tcp.address=127\.0\.0\.1:[1-9]' "or on any port, when the client names no range"
    contains "$out" "call $METADATA status=0" "and works there, too"
else
    skip 4 "every writable directory can hold a socket"
fi

# ---- certificates (P4, P5, P6) -----------------------------------------------------------------------------

for identity in other none; do
    out=$(client --identity "$identity" "$P" "call $METADATA" 'signal 15' wait)
    contains "$out" "call $METADATA status=14" "client certificate '$identity' is refused"
    contains "$out" "exit status=0" "and the provider exits with success"
done
contains "$(client --plaintext "$P" "call $METADATA")" "status=14" "plaintext is refused under AutoMTLS"
out=$(client --no-tls "$P" fields "call $METADATA" shutdown)
like "$out" $'certificate=\n' "without PLUGIN_CLIENT_CERT field 6 is empty"
contains "$out" "call $METADATA status=0" "and plaintext works"
out=$(client --env PLUGIN_CLIENT_CERT=nonsense "$P" fields)
like "$out" $'^(terraform-provider-lightsail: .*\n)?handshake none line=\n' "an unreadable client certificate: no handshake"
contains "$out" "exit status=1" "but exit status 1"
is "$(leftovers)" "" "nothing is left behind"

if command -v openssl >/dev/null; then
    for version in 1_3 1_2; do
        mkdir -p "$TEST_DIR/keys"
        "$CLIENT" "$P" fields "save $TEST_DIR/keys" hold >"$TEST_DIR/keys/out" 2>&1 &
        held=$!
        wait_until 10 test -s "$TEST_DIR/keys/server.pem"
        socket=$(sed -n 's/^address=//p' "$TEST_DIR/keys/out")
        out=$(openssl s_client -unix "$socket" "-tls$version" -alpn h2 -servername localhost -verify_return_error \
            -verify_hostname localhost -CAfile "$TEST_DIR/keys/server.pem" -cert "$TEST_DIR/keys/client.pem" \
            -key "$TEST_DIR/keys/client.key" </dev/null 2>&1 | tr -d '\0')
        contains "$out" "Verify return code: 0 (ok)" "TLS $version: a P-521 client certificate and the provider's P-256 one"
        contains "$out" "ALPN protocol: h2" "TLS $version: ALPN h2"
        kill "$held"
        wait "$held" 2>/dev/null
        rm -f "$TEST_DIR/keys"/*
    done
    wait_until 10 nothing_left
else
    skip 4 "no openssl command"
fi

# ---- calls (P8, P9, P13) -----------------------------------------------------------------------------------

out=$(client "$P" stdio broker 'repeat 100 /tfplugin6.Provider/NoSuch' 'repeat 100 /x.Y/Z' \
    'repeat 100 /tfplugin6.Provider/ReadStateBytes' "call $METADATA" \
    'call /grpc.health.v1.Health/Check 0a06706c7567696e' 'call /tfplugin6.Provider/StopProvider' \
    "call $SCHEMA" 'call /tfplugin6.Provider/PlanResourceChange 0a7f' shutdown)
contains "$out" "NoSuch count=100 status=12" "unknown methods are UNIMPLEMENTED, a hundred times"
contains "$out" "/x.Y/Z count=100 status=12" "unknown services, too"
contains "$out" "ReadStateBytes count=100 status=12" "and unsupported ones"
contains "$out" "call $METADATA status=0" "then a known one works"
contains "$out" "Check status=0 bytes=2" "health"
contains "$out" "StopProvider status=0 bytes=0" "StopProvider returns no error"
like "$out" "call $SCHEMA status=0 bytes=[0-9]{4}" "calls work after StopProvider"
contains "$out" "PlanResourceChange status=3" "bytes that are no message are INVALID_ARGUMENT"
like "$out" 'exit status=0 after_ms=[0-9]{1,4} ' "Shutdown during open streams: the process ends at once"
is "$(leftovers)" "" "nothing is left behind"

schema_of() { client "$P" "call $SCHEMA" shutdown | grep -o 'bytes=[0-9]*'; }
is "$(schema_of)" "$(schema_of)" "two processes give schemas of the same size"

{
    printf '{"name":"big","user_data":"'
    head -c $((16 * 1024 * 1024)) /dev/zero | tr '\0' 'x'
    printf '"}'
} >"$TEST_DIR/big.json"
out=$(client --timeout 600000 "$P" "upgrade lightsail_instance $TEST_DIR/big.json $TEST_DIR/big.msgpack" shutdown)
like "$out" 'upgrade lightsail_instance diagnostics=0 state_bytes=167[0-9]{5}' "an attribute of 16 MiB is returned"
is "$(tr -cd x <"$TEST_DIR/big.msgpack" | wc -c)" $((16 * 1024 * 1024)) "whole"
rm -f "$TEST_DIR"/big.*

# ConfigureProvider comes before all calls that send requests to AWS; without it they return an error.
for step in 'create lightsail_static_ip {"name":"a"}' 'import lightsail_instance a' \
    'import lightsail_instance arn:aws:lightsail:eu-west-1:123456789012:Instance/a' 'import lightsail_firewall_rule a,tcp,22,22'; do
    out=$(client "$P" "$step" shutdown)
    contains "$out" "summary=The provider is not configured" "not configured: ${step%% \{*}"
done

# ---- logs (P14) --------------------------------------------------------------------------------------------

rm -f "$TEST_DIR/log"
client --env TF_LOG_PROVIDER=TRACE --env GRPC_VERBOSITY=debug --stderr "$TEST_DIR/log" "$P" stdio "call $METADATA" \
    'call /tfplugin6.Provider/ReadDataSource 0a08610a00fffe1b2278' 'call /tfplugin6.Provider/NoSuch' shutdown >/dev/null
lines=$(wc -l <"$TEST_DIR/log")
good=$(jq -c 'select((.["@level"]|type) == "string" and (.["@message"]|type) == "string"
    and (.["@timestamp"]|test("^[0-9-]{10}T[0-9:]{8}\\.[0-9]{6}(Z|[+-][0-9:]{5})$")))' <"$TEST_DIR/log" | wc -l)
isnt "$lines" 0 "there is a log at trace level"
is "$good" "$lines" "every line is hclog's JSON, also gRPC's own and text from AWS"
contains "$(cat "$TEST_DIR/log")" '"tf_rpc":"ReadDataSource"' "calls are logged by name"
rm -f "$TEST_DIR/log"
client --stderr "$TEST_DIR/log" "$P" "call $METADATA" shutdown >/dev/null
is "$(cat "$TEST_DIR/log")" "" "without TF_LOG there is none"

# ---- signals and the end of the client (P10, P11) ----------------------------------------------------------

out=$(client "$P" 'signal 2' "call $METADATA" shutdown)
contains "$out" "call $METADATA status=0" "SIGINT is Terraform's business"
for signal in 15 1; do
    out=$(client "$P" stdio "signal $signal" wait)
    like "$out" 'exit status=0 after_ms=[0-9]{1,4} ' "signal $signal ends it with success"
done
out=$(client "$P" stdio "call $METADATA" drop wait)
like "$out" 'exit status=0 after_ms=[0-9]{1,4} ' "it ends when the connection ends"

is "$(leftovers)" "" "nothing is left behind"

# A sanitizer handles these signals itself.
if ! grep -qaE '__(asan|tsan)_init' "$P"; then
    rm -f "$TEST_DIR/log"
    out=$(client --stderr "$TEST_DIR/log" "$P" "call $METADATA" 'signal 11' wait)
    contains "$out" "exit status=139" "a crash ends with a signal"
    contains "$(head -1 "$TEST_DIR/log")" "panic: SIGSEGV" "the report is on stderr, which Terraform shows to the user"
    contains "$(cat "$TEST_DIR/log")" "terraform-provider-lightsail+0x" "with the addresses"
    is "$(leftovers)" "" "nothing is left, even after a crash"
else
    skip 4 "a sanitizer build"
fi

"$CLIENT" "$P" pid hold >"$TEST_DIR/out" 2>&1 &
parent=$!
wait_until 10 grep -q pid= "$TEST_DIR/out"
pid=$(sed -n 's/^pid=//p' "$TEST_DIR/out")
kill -9 "$parent"
wait "$parent" 2>/dev/null
wait_until 10 is_gone "$pid"
ok $? "when the parent is killed the provider ends"
is "$(leftovers)" "" "and its socket is deleted"

# ---- under valgrind (P17) ----------------------------------------------------------------------------------

# Ended by a signal: after a Shutdown the process has one and a half seconds, in which valgrind on a busy machine cannot free everything.
if command -v valgrind >/dev/null && ! grep -qaE '__(asan|tsan)_init' "$P"; then
    printf '{"name":"a"}' >"$TEST_DIR/small.json"
    out=$(LIGHTSAIL_FREE_ALL=1 client --timeout 600000 --stderr "$TEST_DIR/valgrind.log" \
        --wrap 'valgrind -q --leak-check=full --show-leak-kinds=definite,indirect,possible --errors-for-leak-kinds=definite,possible --error-exitcode=77' \
        "$P" stdio broker "call $METADATA" "call $SCHEMA" 'repeat 20 /tfplugin6.Provider/NoSuch' \
        "upgrade lightsail_instance $TEST_DIR/small.json $TEST_DIR/small.msgpack" \
        'repeat 200 /tfplugin6.Provider/ValidateResourceConfig' 'call /tfplugin6.Provider/ConfigureProvider' \
        'call /tfplugin6.Provider/StopProvider' 'call /tfplugin6.Provider/ApplyResourceChange ffff' 'signal 15' wait)
    contains "$out" "exit status=0" "valgrind: no error and no leak" || diag "$out"$'\n'"$(head -40 "$TEST_DIR/valgrind.log")"
else
    skip 1 "no valgrind, or a sanitizer build"
fi

# ---- with Terraform (P4, P5, P15, P8) ----------------------------------------------------------------------

sim_start
tf_config <<'END'
provider "lightsail" {}

# The same region: a process that Terraform did not start has one configuration, the last one, because it cannot distinguish the clients.
provider "lightsail" {
  alias       = "other"
  max_retries = 5
}

resource "lightsail_static_ip" "here" {
  name = "here"
}

resource "lightsail_static_ip" "there" {
  provider = lightsail.other
  name     = "there"
}
END
runs "terraform validate" tf validate
runs "terraform providers schema" tf providers schema -json
TF_DISABLE_PLUGIN_TLS=1 runs "terraform plan without TLS" tf plan
GRPC_SSL_CIPHER_SUITES=ECDHE-ECDSA-AES256-GCM-SHA384 runs "terraform plan with a gRPC variable set" tf plan

bash -c 'exec "$0" -debug' "$P" >"$TEST_DIR/reattach" 2>"$TEST_DIR/log" &
debugged=$!
wait_until 10 grep -q "TF_REATTACH_PROVIDERS='.*'" "$TEST_DIR/reattach"
TF_REATTACH_PROVIDERS=$(sed -n "s/^export TF_REATTACH_PROVIDERS='\(.*\)'$/\1/p" "$TEST_DIR/reattach")
export TF_REATTACH_PROVIDERS
runs "-debug prints JSON" jq -e '.["registry.terraform.io/quants-infra/lightsail"].Test and .["registry.opentofu.org/quants-infra/lightsail"].Test' <<<"$TF_REATTACH_PROVIDERS"
runs "apply with two aliases in one running process" tf apply -auto-approve
runs "the next plan is empty" tf plan -detailed-exitcode
runs "destroy" tf destroy -auto-approve
kill -0 "$debugged"
ok $? "the process is still running"
unset TF_REATTACH_PROVIDERS
kill -INT "$debugged"
wait "$debugged"
is $? 0 "until SIGINT ends it"
is "$(cat "$TEST_DIR/log")" "" "it wrote nothing to stderr"
wait_until 5 nothing_left
is "$(leftovers)" "" "nothing is left behind"

# The provider gets a signal during creations (a machine that shuts down sends it to all processes): Terraform gets the response of each, and stores
# it.
sim_stop
sim_start --pending-ms 600000
tf_config told <<'END'
provider "lightsail" {}

resource "lightsail_instance" "slow" {
  count        = 4
  name         = "slow-${count.index}"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
}
END
(cd "$TF_DIR" && exec "$TERRAFORM" apply -auto-approve >"$TEST_DIR/told.log" 2>&1) &
terraform=$!
wait_until 30 world_has_instances 4
kill -TERM $(pgrep -P "$terraform")
wait "$terraform"
is $? 0 "a signal during four creations: Terraform gets all responses"
is "$(tf_state_list | wc -l)" 4 "and all are in the state"
contains "$(cat "$TEST_DIR/told.log")" "Interrupted while an instance is starting" "with a warning that the provider stopped waiting"
wait_until 5 nothing_left

# Terraform is killed during a creation: the result cannot be stored, but the provider must end.
sim_stop
sim_start --pending-ms 600000
tf_config killed <<'END'
provider "lightsail" {}

resource "lightsail_instance" "slow" {
  name         = "slow"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
}
END
(cd "$TF_DIR" && exec "$TERRAFORM" apply -auto-approve >"$TEST_DIR/killed.log" 2>&1) &
terraform=$!
wait_until 30 world_has_instances 1
plugins=$(pgrep -P "$terraform")
isnt "$plugins" "" "a provider is running for Terraform"
kill -9 "$terraform"
wait "$terraform" 2>/dev/null
for pid in $plugins; do
    wait_until 10 is_gone "$pid"
    ok $? "Terraform was killed during a creation: the provider has ended, too"
done
is "$(sim_metric CreateInstances)" 1 "no request was sent after that"
is "$(leftovers)" "" "nothing is left behind"

done_testing
