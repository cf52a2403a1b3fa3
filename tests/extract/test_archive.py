"""Reading zip archives that may be hostile."""

import io
import zipfile

import pytest

from screener.errors import CorruptDocument, LimitExceeded
from screener.extract.archive import Archive, members
from screener.extract.limits import Limits


def packed(files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def test_members_come_in_the_archives_order_with_their_bytes():
    found = list(members(packed({"b.txt": b"two", "a/deck.txt": b"one"}), Limits()))
    assert [(member.name, member.data) for member in found] == [("b.txt", b"two"), ("a/deck.txt", b"one")]


def test_a_member_that_unpacks_to_far_more_than_its_size_is_refused_and_the_others_are_read():
    found = list(members(packed({"bomb.txt": b"\0" * 30_000_000, "good.txt": b"fine"}), Limits(max_ratio=20)))
    assert found[0].error is not None
    assert found[0].error_code == "limit"
    assert found[1].data == b"fine"


def test_all_members_together_may_not_unpack_to_more_than_the_limit():
    found = list(members(packed({"1": b"x" * 600, "2": b"y" * 600}, zipfile.ZIP_STORED), Limits(max_unpacked=1000)))
    assert [member.error is None for member in found] == [True, False]


def test_names_that_climb_out_of_the_archive_are_made_harmless():
    found = list(members(packed({"../../etc/passwd": b"x", "..\\up.txt": b"y"}), Limits()))
    assert [member.name for member in found] == ["etc/passwd", "up.txt"]


def test_files_that_programs_leave_behind_are_no_members():
    found = list(members(packed({"__MACOSX/._a": b"x", ".DS_Store": b"x", "draft.txt": b"y"}), Limits()))
    assert [member.name for member in found] == ["draft.txt"]


def test_more_members_than_allowed_are_counted_not_dropped_silently():
    found = list(members(packed({f"{n}.txt": b"x" for n in range(5)}), Limits(max_members=3)))
    assert len(found) == 4
    assert "first 3" in (found[-1].error or "")


@pytest.mark.parametrize("damage", [b"PK\x03\x04garbage", b"PK\x05\x06"])
def test_a_damaged_archive_says_what_to_do(damage):
    with pytest.raises(CorruptDocument, match="retry"):
        Archive(damage, Limits())


def test_a_truncated_archive_is_corrupt():
    with pytest.raises(CorruptDocument):
        Archive(packed({"a.txt": b"text" * 100})[:-40], Limits())


def test_a_member_with_a_damaged_body_is_named():
    data = bytearray(packed({"a.txt": bytes(range(256)) * 20}))
    data[60:90] = b"\xff" * 30
    with pytest.raises(CorruptDocument, match=r"a\.txt"):
        Archive(bytes(data), Limits()).read("a.txt")


def test_a_nested_bomb_costs_its_own_member_only():
    inner = packed({"zeros": b"\0" * 5_000_000})
    found = list(members(packed({"inner.zip": inner}), Limits()))
    assert found[0].error is None
    with pytest.raises(LimitExceeded):
        Archive(found[0].data, Limits(max_ratio=1)).read("zeros")
