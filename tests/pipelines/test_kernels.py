"""The products of quantised blocks: right, and the same whatever stands beside a row."""

import gguf
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.kernels import multiply
from tests.pipelines.tiny_reader import Q4, Q6, random_blocks

KINDS = pytest.mark.parametrize("kind", [Q4, Q6])
ROUNDING = 3e-4
"""Of the results' spread: 16 bits for 256 values, and no other error than float32's own."""


def some(rows: int, width: int, seed: int) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    return np.random.default_rng(seed).standard_normal((rows, width)).astype(np.float32)


@pytest.mark.tiny
@KINDS
@given(many=st.integers(1, 9), blocks=st.integers(1, 3), seed=st.integers(0, 1000))
@settings(deadline=None, max_examples=20)
def test_products_are_those_of_the_unpacked_weights(
    kind: gguf.GGMLQuantizationType, many: int, blocks: int, seed: int
) -> None:
    packed = random_blocks(66, 256 * blocks, kind, seed)
    x = some(many, 256 * blocks, seed)
    expected = x.astype(np.float64) @ gguf.dequantize(packed, kind).astype(np.float64).T
    assert np.abs(multiply(x, packed) - expected).max() < ROUNDING * expected.std()


@pytest.mark.tiny
@KINDS
@given(many=st.integers(2, 11), seed=st.integers(0, 1000))
@settings(deadline=None, max_examples=20)
def test_a_row_gives_bit_for_bit_the_same_alone_and_among_others(
    kind: gguf.GGMLQuantizationType, many: int, seed: int
) -> None:
    packed, x = random_blocks(64, 512, kind, seed), some(many, 512, seed)
    together = multiply(x, packed)
    alone = np.concatenate([multiply(row[None], packed) for row in x])
    assert np.array_equal(together, alone)


@pytest.mark.tiny
@KINDS
def test_the_largest_values_do_not_overflow(kind: gguf.GGMLQuantizationType) -> None:
    packed = np.full((2, {Q4: 144, Q6: 210}[kind]), 0xFF, np.uint8)
    if kind == Q4:
        packed[:, :4] = np.array([0x00, 0x3C, 0x00, 0x00], np.uint8)  # d = 1, min = 0
    else:
        packed[:, 192:208] = 0x7F
        packed[:, 208:] = np.array([0x00, 0x3C], np.uint8)
    x = np.full((1, 256), 3.0, np.float32)
    expected = float((x @ gguf.dequantize(packed, kind).T)[0, 0])
    assert multiply(x, packed)[0, 0] == pytest.approx(expected, rel=1e-4)


@pytest.mark.tiny
def test_silence_is_zero() -> None:
    assert np.array_equal(multiply(np.zeros((3, 256), np.float32), random_blocks(4, 256, Q6, 1)), np.zeros((3, 4)))


@pytest.mark.tiny
@pytest.mark.parametrize(("rows", "width", "row"), [(4, 255, 144), (3, 256, 144), (4, 256, 145), (4, 512, 144)])
def test_shapes_that_do_not_fit_are_refused(rows: int, width: int, row: int) -> None:
    with pytest.raises(ValueError, match="no kernel"):
        multiply(np.zeros((1, width), np.float32), np.zeros((rows, row), np.uint8))
