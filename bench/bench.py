#!/usr/bin/env python3
"""Measures Millrace beside what it is compared with, both in turn on this machine, and prints ratios.

    python3 bench/bench.py [--only executions|callers|catalog|cluster|sessions|sockets|robots|start] [--rounds N]
        [--seconds S]

Everything runs on the loopback interface and ends by itself. Machines are noisy: each figure is the median of its
rounds, and a ratio is the median of the rounds' ratios, each of two measurements that were made right after each other.
"""
import argparse
import os

import callers
import catalog
import cluster
import executions
import machine
import robots
import sessions
import sockets
import start

PARTS = {"executions": executions.measure, "callers": callers.measure, "catalog": catalog.measure,
         "cluster": cluster.measure, "sessions": sessions.measure, "sockets": sockets.measure,
         "robots": robots.measure, "start": start.measure}


def main():
    parser = argparse.ArgumentParser(description="Measure Millrace beside what it is compared with.")
    parser.add_argument("--only", choices=PARTS, help="measure this part alone")
    parser.add_argument("--rounds", type=int, default=5, help="measurements per figure (default 5)")
    parser.add_argument("--seconds", type=int, default=5, help="length of one measurement (default 5)")
    options = parser.parse_args()
    machine.need(["wrk"], machine.has_wrk)

    print("%d processors, load %s; median of %d rounds of at most %d s each"
          % (os.cpu_count(), " ".join("%.1f" % load for load in os.getloadavg()), options.rounds, options.seconds))
    print("%-58s %14s %18s %8s   %s" % ("what", "Millrace", "beside it", "ratio", "target"))
    for name, measure in PARTS.items():
        if options.only in (None, name):
            measure(options)


if __name__ == "__main__":
    main()
