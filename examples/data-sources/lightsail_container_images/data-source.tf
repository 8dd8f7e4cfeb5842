terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

resource "lightsail_container_service" "app" {
  name  = "example-images"
  power = "nano"
  scale = 1
}

data "lightsail_container_images" "web" {
  service_name = lightsail_container_service.app.name
  label        = "web"
}

# Such as ":example-images.web.3"; null before the first push.
output "newest" {
  value = data.lightsail_container_images.web.newest
}
