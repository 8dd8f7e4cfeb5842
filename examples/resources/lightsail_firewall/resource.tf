terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

resource "lightsail_instance" "monitor" {
  name         = "example-walled"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
}

resource "lightsail_firewall" "monitor" {
  instance_arn = lightsail_instance.monitor.arn # follows a replacement of the instance

  rules = [
    { protocol = "tcp", from_port = 22, cidrs = ["203.0.113.0/24"], cidr_list_aliases = ["lightsail-connect"] },
    { protocol = "tcp", from_port = 9090, cidrs = ["203.0.113.0/24"] },
    { protocol = "tcp", from_port = 3000, to_port = 3001, cidrs = ["203.0.113.7"], ipv6_cidrs = ["2001:db8::/32"] },
    { protocol = "udp", from_port = 51820 },            # open to all addresses
    { protocol = "icmp", from_port = 8, to_port = -1 }, # ping: type 8, any code
  ]

  on_destroy = "close_all"
}
