# Tests a rotation at the endpoint of AWS_ENDPOINT_URL. Key pairs are free of charge in Lightsail.

variables {
  environment = "dev"
}

run "first" {
  assert {
    condition     = startswith(lightsail_key_pair.this["1"].private_key, "-----BEGIN")
    error_message = "A key pair that Lightsail created has a private key."
  }
}

# In a plan, a replaced key pair has no known fingerprint yet, and an assertion on an unknown value fails.
run "a_rotation_keeps_the_older_pair" {
  command = plan

  variables {
    key_version = 2
  }

  assert {
    condition     = length(lightsail_key_pair.this["1"].fingerprint) > 0
    error_message = "A rotation does not change the older key pair."
  }
}

run "rotation" {
  variables {
    key_version = 2
  }

  assert {
    condition     = output.name == "dev-key-2"
    error_message = "New instances use the new key pair."
  }

  assert {
    condition     = lightsail_key_pair.this["1"].fingerprint != output.fingerprint
    error_message = "A rotation creates another key pair."
  }

  assert {
    condition     = length(output.private_keys) == 2
    error_message = "Both private keys are available."
  }
}
