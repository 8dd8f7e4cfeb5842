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
    condition     = output.instance_names == tolist(["dev-collector-1", "dev-monitor"])
    error_message = "The environment has the instances of the guide."
  }

  assert {
    condition     = module.data_collector_1.data_disk_name == null && !strcontains(module.data_collector_1.user_data, "data-disk")
    error_message = "The environment has no data disk."
  }
}

run "a_key_pair_of_its_own" {
  command = plan

  variables {
    ssh_public_key  = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQCrjpnHo/24M+xIX0Pn1gudm9s07XHSj29XStxxcv9zrQ48xp8owYuZiqy0GAkPXaiSEMNWc9bZBmYrARXB/C7rCKfrvW0Fs9hg3xFEDpe7DHu6LugqlnOlyT7xWA6vG1EwvWNYnxiWjasSRH9xJ0JCmZAeLcZMGl4EKv0bOQ8t6PJLoH++hcYr0sPXvdIbF0rwTu6Au9w1NPRxsvDmWa6ruXRx08w2Idy9/hJW+DtUZxWzo/e5kXybyRRlnfgoP0LNAxbIzRa0upwJxpt0Qlfa9Xq3s/Jxumm1SDL8mERqUk5+L58W8k3XNePFMfwVX9maURLTrfzAH9zPP3XvfYst dev@example"
    ssh_key_version = 2
  }

  assert {
    condition     = output.key_pair_name == "dev-key-2"
    error_message = "New instances use the key pair of the environment."
  }
}

run "a_data_disk" {
  command = plan

  variables {
    collector_data_disk_size_in_gb = 8
    deletion_protection            = true
    unprotected                    = ["dev-monitor"]
  }

  assert {
    condition     = module.data_collector_1.data_disk_name == "dev-collector-1-data"
    error_message = "The collector has a data disk on request."
  }
}

run "instances_that_do_not_exist" {
  command = plan

  variables {
    unprotected  = ["monitor"]
    restore_from = { monitor = { snapshot_name = "monitor-kept" } }
  }

  expect_failures = [var.unprotected, var.restore_from]
}
