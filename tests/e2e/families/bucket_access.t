#!/usr/bin/env bash
# lightsail_bucket_access_key, its ephemeral twin and lightsail_bucket_resource_access with the real Terraform: secrets, rotations, lost responses,
# a rebuilt instance, refusals.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
sim_start --pending-ms 0 --operation-ms 10
tf_shared_provider

config() { local IFS=$'\n'; tf_config_quick "$*"; }
counts() { is "$(world_changes)" "${*:2}" "$1"; }
bucket='resource "lightsail_bucket" "files" {
  name      = "e2e-keys"
  bundle_id = "small_1_0"
}'
key() { # ARGUMENTS [NAME]
    cat <<END
resource "lightsail_bucket_access_key" "${2:-app}" {
  bucket_name = lightsail_bucket.files.name
  $1
}
output "key_${2:-app}" {
  value     = lightsail_bucket_access_key.${2:-app}
  sensitive = true
}
END
}
keys() { world_call GetBucketAccessKeys '{"bucketName":"e2e-keys"}' | jq -r ".accessKeys | ${1:-length}"; }
shown() { tf_output key_app | jq -r "$1"; }

# ---- a key, its secret and its rotation ---------------------------------------------------------------------------------
config "$bucket" "$(key 'rotation_trigger = "1"')"
tf_ok apply
first=$(shown .access_key_id)
is "$(shown '"\(.secret_access_key | length) \(.status) \(.last_used) \(.id)"')" "40 Active null e2e-keys,$first" "the secret is in the state"
tf_plan_is_empty "then the plan is empty"
sim_mutate "{\"action\":\"set_bucket_key\",\"name\":\"e2e-keys\",\"key\":\"$first\",\"service\":\"s3\"}"
tf_ok apply -refresh-only
is "$(shown '"\(.last_used.service_name) \(.last_used.date | length)"')" "s3 20" "its last use"
config "$bucket" "$(key 'rotation_trigger = "2"')"
tf_plan_is "a rotation" "update lightsail_bucket_access_key.app"
sim_requests_clear
tf_ok apply
second=$(shown .access_key_id)
isnt "$second" "$first" "another key"
is "$(keys '.[0].accessKeyId') $(keys)" "$second 1" "... and the old one is deleted"
is "$(sim_requests '' 'map(.operation // .target // "" | select(test("BucketAccessKey$"))) | join(" ")' | jq -r .)" "CreateBucketAccessKey DeleteBucketAccessKey" "... when the new one exists"
tf_plan_is_empty "then the plan is empty"

# ---- the old key stays until the next rotation --------------------------------------------------------------------------
config "$bucket" "$(key 'rotation_trigger = "3"
  previous_key     = "keep"')"
tf_ok apply
third=$(shown .access_key_id)
is "$(shown .previous_access_key_id) $(keys)" "$second 2" "the old key is kept"
tf_plan_is_empty "then the plan is empty"
config "$bucket" "$(key 'rotation_trigger = "4"
  previous_key     = "keep"')"
tf_ok apply
is "$(shown .previous_access_key_id) $(keys)" "$third 2" "the next rotation deletes the one before"
config "$bucket" "$(key 'rotation_trigger = "4"')"
tf_ok apply
is "$(shown .previous_access_key_id) $(keys)" "null 1" "without it, it is deleted"
tf_plan_is_empty "then the plan is empty"

# ---- room ----------------------------------------------------------------------------------------------------------------
world_call CreateBucketAccessKey '{"bucketName":"e2e-keys"}' >/dev/null
config "$bucket" "$(key 'rotation_trigger = "5"')"
tf_fails plan
tf_said "can have two access keys, and it has AKIA" "a rotation without room is refused in the plan"
other=$(keys '.[1].accessKeyId')
world_call DeleteBucketAccessKey "{\"bucketName\":\"e2e-keys\",\"accessKeyId\":\"$other\"}" >/dev/null

# ---- a lost response -----------------------------------------------------------------------------------------------------
config "$bucket" "$(key 'rotation_trigger = "4"')" "$(key '' more)"
sim_fault '{"operation":"CreateBucketAccessKey","kind":"lost","when":"first"}'
sim_metrics_reset
tf_ok apply
sim_faults_clear
counts "a key whose secret was lost is deleted, and another one is made" "CreateBucketAccessKey x2 DeleteBucketAccessKey"
is "$(keys)" 2 "nothing is left of it"
is "$(tf_output key_more | jq -r '.secret_access_key | length')" 40 "... and it has a secret"
config "$bucket" "$(key 'rotation_trigger = "4"')"
tf_ok apply

# ---- import ---------------------------------------------------------------------------------------------------------------
id=$(shown .id)
tf state rm lightsail_bucket_access_key.app >/dev/null
tf_ok import lightsail_bucket_access_key.app "$id"
tf_ok apply
is "$(shown '"\(.secret_access_key) \(.rotation_trigger)"') $(keys)" "null 4 1" "after an import there is no secret, and the first trigger rotates nothing"

# ---- a temporary key ------------------------------------------------------------------------------------------------------
config "$bucket" "$(key 'rotation_trigger = "4"')" 'ephemeral "lightsail_bucket_access_key" "run" {
  bucket_arn = lightsail_bucket.files.arn
}
resource "terraform_data" "use" {
  provisioner "local-exec" {
    command     = "printf %s \"$SECRET\" | wc -c >bytes; printf %s \"$ID $URL\" >id"
    environment = {
      SECRET = ephemeral.lightsail_bucket_access_key.run.secret_access_key
      ID     = ephemeral.lightsail_bucket_access_key.run.access_key_id
      URL    = ephemeral.lightsail_bucket_access_key.run.url
    }
  }
}'
tf_ok apply
is "$(tr -d ' ' <"$TF_DIR/bytes")" 40 "a temporary key has a secret"
like "$(cat "$TF_DIR/id")" '^AKIA[A-Z0-9]{16} https://e2e-keys\.' "... an ID, and the URL of its bucket"
is "$(keys)" 1 "... and is deleted at the end"
unlike "$(cat "$TF_DIR/terraform.tfstate")" "$(cut -d ' ' -f 1 "$TF_DIR/id")" "... and in no state"

# ---- access of an instance ------------------------------------------------------------------------------------------------
machine='resource "lightsail_instance" "web" {
  name         = "web"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
}'
access() { printf 'resource "lightsail_bucket_resource_access" "web" {\n  bucket_name = lightsail_bucket.files.name\n  %s\n}\n' "$1"; }
readers() { world_call GetBuckets '{"bucketName":"e2e-keys","includeConnectedResources":true}' | jq -r '.buckets[0].resourcesReceivingAccess | map(.name) | join(",")'; }
config "$bucket" "$machine" "$(access 'resource_name = lightsail_instance.web.name')"
tf_ok apply
is "$(readers)" web "an instance has access"
tf_plan_is_empty "then the plan is empty"
config "$bucket" "$machine" "$(access 'instance_arn = lightsail_instance.web.arn')"
tf_plan_is_empty "the ARN instead of the name"
sim_metrics_reset
tf_ok apply -replace=lightsail_instance.web
is "$(readers)" web "a rebuilt instance gets its access back in the same apply"
counts "with these calls" "CreateInstances DeleteInstance SetResourceAccessForBucket"
tf_plan_is_empty "then the plan is empty"
tf_ok plan -destroy
world_call SetResourceAccessForBucket '{"bucketName":"e2e-keys","resourceName":"web","access":"deny"}' >/dev/null
tf_plan_is "access that others took away" "create lightsail_bucket_resource_access.web"
tf_ok apply
tf state rm lightsail_bucket_resource_access.web >/dev/null
tf_ok import lightsail_bucket_resource_access.web e2e-keys,web
tf_plan_is_empty "an import"
config "$bucket" "$machine" "$(access 'resource_name = "nowhere"')"
tf_fails plan
tf_said "There is no instance 'nowhere'" "an instance that does not exist is refused in the plan"
config "$bucket" "$machine" "$(access 'instance_arn = lightsail_instance.web.arn')"
tf_ok apply
config "$machine" "$(access 'instance_arn = lightsail_instance.web.arn' | sed 's/lightsail_bucket.files.name/"e2e-keys"/')"
tf_ok plan
tf_said "has the instance 'web' with access" "the plan of a bucket's deletion names the instance"
tf_ok destroy
is "$(sim_count)" 0 "everything is destroyed, in one run"
done_testing
