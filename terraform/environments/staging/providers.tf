# Credentials come from the environment or a profile (AWS_PROFILE), never from this folder. The region stands here and not in
# AWS_REGION: a shell that points elsewhere must not make the machines look gone.
provider "lightsail" {
  region = var.aws_region

  default_tags {
    tags = {
      Project   = "quants-infra"
      ManagedBy = "terraform"
    }
  }
}
