"""What a notebook keeps of its widgets: their words, values and outputs."""

import re

from .tables import words_of

VIEW = "application/vnd.jupyter.widget-view+json"
_STATE = "application/vnd.jupyter.widget-state+json"
_MODEL = "IPY_MODEL_"
_MOST = 200  # widgets inside of one
# The values that are not kept, since widgets begin with them.
_DEFAULTS = [
    (re.compile(r"(Bounded)?(Int|Float)(Slider|Text|Progress)Model"), 0),
    (re.compile(r"(Checkbox|ToggleButton|Valid)Model"), False),
]


def models_of(metadata):
    """Return the widgets that a notebook keeps.

    Parameters
    ----------
    metadata : dict
        Of the notebook.

    Returns
    -------
    dict of str to dict
        The state of each widget with its ``model_name`` and ``buffers``, by its name;
        none if they are not kept as they should.
    """
    state = metadata
    for step in ("widgets", _STATE, "state"):
        state = state.get(step) if isinstance(state, dict) else None
    if not isinstance(state, dict):
        return {}
    return {
        name: {**model, **model["state"]}
        for name, model in state.items()
        if isinstance(model, dict) and isinstance(model.get("state"), dict)
    }


def kept_of(view, models):
    """Return the words and the outputs of a widget and of those inside it.

    Parameters
    ----------
    view : object
        What an output says of the widget that it shows.
    models : dict
        As :func:`models_of` returns them.

    Returns
    -------
    words : list of str
        One for each widget that has any: ``"rate: 0.5"``, ``"fruit: pear (of apple,
        pear)"``.
    outputs : list of dict
        What the widgets caught of the output of code, and the pictures that they show.
    """
    names = [view.get("model_id")] if isinstance(view, dict) else []
    seen, words, outputs = set(), [], []
    while names and len(seen) < _MOST:
        name = names.pop(0)
        if not isinstance(name, str) or name in seen:
            continue
        seen.add(name)
        model = models.get(name, {})
        words += filter(None, [_words(model)])
        caught = model.get("outputs")
        outputs += caught if isinstance(caught, (list, tuple)) else []
        outputs += _pictures(model)
        children = model.get("children")
        inside = children if isinstance(children, (list, tuple)) else []
        inside = [child for child in inside if isinstance(child, str)]
        names = [child.removeprefix(_MODEL) for child in inside] + names
    return words, outputs


def _pictures(model):
    """Return the picture of a widget as an output of code."""
    if model.get("model_name") != "ImageModel":
        return []
    mime = f"image/{model.get('format', 'png')}"
    buffers = model.get("buffers")
    return [
        {"output_type": "display_data", "data": {mime: one["data"]}, "metadata": {}}
        for one in (buffers if isinstance(buffers, list) else [])
        if isinstance(one, dict) and one.get("encoding") == "base64" and "data" in one
    ]


def _words(model):
    name, value = str(model.get("model_name")), model.get("value")
    if value is None:
        found = (default for kind, default in _DEFAULTS if kind.fullmatch(name))
        value = next(found, None)
    description = _text(model.get("description")).rstrip(": ")
    shown = _text(value) or _choice(model) or _text(model.get("placeholder"))
    titles = _text(model.get("titles") or model.get("_titles"))
    return ": ".join(filter(None, [description, shown, titles]))


def _choice(model):
    """Return what is chosen, and of what."""
    labels, index = model.get("_options_labels"), model.get("index")
    if not isinstance(labels, (list, tuple)):
        return ""
    numbers = index if isinstance(index, (list, tuple)) else [index]
    chosen = [
        labels[number]
        for number in numbers
        if isinstance(number, int) and 0 <= number < len(labels)
    ]
    return f"{_text(chosen) or 'nothing'} (of {_text(labels)})"


def _text(value):
    """Return the words of a value: of HTML those that are shown."""
    if isinstance(value, dict):
        day = [value.get(part) for part in ("year", "month", "date")]
        if all(isinstance(part, int) for part in day):
            return f"{day[0]}-{day[1] + 1:02}-{day[2]:02}"  # January is month 0
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return ", ".join(filter(None, map(_text, value)))
    try:
        return words_of(str(value)) if isinstance(value, (str, int, float)) else ""
    except ValueError:  # too long to read
        return "…"
