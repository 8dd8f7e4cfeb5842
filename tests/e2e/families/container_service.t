#!/usr/bin/env bash
# lightsail_container_service with the real Terraform: changes in place, deployments of other tools, imports and generated configuration, views, a
# creation that fails, a state of another provider, certificates, errors of the plan.
. "$(dirname "$0")/../../lib/tf.sh"

tf_setup
sim_start --pending-ms 0 --operation-ms 10
tf_shared_provider
config() { tf_config_quick "$@"; }
service() { sim_state '.regions["ap-northeast-1"].container_services.app | '"$1"; }

# certificate NAME DOMAIN…: a certificate that is not validated yet
certificate() {
    local name=$1 domain=$2
    shift 2
    sim_mutate "$(jq -cn --arg name "$name" --arg domain "$domain" \
        '{action: "call", operation: "CreateCertificate", input: {certificateName: $name, domainName: $domain, subjectAlternativeNames: $ARGS.positional}}' --args "$@")"
}
certificate_delete() { sim_mutate "{\"action\":\"call\",\"operation\":\"DeleteCertificate\",\"input\":{\"certificateName\":\"$1\"}}"; }

app='
resource "lightsail_container_service" "app" {
  name  = "app"
  power = "nano"
  scale = 1
}
'
views='
data "lightsail_container_service" "app" { name = lightsail_container_service.app.name }
data "lightsail_container_services" "all" {
  depends_on = [lightsail_container_service.app]
  power      = "nano"
}
output "seen" {
  value = [lightsail_container_service.app.state, lightsail_container_service.app.monthly_price_usd, data.lightsail_container_service.app.url,
    join(",", data.lightsail_container_services.all.names)]
}'

# ---- a service, and a deployment that a workflow makes ----
config "$app" "$views"
tf_ok apply
is "$(tf_output seen | jq -r 'join(" ")')" "READY 7 $(service .url) app" "a service, its price and its views"
world_call CreateContainerServiceDeployment '{"serviceName":"app","containers":{"web":{"image":"nginx:latest","ports":{"80":"HTTP"}}},"publicEndpoint":{"containerName":"web","containerPort":80}}' >/dev/null
config "$app"
tf_ok apply
tf_plan_is_empty "a deployment of another tool is no change"

# ---- everything else is changed in place ----
certificate one a.example b.example
certificate two c.example
sim_mutate '{"action":"issue_certificate","name":"one"}'
sim_mutate '{"action":"issue_certificate","name":"two"}'
before=$(service .arn)
changed='
resource "lightsail_container_service" "app" {
  name        = "app"
  power       = "micro"
  scale       = 3
  is_disabled = true
  tags        = { Role = "dashboard" }
  public_domain_names {
    certificate {
      certificate_name = "one"
      domain_names     = ["a.example", "b.example"]
    }
    certificate {
      certificate_name = "two"
      domain_names     = ["c.example"]
    }
  }
  private_registry_access {
    ecr_image_puller_role {
      is_active = true
    }
  }
}
output "price" { value = [lightsail_container_service.app.monthly_price_usd, lightsail_container_service.app.private_registry_access[0].ecr_image_puller_role[0].principal_arn] }
'
config "$changed"
sim_metrics_reset
tf_ok apply
is "$(sim_metric UpdateContainerService TagResource)" "1 1" "one request changes all, one the tags"
is "$(service '"\(.power) \(.scale) \(.state) \(.publicDomainNames | tojson) \(.currentDeployment.version)"')" \
    'micro 3 DISABLED {"one":["a.example","b.example"],"two":["c.example"]} 1' "capacity, domain names; the deployment stays"
contains "$(tf_output price | jq -r 'join(" ")')" "30 arn:aws:iam::" "the price and the role are known after the apply"
tf_plan_is_empty "the plan is empty"
config "$app"
tf_ok apply
is "$(service '"\(.power) \(.state) \(has("publicDomainNames")) \(.privateRegistryAccess.ecrImagePullerRole.isActive) \(.tags | length)"')" \
    "nano RUNNING false false 0" "certificates, role and tags are removed again"
is "$(service .arn)" "$before" "it is still the same service"

# ---- import by name and by ARN, generated configuration ----
config "$changed"
tf_ok apply
for id in app "$before"; do
    tf state rm lightsail_container_service.app >/dev/null 2>&1
    config "
import {
  to = lightsail_container_service.app
  id = \"$id\"
}"
    rm -f "$TF_DIR/made.tf"
    tf_ok plan -generate-config-out=made.tf
    tf_ok apply
    tf_plan_is_empty "imported by ${id%%/*}, with generated configuration"
done
rm "$TF_DIR/made.tf"
config "$app"
tf_ok destroy
certificate_delete one
certificate_delete two
world_is_empty "the service is gone"

# ---- a creation that fails says why ----
if sim_can "fail the creation of a container service"; then
    sim_fault '{"operation":"CreateContainerService","kind":"stuck","when":"first"}'
    config "$app"
    (
        for _ in $(seq 100); do
            sim_mutate '{"action":"fail_container_service","name":"app","code":"CERTIFICATE_LIMIT_EXCEEDED"}' >/dev/null 2>&1 && break
            sleep 0.1
        done
    ) &
    tf_fails apply
    wait $!
    sim_faults_clear
    tf_said "CERTIFICATE_LIMIT_EXCEEDED: The SSL/TLS certificate" "a creation that fails has the detail of the state"
    tf_ok destroy
    world_is_empty "it is in the state and can be destroyed"
fi

# ---- certificates that the service would refuse, found in the plan by one request ----
# uses LABEL CERTIFICATE DOMAIN
uses() {
    printf 'resource "lightsail_container_service" "%s" {\n  name = "%s"\n  power = "nano"\n  scale = 1\n  public_domain_names {\n    certificate {\n' "$1" "$1"
    printf '      certificate_name = "%s"\n      domain_names = ["%s"]\n    }\n  }\n}\n' "$2" "$3"
}
certificate issued a.example www.a.example
certificate pending b.example
sim_mutate '{"action":"issue_certificate","name":"issued"}'
sim_advance 60000
record=$(world_call GetCertificates '{"certificateName":"pending","includeCertificateDetails":true}' |
    jq -r '.certificates[0].certificateDetail.domainValidationRecords[0].resourceRecord | "\(.name) \(.type) \(.value)"')
config "$(uses missing none a.example)
$(uses uncovered issued c.example)
$(uses unverified pending b.example)
$(uses right issued www.a.example)"
sim_metrics_reset
tf_fails plan
tf_said "There is no certificate 'none' in ap-northeast-1. Those that exist: issued, pending." "a certificate that does not exist"
tf_said "'issued' does not have the domain name 'c.example'. Its names: a.example, www.a.example." "a domain name that it does not have"
tf_said "The certificate 'pending' has the status PENDING_VALIDATION." "one that is not validated"
tf_said "$record" "... with the DNS records that are missing"
is "$(sim_metric GetCertificates CreateContainerService)" "1 0" "one list for all"
sim_fault '{"operation":"GetCertificates","kind":"denied","when":"every=1"}'
config "$(uses right issued www.a.example)"
tf_ok plan
tf_said "GetCertificates failed in ap-northeast-1" "without permission the plan only warns"
sim_faults_clear
tf_ok apply
tf_plan_is_empty "a name of an issued certificate is used"
tf_ok destroy
certificate_delete issued
certificate_delete pending
world_is_empty "nothing is left"

# ---- errors of the plan ----
config '
resource "lightsail_container_service" "bad" {
  name  = "Not_A_Name"
  power = "giant"
  scale = 21
}'
tf_fails validate
tf_said "lower-case letters" "a name"
tf_said "xlarge" "a power"
config '
resource "lightsail_container_service" "bad" {
  name  = "bad"
  power = "nano"
  scale = 1
  public_domain_names {
    certificate {
      certificate_name = "one"
      domain_names     = ["a.example", "b.example", "c.example"]
    }
    certificate {
      certificate_name = "two"
      domain_names     = ["d.example", "e.example"]
    }
  }
}'
tf_fails validate
tf_said "Too many domain names" "five domain names"
config "$(uses bad one '*.example')"
tf_fails validate
tf_said "a domain name such as www.example.com" "a name that is no host name"
done_testing
