# The key pair of one environment, in versions. A rotation creates the next version and changes no instance.

locals {
  imports = var.public_key != null

  # The private key of a key pair that Lightsail created is only in the state, so older versions stay until they are
  # not needed.
  # For an imported key, you have the private key, and a running instance does not need the key pair.
  versions = local.imports ? [var.key_version] : range(min(var.oldest_key_version, var.key_version), var.key_version + 1)

  names = { for version in local.versions : tostring(version) =>
    version == 1 ? "${var.environment}-key" : "${var.environment}-key-${version}"
  }
}

resource "lightsail_key_pair" "this" {
  for_each = local.names

  name       = each.value
  public_key = var.public_key

  tags = merge(var.tags, {
    Environment = var.environment
    Team        = var.team
  })

  lifecycle {
    # The new key pair is created before the old one is deleted.
    create_before_destroy = true

    precondition {
      condition     = var.oldest_key_version <= var.key_version
      error_message = "The oldest version to keep (${var.oldest_key_version}) is newer than the version in use (${var.key_version})."
    }
  }
}
