#!/usr/bin/env bash
# Certificates, versions of TLS and proxies: the simulator over https, a proxy in front of it, and what is said when they do not fit.
. "$(dirname "$0")/../../lib/tf.sh"

tf_setup
command -v openssl >/dev/null && command -v perl >/dev/null || skip_all "no openssl or no perl"
CLI=$BUILD/quants-infra
export AWS_ACCESS_KEY_ID=AKIDEXAMPLE AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY AWS_MAX_ATTEMPTS=1
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null

certificate() { # NAME SUBJECT-ALTERNATIVE…
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=$1" -addext "subjectAltName=$2" \
        -keyout "$TEST_DIR/$1.key" -out "$TEST_DIR/$1.crt" 2>/dev/null
    cat "$TEST_DIR/$1.crt" "$TEST_DIR/$1.key" >"$TEST_DIR/$1.pem"
}
certificate ours "DNS:lightsail.example,IP:127.0.0.1"
certificate other "DNS:elsewhere.example"

PIDS=()
end_all() {
    local pid
    for pid in "${PIDS[@]}"; do
        kill "$pid" 2>/dev/null
        wait "$pid" 2>/dev/null
    done
}
trap end_all EXIT

wait_for() { # FILE: until it is there
    wait_until 10 test -s "$1" || bail "$1 does not come"
}

"$BUILD/lightsail-sim" --port 0 --port-file "$TEST_DIR/port" --end-with-parent --tls "$TEST_DIR/ours.pem" &
PIDS+=($!)
wait_for "$TEST_DIR/port"
port=$(cat "$TEST_DIR/port")
"$ROOT/tests/lib/connect_proxy.pl" "$port" "$TEST_DIR/proxy-port" "$TEST_DIR/proxy-log" &
PIDS+=($!)
wait_for "$TEST_DIR/proxy-port"
proxy=http://127.0.0.1:$(cat "$TEST_DIR/proxy-port")

answers() { # NAME VARIABLE=VALUE…
    env "${@:2}" "$CLI" infra list >"$TEST_DIR/step" 2>&1
    step_ok $? "$1"
}
refuses() { # NAME TEXT VARIABLE=VALUE…
    env "${@:3}" "$CLI" infra list >"$TEST_DIR/step" 2>&1 && fail "$1"
    tf_said "$2" "$1"
}

# ---- certificates ----
here=AWS_ENDPOINT_URL=https://127.0.0.1:$port
ours=AWS_CA_BUNDLE=$TEST_DIR/ours.crt
answers "https with AWS_CA_BUNDLE" "$here" "$ours"
refuses "a certificate that nobody signed" "annot verify the certificate of" "$here"
tf_said "'custom_ca_bundle'" "and what to do"
refuses "a certificate of somebody else" "annot verify the certificate of" "$here" AWS_CA_BUNDLE="$TEST_DIR/other.crt"
refuses "a certificate for another name" "annot verify the certificate of" AWS_ENDPOINT_URL="https://localhost:$port" "$ours"
refuses "a file of certificates that holds none" "annot use the file of trusted certificates" "$here" AWS_CA_BUNDLE=/dev/null
refuses "plain http to a port that speaks https" "http://127.0.0.1" AWS_ENDPOINT_URL="http://127.0.0.1:$port"
tf_config <<END
provider "lightsail" {
  endpoint         = "https://127.0.0.1:$port"
  custom_ca_bundle = "$TEST_DIR/ours.crt"
}
data "lightsail_availability_zones" "here" {}
END
tf_ok plan
sed -i 's/ours.crt/none.crt/' "$TF_DIR/main.tf"
tf_fails plan
tf_said "none.crt': No such file" "a file of certificates that is not there"

# ---- versions of TLS ----
only() { # VERSION OPTION…: a server that speaks nothing else; TLS_PORT is its port
    local said=$TEST_DIR/server-$1
    openssl s_server -accept 127.0.0.1:0 -cert "$TEST_DIR/ours.crt" -key "$TEST_DIR/ours.key" "-$1" "${@:2}" </dev/zero >"$said" 2>&1 &
    PIDS+=($!)
    wait_for "$said"
    wait_until 10 grep -q '^ACCEPT ' "$said" || bail "openssl does not listen"
    TLS_PORT=$(sed -n 's/^ACCEPT .*:\([0-9]*\)$/\1/p' "$said")
}
only tls1_1 -cipher 'ALL:@SECLEVEL=0'
refuses "TLS 1.1 is too old" "TLS 1.2 or later is required" AWS_ENDPOINT_URL="https://127.0.0.1:$TLS_PORT" "$ours"
only tls1_2
refuses "TLS 1.2 is new enough: it is the answer that is wrong" "not an HTTP response" AWS_ENDPOINT_URL="https://127.0.0.1:$TLS_PORT" "$ours"

# ---- proxies ----
there=AWS_ENDPOINT_URL=https://lightsail.example
: >"$TEST_DIR/proxy-log"
answers "HTTPS_PROXY, and the certificate is the service's" "$there" "$ours" HTTPS_PROXY="$proxy"
is "$(cat "$TEST_DIR/proxy-log")" "CONNECT lightsail.example:443 HTTP/1.1" "by a tunnel, so that the proxy sees nothing"
refuses "a certificate is looked at behind a proxy too" "annot verify the certificate of" "$there" HTTPS_PROXY="$proxy"
: >"$TEST_DIR/proxy-log"
answers "this machine is never reached through a proxy" "$here" "$ours" HTTPS_PROXY="$proxy"
is "$(cat "$TEST_DIR/proxy-log")" "" "it was not asked"
refuses "a proxy that refuses" "the proxy refused a tunnel to https://refused.example/ with HTTP status 403" AWS_ENDPOINT_URL=https://refused.example "$ours" HTTPS_PROXY="$proxy"
tf_said "HTTPS_PROXY" "names the variable"
refuses "a proxy that is not there" "cannot connect to" "$there" "$ours" HTTPS_PROXY=http://127.0.0.1:1
: >"$TEST_DIR/proxy-log"
# A label of 70 letters is refused before anybody is asked for it.
long=$(printf 'x%.0s' {1..70}).example
refuses "NO_PROXY" "annot resolve the host name of" AWS_ENDPOINT_URL="https://$long" HTTPS_PROXY="$proxy" NO_PROXY="$long"
is "$(cat "$TEST_DIR/proxy-log")" "" "leaves the proxy out"
# Names that no resolver is asked for, in the forms that other programs take.
while read -r form; do
    refuses "NO_PROXY=$form" "annot resolve the host name of" AWS_ENDPOINT_URL="https://$long" HTTPS_PROXY="$proxy" NO_PROXY="$form"
done <<END
*
example
.example
elsewhere.test,.example
elsewhere.test, example
END
refuses "no_proxy in small letters" "annot resolve the host name of" AWS_ENDPOINT_URL="https://$long" HTTPS_PROXY="$proxy" no_proxy=example
is "$(cat "$TEST_DIR/proxy-log")" "" "each leaves the proxy out"
answers "NO_PROXY for others does not" "$there" "$ours" HTTPS_PROXY="$proxy" NO_PROXY="ample,lightsail.example.test,elsewhere.example"
answers "nor does a machine with a longer name" "$there" "$ours" https_proxy="$proxy" NO_PROXY="a.lightsail.example"
is "$(wc -l <"$TEST_DIR/proxy-log")" 2 "and https_proxy is as good as HTTPS_PROXY"

# ---- certificates of a profile ----
printf '[profile corporate]\nca_bundle = %s\n' "$TEST_DIR/ours.crt" >"$TEST_DIR/config"
answers "ca_bundle of a profile" "$there" HTTPS_PROXY="$proxy" AWS_CONFIG_FILE="$TEST_DIR/config" AWS_PROFILE=corporate
refuses "AWS_CA_BUNDLE comes before it" "annot verify the certificate of" "$there" HTTPS_PROXY="$proxy" AWS_CONFIG_FILE="$TEST_DIR/config" AWS_PROFILE=corporate \
    AWS_CA_BUNDLE="$TEST_DIR/other.crt"
done_testing
