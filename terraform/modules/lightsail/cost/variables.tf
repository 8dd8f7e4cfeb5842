variable "bundles" {
  description = "Sizes of the machines by their names: { prod-monitor = \"medium_3_0\" }."
  type        = map(string)
  nullable    = false
}
