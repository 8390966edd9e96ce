"""Prints what a MariaDB and a Redis have done so far: to be run by the Python that has their clients."""
import json
import sys
from urllib.parse import unquote, urlparse

import pymysql
import redis

STATUS = ("Com_commit", "Innodb_os_log_written", "Bytes_received", "Bytes_sent", "Questions", "Handler_write",
          "Handler_update", "Handler_delete")
SIZES = """
SELECT table_name, data_length, index_length FROM information_schema.tables
WHERE table_schema = %s AND table_name IN ('executions', 'journal', 'logs', 'snapshots')
"""


def main(database, redis_url):
    url = urlparse(database)
    connection = pymysql.connect(host=url.hostname, port=url.port, user=unquote(url.username),
                                 password=unquote(url.password), database=url.path[1:])
    with connection.cursor() as cursor:
        cursor.execute("SHOW GLOBAL STATUS")
        status = {name: int(value) for name, value in cursor.fetchall() if name in STATUS}
        cursor.execute("ANALYZE TABLE executions, journal, logs, snapshots")
        cursor.fetchall()
        cursor.execute(SIZES, url.path[1:])
        tables = sum(data + index for _, data, index in cursor.fetchall())
        cursor.execute("SELECT COUNT(*) FROM executions")
        executions = cursor.fetchone()[0]
    commands = redis.Redis.from_url(redis_url).info("stats")["total_commands_processed"]
    print(json.dumps(dict(status, tables=tables, executions=executions, redis=commands)))


main(*sys.argv[1:])
