"""How soon the server is ready after its start, and how much memory it takes while it has nothing to do."""
import os
import platform
import re
import shutil
import statistics
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

from machine import HERE, ROOT, row, spread

HELLO = os.path.join(HERE, "hello")
STARTS = 10
MOST_TIMES = 1.6
MOST_MEMORY = 200

# How the launcher starts the server.
OPTIONS = ["--enable-native-access=ALL-UNNAMED", "-XX:+UseParallelGC", "-Xms64m"]


def java():
    home = subprocess.run([os.path.join(ROOT, "scripts", "java-home")], capture_output=True, text=True, check=True)
    return os.path.join(home.stdout.strip(), "bin", "java")


class Program:
    """A packaged application, which says on standard output where it listens."""

    def __init__(self, folder, path, arguments):
        self.folder = folder
        self.path = path
        self.arguments = arguments
        self.data = tempfile.mkdtemp(prefix="millrace-bench-")

    def start(self, cached, idle=0):
        """(seconds until it has answered a request, resident MiB when it has had nothing to do for so many seconds)"""
        return self.run(["-XX:AOTCache=" + os.path.join(self.folder, "app.aot")] if cached else [], idle)

    def start_first(self):
        """The same, without a cache, for a start that finds no data."""
        self.forget()
        os.mkdir(self.data)
        return self.run([])

    def forget(self):
        shutil.rmtree(self.data, ignore_errors=True)

    def run(self, options, idle=0):
        data = self.data
        with open(os.path.join(data, "log"), "w") as log:
            start = time.monotonic()
            process = subprocess.Popen(
                [java(), *OPTIONS, *options, *self.arguments(data)], cwd=data, stdout=log, stderr=subprocess.STDOUT)
            try:
                self.answer(process, log.name)
                ready = time.monotonic() - start
                time.sleep(idle)
                return ready, resident(process.pid)
            finally:
                process.terminate()
                process.wait(60)

    def answer(self, process, log):
        address = None
        while process.poll() is None:
            if address is None:
                with open(log) as text:
                    found = re.search(r"Listening on: (http://\S+)", text.read())
                address = found and found.group(1).replace("0.0.0.0", "127.0.0.1")
            else:
                try:
                    urllib.request.urlopen(address + self.path).close()
                    return
                except urllib.error.HTTPError:
                    pass
            time.sleep(0.005)
        with open(log) as text:
            raise SystemExit("it did not start:\n" + text.read())

    def make_cache(self):
        self.run(["-XX:AOTCacheOutput=" + os.path.join(self.folder, "app.aot")])


def resident(pid):
    with open("/proc/%d/status" % pid) as status:
        return int(re.search(r"VmRSS:\s+(\d+) kB", status.read()).group(1)) / 1024


def hello():
    """The least that Quarkus can be, packaged as Millrace is."""
    folder = os.path.join(HELLO, "target", "quarkus-app")
    jar = os.path.join(folder, "quarkus-run.jar")
    program = Program(folder, "/hello", lambda data: ["-Dquarkus.http.port=0", "-Dquarkus.http.host=127.0.0.1", "-jar", jar])
    if not os.path.exists(os.path.join(folder, "app.aot")):
        with open(os.path.join(ROOT, "pom.xml")) as pom:
            version = re.search("<quarkus.version>(.*)</quarkus.version>", pom.read()).group(1)
        subprocess.run([os.path.join(ROOT, "mvnw"), "-q", "-B", "-ntp", "-f", os.path.join(HELLO, "pom.xml"), "package",
                        "-Dquarkus.version=" + version, "-Dquarkus.package.jar.type=aot-jar"], check=True)
        program.make_cache()
    return program


def millrace():
    folder = os.path.join(ROOT, "target", "quarkus-app")
    jar = os.path.join(folder, "quarkus-run.jar")
    native = os.path.join(folder, "native", platform.system() + "-" + platform.machine())
    sqlite = ["-Dorg.sqlite.lib.path=" + native, "-Dorg.sqlite.lib.name=libsqlitejdbc.so"]
    program = Program(folder, "/health/ready",
                      lambda data: [*sqlite, "-jar", jar, "server", "--port", "0", "--data-dir", data])
    if not os.path.exists(os.path.join(folder, "app.aot")):
        subprocess.run([os.path.join(ROOT, "scripts", "aot-cache")], check=True, stdout=subprocess.DEVNULL)
    return program


def measure(options):
    other, ours = hello(), millrace()
    starts = min(STARTS, 2 * options.rounds)
    try:
        first = [ours.start_first()[0] for _ in range(min(3, starts))]
        row("ready after the first start, plain", "%.2f s" % statistics.median(first), "", "", "", True)
        compare("ready after start, plain", False, other, ours, starts)
        compare("ready after start, with an AOT cache", True, other, ours, starts)
    finally:
        other.forget()
        ours.forget()


def compare(what, cached, other, ours, starts):
    theirs, mine = [], []
    for _ in range(starts):
        theirs.append(other.start(cached)[0])
        mine.append(ours.start(cached)[0])
    times = statistics.median(mine) / statistics.median(theirs)
    row(what, "%.2f s" % statistics.median(mine), "bare Quarkus: %.2f s" % statistics.median(theirs), "%.2f" % times,
        "<= %.1f times" % MOST_TIMES, times <= MOST_TIMES)
    print("    %d starts in turn: %s; bare Quarkus %s" % (starts, spread(mine, "%.2f"), spread(theirs, "%.2f")))
    used = statistics.median(ours.start(cached, idle=3)[1] for _ in range(3))
    row("    resident memory, idle", "%.0f MiB" % used, "", "", "<= %d MiB" % MOST_MEMORY, used <= MOST_MEMORY)
