# machines.sh — machines for a test: a Debian with systemd as its first process, in namespaces, on a bridge without an outside connection. Knows the
# kernel's tools; must not know what a test installs. tools/hosts-tree.sh creates their base.
# shellcheck shell=bash

MACHINES_TREE=$ROOT/build/hosts
MACHINES=/run/machines-of-the-test
MACHINES_COUNT=0

# Prints why machines cannot run here; fails when they can.
machines_impossible() {
    local program
    [ "$(id -u)" -eq 0 ] || { echo "only root can create machines" && return; }
    for program in unshare ip systemd-nspawn ssh ssh-keygen ansible-playbook; do
        command -v "$program" >/dev/null || { echo "$program is not installed (tools/deps.sh hosts)" && return; }
    done
    [ -s "$MACHINES_TREE/stamp" ] || { echo "there is no Debian tree in build/hosts (tools/hosts-tree.sh makes it)" && return; }
    unshare --net --mount --pid --fork true 2>/dev/null || { echo "the kernel does not allow namespaces here" && return; }
    grep -qw overlay /proc/filesystems || { echo "the kernel has no overlayfs" && return; }
    [ -c /dev/net/tun ] || { echo "there is no /dev/net/tun" && return; }
    return 1
}

# Runs the calling script again with its own network, mounts and processes, so that nothing leaves the test or outlives it.
machines_enter() {
    [ -z "${MACHINES_INSIDE:-}" ] || return 0
    local status
    MACHINES_INSIDE=$$ unshare --net --mount --pid --fork --kill-child --mount-proc -- bash "$0"
    status=$?
    for root in /sys/fs/cgroup /sys/fs/cgroup/systemd /sys/fs/cgroup/unified; do
        [ ! -d "$root/machines.$$" ] || find "$root/machines.$$" -depth -type d -exec rmdir {} + 2>/dev/null
    done
    exit $status
}

# The bridge with the gateway's addresses (ADDRESS/LENGTH…). /run is a tmpfs of this run: names of networks, disks, sockets.
machines_network() {
    mount -t tmpfs tmpfs /run && mkdir -p "$MACHINES" /run/netns && ip link set lo up &&
        ip link add fleet type bridge && ip link set fleet up || return 1
    local address
    for address in "$@"; do
        ip address add "$address" dev fleet || return 1
    done
}

# The folder with the machine's disk.
machine_root() { echo "$MACHINES/$1/root"; }

# Creates the machine's disk and its network; the test writes its own files to the disk afterwards.
machine_make() { # NAME ADDRESS/LENGTH…
    local name=$1 folder=$MACHINES/$1 address
    MACHINES_COUNT=$((MACHINES_COUNT + 1))
    mkdir -p "$folder/upper" "$folder/work" "$folder/root" &&
        mount -t overlay overlay -o "lowerdir=$MACHINES_TREE/tree,upperdir=$folder/upper,workdir=$folder/work" "$folder/root" || return 1
    printf '127.0.0.1 localhost\n127.0.1.1 %s\n' "$name" >"$folder/root/etc/hosts"
    echo "$name" >"$folder/root/etc/hostname"
    chroot "$folder/root" ssh-keygen -A >/dev/null || return 1
    ip netns add "$name" && ip link add "fleet$MACHINES_COUNT" master fleet type veth peer name eth0 netns "$name" &&
        ip link set "fleet$MACHINES_COUNT" up && ip -n "$name" link set lo up && ip -n "$name" link set eth0 up || return 1
    for address in "${@:2}"; do
        ip -n "$name" address add "$address" dev eth0 || return 1
    done
}

# A user with the key and sudo without a password, and a script that runs at the first start, as in Lightsail's images.
machine_image() { # NAME USER PUBLIC-KEY SCRIPT
    local root
    root=$(machine_root "$1")
    chroot "$root" useradd --create-home --shell /bin/bash "$2" || return 1
    echo "$2 ALL=(ALL) NOPASSWD:ALL" >"$root/etc/sudoers.d/image"
    mkdir -m 0700 "$root/home/$2/.ssh" && echo "$3" >"$root/home/$2/.ssh/authorized_keys" &&
        chroot "$root" chown -R "$2:" "/home/$2/.ssh" || return 1
    mkdir -p "$root/var/lib/image" && printf '%s\n' "$4" >"$root/var/lib/image/first-start"
    cat >"$root/etc/systemd/system/first-start.service" <<'UNIT'
[Unit]
After=network.target ssh.service
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh /var/lib/image/first-start
[Install]
WantedBy=multi-user.target
UNIT
    # The machine shares the computer's clock and cannot set it; chrony runs and only measures it.
    mkdir "$root/etc/systemd/system/chrony.service.d"
    printf '[Unit]\nConditionCapability=\n[Service]\nExecStart=\nExecStart=!/usr/sbin/chronyd -x $DAEMON_OPTS\n' \
        >"$root/etc/systemd/system/chrony.service.d/clock.conf"
    ln -s ../first-start.service "$root/etc/systemd/system/multi-user.target.wants/first-start.service"
}

# Starts it, in its own process group: systemd must be alone in it.
machine_start() { # NAME
    (
        for root in /sys/fs/cgroup /sys/fs/cgroup/systemd /sys/fs/cgroup/unified; do
            [ -e "$root/cgroup.procs" ] || continue
            mkdir -p "$root/machines.$MACHINES_INSIDE/$1" && echo "$BASHPID" >"$root/machines.$MACHINES_INSIDE/$1/cgroup.procs"
        done
        # The machine owns its network namespace, so it may change addresses, tunnels and the firewall.
        SYSTEMD_NSPAWN_API_VFS_WRITABLE=network exec systemd-nspawn --capability=CAP_NET_ADMIN --quiet --boot --keep-unit --register=no --console=pipe --machine="$1" --directory="$(machine_root "$1")" \
            --network-namespace-path="/run/netns/$1" --resolv-conf=off --bind-ro="$MACHINES_TREE/packages:/srv/packages" \
            </dev/null >"$MACHINES/$1/console" 2>&1
    ) &
    echo $! >"$MACHINES/$1/pid"
}
