terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

resource "lightsail_container_service" "app" {
  name  = "example-app"
  power = "nano"
  scale = 1
}

# The digest is printed by the push. Another one is deployed before the old image is deleted.
resource "lightsail_container_image" "web" {
  service_name = lightsail_container_service.app.name
  label        = "web"
  digest       = "sha256:6e1a1c2d5f0b4e8fa3c7d92b81f4a6053be7c9d8102f45a6b7c8d9e0f1a2b3c4"

  lifecycle {
    create_before_destroy = true
  }
}

output "image" {
  value = lightsail_container_image.web.image # such as ":example-app.web.3"
}
