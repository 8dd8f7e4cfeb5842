terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

resource "lightsail_container_service" "app" {
  name  = "example-found-app"
  power = "nano"
  scale = 1
}

# Usually a service that another configuration created.
data "lightsail_container_service" "app" {
  name = lightsail_container_service.app.name
}

output "app" {
  value = {
    url   = data.lightsail_container_service.app.url
    state = data.lightsail_container_service.app.state
  }
}
