"""Reads texts (a JSON list on stdin) as the Databricks SDK for Python reads a .databrickscfg; prints what it found."""
import configparser
import io
import json
import sys


def read(text):
    parser = configparser.ConfigParser()
    try:
        # newline=None: as in a file, CRLF and CR end a line too.
        parser.read_file(io.StringIO(text, newline=None))
    except configparser.Error as error:
        return {"refused": type(error).__name__}
    return {"sections": {**parser._sections, "DEFAULT": parser.defaults()}}


json.dump([read(text) for text in json.load(sys.stdin)], sys.stdout)
