#!/usr/bin/env bash
# lightsail_container_image with the real Terraform: registered, imported, replaced while a deployment uses it, refused and deleted; a lost response, the
# list; the data sources of images, powers and logs, and the login to the registry.
. "$(dirname "$0")/../../lib/tf.sh"

tf_setup
sim_start --pending-ms 0 --operation-ms 10
tf_shared_provider
config() { tf_config_quick "$@"; }
one=sha256:$(printf 'a%.0s' {1..64})
two=sha256:$(printf 'b%.0s' {1..64})
images() { world_call GetContainerImages '{"serviceName":"app"}' | jq -r '[.containerImages[] | "\(.image) \(.digest[7:10])"] | sort | join(", ")'; }
deploy() { # IMAGE
    world_call CreateContainerServiceDeployment "{\"serviceName\":\"app\",\"containers\":{\"web\":{\"image\":\"$1\"}}}" >/dev/null
    wait_until 30 deployed
}
deployed() { [ "$(world_call GetContainerServices '{"serviceName":"app"}' | jq -r '.containerServices[0].state')" = RUNNING ]; }

app='
resource "lightsail_container_service" "app" {
  name  = "app"
  power = "nano"
  scale = 1
}'
image() { # DIGEST [MORE]
    printf '
resource "lightsail_container_image" "web" {
  service_name = lightsail_container_service.app.name
  label        = "web"
  digest       = "%s"
  %s
}
output "image" { value = [lightsail_container_image.web.image, lightsail_container_image.web.id] }' "$1" "${2:-}"
}

# ---- a service and its image in one run ----
config "$app" "$(image "$one")"
tf_ok apply
is "$(tf_output image | jq -r 'join(" ")')" ":app.web.1 app,:app.web.1" "the name of the image and the ID"
tf_plan_is_empty "the plan is empty"

# ---- import, generated configuration ----
tf state rm lightsail_container_image.web >/dev/null 2>&1
config "$app" '
import {
  to = lightsail_container_image.web
  id = "app,:app.web.1"
}'
rm -f "$TF_DIR/made.tf"
tf_ok plan -generate-config-out=made.tf
tf_ok apply
tf_plan_is_empty "imported, with generated configuration"
rm "$TF_DIR/made.tf"

# ---- in use ----
deploy :app.web.1
config "$app" "$(image "$two")"
tf_ok plan
tf_said "used by the container 'web' of deployment 1" "the plan of a replacement says who uses the image"
tf_said "create_before_destroy" "and what to do"
config "$app"
sim_metrics_reset
tf_fails apply
tf_said "Image is in use" "the plan of a deletion says it, too"
tf_said "Cannot delete lightsail_container_image 'app' The image ':app.web.1' is used by the container 'web' of deployment 1" "the deletion is refused"
is "$(sim_metric DeleteContainerImage)" 0 "before anything is sent"
config "$app" "$(image "$two" 'lifecycle { create_before_destroy = true }')"
tf_fails apply
is "$(images)" ":app.web.1 aaa, :app.web.2 bbb" "the new image is registered before the old one is deleted"
deploy :app.web.2
tf_ok apply
is "$(images)" ":app.web.2 bbb" "after another deployment the old image is deleted"

# ---- a lost response registers one image, also beside an equal one of another tool ----
world_call RegisterContainerImage "{\"serviceName\":\"app\",\"label\":\"worker\",\"digest\":\"$one\"}" >/dev/null
config "$app" "$(image "$two")" '
resource "lightsail_container_image" "worker" {
  service_name = lightsail_container_service.app.name
  label        = "worker"
  digest       = "'"$one"'"
}
output "worker" { value = [lightsail_container_image.worker.image] }'
sim_fault '{"operation":"RegisterContainerImage","kind":"lost","when":"first"}'
tf_ok apply
sim_faults_clear
is "$(tf_output worker | jq -r '.[0]')" ":app.worker.4" "after a lost response, the new image is found"
is "$(images)" ":app.web.2 bbb, :app.worker.3 aaa, :app.worker.4 aaa" "and registered once"
tf_plan_is_empty "the plan is empty"

# ---- what others delete ----
world_call DeleteContainerImage '{"serviceName":"app","image":":app.worker.4"}' >/dev/null
tf_ok apply
is "$(tf_output worker | jq -r '.[0]')" ":app.worker.5" "an image that was deleted is registered again"

# ---- many images of one service share a read ----
config "$app" '
resource "lightsail_container_image" "many" {
  count        = 6
  service_name = lightsail_container_service.app.name
  label        = "many-${count.index}"
  digest       = "'"$one"'"
}'
deploy nginx:latest
tf_ok apply
sim_metrics_reset
tf_plan_is_empty "six images"
is "$(sim_metric GetContainerImages)" 1 "one list for all of them"

# ---- data sources: images, powers, logs ----
world_call RegisterContainerImage "{\"serviceName\":\"app\",\"label\":\"web\",\"digest\":\"$two\"}" >/dev/null
config '
data "lightsail_container_images" "web" {
  service_name = "app"
  label        = "web"
}
data "lightsail_container_images" "none" {
  service_name = "app"
  label        = "none"
}
data "lightsail_container_service_powers" "three" { scale = 3 }
data "lightsail_container_log" "web" {
  service_name   = "app"
  container_name = "web"
  start_time     = "2020-01-01T00:00:00Z"
  filter_pattern = "deployment"
  most_recent    = 2
}
output "seen" {
  value = [data.lightsail_container_images.web.newest, coalesce(data.lightsail_container_images.none.newest, "none"),
    data.lightsail_container_service_powers.three.names[0], data.lightsail_container_service_powers.three.powers[0].monthly_price_usd,
    length(data.lightsail_container_log.web.events)]
}
output "line" { value = [data.lightsail_container_log.web.events[0].message] }'
tf_ok apply -target=data.lightsail_container_images.web -target=data.lightsail_container_images.none \
    -target=data.lightsail_container_service_powers.three -target=data.lightsail_container_log.web
is "$(tf_output seen | jq -r 'join(" ")')" "$(world_call GetContainerImages '{"serviceName":"app"}' |
    jq -r '[.containerImages[] | select(.image | startswith(":app.web."))] | max_by(.image | split(".")[2] | tonumber).image') none nano 21 2" \
    "the newest image, the price of three nodes, two lines"
contains "$(tf_output line | jq -r '.[0]')" "deployment" "a line that matches the filter"

# ---- the login to the registry: never stored, and the error without a service ----
tf_own_provider
login='
ephemeral "lightsail_container_registry_login" "here" { region = "REGION" }
resource "terraform_data" "user" {
  input = "REGION"
  provisioner "local-exec" {
    command = "printf %s \"$PASSWORD\" >password; printf %s \"$TOLD\" >told"
    environment = {
      PASSWORD = ephemeral.lightsail_container_registry_login.here.password
      TOLD     = "${ephemeral.lightsail_container_registry_login.here.username} ${ephemeral.lightsail_container_registry_login.here.registry}"
    }
  }
}'
tf_config login <<<"${login//REGION/ap-northeast-1}"
TF_LOG=TRACE TF_LOG_PATH=$TEST_DIR/trace.log tf_ok apply
like "$(cat "$TF_DIR/told")" '^AWS [0-9]+\.dkr\.ecr\.ap-northeast-1\.amazonaws\.com$' "the user and the registry"
password=$(cat "$TF_DIR/password")
rm "$TF_DIR/password"
grep -rqF "$password" "$TF_DIR" "$TEST_DIR/trace.log" "$TEST_DIR/step"
is "${#password} $?" "64 1" "the password is in no state, log or message"
tf_config login <<<"${login//REGION/eu-central-1}"
tf_fails plan
tf_said "There is no container service in eu-central-1" "without a service there is no registry"
tf_said "set service_arn = lightsail_container_service.<label>.arn" "and what to do"

# ---- errors of the plan ----
config "$app" '
resource "lightsail_container_image" "bad" {
  service_name = "no-such-service"
  label        = "web"
  digest       = "'"$one"'"
}'
tf_fails plan
tf_said "There is no container service 'no-such-service'" "an unknown service"
config '
resource "lightsail_container_image" "bad" {
  service_name = "app"
  label        = "Web"
  digest       = "latest"
}'
tf_fails validate
tf_said "lower-case letters" "a label"
tf_said "64 lower-case hexadecimal digits" "a digest"

# ---- a service is destroyed with an image in use ----
config "$app" "$(image "$two" 'on_destroy = "keep_if_used"')"
tf_ok apply
deploy "$(tf_output image | jq -r '.[0]')"
tf_ok destroy
tf_said "stays until the service is deleted" "the image stays until its service is deleted"
world_is_empty "and goes with it"

# ---- a service that is gone takes its images with it ----
config "$app" "$(image "$two")"
tf_ok apply
world_call DeleteContainerService '{"serviceName":"app"}' >/dev/null
config ''
tf_ok destroy
world_is_empty "nothing is left"
done_testing
