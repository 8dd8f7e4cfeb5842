terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

resource "lightsail_lb" "web" {
  name              = "example-web"
  instance_port     = 80
  health_check_path = "/health"
  tls_policy_name   = "TLS-FS-1-2-Res-2019-08"

  stickiness = {
    enabled         = true
    cookie_duration = 3600
  }
}

output "address" {
  value = lightsail_lb.web.dns_name
}
