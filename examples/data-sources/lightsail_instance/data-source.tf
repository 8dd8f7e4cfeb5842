terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

resource "lightsail_instance" "web" {
  name         = "example-found"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
}

# Usually an instance that another configuration created.
data "lightsail_instance" "web" {
  name = lightsail_instance.web.name
}

output "web" {
  value = {
    private_ip = data.lightsail_instance.web.private_ip_address
    username   = data.lightsail_instance.web.username
    price_usd  = data.lightsail_instance.web.monthly_price_usd
  }
}
