# listed.sh — resources of every type that can be listed, for the tests of lists. Uses tf.sh. Knows the objects; must not know how they are listed.
# shellcheck shell=bash

# Creates the configuration in the folder "work": two instances, the second in STATE, two static IPs of which one is attached, a key pair, a firewall.
listed_config() { # STATE
    tf_config <<END
provider "lightsail" { poll_interval = "40ms" }

resource "lightsail_instance" "web" {
  name         = "web-1"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
  tags         = { Role = "web", Marker = "" }
  add_on {
    type          = "AutoSnapshot"
    snapshot_time = "06:00"
    status        = "Enabled"
  }
}

resource "lightsail_instance" "db" {
  name         = "db-1"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
  state        = "$1"
}

resource "lightsail_static_ip" "web" {
  name          = "web-ip"
  instance_name = lightsail_instance.web.name
}

resource "lightsail_static_ip" "spare" {
  name = "spare-ip"
}

resource "lightsail_key_pair" "main" {
  name = "main-key"
  tags = { Role = "web" }
}

resource "lightsail_firewall" "web" {
  instance_name = lightsail_instance.web.name
  rules = [
    { protocol = "tcp", from_port = 22, cidrs = ["10.0.0.0/8"] },
    { protocol = "udp", from_port = 51820 },
  ]
}
END
}
