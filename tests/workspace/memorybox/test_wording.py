import pytest

from workspace import i18n
from workspace.memorybox.model import PartialDate
from workspace.memorybox.wording import when


@pytest.mark.parametrize(
    ("happened", "said"),
    [
        ("2012", "2012"),
        ("2012-07", "July 2012"),
        ("2012-07-14", "14 July 2012"),
        ("~2012-07", "about July 2012"),
        ("2012~", "about 2012"),
    ],
)
def test_a_date_is_said_as_far_as_it_is_known(happened: str, said: str) -> None:
    with i18n.use_language("en"):
        assert said == when(PartialDate.parse(happened))
