# instance,protocol,from_port,to_port:
terraform import lightsail_firewall_rule.wireguard example-shared,udp,51820,51820
