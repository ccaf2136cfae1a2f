import csv
import gzip
import hashlib
import io
import tarfile

import numpy as np
import pytest

from core.data import download, texts, uploads
from core.data.text_csv import MOST_BYTES, read
from core.errors import LearnerError

ROWS = [(f"film number {i}", "good" if i % 2 else "poor") for i in range(40)]


def table(rows, header="text,label", delimiter=","):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return (f"{header}\n{out.getvalue()}" if header else out.getvalue()).encode()


def refused(content):
    with pytest.raises(LearnerError) as error:
        read(content)
    return error.value.key, error.value.values


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("header", ["text{}label", "Ulasan{}Kelas", ""])
def test_own_files(delimiter, header):
    found = read(table(ROWS, header.format(delimiter), delimiter))
    assert found.classes == ("poor", "good")  # praise is class 1 where its name tells
    assert found.texts == tuple(text for text, _ in ROWS)
    assert found.labels.tolist() == [i % 2 for i in range(40)]


def test_columns_turned_round_marks_and_encodings():
    found = read(
        "\ufefflabel,text\n".encode() + table([(label, f'{text}, "quoted"\nin two lines') for text, label in ROWS], "")
    )
    assert found.texts[0] == 'film number 0, "quoted"\nin two lines' and found.classes == ("poor", "good")
    assert read(table([(f"café {i}", i % 2) for i in range(30)]).decode().encode("latin-1")).texts[0] == "café 0"
    assert read(table([(f"x {i}", "ba"[i % 2]) for i in range(30)])).classes == ("a", "b")
    assert read(table([(f"x {i}", ("negative", "positive")[i % 2]) for i in range(30)])).classes == ("negative", "positive")


def test_what_is_wrong_is_named_with_its_row():
    assert refused(table([*ROWS[:7], ("", "good"), *ROWS])) == ("texts.no_text", {"row": 9})
    assert refused(table([*ROWS[:7], ("so so", ""), *ROWS])) == ("texts.no_label", {"row": 9})
    assert refused(table([*ROWS[:7], ("so", "so", "good"), *ROWS])) == ("texts.columns", {"row": 9, "found": 3})
    assert refused(table([*ROWS[:7], ("alone",), *ROWS]))[1] == {"row": 9, "found": 1}
    assert refused(table(ROWS[:10]))[0] == "texts.rows"
    assert refused(b"")[0] == "texts.rows"
    assert refused(table([*ROWS, ("so so", "fair")])) == ("texts.classes", {"found": 3, "names": "fair, poor, good"})
    assert refused(table([(text, "good") for text, _ in ROWS]))[1]["found"] == 1
    assert refused(table([*((text, "good") for text, _ in ROWS), *ROWS[:4]])) == (
        "texts.rare_class",
        {"name": "poor", "fewest": 5},
    )
    assert refused(b"PK\x00\x01" * 50)[0] == "texts.not_text"
    assert refused(b"x" * (MOST_BYTES + 1)) == ("texts.too_large", {"megabytes": 20.0, "most": 20})


def test_uploads_are_found_by_their_content_only(tmp_path, monkeypatch):
    monkeypatch.setattr(uploads, "_folder", lambda: tmp_path / "uploads")
    digest = uploads.keep(b"mine")
    assert uploads.find(digest, "mine.csv") == b"mine" and uploads.keep(b"mine") == digest
    for other in ("0" * 24, "../secret", "", digest[:-1]):
        with pytest.raises(LearnerError, match=r"texts\.missing_file"):
            uploads.find(other, "mine.csv")
    monkeypatch.setattr(uploads, "MOST_FILES", 3)
    for i in range(6):
        uploads.keep(str(i).encode())
    assert len(list((tmp_path / "uploads").iterdir())) == 3


def test_own_texts_are_split_in_equal_shares(tmp_path, monkeypatch):
    monkeypatch.setattr(uploads, "_folder", lambda: tmp_path)
    data = texts.load("csv", f"{uploads.keep(table(ROWS))}~mine.csv")
    assert data.title == "mine.csv" and (len(data.train_texts), len(data.test_texts)) == (32, 8)
    assert data.test_labels.sum() == 4 and not set(data.train_texts) & set(data.test_texts)
    with pytest.raises(LearnerError, match=r"texts\.choose"):
        texts.load("csv", "")


def reviews(count):
    return [(f"review {i} <br />", i % 2) for i in range(count)]


def test_imdb_as_a_file_and_as_the_original_folder(tmp_path, monkeypatch):
    for name in ("folder", "download_folder"):
        monkeypatch.setattr(texts, name, lambda: tmp_path)
    assert not texts.present("imdb")
    with pytest.raises(LearnerError, match=r"texts\.no_imdb"):
        texts.check("imdb")
    original = tmp_path / "aclImdb"
    for i, (text, label) in enumerate(reviews(60)):
        folder = original / ("train" if i < 40 else "test") / ("neg", "pos")[label]
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{i}_7.txt").write_text(text)
    loose = texts.load("imdb")
    assert (len(loose.train_texts), len(loose.test_texts)) == (48, 12)
    (tmp_path / "imdb").mkdir()
    with gzip.open(tmp_path / "imdb" / "imdb.csv.gz", "wt", newline="") as file:
        csv.writer(file).writerows(
            [
                ("review", "sentiment", "split"),
                *((text, ("negative", "positive")[label], "train") for text, label in reviews(60)),
            ]
        )
    data = texts.load("imdb")
    assert texts.present("imdb") and data.test_labels.sum() == 6
    assert set(data.train_texts + data.test_texts) == {text for text, _ in reviews(60)}
    for text, label in zip(data.train_texts, data.train_labels, strict=True):
        assert int(text.split()[1]) % 2 == label


def imdb_archive() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        folders = ("train/neg", "train/pos", "test/neg", "test/pos")
        names = [f"{folder}/{i}_{i % 10}.txt" for folder in folders for i in range(15)]
        for name in (*names, "train/unsup/3_0.txt", "imdb.vocab", "train/../../outside/0_1.txt"):
            member = tarfile.TarInfo(f"aclImdb/{name}")
            member.size = len(name)
            archive.addfile(member, io.BytesIO(name.encode()))
    return out.getvalue()


def test_imdb_is_downloaded_whole_or_not_at_all(site, tmp_path, monkeypatch):
    for name in ("folder", "download_folder"):
        monkeypatch.setattr(texts, name, lambda: tmp_path)
    (folder, address), content = site, imdb_archive()
    monkeypatch.setattr(download, "IMDB_MIRRORS", (address,))
    monkeypatch.setattr(download, "IMDB_RESOURCES", (("aclImdb_v1.tar.gz", hashlib.md5(content).hexdigest()),))
    for answer in (None, content[:-9]):
        if answer:
            (folder / "aclImdb_v1.tar.gz").write_bytes(answer)
        with pytest.raises(LearnerError, match=r"data\.no_network"):
            texts.load("imdb")
        assert not texts.present("imdb") and not list((tmp_path / "imdb").iterdir())
    (folder / "aclImdb_v1.tar.gz").write_bytes(content)
    seen = []
    data = texts.load("imdb", progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (len(content),) * 2 and texts.present("imdb")
    assert [path.name for path in (tmp_path / "imdb").iterdir()] == ["aclImdb"]
    found = [*zip(data.train_texts, data.train_labels, strict=True), *zip(data.test_texts, data.test_labels, strict=True)]
    assert len(found) == 60 and all((("pos" in text) == label) for text, label in found)


@pytest.mark.parametrize("content", [b"no gzip", gzip.compress(b"a,b\n1,2\n"), gzip.compress(b"review,sentiment\nx,fair\n")])
def test_a_damaged_imdb_is_explained(tmp_path, monkeypatch, content):
    for name in ("folder", "download_folder"):
        monkeypatch.setattr(texts, name, lambda: tmp_path)
    (tmp_path / "imdb").mkdir()
    (tmp_path / "imdb" / "imdb.csv.gz").write_bytes(content)
    with pytest.raises(LearnerError, match=r"data\.broken"):
        texts.load("imdb")


def test_the_built_in_corpus():
    data = texts.load("mini")
    assert data.classes == ("negative", "positive") and data.train_labels.dtype == np.int64
    assert dict(zip(data.test_texts, data.test_labels, strict=True)).get("") is None
