#!/usr/bin/env bash
# lightsail_certificate and lightsail_certificate_validation with the real Terraform: one apply from the creation to the use with for_each over the
# records, a rotation without a gap, certificates in use, failures of a validation, states of other providers, errors of the plan.
. "$(dirname "$0")/../../lib/tf.sh"

tf_setup
sim_start --pending-ms 0 --operation-ms 10
tf_shared_provider
config() { tf_config_quick "$@"; }
call() { # OPERATION INPUT [REGION]
    sim_mutate "$(jq -n --arg operation "$1" --argjson input "$2" --arg region "${3:-ap-northeast-1}" '{action: "call", operation: $operation, input: $input, region: $region}')"
}
certificate() { sim_state ".regions[\"ap-northeast-1\"].certificates[\"$1\"] | $2"; }
domains() { sim_state '.regions["ap-northeast-1"].container_services.app.publicDomainNames | tojson'; }

# site NAME DOMAIN…: a certificate with its entries, its validation and its use
site() {
    local name=$1 domains
    shift
    domains=$(jq -cn '$ARGS.positional' --args "$@")
    cat <<END
resource "lightsail_certificate" "site" {
  name                      = "$name"
  domain_name               = "shop.example"
  subject_alternative_names = $domains
  lifecycle {
    create_before_destroy = true
  }
}
resource "terraform_data" "entry" {
  for_each = lightsail_certificate.site.validation_records
  input    = each.value
}
resource "terraform_data" "option" {
  for_each = { for option in lightsail_certificate.site.domain_validation_options : option.domain_name => option.resource_record_value }
  input    = each.value
}
resource "lightsail_certificate_validation" "site" {
  certificate_name = lightsail_certificate.site.name
  certificate_arn  = lightsail_certificate.site.arn
  depends_on       = [terraform_data.entry]
}
$service
output "entries" { value = { for domain, entry in terraform_data.entry : domain => entry.output } }
output "options" { value = { for domain, entry in terraform_data.option : domain => entry.output } }
END
}
service='
resource "lightsail_container_service" "app" {
  name  = "app"
  power = "nano"
  scale = 1
  public_domain_names {
    certificate {
      certificate_name = lightsail_certificate_validation.site.certificate_name
      domain_names     = ["www.shop.example"]
    }
  }
}'

# ---- one apply: the service adds the entries in a zone of the account, and validates ----
call CreateDomain '{"domainName":"shop.example"}' us-east-1
config "$(site one www.shop.example api.shop.example)"
sim_metrics_reset
tf_ok apply
is "$(world_changes)" "CreateCertificate CreateContainerService" "one apply creates the certificate and uses it"
is "$(certificate one '.status')" ISSUED "it is issued"
is "$(tf_output entries | jq -c 'keys')" '["api.shop.example","shop.example","www.shop.example"]' "the records by domain name"
is "$(tf_output entries | jq -c '.["www.shop.example"]')" \
    "$(certificate one '.domainValidationRecords[] | select(.domainName == "www.shop.example").resourceRecord | tojson' | jq -c '{name, type, value}')" "... with name, type and value"
is "$(tf_output options | jq -c .)" "$(tf_output entries | jq -c 'map_values(.value)')" "the set has the same records"
tf_plan_is_empty "the second plan is empty"

# ---- a rotation without a gap ----
config "$(site two www.shop.example)"
sim_metrics_reset
tf_ok apply
is "$(world_changes)" "CreateCertificate DeleteCertificate UpdateContainerService" "the new certificate is created, used, and the old one deleted"
is "$(sim_names certificates) $(domains)" 'two {"two":["www.shop.example"]}' "the service has the new one"
tf_plan_is_empty "the plan is empty"

# ---- one that is in use ----
config "$(service='' site two www.shop.example)"
tf state rm lightsail_container_service.app >/dev/null
sim_metrics_reset
tf_step plan -destroy
step_ok $? "terraform plan -destroy"
tf_said "The certificate 'two' is used by the container service 'app'." "the plan warns"
tf_fails destroy
tf_said "certificate 'two' is used by the container service 'app'" "the delete is refused and says by whom"
tf_said "Nothing was deleted." "... before anything is sent"
is "$(world_changes)" "" "no request was sent"
config "$(service='' site two www.shop.example | sed '/domain_name  /a\  force_destroy = true')"
tf_ok apply
tf_ok destroy
is "$(sim_names certificates) $(domains)" ' null' "with force_destroy it is removed from the service first"
call DeleteContainerService '{"serviceName":"app"}'

# ---- one destroy of everything ----
config "$(site three www.shop.example)"
tf_ok apply
tf_ok destroy
call DeleteDomain '{"domainName":"shop.example"}' us-east-1
world_is_empty "one destroy deletes everything in the right order"

# ---- a validation that fails, or takes too long ----
pending='
resource "lightsail_certificate" "pending" {
  name        = "pending"
  domain_name = "elsewhere.example"
}
'
config "$pending"
tf_ok apply
config "$pending" '
resource "lightsail_certificate_validation" "pending" {
  certificate_name = lightsail_certificate.pending.name
  timeouts { create = "1s" }
}'
tf_fails apply
tf_said "waiting for the validation of the certificate 'pending' (it is PENDING_VALIDATION)" "a timeout"
record=$(certificate pending '.domainValidationRecords[0].resourceRecord | "\(.name) \(.type) \(.value)"')
tf_said "elsewhere.example: PENDING_VALIDATION, needs the record $record" "... with the state and the record of each name"
sim_mutate '{"action":"end_certificate","name":"pending","reason":"DOMAIN_NOT_ALLOWED"}'
tf_fails apply
tf_said "certificate 'pending' was not issued: its status is FAILED, the reason DOMAIN_NOT_ALLOWED" "a failure"
tf_said "elsewhere.example: FAILED, needs the record $record" "... with the names"
tf_ok destroy
world_is_empty "nothing is left"

# ---- states of other providers, in all forms ----
tf_own_provider
tf_stand_in aws awscc
call CreateCertificate '{"certificateName":"old","domainName":"a.example","subjectAlternativeNames":["www.a.example"],"tags":[{"key":"Team","value":"desk"}]}'
sim_advance 1000
object() { # TYPE NAME ATTRIBUTES
    local provider=hashicorp/aws version=0
    [[ $1 != awscc_* ]] || { provider=hashicorp/awscc && version=1; }
    jq -n --arg type "$1" --arg name "$2" --argjson attributes "$3" --arg provider "$provider" --argjson version "$version" \
        '{version: 4, terraform_version: "1.11.4", serial: 7, lineage: "3f6ac2ab-6a8e-4d0f-9a57-3a6f2e0c1d11", outputs: {}, check_results: null,
          resources: [{mode: "managed", type: $type, name: $name, provider: "provider[\"registry.terraform.io/\($provider)\"]",
            instances: [{schema_version: $version, attributes: $attributes, sensitive_attributes: [], private: "bnVsbA=="}]}]}' >"$TF_DIR/terraform.tfstate"
}
moved='
moved {
  from = TYPE.old
  to   = lightsail_certificate.old
}
resource "lightsail_certificate" "old" {
  name                      = "old"
  domain_name               = "a.example"
  subject_alternative_names = ["www.a.example"]
  tags                      = { Team = "desk" }
}'
for form in 4 6; do
    config "${moved/TYPE/aws_lightsail_certificate}"
    object aws_lightsail_certificate old "$(certificate old "{id: .name, name, arn, created_at: \"2026-11-29T00:00:00Z\", domain_name: .domainName,
        subject_alternative_names: .subjectAlternativeNames, domain_validation_options: [.domainValidationRecords[] | {domain_name: .domainName,
        resource_record_name: .resourceRecord.name, resource_record_type: .resourceRecord.type, resource_record_value: .resourceRecord.value}],
        tags: {Team: \"desk\"}, tags_all: {Team: \"desk\"}} + (if $form == 6 then {region: \"ap-northeast-1\"} else {} end) | tojson")"
    tf_step plan
    step_ok $? "a state of hashicorp/aws $form"
    tf_said "Plan: 0 to add, 0 to change, 0 to destroy." "... moves without a change"
done
config "${moved/TYPE/awscc_lightsail_certificate}"
object awscc_lightsail_certificate old "$(certificate old '{id: .name, certificate_name: .name, certificate_arn: .arn, domain_name: .domainName, status,
    subject_alternative_names: ["www.a.example"], tags: [{key: "Team", value: "desk"}]} | tojson')"
tf_step plan
step_ok $? "a state of hashicorp/awscc"
tf_said "Plan: 0 to add, 0 to change, 0 to destroy." "... moves without a change"
tf_ok apply
tf_ok destroy
world_is_empty "nothing is left of the moved certificate"

# ---- errors of the plan ----
tf_override "$PROVIDER"
tf_dir work
rm -f "$TF_DIR/terraform.tfstate"
config '
resource "lightsail_certificate" "bad" {
  name                      = "bad"
  domain_name               = "*.shop.example"
  subject_alternative_names = ["Shop.example", "shop.example.", "no_name.example"]
}'
tf_fails validate
tf_said "Lightsail certificates have none. Write each domain name" "a wildcard"
tf_said "Write 'Shop.example' in lower case" "capital letters"
tf_said "Remove the dot at the end" "a dot at the end"
tf_said "'no_name.example' is not a domain name" "a name that is none"
config '
resource "lightsail_certificate" "bad" {
  name = "bad"
}
resource "lightsail_certificate_validation" "bad" {
  certificate_name = "none"
}'
tf_fails plan
tf_said "set domain_name, such as example.com" "without a domain name"
tf_said "There is no certificate 'none' in ap-northeast-1." "a certificate that does not exist"
done_testing
