"""Metrics as Prometheus would read them."""

from collections.abc import Mapping
from types import MappingProxyType

from prometheus_client.parser import text_string_to_metric_families


def read_samples(text: str) -> Mapping[tuple[str, tuple[tuple[str, str], ...]], float]:
    """Return each sample's value by its name and its sorted labels."""
    return MappingProxyType(
        {
            (sample.name, tuple(sorted(sample.labels.items()))): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }
    )


def list_names(text: str) -> set[str]:
    """Return the names of all samples."""
    return {name for name, _ in read_samples(text)}


def get_value(text: str, name: str, **labels: str) -> float:
    """Return the value of one sample."""
    return read_samples(text)[name, tuple(sorted(labels.items()))]
