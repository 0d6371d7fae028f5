"""Who gave something to Camille's box, and what they were."""

import tomllib

from workspace.actor import Role
from workspace.demo.box import KEEPER, givers_of
from workspace.demo.life import PICTURES


def test_everybody_who_gave_something_is_called_by_what_they_were() -> None:
    told = tomllib.loads(PICTURES.joinpath("captions.fr.toml").read_text("utf-8"))
    found = givers_of(told)
    assert found[KEEPER] == (told["keeper"]["name"], Role.COORDINATOR)
    carers = {name for name, role in found.values() if role is Role.CARER}
    assert carers == {"Odile", "Bernard", "Odile et Bernard"}
    assert ("Nadia", Role.PSYCHOLOGIST) in found.values()
    assert {name for name, _ in found.values()} >= {
        one["contributed_by"] for one in told["keepsake"]
    }
