terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

resource "lightsail_lb" "web" {
  name          = "example-sticky"
  instance_port = 80
}

resource "lightsail_lb_stickiness_policy" "web" {
  lb_name         = lightsail_lb.web.name
  enabled         = true
  cookie_duration = 3600
}
