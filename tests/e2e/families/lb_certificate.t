#!/usr/bin/env bash
# lightsail_lb_certificate and lightsail_lb_certificate_attachment with the real Terraform: one apply to HTTPS, a rotation without a gap, deletions of a
# certificate in use, shared reads, states of other providers, errors of the plan.
. "$(dirname "$0")/../../lib/tf.sh"

tf_setup
sim_start --pending-ms 0 --operation-ms 10
tf_shared_provider
config() { tf_config_quick "$@"; }
call() { # OPERATION INPUT [REGION]
    sim_mutate "$(jq -n --arg operation "$1" --argjson input "$2" --arg region "${3:-ap-northeast-1}" '{action: "call", operation: $operation, input: $input, region: $region}')"
}
certificates() { world_call GetLoadBalancerTlsCertificates '{"loadBalancerName":"web"}' | jq -r "[.tlsCertificates[] | $1] | sort | join(\" \")"; }
balancer() { world_call GetLoadBalancer '{"loadBalancerName":"web"}' | jq -r ".loadBalancer | $1"; }

# site NAME DOMAIN…: a certificate with its attachment
site() {
    local name=$1 domains
    shift
    domains=$(jq -cn '$ARGS.positional' --args "$@")
    cat <<END
resource "lightsail_lb_certificate" "site" {
  lb_name                   = "web"
  name                      = "$name"
  domain_name               = "shop.example"
  subject_alternative_names = $domains
  lifecycle {
    create_before_destroy = ${before_destroy:-true}
  }
}
resource "terraform_data" "entry" {
  for_each = lightsail_lb_certificate.site.validation_records
  input    = each.value
}
$attachment
output "entries" { value = { for domain, entry in terraform_data.entry : domain => entry.output } }
END
}
attachment='
resource "lightsail_lb_certificate_attachment" "site" {
  lb_name          = "web"
  certificate_name = lightsail_lb_certificate.site.name
  certificate_arn  = lightsail_lb_certificate.site.arn
  depends_on       = [terraform_data.entry]
}'

# ---- one apply: the service adds the entries in a zone of the account, and validates ----
call CreateDomain '{"domainName":"shop.example"}' us-east-1
call CreateLoadBalancer '{"loadBalancerName":"web","instancePort":80}'
config "$(site one www.shop.example)"
sim_metrics_reset
tf_ok apply
is "$(world_changes)" "AttachLoadBalancerTlsCertificate CreateLoadBalancerTlsCertificate" "one apply creates the certificate and attaches it"
is "$(balancer .protocol) $(certificates '"\(.name) \(.status) \(.isAttached)"')" "HTTP_HTTPS one ISSUED true" "the load balancer has HTTPS"
is "$(tf_output entries | jq -c 'map_values([.name, .type, .value] | join(" ")) | to_entries | map("\(.key) \(.value)") | sort | join(" ")')" \
    "\"$(certificates '.domainValidationRecords[] | "\(.domainName) \(.name) \(.type) \(.value)"')\"" "the records by domain name"
sim_metrics_reset
tf_plan_is_empty "the second plan is empty"
is "$(sim_metric GetLoadBalancerTlsCertificates)" 1 "the certificate and its attachment share one read"

# ---- a rotation without a gap ----
config "$(site two www.shop.example api.shop.example)"
sim_metrics_reset
tf_ok apply
is "$(world_changes)" "AttachLoadBalancerTlsCertificate CreateLoadBalancerTlsCertificate DeleteLoadBalancerTlsCertificate" "the new one is attached in place of the old one"
is "$(sim_requests '' '[.[] | .operation | select(test("TlsCertificate$"))][-3:] | join(" ")' | tr -d '"')" \
    "CreateLoadBalancerTlsCertificate AttachLoadBalancerTlsCertificate DeleteLoadBalancerTlsCertificate" "in this order"
is "$(certificates '"\(.name) \(.isAttached)"')" "two true" "the old one is deleted"
tf_plan_is_empty "the plan is empty"
before_destroy=false
config "$(site two www.shop.example)"
tf_ok apply
is "$(certificates '"\(.name) \(.isAttached) \(.subjectAlternativeNames | length)"')" "two true 2" "a new one of the same name is attached in the same apply"
tf_plan_is_empty "the plan is empty then"

# ---- one that is attached ----
attachment='' config "$(attachment='' site two www.shop.example)"
tf state rm lightsail_lb_certificate_attachment.site >/dev/null
sim_metrics_reset
tf_step plan -destroy
step_ok $? "terraform plan -destroy"
tf_said "The load balancer 'web' uses the certificate 'two'." "the plan warns"
tf_fails destroy
tf_said "certificate 'two' is used by the load balancer 'web'" "the delete is refused and says by whom"
is "$(world_changes)" "" "no request was sent"
config "$(attachment='' site two www.shop.example | sed '/domain_name  /a\  force_destroy = true')"
tf_ok apply
tf_ok destroy
is "$(balancer .protocol)" HTTP "with force_destroy it is deleted"

# ---- one destroy of everything ----
config "$(site three www.shop.example)"
tf_ok apply
tf_ok destroy
is "$(certificates .name)" "" "one destroy deletes the certificate, although no call detaches it"

# ---- states of other providers ----
call CreateLoadBalancerTlsCertificate '{"loadBalancerName":"web","certificateName":"old","certificateDomainName":"shop.example","certificateAlternativeNames":["www.shop.example"]}'
sim_mutate '{"action":"issue_certificate","name":"old"}'
call AttachLoadBalancerTlsCertificate '{"loadBalancerName":"web","certificateName":"old"}'
old=$(world_call GetLoadBalancerTlsCertificates '{"loadBalancerName":"web"}' | jq -c '.tlsCertificates[0]')
tf_own_provider
tf_stand_in aws awscc
state() { # TYPE NAME ATTRIBUTES…
    jq -n '[range(0; $ARGS.positional | length; 3) as $i | $ARGS.positional[$i] as $type
            | (if $type | startswith("awscc") then ["hashicorp/awscc", 1] else ["hashicorp/aws", 0] end) as [$provider, $version]
            | {mode: "managed", type: $type, name: $ARGS.positional[$i + 1], provider: "provider[\"registry.terraform.io/\($provider)\"]",
               instances: [{schema_version: $version, attributes: ($ARGS.positional[$i + 2] | fromjson), sensitive_attributes: [], private: "bnVsbA=="}]}]
           | {version: 4, terraform_version: "1.11.4", serial: 7, lineage: "3f6ac2ab-6a8e-4d0f-9a57-3a6f2e0c1d11", outputs: {}, check_results: null, resources: .}' \
        --args "$@" >"$TF_DIR/terraform.tfstate"
}
moved='
moved {
  from = TYPE.old
  to   = lightsail_lb_certificate.old
}
resource "lightsail_lb_certificate" "old" {
  lb_name                   = "web"
  name                      = "old"
  domain_name               = "shop.example"
  subject_alternative_names = ["www.shop.example"]
}
'
config "${moved/TYPE/aws_lightsail_lb_certificate}" '
moved {
  from = aws_lightsail_lb_certificate_attachment.old
  to   = lightsail_lb_certificate_attachment.old
}
resource "lightsail_lb_certificate_attachment" "old" {
  lb_name          = "web"
  certificate_name = lightsail_lb_certificate.old.name
}'
state aws_lightsail_lb_certificate old "$(jq -c '{id: "web,\(.name)", lb_name: "web", name, arn, domain_name: .domainName, subject_alternative_names: .subjectAlternativeNames,
    support_code: .supportCode, domain_validation_records: [.domainValidationRecords[] | {domain_name: .domainName, resource_record_name: .name,
    resource_record_type: .type, resource_record_value: .value}]}' <<<"$old")" \
    aws_lightsail_lb_certificate_attachment old '{"id":"web,old","lb_name":"web","certificate_name":"old"}'
tf_step plan
step_ok $? "states of hashicorp/aws"
tf_said "Plan: 0 to add, 0 to change, 0 to destroy." "... move without a change"
config "${moved/TYPE/awscc_lightsail_load_balancer_tls_certificate}"
state awscc_lightsail_load_balancer_tls_certificate old "$(jq -c '{id: "\(.name)|web", certificate_name: .name, load_balancer_name: "web", certificate_domain_name: .domainName,
    certificate_alternative_names: ["www.shop.example"], load_balancer_tls_certificate_arn: .arn, is_attached: true, https_redirection_enabled: false, status}' <<<"$old")"
tf_step plan
step_ok $? "a state of hashicorp/awscc"
tf_said "Plan: 0 to add, 0 to change, 0 to destroy." "... moves without a change"

# ---- errors of the plan ----
tf_override "$PROVIDER"
rm -f "$TF_DIR/terraform.tfstate"
call CreateLoadBalancerTlsCertificate '{"loadBalancerName":"web","certificateName":"pending","certificateDomainName":"elsewhere.example"}'
sim_advance 1000
record=$(certificates 'select(.name == "pending").domainValidationRecords[] | "\(.name) \(.type) \(.value)"')
config '
resource "lightsail_lb_certificate_attachment" "pending" {
  lb_name          = "web"
  certificate_name = "pending"
}
resource "lightsail_lb_certificate_attachment" "none" {
  lb_name          = "web"
  certificate_name = "none"
}
resource "lightsail_lb_certificate" "third" {
  lb_name     = "web"
  name        = "third"
  domain_name = "third.example"
}
resource "lightsail_lb_certificate" "nowhere" {
  lb_name     = "no-such-balancer"
  name        = "nowhere"
  domain_name = "nowhere.example"
}'
tf_fails plan
tf_said "The certificate 'pending' has the status PENDING_VALIDATION. A load balancer needs one that is ISSUED." "a certificate that is not issued"
tf_said "$record" "... with the record that is missing"
tf_said "The load balancer 'web' has no certificate 'none'." "one that does not exist"
tf_said "The load balancer 'web' can have 2 certificates, and with 'third' it would have more." "a third certificate"
tf_said "There is no load balancer 'no-such-balancer'" "a load balancer that does not exist"
call DeleteLoadBalancer '{"loadBalancerName":"web"}'
call DeleteDomain '{"domainName":"shop.example"}' us-east-1
done_testing
