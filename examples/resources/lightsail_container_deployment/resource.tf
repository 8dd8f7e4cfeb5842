terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

variable "api_token" {
  type      = string
  default   = "example" # set TF_VAR_api_token
  sensitive = true
  ephemeral = true
}

resource "lightsail_container_service" "app" {
  name  = "example-app"
  power = "nano"
  scale = 1
}

resource "lightsail_container_deployment" "app" {
  service_name = lightsail_container_service.app.name
  service_arn  = lightsail_container_service.app.arn

  container {
    container_name = "collector"
    image          = "busybox:1.37" # or one that was pushed to the service: ":example-app.collector.3"
    command        = ["sh", "-c", "while date; do sleep 10; done"]
    environment    = { REGION = "ap-northeast-1" }
  }

  container {
    container_name = "dashboard"
    image          = "nginx:1.27"
    ports          = { "80" = "HTTP" }
  }

  public_endpoint {
    container_name = "dashboard"
    container_port = 80
    health_check {
      path          = "/"
      success_codes = "200"
    }
  }

  # The value is in no state and no plan. Raise the version to deploy another one.
  environment_wo = {
    collector = { API_TOKEN = var.api_token }
  }
  environment_wo_version = 1
}
