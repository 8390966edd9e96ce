"""How many executions two servers on one database end a second, and how soon one takes up what the other leaves."""
import os
import re
import statistics
import threading
import time

from catalog import Services
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


def measure(options):
    services = Services()
    servers = []
    try:
        settings = dict(UNLIMITED, DATABASE_URL=services.databases[0])
        for _ in range(2):
            servers.append(Server(settings))
        servers[1].headers = servers[0].headers
        servers[0].upload(THREE_SETS)
        together(servers, 32, WARM_UP)

        rates = [together(servers, 32, options.seconds) for _ in range(options.rounds)]
        rate = statistics.median(rates)
        row("three-set executions/s, two servers on one MariaDB", "%.0f" % rate, "", "", ">= 1500/s", rate >= 1500)
        print("    rounds: %s" % spread(rates))

        seconds = take_over(servers[1], servers[0])
        row("a killed server's execution goes on elsewhere after", "%.1f s" % seconds, "", "", "< 15 s", seconds < 15)
    finally:
        for server in servers:
            server.stop()
        services.stop()
