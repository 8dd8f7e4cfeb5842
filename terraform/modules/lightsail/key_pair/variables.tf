variable "environment" {
  description = "Environment that the pair is for; each has its own."
  type        = string

  validation {
    condition     = contains(["dev", "staging", "prod"], var.environment)
    error_message = "The environment is one of dev, staging, prod."
  }
}

variable "public_key" {
  description = "Public key to import, as in ~/.ssh/id_rsa.pub (AWS's reference names the type ssh-rsa alone); null has Lightsail make a pair, whose private key is then in the state."
  type        = string
  default     = null

  validation {
    condition     = var.public_key == null || can(regex("^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)) [A-Za-z0-9+/]+=*( .*)?\\s*$", var.public_key))
    error_message = "A public key is one line: ssh-rsa AAAA… you@office."
  }
}

variable "key_version" {
  description = "Version of the pair: 1 is prod-key, 2 is prod-key-2. The next one is for machines made from then on; those that run keep theirs."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.key_version >= 1 && floor(var.key_version) == var.key_version
    error_message = "Versions are counted from 1: 1, 2, 3."
  }
}

variable "oldest_key_version" {
  description = "Oldest version to keep of the pairs that Lightsail made. Raise it when no machine opens to the older ones: their private keys are gone then."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.oldest_key_version >= 1 && floor(var.oldest_key_version) == var.oldest_key_version
    error_message = "Versions are counted from 1: 1, 2, 3."
  }
}

variable "team" {
  description = "Who answers for the pair: the tag Team."
  type        = string
  default     = "Quant"
}

variable "tags" {
  description = "More tags; Environment and Team win."
  type        = map(string)
  default     = {}
  nullable    = false
}
