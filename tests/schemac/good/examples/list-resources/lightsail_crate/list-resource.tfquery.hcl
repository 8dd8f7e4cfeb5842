list "lightsail_crate" "open" {
  provider = lightsail

  config {
    is_open = true
  }
}
