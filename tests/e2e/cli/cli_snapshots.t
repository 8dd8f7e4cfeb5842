#!/usr/bin/env bash
# cli_snapshots.t — quants-infra snapshot: snapshots are taken, listed, copied and deleted.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
PATH=$BUILD:$PATH
cd "$TEST_DIR" || exit 1
sim_start --pending-ms 0 --operation-ms 0
export LIGHTSAIL_READ_LAG_MS=20

cli() {
    OUT=$(quants-infra "$@" 2>"$TEST_DIR/err" </dev/null)
    STATUS=$?
    ERR=$(cat "$TEST_DIR/err")
}
says() { # "STATUS PATTERN" NAME ARGUMENT…
    cli "${@:3}"
    like "$STATUS $(tr -s ' \n' ' ' <<<"$OUT $ERR")" "^$1" "$2" || diag "$OUT" "$ERR"
}
call() { sim_mutate "{\"action\":\"call\",\"operation\":\"$1\",\"input\":$2}"; }
mark() { sim_mutate "{\"action\":\"write_disk\",\"name\":\"$1\",\"mark\":\"$2\"}"; }
mark_of() { sim_state ".regions[\"${3:-ap-northeast-1}\"].$1[\"$2\"].mark" -r; }

call CreateInstances '{"instanceNames":["web"],"bundleId":"micro_3_0","blueprintId":"ubuntu_22_04","availabilityZone":"ap-northeast-1a"}'
call CreateDisk '{"diskName":"data","availabilityZone":"ap-northeast-1a","sizeInGb":8}'
mark web monday
mark data ticks

# ---- create ----
says "0 web-1 taken" "create: an instance" snapshot create web --name web-1
says "0 data-[0-9]{8}-[0-9]{6} taken" "create: a disk, with the time in the name" snapshot create data
dated=${OUT% taken}
says "0 web-system taken" "create --disk: the system disk" snapshot create web --disk --name web-system
is "$(mark_of instance_snapshots web-1) $(mark_of disk_snapshots "$dated") $(mark_of disk_snapshots web-system)" "monday ticks monday" "each contains the data of its source"
says "1 .*error: cannot take a snapshot of 'web': .*web-1" "a name in use" snapshot create web --name web-1
says "1 .*there is no instance and no disk 'wab' in ap-northeast-1" "an unknown source" snapshot create wab
says "2 .*NAME is missing" "no source" snapshot create

# ---- list ----
for date in 2026-11-27 2026-11-28; do
    mark web "$date"
    sim_mutate "{\"action\":\"auto_snapshot\",\"name\":\"web\",\"date\":\"$date\"}"
done
mark web today
cli snapshot list --output csv
is "$(cut -d, -f1-3,5,6 <<<"$OUT" | sed 1d | sort | sed "s/$dated/DATED/")" $'DATED,disk,data,8,completed\nweb-1,instance,web,40,available\nweb-system,disk,web,40,completed' "list: snapshots of both kinds"
cli snapshot list web --output json
is "$(jq -c 'map("\(.kind) \(.from) \(.state)") | sort' <<<"$OUT")" \
    '["automatic 2026-11-27 Success","automatic 2026-11-28 Success","disk web-system completed","instance web-1 available"]' "list NAME: also the automatic ones"
like "$(jq -r '.[0].created' <<<"$OUT")" '^20[0-9-]{8}T[0-9:]{8}Z$' "with the time"
cli snapshot list web --auto --output csv
is "$(sed 1d <<<"$OUT" | cut -d, -f1 | sort | tr '\n' ' ')" "2026-11-27 2026-11-28 " "list NAME --auto: only those"
says "2 .*--auto needs the NAME" "--auto without NAME" snapshot list --auto
says "1 .*cannot list the snapshots of 'wab'" "an unknown source" snapshot list wab

# ---- copy ----
says "0 web-kept copied" "copy --from latest, as a diagnostic of the provider has it" snapshot copy web --from latest --to web-kept
says "0 web-27 copied to eu-west-1" "copy --from DATE --to-region" snapshot copy web --from 2026-11-27 --to web-27 --to-region eu-west-1
says "0 data-far copied to eu-west-1" "copy of a disk snapshot" snapshot copy data --from "$dated" --to data-far --to-region eu-west-1
is "$(mark_of instance_snapshots web-kept) $(mark_of instance_snapshots web-27 eu-west-1) $(mark_of disk_snapshots data-far eu-west-1)" \
    "2026-11-28 2026-11-27 ticks" "the copies have the data of their time"
says "1 .*--from: 'web' has no finished automatic snapshot of 2026-11-01; it has: 2026-11-28, 2026-11-27" "a date without a snapshot" snapshot copy web --from 2026-11-01 --to x1
says "1 .*--from: 'web-1' is a snapshot of 'web'" "a snapshot of something else" snapshot copy data --from web-1 --to x1
says "1 .*there is no snapshot 'none'.*latest, a date" "an unknown snapshot" snapshot copy web --from none --to x1
says "1 .*--to-region.*nowhere" "an unknown region" snapshot copy web --from latest --to x1 --to-region nowhere
for kind in lost reset; do
    sim_fault "{\"operation\":\"CopySnapshot\",\"kind\":\"$kind\",\"when\":\"first\"}"
    says "0 copy-$kind copied" "a copy whose response or request is lost ($kind)" snapshot copy web --from latest --to "copy-$kind"
done

# ---- delete ----
says "2 .*add --yes to delete 'copy-lost'" "delete asks" snapshot delete copy-lost
says "0 copy-lost deleted" "delete --yes" snapshot delete copy-lost --yes
says "1 .*there is no snapshot 'copy-lost'" "an unknown snapshot" snapshot delete copy-lost --yes
call DeleteDisk '{"diskName":"data"}'
says "0 data-far deleted" "a copy, while the region of the source has a snapshot" snapshot delete data-far --yes --region eu-west-1
says "1 .*the disk 'data' no longer exists, and this is its last snapshot.*--force" "the last snapshot of a disk that is gone" snapshot delete "$dated" --yes
says "0 $dated deleted" "--force" snapshot delete "$dated" --yes --force
sim_mutate '{"action":"delete_instance","name":"web"}'
says "0 .*web-system deleted" "the snapshot of a system disk, while another of the kind exists" snapshot delete web-system --yes --force
says "0 web-1 deleted" "a snapshot of an instance that is gone, while there are others" snapshot delete web-1 --yes

done_testing
