terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

resource "lightsail_instance" "web" {
  name         = "example-attached"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
}

resource "lightsail_static_ip" "web" {
  name = "example-attached-ip"
}

resource "lightsail_static_ip_attachment" "web" {
  static_ip_name = lightsail_static_ip.web.name
  instance_name  = lightsail_instance.web.name
}

output "web_ip" {
  value = lightsail_static_ip_attachment.web.ip_address
}
