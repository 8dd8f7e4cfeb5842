#!/usr/bin/env bash
# lightsail_bucket with the real Terraform: one request for everything that UpdateBucket changes, what is left alone, the bundle once in a month,
# names of other accounts, public objects, deletions that are refused, a creation that fails.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
sim_start --pending-ms 0 --operation-ms 10
tf_shared_provider

bucket() { # ARGUMENTS [NAME]
    cat <<END
resource "lightsail_bucket" "${2:-files}" {
  name      = "e2e-${2:-files}"
  bundle_id = "small_1_0"
  $1
}
END
}
state() { world_call GetBuckets '{"bucketName":"e2e-files","includeCors":true}' | jq -r ".buckets[0] | $1"; }
config() { local IFS=$'\n'; tf_config_quick "$*"; }
counts() { is "$(world_changes)" "${*:2}" "$1"; }

# ---- one request for all parts ------------------------------------------------------------------------------------------
all='versioning = "suspended"
  access_rules = { get_object = "public" }
  cors_rule = [
    { allowed_methods = ["GET"], allowed_origins = ["https://*.example.com"], allowed_headers = [], max_age_seconds = 60 },
    { id = "all", allowed_methods = ["PUT", "GET"], allowed_origins = ["*"] },
  ]
  access_log                = { destination = lightsail_bucket.logs.name, prefix = "files/" }
  read_only_access_accounts = ["222222222222", "111111111111"]'
config "$(bucket "$all")" "$(bucket "" logs)"
tf_ok apply
counts "a bucket with everything" "CreateBucket x2 UpdateBucket"
is "$(state '"\(.objectVersioning) \(.accessRules.getObject) \(.cors.rules | length) \(.accessLogConfig.prefix) \(.readonlyAccessAccounts | join(","))"')" \
    "Suspended public 2 files/ 111111111111,222222222222" "it is as configured"
tf_plan_is_empty "then the plan is empty"
sim_metrics_reset
config "$(bucket "${all//suspended/enabled}
  tags = { Team = \"desk\" }")" "$(bucket "" logs)"
tf_ok apply
counts "changes of two kinds" "TagResource UpdateBucket"
tf_plan_is_empty "then the plan is empty"

# ---- what is left out is left alone --------------------------------------------------------------------------------------
config "$(bucket "")" "$(bucket "" logs)"
tf_plan_is "arguments that are removed" "update lightsail_bucket.files" # tags
tf_ok apply
is "$(state '"\(.objectVersioning) \(.accessRules.getObject) \(.cors.rules | length)"')" "Enabled public 2" "what is left out stays"
config "$(bucket 'cors_rule = []
  access_log                = { enabled = false }
  access_rules              = { get_object = "private" }
  read_only_access_accounts = []')" "$(bucket "" logs)"
sim_metrics_reset
tf_ok apply
counts "everything is removed" UpdateBucket
is "$(state '"\(.accessRules.getObject) \(.cors.rules | length) \(.accessLogConfig.enabled) \(.readonlyAccessAccounts | length)"')" "private 0 false 0" "it is removed"
tf_plan_is_empty "then the plan is empty"
world_call UpdateBucket '{"bucketName":"e2e-files","cors":{"rules":[{"allowedMethods":["GET"],"allowedOrigins":["*"]}]}}' >/dev/null
tf_plan_is "rules that others have added" "update lightsail_bucket.files"
tf_ok apply

# ---- names ---------------------------------------------------------------------------------------------------------------
sim_mutate '{"action":"take_bucket_name","name":"e2e-theirs"}'
config "$(bucket "")" "$(bucket "" logs)" "$(bucket "" theirs)"
tf_ok apply -target=lightsail_bucket.files
tf_fails apply
tf_said "is shared by all AWS accounts and regions" "a name that another account has"
sim_mutate '{"action":"free_bucket_name","name":"e2e-theirs"}'
tf_ok apply

# ---- public objects ------------------------------------------------------------------------------------------------------
sim_mutate '{"action":"set_public_access_block","name":"InSync","blocks":true}'
config "$(bucket 'access_rules = { get_object = "public" }' public)" "$(bucket "")" "$(bucket "" logs)"
tf_ok apply
tf_said "has priority over access_rules" "a public bucket of an account that blocks public access: a warning"
tf_ok plan
tf_said "has priority over access_rules" "... also in later plans"

# ---- deletions -----------------------------------------------------------------------------------------------------------
config "$(bucket "")"
tf_ok apply
sim_mutate '{"action":"put_objects","name":"e2e-files","number":7,"days":2}'
world_call CreateBucketAccessKey '{"bucketName":"e2e-files"}' >/dev/null
tf_ok plan -destroy
tf_said "has 7 objects (the last measurement, once a day), the access key AKIA" "the plan of a deletion warns of what the bucket has"
sim_metrics_reset
tf_fails destroy
tf_said "Nothing was deleted. Remove this first, or set force_delete = true and apply" "a deletion is refused"
is "$(sim_metric DeleteBucket)" 0 "... before anything is sent"
config "$(bucket "" | sed 's/e2e-files/e2e-moved/')"
tf_ok plan
tf_said "Bucket in use" "the plan of a replacement warns, too"
SIM_REGION=us-east-1 world_call CreateDistribution '{"distributionName":"e2e-cdn","origin":{"name":"e2e-files","regionName":"ap-northeast-1"},
    "bundleId":"small_1_0","defaultCacheBehavior":{"behavior":"cache"}}' >/dev/null
tf_ok plan -destroy
tf_said "the distribution 'e2e-cdn', whose origin it is" "... also of a distribution"
SIM_REGION=us-east-1 world_call UpdateDistribution '{"distributionName":"e2e-cdn","isEnabled":false}' >/dev/null
sim_advance 600000
SIM_REGION=us-east-1 world_call DeleteDistribution '{"distributionName":"e2e-cdn"}' >/dev/null
sim_mutate '{"action":"put_objects","name":"e2e-files","number":0}'
sim_mutate '{"action":"put_objects","name":"e2e-files","number":0,"days":2}'
config "$(bucket 'force_delete = true')"
sim_metrics_reset
tf_ok apply
counts "force_delete is only in the state" ""
tf_ok destroy
is "$(sim_names buckets)" "" "with force_delete it is deleted with its key"

# ---- a creation that fails stays in the state ----------------------------------------------------------------------------
if sim_can "end a creation of a bucket in a state"; then
    sim_mutate '{"action":"set_bucket_state","name":"e2e-files","code":"Unknown","message":"The request timed out."}'
    config "$(bucket "")"
    tf_fails apply
    tf_said "is in the state 'Unknown, The request timed out.'" "a creation that ends in the state Unknown"
    is "$(tf_state_list)" "lightsail_bucket.files" "... is in the state"
    sim_mutate '{"action":"set_bucket_state","name":"e2e-files","code":"OK"}'
    tf_ok destroy
else
    skip 5 "the endpoint cannot end a creation in a state"
fi

# ---- the bundle ----------------------------------------------------------------------------------------------------------
config "$(bucket "")"
tf_ok apply
config "$(bucket "" | sed 's/small/medium/')"
sim_metrics_reset
tf_ok apply
counts "another bundle" UpdateBucketBundle
config "$(bucket "" | sed 's/small/large/')"
tf_fails plan
tf_said "Lightsail changes the bundle of a bucket once in a month" "a second change in a month is refused in the plan"
tf_said "possible again from" "... which says when it is possible"
config "$(bucket "" | sed 's/small/huge/')"
tf_fails plan
tf_said "There is no bundle 'huge_1_0'" "a bundle that does not exist"
sim_advance 2700000000
sim_metrics_reset
config "$(bucket "" | sed 's/small/large/')"
tf_ok apply
counts "in the next month" UpdateBucketBundle
done_testing
