terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

resource "lightsail_instance" "monitor" {
  name         = "example-monitor"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
}

# The ARN follows a replacement of the instance: the address is attached again in the same apply.
resource "lightsail_static_ip" "monitor" {
  name         = "example-monitor-ip"
  instance_arn = lightsail_instance.monitor.arn
}

# A spare address that is not attached.
resource "lightsail_static_ip" "spare" {
  name = "example-spare-ip"
}

output "monitor_ip" {
  value = lightsail_static_ip.monitor.ip_address
}
