"""Pictures of the manual in few colours: what is commonest keeps its colour to the last digit."""

from __future__ import annotations

from PIL import Image

from bench.pictures import COLOURS, reduce_colours

WHITE, SIDEBAR, RED = (255, 255, 255), (244, 246, 249), (179, 38, 30)


def test_grounds_and_lights_keep_their_colours_among_a_thousand_others() -> None:
    picture = Image.new("RGB", (200, 100), WHITE)
    picture.paste(SIDEBAR, (0, 0, 50, 100))
    picture.paste(RED, (60, 0, 64, 4))
    for number in range(1000):  # each once, many of them close to the two grounds
        picture.putpixel(
            (100 + number % 100, number // 100), (255 - number % 16, 255 - number // 16 % 16, 200 + number % 50)
        )
    reduced = reduce_colours(picture)
    assert len(reduced.getcolors()) <= COLOURS
    shown = reduced.convert("RGB")
    assert [shown.getpixel(place) for place in ((10, 50), (190, 90), (61, 1))] == [SIDEBAR, WHITE, RED]


def test_picture_of_few_colours_is_kept_exactly() -> None:
    picture = Image.new("RGB", (16, 16), SIDEBAR)
    picture.putpixel((3, 3), (1, 2, 3))
    assert reduce_colours(picture).convert("RGB").tobytes() == picture.tobytes()
