"""Signs in with MSAL for Python, for msal-python.test.ts.

Usage: sign-in.py FLOW < request.json, FLOW being interactive, password, refresh or device.

Each line on stdout is a JSON object: first {"open": URL} or {"device": {...}} where a person is needed, last
{"result": ...}, what MSAL returned.
"""
import json
import sys
import webbrowser

import msal

from reach import send_https_to

flow = sys.argv[1]
request = json.load(sys.stdin)


def say(**message):
    print(json.dumps(message), flush=True)


class PersonsBrowser(webbrowser.BaseBrowser):
    def open(self, url, new=0, autoraise=True):
        say(open=url)
        return True


send_https_to(request["port"])
webbrowser.register("person", None, PersonsBrowser(), preferred=True)

app = msal.PublicClientApplication(
    request["clientId"],
    authority=request["authority"],
    validate_authority=request["validateAuthority"],
)
scopes = request["scopes"]

if flow == "interactive":
    result = app.acquire_token_interactive(scopes, timeout=20)
elif flow == "password":
    result = app.acquire_token_by_username_password(request["username"], request["password"], scopes)
elif flow == "refresh":
    result = app.acquire_token_by_refresh_token(request["refreshToken"], scopes)
elif flow == "device":
    device = app.initiate_device_flow(scopes)
    say(device=device)
    result = app.acquire_token_by_device_flow(device)
else:
    sys.exit("unknown flow " + flow)

accounts = app.get_accounts()
silent = app.acquire_token_silent(scopes, accounts[0]) if accounts else None
say(result=result, accounts=accounts, silent=silent)
