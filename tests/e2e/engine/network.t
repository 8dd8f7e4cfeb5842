#!/usr/bin/env bash
# Certificates, versions of TLS and proxies: the simulator over https, also behind a proxy, and the errors when they do not match.
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

wait_for() { # FILE: waits until it exists
    wait_until 10 test -s "$1" || bail "$1 was not written"
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
refuses "a certificate without a trusted issuer" "annot verify the certificate of" "$here"
tf_said "'custom_ca_bundle'" "the error has the fix"
refuses "a certificate of another issuer" "annot verify the certificate of" "$here" AWS_CA_BUNDLE="$TEST_DIR/other.crt"
refuses "a certificate for another name" "annot verify the certificate of" AWS_ENDPOINT_URL="https://localhost:$port" "$ours"
refuses "a CA file without certificates" "annot use the file of trusted certificates" "$here" AWS_CA_BUNDLE=/dev/null
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
tf_said "none.crt': No such file" "a CA file that does not exist"

# ---- versions of TLS ----
only() { # VERSION OPTION…: a server with only this version; TLS_PORT is its port
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
refuses "TLS 1.2 is accepted: only the response is wrong" "not an HTTP response" AWS_ENDPOINT_URL="https://127.0.0.1:$TLS_PORT" "$ours"

# ---- proxies ----
there=AWS_ENDPOINT_URL=https://lightsail.example
: >"$TEST_DIR/proxy-log"
answers "HTTPS_PROXY, and the certificate is the service's" "$there" "$ours" HTTPS_PROXY="$proxy"
is "$(cat "$TEST_DIR/proxy-log")" "CONNECT lightsail.example:443 HTTP/1.1" "through a tunnel, so that the proxy sees no content"
refuses "a certificate is verified behind a proxy, too" "annot verify the certificate of" "$there" HTTPS_PROXY="$proxy"
: >"$TEST_DIR/proxy-log"
answers "a loopback endpoint is never reached through a proxy" "$here" "$ours" HTTPS_PROXY="$proxy"
is "$(cat "$TEST_DIR/proxy-log")" "" "the proxy got no request"
refuses "a proxy that refuses" "the proxy refused a tunnel to https://refused.example/ with HTTP status 403" AWS_ENDPOINT_URL=https://refused.example "$ours" HTTPS_PROXY="$proxy"
tf_said "HTTPS_PROXY" "the error names the variable"
refuses "a proxy that is not running" "cannot connect to" "$there" "$ours" HTTPS_PROXY=http://127.0.0.1:1
: >"$TEST_DIR/proxy-log"
# A label of 70 letters is refused before a resolver gets it.
long=$(printf 'x%.0s' {1..70}).example
refuses "NO_PROXY" "annot resolve the host name of" AWS_ENDPOINT_URL="https://$long" HTTPS_PROXY="$proxy" NO_PROXY="$long"
is "$(cat "$TEST_DIR/proxy-log")" "" "does not use the proxy"
# Names that no resolver gets, in the forms that other programs accept.
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
is "$(cat "$TEST_DIR/proxy-log")" "" "each excludes the proxy"
answers "NO_PROXY with other names does not" "$there" "$ours" HTTPS_PROXY="$proxy" NO_PROXY="ample,lightsail.example.test,elsewhere.example"
answers "nor for a longer host name" "$there" "$ours" https_proxy="$proxy" NO_PROXY="a.lightsail.example"
is "$(wc -l <"$TEST_DIR/proxy-log")" 2 "https_proxy has the same effect as HTTPS_PROXY"

# ---- certificates of a profile ----
printf '[profile corporate]\nca_bundle = %s\n' "$TEST_DIR/ours.crt" >"$TEST_DIR/config"
answers "ca_bundle of a profile" "$there" HTTPS_PROXY="$proxy" AWS_CONFIG_FILE="$TEST_DIR/config" AWS_PROFILE=corporate
refuses "AWS_CA_BUNDLE takes precedence" "annot verify the certificate of" "$there" HTTPS_PROXY="$proxy" AWS_CONFIG_FILE="$TEST_DIR/config" AWS_PROFILE=corporate \
    AWS_CA_BUNDLE="$TEST_DIR/other.crt"
done_testing
