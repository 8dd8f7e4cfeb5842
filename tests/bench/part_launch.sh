# part_launch.sh — (a) from launch to the handshake line, and to the response of GetProviderSchema, with the program's file cached and not. It must
# not know Terraform's later calls.
# shellcheck shell=bash

part_launch() {
    local state what i
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:secp521r1 -nodes -keyout /dev/null -out "$TEST_DIR/client.pem" -days 30 \
        -subj "/O=HashiCorp/CN=localhost" -addext "subjectAltName=DNS:localhost" 2>/dev/null
    for state in warm cold; do
        for what in handshake schema; do
            for ((i = 0; i < RUNS; i++)); do
                note ours "$(launch_"$what" "$state")"
                note reference "$("$BUILD/tests/bench/launch" "$state" 5 "$BUILD/tests/bench/empty")"
            done
            row a "launch to $what, $state" 1 null "an empty static program"
        done
    done
}

launch_handshake() { # warm|cold: with the certificate that Terraform sends
    TF_PLUGIN_MAGIC_COOKIE=d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2 PLUGIN_PROTOCOL_VERSIONS=5,6 \
        PLUGIN_CLIENT_CERT=$(<"$TEST_DIR/client.pem") "$BUILD/tests/bench/launch" "$1" 5 "$PROVIDER"
}

launch_schema() { GRPC_VERBOSITY=NONE "$BUILD/tests/bench/schema" "$1" 5 "$PROVIDER"; }
