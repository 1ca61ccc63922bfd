#!/usr/bin/env python3
"""Read each file below a folder in a process of its own, and say which of them cost too much.

usage: limits.py DAMSON FOLDER

A file may take two seconds and 256 MB; a panic, a signal and a status other than 0, 2 and 3 are failures. Sparse files
larger than memory are left out: they are read at the speed of the disk, whatever is in them.
"""
import os, subprocess, sys, time

SECONDS, BYTES, LARGEST = 2.0, 256 * 1024 * 1024, 8 << 30


def read(damson, path):
    """Seconds of processor time, most memory in bytes, status, what was said."""
    started = time.monotonic()
    words = [damson, "read", "--format", "ndjson", "--hidden", path]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    while True:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            break
        if time.monotonic() - started > 60:
            process.kill()
        time.sleep(0.001)
    said = process.stderr.read().decode("utf-8", "replace")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, os.waitstatus_to_exitcode(status), said


def main():
    damson, folder = sys.argv[1:]
    count = slowest = largest = failures = 0
    for parent, _, names in os.walk(folder):
        for name in sorted(names):
            path = os.path.join(parent, name)
            if os.path.islink(path) or not os.path.isfile(path) or os.path.getsize(path) > LARGEST:
                continue
            seconds, memory, status, said = read(damson, path)
            count, slowest, largest = count + 1, max(slowest, seconds), max(largest, memory)
            if status not in (0, 2, 3) or "panicked" in said or "(internal)" in said or seconds > SECONDS or memory > BYTES:
                failures += 1
                print(f"{path}: status {status}, {seconds:.2f} s, {memory >> 20} MiB: {said.strip()[:300]}")
    print(f"{count} files, slowest {slowest:.2f} s, largest {largest >> 20} MiB, {failures} failures")
    sys.exit(1 if failures or not count else 0)


main()
