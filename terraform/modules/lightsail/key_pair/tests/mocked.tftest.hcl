# Tests names and versions of a key pair with a mocked provider.

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
    error_message = "A key pair has the tags of the strategy."
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
    error_message = "Private keys that are only in the state stay until oldest_key_version is raised."
  }
}

run "an_imported_key_has_one_version" {
  command = plan

  variables {
    key_version = 2
    public_key  = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQCrjpnHo/24M+xIX0Pn1gudm9s07XHSj29XStxxcv9zrQ48xp8owYuZiqy0GAkPXaiSEMNWc9bZBmYrARXB/C7rCKfrvW0Fs9hg3xFEDpe7DHu6LugqlnOlyT7xWA6vG1EwvWNYnxiWjasSRH9xJ0JCmZAeLcZMGl4EKv0bOQ8t6PJLoH++hcYr0sPXvdIbF0rwTu6Au9w1NPRxsvDmWa6ruXRx08w2Idy9/hJW+DtUZxWzo/e5kXybyRRlnfgoP0LNAxbIzRa0upwJxpt0Qlfa9Xq3s/Jxumm1SDL8mERqUk5+L58W8k3XNePFMfwVX9maURLTrfzAH9zPP3XvfYst prod@example"
  }

  assert {
    condition     = output.names == ["prod-key-2"] && length(output.private_keys) == 0
    error_message = "The private key of an imported key is not in the state."
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
