# registry.sh — a registry for container images, Debian's docker-registry, with TLS and a password, and images made on the spot.
# shellcheck shell=bash

# Prints the path of the program; fails without one.
registry_program() {
    command -v docker-registry 2>/dev/null || { [ -x "$BUILD/registry/usr/bin/docker-registry" ] && echo "$BUILD/registry/usr/bin/docker-registry"; }
}

# registry_start USER PASSWORD: sets REGISTRY (HOST:PORT), REGISTRY_PID, REGISTRY_FILES (its storage) and SSL_CERT_FILE, which skopeo reads.
registry_start() {
    local folder=$TEST_DIR/registry program hash
    program=$(registry_program) || return 1
    mkdir -p "$folder/files"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "/CN=127.0.0.1" -addext "subjectAltName=IP:127.0.0.1" \
        -keyout "$folder/key" -out "$folder/crt" 2>/dev/null || return 1
    # shellcheck disable=SC2016 # Perl's
    hash=$(perl -e 'print crypt($ARGV[0], q($2b$05$abcdefghijklmnopqrstuu))' "$2") && [[ $hash == '$2b$'* ]] || return 1
    echo "$1:$hash" >"$folder/htpasswd"
    cat >"$folder/config.yml" <<YAML
version: 0.1
log: {level: info}
storage: {filesystem: {rootdirectory: $folder/files}}
auth: {htpasswd: {realm: test, path: $folder/htpasswd}}
http: {addr: "127.0.0.1:0", tls: {certificate: $folder/crt, key: $folder/key}}
YAML
    : >"$folder/log"
    "$program" serve "$folder/config.yml" >"$folder/log" 2>&1 &
    # shellcheck disable=SC2034 # read by those who source this file
    REGISTRY_PID=$! REGISTRY_FILES=$folder/files
    export SSL_CERT_FILE=$folder/crt
    wait_until 20 grep -q 'listening on' "$folder/log" || return 1
    REGISTRY=$(sed -n 's/.*listening on \(127[0-9.:]*\),.*/\1/p' "$folder/log" | head -n 1)
    [ -n "$REGISTRY" ]
}

registry_stop() {
    [ -z "${REGISTRY_PID:-}" ] || kill -CONT "$REGISTRY_PID" 2>/dev/null
    [ -z "${REGISTRY_PID:-}" ] || kill "$REGISTRY_PID" 2>/dev/null
    REGISTRY_PID=
}

# oci_image FOLDER MEGABYTES [ARCHITECTURE]: writes an OCI folder with one layer, and prints the digest of its manifest.
oci_image() {
    python3 - "$@" <<'PYTHON'
import gzip, hashlib, io, json, os, sys, tarfile
folder, megabytes, architecture = sys.argv[1], int(sys.argv[2]), (sys.argv[3:] + ["amd64"])[0]
os.makedirs(folder + "/blobs/sha256")

def blob(data, kind):
    digest = hashlib.sha256(data).hexdigest()
    with open(f"{folder}/blobs/sha256/{digest}", "wb") as file:
        file.write(data)
    return {"mediaType": f"application/vnd.oci.image.{kind}", "digest": "sha256:" + digest, "size": len(data)}

tar = io.BytesIO()
with tarfile.open(fileobj=tar, mode="w") as layer:
    content = os.urandom(megabytes << 20) or b"hello"
    member = tarfile.TarInfo("hello")
    member.size = len(content)
    layer.addfile(member, io.BytesIO(content))
packed = blob(gzip.compress(tar.getvalue(), 0 if megabytes else 9), "layer.v1.tar+gzip")
config = {"architecture": architecture, "os": "linux", "config": {}}
config["rootfs"] = {"type": "layers", "diff_ids": ["sha256:" + hashlib.sha256(tar.getvalue()).hexdigest()]}
manifest = {"schemaVersion": 2, "config": blob(json.dumps(config).encode(), "config.v1+json"), "layers": [packed]}
manifest = blob(json.dumps(manifest).encode(), "manifest.v1+json")
for name, value in (("oci-layout", {"imageLayoutVersion": "1.0.0"}), ("index.json", {"schemaVersion": 2, "manifests": [manifest]})):
    with open(f"{folder}/{name}", "w") as file:
        json.dump(value, file)
print(manifest["digest"])
PYTHON
}
