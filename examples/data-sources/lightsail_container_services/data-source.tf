terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

resource "lightsail_container_service" "app" {
  count = 2

  name  = "example-app-${count.index + 1}"
  power = "nano"
  scale = 1

  tags = {
    Role = "app"
  }
}

# Services with the smallest nodes.
data "lightsail_container_services" "small" {
  power = "nano"

  tags = {
    Role = "app"
  }

  depends_on = [lightsail_container_service.app]
}

output "small_urls" {
  value = data.lightsail_container_services.small.container_services[*].url
}
