# Keys as `ssh-keyscan` or the API tells them; with the file, the first connection asks no question.
output "known_hosts" {
  value = provider::lightsail::known_hosts({
    "203.0.113.2"        = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBhZMkLFvt7dJ6WyZpjRvSH5ydzXjp2B7JJmJVmfFnyY"]
    "[203.0.113.3]:2222" = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBhZMkLFvt7dJ6WyZpjRvSH5ydzXjp2B7JJmJVmfFnyY"]
  })
}
