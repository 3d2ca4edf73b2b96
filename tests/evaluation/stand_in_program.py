"""A stand-in scoring program: the share of the hypothesis' words that a reference has. Its argument is a fault."""

import json
import os
import sys
import time

fault = sys.argv[1] if len(sys.argv) > 1 else ""
if fault == "die":
    print("loading", file=sys.stderr)
    print("no such model", file=sys.stderr)
    sys.exit(3)
if fault == "hang":
    time.sleep(60)
if fault == "prose":
    print("Scoring…")
print(json.dumps({"name": "overlap", "version": "1.0", "path": os.environ.get("PYTHONPATH", "unset")}))
requests = [json.loads(line) for line in sys.stdin if line.strip()]
for request in reversed(requests):
    words = request["hypothesis"].split()
    known = {word for reference in request["references"] for word in reference.split()}
    score = sum(word in known for word in words) / max(1, len(words))
    answer = {"id": request["id"], "score": float("nan") if fault == "nan" else score, "truncated": len(words) > 12}
    if fault != "forget" or request["id"]:
        print(json.dumps(answer))
    if fault == "twice":
        print(json.dumps(answer))
