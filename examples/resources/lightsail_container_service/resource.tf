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

  # For images in private repositories of Amazon ECR.
  private_registry_access {
    ecr_image_puller_role {
      is_active = true
    }
  }

  tags = {
    Role = "dashboard"
  }
}

output "app_url" {
  value = lightsail_container_service.app.url
}
