# own_network.sh — runs the test that sources it in its own network and mount namespaces, where every port and every host name is free. Knows
# namespaces and certificates; must not know what is tested. Source it first: it starts the test again.
# shellcheck shell=bash

if [ -z "${IN_NAMESPACE:-}" ]; then
    alone=(unshare --net --mount)
    [ "$(id -u)" -eq 0 ] || alone+=(--user --map-root-user)
    "${alone[@]}" true 2>/dev/null || { echo "1..0 # SKIP namespaces cannot be created here: they need root, or the permission for user namespaces" && exit 0; }
    IN_NAMESPACE=1 exec "${alone[@]}" "$0" "$@"
fi
unset IN_NAMESPACE
ip link set lo up || { echo "Bail out! the loopback of the namespace does not come up" && exit 255; }

PIDS=()
end_pids() {
    local pid
    for pid in "${PIDS[@]}"; do
        kill "$pid" 2>/dev/null
        wait "$pid" 2>/dev/null
    done
}

# A private authority: FOLDER/ca.crt.
make_authority() { # FOLDER
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=A private authority" -keyout "$1/ca.key" -out "$1/ca.crt" 2>/dev/null
}

# FOLDER/NAME.pem with certificate and key, signed by the authority of FOLDER.
make_certificate() { # FOLDER NAME
    openssl req -newkey rsa:2048 -nodes -subj "/CN=$2" -keyout "$1/$2.key" -out "$1/$2.csr" 2>/dev/null
    openssl x509 -req -in "$1/$2.csr" -CA "$1/ca.crt" -CAkey "$1/ca.key" -CAcreateserial -days 2 \
        -extfile <(echo "subjectAltName=DNS:$2") -out "$1/$2.crt" 2>/dev/null
    cat "$1/$2.crt" "$1/$2.key" >"$1/$2.pem"
}
