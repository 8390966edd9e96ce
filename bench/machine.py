"""What all measurements share: the server, the load generator, and how figures are told."""
import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import tempfile
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)

# What is measured is the server, not how soon it refuses.
UNLIMITED = {"API_RATE_LIMIT_REQUESTS_PER_MINUTE": "0", "API_RATE_LIMIT_STARTS_PER_MINUTE": "0"}

# Every request is counted, and none is one too many.
COUNTED = {"API_RATE_LIMIT_REQUESTS_PER_MINUTE": "10000000", "API_RATE_LIMIT_BURST": "10000000"}


def has_wrk():
    return shutil.which("wrk") is not None


def need(packages, are_there):
    """Installs Debian packages, unless what they bring is there."""
    if are_there():
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise SystemExit("bench: install these first: apt-get install " + " ".join(packages))
    subprocess.run(["apt-get", "update", "-qq"], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["apt-get", "install", "-y", "-qq", *packages], check=True, stdout=subprocess.DEVNULL,
                   env=dict(os.environ, DEBIAN_FRONTEND="noninteractive"))


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
        execution = self.post("/v1/workflows/%s/run" % workflow, "{}",
                              **{"Content-Type": "application/json", "Prefer": "wait=30"})
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


def row(what, ours, beside, ratio, target, met):
    print("%-58s %14s %18s %8s   %-22s %s" % (what, ours, beside, ratio, target, "met" if met else "NOT MET"), flush=True)


def spread(values, form="%.0f"):
    return " to ".join(form % v for v in (min(values), max(values)))


def beside(what, name, ours, other, least, rounds):
    """Measures two sides in turn and tells how many times the rate of the other one ours is."""
    rates, others, ratios = [], [], []
    for _ in range(rounds):
        others.append(other())
        rates.append(ours())
        ratios.append(rates[-1] / others[-1])
    ratio = statistics.median(ratios)
    form = "%.2f" if least < 2 else "%.1f"
    row(what, "%.0f" % statistics.median(rates), "%s: %.0f" % (name, statistics.median(others)), form % ratio,
        ">= " + form % least, ratio >= least)
    print("    rounds: %s; %s %s; ratios %s" % (spread(rates), name, spread(others), spread(ratios, form)))
