resource "lightsail_crate" "one" {
  name              = "one"
  availability_zone = "eu-central-1a"
  size_in_gb        = 8
}
