"""What a reviewer would look for in every file, looked for in every file."""

import ast
import re
from collections.abc import Iterator

import pytest
from piccolo.columns import Bytea
from piccolo.conf.apps import Finder

from tests.architecture.tree import PRODUCT, code, text_of, tracked
from workspace.access.permissions import REQUIREMENTS, Mode, Permission
from workspace.app import FEATURES, all_routes
from workspace.web.policy import (
    GuardedRoute,
    GuardedWebSocketRoute,
    Knock,
    Policy,
    routes_without_policy,
)
from workspace.web.templating import Templates

LONGEST_FILE = 400
LONGEST_TEST_FILE = 500
LONGEST_FUNCTION = 50

PROOFS = {"Clearance", "Circle", "Errand", "Actor"}
WITHOUT_PROOF = {
    "accounts.sign_in": "nobody is known yet: the password is the proof",
    "accounts.who_is_here": "answers for the session in force, whatever it is",
    "accounts.open_service_session": "makes the proof; the role of its door is what allows it",
    "accounts.open_account": "called by an errand; the database asks for its service session",
    "accounts.accounts": "names that colleagues know of each other; the database asks for a session",
    "audit.open_months": "the worker's; the database asks for its service session",
    "audit.sequence": "the worker's; the database asks for its service session",
    "audit.verify": "the worker's; the database asks for its service session",
    "dossier.protocol.programmes": "what the protocol says, which every colleague may read",
    "dossier.protocol.step_labels": "what the protocol says, which every colleague may read",
    "dossier.agenda.feed": "the secret of the address is the proof; it opens that feed alone",
    "messaging.is_signed_in": "answers for the session in force, whatever it is",
    "notices.in_paris": "reads nothing: the answer of who does not ask where somebody lives",
    "notices.no_address": "tells of everybody the same",
    "network.organizations": "the directory, which every colleague may read",
    "network.name_of": "the directory, which every colleague may read",
    "network.organization_name": "the directory, which every colleague may read",
    "network.organization_coded": "the directory, which every colleague may read",
    "network.departments": "the directory, which every colleague may read",
    "network.organizations_coded": "the directory, which every colleague may read",
    "network.practitioner": "the directory, which every colleague may read",
    "network.practitioner_names": "the directory, which every colleague may read",
    "network.practitioner_of": "the directory, which every colleague may read",
}
"""Verbs that take no proof, and what stands in its place."""

WRITES = {
    "storage/durable.py": "what makes a file of ciphertext durable",
    "storage/local_objects.py": "the folder of ciphertexts",
    "storage/root_file.py": "the sealed root key and its passphrase",
    "workspace/embedded.py": "the embedded server's own files and the secrets of its folder",
    "workspace/handover/zip_stream.py": "an archive that is sent as it is made, never kept",
}
"""Files of the product that may open something to write in it, and what it is."""


def verbs(path: str, tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Walk the public coroutines of a service: name, and annotation of the first argument."""
    feature = path.removeprefix("workspace/").removesuffix("/service.py").replace("/", ".")
    for node in tree.body:
        if isinstance(node, ast.AsyncFunctionDef) and not node.name.startswith("_"):
            annotation = node.args.args[0].annotation if node.args.args else None
            yield f"{feature}.{node.name}", ast.unparse(annotation) if annotation else ""


def proofless(path: str, tree: ast.Module) -> set[str]:
    return {
        name
        for name, annotation in verbs(path, tree)
        if not {part.strip() for part in annotation.split("|")} <= PROOFS
    }


def services() -> list[tuple[str, ast.Module]]:
    return [found for found in code("workspace") if found[0].endswith("/service.py")]


def test_every_verb_takes_a_proof_first() -> None:
    found = set().union(*(proofless(path, tree) for path, tree in services()))
    assert set(WITHOUT_PROOF) == found


@pytest.mark.parametrize(
    "signature", ["dossier: DossierId", "", "*, clearance: Clearance", "clearance"]
)
def test_a_verb_without_a_proof_is_found(signature: str) -> None:
    tree = ast.parse(
        f"async def read({signature}): ...\nasync def fine(clearance: Clearance | Errand): ..."
    )
    assert {"x.read"} == proofless("workspace/x/service.py", tree)


WRITING = re.compile(r"^[waxr]b?t?\+?$")
OPENING = re.compile(r"\b(?:open|fdopen|write_text|write_bytes)\b")
"""What a file that opens anything must say; most do not, and need no closer look."""


OPENERS = {"open", "fdopen", "write_text", "write_bytes"}


def opens_to_write(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    match node.func:
        case ast.Attribute(attr=name) | ast.Name(id=name) if name in OPENERS:
            called = ast.unparse(node.func)
        case _:
            return False
    values = [*node.args, *(word.value for word in node.keywords if word.arg == "mode")]
    modes = [value.value for value in values if isinstance(value, ast.Constant)]
    written = any(
        isinstance(mode, str) and WRITING.match(mode) and mode not in {"r", "rb", "rt"}
        for mode in modes
    )
    return (
        called == "os.open"
        or (called.endswith((".write_text", ".write_bytes")))
        or (called.rpartition(".")[2] in {"open", "fdopen"} and written)
    )


def uses_temporary_files(tree: ast.Module) -> bool:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import) and any(alias.name == "tempfile" for alias in node.names):
            return True
        if isinstance(node, ast.ImportFrom) and node.module == "tempfile":
            return True
    return False


def test_nothing_is_written_in_clear() -> None:
    found = {
        path
        for path, tree in code(*PRODUCT)
        if OPENING.search(text_of(path)) and any(opens_to_write(node) for node in ast.walk(tree))
    }
    assert found <= set(WRITES)
    assert found, "the ones that are known are found"
    told = [(path, tree) for path, tree in code(*PRODUCT) if "tempfile" in text_of(path)]
    assert [path for path, tree in told if uses_temporary_files(tree)] == []


@pytest.mark.parametrize(
    "line",
    [
        "open(x, 'w')",
        "path.open('ab')",
        "open(x, mode='x')",
        "path.open('r+')",
        "path.write_text(x)",
        "os.open(x, 1)",
        "os.fdopen(x, 'wb')",
    ],
)
def test_what_writes_is_found(line: str) -> None:
    assert any(opens_to_write(node) for node in ast.walk(ast.parse(line)))
    assert OPENING.search(line)


@pytest.mark.parametrize(
    "line", ["open(x)", "path.open('rb')", "open(x, 'r', encoding='utf-8')", "write_text(x, y)"]
)
def test_what_reads_is_let_be(line: str) -> None:
    assert not any(opens_to_write(node) for node in ast.walk(ast.parse(line)))


@pytest.mark.parametrize("line", ["import tempfile", "from tempfile import mkstemp"])
def test_a_temporary_file_is_found(line: str) -> None:
    assert uses_temporary_files(ast.parse(line))


def test_every_encrypted_column_is_bytes_and_says_what_it_holds() -> None:
    """The purpose bound into the ciphertext is `table:column:row`; a help text says what lies there."""
    found = 0
    for app in Finder().get_app_registry().app_configs.values():
        for table in app.table_classes:
            for column in table._meta.columns:
                if column._meta.name.startswith("encrypted_"):
                    found += 1
                    place = f"{table._meta.tablename}:{column._meta.name}"
                    assert isinstance(column, Bytea), place
                    assert column._meta.help_text, place
    assert found > 10


def test_every_encrypted_column_has_its_purpose_in_the_code() -> None:
    sources = "\n".join(text_of(path) for path, _ in code(*PRODUCT))
    for app in Finder().get_app_registry().app_configs.values():
        for table in app.table_classes:
            for column in table._meta.columns:
                name = column._meta.name
                if name.startswith("encrypted_"):
                    assert f"{table._meta.tablename}:{name}:" in sources


def test_no_file_and_no_function_is_too_long() -> None:
    too_long = []
    for path, tree in code(*PRODUCT, "tools"):
        if text_of(path).count("\n") > LONGEST_FILE:
            too_long.append(path)
        too_long += [f"{path} {name}" for name in long_functions(tree)]
    assert too_long == []


def long_functions(tree: ast.AST) -> Iterator[str]:
    """Walk the functions that are too long; a statement shorter than one holds none, and is not looked into."""
    for node in ast.iter_child_nodes(tree):
        if (getattr(node, "end_lineno", None) or 0) - getattr(node, "lineno", 0) < LONGEST_FUNCTION:
            continue
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        yield from long_functions(node)


def test_a_function_too_long_is_found_wherever_it_stands() -> None:
    body = "        x = 1\n" * LONGEST_FUNCTION
    text = f"class Around:\n    async def long():\n{body}\n    def short(): ...\n"
    assert ["long"] == list(long_functions(ast.parse(text)))
    just = "    x = 1\n" * (LONGEST_FUNCTION - 1)
    assert [] == list(long_functions(ast.parse(f"def fits():\n{just}")))


def test_no_test_file_is_too_long() -> None:
    ours = [path for path in tracked() if path.startswith("tests/") and path.endswith(".py")]
    assert len(ours) > 100
    assert [path for path in ours if text_of(path).count("\n") > LONGEST_TEST_FILE] == []


def all_guarded() -> list[GuardedRoute | GuardedWebSocketRoute]:
    return [
        route
        for route in all_routes(Templates(FEATURES))
        if isinstance(route, GuardedRoute | GuardedWebSocketRoute)
    ]


def test_every_route_says_who_may_knock() -> None:
    routes = all_routes(Templates(FEATURES))
    assert routes_without_policy(routes) == []
    assert len(all_guarded()) > 30


def test_a_route_asks_for_permissions_when_and_only_when_it_is_cleared() -> None:
    for route in all_guarded():
        assert bool(route.policy.permissions) == (route.policy.knock is Knock.CLEARED), route.path
        assert {Permission(name) for name in route.policy.permissions} <= set(Permission)


def only_reads(policy: Policy) -> bool:
    modes = {REQUIREMENTS[Permission(name)].mode for name in policy.permissions}
    return bool(modes) and modes == {Mode.READ}


def test_a_route_that_changes_something_is_cleared_for_more_than_reading() -> None:
    reading = [
        route.path
        for route in all_guarded()
        if isinstance(route, GuardedRoute)
        and "POST" in (route.methods or ())
        and only_reads(route.policy)
    ]
    assert reading == []


def test_a_policy_that_only_reads_is_told_from_one_that_writes() -> None:
    assert only_reads(Policy(Knock.CLEARED, [Permission.CHILD_READ, Permission.BOX_READ]))
    assert not only_reads(Policy(Knock.CLEARED, [Permission.CHILD_READ, Permission.BOX_ADD]))
    assert not only_reads(Policy(Knock.SIGNED_IN))


def test_a_route_into_a_dossier_is_cleared_and_names_it_in_its_path() -> None:
    for route in all_guarded():
        if route.policy.knock is Knock.CLEARED:
            assert "{dossier:uuid}" in route.path
        elif "{dossier" in route.path:
            pytest.fail(f"{route.path} names a dossier and asks no clearance")


def test_routes_have_names_of_their_own() -> None:
    names = [route.name for route in all_guarded()]
    assert sorted(names) == sorted(set(names))


def test_every_migration_has_an_id_of_its_own() -> None:
    ids: dict[tuple[str, str], str] = {}
    for path, tree in code(*PRODUCT, migrations=True):
        if "/piccolo_migrations/" not in path or path.endswith("__init__.py"):
            continue
        said = {
            target.id: ast.literal_eval(node.value)
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        app = path.rsplit("/", 1)[1].split("_")[0]
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d:\d{6}", said.get("ID", "")), path
        assert said.get("DESCRIPTION"), path
        assert (app, said["ID"]) not in ids, path
        ids[app, said["ID"]] = path
    assert len(ids) > 20


MACHINE = re.compile(r"(?<![\w.~>}])/(?:work|root|home|Users|mnt)/[\w.]")
REGISTRY = re.compile(
    "|".join(("py" + r"pi\.org", "python" + "hosted", "npm" + r"js\.(?:com|org)", "index" + "-url"))
)


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = []
    for path in tracked():
        if path.endswith((".jpg", ".png", ".woff2", ".bin", ".mo", ".xz", ".tar")):
            continue
        text = text_of(path)
        if MACHINE.search(text) or REGISTRY.search(text):
            found.append(path)
    assert found == []


@pytest.mark.parametrize(
    "line",
    ["see /" + "work/x", "cd /" + "home/lou", "'/" + "root/.ssh'", "https://py" + "pi.org/simple"],
)
def test_a_machine_or_a_registry_is_found(line: str) -> None:
    assert MACHINE.search(line) or REGISTRY.search(line)


@pytest.mark.parametrize(
    "line", ["grenier/root/v1", "~/wo" + "rk/x", "/homework", "templates/home/page.html"]
)
def test_other_words_are_let_be(line: str) -> None:
    assert not MACHINE.search(line)
