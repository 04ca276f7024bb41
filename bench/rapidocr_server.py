"""Reads pictures with RapidOCR's defaults: a path a line on stdin, {"text", "cpu_seconds"} a line on stdout.

For bench_beside only; nothing of it is in the product. The seconds are those of all threads of this process, from the
picture's file to its text.
"""
import json
import logging
import sys
import time

out = sys.stdout
sys.stdout = sys.stderr  # whatever a library prints is no answer
from rapidocr import RapidOCR  # noqa: E402

logging.disable(logging.CRITICAL)
reader = RapidOCR()
print("{}", file=out, flush=True)
for line in sys.stdin:
    begun = time.process_time()
    try:
        lines = reader(line.rstrip("\n")).txts or ()
    except Exception:  # a page it cannot read is a page without text
        lines = ()
    seconds = time.process_time() - begun
    print(json.dumps({"text": "\n".join(lines), "cpu_seconds": seconds}), file=out, flush=True)
