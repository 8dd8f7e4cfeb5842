#!/usr/bin/env bash
# Six container services at once, each with an image and a deployment: created, every attribute changed in place, imported by name and by ARN with
# generated configuration, destroyed. Must not test errors (container_service.t, container_image.t, container_deployment.t).
. "$(dirname "$0")/../../lib/tf.sh"

tf_setup
sim_start --pending-ms 100 --operation-ms 20
tf_shared_provider
names=(a b c d e f)
config() { tf_config_quick "$@"; }
each() { # FUNCTION ARGUMENT…: its text for each name
    local name
    for name in "${names[@]}"; do "$1" "$name" "${@:2}"; done
}
services() { world_call GetContainerServices '{}' | jq -rc "[.containerServices[] | $1] | unique | .[]"; }

certificate() { # NAME
    sim_mutate "$(jq -n --arg name "$1" \
        '{action: "call", operation: "CreateCertificate", input: {certificateName: "for-\($name)", domainName: "\($name).example", subjectAlternativeNames: ["\($name).example"]}}')"
    sim_mutate "{\"action\":\"issue_certificate\",\"name\":\"for-$1\"}"
}
service() { # NAME POWER SCALE DISABLED TAG [MORE]
    printf '
resource "lightsail_container_service" "%s" {
  name        = "svc-%s"
  power       = "%s"
  scale       = %s
  is_disabled = %s
  tags        = { Team = "%s" }
  %s
}' "$1" "$1" "$2" "$3" "$4" "$5" "${6:-}"
}
domains() {
    service "$1" micro 2 false risk "public_domain_names {
    certificate {
      certificate_name = \"for-$1\"
      domain_names     = [\"$1.example\"]
    }
  }
  private_registry_access {
    ecr_image_puller_role {
      is_active = true
    }
  }"
}
content() { # NAME VARIABLE PORT
    printf '
resource "lightsail_container_image" "%s" {
  service_name = lightsail_container_service.%s.name
  label        = "web"
  digest       = "sha256:%s"
}
resource "lightsail_container_deployment" "%s" {
  service_name = lightsail_container_service.%s.name
  container {
    container_name = "web"
    image          = lightsail_container_image.%s.image
    command        = ["serve", "%s"]
    environment    = { MODE = "%s" }
    ports          = { "%s" = "HTTP" }
  }
  public_endpoint {
    container_name = "web"
    container_port = %s
    health_check {
      path = "/%s"
    }
  }
}' "$1" "$1" "$(head -c 64 /dev/zero | tr '\0' "$1")" "$1" "$1" "$1" "$2" "$2" "$3" "$3" "$2"
}

for name in "${names[@]}"; do certificate "$name"; done
config "$(each service nano 1 false desk)" "$(each content one 80)"
tf_ok apply -parallelism=6
is "$(services '"\(.state) \(.power) \(.currentDeployment.version) \(.currentDeployment.containers.web.ports | tojson)"')" 'RUNNING nano 1 {"80":"HTTP"}' "six services run"
tf_plan_is_empty "the plan is empty"
before=$(services .arn)

# ---- every attribute in place ----
config "$(each domains)" "$(each content two 8080)"
tf_ok apply -parallelism=6
contains "$(step_text)" "0 added, 12 changed, 0 destroyed" "everything is changed in place"
is "$(services '"\(.state) \(.power) \(.scale) \(.tags | map(.value) | join(",")) \(.privateRegistryAccess.ecrImagePullerRole.isActive) \(.publicDomainNames | length)"')" \
    "RUNNING micro 2 risk true 1" "capacity, tags, role and domain names"
is "$(services '.currentDeployment | "\(.version) \(.containers.web | [.command[1], .environment.MODE, .ports["8080"]] | join(" ")) \(.publicEndpoint.containerPort) \(.publicEndpoint.healthCheck.path)"')" \
    "2 two two HTTP 8080 /two" "and a second version"
is "$(services .arn)" "$before" "of the same services"
tf_plan_is_empty "the plan is empty"
config "$(each service small 3 false desk)" "$(each content two 8080)"
tf_ok apply -parallelism=6
is "$(services '"\(.power) \(.scale) \(.publicDomainNames // {} | length) \(.privateRegistryAccess.ecrImagePullerRole.isActive) \(.currentDeployment.version)"')" \
    "small 3 0 false 2" "what is removed is removed, and the deployments stay"

# ---- import by name and by ARN, generated configuration ----
imports() { # NAME by-arn|by-name
    local service=svc-$1
    [ "$2" = by-name ] || service=$(world_call GetContainerServices "{\"serviceName\":\"svc-$1\"}" | jq -r '.containerServices[0].arn')
    printf '
import {
  to = lightsail_container_service.%s
  id = "%s"
}
import {
  to = lightsail_container_deployment.%s
  id = "%s"
}
import {
  to = lightsail_container_image.%s
  id = "svc-%s,:svc-%s.web.1"
}' "$1" "$service" "$1" "$service" "$1" "$1" "$1"
}
for way in by-name by-arn; do
    rm -f "$TF_DIR"/terraform.tfstate* "$TF_DIR/made.tf"
    config "$(each imports $way)"
    tf_ok plan -generate-config-out=made.tf
    tf_ok apply
    contains "$(step_text)" "18 imported, 0 added, 0 changed, 0 destroyed" "imported $way, with generated configuration"
    tf_plan_is_empty "the plan is empty"
done
rm "$TF_DIR/made.tf"

# ---- one destroy of everything, although the deployments use the images ----
config "$(each service small 3 false desk)" "$(each content two 8080)"
sim_metrics_reset
tf_ok destroy -parallelism=6
is "$(services .arn)" "" "nothing is left"
is "$(sim_metric DeleteContainerService UpdateContainerService)" "6 0" "each service is deleted by one request"
done_testing
