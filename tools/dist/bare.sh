#!/usr/bin/env bash
# Runs the README's commands on a bare Debian 12 that has only git, make and Terraform, in a root folder under build/: as root, with a network.
#   tools/dist/bare.sh [demo] [test]   default: both; build/bare.log has the output
set -eu -o pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
[ $# -gt 0 ] || set -- demo test
[ "$(id -u)" -eq 0 ] || { echo "only root can make a root folder with its own packages" >&2 && exit 1; }
base=$("$root/tools/dist/bookworm.sh")
terraform=$(realpath "$("$root/tools/terraform-path.sh")")
here=$root/build/bare
log=$root/build/bare.log

# In its own mount namespace, which ends with the script.
if [ -z "${IN_MOUNTS:-}" ]; then
    IN_MOUNTS=1 exec unshare --mount "${BASH_SOURCE[0]}" "$@"
fi
rm -rf "$here"
cp -a "$base" "$here"
mount -t proc proc "$here/proc"
mount --rbind /dev "$here/dev"
cp -L /etc/resolv.conf "$here/etc/resolv.conf"
cp "$terraform" "$here/usr/local/bin/terraform"
git clone --quiet --no-hardlinks "$root" "$here/root/terraform-provider-lightsail"

inside() {
    env -i HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive LANG=C.UTF-8 \
        "$(command -v chroot)" "$here" "$@" </dev/null
}
: >"$log"
inside sh -c 'apt-get update -qq && apt-get install -qq -y --no-install-recommends git make' >>"$log" 2>&1
for command in "$@"; do
    printf '$ make %s\n' "$command" | tee -a "$log"
    status=0
    inside make -C /root/terraform-provider-lightsail "$command" >>"$log" 2>&1 || status=$?
    printf '# exit %d\n' "$status" | tee -a "$log"
    [ "$status" -eq 0 ] || { tail -n 30 "$log" >&2 && exit 1; }
done
