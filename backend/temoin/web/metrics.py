"""Counters for Prometheus, in a registry of their own so that tests and workers stay apart."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest


class Metrics:
    """What the service counts; nothing about a single visitor."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.answers = Counter(
            "temoin_collect_answers",
            "Answers of the collection endpoints.",
            ["door", "status"],
            registry=self.registry,
        )
        self.events_stored = Counter(
            "temoin_events_stored", "Events stored.", registry=self.registry
        )
        self.events_dropped = Counter(
            "temoin_events_dropped",
            "Events not stored, by reason.",
            ["reason"],
            registry=self.registry,
        )
        self.records = Counter(
            "temoin_consent_records",
            "Consent records stored, by state.",
            ["state"],
            registry=self.registry,
        )
        self.snippets = Counter(
            "temoin_snippets_served",
            "Snippets served, by status.",
            ["status"],
            registry=self.registry,
        )
        self.job_runs = Counter(
            "temoin_job_runs",
            "Runs of a job in this process, by outcome: done, failed.",
            ["job", "outcome"],
            registry=self.registry,
        )
        self.job_seconds = Gauge(
            "temoin_job_seconds",
            "How long the last run of a job in this process took.",
            ["job"],
            registry=self.registry,
        )
        self.job_done_at = Gauge(
            "temoin_job_done_timestamp_seconds",
            "When a job was last done by this process.",
            ["job"],
            registry=self.registry,
        )

        self.stopped_logs = Gauge(
            "temoin_log_stopped",
            "Transparency logs that sign no more because they contradict a head signed before.",
            registry=self.registry,
        )
        self.broken_logs = Gauge(
            "temoin_log_broken",
            "Transparency logs that did not hold against the tables when last checked.",
            registry=self.registry,
        )

    def text(self) -> bytes:
        """The Prometheus text format."""
        return generate_latest(self.registry)
