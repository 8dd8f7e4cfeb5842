terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

variable "digest" {
  type        = string
  description = "Digest of the image, as the push printed it."
}

resource "lightsail_container_service" "app" {
  name  = "example-app"
  power = "nano"
  scale = 1
}

# A new digest is deployed before the old image is deleted.
resource "lightsail_container_image" "web" {
  service_name = lightsail_container_service.app.name
  label        = "web"
  digest       = var.digest

  lifecycle {
    create_before_destroy = true
  }
}

output "image" {
  value = lightsail_container_image.web.image # such as ":example-app.web.3"
}
