"""Training uses one BLAS thread, and gives the others back."""

import threading

import pytest
from definitions import data
from threadpoolctl import threadpool_info, threadpool_limits

from helpers.losses import mean_squared_error
from helpers.machine.threads import one_blas_thread
from helpers.models import Linear
from helpers.training import train


def blas_threads():
    pools = threadpool_info()
    return {pool["num_threads"] for pool in pools if pool["user_api"] == "blas"}


def test_training_uses_one_blas_thread_and_gives_the_others_back(monkeypatch):
    seen = []

    def spy(z, y):
        seen.append(blas_threads())
        return mean_squared_error(z, y)

    X, y, _ = data(mean_squared_error, 30)
    with threadpool_limits(2, user_api="blas"):
        before = blas_threads()
        train(Linear(5), spy, X, y, learning_rate=0.1, epochs=2)
        assert seen[-1] == {1}
        assert blas_threads() == before
        monkeypatch.setenv("HELPERS_THREADS", "2")
        train(Linear(5), spy, X, y, learning_rate=0.1, epochs=2)
        assert seen[-1] == {2}


def set_blas_threads(number):
    """Set the number in a thread that ends: nobody holds it then."""
    thread = threading.Thread(target=threadpool_limits, args=(number, "blas"))
    thread.start()
    thread.join()


@pytest.mark.parametrize("first_thread_lives_on", [False, True])
def test_training_in_two_threads_gives_the_blas_threads_back(first_thread_lives_on):
    first_is_open, second_is_open, first_is_closed, both_are_closed = (
        threading.Event() for _ in range(4)
    )
    seen = []

    def first():
        with one_blas_thread():
            first_is_open.set()
            second_is_open.wait(10)
        first_is_closed.set()
        if first_thread_lives_on:
            both_are_closed.wait(10)

    def second():
        first_is_open.wait(10)
        with one_blas_thread():
            seen.append(blas_threads())
            second_is_open.set()
            first_is_closed.wait(10)
        seen.append(blas_threads())
        both_are_closed.set()

    before = blas_threads()
    set_blas_threads(2)
    try:
        workers = [threading.Thread(target=work) for work in (first, second)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(20)
        assert seen == [{1}, {2}]
        assert blas_threads() == {2}
    finally:
        set_blas_threads(max(before))


@pytest.mark.parametrize("value", ["-3", "0", "two", "1.5", ""])
def test_a_number_of_threads_that_is_none_is_refused(monkeypatch, value):
    monkeypatch.setenv("HELPERS_THREADS", value)
    X, y, _ = data(mean_squared_error, 30)
    with pytest.raises(ValueError, match=f"HELPERS_THREADS must be.*got '{value}'"):
        train(Linear(5), mean_squared_error, X, y, learning_rate=0.1, epochs=2)
