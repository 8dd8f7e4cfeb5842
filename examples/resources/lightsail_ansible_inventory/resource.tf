terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

resource "lightsail_instance" "collector" {
  name         = "example-inventory"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
}

resource "lightsail_ansible_inventory" "example" {
  path = "ansible/inventory/example_lightsail_hosts.json"

  hosts = {
    (lightsail_instance.collector.name) = {
      ansible_host = lightsail_instance.collector.public_ip_address
      ansible_user = lightsail_instance.collector.username
      groups       = ["data_collectors", "example"]
      vars         = { exchange = "gateio" }
    }
  }
}
