"""What an operator's monitoring system can ask the running bot: metrics for Prometheus, health and readiness.

- `recorder`: counters and histograms, which the rest of the bot fills through hooks that know nothing of Prometheus.
- `loop_lag`: how late the event loop is.
- `store_probe`: whether the store answers, and whether this process delivers.
- `state`: what is read from the bot's parts at the moment of a request.
- `families`: the state as metrics.
- `pages`: what digests have sent, under `/digests/`.
- `server`: `/metrics`, `/healthz`, `/readyz` and those pages over HTTP.
- `setup`: puts these together.
"""
