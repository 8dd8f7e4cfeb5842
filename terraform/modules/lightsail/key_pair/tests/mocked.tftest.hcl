# Names and versions of a pair, without a Lightsail.

mock_provider "lightsail" {}

variables {
  environment = "prod"
}

run "the_first_version" {
  command = plan

  assert {
    condition     = output.names == ["prod-key"] && output.name == "prod-key"
    error_message = "Version 1 has no number."
  }

  assert {
    condition     = lightsail_key_pair.this["1"].tags == tomap({ Environment = "prod", Team = "Quant" })
    error_message = "A pair has the tags of the strategy."
  }
}

run "a_made_pair_keeps_the_older_versions" {
  command = plan

  variables {
    key_version        = 4
    oldest_key_version = 2
  }

  assert {
    condition     = output.names == ["prod-key-2", "prod-key-3", "prod-key-4"] && output.name == "prod-key-4"
    error_message = "Private keys that are in the state alone stay until they are told to go."
  }
}

run "an_imported_key_has_one_version" {
  command = plan

  variables {
    key_version = 2
    public_key  = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIO2CJhxL8rDWjHPNcwF7ZjBuf1Oh7aqpqaFbMAR9ZSm4 prod@example"
  }

  assert {
    condition     = output.names == ["prod-key-2"] && length(output.private_keys) == 0
    error_message = "The owner of an imported key has the private key."
  }
}

run "mistakes" {
  command = plan

  variables {
    environment        = "production"
    public_key         = "-----BEGIN OPENSSH PRIVATE KEY-----"
    key_version        = 0
    oldest_key_version = 0.5
  }

  expect_failures = [var.environment, var.public_key, var.key_version, var.oldest_key_version]
}
