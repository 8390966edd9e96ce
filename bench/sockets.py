"""How soon many watchers of one execution have what it says, and what an idle watcher costs."""
import asyncio
import base64
import json
import os
import re
import subprocess
import time
import urllib.parse
import urllib.request

from machine import ROOT, UNLIMITED, Server, row

EACH = 1000
LINES = 60
PAUSE = 0.25

# Each line says when it is written.
TALKER = """
name: talker
states:
  initial: gather
  gather: {type: step, command: "sleep 15", on_success: talk}
  talk: {type: step, command: "for i in $(seq 1 %d); do date +%%s.%%N; sleep %s; done", on_success: done}
  done: {type: terminal}
""" % (LINES, PAUSE)

IDLE = """
name: idle
states:
  initial: rest
  rest: {type: step, command: "sleep 600", on_success: done}
  done: {type: terminal}
"""

STAMP = re.compile(rb"\d{10}\.\d{9}")


def frame(text):
    """A frame as a client sends it, masked with zeros."""
    payload = json.dumps(text).encode()
    if len(payload) < 126:
        return bytes([0x81, 0x80 | len(payload)]) + bytes(4) + payload
    return bytes([0x81, 0xFE]) + len(payload).to_bytes(2, "big") + bytes(4) + payload


class Watcher(asyncio.Protocol):
    """Notes how long each line took that comes, however it comes: lines can be told in any framing."""

    def __init__(self, first, second, standing, latencies):
        self.first, self.second, self.standing, self.latencies = first, second, standing, latencies
        self.seen = 0

    def connection_made(self, transport):
        self.transport = transport
        transport.write(self.first)

    def data_received(self, data):
        now = time.time()
        if self.seen == 0 and self.second:
            self.transport.write(self.second)
        self.seen += 1
        if not self.standing.done() and self.seen >= (2 if self.second else 1):
            self.standing.set_result(None)
        for stamp in STAMP.findall(data):
            self.latencies.append(now - float(stamp))


def requests(server, execution):
    """What a watcher on a socket and one on a stream send first, and then."""
    head = "".join("%s: %s\r\n" % header for header in server.headers.items())
    upgrade = ("GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
               "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: %s\r\n%s\r\n"
               % (base64.b64encode(os.urandom(16)).decode(), head))
    stream = "GET /v1/executions/%s/events HTTP/1.1\r\nHost: localhost\r\n%s\r\n" % (execution, head)
    subscribe = frame({"type": "subscribe", "topics": ["execution:" + execution]})
    return {"socket": (upgrade.encode(), subscribe), "stream": (stream.encode(), None)}


async def gather(server, execution, kinds, latencies):
    """Opens watchers, and waits until all of them stand."""
    loop = asyncio.get_running_loop()
    where = urllib.parse.urlparse(server.base)
    watchers = []
    for kind in kinds:
        standing = loop.create_future()
        first, second = requests(server, execution)[kind]
        transport, _ = await loop.create_connection(
            lambda first=first, second=second, standing=standing, kind=kind:
            Watcher(first, second, standing, latencies[kind]), where.hostname, where.port)
        watchers.append(transport)
        await asyncio.wait_for(standing, 30)
    return watchers


def start(server, workflow):
    return server.post("/v1/workflows/%s/run" % workflow, "{}", **{"Content-Type": "application/json"})["execution_id"]


async def latency(server, told):
    execution = start(server, "talker")
    latencies = {"socket": [], "stream": []}
    watchers = await gather(server, execution, ["socket", "stream"] * EACH, latencies)
    deadline = time.monotonic() + 60 + 2 * LINES * PAUSE
    while min(map(len, latencies.values())) < EACH * LINES and time.monotonic() < deadline:
        await asyncio.sleep(0.5)
    for watcher in watchers:
        watcher.abort()
    for kind, seen in latencies.items() if told else ():
        p99 = sorted(seen)[int(len(seen) * 0.99)] * 1000 if seen else float("inf")
        p50 = sorted(seen)[len(seen) // 2] * 1000 if seen else float("inf")
        row("log line -> client, %d on a %s beside %d, p99" % (EACH, kind, EACH), "%.1f ms" % p99, "", "",
            "< 50 ms", p99 < 50 and len(seen) == EACH * LINES)
        print("    p50 %.1f ms; %d of %d lines came" % (p50, len(seen), EACH * LINES))


def used(server):
    """What the server has in memory after a collection, on its heap and in buffers, in bytes."""
    home = subprocess.run([os.path.join(ROOT, "scripts", "java-home")], capture_output=True, text=True, check=True)
    jcmd = os.path.join(home.stdout.strip(), "bin", "jcmd")
    for _ in range(2):
        subprocess.run([jcmd, str(server.process.pid), "GC.run"], stdout=subprocess.DEVNULL, check=True)
    request = urllib.request.Request(server.base + "/metrics", headers=dict(server.headers, Accept="text/plain"))
    with urllib.request.urlopen(request) as response:
        text = response.read().decode()
    heap = sum(map(float, re.findall(r'^jvm_memory_used_bytes\{area="heap".*\} (\S+)', text, re.M)))
    return heap + sum(map(float, re.findall(r'^jvm_buffer_memory_used_bytes\{.*\} (\S+)', text, re.M)))


async def memory(server):
    execution = start(server, "idle")
    nowhere = {"socket": []}
    warm = await gather(server, execution, ["socket"] * 50, nowhere)
    before = used(server)
    watchers = await gather(server, execution, ["socket"] * EACH, nowhere)
    await asyncio.sleep(2)
    each = (used(server) - before) / EACH / 1024
    row("memory of an idle watcher on a socket", "%.1f KB" % each, "", "", "< 20 KB", each < 20)
    for watcher in warm + watchers:
        watcher.abort()


def measure(options):
    server = Server(UNLIMITED)
    try:
        server.upload(TALKER)
        server.upload(IDLE)
        asyncio.run(memory(server))
        asyncio.run(latency(server, False))  # not counted: the virtual machine compiles what is hot
        asyncio.run(latency(server, True))
    finally:
        server.stop()
