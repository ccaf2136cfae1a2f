"""The playground's points: generated, drawn by hand, from a file, and as the text of a link."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import drawn_points, planes
from core.drawn_points import Point
from core.errors import LearnerError
from core.experiments.playground_data import Sample, describe, drawn, points, read_file
from core.settings.playground import DATA, Playground
from core.settings.schema import from_link, replace, to_link

coordinates = st.floats(-6, 6).map(lambda x: round(x, 2) + 0.0)
some_points = st.lists(st.builds(Point, coordinates, coordinates, st.integers(0, 4), st.booleans()), max_size=40).map(tuple)


def of(**settings):
    return points(Sample.of(Playground(**settings)))


@pytest.mark.parametrize("data", [name for name in DATA if name not in ("own", "csv", "xor_4")])
@pytest.mark.parametrize("share", (10, 90))
def test_the_share_asked_for_trains_and_comes_first(data, share):
    shown = of(data=data, train_share=share, data_size=100)
    assert len(shown.x) == len(shown.y) == 100
    assert (~shown.test).sum() == share
    assert not shown.test[:share].any()
    assert shown.classes == planes.CLASSES[data]
    assert np.abs(shown.x - shown.centre).max() <= shown.reach * 1.6
    assert (shown.x == shown.x.round(4)).all(), "the script writes four decimals"


def test_noise_and_seed_of_the_weights_leave_the_roles_alone():
    plain, noisy = of(), of(noise=30)
    assert (plain.test == noisy.test).all()
    assert (of(weight_seed=7).x == plain.x).all()
    assert not (of(data_seed=7).x == plain.x).all()


def test_the_four_points_of_xor_are_all_for_training():
    shown = of(data="xor_4", train_share=10)
    assert shown.x.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert shown.y.tolist() == [0, 1, 1, 0]
    assert not shown.test.any()
    assert not shown.editable


@given(some_points)
def test_own_points_survive_the_link(made):
    settings = Playground(data="own", own_points=drawn_points.write(made))
    again = from_link(Playground, to_link(settings))
    assert drawn_points.read(again.own_points) == made
    shown = points(Sample.of(again))
    assert shown.x.tolist() == [[p.x1, p.x2] for p in made]
    assert shown.y.tolist() == [p.label for p in made]
    assert shown.test.tolist() == [p.test for p in made]
    assert shown.classes == max([2, *(p.label + 1 for p in made)])


@given(st.text(alphabet="0123456789._~-tx ", max_size=60))
def test_any_text_gives_points_of_the_plane(text):
    for point in drawn_points.read(text):
        assert abs(point.x1) <= 6 >= abs(point.x2)
        assert 0 <= point.label < drawn_points.MOST_CLASSES


@pytest.mark.parametrize("nonsense", ("", "1", "1_2", "1_2_3_4", "1_2_x", "nan_1_0", "1_inf_1", "1_1_5", "1_1_-1"))
def test_what_is_no_point_is_left_out(nonsense):
    assert drawn_points.read(f"{nonsense}~1_2_1") == (Point(1, 2, 1),)


def test_points_are_added_removed_and_moved():
    start = drawn_points.read("1_2_0~3_4_1t")
    added = drawn_points.add(start, -1.234, 9.0, 1)
    assert added == (*start, Point(-1.23, 6.0, 1)), "to two decimals, inside the plane, for training"
    assert drawn_points.remove(added, 0) == added[1:]
    assert drawn_points.remove(added, 7) == added
    assert drawn_points.move(start, 1, 0.5, -7) == (start[0], Point(0.5, -6.0, 1, True))


def test_drawing_goes_on_from_the_points_on_screen():
    sample = Sample.of(Playground(data="moons", data_size=20))
    shown, made = points(sample), drawn(sample)
    assert [p.test for p in made] == shown.test.tolist()
    np.testing.assert_allclose([[p.x1, p.x2] for p in made], shown.x, atol=0.005)
    values = Sample.of(Playground(data="plane", data_size=20))
    assert [p.label for p in drawn(values)] == (points(values).y >= 0).astype(int).tolist()


def test_there_is_a_limit_to_drawing():
    with pytest.raises(LearnerError) as error:
        drawn(Sample.of(Playground(data_size=500)))
    assert error.value.key == "points.too_many"
    full = tuple(Point(0, 0, 0) for _ in range(drawn_points.MOST_POINTS))
    with pytest.raises(LearnerError):
        drawn_points.add(full, 0, 0, 0)
    longest = drawn_points.write(tuple(Point(-5.55, -5.55, 4, True) for _ in full))
    assert from_link(Playground, {"own_points": longest}).own_points == longest


def csv(rows, header="width,length,kind\n"):
    names = ("oak", "elm", "fir")
    return (header + "".join(f"{i % 10},{i % 7 - 3},{names[i % 3]}\n" for i in range(rows))).encode()


def test_a_small_file_travels_in_the_link():
    content = csv(60)
    settings = replace(Playground(), **describe(read_file(content), content, "trees.csv"))
    shown = points(Sample.of(from_link(Playground, to_link(settings))))
    assert shown.classes == 3
    assert shown.names == ("elm", "fir", "oak")
    assert len(shown.x) == 60
    assert shown.test.sum() == 30


def test_a_large_file_is_asked_for_again():
    content = csv(400)
    table = read_file(content)
    settings = replace(Playground(), **describe(table, content, "trees.csv"))
    assert settings.own_points == ""
    assert len(points(Sample.of(settings, table)).x) == 400
    with pytest.raises(LearnerError) as error:
        points(Sample.of(settings))
    assert (error.value.key, error.value.values) == ("csv.missing", {"name": "trees.csv"})
    with pytest.raises(LearnerError) as error:
        points(Sample.of(Playground(data="csv")))
    assert error.value.key == "csv.choose"


def test_equal_names_of_different_files_are_different_data():
    first, second = csv(400), csv(401)
    named = [describe(read_file(content), content, "trees.csv")["csv"] for content in (first, second)]
    assert named[0] != named[1]


@given(st.text(max_size=80))
def test_any_file_name_and_text_in_a_link_is_explained(text):
    try:
        shown = points(Sample.of(Playground(data="csv", csv=text[:80], own_points="1_2_0~2_1_1~1_1_1t~3_3_0")))
    except LearnerError:
        return
    assert shown.classes == 2
    assert len(shown.names) == 2
