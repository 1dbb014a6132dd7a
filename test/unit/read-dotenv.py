"""Reads texts (a JSON list on stdin) with python-dotenv; prints what it found. Exits with 3 where it is missing."""
import io
import json
import sys

try:
    from dotenv import dotenv_values
except ImportError:
    sys.exit(3)

json.dump([dotenv_values(stream=io.StringIO(text, newline=None)) for text in json.load(sys.stdin)], sys.stdout)
