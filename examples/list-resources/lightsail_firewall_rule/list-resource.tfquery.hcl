# All ports of production that are open over UDP.
list "lightsail_firewall_rule" "udp" {
  provider = lightsail

  config {
    name_regex = "^prod-"
    protocol   = "udp"
  }
}
