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

# What a plan replaces has no fingerprint yet, and no assert passes on what is not known.
run "a_rotation_keeps_the_older_pair" {
  command = plan

  variables {
    key_version = 2
  }

  assert {
    condition     = length(lightsail_key_pair.this["1"].fingerprint) > 0
    error_message = "A rotation does not touch the older pair."
  }
}

run "rotation" {
  variables {
    key_version = 2
  }

  assert {
    condition     = output.name == "dev-key-2"
    error_message = "The new pair is the one of new machines."
  }

  assert {
    condition     = lightsail_key_pair.this["1"].fingerprint != output.fingerprint
    error_message = "A rotation makes another pair."
  }

  assert {
    condition     = length(output.private_keys) == 2
    error_message = "Both private keys are at hand."
  }
}
