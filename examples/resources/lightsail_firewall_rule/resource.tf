terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

resource "lightsail_instance" "collector" {
  name         = "example-shared"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
}

# Each of several modules adds its own rules to the instance.
resource "lightsail_firewall_rule" "wireguard" {
  instance_name = lightsail_instance.collector.name
  protocol      = "udp"
  from_port     = 51820
}

resource "lightsail_firewall_rule" "node_exporter" {
  instance_name = lightsail_instance.collector.name
  protocol      = "tcp"
  from_port     = 9100
  cidrs         = ["10.0.0.0/24"]
}

# The same port for other addresses.
resource "lightsail_firewall_rule" "node_exporter_office" {
  instance_name = lightsail_instance.collector.name
  protocol      = "tcp"
  from_port     = 9100
  cidrs         = ["203.0.113.7"]
}
