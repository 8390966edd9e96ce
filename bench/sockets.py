"""How soon many watchers of one execution have what it says, and what an idle watcher costs."""
import base64
import json
import os
import re
import select
import socket
import subprocess
import time
import urllib.parse
import urllib.request

from machine import ROOT, UNLIMITED, Server, row

EACH = 1000
LINES = 60
PAUSE = 0.25
READ = 1 << 18

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


def requests(server, execution):
    """What a watcher on a socket and one on a stream send first, and then."""
    head = "".join("%s: %s\r\n" % header for header in server.headers.items())
    upgrade = ("GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
               "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: %s\r\n%s\r\n"
               % (base64.b64encode(os.urandom(16)).decode(), head))
    stream = "GET /v1/executions/%s/events HTTP/1.1\r\nHost: localhost\r\n%s\r\n" % (execution, head)
    subscribe = frame({"type": "subscribe", "topics": ["execution:" + execution]})
    return {"socket": (upgrade.encode(), subscribe), "stream": (stream.encode(),)}


def gather(server, execution, kinds):
    """Opens watchers, each when the one before stands; as {descriptor: (socket, kind)}."""
    where = urllib.parse.urlparse(server.base)
    watchers = {}
    for kind in kinds:
        watcher = socket.create_connection((where.hostname, where.port), timeout=30)
        for request in requests(server, execution)[kind]:
            watcher.sendall(request)
            watcher.recv(READ)
        watchers[watcher.fileno()] = watcher, kind
    return watchers


def leave(watchers):
    for watcher, _ in watchers.values():
        watcher.close()


def start(server, workflow):
    return server.post("/v1/workflows/%s/run" % workflow, "{}", **{"Content-Type": "application/json"})["execution_id"]


def listen(watchers, latencies):
    """Notes how long each line took that comes, however it comes: lines can be told in any framing."""
    poll = select.epoll()
    for descriptor in watchers:
        poll.register(descriptor, select.EPOLLIN)
    lines = dict.fromkeys(watchers, 0)
    deadline = time.monotonic() + 60 + 2 * LINES * PAUSE
    while min(map(len, latencies.values())) < EACH * LINES and time.monotonic() < deadline:
        for descriptor, _ in poll.poll(0.5):
            watcher, kind = watchers[descriptor]
            data = watcher.recv(READ)
            now = time.time()
            # The last event has the whole output once more.
            stamps = STAMP.findall(data)[:LINES - lines[descriptor]]
            lines[descriptor] += len(stamps)
            latencies[kind].extend(now - float(stamp) for stamp in stamps)
            if not data:
                poll.unregister(descriptor)


def latency(server, told):
    execution = start(server, "talker")
    latencies = {"socket": [], "stream": []}
    watchers = gather(server, execution, ["socket", "stream"] * EACH)
    listen(watchers, latencies)
    leave(watchers)
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


def memory(server):
    execution = start(server, "idle")
    warm = gather(server, execution, ["socket"] * 50)
    before = used(server)
    watchers = gather(server, execution, ["socket"] * EACH)
    each = (used(server) - before) / EACH / 1024
    row("memory of an idle watcher on a socket", "%.1f KB" % each, "", "", "< 20 KB", each < 20)
    leave(warm)
    leave(watchers)


def measure(options):
    server = Server(UNLIMITED)
    try:
        server.upload(TALKER)
        server.upload(IDLE)
        memory(server)
        latency(server, False)  # not counted: the virtual machine compiles what is hot
        latency(server, True)
    finally:
        server.stop()
