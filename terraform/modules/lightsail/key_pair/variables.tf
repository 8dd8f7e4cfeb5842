variable "environment" {
  description = "Environment of the key pair; each has its own."
  type        = string

  validation {
    condition     = contains(["dev", "staging", "prod"], var.environment)
    error_message = "The environment must be dev, staging or prod."
  }
}

variable "public_key" {
  description = "Public key to import, as in ~/.ssh/id_rsa.pub (the AWS documentation names only the type ssh-rsa); null: Lightsail creates a key pair, whose private key is then in the state."
  type        = string
  default     = null

  validation {
    condition     = var.public_key == null || can(regex("^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)) [A-Za-z0-9+/]+=*( .*)?\\s*$", var.public_key))
    error_message = "The public key must be one line: ssh-rsa AAAA… you@office."
  }
}

variable "key_version" {
  description = "Version of the key pair: 1 is prod-key, 2 is prod-key-2. The next one is for new instances; running ones keep theirs."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.key_version >= 1 && floor(var.key_version) == var.key_version
    error_message = "The version must be a whole number from 1."
  }
}

variable "oldest_key_version" {
  description = "Oldest version to keep of the key pairs that Lightsail created. Raise it when no instance uses the older ones, because their private keys are then deleted."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.oldest_key_version >= 1 && floor(var.oldest_key_version) == var.oldest_key_version
    error_message = "The version must be a whole number from 1."
  }
}

variable "team" {
  description = "Team that is responsible for the key pair: the tag Team."
  type        = string
  default     = "Quant"
}

variable "tags" {
  description = "More tags; Environment and Team take precedence."
  type        = map(string)
  default     = {}
  nullable    = false
}
