"""What a company adds to its statements is read from its own folder, and looked at first."""

from io import BytesIO
from pathlib import Path

import pytest
import weasyprint
from PIL import Image, ImageFile

from comp.facts.company import StatementSettings
from statements.letterhead import LetterheadError, picture_of, read_letterhead


def picture(kind: str = "PNG", size: tuple[int, int] = (120, 40)) -> bytes:
    stream = BytesIO()
    Image.new("RGB", size, (20, 57, 95)).save(stream, kind)
    return stream.getvalue()


def read_logo(folder: Path, data: bytes, name: str = "logo.png") -> bytes | None:
    (folder / name).write_bytes(data)
    return read_letterhead(folder, StatementSettings(logo=name)).logo


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_is_taken_as_what_it_begins_like_and_drawn_anew(tmp_path: Path, kind: str) -> None:
    # The name's ending says nothing.
    drawn = read_logo(tmp_path, picture(kind), "logo.bin")

    assert drawn is not None
    with Image.open(BytesIO(drawn), formats=("PNG",)) as shown:
        assert (shown.size, shown.mode) == ((120, 40), "RGB")
    address = picture_of(read_letterhead(tmp_path, StatementSettings(logo="logo.bin")))
    assert address is not None
    assert address.address.startswith("data:image/png;base64,")


def test_nothing_else_that_the_file_holds_reaches_a_statement(tmp_path: Path) -> None:
    stream, exif = BytesIO(), Image.Exif()
    exif[0x010E] = "Taken at home"
    Image.new("RGB", (120, 40)).save(stream, "JPEG", exif=exif)

    drawn = read_logo(tmp_path, stream.getvalue() + b"and a letter behind its end")

    assert drawn is not None
    assert b"home" in stream.getvalue()
    assert b"home" not in drawn
    assert b"letter" not in drawn


def test_a_logo_stands_on_white_and_is_no_larger_than_the_page_can_show(tmp_path: Path) -> None:
    stream = BytesIO()
    Image.new("RGBA", (1_800, 400), (0, 0, 0, 0)).save(stream, "PNG")

    drawn = read_logo(tmp_path, stream.getvalue())

    assert drawn is not None
    with Image.open(BytesIO(drawn)) as shown:
        assert shown.size == (900, 200)
        assert shown.getpixel((0, 0)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "it begins like neither"),
        (b"", "it begins like neither"),
        (picture("GIF"), "it begins like neither"),
        (b"\x89PNG\r\n\x1a\n" + b"nothing", "begins like a PNG and cannot be read as one"),
        (picture()[:60], "begins like a PNG and cannot be read as one"),
        (picture("JPEG")[:200], "begins like a JPEG and cannot be read as one"),
        (picture(size=(8, 8)), "it has 8 by 8"),
        (picture(size=(5_000, 400)), "it has 5,000 by 400"),
        (picture(size=(640, 20)), "at most 20 times as long as wide; it has 640 by 20"),
        (b"\x89PNG\r\n\x1a\n" + bytes(600_000), "at most 512 KB; it has 586 KB"),
    ],
)
def test_a_file_that_is_no_logo_is_refused_with_what_was_expected(
    tmp_path: Path, data: bytes, what: str
) -> None:
    with pytest.raises(LetterheadError, match=what) as refused:
        read_logo(tmp_path, data)

    assert str(refused.value).startswith("comp.toml: statements.logo: logo.png: expected a PNG or JPEG")


def test_a_letter_is_paragraphs_of_plain_text(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_bytes("\ufeffDear all,\r\n\r\nthank\r\nyou.\r\n \r\n<b>x</b>\n".encode())

    letter = read_letterhead(tmp_path, StatementSettings(letter="letter.txt", ask="Ask.")).letter

    assert letter == ("Dear all,", "thank you.", "<b>x</b>")


def test_a_letter_that_is_not_utf8_or_not_there_is_told(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_bytes(b"caf\xe9")

    with pytest.raises(LetterheadError, match=r"statements\.letter: letter\.txt: not UTF-8 at byte 3"):
        read_letterhead(tmp_path, StatementSettings(letter="letter.txt"))
    with pytest.raises(LetterheadError, match=r"missing\.txt: cannot be read .* beside comp\.toml"):
        read_letterhead(tmp_path, StatementSettings(letter="missing.txt"))


def test_a_file_outside_the_folder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "company"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "letter.txt").symlink_to(tmp_path / "secret.txt")

    for name in ("../secret.txt", "letter.txt", str(tmp_path / "secret.txt")):
        with pytest.raises(LetterheadError, match=r"expected a text file in the folder of comp\.toml"):
            read_letterhead(folder, StatementSettings(letter=name))


def test_nothing_is_added_where_nothing_is_named(tmp_path: Path) -> None:
    added = read_letterhead(tmp_path, StatementSettings())

    assert (added.logo, added.letter, added.ask) == (None, (), "")
    assert picture_of(added) is None


def test_a_picture_that_was_cut_short_is_refused_although_weasyprint_makes_do(
    tmp_path: Path,
) -> None:
    assert weasyprint.VERSION
    assert ImageFile.LOAD_TRUNCATED_IMAGES  # else this shows nothing

    with pytest.raises(LetterheadError, match="cannot be read as one"):
        read_logo(tmp_path, picture()[:60])
    assert ImageFile.LOAD_TRUNCATED_IMAGES
