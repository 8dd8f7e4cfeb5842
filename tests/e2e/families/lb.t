#!/usr/bin/env bash
# Load balancers with the real Terraform: attachments in few requests, changes in place, what is left out is left alone, a rebuilt instance and a replaced
# load balancer in one apply, redirection only with a certificate, instances of others that prevent a deletion, wrong arguments.
. "$(dirname "$0")/../../lib/tf.sh"

tf_setup
sim_start --pending-ms 0 --operation-ms 10
tf_shared_provider

config() { tf_config_quick "$(printf '%s\n' "$@")"; }
lb() { # ARGUMENT…
    printf 'resource "lightsail_lb" "shop" {\n  name = "shop"\n'
    [ $# = 0 ] || printf '  %s\n' "$@"
    printf '}\n'
}
machines='
resource "lightsail_instance" "web" {
  count        = 3
  name         = "web-${count.index}"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
}'
attachments='
resource "lightsail_lb_attachment" "web" {
  count        = 3
  lb_name      = lightsail_lb.shop.name
  instance_arn = lightsail_instance.web[count.index].arn
}'
stickiness='
resource "lightsail_lb_stickiness_policy" "shop" {
  lb_name         = lightsail_lb.shop.name
  enabled         = true
  cookie_duration = 600
}'
shown() { sim_state ".regions[\"ap-northeast-1\"].load_balancers.shop | $1"; }
attached() { shown '[.instanceHealthSummary[].instanceName] | sort | join(" ")'; }
certificate() { # LB NAME: an issued one that is attached
    world_call CreateLoadBalancerTlsCertificate "{\"loadBalancerName\":\"$1\",\"certificateName\":\"$2\",\"certificateDomainName\":\"www.example.com\"}" >/dev/null
    sim_mutate "{\"action\":\"issue_certificate\",\"name\":\"$2\"}" >/dev/null
    world_call AttachLoadBalancerTlsCertificate "{\"loadBalancerName\":\"$1\",\"certificateName\":\"$2\"}" >/dev/null
}

# ---- create ----
config "$machines"
tf_ok apply
sim_metrics_reset
sim_latency 300
config "$machines" "$(lb 'instance_port = 80')" "$attachments" "$stickiness"
tf_ok apply
sim_latency 0
is "$(attached)" "web-0 web-1 web-2" "three instances are attached"
is "$(($(sim_metric AttachInstancesToLoadBalancer) < 3))" 1 "by fewer requests"
is "$(sim_metric UpdateLoadBalancerAttribute)" 2 "stickiness and its duration are two requests"
is "$(shown '.configurationOptions | [.[]] | sort | join(" ")')" "600 true" "which have an effect"
tf_plan_is_empty "the plan is empty"

# ---- in place; what is left out is left alone ----
sim_metrics_reset
config "$machines" "$(lb 'instance_port = 80' 'health_check_path = "/ready"' 'ip_address_type = "ipv4"' 'tls_policy_name = "TLS-FS-1-2-Res-2019-08"')" "$attachments" "$stickiness"
tf_ok apply
is "$(sim_metric UpdateLoadBalancerAttribute SetIpAddressType CreateLoadBalancer)" "2 1 0" "one request for each changed attribute"
is "$(shown '[.healthCheckPath, .ipAddressType, .tlsPolicyName] | join(" ")')" "/ready ipv4 TLS-FS-1-2-Res-2019-08" "with the new values"
config "$machines" "$(lb 'instance_port = 80')" "$attachments"
sim_metrics_reset
tf_ok apply
is "$(sim_metric UpdateLoadBalancerAttribute SetIpAddressType)" "1 0" "without the policy stickiness is disabled, and nothing else changes"
is "$(shown '[.healthCheckPath, .ipAddressType, .configurationOptions.SessionStickinessEnabled] | join(" ")')" "/ready ipv4 false" "what is left out is left alone"
world_call UpdateLoadBalancerAttribute '{"loadBalancerName":"shop","attributeName":"SessionStickinessEnabled","attributeValue":"true"}' >/dev/null
tf_plan_is_empty "also when others change it"
config "$machines" "$(lb 'instance_port = 80' 'stickiness = { enabled = false }')" "$attachments"
tf_plan_is "what is written is corrected" "update lightsail_lb.shop"
tf_ok apply

# ---- an instance that is created anew ----
config "${machines/nano_3_0/micro_3_0}" "$(lb 'instance_port = 80')" "$attachments"
tf_ok apply
is "$(attached)" "web-0 web-1 web-2" "instances that were replaced are attached again in the same apply"
tf_plan_is_empty "the plan is empty"
machines=${machines/nano_3_0/micro_3_0}

# ---- a change of the bundle that keeps the data ----
kept=${machines/micro_3_0\"/small_3_0\"
  bundle_change = \"keep_data\"}
config "$kept" "$(lb 'instance_port = 80')" "$attachments"
tf_ok apply
is "$(attached)" "web-0 web-1 web-2" "a change of the bundle attaches the instances again"
tf_plan_is_empty "the plan is empty"
machines=$kept

# ---- a load balancer that is created anew ----
config "$machines" "$(lb 'instance_port = 8080')" "$attachments" "$stickiness"
tf_ok plan
tf_said "Load balancer is in use" "the plan of a replacement says what the load balancer has"
tf_ok apply
is "$(attached) $(shown .instancePort)" "web-0 web-1 web-2 8080" "the instances are attached to the new load balancer in the same apply"
is "$(shown .configurationOptions.SessionStickinessEnabled)" true "which has the policy"
tf_plan_is_empty "the plan is empty"
config "$machines" "$(lb 'instance_port = 80')" "$attachments" "$stickiness"
tf_ok apply
is "$(attached) $(shown '[.instancePort, .configurationOptions.SessionStickinessEnabled] | join(" ")')" "web-0 web-1 web-2 80 true" "and a second time, with an existing policy"
tf_plan_is_empty "the plan is empty"

# ---- drift, import ----
world_call DetachInstancesFromLoadBalancer '{"loadBalancerName":"shop","instanceNames":["web-0"]}' >/dev/null
tf_plan_is "an instance that was detached elsewhere" "create lightsail_lb_attachment.web[0]"
tf_ok apply
"$TERRAFORM" -chdir="$TF_DIR" state rm 'lightsail_lb_attachment.web[0]' lightsail_lb_stickiness_policy.shop >/dev/null
tf_ok import 'lightsail_lb_attachment.web[0]' shop,web-0
tf_ok import lightsail_lb_stickiness_policy.shop shop
tf_plan_is_empty "what is imported"

# ---- a resource with another address is the same attachment ----
config "$machines" "$(lb 'instance_port = 80')" "${attachments/\"web\"/\"other\"}" "${stickiness/\"shop\"/\"other\"}"
tf_ok apply
is "$(attached) $(shown .configurationOptions.SessionStickinessEnabled)" "web-0 web-1 web-2 true" "resources with other addresses leave everything as it is"
attachments=${attachments/\"web\"/\"other\"} stickiness=${stickiness/\"shop\"/\"other\"}
tf_plan_is_empty "the plan is empty"

# ---- refused in the plan ----
refused() { # NAME TEXT CONFIGURATION…
    config "${@:3}"
    tf_fails plan
    tf_said "$2" "$1"
}
redirection='
resource "lightsail_lb_https_redirection_policy" "shop" {
  lb_name = lightsail_lb.shop.name
  enabled = true
}'
refused "stickiness in two resources" "both manage the session stickiness" "$machines" "$(lb 'instance_port = 80' 'stickiness = { enabled = true }')" "$attachments" "$stickiness"
refused "redirection in two resources" "both manage the HTTPS redirection" "$machines" "$(lb 'instance_port = 80' 'https_redirection = false')" "$attachments" "$stickiness" "$redirection"
refused "redirection without a certificate" "No certificate is attached to the load balancer" "$machines" "$(lb 'instance_port = 80' 'https_redirection = true')" "$attachments" "$stickiness"
refused "a policy of redirection without a certificate" "lightsail_lb_certificate_attachment" "$machines" "$(lb 'instance_port = 80')" "$attachments" "$stickiness" "$redirection"
refused "an unknown TLS policy" "There is no TLS policy 'TLS-2099'" "$machines" "$(lb 'instance_port = 80' 'tls_policy_name = "TLS-2099"')" "$attachments" "$stickiness"
refused "an instance of another region" "This configuration has one in eu-central-1" "$machines" "$(lb 'instance_port = 80')" "$attachments" "$stickiness" '
resource "lightsail_instance" "far" {
  name         = "far"
  region       = "eu-central-1"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
}
resource "lightsail_lb_attachment" "far" {
  lb_name       = lightsail_lb.shop.name
  instance_name = lightsail_instance.far.name
}'
sim_mutate '{"action":"call","operation":"CreateInstances","input":{"instanceNames":["idle"],"availabilityZone":"ap-northeast-1a","bundleId":"nano_3_0","blueprintId":"ubuntu_22_04"}}' >/dev/null
sim_mutate '{"action":"stop_instance","name":"idle"}' >/dev/null
idle='
resource "lightsail_lb_attachment" "idle" {
  lb_name          = lightsail_lb.shop.name
  instance_name    = "idle"
  wait_for_healthy = true
  timeouts {
    create = "2s"
  }
}'
refused "a stopped instance" "only a running one can be attached" "$machines" "$(lb 'instance_port = 80')" "$attachments" "$stickiness" "$idle"

# ---- health ----
sim_mutate '{"action":"start_instance","name":"idle"}' >/dev/null
world_call AttachInstancesToLoadBalancer '{"loadBalancerName":"shop","instanceNames":["idle"]}' >/dev/null
wait_until 5 eval '[[ $(attached) == *idle* ]]'
sim_mutate '{"action":"set_target_health","name":"shop","instance":"idle","health":"unhealthy","reason":"Instance.Timeout"}' >/dev/null
config "$machines" "$(lb 'instance_port = 80')" "$attachments" "$stickiness" "$idle"
tf_fails apply
tf_said "he instance 'idle' at the load balancer 'shop' is unhealthy, reason Instance.Timeout" "the wait for a healthy instance ends with the reason"
tf_said "Check that it responds on port 80 to the path" "and says what to check"
"$TERRAFORM" -chdir="$TF_DIR" untaint lightsail_lb_attachment.idle >/dev/null
tf_ok refresh
is "$(jq -r '.resources[] | select(.type == "lightsail_lb") | .instances[0].attributes.instance_health.idle | "\(.state) \(.reason)"' "$TF_DIR/terraform.tfstate")" "unhealthy Instance.Timeout" "the health of the instances is in the state"
tf_plan_is_empty "the plan is empty"

# ---- the deletion ----
"$TERRAFORM" -chdir="$TF_DIR" state rm lightsail_lb_attachment.idle >/dev/null
tf_ok plan -destroy
tf_said "has the instances" "the plan of a deletion says what the load balancer has"
sim_metrics_reset
tf_fails destroy
tf_said "still has the instance 'idle'" "an instance of others prevents the deletion"
is "$(sim_metric DeleteLoadBalancer DetachInstancesFromLoadBalancer | cut -d' ' -f1)" 0 "nothing is sent"
world_call DetachInstancesFromLoadBalancer '{"loadBalancerName":"shop","instanceNames":["idle"]}' >/dev/null
config "$machines" "$(lb 'instance_port = 80')" "$attachments"
tf_ok apply
certificate shop www
config "$machines" "$(lb 'instance_port = 80' 'https_redirection = true')" "$attachments"
tf_ok apply
is "$(shown .httpsRedirectionEnabled)" true "an existing load balancer with a certificate redirects by its own argument"
tf_plan_is_empty "the plan is empty"
config "$machines" "$(lb 'instance_port = 80')" "$attachments" "$redirection"
tf_ok apply
is "$(shown .httpsRedirectionEnabled)" true "with a certificate requests are redirected"
tf_fails destroy
tf_said "still has the certificate 'www'" "so does an issued certificate"
config "$machines" "$(lb 'instance_port = 80' 'force_destroy = true')" "$attachments" "$redirection"
tf_ok apply
tf_ok destroy
sim_mutate '{"action":"delete_instance","name":"idle"}' >/dev/null

# ---- with a certificate: one apply to redirection, and again when the load balancer is created anew ----
sim_mutate '{"action":"call","operation":"CreateDomain","region":"us-east-1","input":{"domainName":"shop.example"}}' >/dev/null
secure='
resource "lightsail_lb_certificate" "shop" {
  lb_name     = lightsail_lb.shop.name
  name        = "shop-certificate"
  domain_name = "shop.example"
}
resource "lightsail_lb_certificate_attachment" "shop" {
  lb_name          = lightsail_lb.shop.name
  certificate_name = lightsail_lb_certificate.shop.name
}'
follows=${redirection/enabled/depends_on = [lightsail_lb_certificate_attachment.shop]
  enabled}
config "$(lb 'instance_port = 80')" "$secure" "$follows"
tf_ok apply
is "$(shown '[.protocol, .httpsRedirectionEnabled] | join(" ")')" "HTTP_HTTPS true" "one apply creates everything and redirects"
tf_plan_is_empty "the plan is empty"
config "$(lb 'instance_port = 8080')" "$secure" "$follows"
tf_ok apply
is "$(shown '[.protocol, .httpsRedirectionEnabled, .instancePort] | join(" ")')" "HTTP_HTTPS true 8080" "so does one apply with another port"
tf_plan_is_empty "the plan is empty"
tf_ok destroy
sim_mutate '{"action":"call","operation":"DeleteDomain","region":"us-east-1","input":{"domainName":"shop.example"}}' >/dev/null
world_is_empty "one destroy of everything"
done_testing
