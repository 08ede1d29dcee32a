"""What proof costs: records with and without their leaf, and proofs from a large log.

A second of the part's length stands for 250,000 leaves: `--seconds 40` gives ten million, which
takes some minutes and about 2 GB of disk.
"""

from __future__ import annotations

import json
import os
import random
import resource
import time
import uuid
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import TypeVar
from unittest.mock import patch

from benchmarks.report import Check, Section
from temoin.accounts.models import Organisation
from temoin.app import create_app, create_services
from temoin.consent import service as consent
from temoin.consent.schemas import DECODER
from temoin.core import merkle
from temoin.ledger.appending import Leaf, append
from temoin.ledger.models import SiteLog
from temoin.ledger.signing import Logs, newest_head
from temoin.ledger.tree import Tree
from temoin.serving import prepare
from temoin.settings import Settings
from temoin.sites.models import Site
from temoin.sites.published import PublishedSite, PublishedSites
from temoin.sites.service import add_site
from temoin.store.transaction import connect, transaction
from temoin.web.door import Facts
from temoin.web.services import Services

Result = TypeVar("Result")
HEAD = ("what", "value")
GROUP = 32  # choices that wait for one commit under load
LEAVES_A_SECOND = 250_000
PROOFS = 200
FACTS = Facts("https://shop.example", "193.0.6.139", "", is_prefetch=False, is_gpc=False)


def measure(folder: Path, rounds: int, seconds: int) -> Section:
    """Records first, then a log of many leaves: signing, proofs, verification, memory."""
    settings = Settings(data_dir=folder / "data", base_url="https://consent.example")
    prepare(settings)
    services = create_services(settings)
    with services.database.connection_context():
        create_app(services=services)
        site = add_site(Organisation.create(name="Bench", created_at=0), "Bench", ["shop.example"])
        with_leaf, without = _records(services, site, rounds, seconds)
        proofs = _large(services, site, seconds * LEAVES_A_SECOND)
    services.writer.close()
    ratio = median(one / other for one, other in zip(with_leaf, without, strict=True))
    rows = [
        ("records a second with a leaf", round(median(with_leaf))),
        ("the same without", round(median(without))),
        *proofs.items(),
    ]
    return Section(
        f"Proof: groups of {GROUP} records, each group synced", HEAD, rows,
        [Check("records with a leaf to those without", ratio, ">=", 0.85)],
    )  # fmt: skip


def _records(
    services: Services, site: Site, rounds: int, seconds: int
) -> tuple[list[float], list[float]]:
    """Records a second, decoded, checked, written and synced, in turns."""
    sites = PublishedSites(services.now_ms)
    published = sites.get(site.key)
    assert published is not None
    recorder = consent.Recorder(services, sites)
    found: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        found[0].append(_rate(services, recorder, published, seconds))
        with patch.object(consent, "append", lambda *_: None):
            found[1].append(_rate(services, recorder, published, seconds))
    return found


def _rate(
    services: Services, recorder: consent.Recorder, site: PublishedSite, seconds: float
) -> float:
    connection = connect(services.settings.database)
    written, began = 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        pending = [recorder.prepare(DECODER.decode(_body(site)), site, FACTS) for _ in range(GROUP)]
        with transaction(connection) as begun:
            stored = consent.write_consents(begun, pending)
        for one, answer in zip(pending, stored, strict=True):
            assert isinstance(answer, consent.Stored)
            recorder.count(one, answer)
            recorder.answer(site, answer)
        written += GROUP
    connection.close()
    return written / (time.perf_counter() - began)


def _body(site: PublishedSite) -> bytes:
    return json.dumps(
        {
            "site": site.key, "key": str(uuid.uuid4()), "action": "accept",
            "purposes": dict.fromkeys(site.document.purposes, True), "revision": site.number,
            "lang": "fr", "source": "banner", "page": "https://shop.example/article",
        }
    ).encode()  # fmt: skip


def _large(services: Services, site: Site, count: int) -> dict[str, object]:
    connection = connect(services.settings.database)
    fresh = os.urandom
    for start in range(0, count, 5000):
        leaves = [
            Leaf(site.id, "test", fresh(32), fresh(32), fresh(16))
            for _ in range(min(5000, count - start))
        ]
        with transaction(connection) as begun:
            append(begun, leaves)
    connection.close()
    memory, began = _peak_mib(), time.perf_counter()
    Logs(services).sign(site.id)
    signed_s = time.perf_counter() - began
    size = SiteLog.get_by_id(site.id).size
    return {
        "leaves in the log": size,
        "signing the first head over all of them, s": round(signed_s, 2),
        **_proofs(site, size),
        "signing after one more leaf, ms": round(_one_more(services, site), 2),
        "memory grew by, MiB": round(_peak_mib() - memory, 1),
    }


def _proofs(site: Site, size: int) -> dict[str, object]:
    head = newest_head(site.id)
    assert head is not None
    chance = random.Random(3)
    making, checking = [], []
    for index in (chance.randrange(size) for _ in range(PROOFS)):
        (hash_,) = map(merkle.leaf_hash, Tree(site.id).leaves(index, 1))
        proof, took = _timed(partial(merkle.inclusion_proof, index, size, Tree(site.id)))
        root, checked = _timed(partial(merkle.root_from_inclusion, index, size, hash_, proof))
        assert root == bytes(head.root)
        making.append(took * 1000)
        checking.append(checked * 1_000_000)
    return {
        "a proof, ms (median of 200)": round(median(making), 2),
        "verifying it, us": round(median(checking), 1),
    }


def _one_more(services: Services, site: Site) -> float:
    with transaction(connect(services.settings.database)) as begun:
        append(begun, [Leaf(site.id, "test", bytes(32), bytes(32), b"")])
    return _timed(lambda: Logs(services).sign(site.id))[1] * 1000


def _timed(call: Callable[[], Result]) -> tuple[Result, float]:
    began = time.perf_counter()
    return call(), time.perf_counter() - began


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
