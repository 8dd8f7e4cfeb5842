#!/usr/bin/env bash
# lightsail_container_service with the real Terraform: changes in place, deployments of other tools, imports and generated configuration, views, a
# creation that fails, a state of another provider, errors of the plan.
. "$(dirname "$0")/../../lib/tf.sh"

tf_setup
sim_start --pending-ms 0 --operation-ms 10
tf_shared_provider
config() { tf_config_quick "$@"; }
service() { sim_state '.regions["ap-northeast-1"].container_services.app | '"$1"; }

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
done_testing
