-- Starts an execution and waits for its end.
wrk.method = "POST"
wrk.body = '{"inputs":{}}'
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Prefer"] = "wait=30"
