#!/bin/sh
# data-disk.sh: mounts the data disk of an instance, and formats it first only when it is empty. POSIX sh, Debian and Ubuntu.
#   install FOLDER           starts `mount FOLDER` now and at each boot, as the service data-disk
#   mount FOLDER [SECONDS]   waits for the disk (30 minutes), since Lightsail attaches it after the first boot
#   is-empty DEVICE          status 0: nothing is on the device
set -eu
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
say() { echo "data-disk: $*"; }
fail() {
    say "$*" >&2
    exit 1
}

# Empty: no file system, partition table or RAID is recognized, and the first 4 MiB are zeros. A disk that cannot be read is not empty.
is_empty() {
    found=0
    blkid -p "$1" >/dev/null 2>&1 || found=$?
    [ "$found" -eq 2 ] && cmp -s -n 4194304 "$1" /dev/zero
}

# The disks on which nothing is mounted. The system disk is never one of them.
unused_disks() {
    lsblk -dnpro NAME,TYPE | while read -r name type; do
        case $type$name in disk/dev/zram* | disk/dev/fd*) continue ;; disk*) ;; *) continue ;; esac
        lsblk -nro MOUNTPOINT "$name" | grep -q . || echo "$name"
    done
}

# The disk is /dev/xvdf for Lightsail. The instance may show it as /dev/nvme1n1: then it is the only unused disk.
data_disk() {
    disks=$(unused_disks)
    if echo "$disks" | grep -qx /dev/xvdf; then
        echo /dev/xvdf
    elif [ "$(echo "$disks" | wc -l)" -eq 1 ]; then
        echo "$disks"
    else
        fail "more than one disk is unused, mount one of them at $folder"
    fi
}

wait_for_disk() { # SECONDS
    waited=0
    while device=$(data_disk) || exit 1 && [ -z "$device" ]; do
        [ "$waited" -lt "$1" ] || fail "no disk within $1 seconds"
        waited=$((waited + 5))
        sleep 5
    done
}

add_to_fstab() {
    uuid=$(blkid -p -o value -s UUID "$device") || uuid=
    kind=$(blkid -p -o value -s TYPE "$device") || kind=
    case $uuid/$kind in /* | */) fail "$device is not empty and has no file system; it is not changed" ;; esac
    sed "\\|^[^#[:space:]]*[[:space:]]*${folder}[[:space:]]|d" /etc/fstab >/etc/fstab.data-disk
    echo "UUID=$uuid $folder $kind defaults,nofail 0 2" >>/etc/fstab.data-disk
    chmod 0644 /etc/fstab.data-disk
    mv /etc/fstab.data-disk /etc/fstab
    systemctl daemon-reload
}

mount_disk() { # SECONDS
    wait_for_disk "$1"
    mkdir -p "$folder"
    [ -z "$(ls -A "$folder")" ] || fail "$folder has files; move them away, then run: systemctl restart data-disk"
    if is_empty "$device"; then
        say "$device is empty and gets a file system"
        mkfs.ext4 -q -m 0 -L data "$device"
    fi
    add_to_fstab
    mountpoint -q "$folder" || mount "$folder"
    say "$device is mounted at $folder"
}

# A disk that Lightsail has made larger: the file system grows, too.
grow() {
    case $(findmnt -no FSTYPE "$folder") in
        ext[234]) resize2fs "$(findmnt -no SOURCE "$folder")" ;;
    esac
}

install() {
    ! systemd-detect-virt --container --quiet || fail "a container has no disks of its own"
    cmp -s "$0" /usr/local/sbin/data-disk || cp "$0" /usr/local/sbin/data-disk
    chmod 0755 /usr/local/sbin/data-disk
    cat >/etc/systemd/system/data-disk.service <<UNIT
[Unit]
Description=Mounts the data disk at $folder
After=$(systemd-escape --path --suffix=mount "$folder")
[Service]
ExecStart=/usr/local/sbin/data-disk mount $folder
RemainAfterExit=yes
[Install]
WantedBy=multi-user.target
UNIT
    systemctl daemon-reload
    systemctl enable data-disk
    systemctl --no-block restart data-disk
}

folder=${2:?}
case $1 in
    is-empty) is_empty "$2" ;;
    mount)
        mountpoint -q "$folder" || mount_disk "${3:-1800}"
        grow
        ;;
    install) install ;;
    *) fail "unknown command $1" ;;
esac
