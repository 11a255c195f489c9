"""Dossiers taken away: whole ones hold, and nothing in one can be changed unnoticed."""

from __future__ import annotations

import io
import json
import shutil
import struct
import subprocess
import zipfile
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cio_ctl.adapters.archives import BadArchive, archive_of, files_in, read_files, write_files
from cio_ctl.adapters.git.bundles import BadBundle, make_bundle, open_bundle, unpack_bundle
from cio_ctl.adapters.git.repository import find_repository
from cio_ctl.model.errors import TargetTaken
from cio_ctl.services.exporting import Written, export_dossier
from cio_ctl.services.manifests import BUNDLE, MANIFEST, BadManifest, digests_of, manifest_from
from cio_ctl.services.opening import verify_dossier

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from cio_ctl.services.opening import Opened
    from tests.offices import TestOffice

Files = dict[str, bytes]
RECORD = "records/grants/2026/shelves/application.yaml"
WRITTEN = Written(lambda found: {"txt": f"{found.record}\n"}, lambda manifest: f"{manifest.dossier}\n")


_EXPORTED: dict[str, Files] = {}


def exported(office: TestOffice) -> Files:
    """The files of a dossier as exported from an office at its HEAD; made once for each."""
    tip = office.git("rev-parse", "HEAD")
    if tip not in _EXPORTED:
        _EXPORTED[tip] = exported_anew(office)
    return dict(_EXPORTED[tip])


def exported_anew(office: TestOffice) -> Files:
    workplace = office.as_("ada")
    report = office.verify(anchor=root_of(office))
    return export_dossier(workplace, workplace.view(), "shelves", report, "report\n", WRITTEN)


def root_of(office: TestOffice) -> str:
    return office.git("rev-list", "--max-parents=0", "HEAD")


def opened(office: TestOffice, files: Files, tmp_path: Path, anchor: str = "") -> Opened:
    """What an auditor's machine says of these files."""
    place = tmp_path / f"dossier-{len(list(tmp_path.iterdir()))}.zip"
    place.write_bytes(archive_of(files))
    return verify_dossier(place, office.around(), anchor=anchor or root_of(office))


def codes(found: Opened) -> list[str]:
    return sorted({one.code for one in found.findings})


def stated(files: Files) -> Files:
    """The files with a manifest that says of each what it is: a forgery with care."""
    manifest = manifest_from(files[MANIFEST])
    fields = json.loads(manifest.text())
    fields["files"] = dict(sorted(digests_of(files).items()))
    return {**files, MANIFEST: (json.dumps(fields, indent=1) + "\n").encode()}


def saying(files: Files, **facts: str) -> Files:
    """The files with a manifest that says something else of them."""
    fields = {**json.loads(files[MANIFEST]), **facts}
    return {**files, MANIFEST: (json.dumps(fields, indent=1) + "\n").encode()}


def test_a_dossier_holds_where_there_is_nothing_but_git_and_this_program(office: TestOffice, tmp_path: Path) -> None:
    root, files, around = root_of(office), exported(office), office.around()
    place = tmp_path / "away.zip"
    place.write_bytes(archive_of(files))
    shutil.rmtree(office.folder)

    found = verify_dossier(place, around, anchor=root)

    assert (found.clean, found.findings, found.dossier) == (True, (), "grants/2026/shelves")
    assert found.report is not None
    assert found.report.pinned
    assert {RECORD, BUNDLE, MANIFEST, "report.txt", "why/application.txt", "README.md"} < files.keys()
    assert sum("/evidence/" in path for path in files) == 1


def test_the_same_commit_gives_the_same_bytes(office: TestOffice) -> None:
    assert archive_of(exported_anew(office)) == archive_of(exported_anew(office))


def test_the_bundle_is_one_that_plain_git_clones(office: TestOffice, tmp_path: Path) -> None:
    bundle = tmp_path / "history.bundle"
    bundle.write_bytes(exported(office)[BUNDLE])

    office.git("clone", "-q", str(bundle), str(tmp_path / "clone"))
    cloned = subprocess.run(["git", "rev-parse", "HEAD"], cwd=tmp_path / "clone", capture_output=True, check=True)

    assert cloned.stdout.decode().strip() == office.git("rev-parse", "HEAD")


def test_any_changed_byte_of_an_archive_is_found(office: TestOffice, tmp_path: Path) -> None:
    whole, around, root = archive_of(exported(office)), office.around(), root_of(office)
    place = tmp_path / "altered.zip"

    @settings(max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.integers(0, len(whole) - 1), st.integers(1, 255))
    def check(position: int, change: int) -> None:
        altered = bytearray(whole)
        altered[position] ^= change
        place.write_bytes(bytes(altered))
        assert not verify_dossier(place, around, anchor=root).clean

    check()


def test_any_changed_byte_of_a_file_in_a_folder_is_found(office: TestOffice, tmp_path: Path) -> None:
    files, around, root = exported(office), office.around(), root_of(office)
    folder = tmp_path / "dossier"
    write_files(sorted(files.items()), folder)

    @settings(max_examples=12, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(sorted(files)), st.floats(0, 1, exclude_max=True), st.integers(1, 255))
    def check(path: str, where: float, change: int) -> None:
        altered = bytearray(files[path])
        altered[int(where * len(altered))] ^= change
        (folder / path).write_bytes(bytes(altered))
        assert not verify_dossier(folder, around, anchor=root).clean
        (folder / path).write_bytes(files[path])

    check()
    assert verify_dossier(folder, around, anchor=root).clean


def without(path: str) -> Callable[[Files], Files]:
    return lambda files: {name: content for name, content in files.items() if name != path}


def having(more: Mapping[str, bytes], *, with_care: bool = False) -> Callable[[Files], Files]:
    return lambda files: stated({**files, **more}) if with_care else {**files, **more}


FORGED = [
    ("a record altered", having({RECORD: b"kind: grant\n"}), ["D-DIFFERS", "D-DIGEST"]),
    ("a record altered, and the manifest with it", having({RECORD: b"kind: grant\n"}, with_care=True), ["D-DIFFERS"]),
    ("a record taken out", without(RECORD), ["D-DIFFERS", "D-MISSING"]),
    ("a record taken out, and of the manifest", lambda files: stated(without(RECORD)(files)), ["D-DIFFERS"]),
    (
        "a record added with care",
        having({"records/grants/2026/shelves/b.yaml": b"a: b\n"}, with_care=True),
        ["D-DIFFERS"],
    ),
    ("a file added", having({"forms/x.pdf": b"x"}), ["D-EXTRA"]),
    ("the report altered", having({"report.txt": b"all is well\n"}), ["D-DIGEST"]),
    ("another tip", lambda files: saying(files, tip="0" * 40), ["D-FACT"]),
    ("another anchor", lambda files: saying(files, anchor="0" * 40), ["D-FACT"]),
    ("another branch", lambda files: saying(files, branch="refs/heads/x"), ["D-FACT"]),
    ("another dossier", lambda files: saying(files, dossier="grants/2026/roof"), ["D-DIFFERS"]),
    ("no such dossier", lambda files: saying(files, dossier="grants/2026/moon"), ["D-DIFFERS", "D-FACT"]),
    ("a manifest of another form", lambda files: {**files, MANIFEST: files[MANIFEST] + b" "}, ["D-MANIFEST"]),
    ("a manifest that is a list", having({MANIFEST: b"[]"}), ["D-MANIFEST"]),
    ("a manifest that nests too deep", having({MANIFEST: b"[" * 100_000}), ["D-MANIFEST"]),
    ("a manifest with numbers", lambda files: saying(files, tip=1), ["D-MANIFEST"]),  # type: ignore[arg-type]
    ("no manifest", without(MANIFEST), ["D-MANIFEST"]),
    ("no bundle", without(BUNDLE), ["D-BUNDLE"]),
    ("a bundle cut short", lambda files: stated({**files, BUNDLE: files[BUNDLE][:-30]}), ["D-BUNDLE"]),
    ("a bundle of nothing", having({BUNDLE: b"# v2 git bundle\n\nPACK"}, with_care=True), ["D-BUNDLE"]),
]


@pytest.mark.parametrize(("forge", "expected"), [row[1:] for row in FORGED], ids=[row[0] for row in FORGED])
def test_a_forged_dossier_is_told_by_its_code(
    office: TestOffice, tmp_path: Path, forge: Callable[[Files], Files], expected: list[str]
) -> None:
    found = opened(office, forge(exported(office)), tmp_path)

    assert codes(found) == expected
    assert not found.clean


def test_a_history_that_does_not_hold_does_not_hold_in_a_dossier(office: TestOffice, tmp_path: Path) -> None:
    office.commit(None)

    found = opened(office, exported(office), tmp_path)

    assert found.findings == ()
    assert found.report is not None
    assert [one.code for one in found.report.findings] == ["R1-UNSIGNED", "R2-EMPTY"]
    assert not found.clean


def test_a_dossier_of_another_office_is_told_by_the_anchor(office: TestOffice, tmp_path: Path) -> None:
    found = opened(office, exported(office), tmp_path, "0" * 40)

    assert found.report is not None
    assert [one.code for one in found.report.findings] == ["R12-ANCHOR"]


def test_opening_a_dossier_leaves_nothing_behind(
    office: TestOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = tmp_path / "room"
    room.mkdir()
    files = exported(office)
    monkeypatch.setattr("tempfile.tempdir", str(room))
    cache = sorted((tmp_path / "cache").rglob("*.json"))

    assert opened(office, files, tmp_path).clean
    assert list(room.iterdir()) == []
    assert sorted((tmp_path / "cache").rglob("*.json")) == cache


def zipped(*entries: tuple[str, bytes], attributes: int = 0o100644 << 16, method: int = zipfile.ZIP_STORED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in entries:
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.external_attr, entry.compress_type, entry.create_system = attributes, method, 3
            archive.writestr(entry, content)
    return made.getvalue()


def claiming(content: bytes, size: int) -> bytes:
    """An archive whose directory says that its one file is so large."""
    at = content.rindex(b"PK\x01\x02") + 20
    return content[:at] + struct.pack("<II", size, size) + content[at + 8 :]


ONE = ("a", b"x")
HOSTILE = [
    ("a bomb", zipped(("a", b"0" * 5_000_000), method=zipfile.ZIP_DEFLATED)),
    ("a size that is not so", claiming(zipped(ONE), 4_000_000_000)),
    ("a path out of the folder", zipped(("../a", b"x"))),
    ("an absolute path", zipped(("/a", b"x"))),
    ("a path of another system", zipped(("a\\b", b"x"))),
    ("a git folder", zipped((".git/config", b"x"))),
    ("a symbolic link", zipped(("a", b"/etc/passwd"), attributes=0o120777 << 16)),
    ("an executable", zipped(ONE, attributes=0o100755 << 16)),
    ("a folder", zipped(("a/", b""))),
    ("bytes after the end", zipped(ONE) + b"x"),
    ("bytes before the beginning", b"x" + zipped(ONE)),
    ("names out of order", zipped(("b", b"x"), ("a", b"x"))),
    ("no archive", b"PK\x03\x04"),
    ("nothing", b""),
]


@pytest.mark.parametrize("content", [row[1] for row in HOSTILE], ids=[row[0] for row in HOSTILE])
def test_a_hostile_archive_is_not_unpacked(content: bytes) -> None:
    with pytest.raises(BadArchive):
        files_in(content)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_of_two_files_of_one_name_none_is_read() -> None:
    with pytest.raises(BadArchive):
        files_in(zipped(ONE, ("a", b"y")))


def test_an_archive_holds_any_files_with_plain_names() -> None:
    files = {"b/c.yaml": b"x", "a": b"", "B": b"\0" * 70_000}

    assert files_in(archive_of(files)) == files


@pytest.mark.parametrize("what", ["link to a file", "link to a folder", "odd name"])
def test_a_folder_with_more_than_ordinary_files_is_not_read(tmp_path: Path, what: str) -> None:
    folder = tmp_path / "dossier"
    write_files([("a/b", b"x")], folder)
    if what == "odd name":
        (folder / "灯").write_bytes(b"x")
    else:
        (folder / "link").symlink_to("/etc/passwd" if what == "link to a file" else "a")

    with pytest.raises(BadArchive):
        read_files(folder)


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"x")

    for place in (tmp_path / "a.zip", tmp_path):
        with pytest.raises(TargetTaken):
            write_files([("a", b"x")], place)


ID, OTHER = "1" * 40, "2" * 40
HEADERS = [
    ("another kind of file", "PK"),
    ("no end of the head", "# v2 git bundle"),
    ("a commit that is not in it", f"# v2 git bundle\n-{ID} x\n{ID} HEAD\n{ID} refs/heads/main\n\n"),
    ("a part of the objects only", f"# v3 git bundle\n@object-format=sha1\n@filter=blob:none\n{ID} HEAD\n\n"),
    ("ids of another length", f"# v3 git bundle\n@object-format=sha256\n{ID} HEAD\n{ID} refs/heads/main\n\n"),
    ("two branches", f"# v2 git bundle\n{ID} HEAD\n{ID} refs/heads/a\n{ID} refs/heads/b\n\n"),
    ("one branch twice", f"# v2 git bundle\n{ID} HEAD\n{ID} refs/heads/a\n{ID} refs/heads/a\n\n"),
    ("HEAD elsewhere", f"# v2 git bundle\n{ID} HEAD\n{OTHER} refs/heads/main\n\n"),
    ("a tag", f"# v2 git bundle\n{ID} HEAD\n{ID} refs/tags/v1\n\n"),
    ("no HEAD", f"# v2 git bundle\n{ID} refs/heads/main\n\n"),
]


@pytest.mark.parametrize("text", [row[1] for row in HEADERS], ids=[row[0] for row in HEADERS])
def test_a_bundle_of_another_form_is_not_opened(text: str) -> None:
    with pytest.raises(BadBundle):
        open_bundle(text.encode())


@pytest.mark.parametrize("branch", ["refs/heads/../../x", "refs/heads/a..b", "refs/heads/x.lock", "refs/heads/-"])
def test_a_branch_that_git_would_not_take_is_not_made(office: TestOffice, tmp_path: Path, branch: str) -> None:
    tip = office.git("rev-parse", "HEAD")
    environment = dict(office.environment)
    whole = make_bundle(find_repository(office.folder, environment), environment, "refs/heads/main", tip)
    hostile = open_bundle(whole.replace(b"refs/heads/main", branch.encode(), 1))
    (tmp_path / "git").mkdir()

    if branch == "refs/heads/-":
        unpack_bundle(hostile, tmp_path / "git", environment)
        return
    with pytest.raises(BadBundle):
        unpack_bundle(hostile, tmp_path / "git", environment)


def test_an_object_larger_than_any_of_ours_is_refused(
    office: TestOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = exported(office)
    monkeypatch.setattr("cio_ctl.adapters.git.bundles.OBJECT_LIMIT", 100)

    assert codes(opened(office, files, tmp_path)) == ["D-BUNDLE"]


def test_a_history_with_long_ids_goes_into_a_bundle_and_out_again(office: TestOffice, tmp_path: Path) -> None:
    folder, bare = tmp_path / "long", tmp_path / "bare"
    bare.mkdir()
    office.git("init", "-q", "--object-format=sha256", "-b", "main", str(folder))
    office.git("-C", str(folder), "commit", "-q", "--no-gpg-sign", "--allow-empty", "-m", "x")
    tip = office.git("-C", str(folder), "rev-parse", "HEAD")
    environment = dict(office.environment)

    bundle = open_bundle(make_bundle(find_repository(folder, environment), environment, "refs/heads/main", tip))
    unpack_bundle(bundle, bare, environment)

    assert (bundle.tip, len(bundle.tip)) == (tip, 64)
    assert office.git("--git-dir", str(bare), "rev-parse", "main") == tip


def test_a_manifest_reads_as_it_was_written(office: TestOffice) -> None:
    files = exported(office)
    manifest = manifest_from(files[MANIFEST])

    assert manifest.files[RECORD] == sha256(files[RECORD]).hexdigest()
    assert manifest.text() == files[MANIFEST]
    with pytest.raises(BadManifest):
        manifest_from(files[MANIFEST].replace(b"dossier/1", b"dossier/2"))
