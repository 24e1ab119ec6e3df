"""The study of clothes."""

import json

import numpy as np
import pandas as pd
import pytest
from study_runs import in_this_process

from helpers.data import load_fashion_mnist
from helpers.study import (
    DEFAULTS,
    classification_sets,
    run_study,
    study_configurations,
    train_classifier,
)
from helpers.study import __main__ as command

SMALL = {"images": 200, "epochs": 2, "batch_size": 20, "hidden": 10}


@pytest.fixture
def bundled(monkeypatch, tmp_path):
    """The 5,000 digits instead of Fashion-MNIST."""
    monkeypatch.setenv("HELPERS_DATA", str(tmp_path))
    monkeypatch.setenv("HELPERS_OFFLINE", "1")


@pytest.mark.usefixtures("bundled")
class TestTrainClassifier:
    def test_processes_train_the_same_networks(self):
        configurations = [SMALL, SMALL | {"layers": 0}, SMALL | {"optimizer": "Adam"}]
        here = in_this_process(train_classifier, configurations, [1])
        there = run_study(train_classifier, configurations, [1], processes=2)
        assert here["error"].eq("").all()
        pd.testing.assert_frame_equal(
            here.drop(columns="seconds"), there.drop(columns="seconds")
        )

    def test_it_learns_and_says_when_it_was_best(self):
        result = train_classifier(
            SMALL | {"images": 2000, "epochs": 5, "learning_rate": 0.1}, seed=0
        )
        curve = result["validation_accuracies"]
        assert len(curve) == 5
        assert curve[-1] == result["validation_accuracy"] > 0.6
        assert result["test_accuracy"] > 0.6
        assert curve[result["best_epoch"] - 1] == max(curve)
        assert not result["diverged"]

    def test_the_curve_needs_no_more_validation_images_than_training_images(self):
        configuration = SMALL | {"images": 300, "epochs": 1, "learning_rate": 0.1}
        result = train_classifier(configuration, seed=0)
        right = 300 * result["validation_accuracies"][0]
        assert right == pytest.approx(round(right), abs=1e-9)
        whole = len(classification_sets(300)["validation"][1])
        right = whole * result["validation_accuracy"]
        assert right == pytest.approx(round(right), abs=1e-9)
        assert result["validation_accuracy"] != result["validation_accuracies"][0]

    def test_a_run_that_diverges_is_a_result(self):
        result = train_classifier(SMALL | {"learning_rate": 1e6, "layers": 3}, seed=0)
        assert result["diverged"]
        assert result["test_accuracy"] < 0.2

    def test_unknown_entries_are_refused(self):
        with pytest.raises(ValueError, match="entry of the configuration must be"):
            train_classifier({"learning_rates": 0.1}, 0)
        for optimizer in ("adam", ["Adam"]):
            with pytest.raises(ValueError, match="optimizer must be one of"):
                train_classifier({"optimizer": optimizer}, 0)
        for layers in (-1, 1.5, None):
            with pytest.raises((TypeError, ValueError), match="layers must be an int"):
                train_classifier(SMALL | {"layers": layers}, 0)
        for dtype in ("int64", "float16", bool):
            with pytest.raises(ValueError, match="dtype must be float32 or float64"):
                classification_sets(10, dtype)
        with pytest.raises(ValueError, match="entry of the configurations must be"):
            study_configurations(imags=5)

    def test_the_validation_set_is_that_of_scikit_learn(self):
        from sklearn.model_selection import train_test_split  # slow to import

        sets = classification_sets(10**6)
        train_set, _ = load_fashion_mnist()
        n = len(train_set)
        X, X_validation, y, y_validation = train_test_split(
            train_set.X,
            train_set.y,
            train_size=n - n // 6,
            test_size=n // 6,
            random_state=42,
        )
        np.testing.assert_array_equal(sets["training"][0], X / 256)
        np.testing.assert_array_equal(sets["training"][1], y)
        np.testing.assert_array_equal(sets["validation"][0], X_validation / 256)
        np.testing.assert_array_equal(sets["validation"][1], y_validation)
        few = classification_sets(10, "float32")["training"]
        assert few[0].dtype == np.float32
        np.testing.assert_array_equal(few[1], y[:10])

    def test_each_factor_changes_alone_except_in_the_grid(self):
        named = study_configurations(images=5)
        assert named["defaults"] == DEFAULTS | {"images": 5}
        assert {c["learning_rate"] for c in named.values()} >= {0.1, 0.01, 0.001}
        for name, configuration in named.items():
            changed = {k for k, v in configuration.items() if v != named["defaults"][k]}
            grid = changed == {"layers", "learning_rate"}
            assert len(changed) <= 1 or grid or "optimizer" in changed, name

    def test_the_command_writes_the_table(self, tmp_path, monkeypatch, capsys):
        monkeypatch.setattr(
            command, "study_configurations", lambda **shared: {"a": SMALL, "b": SMALL}
        )
        output = tmp_path / "table.csv"
        options = f"--seeds 2 --processes 1 --folder {tmp_path} --output {output}"
        command.main(options.split())
        table = pd.read_csv(output)
        assert table["configuration"].tolist() == ["a", "a", "b", "b"]
        assert len(json.loads(table["validation_accuracies"][0])) == 2
        assert "4 runs, 0 failed" in capsys.readouterr().out
        command.main([*options.split(), "--only", "b"])
        assert pd.read_csv(output)["configuration"].tolist() == ["b", "b"]
        with pytest.raises(SystemExit):
            command.main([*options.split(), "--only", "c"])
        assert "invalid choice: 'c'" in capsys.readouterr().err
        for wrong, message in (
            ("--seeds 0", "argument --seeds: 0 is no positive integer"),
            ("--processes two", "argument --processes: two is no positive integer"),
            (f"--output {tmp_path}/no/table.csv", "--output: there is no folder for"),
        ):
            with pytest.raises(SystemExit):
                command.main([*options.split(), *wrong.split()])
            assert message in capsys.readouterr().err
