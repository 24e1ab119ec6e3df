"""What a notebook keeps of its widgets: their words, values and outputs."""

from .tables import words_of

VIEW = "application/vnd.jupyter.widget-view+json"
_STATE = "application/vnd.jupyter.widget-state+json"
_MODEL = "IPY_MODEL_"
_MOST = 200  # widgets inside of one


def models_of(metadata):
    """Return the widgets that a notebook keeps.

    Parameters
    ----------
    metadata : dict
        Of the notebook.

    Returns
    -------
    dict of str to dict
        The state of each widget, by its name; none if they are not kept as they should.
    """
    state = metadata
    for step in ("widgets", _STATE, "state"):
        state = state.get(step) if isinstance(state, dict) else None
    if not isinstance(state, dict):
        return {}
    models = {
        name: model["state"]
        for name, model in state.items()
        if isinstance(model, dict) and isinstance(model.get("state"), dict)
    }
    return models


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
        One for each widget that has any: ``"rate: 0.5"``.
    outputs : list of dict
        What the widgets caught of the output of code.
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
        children = model.get("children")
        inside = children if isinstance(children, (list, tuple)) else []
        inside = [child for child in inside if isinstance(child, str)]
        names = [child.removeprefix(_MODEL) for child in inside] + names
    return words, outputs


def _words(model):
    parts = [model.get("description"), model.get("value")]
    texts = [str(part) for part in parts if isinstance(part, (str, int, float))]
    try:
        return ": ".join(filter(None, map(words_of, texts)))
    except ValueError:  # too long to read
        return ""
