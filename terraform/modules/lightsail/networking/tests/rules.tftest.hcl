# Tests the rules of each service, from lists of networks. No request is sent.

run "nothing_named_nothing_open" {
  command = plan

  variables {
    ssh_allowed_cidrs       = []
    wireguard_allowed_cidrs = []
  }

  assert {
    condition     = alltrue([for rules in values(output.rules) : length(rules) == 0])
    error_message = "An empty list of networks must open nothing."
  }
}

run "a_monitor_opens_more_than_a_collector" {
  command = plan

  variables {
    ssh_allowed_cidrs        = ["203.0.113.7/32", "2001:db8::/48"]
    monitoring_allowed_cidrs = ["198.51.100.0/24"]
    exporter_allowed_cidrs   = ["198.51.100.9/32"]
  }

  assert {
    condition     = [for rule in output.rules["data-collector"] : "${rule.protocol}/${rule.from_port}"] == ["tcp/22", "tcp/9100", "udp/51820"]
    error_message = "A collector opens SSH, the exporter and WireGuard."
  }

  assert {
    condition     = output.rules["data-collector"] == output.rules["execution"]
    error_message = "An execution engine opens what a collector does."
  }

  assert {
    condition     = [for rule in output.rules["monitor"] : rule.from_port] == [22, 9100, 51820, 9090, 3000]
    error_message = "A monitor also opens Prometheus and Grafana."
  }

  assert {
    condition     = toset(output.rules_by_port.ssh[0].cidrs) == toset(["203.0.113.7/32"]) && toset(output.rules_by_port.ssh[0].ipv6_cidrs) == toset(["2001:db8::/48"])
    error_message = "A list of networks may contain IPv4 and IPv6."
  }
}

run "the_console_alone" {
  command = plan

  variables {
    ssh_allowed_cidrs = []
    allow_browser_ssh = true
  }

  assert {
    condition     = output.rules_by_port.ssh[0].cidrs == null && toset(output.rules_by_port.ssh[0].cidr_list_aliases) == toset(["lightsail-connect"])
    error_message = "The client of the console is allowed by its alias, and no other address."
  }
}

run "a_network_without_length" {
  command = plan

  variables {
    ssh_allowed_cidrs = ["203.0.113.7"]
  }

  expect_failures = [var.ssh_allowed_cidrs]
}

run "a_network_that_is_none" {
  command = plan

  variables {
    ssh_allowed_cidrs        = []
    monitoring_allowed_cidrs = ["office"]
    exporter_allowed_cidrs   = ["10.0.0.0/33"]
    wireguard_allowed_cidrs  = ["::/129"]
  }

  expect_failures = [var.monitoring_allowed_cidrs, var.exporter_allowed_cidrs, var.wireguard_allowed_cidrs]
}
