terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

resource "lightsail_instance" "collector" {
  count = 2

  name         = "example-fleet-${count.index + 1}"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"

  tags = {
    Role = "collector"
  }
}

data "lightsail_instances" "collectors" {
  name_regex = "^example-fleet-[0-9]+$"
  state      = "running"

  tags = {
    Role = "collector"
  }

  depends_on = [lightsail_instance.collector]
}

output "collectors" {
  value = { for node in data.lightsail_instances.collectors.instances : node.name => node.private_ip_address }
}
