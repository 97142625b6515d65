"""A store whose state cannot be read is named by fsck, not met with a traceback."""

from acts.conftest import settings
from acts.river import flow, silent
from shouyi.acts.checking import check_house
from shouyi.wiring import open_house


def test_a_damaged_edge_is_a_finding(tmp_path, few):
    house = open_house(settings(tmp_path / "h"))
    flow(house, few)
    assert check_house(house, silent).findings == []
    house.store._db.execute("UPDATE edges SET levels = x'ff' WHERE tree = 'trace'")
    assert check_house(house, silent).findings
