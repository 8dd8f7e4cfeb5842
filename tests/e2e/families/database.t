#!/usr/bin/env bash
# lightsail_database, its snapshots and its parameters with the real Terraform: changes in place, changes that wait for the maintenance window, power,
# imports and generated configuration, the last snapshot, a write-only password that is in no file, a state of another provider, errors of the plan.
. "$(dirname "$0")/../../lib/tf.sh"

tf_setup
sim_start --pending-ms 0 --operation-ms 10
tf_shared_provider
config() { local IFS=$'\n' && tf_config_quick "$*"; }
database() { sim_state ".regions[\"ap-northeast-1\"].databases[\"$1\"] | $2"; }
snapshots() { sim_state '.regions["ap-northeast-1"].database_snapshots | keys | join(" ")'; }

# resource LABEL NAME TEXT…: a database with more arguments
resource() {
    printf 'resource "lightsail_database" "%s" {\n  relational_database_name = "%s"\n  bundle_id = "micro_2_0"\n' "$1" "$2"
    printf '  master_database_name = "trades"\n  master_username = "keeper"\n'
    printf '%s\n' "${@:3}" '}'
}
mysql='blueprint_id = "mysql_8_0"'
skip='skip_final_snapshot = true'

# ---- two databases, and a snapshot ----
snapshot='
resource "lightsail_database_snapshot" "trades" {
  name          = "trades-one"
  database_name = lightsail_database.trades.relational_database_name
}
data "lightsail_database_snapshot" "trades" { name = lightsail_database_snapshot.trades.name }
output "seen" {
  value = [lightsail_database.trades.engine, lightsail_database.trades.master_endpoint_port, lightsail_database.trades.cpu_count,
    lightsail_database.orders.engine, lightsail_database.orders.master_endpoint_port, data.lightsail_database_snapshot.trades.size_in_gb]
}'
orders=$(resource orders orders 'blueprint_id = "postgres_16"' "$skip")
config "$(resource trades trades "$mysql" "$skip" 'master_password = "first-password"')" "$orders" "$snapshot"
tf_ok apply
is "$(tf_output seen | jq -r 'join(" ")')" "mysql 3306 2 postgres 5432 40" "two databases and a snapshot"
tf_plan_is_empty "the plan is empty"
before=$(database trades .arn)

# ---- everything else is changed in place ----
changed=$(resource trades trades "$mysql" "$skip" '
  master_password              = "second-password"
  backup_retention_enabled     = false
  publicly_accessible          = true
  preferred_backup_window      = "16:00-16:30"
  preferred_maintenance_window = "Tue:17:00-Tue:17:30"
  ca_certificate_identifier    = "rds-ca-ecc384-g1"
  state                        = "stopped"
  tags                         = { Role = "trades" }')
config "$changed" "$orders"
sim_metrics_reset
tf_ok apply
is "$(sim_metric UpdateRelationalDatabase StopRelationalDatabase TagResource CreateRelationalDatabase)" "1 1 1 0" "one request changes all"
is "$(database trades '"\(.state) \(.backupRetentionEnabled) \(.publiclyAccessible) \(.preferredBackupWindow) \(.preferredMaintenanceWindow) \(.caCertificateIdentifier)"')" \
    "stopped false true 16:00-16:30 tue:17:00-tue:17:30 rds-ca-ecc384-g1" "they are all there"
is "$(world_call GetRelationalDatabaseMasterUserPassword '{"relationalDatabaseName":"trades"}' | jq -r .masterUserPassword)" "second-password" \
    "the password is the new one"
is "$(snapshots)" "" "the snapshot is deleted"
tf_plan_is_empty "the plan is empty"
is "$(database trades .arn)" "$before" "it is still the same database"

# ---- import by name and by ARN, generated configuration ----
for id in orders "$(database orders .arn)"; do
    tf state rm lightsail_database.orders >/dev/null 2>&1
    config "$changed
import {
  to = lightsail_database.orders
  id = \"$id\"
}"
    rm -f "$TF_DIR/made.tf"
    tf_ok plan -generate-config-out=made.tf
    tf_ok apply
    tf_plan_is_empty "imported by ${id%%/*}, with generated configuration"
done
rm "$TF_DIR/made.tf"

# ---- what waits for the maintenance window is no drift ----
config "$(resource trades trades "$mysql" "$skip" 'apply_immediately = false')" "$orders" '
output "pending" { value = lightsail_database.trades.pending_modified_values }'
sim_metrics_reset
tf_ok apply
is "$(sim_metric StartRelationalDatabase UpdateRelationalDatabase)" "1 1" "a stopped database starts for a change"
is "$(tf_output pending | jq -r .backup_retention_enabled) $(database trades .backupRetentionEnabled)" "true false" "a change is pending"
tf_plan_is_empty "... and is no change of the next plan"

# ---- parameters ----
parameters() { # REBOOT NAME=VALUE…
    printf 'resource "lightsail_database_parameters" "orders" {\n  database_name = lightsail_database.orders.relational_database_name\n  reboot = "%s"\n' "$1"
    printf '  parameters = {\n'
    printf '    %s\n' "${@:2}" '}' '}' 'output "tuned" { value = lightsail_database_parameters.orders }'
}
value_of() {
    world_call GetRelationalDatabaseParameters '{"relationalDatabaseName":"orders"}' |
        jq -r --arg name "$1" '.parameters[] | select(.parameterName == $name) | .parameterValue // "none"'
}
tuned() { tf_output tuned | jq -r '"\(.parameters | tojson) \(.defaults | tojson) \(.apply_status)"'; }
trades=$(resource trades trades "$mysql" "$skip" 'apply_immediately = false')
first_connections=$(value_of max_connections)
config "$trades" "$orders" "$(parameters never 'max_connections = "200"' 'log_connections = "1"')"
sim_metrics_reset
tf_ok apply
tf_said "static parameters after its next reboot: max_connections" "a static parameter needs a reboot"
is "$(value_of max_connections) $(value_of log_connections) $(tuned)" \
    "200 1 {\"log_connections\":\"1\",\"max_connections\":\"200\"} {\"max_connections\":\"$first_connections\"} pending-reboot" "parameters are set"
tf_plan_is_empty "the plan is empty"
config "$trades" "$orders" "$(parameters if_needed 'log_connections = "0"')"
tf_ok apply
is "$(value_of max_connections) $(value_of log_connections) $(sim_metric RebootRelationalDatabase) $(tf_output tuned | jq -r .apply_status)" \
    "$first_connections 0 1 in-sync" "one that is taken away has its earlier value, and the database is rebooted"
tf_plan_is_empty "the plan is empty"
config "$trades" "$orders" "$(parameters if_needed 'no_such = "1"' 'block_size = "8192"' 'log_connections = "2"')"
tf_fails plan
tf_said "The engine of the database has no parameter 'no_such'." "a parameter that does not exist"
tf_said "Lightsail does not change the parameter 'block_size'." "one that cannot be changed"
tf_said "The parameter 'log_connections' cannot be '2'. Allowed values: 0,1." "a value that is not allowed"

# ---- an upgrade in place, after a snapshot ----
mysql='blueprint_id = "mysql_8_4"'
config "$(resource trades trades "$mysql")" "$orders"
tf_ok apply
tf_said "is upgraded from mysql_8_0 to mysql_8_4 in place, after a snapshot" "the plan announces an upgrade"
kept=$(snapshots)
is "${kept%-*} $(database trades '"\(.arn) \(.relationalDatabaseBlueprintId)"')" "trades-before-mysql-8-4 $before mysql_8_4" "it is the same database"
tf_plan_is_empty "the plan is empty"

# ---- the last snapshot ----
tf_fails destroy
tf_said "Last snapshot of the database is not decided" "a destroy without a decision fails in the plan"
is "$(sim_metric DeleteRelationalDatabase)" 0 "... and nothing is deleted"
config "$(resource trades trades 'blueprint_id = "postgres_16"')" "$orders"
tf_fails plan
tf_said "The replacement would delete the database" "so does a replacement"
config "$(resource trades trades "$mysql" 'final_snapshot_name = "orders"' 'deletion_protection = true')" "$orders"
tf_ok apply
tf_fails destroy
tf_said "deletion_protection = true" "a protected database"
config "$(resource trades trades "$mysql" 'final_snapshot_name = "trades-last-{timestamp}"')" "$orders"
tf_ok apply
tf_ok destroy
last=$(snapshots)
contains "$last" "trades-last-20" "the last snapshot has a time in its name"

# ---- a restore ----
restored="restore_from = { snapshot_name = \"$kept\" }"
config "$(resource copy copy "$mysql" "$skip" "$restored")"
tf_fails plan
tf_said "has 'mysql_8_0', and a restore keeps it" "a blueprint that the snapshot does not have"
config "$(resource copy copy 'blueprint_id = "mysql_8_0"' "$skip" "$restored" 'master_password = "of-the-copy"' 'preferred_backup_window = "04:00-04:30"')"
tf_ok apply
is "$(database copy .preferredBackupWindow) $(world_call GetRelationalDatabaseMasterUserPassword '{"relationalDatabaseName":"copy"}' | jq -r .masterUserPassword)" \
    "04:00-04:30 of-the-copy" "a restored database has the password and the windows of the configuration"
tf_plan_is_empty "the plan is empty"
tf_ok destroy
for name in $last; do
    world_call DeleteRelationalDatabaseSnapshot "{\"relationalDatabaseSnapshotName\":\"$name\"}" >/dev/null
done
world_is_empty "nothing else is left"

# ---- errors of the plan ----
wrong() { # TEXT NAME ARGUMENT…
    config "$(resource bad bad "${@:3}")"
    tf_fails plan
    tf_said "$1" "$2"
}
wrong "There is no database blueprint 'mysql_9'" "a blueprint" 'blueprint_id = "mysql_9"'
wrong "have a time in common" "windows that overlap" "$mysql" $'preferred_backup_window = "17:00-17:30"\npreferred_maintenance_window = "mon:17:15-mon:18:00"'
wrong "A window has at least 30" "a window that is too short" "$mysql" 'preferred_backup_window = "17:00-17:15"'
wrong "8 to 41 printable ASCII characters" "a password" "$mysql" 'master_password = "short"'
config 'resource "lightsail_database" "bad" {
  relational_database_name = "bad"
  blueprint_id             = "mysql_8_0"
  bundle_id                = "micro_ha_2_0"
  master_database_name     = "trades"
  master_username          = "keeper"
  availability_zone        = "ap-northeast-1a"
}'
tf_fails plan
tf_said "Remove availability_zone" "a high-availability bundle with a zone"

# ---- a write-only password is in no file, log or diagnostic ----
tf_own_provider
secret="not-in-any-file-$$"
export TF_VAR_password=$secret
wo=$'master_password_wo = var.password\nmaster_password_wo_version = '
variable='variable "password" {
  type      = string
  ephemeral = true
}'
config "$(resource trades trades "$mysql" "$skip" "${wo}1")" "$variable"
logged() { TF_LOG=TRACE TF_LOG_PATH=$TEST_DIR/log-$1 tf_ok "$1"; }
logged apply
export TF_VAR_password=$secret-two
config "$(resource trades trades "$mysql" "$skip" "${wo}2")" "$variable"
logged apply
is "$(world_call GetRelationalDatabaseMasterUserPassword '{"relationalDatabaseName":"trades"}' | jq -r .masterUserPassword)" "$secret-two" \
    "another version sets another password"
tf_plan_is_empty "the plan is empty"
sim_fault '{"operation":"UpdateRelationalDatabase","kind":"denied","when":"first"}'
config "$(resource trades trades "$mysql" "$skip" "${wo}3")" "$variable"
TF_LOG=TRACE TF_LOG_PATH=$TEST_DIR/log-failed tf_fails apply
sim_faults_clear
grep -rlF "$secret" "$TEST_DIR" --exclude-dir=sim >"$TEST_DIR/found"
is "$(cat "$TEST_DIR/found")" "" "the password is in no state, log or message"
tf_ok destroy
world_is_empty "the database is gone"
done_testing
