#!/usr/bin/env bash
# What is read of databases, and what is done to one without a resource, with the real Terraform and the protocol client: blueprints, bundles, events, log
# streams and lines; the password for one run; actions that reboot, take a snapshot and rotate the password, which is in no state, log or message.
. "$(dirname "$0")/../../lib/tf.sh"

tf_setup
sim_start --pending-ms 200 --operation-ms 20
CLIENT=$BUILD/tests/protocol-client
password() { world_call GetRelationalDatabaseMasterUserPassword "{\"relationalDatabaseName\":\"trades\",\"passwordVersion\":\"${1:-CURRENT}\"}" | jq -r .masterUserPassword; }
state_is() { [ "$(world_call GetRelationalDatabase '{"relationalDatabaseName":"trades"}' | jq -r .relationalDatabase.state)" = "$1" ]; }

# ---- a database that does not exist yet, and its password in the same run ----
views='
provider "lightsail" { poll_interval = "40ms" }
resource "lightsail_database" "trades" {
  relational_database_name = "trades"
  blueprint_id             = data.lightsail_database_blueprints.mysql.blueprint_ids[0]
  bundle_id                = data.lightsail_database_bundles.small.bundle_ids[0]
  master_database_name     = "trades"
  master_username          = "keeper"
  skip_final_snapshot      = true
}
data "lightsail_database_blueprints" "mysql" {
  engine = "mysql"
  newest = true
}
data "lightsail_database_bundles" "small" {
  min_ram_size      = 2
  high_availability = false
}
data "lightsail_database_events" "all" {
  database_name = lightsail_database.trades.relational_database_name
  since_minutes = 20160
}
data "lightsail_database_log_streams" "all" { database_name = lightsail_database.trades.relational_database_name }
data "lightsail_database_log" "error" {
  database_name   = lightsail_database.trades.relational_database_name
  log_stream_name = "error"
  most_recent     = 1
}
ephemeral "lightsail_database_password" "trades" { database_arn = lightsail_database.trades.arn }
resource "terraform_data" "login" {
  triggers_replace = "RUN"
  provisioner "local-exec" {
    command = "printf %s \"$PASSWORD\" >password && printf %s \"$TOLD\" >told"
    environment = {
      PASSWORD = ephemeral.lightsail_database_password.trades.password
      TOLD     = "${ephemeral.lightsail_database_password.trades.username} ${ephemeral.lightsail_database_password.trades.port} ${ephemeral.lightsail_database_password.trades.address}"
    }
  }
}
output "seen" {
  value = [one(data.lightsail_database_blueprints.mysql.blueprint_ids), data.lightsail_database_bundles.small.bundles[0].price_usd,
    data.lightsail_database_log_streams.all.log_stream_names[1], length(data.lightsail_database_log.error.events)]
}
output "messages" { value = data.lightsail_database_events.all.events[*].message }
output "line" { value = data.lightsail_database_log.error.events[0].message }'
export TF_LOG=TRACE TF_LOG_PATH=$TEST_DIR/trace.log
tf_config <<<"$views"
tf_ok plan
is "$(sim_metric GetRelationalDatabaseMasterUserPassword)" 0 "while the ARN is unknown no password is requested"
tf_ok apply
is "$(tf_output seen | jq -r 'join(" ")')" "mysql_8_4 30 error 1" "blueprint, price, log stream and the last line"
like "$(tf_output messages | jq -r 'join(", ")')" "created.*[Bb]ackup" "events in the order of time"
like "$(tf_output line)" "ready for connections" "the line of the log"
like "$(cat "$TF_DIR/told")" "^keeper 3306 .+\.rds\." "user, port and address"
first=$(cat "$TF_DIR/password")
is "$first" "$(password)" "the password that Lightsail made"
tf_plan_is_empty "the plan is empty"

# ---- actions ----
client() { "$CLIENT" "$PROVIDER" 'configure {"poll_interval":"40ms"}' "$@" shutdown 2>&1; }
done_without_error() { # OUTPUT NAME
    contains "$1" "completed diagnostics=0" "$2"
}
out=$(client 'invoke lightsail_reboot_database {"database_name":"trades"}')
done_without_error "$out" "a reboot"
like "$out" "waiting for the database to be available \(it is rebooting\)" "... which is waited for"
out=$(client 'invoke lightsail_create_database_snapshot {"database_name":"trades","snapshot_name":"trades-one","tags":{"Why":"test"}}')
done_without_error "$out" "a snapshot"
contains "$out" "progress the snapshot 'trades-one' is available" "... which is waited for"
contains "$(client 'invoke lightsail_create_database_snapshot {"database_name":"trades","snapshot_name":"trades-one"}')" \
    "The snapshot 'trades-one' of the database 'trades' already exists; it is available" "a second one of the same name"

sim_fault '{"operation":"UpdateRelationalDatabase","kind":"lost","when":"first"}'
sim_metrics_reset
out=$(client 'invoke lightsail_rotate_database_password {"database_name":"trades"}')
done_without_error "$out" "a rotation whose response is lost"
sim_faults_clear
is "$(sim_metric UpdateRelationalDatabase) $(password PREVIOUS)" "1 $first" "rotates once"
second=$(password)
isnt "$second" "$first" "the password is another one"
state_is available
ok $? "the database is available at the end"
tf_config <<<"${views/RUN/again}"
tf_ok apply
is "$(cat "$TF_DIR/password")" "$second" "the next run gets it"

# ---- what is not there ----
contains "$(client 'invoke lightsail_rotate_database_password {"database_name":"orders"}')" "There is no database 'orders' in ap-northeast-1" "a database that does not exist"
world_call StopRelationalDatabase '{"relationalDatabaseName":"trades"}' >/dev/null
wait_until 10 state_is stopped
contains "$(client 'invoke lightsail_reboot_database {"database_name":"trades"}')" "only a running database can be rebooted" "a stopped database"
tf_config <<'END'
data "lightsail_database_log" "wrong" {
  database_name   = "trades"
  log_stream_name = "slow"
}
END
tf_fails plan
tf_said "Log streams of the database: audit, error, general, slowquery." "an unknown log stream"

# ---- no secret is stored ----
rm "$TF_DIR/password"
printf '%s' "$out" >"$TEST_DIR/invoked"
grep -rlF -e "$first" -e "$second" "$TEST_DIR" --exclude-dir=sim >"$TEST_DIR/found"
is "$(cat "$TEST_DIR/found")" "" "no password is in a state, log or message"
done_testing
