"""A node before a node, in a process of its own: it notes the methods that are asked for, and refuses some.

python _between.py URL LOG [METHOD CODE MESSAGE]
"""

from __future__ import annotations

import json
import sys
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

URL, LOG, *REFUSED = sys.argv[1:]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        told = json.loads(body)
        with Path(LOG).open("a", encoding="utf-8") as log:
            log.writelines(each["method"] + "\n" for each in (told if isinstance(told, list) else [told]))
        self.answer(body if not self.refuses(told) else b"", told)

    def refuses(self, told: Any) -> bool:
        return bool(REFUSED) and isinstance(told, dict) and told["method"] == REFUSED[0]

    def answer(self, body: bytes, told: Any) -> None:
        if body:
            request = urllib.request.Request(URL, body, {"content-type": "application/json"})
            with urllib.request.urlopen(request) as passed:
                reply = passed.read()
        else:
            error = {"code": int(REFUSED[1]), "message": REFUSED[2]}
            reply = json.dumps({"jsonrpc": "2.0", "id": told["id"], "error": error}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def log_message(self, *_: object) -> None:
        pass


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()
