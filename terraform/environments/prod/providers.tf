# Credentials come from the environment or a profile (AWS_PROFILE), never from this directory. The region is set here
# and not by
# AWS_REGION: with another region in the shell, the instances would seem to be gone.
provider "lightsail" {
  region = var.aws_region

  default_tags {
    tags = {
      Project   = "quants-infra"
      ManagedBy = "terraform"
    }
  }
}
