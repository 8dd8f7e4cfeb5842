terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

resource "lightsail_container_service" "app" {
  name  = "example-log"
  power = "nano"
  scale = 1
}

# The last errors of the container "web".
data "lightsail_container_log" "errors" {
  service_name   = lightsail_container_service.app.name
  container_name = "web"
  start_time     = timeadd(plantimestamp(), "-24h")
  filter_pattern = "ERROR"
  most_recent    = 20
}

output "errors" {
  value = data.lightsail_container_log.errors.events[*].message
}
