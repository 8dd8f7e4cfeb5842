#!/usr/bin/env bash
# Creates the base of the machines of tests/hosts, once: a Debian 12 in build/hosts/tree, and in build/hosts/packages every package that the roles may
# install, as a folder that apt can install from. Needs root and a Debian mirror; prints nothing when it exists.
#   HOSTS_MIRROR   another mirror than debootstrap's own
set -eu
cd "$(dirname "${BASH_SOURCE[0]}")/.."

image=(systemd systemd-sysv dbus openssh-server python3 python3-apt sudo iproute2 iputils-ping kmod ca-certificates)
# The packages that ansible/ and the launch script of terraform/modules/lightsail/instance install.
packages=(chrony fail2ban htop python3-systemd traceroute ufw unattended-upgrades prometheus-node-exporter wireguard-tools wireguard-go
    prometheus python3-websockets python3 python3-venv python3-setuptools ca-certificates gpg openssl libcurl4)
folder=build/hosts
stamp=$(sha256sum "${BASH_SOURCE[0]}" | cut -d ' ' -f 1)
[ "$(cat "$folder/stamp" 2>/dev/null)" != "$stamp" ] || exit 0

rm -rf "$folder"
mkdir -p "$folder/packages" "$folder/packages.new"
echo "making a Debian tree in $folder (some minutes, once)" >&2
log=$folder/log
fails() { # the log is only shown after a failure
    tail -n 20 "$log" >&2
    exit 1
}
include=$(IFS=, && echo "${image[*]}")
debootstrap --variant=minbase --include="$include" bookworm "$folder/tree" ${HOSTS_MIRROR:+"$HOSTS_MIRROR"} >"$log" 2>&1 || fails

# In its own mount namespace, so that nothing stays mounted in any case. The download does not change the tree itself.
unshare --mount -- bash -eu -c '
    mount -t tmpfs tmpfs "$1/packages.new"
    mkdir "$1/packages.new/upper" "$1/packages.new/work" "$1/packages.new/root"
    mount -t overlay overlay -o "lowerdir=$1/tree,upperdir=$1/packages.new/upper,workdir=$1/packages.new/work" "$1/packages.new/root"
    cp /etc/resolv.conf "$1/packages.new/root/etc/resolv.conf"
    chroot "$1/packages.new/root" apt-get -q update
    chroot "$1/packages.new/root" apt-get -q -y -d --no-install-recommends install "${@:2}"
    cp "$1/packages.new/root/var/cache/apt/archives/"*.deb "$1/packages/"
' - "$folder" "${packages[@]}" >>"$log" 2>&1 || fails
rmdir "$folder/packages.new"
(cd "$folder/packages" && dpkg-scanpackages --multiversion . >Packages 2>>../log) || fails

# Machines share no host key and no machine id; packages come only from the folder.
rm -f "$folder"/tree/etc/ssh/ssh_host_*_key* "$folder/tree/etc/resolv.conf" "$folder/tree/etc/machine-id"
: >"$folder/tree/etc/machine-id"
rm -rf "$folder"/tree/var/cache/apt/archives/*.deb "$folder"/tree/var/lib/apt/lists/*
echo "deb [trusted=yes] file:/srv/packages ./" >"$folder/tree/etc/apt/sources.list"
mkdir "$folder/tree/srv/packages"
echo "$stamp" >"$folder/stamp"
