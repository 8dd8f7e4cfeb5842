variable "bundles" {
  description = "Bundles of the instances by their names: { prod-monitor = \"medium_3_0\" }."
  type        = map(string)
  nullable    = false
}

variable "price_list" {
  description = "Bundles with their prices per month, such as data.lightsail_bundles.all.bundles, to read the list once for several environments or to set prices agreed with AWS; null: read from AWS."
  type        = list(object({ bundle_id = string, price_usd = number }))
  default     = null
}
