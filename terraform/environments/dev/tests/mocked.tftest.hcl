# What the environment would be, without a Lightsail: for a look before the account exists.

mock_provider "lightsail" {}

# A mocked list of prices would be empty.
override_module {
  target = module.cost
  outputs = {
    by_machine = {}
    total      = 0
  }
}

run "machines" {
  command = plan

  assert {
    condition     = output.instance_names == tolist(["dev-collector-1", "dev-monitor"])
    error_message = "The environment has the machines of the guide."
  }
}

run "a_key_pair_of_its_own" {
  command = plan

  variables {
    ssh_public_key  = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIO2CJhxL8rDWjHPNcwF7ZjBuf1Oh7aqpqaFbMAR9ZSm4 dev@example"
    ssh_key_version = 2
  }

  assert {
    condition     = output.key_pair_name == "dev-key-2"
    error_message = "New machines open to the environment's pair."
  }
}
