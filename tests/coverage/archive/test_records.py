"""Distinct records keep their numbers, also when more are added to those of a snapshot."""

from hypothesis import given
from hypothesis import strategies as st

from bot.coverage.archive.records import Records, encode_record, prepare_record, without_origin
from bot.coverage.article import Record
from bot.coverage.columns.table import build_table_in_memory
from tests.support.records import build_bridge

record_lists = st.lists(
    st.builds(build_bridge, title=st.sampled_from("ab"), excerpt=st.sampled_from("xyz"), line=st.integers(1, 9)),
    max_size=6,
)


@given(record_lists, record_lists)
def test_a_snapshot_keeps_its_numbers_and_takes_more(first: list[Record], added: list[Record]):
    known = Records()
    numbers = [known.add(prepare_record(one)) for one in first]
    table = build_table_in_memory(known.build_sections())
    reopened = Records(table)
    assert [reopened.add(prepare_record(one)) for one in first] == numbers
    for one in added:
        assert reopened[reopened.add(prepare_record(one))] == without_origin(one)
    assert len(reopened) == len({encode_record(one) for one in (*first, *added)})
    # The snapshot's own records are not changed.
    assert len(Records(table)) == len(known)


@given(record_lists)
def test_selected_records_are_numbered_in_the_new_order(records: list[Record]):
    known = Records()
    for one in records:
        known.add(prepare_record(one))
    numbers = list(reversed(range(len(known))))
    selected = known.select(numbers)
    assert [selected[number] for number in range(len(selected))] == [known[number] for number in numbers]
    assert [selected.raw(number) for number in range(len(selected))] == [known.raw(number) for number in numbers]
