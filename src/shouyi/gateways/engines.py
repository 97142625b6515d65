"""The engines that sum everybody's evidence: DuckDB within this process, Spark where one machine is not enough.

Both run the same expressions and give the same integers. Spark needs the extra `spark` and a Java runtime.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Literal

import ibis

from shouyi.gateways.errors import GatewayError

if TYPE_CHECKING:
    from ibis.backends import BaseBackend

Engine = Literal["duckdb", "spark"]


def connect(engine: Engine, *, master: str = "local[*]", memory_mib: int = 4096) -> BaseBackend:
    """A connection of its own for DuckDB; for Spark the process's one session, its driver with so much memory. Raises
    GatewayError without Spark."""
    if engine == "duckdb":
        found = ibis.duckdb.connect()
        found.raw_sql("SET enable_progress_bar = false")
        return found
    return _spark(master, memory_mib)


def _spark(master: str, memory_mib: int) -> BaseBackend:
    if find_spec("pyspark") is None:
        raise GatewayError("Spark is not installed: pip install shouyi[spark], and Java 17", permanent=True)
    from pyspark.sql import SparkSession

    settings = {
        "spark.driver.memory": f"{memory_mib}m",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.ansi.enabled": "true",  # what leaves 64 bits is an error, never a wrong number
        "spark.sql.execution.arrow.pyspark.enabled": "true",
    }
    building = SparkSession.builder.master(master).appName("shouyi")
    for name, value in settings.items():
        building = building.config(name, value)
    try:
        session = building.getOrCreate()
    except Exception as problem:  # py4j and Java raise what they like
        raise GatewayError(f"Spark at {master} does not answer: {str(problem)[:200]}", permanent=False) from problem
    session.sparkContext.setLogLevel("ERROR")
    return ibis.pyspark.connect(session)
