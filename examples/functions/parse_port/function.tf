# Rules for a lightsail_firewall from short texts, each open to the office only.
output "rules" {
  value = [
    for text in ["tcp/22", "udp/51820", "9000-9100", "icmp"] :
    merge(provider::lightsail::parse_port(text), { cidrs = ["203.0.113.0/24"] })
  ]
}
