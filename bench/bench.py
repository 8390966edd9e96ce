#!/usr/bin/env python3
"""Measures Millrace beside what it is compared with, both in turn on this machine, and prints ratios.

    python3 bench/bench.py [--rounds N] [--seconds S]

Everything runs on the loopback interface and ends by itself. Machines are noisy: each figure is the median of its
rounds, and a ratio is the median of the rounds' ratios, each of two measurements that were made right after each other.
"""
import argparse
import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
HERE = os.path.dirname(os.path.abspath(__file__))
SPAWNS = 1500

ONE_COMMAND = """
name: one-command
states:
  initial: say
  say: {type: step, command: "echo hello", on_success: done}
  done: {type: terminal}
"""

THREE_SETS = """
name: three-sets
inputs: [{name: n, type: integer, default: 1}]
states:
  initial: a
  a: {type: operation, operation: set, inputs: {x: "{{.inputs.n}}"}, on_success: b}
  b: {type: operation, operation: set, inputs: {x: "{{.states.a.Outputs.x}}-b"}, on_success: c}
  c: {type: operation, operation: set, inputs: {x: "{{.states.b.Outputs.x}}-c"}, on_success: done}
  done: {type: terminal}
"""


# What is measured is the server, not how soon it refuses.
UNLIMITED = {"API_RATE_LIMIT_REQUESTS_PER_MINUTE": "0", "API_RATE_LIMIT_STARTS_PER_MINUTE": "0"}

# Every request is counted, and none is one too many.
COUNTED = {"API_RATE_LIMIT_REQUESTS_PER_MINUTE": "10000000", "API_RATE_LIMIT_BURST": "10000000"}


class Server:
    """A Millrace server with a data directory of its own, and these variables as its settings."""

    def __init__(self, settings):
        self.data = tempfile.mkdtemp(prefix="millrace-bench-")
        self.log = open(os.path.join(self.data, "server.log"), "w+")
        self.process = subprocess.Popen(
            [os.path.join(ROOT, "millrace"), "server", "--port", "0", "--data-dir", self.data],
            stdout=self.log, stderr=subprocess.STDOUT, cwd=self.data, env=dict(os.environ, **settings))
        self.base = self.wait()
        self.headers = self.credential()

    def wait(self):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with open(self.log.name) as log:
                found = re.search(r"Listening on: (http://\S+)", log.read())
            if found:
                return found.group(1)
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        with open(self.log.name) as log:
            raise SystemExit("the server did not start:\n" + log.read())

    def credential(self):
        """The header by which the server knows us; none when it asks for none."""
        try:
            with open(os.path.join(self.data, "admin.key")) as key:
                return {"Authorization": "Bearer " + key.read().strip()}
        except FileNotFoundError:
            return {}

    def post(self, path, body, **headers):
        request = urllib.request.Request(self.base + path, body.encode(), dict(self.headers, **headers))
        with urllib.request.urlopen(request) as response:
            return json.load(response)

    def upload(self, yaml):
        self.post("/v1/workflows", yaml, **{"Content-Type": "application/yaml"})

    def run(self, workflow):
        """Runs a workflow to its end; the path of the execution."""
        execution = self.post("/v1/workflows/%s/run" % workflow, "{}", **{"Content-Type": "application/json", "Prefer": "wait=30"})
        return "/v1/executions/" + execution["execution_id"]

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)
        self.log.close()
        shutil.rmtree(self.data, ignore_errors=True)


def wrk(server, path, connections, seconds, *options):
    """Requests a path as often as it goes; (requests a second, median latency in ms)."""
    headers = [word for header in server.headers.items() for word in ("-H", "%s: %s" % header)]
    out = subprocess.run(
        ["wrk", "-t1", "-c%d" % connections, "-d%ds" % seconds, "--latency", "--timeout", "30s",
         *headers, *options, server.base + path],
        capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in out or "Socket errors" in out:
        raise SystemExit("the load generator met errors:\n" + out)
    rate = float(re.search(r"Requests/sec:\s*([\d.]+)", out).group(1))
    value, unit = re.search(r"50%\s+([\d.]+)(us|ms|s)", out).groups()
    return rate, float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def executions(server, workflow, connections, seconds):
    """Runs a workflow to its end as often as it goes; (executions a second, median latency in ms)."""
    return wrk(server, "/v1/workflows/%s/run" % workflow, connections, seconds, "-s", os.path.join(HERE, "run.lua"))


def raw_spawns():
    """How many shells xargs starts and awaits a second, two at a time."""
    numbers = "\n".join(map(str, range(SPAWNS)))
    start = time.monotonic()
    subprocess.run(["xargs", "-P2", "-n1", "sh", "-c", "echo hello"], input=numbers, text=True,
                   stdout=subprocess.DEVNULL, check=True)
    return SPAWNS / (time.monotonic() - start)


def row(what, ours, beside, ratio, target, met):
    print("%-58s %14s %18s %8s   %-22s %s" % (what, ours, beside, ratio, target, "met" if met else "NOT MET"), flush=True)


def spread(values, form="%.0f"):
    return " to ".join(form % v for v in (min(values), max(values)))


def main():
    parser = argparse.ArgumentParser(description="Measure Millrace beside what it is compared with.")
    parser.add_argument("--rounds", type=int, default=5, help="measurements per figure (default 5)")
    parser.add_argument("--seconds", type=int, default=5, help="length of one measurement (default 5)")
    options = parser.parse_args()
    if not shutil.which("wrk"):
        if os.geteuid() != 0 or not shutil.which("apt-get"):
            raise SystemExit("bench: install the load generator first: apt-get install wrk")
        subprocess.run(["apt-get", "update", "-qq"], check=True, stdout=subprocess.DEVNULL)
        subprocess.run(["apt-get", "install", "-y", "-qq", "wrk"], check=True, stdout=subprocess.DEVNULL)

    print("%d processors, load %s; median of %d rounds of %d s each"
          % (os.cpu_count(), " ".join("%.1f" % load for load in os.getloadavg()), options.rounds, options.seconds))
    print("%-58s %14s %18s %8s   %s" % ("what", "Millrace", "beside it", "ratio", "target"))
    measure_executions(options)
    measure_callers(options)


def measure_executions(options):
    """How many executions the server ends a second, and how soon."""
    server = Server(UNLIMITED)
    try:
        server.upload(ONE_COMMAND)
        server.upload(THREE_SETS)
        for workflow, seconds in (("three-sets", 20), ("one-command", 90)):
            executions(server, workflow, 32, seconds)  # not counted: the virtual machine compiles what is hot

        ours, raw, ratios = [], [], []
        for _ in range(options.rounds):
            raw.append(raw_spawns())
            ours.append(executions(server, "one-command", 32, options.seconds)[0])
            ratios.append(ours[-1] / raw[-1])
        ratio = statistics.median(ratios)
        row("one-command executions/s, over REST, durable",
            "%.0f" % statistics.median(ours), "xargs -P2: %.0f" % statistics.median(raw), "%.2f" % ratio,
            ">= 0.60", ratio >= 0.60)
        print("    rounds: %s; xargs %s; ratios %s" % (spread(ours), spread(raw), spread(ratios, "%.2f")))

        rates = [executions(server, "three-sets", 32, options.seconds)[0] for _ in range(options.rounds)]
        rate = statistics.median(rates)
        row("three-set executions/s, over REST, durable", "%.0f" % rate, "", "", ">= 3000/s", rate >= 3000)
        print("    rounds: %s" % spread(rates))

        latencies = [executions(server, "three-sets", 1, options.seconds)[1] for _ in range(options.rounds)]
        latency = statistics.median(latencies)
        row("three-set run with one client that waits, p50", "%.2f ms" % latency, "", "", "< 4 ms", latency < 4)
        print("    rounds: %s ms" % spread(latencies, "%.2f"))
    finally:
        server.stop()


def measure_callers(options):
    """What it costs to know who calls and to count what they ask for: beside it, a server that does neither."""
    asking, trusting = Server(COUNTED), Server(dict(UNLIMITED, API_AUTH_TYPE="none"))
    try:
        path = {}
        for server in (asking, trusting):
            server.upload(THREE_SETS)
            path[server] = server.run("three-sets")
            wrk(server, path[server], 32, 20)  # not counted
        ours, without, ratios = [], [], []
        for _ in range(options.rounds):
            without.append(wrk(trusting, path[trusting], 32, options.seconds)[0])
            ours.append(wrk(asking, path[asking], 32, options.seconds)[0])
            ratios.append(ours[-1] / without[-1])
        ratio = statistics.median(ratios)
        row("GET execution/s, with a key and limits",
            "%.0f" % statistics.median(ours), "without: %.0f" % statistics.median(without), "%.2f" % ratio,
            ">= 0.95", ratio >= 0.95)
        print("    rounds: %s; without %s; ratios %s" % (spread(ours), spread(without), spread(ratios, "%.2f")))
    finally:
        asking.stop()
        trusting.stop()


if __name__ == "__main__":
    main()
