# The key pair of one environment, in versions. A rotation makes the next version; no machine is touched by it.

locals {
  imports = var.public_key != null

  # A pair that Lightsail made has its private key in the state alone, so the older ones stay until nobody needs them.
  # The owner of an imported key has the private key anyway, and a running machine does not need the pair.
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
    # The new pair is there before the old one goes.
    create_before_destroy = true

    precondition {
      condition     = var.oldest_key_version <= var.key_version
      error_message = "The oldest version to keep (${var.oldest_key_version}) is newer than the version in use (${var.key_version})."
    }
  }
}
