terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

resource "lightsail_lb" "web" {
  count = 2

  name          = "example-listed-lb-${count.index + 1}"
  instance_port = 80

  tags = {
    Role = "web"
  }
}

# Load balancers without a certificate.
data "lightsail_lbs" "plain" {
  protocol = "HTTP"

  tags = {
    Role = "web"
  }

  depends_on = [lightsail_lb.web]
}

output "addresses" {
  value = { for lb in data.lightsail_lbs.plain.lbs : lb.name => lb.dns_name }
}
