"""How soon runs reach robots, of which many are connected."""
import asyncio
import base64
import json
import os
import statistics
import struct
import time
from urllib.parse import urlparse

from machine import UNLIMITED, Server, row, spread

ROBOTS = 1_000
RATE = 100
LIMITS = {"API_SOCKETS_MAX": "5000", "API_SOCKETS_MAX_PER_CALLER": "5000"}
TARGET = 50


class Robot:
    """A robot that ends each run as soon as it gets it. What its connection costs here is little: no library, no thread."""

    def __init__(self, name, arrivals):
        self.name = name
        self.arrivals = arrivals

    async def connect(self, host, port, headers):
        self.reader, self.writer = await asyncio.open_connection(host, port)
        lines = ["GET /ws HTTP/1.1", "Host: %s:%d" % (host, port), "Upgrade: websocket", "Connection: Upgrade",
                 "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: " + base64.b64encode(os.urandom(16)).decode(),
                 *("%s: %s" % header for header in headers.items())]
        self.writer.write("\r\n".join([*lines, "", ""]).encode())
        answer = await self.reader.readuntil(b"\r\n\r\n")
        if b" 101 " not in answer.split(b"\r\n")[0]:
            raise SystemExit("the socket was refused: %r" % answer)
        self.send({"type": "hello", "robot": self.name, "workflows": "*", "capacity": 4})
        welcome = await self.receive()
        if welcome["type"] != "welcome":
            raise SystemExit("the robot was refused: %s" % welcome)
        self.heartbeat = welcome["heartbeat_seconds"]

    def send(self, frame):
        text = json.dumps(frame).encode()
        head = bytes([0x81, 0x80 | len(text)]) if len(text) < 126 else struct.pack(">BBH", 0x81, 0xFE, len(text))
        # A mask of zeroes masks nothing, and is one.
        self.writer.write(head + b"\0\0\0\0" + text)

    async def receive(self):
        while True:
            first, second = await self.reader.readexactly(2)
            length = second & 0x7F
            if length == 126:
                length, = struct.unpack(">H", await self.reader.readexactly(2))
            elif length == 127:
                length, = struct.unpack(">Q", await self.reader.readexactly(8))
            body = await self.reader.readexactly(length)
            if first & 0x0F == 1:
                return json.loads(body)
            if first & 0x0F == 9:
                self.writer.write(bytes([0x8A, 0x80 | length]) + b"\0\0\0\0" + body)

    async def work(self):
        while True:
            frame = await self.receive()
            if frame["type"] == "run":
                self.arrivals[frame["execution_id"]] = time.perf_counter()
                name = {"execution_id": frame["execution_id"], "attempt": frame["attempt"]}
                self.send({"type": "accepted", **name})
                self.send({"type": "result", **name, "status": "completed", "outputs": {"ok": True}})

    async def live(self):
        while True:
            await asyncio.sleep(self.heartbeat / 2)
            self.send({"type": "ping"})


async def starts(host, port, headers, jobs, begun):
    """Starts runs, one after the other, when each is due; notes when it was asked for."""
    reader, writer = await asyncio.open_connection(host, port)
    head = "".join("%s: %s\r\n" % header for header in headers.items())
    request = ("POST /v1/workflows/desk/run HTTP/1.1\r\nHost: %s:%d\r\nContent-Type: application/json\r\n"
               "Content-Length: 2\r\n%s\r\n{}" % (host, port, head)).encode()
    while True:
        due = await jobs.get()
        if due is None:
            writer.close()
            return
        at = time.perf_counter()
        writer.write(request)
        answer = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(answer.split(b"content-length:")[1].split(b"\r\n")[0])
        body = json.loads(await reader.readexactly(length))
        if b" 202 " not in answer.split(b"\r\n")[0]:
            raise SystemExit("a run was refused: %s" % body)
        # When it is late itself, that is not the server's doing.
        begun[body["execution_id"]] = max(at, due)


async def load(server, seconds, rounds):
    address = urlparse(server.base)
    host, port = address.hostname, address.port
    arrivals, begun = {}, {}
    robots = [Robot("robot-%d" % n, arrivals) for n in range(ROBOTS)]
    for part in range(0, ROBOTS, 50):
        await asyncio.gather(*(robot.connect(host, port, server.headers) for robot in robots[part:part + 50]))
    tasks = [asyncio.create_task(work) for robot in robots for work in (robot.work(), robot.live())]
    jobs = asyncio.Queue()
    clients = [asyncio.create_task(starts(host, port, server.headers, jobs, begun)) for _ in range(32)]
    figures = []
    for turn in range(rounds + 2):
        begun.clear()
        arrivals.clear()
        start = time.perf_counter()
        for n in range(RATE * seconds):
            await asyncio.sleep(max(0, start + n / RATE - time.perf_counter()))
            jobs.put_nowait(time.perf_counter())
        deadline = time.perf_counter() + 30
        while (len(begun) < RATE * seconds or begun.keys() - arrivals.keys()) and time.perf_counter() < deadline:
            await asyncio.sleep(0.05)
        if len(arrivals) < RATE * seconds:
            raise SystemExit("of %d runs %d reached a robot" % (RATE * seconds, len(arrivals)))
        times = sorted(1000 * (arrivals[run] - begun[run]) for run in begun)
        if turn >= 2:  # until then the virtual machine compiles what is hot
            figures.append((statistics.median(times), times[len(times) * 99 // 100]))
    for _ in clients:
        jobs.put_nowait(None)
    await asyncio.gather(*clients)
    for task in tasks:
        task.cancel()
    return figures


def measure(options):
    server = Server({**UNLIMITED, **LIMITS})
    try:
        server.post("/v1/workflows/upsert", '{"project_id": "desk", "name": "Desk"}', **{"Content-Type": "application/json"})
        figures = asyncio.run(load(server, options.seconds, options.rounds))
        p99 = statistics.median(figure[1] for figure in figures)
        row("request to robot, %d robots, %d runs/s, p99" % (ROBOTS, RATE), "%.1f ms" % p99, "", "",
            "< %d ms" % TARGET, p99 < TARGET)
        print("    rounds: p99 %s ms, p50 %s ms" % (spread([f[1] for f in figures], "%.1f"),
                                                  spread([f[0] for f in figures], "%.1f")))
    finally:
        server.stop()
