# Services that run a deployment.
list "lightsail_container_service" "running" {
  provider         = lightsail
  include_resource = true

  config {
    state = "RUNNING"
    tags  = { Environment = "prod" }
  }
}
