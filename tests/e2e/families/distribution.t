#!/usr/bin/env bash
# lightsail_distribution with the real Terraform: one request for the settings of a change, a certificate that is set and removed, origins that cannot
# be one, the bundle once in a month, the cache; subdomains and the connection with the default VPC.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
sim_start --pending-ms 0 --operation-ms 10
tf_shared_provider

distribution() { # ARGUMENTS [ORIGIN [BUNDLE]]
    cat <<END
resource "lightsail_distribution" "shop" {
  name      = "e2e-shop"
  bundle_id = "${3:-small_1_0}"
  origin {
    name        = "${2:-e2e-files}"
    region_name = "ap-northeast-1"
  }
  default_cache_behavior {
    behavior = "cache"
  }
  $1
}
END
}
east() { SIM_REGION=us-east-1 world_call "$@"; }
shown() { east GetDistributions '{"distributionName":"e2e-shop"}' | jq -r ".distributions[0] | $1"; }
config() { local IFS=$'\n'; tf_config_quick "$*"; }
counts() { is "$(world_changes)" "${*:2}" "$1"; }
create() { world_call "$1" "$2" >/dev/null; }

# ---- origins -------------------------------------------------------------------------------------------------------------
create CreateBucket '{"bucketName":"e2e-files","bundleId":"small_1_0"}'
create CreateInstances '{"instanceNames":["e2e-web"],"availabilityZone":"ap-northeast-1a","blueprintId":"ubuntu_22_04","bundleId":"nano_3_0"}'
create CreateLoadBalancer '{"loadBalancerName":"e2e-lb","instancePort":80}'
sim_advance 600000
config "$(distribution "" e2e-nothing)"
tf_fails plan
tf_said "There is no instance, load balancer, bucket or container service 'e2e-nothing' in ap-northeast-1" "an origin that does not exist"
config "$(distribution "" e2e-web)"
tf_fails plan
tf_said "has no static IP, and only one with it can be an origin" "an instance without a static IP"
config "$(distribution "" e2e-lb)"
tf_fails plan
tf_said "has no instance, and only one with an instance can be an origin" "a load balancer without an instance"
config "$(distribution 'private_origin_access = true' e2e-lb)"
tf_fails plan
tf_said "only a bucket has private objects" "private access to a load balancer"

# ---- certificates --------------------------------------------------------------------------------------------------------
create CreateCertificate '{"certificateName":"e2e-here","domainName":"here.example"}'
east CreateCertificate '{"certificateName":"e2e-open","domainName":"open.example"}' >/dev/null
east CreateCertificate '{"certificateName":"e2e-one","domainName":"shop.example","subjectAlternativeNames":["www.shop.example"]}' >/dev/null
sim_mutate '{"action":"issue_certificate","name":"e2e-one","region":"us-east-1"}'
config "$(distribution 'certificate_name = "e2e-here"')"
tf_fails plan
tf_said "A distribution uses only certificates of this region" "a certificate of another region"
config "$(distribution 'certificate_name = "e2e-open"')"
tf_fails plan
tf_said "A distribution needs one that is ISSUED" "a certificate that is not issued"

# ---- changes -------------------------------------------------------------------------------------------------------------
config "$(distribution 'is_enabled = false')"
sim_metrics_reset
tf_ok apply
counts "a disabled distribution" "CreateDistribution UpdateDistribution"
is "$(shown '"\(.status) \(.isEnabled) \(.origin.resourceType)"')" "Deployed false Bucket" "it is deployed and disabled"
tf_plan_is_empty "then the plan is empty"
sim_metrics_reset
settings='cache_behavior_settings {
    allowed_http_methods = "OPTIONS,GET,HEAD"
    default_ttl          = 60
    forwarded_headers {
      option = "default"
    }
  }'
config "$(distribution "certificate_name = \"e2e-one\"
  default_root_object = \"index.html\"
  $settings
  cache_behavior {
    path     = \"api/*\"
    behavior = \"dont-cache\"
  }
  custom_error_response {
    error_code         = 404
    response_code      = \"200\"
    response_page_path = \"/404.html\"
  }")"
tf_ok apply
counts "everything at once" UpdateDistribution
is "$(shown '"\(.certificateName) \(.alternativeDomainNames | sort | join(",")) \(.isEnabled) \(.cacheBehaviorSettings.defaultTTL) \(.defaultRootObject) \(.cacheBehaviors | length) \(.customErrorResponses | length)"')" \
    "e2e-one shop.example,www.shop.example true 60 index.html 1 1" "it is as configured"
tf_plan_is_empty "methods in another order and the option default are no difference"
sim_metrics_reset
config "$(distribution "$settings")"
tf_ok apply
counts "what is removed" UpdateDistribution
is "$(shown '"\(.certificateName) \(.alternativeDomainNames | length) \(.defaultRootObject) \(.cacheBehaviors | length) \(.customErrorResponses | length)"')" "null 0 null 0 0" "it is removed"
sim_metrics_reset
config "$(distribution "")"
tf_ok apply
counts "settings that are not managed any more" ""
is "$(shown .cacheBehaviorSettings.defaultTTL)" 60 "... stay"
tf_plan_is_empty "then the plan is empty"

# ---- the bundle ----------------------------------------------------------------------------------------------------------
config "$(distribution "" e2e-files medium_1_0)"
sim_metrics_reset
tf_ok apply
counts "another bundle" UpdateDistributionBundle
config "$(distribution "" e2e-files large_1_0)"
tf_fails plan
tf_said "Lightsail changes the bundle of a distribution once in a month" "a second change in a month is refused in the plan"
tf_said "possible again from" "... which says when it is possible"

# ---- an origin that goes -------------------------------------------------------------------------------------------------
files='resource "lightsail_bucket" "files" {
  name      = "e2e-gone"
  bundle_id = "small_1_0"
}'
config "$files" "$(distribution "" e2e-gone medium_1_0)"
tf_ok apply -target=lightsail_bucket.files
tf_ok apply
config "$(distribution "" e2e-gone medium_1_0)"
sim_metrics_reset
tf_fails apply
tf_said "has the distribution 'e2e-shop', whose origin it is" "the bucket of an origin is not deleted"
is "$(sim_metric DeleteBucket)" 0 "... and nothing is sent"

# ---- the deletion --------------------------------------------------------------------------------------------------------
sim_metrics_reset
tf_ok destroy
counts "the distribution, then its origin" "DeleteBucket DeleteDistribution"
is "$(east GetDistributions '{}' | jq '.distributions | length')" 0 "it is gone"

# ---- the connection with the default VPC ---------------------------------------------------------------------------------
config 'resource "lightsail_vpc_peering" "this" {}
data "lightsail_vpc_peering" "this" { depends_on = [lightsail_vpc_peering.this] }
output "is_peered" { value = data.lightsail_vpc_peering.this.is_peered }
output "vpc" { value = lightsail_vpc_peering.this.default_vpc_id }'
sim_metrics_reset
tf_ok apply
counts "a connection" PeerVpc
like "$(tf_output vpc)" '^"?vpc-' "the ID of the default VPC is known"
is "$(tf_output is_peered)" true "it is connected"
tf_plan_is_empty "then the plan is empty"
create UnpeerVpc '{}'
tf_plan_is "a connection that others have ended" "create lightsail_vpc_peering.this" "read data.lightsail_vpc_peering.this"
tf_ok apply
sim_metrics_reset
tf_ok destroy
counts "its end" UnpeerVpc
done_testing
