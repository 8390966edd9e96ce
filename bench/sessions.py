"""What a keyword costs beside the same command to a browser's driver, and how long it takes to list a large page."""
import http.client
import http.server
import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time

from machine import UNLIMITED, Server, row, spread

CALLS = 100
LISTINGS = 10
MOST_EXTRA_MS = 15
MOST_LISTING_MS = 300
ARGUMENTS = ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1280,800",
             "--remote-debugging-pipe"]

# 400 rows of five elements each.
PAGE = "<!doctype html><title>Many</title><table>%s</table>" % "".join(
    "<tr><td>Row %d</td><td><a href='#%d'>Open</a></td><td>x</td></tr>" % (n, n) for n in range(400))


class Site:
    """The page that both browsers show."""

    def __init__(self):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = PAGE.encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = "http://127.0.0.1:%d/" % self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()


class Client:
    """One connection that is kept."""

    def __init__(self, base, headers):
        self.connection = http.client.HTTPConnection(base.removeprefix("http://"), timeout=60)
        self.headers = dict(headers, **{"Content-Type": "application/json"})

    def call(self, method, path, body=None):
        self.connection.request(method, path, body and json.dumps(body), self.headers)
        response = self.connection.getresponse()
        answer = json.loads(response.read())
        if response.status != 200:
            raise SystemExit("%s %s was answered with %d: %s" % (method, path, response.status, answer))
        return answer


class Session:
    """A session of Millrace."""

    def __init__(self, server, url):
        self.client = Client(server.base, server.headers)
        started = self.client.call("POST", "/v1/sessions/start", {"driver_sources": ["selenium"]})
        self.path = "/v1/sessions/" + started["session_id"]
        self.act("launch_app", url)

    def act(self, keyword, *params):
        return self.client.call("POST", self.path + "/action",
                                {"mode": "keyword", "keyword": keyword, "params": list(params)})

    def script(self):
        self.act("execute_script", "return document.title")

    def press(self):
        self.act("press_by_coordinates", 600, 5)

    def elements(self):
        return self.client.call("GET", self.path + "/elements")["data"]["result"]

    def stop(self):
        self.client.call("DELETE", self.path + "/stop")


class Driver:
    """A ChromeDriver, asked for the same without anything between."""

    def __init__(self, url):
        self.folder = tempfile.mkdtemp(prefix="millrace-bench-")
        self.process = subprocess.Popen(
            ["chromedriver", "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            start_new_session=True, env=dict(os.environ, TMPDIR=self.folder, HOME=self.folder))
        port = None
        while port is None:
            line = self.process.stdout.readline()
            if not line:
                raise SystemExit("ChromeDriver did not start")
            port = re.search(r"successfully on port (\d+)", line)
        self.client = Client("http://127.0.0.1:" + port.group(1), {})
        options = {"browserName": "chrome", "goog:chromeOptions": {"binary": shutil.which("chromium"), "args": ARGUMENTS}}
        started = self.client.call("POST", "/session", {"capabilities": {"alwaysMatch": options}})
        self.path = "/session/" + started["value"]["sessionId"]
        self.client.call("POST", self.path + "/url", {"url": url})

    def script(self):
        self.client.call("POST", self.path + "/execute/sync", {"script": "return document.title", "args": []})

    def press(self):
        self.client.call("POST", self.path + "/actions", {"actions": [
            {"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": [
                {"type": "pointerMove", "duration": 0, "x": 600, "y": 5},
                {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]}]})

    def stop(self):
        try:
            self.client.call("DELETE", self.path)
        finally:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)
            shutil.rmtree(self.folder, ignore_errors=True)


def milliseconds(work, times):
    """The median of so many calls."""
    taken = []
    for _ in range(times):
        begin = time.monotonic()
        work()
        taken.append((time.monotonic() - begin) * 1000)
    return statistics.median(taken)


def keyword(what, ours, beside, rounds):
    milliseconds(ours, CALLS)
    milliseconds(beside, CALLS)
    own, bare, extra = [], [], []
    for _ in range(rounds):
        bare.append(milliseconds(beside, CALLS))
        own.append(milliseconds(ours, CALLS))
        extra.append(own[-1] - bare[-1])
    median = statistics.median(extra)
    row(what, "%.1f ms" % statistics.median(own), "WebDriver: %.1f ms" % statistics.median(bare), "+%.1f" % median,
        "under +%d ms" % MOST_EXTRA_MS, median < MOST_EXTRA_MS)
    print("    rounds: %s; WebDriver %s; more %s" % (spread(own, "%.1f"), spread(bare, "%.1f"), spread(extra, "%.1f")))


def listing(session, rounds):
    count = len(session.elements())
    if not 2000 <= count <= 2010:
        raise SystemExit("the page has %d elements, not 2,000" % count)
    taken = [milliseconds(session.elements, LISTINGS) for _ in range(rounds)]
    median = statistics.median(taken)
    row("list of %d elements" % count, "%.0f ms" % median, "", "", "under %d ms" % MOST_LISTING_MS,
        median < MOST_LISTING_MS)
    print("    rounds: %s ms" % spread(taken))


def measure(options):
    if not (shutil.which("chromium") and shutil.which("chromedriver")):
        print("sessions: not measured; chromium and chromedriver are not installed", file=sys.stderr)
        return
    site = Site()
    started = [site]
    try:
        started.append(Server(dict(UNLIMITED, SESSIONS_ALLOW_PRIVATE_ADDRESSES="true")))
        started.append(Session(started[-1], site.url))
        started.append(Driver(site.url))
        session, driver = started[2:]
        keyword("keyword execute_script over REST", session.script, driver.script, options.rounds)
        keyword("keyword press_by_coordinates over REST", session.press, driver.press, options.rounds)
        listing(session, options.rounds)
    finally:
        for each in reversed(started):
            each.stop()
