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
        {"m": model(children=5, outputs="no", value=[{}, None])},
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


def kept(name, **state):
    return {**model(**state), "model_name": name}


@pytest.mark.parametrize(
    ("widget", "shown"),
    [
        (kept("IntSliderModel", description="n:", value=7), "n: 7"),
        (kept("FloatSliderModel", description="rate"), "rate: 0"),
        (kept("CheckboxModel", description="Agree"), "Agree: False"),
        (kept("IntRangeSliderModel", description="of", value=[5, 7]), "of: 5, 7"),
        (
            kept("RadioButtonsModel", _options_labels=["ham", "figs"], index=1),
            "figs (of ham, figs)",
        ),
        (
            kept("SelectMultipleModel", _options_labels=["a", "b", "c"], index=[0, 2]),
            "a, c (of a, b, c)",
        ),
        (
            kept("SelectModel", _options_labels=["Linux"], description="OS"),
            "OS: nothing (of Linux)",
        ),
        (kept("TabModel", _titles={"0": "First", "1": "Second"}), "First, Second"),
        (kept("AccordionModel", titles=["Rate", "Steps"]), "Rate, Steps"),
        (kept("TextModel", placeholder="Your name"), "Your name"),
        (
            kept("DatePickerModel", value={"year": 2026, "month": 0, "date": 5}),
            "2026-01-05",
        ),
    ],
)
def test_values_choices_titles_and_what_was_not_kept_as_usual(widget, shown):
    source, _, problems = export({"m": widget})
    assert f'#printed("{shown}");' in source
    assert not problems


def test_a_picture_that_a_widget_keeps_is_printed():
    buffers = [{"encoding": "base64", "path": ["value"], "data": PNG}]
    image = {**kept("ImageModel"), "buffers": buffers}
    _, files, problems = export({"m": image})
    assert "report_files/figure-1.png" in files
    assert not problems


def test_a_widget_whose_text_is_cut_is_printed_by_its_words():
    view = result({**WIDGET, "text/plain": "FloatSlider(value=7.5, description='ra…"})
    exporter = TypstExporter()
    exporter.log.disabled = True
    state = {"state": {"m": model(description="rate", value=7.5)}}
    shown = notebook("# T", code("f()", view), widgets={STATE: state})
    assert '#printed("rate: 7.5");' in exporter.from_notebook_node(shown)[0]
