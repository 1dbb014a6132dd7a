"""Prints an access token as the scripts do that this program takes the place of: MSAL for Python, and a cache in a
plain file. For the benchmark.

Usage: cached-token.py CACHE_FILE < request.json. The first call signs in with user name and password.
"""
import json
import os
import sys

import msal

from reach import send_https_to

path = sys.argv[1]
request = json.load(sys.stdin)
send_https_to(request["port"])
cache = msal.SerializableTokenCache()
if os.path.exists(path):
    with open(path) as file:
        cache.deserialize(file.read())
app = msal.PublicClientApplication(
    client_id=request["clientId"],
    authority=request["authority"],
    validate_authority=False,
    token_cache=cache,
)
scopes = ["2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default"]
accounts = app.get_accounts()
if accounts:
    result = app.acquire_token_silent(scopes, account=accounts[0])
else:
    result = app.acquire_token_by_username_password(request["username"], request["password"], scopes=scopes)
if cache.has_state_changed:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(cache.serialize())
print(result["access_token"])
