terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

resource "lightsail_instance" "web" {
  name         = "example-balanced"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
}

resource "lightsail_lb" "web" {
  name          = "example-balancer"
  instance_port = 80
}

# The ARN changes when the instance is replaced: the new one is then attached in the same apply.
resource "lightsail_lb_attachment" "web" {
  lb_name      = lightsail_lb.web.name
  instance_arn = lightsail_instance.web.arn
}
