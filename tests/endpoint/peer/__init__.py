"""A Lightsail endpoint for tests, written from botocore's data model and AWS's documentation alone.

Nothing in it was read off the simulator in tests/sim or off the provider: that two readings of the same documents agree is what
it is for. It must not be changed to please a client; README.md lists what had to be assumed where the documents are silent.
"""
