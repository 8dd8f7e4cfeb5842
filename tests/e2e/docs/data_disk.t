#!/usr/bin/env bash
# The script of the module instance that mounts a data disk: what counts as empty, and what it does to disks, which are files here. The programs that
# need a real disk only record their calls.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
SCRIPT=$ROOT/terraform/modules/lightsail/instance/files/data-disk.sh
PATH=$PATH:/usr/sbin:/sbin
disk=$TEST_DIR/disk
blank() { rm -f "$disk" && truncate -s "${1:-16M}" "$disk"; }

# ---- what is empty ----
not_empty() { # NAME
    ! sh "$SCRIPT" is-empty "$disk"
    ok $? "not empty: $1"
}
blank
runs "empty: a new disk" sh "$SCRIPT" is-empty "$disk"
mkfs.ext4 -q "$disk"
not_empty "a file system"
blank && printf '\125\252' | dd of="$disk" bs=1 seek=510 conv=notrunc status=none
not_empty "a boot sector"
blank && printf 'LUKS\272\276\000\002' | dd of="$disk" bs=1 conv=notrunc status=none
not_empty "encrypted data"
blank && printf x | dd of="$disk" bs=1 seek=4000000 conv=notrunc status=none
not_empty "data without a file system"
blank && printf '_BHRfS_M' | dd of="$disk" bs=1 seek=65600 conv=notrunc status=none
not_empty "a damaged file system"
blank 1M
not_empty "a disk that cannot be read to the end"
rm "$disk"
not_empty "a disk that is gone"

# ---- a machine: its own /etc, and programs that record their calls ----
if ! unshare --user --map-root-user --mount true 2>/dev/null; then
    skip 1 "no user namespaces here"
    done_testing
    exit
fi
machine=$TEST_DIR/machine folder=$TEST_DIR/machine/data
mkdir -p "$machine/bin"
program() { # NAME: its lines are on standard input
    { printf '#!/bin/sh\necho "${0##*/} $*" >>"%s/calls"\ncd "%s"\n' "$machine" "$machine" && cat; } >"$machine/bin/$1"
    chmod +x "$machine/bin/$1"
}
# The disks are the lines of the file `disks`, with those that are attached after the first poll in `late`.
program lsblk <<<'sed -i "/^lsblk/d" calls; case $1 in -nro) if grep -qx "$3" system; then echo /; fi ;; *) sed "s/$/ disk/" disks ;; esac'
program sleep <<<'[ ! -e late ] || mv late disks'
program mountpoint <<<'sed -i "/^mountpoint/d" calls; test -e mounted'
program mount <<<'touch mounted'
program findmnt <<<'sed -i "/^findmnt/d" calls; case $2 in FSTYPE) echo ext4 ;; *) cat disks ;; esac'
program systemd-detect-virt <<<'sed -i "/^systemd-detect/d" calls; test -e container'
program systemd-escape <<<'sed -i "/^systemd-escape/d" calls; echo data.mount'
for name in resize2fs systemctl; do
    program $name <<<true
done
new_machine() { # another instance, with the same disk
    rm -rf "${machine:?}"/{etc,calls,mounted,late,disks,container,data}
    mkdir -p "$machine/etc/systemd/system"
    echo "LABEL=root / ext4 defaults 0 1" >"$machine/etc/fstab"
    echo /dev/xvda | tee "$machine/system" >"$machine/disks"
    : >"$machine/calls"
}
script() { # COMMAND ARGUMENT…
    # shellcheck disable=SC2016 # the inner shell's
    unshare --user --map-root-user --mount sh -c 'mount --bind "$1/etc" /etc && mount --bind "$1/bin" /usr/local/sbin && shift && exec sh "$@"' \
        sh "$machine" "$SCRIPT" "$@" >"$TEST_DIR/step" 2>&1
}
calls() { tr '\n' ';' <"$machine/calls"; }

blank
new_machine
printf '/dev/xvda\n%s\n' "$disk" >"$machine/late"
script mount "$folder"
step_ok $? "an empty disk that is attached later"
uuid=$(blkid -p -o value -s UUID "$disk")
isnt "$uuid" "" "it has got a file system"
is "$(tail -n 1 "$machine/etc/fstab")" "UUID=$uuid $folder ext4 defaults,nofail 0 2" "it is mounted by its UUID, and a boot without it succeeds"
is "$(head -n 1 "$machine/etc/fstab")" "LABEL=root / ext4 defaults 0 1" "the other lines of fstab stay"
like "$(calls)" "^sleep 5;systemctl daemon-reload;mount $folder;resize2fs " "it is mounted, and the file system has the size of the disk"

content=$(sha256sum <"$disk")
new_machine
echo "$disk" >"$machine/disks"
echo "UUID=other $folder ext4 defaults 0 2" >>"$machine/etc/fstab"
script mount "$folder"
step_ok $? "a rebuilt machine"
is "$(sha256sum <"$disk")" "$content" "it finds its data: nothing is written to the disk"
is "$(grep -c . "$machine/etc/fstab") $(grep -c "UUID=$uuid $folder" "$machine/etc/fstab")" "2 1" "an older line of fstab for the folder is replaced"
: >"$machine/calls"
script mount "$folder"
like "$? $(calls)" "^0 resize2fs [^;]*;\$" "at the next boot it only grows the file system"

refuses() { # NAME TEXT: fails, and changes no disk
    local before
    before=$(cat "$disk" | sha256sum)
    ! script mount "$folder" 10
    step_ok $? "$1" && contains "$(step_text)" "$2" "$1: the message"
    is "$(cat "$disk" | sha256sum) $(grep -c '^mount ' "$machine/calls")" "$before 0" "$1: nothing is changed"
}
new_machine
refuses "no disk" "no disk within 10 seconds"
is "$(grep -c sleep "$machine/calls")" 2 "it waits only as long as it may"
new_machine
printf '%s\n' "$disk" /dev/nvme2n1 >"$machine/disks"
refuses "two unused disks" "more than one disk is unused"
new_machine
printf '%s\n' "$disk" /dev/xvdf >"$machine/disks"
refuses "two disks, one with the name that Lightsail gave it" "/dev/xvdf is not empty"
new_machine
echo "$disk" >"$machine/disks"
mkdir "$folder" && touch "$folder/ticks.jsonl"
refuses "files in the folder" "$folder has files"
new_machine
echo "$disk" >"$machine/disks"
blank && printf x | dd of="$disk" bs=1 seek=4000000 conv=notrunc status=none
refuses "unknown data" "$disk is not empty and has no file system"

new_machine
script install "$folder"
step_ok $? "the installation"
like "$(cat "$machine/etc/systemd/system/data-disk.service")" "After=data.mount.*ExecStart=/usr/local/sbin/data-disk mount $folder.*WantedBy=multi-user.target" \
    "the service mounts the disk at each boot"
is "$(calls)" "systemctl daemon-reload;systemctl enable data-disk;systemctl --no-block restart data-disk;" "it starts now, and the launch script does not wait"
is_file "$machine/bin/data-disk" "$SCRIPT" "the script is a program of the machine"
new_machine
touch "$machine/container"
! script install "$folder"
ok $? "in a container it does nothing" && is "$(calls)" "" "no service is installed there"
done_testing
