# Everything that production lets in over UDP.
list "lightsail_firewall_rule" "udp" {
  provider = lightsail

  config {
    name_regex = "^prod-"
    protocol   = "udp"
  }
}
