# A container service with a collector, which writes to its log, and a dashboard, which responds at the URL of the service.
#
# At first the collector is a loop in an image of a registry. Push one of your own, and deploy it under the name that the push prints:
#
#   quants-infra containers push collector:1 --service example-market --label collector
#   terraform apply -var collector_image=:example-market.collector.1
#
# Its log: quants-infra containers logs example-market --container collector
terraform {
  required_version = ">= 1.8"

  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

variable "collector_image" {
  description = "Image of the collector that was pushed to the service, such as :example-market.collector.1; null: a loop that prints the time."
  type        = string
  default     = null
}

module "market" {
  source = "../../terraform/modules/lightsail/container_service"

  name  = "example-market"
  power = "nano"
  scale = 1
  tags  = { Project = "market" }

  containers = {
    collector = {
      image       = coalesce(var.collector_image, "public.ecr.aws/docker/library/busybox:stable")
      command     = var.collector_image == null ? ["sh", "-c", "while date; do sleep 10; done"] : null
      environment = { PAIRS = "BTC-USD,ETH-USD" }
    }
    dashboard = {
      image = "public.ecr.aws/nginx/nginx:1.27"
      ports = { "80" = "HTTP" }
    }
  }

  public_endpoint = {
    container_name = "dashboard"
    container_port = 80
    health_check   = { path = "/", success_codes = "200-399" }
  }
}

output "dashboard_url" {
  value = module.market.url
}

output "monthly_price_usd" {
  value = module.market.monthly_price_usd
}
