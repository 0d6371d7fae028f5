"""Templates: what is escaped, what must be said, and what the kit's pages hold."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest
from jinja2 import TemplateNotFound, UndefinedError

from workspace.i18n import use_language
from workspace.web.shell import Place, Shell, Theme
from workspace.web.templating import WORKSPACE, Templates, initials, token_colour

Build = Callable[..., Templates]

SIGNED_IN = Shell(
    csrf_token="the-token",
    path="/children?late",
    person="Camille Vasseur",
    role_label="Coordinator",
    organization="Maison",
    places=(
        Place(href="/", label="Today", current=True, key="t"),
        Place(href="/children", label="Children", count=78),
    ),
)


@pytest.fixture(scope="module")
def templates() -> Templates:
    return Templates()


@pytest.fixture
def small(tmp_path: Path) -> Build:
    """Make a house of a few templates and static files; returns a builder."""

    def build(files: dict[str, str], *features: str) -> Templates:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return Templates(features, root=tmp_path)

    return build


def test_what_people_write_is_escaped(small: Build) -> None:
    kit = small({"web/templates/page.html": "{{ words }}"})
    assert kit.render("page.html", {"words": "<b>"}) == "&lt;b&gt;"


def test_a_name_missing_from_the_context_is_an_error(small: Build) -> None:
    kit = small({"web/templates/page.html": "{{ words }}"})
    with pytest.raises(UndefinedError):
        kit.render("page.html", {})


def test_a_feature_brings_its_pages_and_so_does_a_wing(small: Build) -> None:
    kit = small(
        {
            "box/templates/box/page.html": "box",
            "dossier/record/templates/record/page.html": "record",
        },
        "box",
        "dossier.record",
    )
    assert [kit.render(name, {}) for name in ("box/page.html", "record/page.html")] == [
        "box",
        "record",
    ]


def test_a_feature_that_is_not_named_brings_nothing(small: Build) -> None:
    kit = small({"box/templates/box/page.html": "box"})
    with pytest.raises(TemplateNotFound):
        kit.render("box/page.html", {})


def test_a_template_speaks_the_language_of_the_request(small: Build) -> None:
    kit = small(
        {"web/templates/page.html": "{{ _('yesterday') }} {% trans %}tomorrow{% endtrans %}"}
    )
    found = [kit.render("page.html", {})]
    with use_language("en"):
        found.append(kit.render("page.html", {}))
    assert found == ["hier demain", "yesterday tomorrow"]


def test_a_translated_value_is_still_escaped(small: Build) -> None:
    kit = small({"web/templates/page.html": "{{ words|translated }}"})
    assert kit.render("page.html", {"words": "100 % <b>"}) == "100 % &lt;b&gt;"


def test_values_are_escaped_inside_a_translated_sentence(small: Build) -> None:
    kit = small({"web/templates/page.html": "{% trans name=words %}Use {{ name }}{% endtrans %}"})
    assert kit.render("page.html", {"words": "<b>"}) == "Choisir &lt;b&gt;"


def test_filters_say_ages_days_and_numbers(small: Build) -> None:
    kit = small(
        {"web/templates/page.html": "{{ (43, 0)|age }}, {{ day|relative(day) }}, {{ 14.2|number }}"}
    )
    with use_language("en"):
        found = kit.render("page.html", {"day": date(2025, 3, 4)})
    assert found == "3 years 7 months, today, 14.2"


def test_a_static_address_names_the_release(small: Build) -> None:
    kit = small({"web/templates/page.html": "{{ static('a.css') }}", "web/static/a.css": "a{}"})
    assert kit.render("page.html", {}) == f"/static/{kit.release}/a.css"


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Lou B.", "LB"), ("Eden", "E"), ("jean-paul de la tour", "JT"), ("", ""), ("4 mars", "M")],
)
def test_initials_are_two_letters_at_most(name: str, expected: str) -> None:
    assert expected == initials(name)


def test_a_person_keeps_the_colour_of_their_token() -> None:
    assert [token_colour(UUID(int=number)) for number in (0, 7, 8, 21)] == [0, 7, 0, 5]


def test_a_page_of_a_person_has_a_rail_with_their_places(templates: Templates) -> None:
    page = templates.render("error.html", {"shell": SIGNED_IN, "title": "T", "message": "M"})
    assert '<a href="/" aria-current="page" data-key="t">Aujourd’hui</a>' in page
    assert '<a href="/children">Enfants <span class="count">78</span></a>' in page
    assert "Camille Vasseur" in page


def test_a_page_before_the_door_has_no_rail(templates: Templates) -> None:
    page = templates.render("error.html", {"shell": Shell(), "title": "T", "message": "M"})
    assert 'class="rail"' not in page
    assert 'action="/sign-out"' not in page


def test_every_form_of_the_shell_carries_the_token_and_comes_back_here(
    templates: Templates,
) -> None:
    page = templates.render("error.html", {"shell": SIGNED_IN, "title": "T", "message": "M"})
    assert page.count('method="post"') == page.count('name="csrf_token" value="the-token"') == 4
    assert page.count('name="next" value="/children?late"') == 2


@pytest.mark.parametrize(
    ("theme", "expected"),
    [("auto", ["screen and (prefers-color-scheme: dark)"]), ("dark", ["screen"]), ("light", [])],
)
def test_the_dark_sheet_is_linked_only_where_it_may_serve(
    templates: Templates, theme: Theme, expected: list[str]
) -> None:
    shell = Shell(theme=theme)
    page = templates.render("error.html", {"shell": shell, "title": "T", "message": "M"})
    assert expected == re.findall(r'dark\.css" media="([^"]+)"', page)


def test_the_banner_the_receipt_and_the_reason_are_said(templates: Templates) -> None:
    shell = Shell(person="C", banner="Demo day", notice="Receipt", reason="Because")
    page = templates.render("error.html", {"shell": shell, "title": "T", "message": "M"})
    assert [words in page for words in ("Demo day", 'role="status">Receipt', "Because")] == [
        True
    ] * 3


def test_a_refused_form_keeps_what_was_typed_and_says_the_error_beside_it(
    templates: Templates,
) -> None:
    page = templates.render(
        "sign_in.html",
        {"shell": Shell(), "values": {"login": "<camille>"}, "errors": {"login": "yesterday"}},
    )
    assert 'value="&lt;camille&gt;"' in page
    assert 'aria-describedby="field-login-error" aria-invalid="true"' in page
    assert '<p class="error" id="field-login-error">hier</p>' in page
    assert '<a href="#field-login">hier</a>' in page
    assert "<title>Erreur\N{NO-BREAK SPACE}: " in page


def test_a_password_is_never_written_back(templates: Templates) -> None:
    context = {"shell": Shell(), "values": {"login": "c", "password": "secret words"}}
    assert "secret words" not in templates.render("sign_in.html", context)


def test_people_of_the_demonstration_are_shown_only_in_one(templates: Templates) -> None:
    jade = {"name": "Jade M.", "role_label": "Young adult", "login": "jade", "password": "lantern"}
    with_them = templates.render("sign_in.html", {"shell": Shell(), "demo_people": [jade]})
    without = templates.render("sign_in.html", {"shell": Shell()})
    assert ("lantern" in with_them, "data-fill" in without, "fill.js" in without) == (
        True,
        False,
        False,
    )


def test_the_young_adult_finds_the_way_out_and_the_helpline(templates: Templates) -> None:
    page = templates.render("young_base.html", {"shell": SIGNED_IN})
    assert "Pas aujourd’hui" in page
    assert 'href="tel:119"' in page
    assert 'class="rail"' not in page


def test_what_goes_wrong_for_the_young_adult_is_said_in_their_own_layout(
    templates: Templates,
) -> None:
    shell = Shell(person="Jade", young=True)
    page = templates.render("error.html", {"shell": shell, "title": "T", "message": "M"})
    assert ('class="young"' in page, 'class="rail"' in page) == (True, False)


def test_the_style_guide_uses_every_macro(templates: Templates) -> None:
    context = {
        "shell": SIGNED_IN,
        "today": date(2025, 3, 4),
        "now": datetime(2025, 3, 4, 9, tzinfo=UTC),
    }
    assert "</html>" in templates.render("styleguide.html", context)
    folder = WORKSPACE / "web" / "templates"
    guide = (folder / "styleguide.html").read_text()
    macros = [
        name
        for path in (folder / "macros").glob("*.html")
        for name in re.findall(r"{% macro ([a-z]\w*)", path.read_text())
    ]
    assert [name for name in macros if not re.search(rf"\b{name}\(", guide)] == []


INLINE = re.compile(r"""<style|\sstyle=|\son\w+\s*=\s*["']|<script(?![^>]*\ssrc=)|javascript:""")
"""What the content security policy refuses."""


@pytest.mark.parametrize(
    "refused", ['<p style="a">', "<style>", '<a onclick="x">', "<script>", "<script type='module'>"]
)
def test_inline_code_is_recognised(refused: str) -> None:
    assert INLINE.search(refused)


def test_no_template_holds_what_the_policy_refuses() -> None:
    pages = sorted(WORKSPACE.rglob("templates/**/*.html"))
    assert len(pages) > 10
    assert [path.name for path in pages if INLINE.search(path.read_text("utf-8"))] == []
