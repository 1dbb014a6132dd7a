"""Reads texts (a JSON list on stdin) with python-dotenv; prints what it found."""
import io
import json
import sys

from dotenv import dotenv_values

json.dump([dotenv_values(stream=io.StringIO(text, newline=None)) for text in json.load(sys.stdin)], sys.stdout)
