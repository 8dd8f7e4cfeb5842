# A rotation for real, against whatever AWS_ENDPOINT_URL names: in Lightsail key pairs cost nothing.

variables {
  environment = "dev"
}

run "first" {
  assert {
    condition     = startswith(lightsail_key_pair.this["1"].private_key, "-----BEGIN")
    error_message = "A pair that Lightsail made has a private key."
  }
}

run "rotation" {
  variables {
    key_version = 2
  }

  assert {
    condition     = lightsail_key_pair.this["1"].fingerprint == run.first.fingerprint
    error_message = "A rotation does not touch the older pair."
  }

  assert {
    condition     = output.fingerprint != run.first.fingerprint && output.name == "dev-key-2"
    error_message = "A rotation makes another pair."
  }

  assert {
    condition     = length(output.private_keys) == 2
    error_message = "Both private keys are at hand."
  }
}
