# Tests the environment with a mocked provider, without an AWS account.

mock_provider "lightsail" {
  # OpenTofu generates mocked values already in the plan, and values that are checked against a pattern must be valid.
  mock_resource "lightsail_instance" {
    defaults = {
      arn = "arn:aws:lightsail:ap-northeast-1:123456789012:Instance/00000000-0000-0000-0000-000000000001"
    }
  }
}

# A mocked price list would be empty.
variables {
  price_list = [for size in ["nano_3_0", "micro_3_0", "small_3_0", "medium_3_0", "large_3_0"] : { bundle_id = size, price_usd = 10 }]
}

run "machines" {
  command = plan

  assert {
    condition     = output.instance_names == tolist(["staging-collector-1", "staging-exec-1", "staging-monitor"])
    error_message = "The environment has the instances of the guide."
  }

  assert {
    condition     = module.data_collector_1.data_disk_name == "staging-collector-1-data"
    error_message = "The data of a collector outlives the instance."
  }

  assert {
    condition     = strcontains(module.data_collector_1.user_data, "data-disk install /var/lib/data-collector ")
    error_message = "A new collector mounts its disk where the role data_collector has its files."
  }
}

run "a_key_pair_of_its_own" {
  command = plan

  variables {
    ssh_public_key  = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQCrjpnHo/24M+xIX0Pn1gudm9s07XHSj29XStxxcv9zrQ48xp8owYuZiqy0GAkPXaiSEMNWc9bZBmYrARXB/C7rCKfrvW0Fs9hg3xFEDpe7DHu6LugqlnOlyT7xWA6vG1EwvWNYnxiWjasSRH9xJ0JCmZAeLcZMGl4EKv0bOQ8t6PJLoH++hcYr0sPXvdIbF0rwTu6Au9w1NPRxsvDmWa6ruXRx08w2Idy9/hJW+DtUZxWzo/e5kXybyRRlnfgoP0LNAxbIzRa0upwJxpt0Qlfa9Xq3s/Jxumm1SDL8mERqUk5+L58W8k3XNePFMfwVX9maURLTrfzAH9zPP3XvfYst staging@example"
    ssh_key_version = 2
  }

  assert {
    condition     = output.key_pair_name == "staging-key-2"
    error_message = "New instances use the key pair of the environment."
  }
}

run "nothing_but_wireguard_for_the_world" {
  command = plan

  variables {
    ssh_allowed_cidrs = ["203.0.113.7/32"]
  }

  assert {
    condition = alltrue(flatten([for rules in values(module.networking.rules) : [for rule in rules :
      rule.from_port == 51820 || (toset(rule.cidrs) == toset(["203.0.113.7/32"]) && rule.ipv6_cidrs == null && rule.cidr_list_aliases == null)
    ]]))
    error_message = "Only the given networks can connect, and not the console."
  }
}

run "the_world_and_other_names_are_refused" {
  command = plan

  variables {
    unprotected              = ["monitor"]
    restore_from             = { monitor = { snapshot_name = "monitor-kept" } }
    ssh_allowed_cidrs        = ["0.0.0.0/0"]
    monitoring_allowed_cidrs = ["::/0"]
    exporter_allowed_cidrs   = ["0.0.0.0/0"]
  }

  expect_failures = [var.unprotected, var.restore_from, var.ssh_allowed_cidrs, var.monitoring_allowed_cidrs, var.exporter_allowed_cidrs]
}
