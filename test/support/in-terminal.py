"""Runs a program in a terminal of its own and types into it, for terminal.ts.

Usage: in-terminal.py < request.json, the request being {"command": [...], "cwd": ..., "exchanges": [[seen, typed], ...]}.
When the terminal shows `seen`, `typed` is typed. Prints {"code": ..., "shown": ...}.
"""
import json
import os
import pty
import select
import sys
import time

request = json.load(sys.stdin)
child, terminal = pty.fork()
if child == 0:
    os.chdir(request["cwd"])
    os.execv(request["command"][0], request["command"])

shown = b""
exchanges = list(request["exchanges"])
read_until = 0
deadline = time.monotonic() + 25
while time.monotonic() < deadline:
    if not select.select([terminal], [], [], 0.1)[0]:
        continue
    try:
        piece = os.read(terminal, 65536)
    except OSError:
        break
    if not piece:
        break
    shown += piece
    if exchanges and exchanges[0][0].encode() in shown[read_until:]:
        read_until = len(shown)
        # Nobody types before the prompt is ready.
        time.sleep(0.3)
        os.write(terminal, exchanges.pop(0)[1].encode())
else:
    os.kill(child, 9)

_, status = os.waitpid(child, 0)
print(json.dumps({"code": os.waitstatus_to_exitcode(status), "shown": shown.decode("utf-8", "replace")}))
