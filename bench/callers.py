"""What it costs to know who calls and to count what they ask for: beside it, a server that does neither."""
from executions import THREE_SETS
from machine import COUNTED, UNLIMITED, Server, beside, wrk


def measure(options):
    asking, trusting = Server(COUNTED), Server(dict(UNLIMITED, API_AUTH_TYPE="none"))
    try:
        path = {}
        for server in (asking, trusting):
            server.upload(THREE_SETS)
            path[server] = server.run("three-sets")
            wrk(server, path[server], 32, 20)  # not counted
        beside("GET execution/s, with a key and limits", "without",
               lambda: wrk(asking, path[asking], 32, options.seconds)[0],
               lambda: wrk(trusting, path[trusting], 32, options.seconds)[0], 0.95, options.rounds)
    finally:
        asking.stop()
        trusting.stop()
