"""Reading and writing texts: what is given back, and what bad input and a bad place to write get."""

from __future__ import annotations

import gzip
import io
import os
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InputError, UserError
from pipeline.formats.files import MAX_LINE, atomic_file, decode, read_lines, read_text, write_text_atomically
from pipeline.formats.translatable.streams import stream_lines

ARABIC = "قال الوزير إن الزيارة ناجحة.\r\n\r\nوأضاف أنه سيعود.\n"


def fault(path: Path, encoding: str = "utf-8") -> str:
    with pytest.raises(InputError) as caught:
        read_text(path, encoding)
    message = str(caught.value)
    assert "\n" not in message
    return message


def written(folder: Path, raw: bytes, name: str = "story.txt") -> Path:
    path = folder / name
    path.write_bytes(raw)
    return path


def test_text_is_given_as_it_is(tmp_path: Path) -> None:
    assert read_text(written(tmp_path, ARABIC.encode())) == ARABIC


def test_byte_order_mark_is_left_out(tmp_path: Path) -> None:
    assert read_text(written(tmp_path, ARABIC.encode("utf-8-sig"))) == ARABIC
    assert read_text(written(tmp_path, ARABIC.encode("utf-16")), "utf-16") == ARABIC


def test_windows_encoding(tmp_path: Path) -> None:
    assert read_text(written(tmp_path, ARABIC.encode("cp1256")), "cp1256") == ARABIC


def test_packed_files(tmp_path: Path) -> None:
    raw = ARABIC.encode()
    assert read_text(written(tmp_path, gzip.compress(raw), "a.gz")) == ARABIC
    assert read_text(written(tmp_path, zstandard.compress(raw[:20]) + zstandard.compress(raw[20:]), "a.zst")) == ARABIC


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"PK\x03\x04 and so on", "is a zip archive, not a text"),
        (b"%PDF-1.7\n", "is a PDF, not a text"),
        (b"PAR1\x00", "is a Parquet file"),
        (gzip.compress(b"text", mtime=0), "is packed by gzip; end its name in .gz"),
        (zstandard.compress(b"text"), "is packed by zstd; end its name in .zst"),
    ],
)
def test_files_that_are_no_texts_are_named(tmp_path: Path, raw: bytes, message: str) -> None:
    path = written(tmp_path, raw, "story")
    assert message in fault(path)
    with pytest.raises(InputError, match=message):
        list(stream_lines(str(path)))


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_a_bomb_is_put_down_before_it_goes_off(tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.formats.files.MAX_UNPACKED", 20_000_000)
    zeros = bytes(300_000_000)
    raw = gzip.compress(zeros, 1) if suffix == ".gz" else zstandard.compress(zeros)
    del zeros
    tracemalloc.start()
    assert "more than 20,000,000 bytes unpacked" in fault(written(tmp_path, raw, f"bomb{suffix}"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 250_000_000


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_damaged_packed_file(tmp_path: Path, suffix: str) -> None:
    whole = tmp_path / f"whole{suffix}"
    write_text_atomically(whole, ARABIC)
    assert read_text(whole) == ARABIC
    assert "not a whole" in fault(written(tmp_path, whole.read_bytes()[:-6], f"part{suffix}"))
    assert "not a whole" in fault(written(tmp_path, b"plain text", f"plain{suffix}"))


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(ARABIC.encode())))
    assert read_text("-") == ARABIC
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    assert fault(Path("-")) == "standard input: is empty; give a file with text"


def test_lines_split_at_line_feeds_only(tmp_path: Path) -> None:
    path = written(tmp_path, "one\u2028still one\r\n\nthree\x0bstill three\n\n".encode())
    assert read_lines(path) == ["one\u2028still one", "", "three\x0bstill three", ""]
    assert read_lines(written(tmp_path, b"no end")) == ["no end"]


def test_missing_file_offers_the_neighbour(tmp_path: Path) -> None:
    written(tmp_path, b"x", "article.ar.txt")
    assert fault(tmp_path / "artcle.ar.txt").endswith("no such file; did you mean 'article.ar.txt'?")
    assert fault(tmp_path / "nowhere" / "x").endswith("no such file; check the path")


def test_folder_for_a_file(tmp_path: Path) -> None:
    assert "is a folder; give a file" in fault(tmp_path)
    assert "not a folder" in fault(written(tmp_path, b"x") / "below")
    assert "cannot be read" in fault(Path("nul\0in name"))


def test_not_utf8_says_the_byte_and_an_encoding(tmp_path: Path) -> None:
    message = fault(written(tmp_path, b"abc " + "وزير الخارجية".encode("cp1256")))
    assert "not utf-8 at byte offset 4 (0xe6)" in message
    assert "--encoding cp1256" in message
    assert "--encoding cp1252" in fault(written(tmp_path, "The café in the old town".encode("latin-1")))
    assert "--encoding utf-16" in fault(written(tmp_path, ARABIC.encode("utf-16")))


def test_file_that_breaks_off_inside_a_character(tmp_path: Path) -> None:
    assert "breaks off inside a character" in fault(written(tmp_path, "وزير".encode()[:-1]))


def test_unknown_encoding(tmp_path: Path) -> None:
    path = written(tmp_path, ARABIC.encode())
    assert "no encoding 'cp1265'; did you mean 'cp125" in fault(path, "cp1265")
    assert "no encoding 'rot13'" in fault(path, "rot13")
    assert "not utf-16" in fault(written(tmp_path, b"abc"), "utf-16")


@pytest.mark.parametrize("raw", [b" \n\t\r\n", "\u00a0\u200f\ufeff\u3000".encode()])
def test_only_blanks(tmp_path: Path, raw: bytes) -> None:
    assert "holds only blanks" in fault(written(tmp_path, raw))


def test_empty(tmp_path: Path) -> None:
    assert "is empty" in fault(written(tmp_path, b""))
    assert "holds only blanks" in fault(written(tmp_path, b"\xef\xbb\xbf"))


def test_nul_bytes(tmp_path: Path) -> None:
    assert "NUL byte after 3 characters" in fault(written(tmp_path, b"abc\0def"))


def test_five_megabytes_in_one_line(tmp_path: Path) -> None:
    path = written(tmp_path, b"first\n" + b"word " * 1_048_576)
    assert f"{path}:2: a line of 5,242,880 characters" in fault(path)
    assert len(read_text(written(tmp_path, b"word \n" * 1_000_000))) > MAX_LINE


@given(st.binary(max_size=60), st.sampled_from(["utf-8", "utf-16", "utf-32", "cp1256", "ascii"]))
def test_any_bytes_give_a_text_or_one_line(raw: bytes, encoding: str) -> None:
    faults = ""
    try:
        text = decode(raw, "x", encoding)
    except InputError as e:
        text, faults = "", str(e)
    assert bool(text) != bool(faults)
    assert "\n" not in faults


def test_write_gives_the_same_text_back(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    write_text_atomically(path, "before")
    write_text_atomically(path, ARABIC)
    assert path.read_bytes() == ARABIC.encode()
    with atomic_file(path) as file:
        file.write("a\r\nb\n")
    assert path.read_bytes() == b"a\r\nb\n"
    assert os.listdir(tmp_path) == ["out.txt"]


def test_written_file_is_for_all_that_the_umask_lets(tmp_path: Path) -> None:
    old = os.umask(0o022)
    try:
        write_text_atomically(tmp_path / "out.txt", "x")
    finally:
        os.umask(old)
    assert (tmp_path / "out.txt").stat().st_mode & 0o777 == 0o644


def test_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_text_atomically(tmp_path / "link", "x")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "x"


def test_standard_output(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    write_text_atomically("-", ARABIC)
    assert capsysbinary.readouterr().out == ARABIC.encode()


def test_reader_of_standard_output_that_has_enough() -> None:
    code = "from pipeline.formats.files import write_text_atomically as w; w('-', 'line\\n' * 200_000)"
    shell = f'"{sys.executable}" -c "{code}" | head -n 1'
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {shell}"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "line\n", "")


def test_an_error_in_the_block_leaves_the_old_file(tmp_path: Path) -> None:
    path = written(tmp_path, b"old")
    with pytest.raises(ZeroDivisionError), atomic_file(path) as file:
        file.writelines("new" * (9 // (3 - i)) for i in range(9))
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["story.txt"]


def test_an_error_about_another_file_is_not_ours(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), atomic_file(tmp_path / "out") as file:
        file.write((tmp_path / "other").read_text())


DISK_FULL = """
import resource, sys
from pipeline.formats.files import write_text_atomically
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    write_text_atomically(sys.argv[1], "x" * 100_000)
except Exception as e:
    print(type(e).__name__, e)
"""


def test_disk_full_leaves_the_old_file(tmp_path: Path) -> None:
    path = written(tmp_path, b"old")
    run = [sys.executable, "-c", DISK_FULL, str(path)]
    done = subprocess.run(run, capture_output=True, text=True, check=True)
    assert done.stdout.startswith(f"UserError {path}: no space left to write it")
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["story.txt"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_device() -> None:
    write_text_atomically("/dev/null", ARABIC)
    with pytest.raises(UserError, match="no space left"):
        write_text_atomically("/dev/full", ARABIC)


NO_PERMISSION = """
import os, sys
sys.path.insert(0, os.getcwd())
from pipeline.formats.files import read_text, write_text_atomically
if os.geteuid() == 0:  # root may write anywhere
    os.setuid(65534)
for call in (lambda: write_text_atomically(sys.argv[1], "x"), lambda: read_text(sys.argv[1])):
    try:
        call()
    except Exception as e:
        print(type(e).__name__, e)
"""


def test_no_permission(tmp_path: Path) -> None:
    path = written(tmp_path, b"old")
    path.chmod(0)
    tmp_path.chmod(0o555)
    try:
        # Relative, so that the folders above need not be open to the other user.
        run = [sys.executable, "-c", f"import os; os.chdir({str(tmp_path)!r})\n{_here()}{NO_PERMISSION}", path.name]
        done = subprocess.run(run, capture_output=True, text=True, check=True)
    finally:
        tmp_path.chmod(0o755)
    write, read = done.stdout.splitlines()
    assert write == "UserError story.txt: no permission to write it; choose another place or change the mode"
    assert read == "InputError story.txt: no permission to read it; change its mode or owner"
    path.chmod(0o644)
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["story.txt"]


def _here() -> str:
    """Lets the child find this checkout although it stands in another folder."""
    import pipeline

    return (
        f"import sys; sys.path.insert(0, {str(Path(pipeline.__file__).parents[1])!r}); import pipeline.formats.files\n"
    )


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    plain = written(tmp_path, b"x")
    for place, said in (
        (tmp_path, "is a folder"),
        (tmp_path / "no" / "x", "make it first"),
        (plain / "x", "not a folder"),
    ):
        with pytest.raises(UserError, match=said) as caught:
            write_text_atomically(place, "x")
        assert "\n" not in str(caught.value)


def test_a_long_arabic_name_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / ("خبر" * 40 + ".txt")
    write_text_atomically(path, "نص\n")
    assert read_text(path) == "نص\n"
