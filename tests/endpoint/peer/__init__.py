"""A Lightsail endpoint for tests, written only from botocore's data model and AWS's documentation.

Nothing in it was taken from the simulator in tests/sim or from the provider, so that two independent readings of the same documents are
compared. It must not be changed to please a client; README.md lists the assumptions where the documents say nothing.
"""
