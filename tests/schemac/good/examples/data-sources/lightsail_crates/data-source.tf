data "lightsail_crates" "open" {
  is_open = true
}
