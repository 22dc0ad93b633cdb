"""A played FranceConnect v2: the OpenID provider that development and tests log in with.

It speaks the protocol of the real one (code flow, mandatory `state` and `nonce`, signed userinfo, 30 s
codes, 60 s tokens) for fictional personas, and fails on demand. It is never deployed beside real people.
"""
