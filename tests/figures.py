"""Do two pictures of a figure look the same?

Both are blurred, over 3 × 3 pixels. Then every pixel of the one is looked for in the
other: each channel of its colour should lie between the smallest and the largest value
within `shift` pixels of the same place. By how much it lies outside is the distance of
the two pixels, in levels from 0 to 255, and the largest one that of the pictures. So a
line that moves by a pixel, or whose edges are smoothed otherwise, costs nothing; a line
that is missing, or has another colour, costs about its contrast.
"""

import base64
import binascii
import io
import itertools

import matplotlib as mpl
import numpy as np
from PIL import Image, ImageChops, ImageFilter, UnidentifiedImageError

FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG"}

# Other processors and versions of NumPy stay below 8 levels; a missing grid gives 18,
# a missing or recoloured line 44 and more.
SHIFT, CHANNELS, LIMIT = 1, "RGB", 12
if mpl.__version_info__ < (3, 11):
    # These versions set text in other sizes than the one that drew the stored pictures:
    # everything moves by some pixels. Text and greys must be left out: only the two
    # channels of colour count. What stays the same is below 23 levels.
    SHIFT, CHANNELS, LIMIT = 6, "CbCr", 25


def pictures(outputs):
    """Pictures among the outputs of a cell, as pairs of type and base64 text."""
    return [
        (kind, output["data"][kind])
        for output in outputs
        for kind in FORMATS
        if kind in output.get("data", {})
    ]


def decode(kind, text):
    """Picture as it is seen on white paper.

    Raises
    ------
    ValueError
        If it is none.
    """
    try:
        picture = Image.open(
            io.BytesIO(base64.b64decode(text)), formats=[FORMATS[kind]]
        )
        picture = picture.convert("RGBA")
    except (binascii.Error, UnidentifiedImageError, OSError, SyntaxError) as error:
        raise ValueError(f"not a picture of type {kind}: {error}") from None
    paper = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(paper, picture).convert("RGB")


def is_blank(picture):
    """Whether all pixels have the same colour."""
    return all(low == high for low, high in picture.getextrema())


def distance(first, second, shift=SHIFT, channels=CHANNELS):
    """Largest distance of two pixels, and where.

    Parameters
    ----------
    first, second : PIL.Image.Image
        RGB, of the same size.
    shift : int
        How far a pixel may have moved, in pixels.
    channels : {"RGB", "CbCr"}
        All of the colour, or what distinguishes it from grey.

    Returns
    -------
    levels : int
        From 0 to 255.
    place : tuple of int
        Column and row of the pixel.
    """
    excess = Image.new("RGB", first.size)
    blurred = [image.filter(ImageFilter.BoxBlur(1)) for image in (first, second)]
    if channels == "CbCr":
        blurred = [_colour_only(image) for image in blurred]
    for one, other in itertools.permutations(blurred):
        lowest = highest = other
        for _ in range(shift):
            lowest = lowest.filter(ImageFilter.MinFilter(3))
            highest = highest.filter(ImageFilter.MaxFilter(3))
        excess = ImageChops.lighter(excess, ImageChops.subtract(one, highest))
        excess = ImageChops.lighter(excess, ImageChops.subtract(lowest, one))
    levels = np.asarray(excess).max(axis=2)
    row, column = np.unravel_index(levels.argmax(), levels.shape)
    return int(levels[row, column]), (int(column), int(row))


def _colour_only(image):
    _, blue, red = image.convert("YCbCr").split()
    return Image.merge("RGB", (blue, red, red))


def differences(stored, new):
    """What a reader would see differ between the pictures of two runs of a cell.

    Parameters
    ----------
    stored, new : list of dict
        Outputs of the cell, in the notebook and now.

    Returns
    -------
    list of str
        One sentence per difference.
    """
    pairs = list(zip(pictures(stored), pictures(new), strict=False))
    found = []
    for outputs, run in ((stored, "stored"), (new, "new")):
        count = len(pictures(outputs))
        if count != len(pairs):
            found.append(f"{count} pictures are {run}, but {len(pairs)} in both runs")
        for output in outputs:
            kinds = output.get("data", {})
            if "image/svg+xml" in kinds and not FORMATS.keys() & kinds:
                found.append(
                    f"an SVG is {run} without a picture, and only pictures are "
                    "compared: show the figure with helpers.plots.show"
                )
    for number, ((kind, before), (new_kind, after)) in enumerate(pairs, 1):
        if (kind, before) == (new_kind, after):
            continue
        try:
            images = decode(kind, before), decode(new_kind, after)
        except ValueError as error:
            found.append(f"picture {number}: {error}")
        else:
            found += [f"picture {number}: {text}" for text in _difference(*images)]
    return found


def _difference(stored, new):
    """The one sentence on two pictures, or nothing."""
    width, height = np.minimum(stored.size, new.size)
    if np.abs(np.subtract(stored.size, new.size)).max() > 2:
        yield f"{stored.size} pixels are stored, the new one has {new.size}"
        return
    # A picture that is cut to what is drawn may gain or lose a pixel.
    frame = (0, 0, int(width), int(height))
    levels, place = distance(stored.crop(frame), new.crop(frame))
    if levels > LIMIT:
        yield (
            f"it differs from the stored one by {levels} levels of 255 at column and "
            f"row {place}; up to {LIMIT} are allowed"
        )


def blanks(outputs):
    """Say which pictures are blank, or none at all."""
    found = []
    for number, (kind, text) in enumerate(pictures(outputs), 1):
        try:
            if is_blank(decode(kind, text)):
                found.append(f"picture {number} is blank: all of its pixels are equal")
        except ValueError as error:
            found.append(f"picture {number}: {error}")
    return found
