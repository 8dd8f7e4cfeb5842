data "lightsail_crate" "one" {
  name = "one"
}
