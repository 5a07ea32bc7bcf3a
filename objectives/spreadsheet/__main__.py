"""The process in which XLSX and ODS files are opened: little memory, little time, none of our secrets.

calamine aborts the whole process on some hostile files; this one is made to be lost. Bytes in, lines of JSON out.
"""

import gc
import json
import resource
import sys

from objectives.spreadsheet.limits import CHILD_CPU_SECONDS, CHILD_MEMORY, MAX_BYTES
from objectives.spreadsheet.model import SpreadsheetError
from objectives.spreadsheet.reader import read_package


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (CHILD_MEMORY, CHILD_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CHILD_CPU_SECONDS, CHILD_CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    gc.disable()  # the process ends with the file: looking for cycles would only take time
    try:
        for line in read_package(sys.stdin.buffer.read(MAX_BYTES)):
            sys.stdout.write(f"{json.dumps(line, ensure_ascii=False)}\n")
    except SpreadsheetError as refusal:
        sys.stdout.write(json.dumps(["refused", refusal.problem]))


main()
