"""Widgets on paper: what the notebook keeps of them."""

import pytest
from report_cells import PNG, WIDGET, code, notebook, result

from helpers.report import TypstExporter

STATE = "application/vnd.jupyter.widget-state+json"
VIEW = result({**WIDGET, "text/plain": "VBox(children=(FloatSlider(),))"})


def export(state):
    exporter = TypstExporter()
    exporter.log.disabled = True
    shown = notebook("# T", code("f()", VIEW), widgets={STATE: {"state": state}})
    source, resources = exporter.from_notebook_node(shown)
    return source, resources["outputs"], exporter.problems


def model(**state):
    return {"model_name": "M", "model_module": "m", "state": state}


def test_words_values_and_outputs_of_all_widgets_inside_are_printed():
    caught = [
        {"output_type": "stream", "name": "stdout", "text": ["cost 0.25\n"]},
        {"output_type": "display_data", "data": {"image/png": PNG}, "metadata": {}},
    ]
    source, files, problems = export(
        {
            "m": model(children=["IPY_MODEL_a", "IPY_MODEL_b", "IPY_MODEL_c"]),
            "a": model(description="rate", value=0.5),
            "b": model(value="<b>Choose</b> &amp; look"),
            "c": model(outputs=caught),
        }
    )
    assert r'#printed("rate: 0.5\nChoose & look");' in source
    assert '#printed("cost 0.25");' in source
    assert "report_files/figure-1.png" in files
    assert not problems


def test_a_widget_that_shows_itself_is_printed_once():
    again = {"output_type": "display_data", "data": dict(WIDGET), "metadata": {}}
    state = {"m": model(children=["IPY_MODEL_m"], value="once", outputs=[again])}
    source, _, problems = export(state)
    assert source.count("once") == 1
    assert not problems


@pytest.mark.parametrize(
    "state",
    [
        {},
        [],
        "text",
        {"m": None},
        {"m": {"state": []}},
        {"m": model(children=5, outputs="no", value=[1])},
        {"m": model(children=[None, {}], outputs=[])},
    ],
)
def test_a_widget_of_which_nothing_is_kept_is_named(state):
    assert export(state)[2] == (
        "cell 2 (code, id id2): a widget has no picture to print",
    )


@pytest.mark.parametrize("outputs", [[5], [{}], [{"output_type": "stream"}]])
def test_a_widget_that_is_damaged_is_named(outputs):
    (problem,) = export({"m": model(outputs=outputs)})[2]
    assert problem == "cell 2 (code, id id2): what is kept of a widget is damaged"
