#!/usr/bin/env bash
# Installs the missing packages of the lists below, a Terraform, and for `test` the clients of tools/clients.sha256: the oldest and the newest, 110 MB
# to download and 300 MB on disk (all six, for `make test-clients`, are three times that). Prints nothing when everything is installed.
#   tools/deps.sh [build] [test] [check] [dist]     default: all four
#   tools/deps.sh hosts                             for the machines of `make test-hosts`; not in the default
#   tools/deps.sh checkov                           another check of terraform/ for `make check`, into build/checkov; not in the default because of its size
#   tools/deps.sh cross-arm64                       a compiler for arm64 and its libraries, an architecture that apt must have; not in the default
set -eu
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# The compiler, the libraries (g++ provides the static C++ library that gRPC needs), the programs of `make demo`.
build=(gcc g++ make libc6-dev libgrpc-dev libabsl-dev libre2-dev libc-ares-dev zlib1g-dev libssl-dev libcurl4-openssl-dev libexpat1-dev
    protobuf-c-compiler libprotobuf-c-dev libjansson-dev libmsgpack-dev libmicrohttpd-dev libyaml-dev
    ca-certificates curl jq unzip)
# The programs of `make test`. Tests that need more (clang, aws) are skipped with the reason.
test=(libcmocka-dev groff-base openssh-client openssl perl pkg-config procps python3-botocore python3-pip shellcheck skopeo valgrind zip)
# The programs of `make lint`, `make fmt`, `make asan` and the fuzzers; the AWS command line to check the simulator.
check=(clang clang-format clang-tidy libclang-rt-14-dev cppcheck python3 awscli ansible-core ansible-lint)
# The programs of `make dist` and `make deb`, which pack a release, and of `make test-dist` and `make test-bare`, which check it.
dist=(cmake debootstrap dpkg-dev gnupg iproute2 python3 zip)
# A Debian tree, systemd in namespaces, and the clients that connect to it.
hosts=(debootstrap systemd-container iproute2 openssh-client dpkg-dev jq ansible-core)
# The libraries of a release for another machine. A program built with them runs here in qemu-user-static, if that is installed.
cross=(libc6-dev libgrpc-dev libabsl-dev libre2-dev libc-ares-dev zlib1g-dev libssl-dev libprotobuf-c-dev libjansson-dev libmsgpack-dev libexpat1-dev libyaml-dev)

# checkov needs a hundred packages, of which Debian has few.
checkov=(python3 python3-venv)
checkov_version=3.3.30

wanted=() other='' clients=''
for group in "${@:-all}"; do
    case $group in
        build) wanted+=("${build[@]}") ;;
        test) wanted+=("${test[@]}") clients=ends ;;
        check) wanted+=("${check[@]}") ;;
        dist) wanted+=("${dist[@]}") ;;
        hosts) wanted+=("${hosts[@]}") ;;
        checkov) wanted+=("${checkov[@]}") ;;
        cross-*) other=${group#cross-} && wanted+=("crossbuild-essential-$other" "${cross[@]/%/:$other}") ;;
        all) wanted+=("${build[@]}" "${test[@]}" "${check[@]}" "${dist[@]}") clients=ends ;;
        *) echo "deps.sh knows build, test, check, dist, hosts, checkov and cross-arm64, not '$group'" >&2 && exit 2 ;;
    esac
done

install_missing() {
    local have missing=() package as_root=()
    # For unknown packages it prints nothing and fails: only its list is used.
    have=$(dpkg-query --show --showformat='${Package} ${db:Status-Status}\n${Package}:${Architecture} ${db:Status-Status}\n' "${wanted[@]}" 2>/dev/null || true)
    for package in "${wanted[@]}"; do
        [[ $'\n'$have$'\n' == *$'\n'"$package installed"$'\n'* ]] || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null; then
            echo "packages are missing, and only root can install them: apt-get install ${missing[*]}" >&2
            exit 1
        fi
        as_root=(sudo)
    fi
    echo "installing ${missing[*]}" >&2
    [ -z "$other" ] || "${as_root[@]}" dpkg --add-architecture "$other"
    "${as_root[@]}" apt-get update -qq
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${missing[@]}" >&2
}

if command -v dpkg-query >/dev/null; then
    install_missing
else
    echo "no dpkg here; these Debian packages, or what they are called elsewhere, must be there: ${wanted[*]}" >&2
fi
"$root/tools/terraform-path.sh" >/dev/null 2>&1 || "$root/tools/fetch-terraform.sh"
# docker-registry is unpacked, not installed, because the package would start a service, now and with each start of the machine.
fetch_registry() {
    local folder=$root/build/registry work
    [ ! -x "$folder/usr/bin/docker-registry" ] && ! command -v docker-registry >/dev/null && command -v apt-get >/dev/null || return 0
    echo "unpacking docker-registry into build/registry" >&2
    work=$(mktemp -d)
    (cd "$work" && chmod 755 . && apt-get download -qq docker-registry >/dev/null && dpkg-deb -x docker-registry_*.deb "$folder") ||
        echo "docker-registry cannot be downloaded: the tests that push an image are skipped" >&2
    rm -rf "$work"
}

# Without these the tests of clients and of the model are skipped, with the reason; the others run.
if [ -n "$clients" ]; then
    "$root/tools/fetch-clients.sh" "$clients" || true
    "$root/tools/fetch-model.sh" || true
    fetch_registry
fi
case " $* " in *" checkov "*)
    if [ "$("$root/build/checkov/bin/checkov" --version 2>/dev/null)" != "$checkov_version" ]; then
        echo "installing checkov $checkov_version into build/checkov" >&2
        python3 -m venv "$root/build/checkov"
        "$root/build/checkov/bin/pip" --disable-pip-version-check install --quiet "checkov==$checkov_version"
    fi
    ;;
esac
