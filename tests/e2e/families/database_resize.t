#!/usr/bin/env bash
# Another bundle of a database with the data kept (bundle_change = "keep_data"), with the real Terraform: what the plan says and refuses, what is set
# again, dependants in the same apply, passwords, failures and their resumption. Kills and faults of each request are in tests/conformance.
. "$(dirname "$0")/../../lib/tf.sh"

tf_setup
sim_start --pending-ms 0 --operation-ms 10
tf_shared_provider

config() { local IFS=$'\n' && tf_config_quick "$*"; }
database() { # BUNDLE ARGUMENT…
    printf 'resource "lightsail_database" "trades" {\n  relational_database_name = "trades"\n  bundle_id = "%s"\n' "$1"
    printf '  master_database_name = "trades"\n  master_username = "keeper"\n  bundle_change = "keep_data"\n  skip_final_snapshot = true\n'
    printf '%s\n' "${@:2}" '}'
}
mysql='blueprint_id = "mysql_8_0"'
settings="$mysql"'
  preferred_backup_window      = "16:00-16:30"
  preferred_maintenance_window = "Tue:17:00-Tue:17:30"
  backup_retention_enabled     = false
  publicly_accessible          = true
  ca_certificate_identifier    = "rds-ca-ecc384-g1"
  availability_zone            = "ap-northeast-1c"
  deletion_protection          = true
  tags                         = { Role = "trades" }'
dependants='
resource "lightsail_database_parameters" "trades" {
  database_name = lightsail_database.trades.relational_database_name
  reboot        = "if_needed"
  parameters    = { wait_timeout = "60", performance_schema = "1" }
}
resource "lightsail_database_snapshot" "trades" {
  name          = "trades-one"
  database_name = lightsail_database.trades.relational_database_name
  force_destroy = true
}'
region='.regions["ap-northeast-1"]'
of() { sim_state "$region.databases.trades | $1"; }
bundle() { of '.relationalDatabaseBundleId // "none"'; }
arn() { of '.arn // ""'; }
portrait() {
    of '[.mark, .state, .preferredBackupWindow, .preferredMaintenanceWindow, .backupRetentionEnabled, .publiclyAccessible, .caCertificateIdentifier,
        .location.availabilityZone, .engineVersion, .parameterApplyStatus, (.tags | map(select(.key != "quants-infra:replaces")))] | tojson'
}
password() { world_call GetRelationalDatabaseMasterUserPassword '{"relationalDatabaseName":"trades"}' | jq -r .masterUserPassword; }
parameter() {
    world_call GetRelationalDatabaseParameters '{"relationalDatabaseName":"trades"}' |
        jq -r --arg name "$1" '.parameters[] | select(.parameterName == $name) | .parameterValue // "none"'
}
snapshots() { sim_state "[$region.database_snapshots[].name] | sort | join(\" \")"; }
journal() { sim_state "[$region.databases[], $region.database_snapshots[] | .tags[]?.key | select(startswith(\"quants-infra:resize\"))] | length"; }
drop_snapshots() {
    local name
    for name in $(snapshots); do
        [[ $name == trades-one ]] || world_call DeleteRelationalDatabaseSnapshot "{\"relationalDatabaseSnapshotName\":\"$name\"}" >/dev/null
    done
}

config "$(database micro_2_0 "$settings" 'master_password = "first-password"')" "$dependants"
tf_ok apply
sim_mutate '{"action":"write_database","name":"trades","mark":"orders"}'
before=$(portrait) first=$(arn) address=$(of .masterEndpoint.address)
like "$before" '"orders","available".*rds-ca-ecc384-g1.*1c' "a database with data"

# ---- a larger bundle ----
config "$(database small_2_0 "$settings" 'master_password = "first-password"')" "$dependants"
tf_ok plan
tf_said "Database is DELETED and created again from a snapshot, its address changes" "the plan says it loudly"
tf_said "NOT AVAILABLE: 'trades' with its address $address" "which database, and its address"
tf_said "usually 30 to 60 minutes" "for how long"
tf_said "LOST: its automatic backups" "and what is lost"
tf_said "0 to add" "nothing is created"
tf_said "0 to destroy" "and nothing is destroyed: deletion_protection allows it"
sim_metrics_reset
tf_ok apply
is "$(bundle) $(portrait)" "small_2_0 $before" "one apply: the new bundle, and everything else as before"
isnt "$(arn)" "$first" "it is another database"
is "$(password) $(parameter wait_timeout) $(parameter performance_schema)" "first-password 60 1" "with its password and its parameters"
like "$(snapshots)" '^trades-one trades-resize-[0-9-]+$' "the last snapshot is kept"
is "$(journal)" 0 "without tags of the change"
is "$(sim_metric StopRelationalDatabase CreateRelationalDatabaseSnapshot DeleteRelationalDatabase CreateRelationalDatabaseFromSnapshot UpdateRelationalDatabase UpdateRelationalDatabaseParameters RebootRelationalDatabase)" \
    "1 1 1 1 1 1 1" "each request once"
tf_plan_is_empty "the second plan is empty"
is "$(of '[.tags[].key] | join(" ")')" Role "the tag that names the replaced database is gone, because the state has the new ARN"

# ---- high availability, stopped, a write-only password, another snapshot decision ----
drop_snapshots
wo='master_password_wo = "second-password"
  master_password_wo_version = 1
  state = "stopped"
  keep_resize_snapshot = false'
high="${settings/availability_zone            = \"ap-northeast-1c\"/}"
config "$(database small_ha_2_0 "$high" "$wo")" "$dependants"
tf_ok apply
is "$(bundle) $(of '"\(.state) \(.mark) \(.secondaryAvailabilityZone != null)"') $(password)" "small_ha_2_0 stopped orders true second-password" "standard becomes high availability"
is "$(snapshots) $(journal)" "trades-one 0" "with keep_resize_snapshot = false no snapshot is left"
tf_plan_is_empty "the plan is empty"
config "$(database medium_2_0 "$high" "$wo")" "$dependants"
tf_ok apply
is "$(bundle) $(of '"\(.state) \(.mark)"') $(password)" "medium_2_0 stopped orders second-password" "and standard again, of a stopped database"
tf_plan_is_empty "the plan is empty"

# ---- a password that Lightsail keeps; what waits for the maintenance window; an upgrade ----
kept='keep_resize_snapshot = false'
config "$(database medium_2_0 "$high" "$kept" 'apply_immediately = false')" "$dependants"
tf_ok apply
world_call UpdateRelationalDatabase '{"relationalDatabaseName":"trades","rotateMasterUserPassword":true,"applyImmediately":true}' >/dev/null
made=$(password)
isnt "$made" second-password "Lightsail has made a password"
config "$(database large_2_0 "${high/mysql_8_0/mysql_8_4}" "$kept" 'apply_immediately = true' 'keep_upgrade_snapshot = false')" "$dependants"
tf_ok plan
tf_said "Then it is upgraded to mysql_8_4" "another blueprint in the same apply follows"
tf_ok apply
is "$(bundle) $(password) $(of '"\(.relationalDatabaseBlueprintId) \(.mark)"') $(snapshots)" "large_2_0 $made mysql_8_4 orders trades-one" "the password is kept, and the database is upgraded"
grep -rlF -e "$made" "$TF_DIR" >"$TEST_DIR/found"
is "$(cat "$TEST_DIR/found")" "" "the password is in no file"
tf_plan_is_empty "the plan is empty"
high="${high/mysql_8_0/mysql_8_4}" before=$(portrait)

# ---- what a plan refuses ----
refuses() { # BUNDLE TEXT NAME ARGUMENT…
    config "$(database "$1" "$high" "$kept" "${@:4}")" "$dependants"
    tf_fails plan
    tf_said "$2" "$3"
}
refuses large_9_9 "There is no database bundle 'large_9_9'" "an unknown bundle"
refuses small_ha_2_0 "Lightsail restores only to the same size or a larger one" "a smaller one"
refuses large_ha_1_0 "not active any more" "a retired one"
config "$(database large_ha_2_0 "$high" "$kept" | sed 's/keep_data/replace/')" "$dependants"
tf_fails plan
tf_said "The replacement would delete the object" "with the default it is a replacement, which a protected database refuses"

# ---- a failure before the deletion leaves everything as it was ----
config "$(database large_ha_2_0 "$high" "$kept")" "$dependants"
for operation in StopRelationalDatabase CreateRelationalDatabaseSnapshot DeleteRelationalDatabase GetRelationalDatabaseMasterUserPassword; do
    sim_fault "{\"operation\":\"$operation\",\"kind\":\"denied\",\"when\":\"first\"}"
    tf_fails apply
    sim_faults_clear
    is "$(bundle) $(portrait) $(password) $(snapshots) $(journal)" "large_2_0 $before $made trades-one 0" "after a refused $operation the database is as it was"
done

# ---- a failure after the deletion; the configuration goes back ----
broken() {
    sim_fault '{"operation":"CreateRelationalDatabaseFromSnapshot","kind":"denied","when":"first"}'
    tf_fails apply
    sim_faults_clear
    is "$(bundle)" none "the database does not exist"
}
broken
tf_said "it does not exist now, and the snapshot 'trades-resize-" "the error says where the data are"
tf_ok plan
tf_said "Change of the bundle is resumed" "the next plan says that it continues"
tf_said "0 to add" "nothing else is created"
config "$(database large_2_0 "$high" "$kept")" "$dependants"
tf_ok apply
is "$(bundle) $(portrait) $(snapshots) $(journal)" "large_2_0 $before trades-one 0" "with the earlier bundle again, the database comes back with everything"
tf_said "Database may have another password" "a password that was only in the memory of a killed apply is not kept, and the apply says so"
is "$(parameter wait_timeout) $(parameter performance_schema)" "60 1" "its parameters are"
tf_plan_is_empty "the plan is empty"

# ---- a change that ignore_changes hides ends at the bundle that it began with ----
config "$(database large_ha_2_0 "$high" 'master_password = "third-password"')" "$dependants"
broken
high="${high/deletion_protection          = true/}"
config "$(database large_2_0 "$high" 'master_password = "third-password"' 'lifecycle {' 'ignore_changes = [bundle_id]' '}')" "$dependants"
tf_ok apply
is "$(bundle) $(of .mark) $(password) $(journal)" "large_ha_2_0 orders third-password 0" "with ignore_changes an apply ends it"
tf_plan_is_empty "the plan is empty"

# ---- the block is gone in the middle of a change ----
drop_snapshots
config "$(database large_2_0 "$high" 'master_password = "third-password"')" "$dependants"
broken
left=$(snapshots)
tf_ok destroy
tf_said "Its snapshot 'trades-resize-" "destroy names the snapshot"
is "$(snapshots)" "${left/trades-one /}" "and keeps it"
is "$(journal)" 0 "without tags of the change"

# ---- a write-only password, and one that Lightsail has made, are in no file, log or message ----
drop_snapshots
tf_own_provider
secret="not-in-any-file-$$"
export TF_VAR_password=$secret
variable='variable "password" {
  type      = string
  ephemeral = true
}'
wo=$'master_password_wo = var.password\nmaster_password_wo_version = 1'
logged() { TF_LOG=TRACE TF_LOG_PATH=$TEST_DIR/log "$@"; }
config "$(database micro_2_0 "$mysql" "$kept" "$wo")" "$variable"
logged tf_ok apply
config "$(database small_2_0 "$mysql" "$kept" "$wo")" "$variable"
sim_fault '{"operation":"CreateRelationalDatabaseFromSnapshot","kind":"denied","when":"first"}'
logged tf_fails apply
sim_faults_clear
logged tf_ok apply
is "$(bundle) $(password)" "small_2_0 $secret" "a change that continues sets the write-only password again"
world_call UpdateRelationalDatabase '{"relationalDatabaseName":"trades","rotateMasterUserPassword":true,"applyImmediately":true}' >/dev/null
made=$(password)
config "$(database medium_2_0 "$mysql" "$kept")"
logged tf_ok apply
is "$(bundle) $(password)" "medium_2_0 $made" "and one that Lightsail has made is kept"
grep -rlF -e "$secret" -e "$made" "$TEST_DIR" --exclude-dir=sim >"$TEST_DIR/found"
is "$(cat "$TEST_DIR/found")" "" "neither is in a state, log or message"
cmp -s /dev/null "$TEST_DIR/log"
is $? 1 "the log has something"
tf_ok destroy
world_is_empty "nothing is left"

done_testing
