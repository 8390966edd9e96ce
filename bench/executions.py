"""How many executions the server ends a second, and how soon."""
import os
import statistics
import subprocess
import time

from machine import HERE, UNLIMITED, Server, beside, row, spread, wrk

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


def measure(options):
    server = Server(UNLIMITED)
    try:
        server.upload(ONE_COMMAND)
        server.upload(THREE_SETS)
        for workflow, seconds in (("three-sets", 20), ("one-command", 90)):
            executions(server, workflow, 32, seconds)  # not counted: the virtual machine compiles what is hot

        beside("one-command executions/s, over REST, durable", "xargs -P2",
               lambda: executions(server, "one-command", 32, options.seconds)[0], raw_spawns, 0.60, options.rounds)

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
