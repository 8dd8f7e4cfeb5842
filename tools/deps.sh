#!/usr/bin/env bash
# Installs what is missing of the packages below, sees to a Terraform, and for `test` to the clients of tools/clients.sha256: the oldest and the newest,
# 110 MB to fetch and 300 MB on disk (all six, for `make test-clients`, are three times that). Says nothing when there is nothing to do.
#   tools/deps.sh [build] [test] [check] [dist]     default: all four
#   tools/deps.sh hosts                             what the machines of `make test-hosts` are made with; in no default
#   tools/deps.sh checkov                           a second reader of terraform/ for `make check`, into build/checkov; in no default, for its size
#   tools/deps.sh cross-arm64                       a compiler for arm64 and its libraries, which apt is told to offer; in no default
set -eu
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# The compiler, the libraries (g++ brings the static C++ library that gRPC needs), what `make demo` runs.
build=(gcc g++ make libc6-dev libgrpc-dev libabsl-dev libre2-dev libc-ares-dev zlib1g-dev libssl-dev libcurl4-openssl-dev libexpat1-dev
    protobuf-c-compiler libprotobuf-c-dev libjansson-dev libmsgpack-dev libmicrohttpd-dev
    ca-certificates curl jq unzip)
# What `make test` runs. Tests that want more (clang, aws) skip themselves and say so.
test=(libcmocka-dev groff-base openssh-client openssl perl pkg-config procps python3-botocore python3-pip shellcheck valgrind zip)
# What `make lint`, `make fmt`, `make asan` and the fuzzers run; the AWS command line as a second opinion on the simulator.
check=(clang clang-format clang-tidy libclang-rt-14-dev cppcheck python3 awscli ansible-core ansible-lint)
# What `make dist` and `make deb` run to pack a release, `make test-dist` and `make test-bare` to look into it.
dist=(cmake debootstrap dpkg-dev gnupg iproute2 python3 zip)
# A Debian tree, systemd in namespaces, and what talks to it.
hosts=(debootstrap systemd-container iproute2 openssh-client dpkg-dev jq ansible-core)
# What is linked into a release for another machine. A program built with it runs here in qemu-user-static, if that is installed.
cross=(libc6-dev libgrpc-dev libabsl-dev libre2-dev libc-ares-dev zlib1g-dev libssl-dev libprotobuf-c-dev libjansson-dev libmsgpack-dev libexpat1-dev)

# With a hundred packages that checkov wants, of which Debian has few.
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
    # Prints nothing about, and fails for, packages it never heard of: only the list counts.
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
# Without these the tests of clients and of the model are skipped, with the reason, and the rest runs.
if [ -n "$clients" ]; then
    "$root/tools/fetch-clients.sh" "$clients" || true
    "$root/tools/fetch-model.sh" || true
fi
case " $* " in *" checkov "*)
    if [ "$("$root/build/checkov/bin/checkov" --version 2>/dev/null)" != "$checkov_version" ]; then
        echo "installing checkov $checkov_version into build/checkov" >&2
        python3 -m venv "$root/build/checkov"
        "$root/build/checkov/bin/pip" --disable-pip-version-check install --quiet "checkov==$checkov_version"
    fi
    ;;
esac
