#!/usr/bin/env bash
# database_module.t — the module database by itself: deletion protection and the last snapshot, which is restored; parameters of a replaced database;
# a password is stored nowhere, an ephemeral one with the override; the example hands the password that Lightsail made to the collector; an older
# Terraform takes the module without a password.
. "$(dirname "$0")/../../lib/client.sh"
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
sim_start --pending-ms 0 --operation-ms 10
tf_shared_provider
SECRET=correct-horse-battery-staple
MODULE=$ROOT/terraform/modules/lightsail/database

# A database of the module with these arguments.
database() { # FOLDER ARGUMENTS [OTHER-TEXT]
    tf_config "$1" <<END
provider "lightsail" {
  poll_interval = "40ms"
}

${3:-}

module "trades" {
  source        = "$MODULE"
  name          = "dev-trades"
  blueprint_id  = "mysql_8_0"
  database_name = "trades"
  $2
}

output "endpoint" {
  value = "\${module.trades.endpoint}:\${module.trades.port}"
}
END
    tf_step get || step_ok 1 "terraform get"
}
password() { world_call GetRelationalDatabaseMasterUserPassword '{"relationalDatabaseName":"dev-trades"}' | jq -r .masterUserPassword; }
snapshots() { world_call GetRelationalDatabaseSnapshots '{}' | jq -r '.relationalDatabaseSnapshots[].name'; }
FREE=$'skip_final_snapshot = true\n  deletion_protection = false'
with_password() { # VERSION EXPRESSION
    printf '%s\n  master_password = %s\n  master_password_version = %s\n' "$FREE" "$2" "$1"
}

# ---- safe by default ----
database safe $'deletion_protection = true'
tf_ok apply
like "$(tf_output endpoint)" ":3306" "the endpoint with its port"
tf_fails destroy
tf_said "deletion_protection" "by default a destroy is refused"
database safe $'deletion_protection = false\n  parameters = { max_connections = "200" }'
tf_ok apply
tf_plan_is_empty "the plan is empty"
tf_ok apply -replace=module.trades.lightsail_database.this
is "$(world_call GetRelationalDatabaseParameters '{"relationalDatabaseName":"dev-trades"}' |
    jq -r '.parameters[] | select(.parameterName == "max_connections").parameterValue')" 200 "a replaced database gets its parameters in the same apply"
tf_plan_is_empty "and the plan is empty"
like "$(snapshots)" '^dev-trades-final-[0-9]{8}T[0-9]{6}Z$' "its replacement has left a snapshot with the time in its name"
database safe $'deletion_protection = false\n  final_snapshot_name = "dev-trades-last"'
tf_ok apply
tf_ok destroy
contains "$(snapshots)" dev-trades-last "so has its deletion, with the name of the variable"
database safe "$FREE"$'\n  restore_from = { snapshot_name = "dev-trades-last" }'
tf_ok apply
is "$(sim_metric CreateRelationalDatabaseFromSnapshot)" 1 "a database is restored from it"
tf_plan_is_empty "and the plan is empty"
tf_ok destroy
for name in $(snapshots); do
    world_call DeleteRelationalDatabaseSnapshot "{\"relationalDatabaseSnapshotName\":\"$name\"}" >/dev/null
done

# ---- passwords ----
printf '%s' "$SECRET" >"$TEST_DIR/password"
# Applies a plan file; the value is then in none of the files.
applies_secretly() { # NAME
    tf_ok plan -out=plan
    "$TERRAFORM" -chdir="$TF_DIR" show -json plan >"$TF_DIR/plan.json"
    ! command -v unzip >/dev/null || unzip -qo "$TF_DIR/plan" -d "$TF_DIR/unpacked"
    tf_ok apply plan
    is "$(password)" "$SECRET" "$1: the database has the value"
    tf_plan_is_empty "$1: a second plan has nothing to do"
    is "$(grep -rlF -- "$SECRET" "$TF_DIR" "$TEST_DIR/step" "$TEST_DIR/provider.log")" "" "$1: the value is in no state, plan or message"
}

# That of a file.
from_file() {
    local file="file(\"$TEST_DIR/password\")"
    database secrets "$(with_password 1 "$file")"
    applies_secretly "a password of a file"
    printf 'another-password' >"$TEST_DIR/password"
    tf_plan_is_empty "another value alone is no change"
    database secrets "$(with_password 2 "$file")"
    tf_ok apply
    is "$(password)" another-password "another version sets it in place"
    tf_ok destroy
}

# An ephemeral value needs the override, in a copy of the module.
ephemeral() {
    local variable=$'variable "password" {\n  type      = string\n  ephemeral = true\n}'
    export TF_VAR_password=$SECRET
    database ephemeral "$(with_password 1 var.password)" "$variable"
    tf_fails plan
    tf_said "phemeral" "without the override an ephemeral value is refused"
    cp -r "$MODULE" "$TEST_DIR/copy"
    mv "$TEST_DIR/copy/ephemeral_override.tf.example" "$TEST_DIR/copy/ephemeral_override.tf"
    MODULE=$TEST_DIR/copy
    database ephemeral "$(with_password 1 var.password)" "$variable"
    applies_secretly "an ephemeral value"
    tf_ok destroy
}

# The example: the collector gets the password that Lightsail made, and another one with the next version.
collector_has() { # NAME
    local wanted
    wanted=$(world_call GetRelationalDatabaseMasterUserPassword '{"relationalDatabaseName":"example-ticks"}' | jq -r .masterUserPassword)
    is "$(world_call GetContainerServices '{"serviceName":"example-collector"}' | jq -r '.containerServices[0].currentDeployment.containers.collector.environment.PGPASSWORD')" \
        "$wanted" "$1"
    is "$(grep -rlF -- "$wanted" "$TF_DIR" "$TEST_DIR/step" "$TEST_DIR/provider.log")" "" "$1: it is in no state or message"
}
example() {
    tf_dir examples/database
    cp "$ROOT/examples/database/main.tf" "$TF_DIR/"
    ln -s "$ROOT/terraform" "$TEST_DIR/terraform"
    tf_step get || step_ok 1 "terraform get"
    tf_ok apply
    collector_has "the collector has the password that Lightsail made"
    world_call UpdateRelationalDatabase '{"relationalDatabaseName":"example-ticks","rotateMasterUserPassword":true,"applyImmediately":true}' >/dev/null
    tf_ok apply -var credentials_version=2
    collector_has "after a rotation the next version has the new one"
    tf_ok destroy
}

if lacks=$(client_lacks "$(client_is "$TERRAFORM")" "write-only arguments") && [ -n "$lacks" ]; then
    skip 1 "$lacks"
else
    from_file
    ephemeral
    example
fi

# ---- the oldest Terraform ----
MODULE=$ROOT/terraform/modules/lightsail/database
if oldest=$(client_pinned oldest); then
    TERRAFORM=$oldest
    database oldest "$(with_password 1 '"correct-horse"')"
    tf_fails plan
    tf_said "requires Terraform 1.11 or OpenTofu 1.11" "an older Terraform refuses a password, and says why"
    database oldest "$FREE"
    tf_ok apply
    tf_plan_is_empty "without one it takes the module"
    tf_ok destroy
else
    skip 6 "$oldest"
fi

world_is_empty "the simulator is empty"
done_testing
