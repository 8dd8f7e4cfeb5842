#!/usr/bin/env bash
# Distributions from hashicorp/aws and hashicorp/awscc: hand-written states, `moved` blocks, and plans that change nothing; imports by name and ARN.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
sim_start --pending-ms 0 --operation-ms 0
tf_stand_in aws awscc

east() { SIM_REGION=us-east-1 world_call "$@"; }
world_call CreateBucket '{"bucketName":"moved-files","bundleId":"small_1_0"}' >/dev/null
sim_advance 60000
east CreateDistribution '{"distributionName":"moved-shop","bundleId":"small_1_0","origin":{"name":"moved-files","regionName":"ap-northeast-1"},"defaultCacheBehavior":{"behavior":"cache"},
    "cacheBehaviors":[{"path":"api/*","behavior":"dont-cache"}],
    "cacheBehaviorSettings":{"allowedHTTPMethods":"GET,HEAD,OPTIONS,PUT,PATCH,POST,DELETE","cachedHTTPMethods":"GET,HEAD","defaultTTL":86400,"minimumTTL":0,"maximumTTL":31536000,
        "forwardedCookies":{"option":"none"},"forwardedHeaders":{"option":"none"},"forwardedQueryStrings":{"option":false}},"tags":[{"key":"Team","value":"desk"}]}' >/dev/null
sim_advance 600000
shop=$(east GetDistributions '{"distributionName":"moved-shop"}' | jq -c '.distributions[0]')

# As hashicorp/aws writes it: `default` for no headers, and the settings always.
aws_distribution() {
    jq -c '{id: .name, name, arn, bundle_id: .bundleId, is_enabled: true, ip_address_type: .ipAddressType, certificate_name: "", domain_name: .domainName, status,
        created_at: (.createdAt | floor | todate), support_code: .supportCode, origin_public_dns: .originPublicDNS, resource_type: "Distribution",
        alternative_domain_names: [], location: [{availability_zone: "all", region_name: "us-east-1"}],
        origin: [{name: .origin.name, region_name: .origin.regionName, protocol_policy: .origin.protocolPolicy, resource_type: "Bucket"}],
        default_cache_behavior: [{behavior: "cache"}], cache_behavior: [{path: "api/*", behavior: "dont-cache"}],
        cache_behavior_settings: [{allowed_http_methods: .cacheBehaviorSettings.allowedHTTPMethods, cached_http_methods: .cacheBehaviorSettings.cachedHTTPMethods,
            default_ttl: 86400, minimum_ttl: 0, maximum_ttl: 31536000, forwarded_cookies: [{option: "none", cookies_allow_list: []}],
            forwarded_headers: [{option: "default", headers_allow_list: []}], forwarded_query_strings: [{option: false, query_strings_allowed_list: []}]}],
        tags: {Team: "desk"}, tags_all: {Team: "desk"}, timeouts: null}' <<<"$shop"
}
awscc_distribution() {
    jq -c '{id: .name, distribution_name: .name, distribution_arn: .arn, bundle_id: .bundleId, is_enabled: true, ip_address_type: .ipAddressType, status, able_to_update_bundle: true,
        origin: {name: .origin.name, region_name: .origin.regionName, protocol_policy: .origin.protocolPolicy}, default_cache_behavior: {behavior: "cache"},
        cache_behaviors: [{path: "api/*", behavior: "dont-cache"}],
        cache_behavior_settings: {allowed_http_methods: .cacheBehaviorSettings.allowedHTTPMethods, cached_http_methods: .cacheBehaviorSettings.cachedHTTPMethods,
            default_ttl: 86400, minimum_ttl: 0, maximum_ttl: 31536000, forwarded_cookies: {option: "none", cookies_allow_list: []},
            forwarded_headers: {option: "none", headers_allow_list: []}, forwarded_query_strings: {option: false, query_strings_allow_list: []}},
        tags: [{key: "Team", value: "desk"}]}' <<<"$shop"
}
in_version_6() { jq -c '. + {region: "us-east-1"}'; }

state() { # PROVIDER VERSION TYPE ATTRIBUTES
    jq -n --arg provider "$1" --argjson version "$2" --arg type "$3" --argjson attributes "$4" '{version: 4, terraform_version: "1.11.4", serial: 7,
        lineage: "3f6ac2ab-6a8e-4d0f-9a57-3a6f2e0c1d11", outputs: {}, check_results: null, resources: [{mode: "managed", type: $type, name: "this",
            provider: "provider[\"registry.terraform.io/hashicorp/\($provider)\"]",
            instances: [{schema_version: $version, attributes: $attributes, sensitive_attributes: [], private: "bnVsbA=="}]}]}' >"$TF_DIR/terraform.tfstate"
}
moves() { # NAME
    tf_plan_is "$1: the plan moves, and nothing else" "move lightsail_distribution.this"
    sim_metrics_reset
    tf_ok apply
    is "$(world_changes)" "" "$1: no call changes an object"
    tf_plan_is_empty "$1: then the plan is empty"
}
resource() { # OPTION
    cat <<END
provider "lightsail" {}
resource "lightsail_distribution" "this" {
  name      = "moved-shop"
  bundle_id = "small_1_0"
  origin {
    name        = "moved-files"
    region_name = "ap-northeast-1"
  }
  default_cache_behavior {
    behavior = "cache"
  }
  cache_behavior {
    path     = "api/*"
    behavior = "dont-cache"
  }
  cache_behavior_settings {
    allowed_http_methods = "GET,HEAD,OPTIONS,PUT,PATCH,POST,DELETE"
    cached_http_methods  = "GET,HEAD"
    default_ttl          = 86400
    maximum_ttl          = 31536000
    minimum_ttl          = 0
    forwarded_cookies {
      option = "none"
    }
    forwarded_headers {
      option = "$1"
    }
    forwarded_query_strings {
      option = false
    }
  }
  tags = { Team = "desk" }
}
END
}
moved() { printf 'moved {\n  from = %s_lightsail_distribution.this\n  to   = lightsail_distribution.this\n}\n' "$1"; }

for version in cat in_version_6; do
    tf_config "aws-$version" < <(
        resource default
        moved aws
    )
    state aws 0 aws_lightsail_distribution "$(aws_distribution | "$version")"
    moves "aws, $version"
done
tf_config awscc < <(
    resource none
    moved awscc
)
state awscc 1 awscc_lightsail_distribution "$(awscc_distribution)"
moves awscc

# ---- imports -------------------------------------------------------------------------------------------------------------
tf_config import < <(resource default)
for id in moved-shop "$(jq -r .arn <<<"$shop")"; do
    rm -f "$TF_DIR/terraform.tfstate"
    tf_ok import lightsail_distribution.this "$id"
    tf_plan_is_empty "imported by $id: the plan is empty"
done
done_testing
