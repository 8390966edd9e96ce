"""How many executions two servers on one database and one Redis end a second, and how soon one learns of the other."""
import http.client
import json
import os
import re
import statistics
import subprocess
import threading
import time
import urllib.parse

from catalog import PYTHON, Services
from executions import THREE_SETS
from machine import HERE, UNLIMITED, Server, row, spread, wrk

# Seconds of load that are not counted: two virtual machines compile what is hot, on the same processors.
WARM_UP = 75

WAITING = """
name: waiting
states:
  initial: a
  a: {type: step, command: "while ! [ -f %s ]; do sleep 0.05; done", on_success: done}
  done: {type: terminal}
"""


# Each line says when it is written.
TALKING = """
name: talking
states:
  initial: talk
  talk: {type: step, command: "for i in $(seq 1 %d); do date +%%s.%%N; sleep 0.05; done", on_success: done}
  done: {type: terminal}
"""

SLEEPING = """
name: sleeping
states:
  initial: rest
  rest: {type: step, command: "exec sleep 60", on_success: done}
  done: {type: terminal}
"""

LINES = 400
CANCELLATIONS = 220
FIRST_CANCELLATIONS = 20  # that are not counted
STAMP = re.compile(r"\d{10}\.\d{9}")


def p99(values):
    return sorted(values)[min(len(values) - 1, len(values) * 99 // 100)]


def start(server, workflow):
    return server.post("/v1/workflows/%s/run" % workflow, "{}", **{"Content-Type": "application/json"})["execution_id"]


def events(server, execution):
    """The events of an execution, as a stream of this server tells them."""
    connection = http.client.HTTPConnection(urllib.parse.urlparse(server.base).netloc)
    connection.request("GET", "/v1/executions/%s/events" % execution, headers=server.headers)
    with connection.getresponse() as stream:
        for line in stream:
            if line.startswith(b"data: "):
                yield json.loads(line[6:])


def lags(runner, watched):
    """How many milliseconds after they were written the lines of one server's execution are read at another."""
    found = []
    for event in events(watched, start(runner, "talking")):
        now = time.time()
        if event["type"] == "log":
            found += [(now - float(stamp)) * 1000 for stamp in STAMP.findall(str(event))]
    if len(found) != LINES:
        raise SystemExit("%d lines were read instead of %d" % (len(found), LINES))
    return found


def cancellation(runner, asked):
    """How many milliseconds after one server was asked to cancel it another one has ended a step."""
    execution = start(runner, "sleeping")
    stream = events(runner, execution)
    while next(stream)["type"] != "step.started":
        pass
    begin = time.monotonic()
    asked.post("/v1/executions/%s/cancel" % execution, "", **{"Content-Type": "application/json"})
    while next(stream)["type"] != "execution.cancelled":
        pass
    return (time.monotonic() - begin) * 1000


def together(servers, connections, seconds):
    """Runs three-set executions on all servers at a time, as often as it goes; how many they end a second together."""
    rates = [0.0] * len(servers)

    def load(i):
        rates[i] = wrk(servers[i], "/v1/workflows/three-sets/run", connections, seconds,
                       "-s", os.path.join(HERE, "run.lua"))[0]

    threads = [threading.Thread(target=load, args=(i,)) for i in range(len(servers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(rates)


def take_over(victim, survivor):
    """Kills a server in the middle of a step; after how many seconds the other one begins with it."""
    gate = os.path.join(survivor.data, "gate")
    survivor.upload(WAITING % gate)
    execution = victim.post("/v1/workflows/waiting/run", "{}", **{"Content-Type": "application/json"})
    time.sleep(12)  # for so long a server must have seen the database before it takes another one for dead
    victim.process.kill()
    killed = time.monotonic()
    victim.process.wait()
    line = "Execution %s goes on" % re.escape(execution["execution_id"])
    while time.monotonic() - killed < 60:
        with open(survivor.log.name) as log:
            if re.search(line, log.read()):
                open(gate, "w").close()
                return time.monotonic() - killed
        time.sleep(0.01)
    raise SystemExit("the execution of a killed server was not taken up")


def processor_time(pid):
    """How many milliseconds a process has had of the processors."""
    with open("/proc/%d/stat" % pid) as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def descendants(pid, name):
    """The processes of this name that come from this one."""
    found = []
    for child in subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True).stdout.split():
        with open("/proc/%s/comm" % child) as comm:
            if comm.read().startswith(name):
                found.append(int(child))
        found += descendants(int(child), name)
    return found


def counters(services, servers):
    """What the servers, the database and Redis have done so far."""
    script = os.path.join(HERE, "stores.py")
    out = subprocess.run([PYTHON, script, services.databases[0], services.redis], capture_output=True, text=True, check=True)
    pids = {"Millrace": [server.process.pid for server in servers],
            "MariaDB": descendants(services.process.pid, "mariadbd"),
            "Redis": descendants(services.process.pid, "redis")}
    return dict(json.loads(out.stdout), **{name: sum(map(processor_time, found)) for name, found in pids.items()})


def tell_costs(before, after):
    """What an execution costs, for docs/scaling.md."""
    each = {name: (after[name] - before[name]) / (after["executions"] - before["executions"]) for name in after}
    print("    of an execution the processors have: Millrace %.2f ms, MariaDB %.2f ms, Redis %.3f ms"
          % (each["Millrace"], each["MariaDB"], each["Redis"]))
    print("    it costs %.2f commits, %.1f statements, %.1f rows written, %.1f KB of log, %.1f KB in tables, %.1f KB to the"
          " database, %.1f commands of Redis"
          % (each["Com_commit"], each["Questions"],
             each["Handler_write"] + each["Handler_update"] + each["Handler_delete"],
             each["Innodb_os_log_written"] / 1000, each["tables"] / 1000, each["Bytes_received"] / 1000, each["redis"]))


def measure(options):
    services = Services()
    servers = []
    try:
        settings = dict(UNLIMITED, DATABASE_URL=services.databases[0], REDIS_URL=services.redis)
        for _ in range(2):
            servers.append(Server(settings))
        servers[1].headers = servers[0].headers
        for workflow in THREE_SETS, TALKING % LINES, SLEEPING:
            servers[0].upload(workflow)
        together(servers, 32, WARM_UP)

        before = counters(services, servers)
        rates = [together(servers, 32, options.seconds) for _ in range(options.rounds)]
        after = counters(services, servers)
        rate = statistics.median(rates)
        row("three-set executions/s, two servers on one database", "%.0f" % rate, "", "", ">= 1500/s", rate >= 1500)
        print("    rounds: %s" % spread(rates))

        tell_costs(before, after)

        late = lags(*servers)
        row("line at one server to reader at the other, p99", "%.0f ms" % p99(late), "", "", "< 100 ms", p99(late) < 100)
        print("    median %.0f ms" % statistics.median(late))

        waits = [cancellation(*servers) for _ in range(CANCELLATIONS)][FIRST_CANCELLATIONS:]
        row("cancel at one server to its end at the other, p99", "%.0f ms" % p99(waits), "", "", "< 100 ms",
            p99(waits) < 100)
        print("    median %.0f ms" % statistics.median(waits))

        seconds = take_over(servers[1], servers[0])
        row("a killed server's execution goes on elsewhere after", "%.1f s" % seconds, "", "", "< 15 s", seconds < 15)
    finally:
        for server in servers:
            server.stop()
        services.stop()
