#!/usr/bin/env bash
# Buckets, access keys and access of instances from hashicorp/aws and hashicorp/awscc: hand-written states, `moved` blocks, and plans that change nothing.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
sim_start --pending-ms 0 --operation-ms 0
tf_stand_in aws awscc

world_call CreateBucket '{"bucketName":"moved-files","bundleId":"small_1_0","enableObjectVersioning":true,"tags":[{"key":"Team","value":"desk"}]}' >/dev/null
world_call UpdateBucket '{"bucketName":"moved-files","accessRules":{"getObject":"public","allowPublicOverrides":true},"readonlyAccessAccounts":["111111111111"],
    "cors":{"rules":[{"allowedMethods":["GET"],"allowedOrigins":["*"]}]}}' >/dev/null
world_call CreateInstances '{"instanceNames":["moved-web"],"availabilityZone":"ap-northeast-1a","blueprintId":"ubuntu_22_04","bundleId":"nano_3_0"}' >/dev/null
world_call SetResourceAccessForBucket '{"bucketName":"moved-files","resourceName":"moved-web","access":"allow"}' >/dev/null
key=$(world_call CreateBucketAccessKey '{"bucketName":"moved-files"}' | jq -c .accessKey)
bucket=$(world_call GetBuckets '{"bucketName":"moved-files"}' | jq -c '.buckets[0]')

aws_bucket() {
    jq -c '{id: .name, name, arn, bundle_id: .bundleId, force_delete: true, availability_zone: .location.availabilityZone, created_at: (.createdAt | floor | todate),
        support_code: .supportCode, url, tags: {Team: "desk"}, tags_all: {Team: "desk"}}' <<<"$bucket"
}
aws_key() {
    jq -c '{id: "moved-files,\(.accessKeyId)", bucket_name: "moved-files", access_key_id: .accessKeyId, secret_access_key: .secretAccessKey, status,
        created_at: (.createdAt | floor | todate)}' <<<"$key"
}
aws_access() { echo '{"id":"moved-files,moved-web","bucket_name":"moved-files","resource_name":"moved-web"}'; }
awscc_bucket() {
    jq -c '{id: .name, bucket_name: .name, bucket_arn: .arn, bundle_id: .bundleId, url, able_to_update_bundle: true, object_versioning: true,
        access_rules: {get_object: "public", allow_public_overrides: true}, read_only_access_accounts: ["111111111111"], resources_receiving_access: ["moved-web"],
        tags: [{key: "Team", value: "desk"}]}' <<<"$bucket"
}
in_version_6() { jq -c '. + {region: "ap-northeast-1"}'; }

state() { # PROVIDER VERSION TYPE ATTRIBUTES [TYPE ATTRIBUTES]…
    local provider=$1 version=$2
    shift 2
    jq -n --arg provider "$provider" --argjson version "$version" '{version: 4, terraform_version: "1.11.4", serial: 7, lineage: "3f6ac2ab-6a8e-4d0f-9a57-3a6f2e0c1d11",
        outputs: {}, check_results: null, resources: [range(0; $ARGS.positional | length; 2) as $i
            | {mode: "managed", type: $ARGS.positional[$i], name: "this", provider: "provider[\"registry.terraform.io/hashicorp/\($provider)\"]",
               instances: [{schema_version: $version, attributes: ($ARGS.positional[$i + 1] | fromjson), sensitive_attributes: [], private: "bnVsbA=="}]}]}' \
        --args "$@" >"$TF_DIR/terraform.tfstate"
}
moved() { printf 'moved {\n  from = %s_%s.this\n  to   = %s.this\n}\n' "$1" "$2" "$2"; }
moves() { # NAME LINE…
    tf_plan_is "$1: the plan moves, and nothing else" "${@:2}"
    tf_step plan -refresh=false -out=plan
    is "$("$TERRAFORM" -chdir="$TF_DIR" show -json plan | jq -c '[.resource_changes[] | select(.change | .before != .after) | .address]')" "[]" \
        "$1: no value changes without a refresh, either"
    sim_metrics_reset
    tf_ok apply
    is "$(world_changes)" "" "$1: no call changes an object"
    tf_plan_is_empty "$1: then the plan is empty"
}

config() {
    tf_config "$1" <<END
provider "lightsail" {}
resource "lightsail_bucket" "this" {
  name         = "moved-files"
  bundle_id    = "small_1_0"
  force_delete = true
  tags         = { Team = "desk" }
}
resource "lightsail_bucket_access_key" "this" {
  bucket_name = lightsail_bucket.this.name
}
resource "lightsail_bucket_resource_access" "this" {
  bucket_name   = lightsail_bucket.this.name
  resource_name = "moved-web"
}
$(for type in lightsail_bucket lightsail_bucket_access_key lightsail_bucket_resource_access; do moved aws $type; done)
END
}
for version in cat in_version_6; do
    config "aws-$version"
    state aws 0 aws_lightsail_bucket "$(aws_bucket | "$version")" aws_lightsail_bucket_access_key "$(aws_key | "$version")" \
        aws_lightsail_bucket_resource_access "$(aws_access | "$version")"
    moves "aws, $version" "move lightsail_bucket.this" "move lightsail_bucket_access_key.this" "move lightsail_bucket_resource_access.this"
    is "$(jq -r '.resources[] | select(.type == "lightsail_bucket_access_key") | .instances[0].attributes.secret_access_key' "$TF_DIR/terraform.tfstate")" \
        "$(jq -r .secretAccessKey <<<"$key")" "aws, $version: the secret is kept"
done

tf_config awscc <<END
provider "lightsail" {}
resource "lightsail_bucket" "this" {
  name                      = "moved-files"
  bundle_id                 = "small_1_0"
  access_rules              = { get_object = "public", allow_public_overrides = true }
  read_only_access_accounts = ["111111111111"]
  tags                      = { Team = "desk" }
}
$(moved awscc lightsail_bucket)
END
state awscc 1 awscc_lightsail_bucket "$(awscc_bucket)"
moves awscc "move lightsail_bucket.this"
is "$(world_call GetBuckets '{"bucketName":"moved-files","includeCors":true}' | jq -c '.buckets[0] | [.objectVersioning, .accessRules.getObject, (.cors.rules | length)]')" \
    '["Enabled","public",1]' "nothing has changed"
done_testing
