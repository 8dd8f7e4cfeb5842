terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

resource "lightsail_lb" "web" {
  name          = "example-web"
  instance_port = 80
}

resource "lightsail_lb_certificate" "web" {
  lb_name                   = lightsail_lb.web.name
  name                      = "example-web-2026"
  domain_name               = "example.com"
  subject_alternative_names = ["www.example.com"]

  lifecycle {
    create_before_destroy = true # other domain names need another name, too
  }
}
