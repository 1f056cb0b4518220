import pytest
from threadpoolctl import ThreadpoolController, threadpool_limits

from fluxion._blas import single_blas_thread


def threads():
    return {one["num_threads"] for one in ThreadpoolController().info() if one["user_api"] == "blas"}


@pytest.fixture(autouse=True)
def two_threads():
    with threadpool_limits(2, user_api="blas"):
        if threads() != {2}:
            pytest.skip("the BLAS of this NumPy knows one thread only")
        yield


def test_one_thread_inside_and_as_before_outside():
    with single_blas_thread():
        assert threads() == {1}
        with single_blas_thread():
            assert threads() == {1}
        assert threads() == {1}
    assert threads() == {2}


def test_an_error_restores():
    with pytest.raises(ZeroDivisionError), single_blas_thread():
        raise ZeroDivisionError
    assert threads() == {2}
