# The whole environment, made and taken away against whatever AWS_ENDPOINT_URL names: in Lightsail itself it costs some cents.

variables {
  ssh_allowed_cidrs = ["203.0.113.7/32"]
  inventory_file    = "tests/inventory.json"
}

run "birth" {
  assert {
    condition     = length(output.public_ips) == 3 && alltrue([for address in values(output.public_ips) : can(cidrhost("${address}/32", 0))])
    error_message = "Each machine has a public address."
  }

  assert {
    condition     = output.prometheus_url == "http://${output.monitor_ip}:9090" && output.grafana_url == "http://${output.monitor_ip}:3000"
    error_message = "Prometheus and Grafana are on the monitor."
  }

  assert {
    condition     = output.estimated_monthly_cost == sum([for machine in values(local.machines) : machine.monthly_price_usd])
    error_message = "The price is that of the machines."
  }

  assert {
    condition     = toset(keys(jsondecode(lightsail_ansible_inventory.this.content).all.hosts)) == toset(output.instance_names)
    error_message = "The inventory has every machine."
  }
}

# What a plan replaces has no address yet, and no assert passes on what is not known.
run "another_office_keeps_the_machines" {
  command = plan

  variables {
    ssh_allowed_cidrs = ["198.51.100.0/24"]
  }

  assert {
    condition     = alltrue([for address in values(output.public_ips) : can(cidrhost("${address}/32", 0))])
    error_message = "Who may log in changes without the machines."
  }
}

run "another_office" {
  variables {
    ssh_allowed_cidrs = ["198.51.100.0/24"]
  }
}
