"""Products and orders beside the yardstick: a service as teams write it today, with FastAPI, SQLAlchemy and Redis.

Both have the same MariaDB, with a database each, and answer the same requests of the same load generator. Millrace asks who
calls, counts what they ask for, keeps its metrics and writes its access log; the yardstick does none of that.
"""
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor

from machine import COUNTED, HERE, ROOT, Server, beside, need, wrk

# What `make bench` has written: the classes that start the databases, and what they use.
CLASSES = os.path.join(ROOT, "target", "test-classes")
CLASSPATH = os.path.join(ROOT, "target", "test.classpath")

YARDSTICK = os.path.join(HERE, "yardstick")
PYTHON = "/usr/bin/python3"  # Debian's, which has the packages
MODULES = ["fastapi", "uvicorn", "uvloop", "httptools", "sqlalchemy", "aiomysql", "redis"]
WORKERS = 2

RECORDS = 1000
ITEMS = 20
CONNECTIONS = 32
LONGEST_ROUND = 3

# Seconds of load that are not counted: the virtual machine compiles what is hot, above all what all requests share.
FIRST_WARM_UP = 60
WARM_UP = 20

PRODUCT = {"name": "Test Product", "price": 99.99}
ORDER = {"product_id": 1, "quantity": 2}


def has_modules():
    return subprocess.run([PYTHON, "-c", "import " + ", ".join(MODULES)], stderr=subprocess.DEVNULL).returncode == 0


class Services:
    """A MariaDB with two empty databases, and a Redis."""

    def __init__(self):
        java = subprocess.run([os.path.join(ROOT, "scripts", "java-home")], capture_output=True, text=True, check=True)
        with open(CLASSPATH) as classpath:
            self.process = subprocess.Popen(
                [os.path.join(java.stdout.strip(), "bin", "java"), "-Xmx128m", "-cp",
                 CLASSES + ":" + classpath.read().strip(), "dev.millrace.testing.TestServices", "2"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for line in self.process.stdout:
            if line.startswith("{"):
                found = json.loads(line)
                self.databases, self.redis = found["databases"], found["redis"]
                return
        raise SystemExit("MariaDB and Redis did not start")

    def stop(self):
        self.process.stdin.close()
        self.process.wait(60)


class Yardstick:
    """The yardstick with an empty database; it asks nobody who they are."""

    headers = {}

    def __init__(self, database, redis):
        self.env = dict(os.environ, PYTHONDONTWRITEBYTECODE="1", REDIS_URL=redis,
                        DATABASE_URL=database.replace("mysql://", "mysql+aiomysql://", 1))
        # Before its workers do so at the same time.
        subprocess.run([PYTHON, "-c", "import asyncio, app; asyncio.run(app.tables())"], cwd=YARDSTICK, env=self.env,
                       check=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.base = "http://127.0.0.1:%d" % port
        self.process = subprocess.Popen(
            [PYTHON, "-m", "uvicorn", "app:app", "--port", str(port), "--log-level", "warning", "--no-access-log",
             "--workers", str(WORKERS)], cwd=YARDSTICK, env=self.env)
        self.wait()

    def wait(self):
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with urllib.request.urlopen(self.base + "/products"):
                    return
            except OSError:
                time.sleep(0.1)
        raise SystemExit("the yardstick did not start")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)


def request(server, method, path, body=None):
    """The status and the parsed body of an answer."""
    connection = http.client.HTTPConnection(server.base.removeprefix("http://"), timeout=30)
    try:
        connection.request(method, path, body and json.dumps(body),
                           dict(server.headers, **{"Content-Type": "application/json"}))
        response = connection.getresponse()
        return response.status, json.loads(response.read())
    finally:
        connection.close()


def seed(server):
    """Stores as many products and orders on each side, whose ids begin with 1."""
    for path, body in (("/products", PRODUCT), ("/orders", ORDER)):
        expect(request(server, "POST", path, body), 201)
        with ThreadPoolExecutor(8) as threads:
            for answer in threads.map(lambda _: request(server, "POST", path, body), range(RECORDS - 1)):
                expect(answer, 201)


def expect(answer, status):
    if answer[0] != status:
        raise SystemExit("the answer has status %d, not %d: %s" % (answer[0], status, answer[1]))
    return answer[1]


def check(server):
    """Both sides must do what is measured."""
    product = expect(request(server, "GET", "/products/1"), 200)
    order = expect(request(server, "GET", "/orders/1"), 200)
    page = expect(request(server, "GET", "/products?limit=%d" % ITEMS), 200)
    items = page["items"] if isinstance(page, dict) else page
    right = (float(product["price"]) == 99.99 and float(order["total"]) == 199.98 and order["quantity"] == 2
             and len(items) == ITEMS)
    if not right:
        raise SystemExit("the answers of %s are not what they should be: %s %s %d items"
                         % (server.base, product, order, len(items)))


def load(server, path, script, seconds):
    options = ("-s", os.path.join(YARDSTICK, script)) if script else ()
    return wrk(server, path, CONNECTIONS, seconds, *options)[0]


def measure(options):
    if not os.path.exists(CLASSPATH):
        print("catalog: not measured; `make bench` prepares it", file=sys.stderr)
        return
    need(["python3-" + module for module in MODULES], has_modules)
    services = Services()
    servers = []
    try:
        servers.append(Server(dict(COUNTED, DATABASE_URL=services.databases[0])))
        servers.append(Yardstick(services.databases[1], services.redis))
        millrace, yardstick = servers
        for server in servers:
            seed(server)
            check(server)
        load(millrace, "/products/1", None, FIRST_WARM_UP)
        seconds = min(options.seconds, LONGEST_ROUND)
        for what, path, script, least in (
                ("GET product/s", "/products/1", None, 8),
                ("list of %d products/s" % ITEMS, "/products?limit=%d" % ITEMS, None, 4),
                ("GET order/s", "/orders/1", None, 4),
                ("POST product/s", "/products", "product.lua", 4),
                ("POST order/s", "/orders", "order.lua", 4)):
            load(millrace, path, script, WARM_UP)
            load(yardstick, path, script, 1)
            beside(what + ", on MariaDB, with a key and limits", "FastAPI",
                   lambda: load(millrace, path, script, seconds),
                   lambda: load(yardstick, path, script, seconds), least, options.rounds)
    finally:
        for server in reversed(servers):
            server.stop()
        services.stop()
