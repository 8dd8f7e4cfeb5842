# Creates and destroys the whole environment at the endpoint of AWS_ENDPOINT_URL. In Lightsail itself this costs some
# cents.

variables {
  ssh_allowed_cidrs = ["203.0.113.7/32"]
  inventory_file    = "tests/inventory.json"
}

run "birth" {
  assert {
    condition     = length(output.public_ips) == 4 && alltrue([for address in values(output.public_ips) : can(cidrhost("${address}/32", 0))])
    error_message = "Each instance has a public IP."
  }

  assert {
    condition     = output.prometheus_url == "http://${output.monitor_ip}:9090" && output.grafana_url == "http://${output.monitor_ip}:3000"
    error_message = "Prometheus and Grafana are on the monitor."
  }

  assert {
    condition     = output.estimated_monthly_cost == sum([for machine in values(local.machines) : machine.monthly_price_usd])
    error_message = "The price is that of the instances."
  }

  assert {
    condition     = toset(keys(jsondecode(lightsail_ansible_inventory.this.content).all.hosts)) == toset(output.instance_names)
    error_message = "The inventory has all instances."
  }
}

# In a plan, a replaced instance has no known address yet, and an assertion on an unknown value fails.
run "another_office_keeps_the_machines" {
  command = plan

  variables {
    ssh_allowed_cidrs = ["198.51.100.0/24"]
  }

  assert {
    condition     = alltrue([for address in values(output.public_ips) : can(cidrhost("${address}/32", 0))])
    error_message = "A change of the networks for SSH does not replace the instances."
  }
}

# What is protected cannot be destroyed at the end of the tests, and a final snapshot would stay.
run "another_office" {
  variables {
    ssh_allowed_cidrs   = ["198.51.100.0/24"]
    deletion_protection = false
    final_snapshots     = false
  }
}
