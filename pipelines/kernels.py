"""Matrix products straight from the quantised blocks of a GGUF file, without unpacking the matrix.

A Q4_K or Q6_K matrix of shape (N, K) is N rows of K / 256 blocks of 144 or 210 bytes, laid out as `gguf.dequantize`
reads them; the tests compare with it. Blocks are unpacked to float32 in registers and multiplied at once, so one step
of a 1.5B model moves 1.1 GB through the memory bus and not 6 GB. The rows of `x` stay float32: nothing is rounded that
the file did not round.

A row's sum is taken in the same order however many rows `x` has: tokens in one batch give bit for bit what they give
one by one, so that drafting ahead cannot change an answer.

The kernels are built from LLVM's portable vectors by numba (BSD-2), for the processor at hand, and kept in its cache.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final

import numpy as np
from llvmlite import ir
from numba import njit, prange, types
from numba.extending import intrinsic
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
Blocks = NDArray[np.uint8]

BLOCK_WEIGHTS: Final = 256
Q4_BYTES: Final = 144
Q6_BYTES: Final = 210
ROWS_TOGETHER: Final = 4
"""The kernels take N in multiples of this."""

_FLOAT, _BYTE, _HALF, _INT, _LONG = ir.FloatType(), ir.IntType(8), ir.IntType(16), ir.IntType(32), ir.IntType(64)
_FLOATS, _BYTES, _INTS = ir.VectorType(_FLOAT, 8), ir.VectorType(_BYTE, 8), ir.VectorType(_INT, 8)
_FOUR_BYTES, _FOUR_INTS = ir.VectorType(_BYTE, 4), ir.VectorType(_INT, 4)
_TILE: Final = 4  # rows of x that share one load of unpacked weights

Values = Callable[[Any, Any], Iterator[tuple[int, Any]]]
"""Emits a block's 256 weights as 32 pairs: position in the block, eight float32 weights."""


def _numbers(value: int, like: Any = _INTS) -> Any:
    return ir.Constant(like, [value] * like.count)


def _at(b: Any, pointer: Any, offset: Any, kind: Any = _BYTE) -> Any:
    place = offset if isinstance(offset, ir.Value) else ir.Constant(_LONG, offset)
    return b.bitcast(b.gep(pointer, [place]), kind.as_pointer())


def _load(b: Any, pointer: Any, offset: int, kind: Any) -> Any:
    return b.load(_at(b, pointer, offset, kind), align=1)


def _store(b: Any, value: Any, pointer: Any, offset: int) -> None:
    b.store(value, _at(b, pointer, offset, value.type), align=1)


def _bytes(b: Any, pointer: Any, offset: int) -> Any:
    return b.zext(_load(b, pointer, offset, _BYTES), _INTS)


def _lane(b: Any, vector: Any, lane: int) -> Any:
    return b.shuffle_vector(vector, ir.Constant(vector.type, ir.Undefined), _numbers(lane))


def _everywhere(b: Any, number: Any) -> Any:
    return _lane(b, b.insert_element(ir.Constant(_FLOATS, ir.Undefined), number, ir.Constant(_INT, 0)), 0)


def _multiply_add(b: Any, x: Any, y: Any, z: Any) -> Any:
    name = "llvm.fma.v8f32"
    known = b.module.globals.get(name)
    return b.call(known or ir.Function(b.module, ir.FunctionType(_FLOATS, [_FLOATS] * 3), name), [x, y, z])


def _half(b: Any, pointer: Any, offset: int) -> Any:
    """A half as a float by moving its bits: LLVM's own conversion calls a library where the processor has none."""
    bits = b.zext(_load(b, pointer, offset, _HALF), _INT)
    size = b.bitcast(b.shl(b.and_(bits, ir.Constant(_INT, 0x7FFF)), ir.Constant(_INT, 13)), _FLOAT)
    size = b.bitcast(b.fmul(size, ir.Constant(_FLOAT, 2.0**112)), _INT)
    sign = b.shl(b.and_(bits, ir.Constant(_INT, 0x8000)), ir.Constant(_INT, 16))
    return b.bitcast(b.or_(size, sign), _FLOAT)


def _q4_values(b: Any, block: Any) -> Iterator[tuple[int, Any]]:
    """Halves d and m, twelve bytes of eight 6-bit scales and eight 6-bit minimums, then 4-bit q: d·scale·q - m·min."""
    low, middle, high = (b.zext(_load(b, block, 4 + 4 * i, _FOUR_BYTES), _FOUR_INTS) for i in range(3))

    def six_bits(first: Any, rest: Any) -> Any:
        top = b.shl(b.lshr(first, _numbers(6, _FOUR_INTS)), _numbers(4, _FOUR_INTS))
        pair = b.and_(first, _numbers(63, _FOUR_INTS)), b.or_(rest, top)
        return b.sitofp(b.shuffle_vector(*pair, ir.Constant(_INTS, list(range(8)))), _FLOATS)

    scales = b.fmul(_everywhere(b, _half(b, block, 0)), six_bits(low, b.and_(high, _numbers(15, _FOUR_INTS))))
    lowest = six_bits(middle, b.lshr(high, _numbers(4, _FOUR_INTS)))
    lowest = b.fneg(b.fmul(_everywhere(b, _half(b, block, 2)), lowest))
    for pair in range(4):
        for k in range(0, 32, 8):
            q = _bytes(b, block, 16 + 32 * pair + k)
            for group, four in ((2 * pair, b.and_(q, _numbers(15))), (2 * pair + 1, b.lshr(q, _numbers(4)))):
                weights = _multiply_add(b, b.sitofp(four, _FLOATS), _lane(b, scales, group), _lane(b, lowest, group))
                yield 32 * group + k, weights


def _q6_values(b: Any, block: Any) -> Iterator[tuple[int, Any]]:
    """128 bytes of low nibbles, 64 bytes of high pairs of bits, 16 signed scales, a half d: d·scale·(q - 32)."""
    whole = _everywhere(b, _half(b, block, 208))
    for part in (0, 1):
        scales = b.fmul(whole, b.sitofp(b.sext(_load(b, block, 192 + 8 * part, _BYTES), _INTS), _FLOATS))
        middle = b.fmul(scales, ir.Constant(_FLOATS, [-32.0] * 8))
        for k in range(0, 32, 8):
            x, y = _bytes(b, block, 64 * part + k), _bytes(b, block, 64 * part + 32 + k)
            tops = _bytes(b, block, 128 + 32 * part + k)
            nibbles = [b.and_(x, _numbers(15)), b.and_(y, _numbers(15)), b.lshr(x, _numbers(4)), b.lshr(y, _numbers(4))]
            for quarter, nibble in enumerate(nibbles):
                shift = b.shl if quarter < 2 else b.lshr
                top = b.and_(shift(tops, _numbers(abs(4 - 2 * quarter))), _numbers(48))
                group = 2 * quarter + k // 16
                q = b.sitofp(b.or_(nibble, top), _FLOATS)
                weights = _multiply_add(b, q, _lane(b, scales, group), _lane(b, middle, group))
                yield 128 * part + 32 * quarter + k, weights


def _order(values: Values) -> tuple[int, ...]:
    function = ir.Function(ir.Module(), ir.FunctionType(ir.VoidType(), [_BYTE.as_pointer()]), "order")
    return tuple(k for k, _ in values(ir.IRBuilder(function.append_basic_block()), function.args[0]))


def _emitting(emit: Callable[..., None]) -> Callable[..., Any]:
    def generate(context: Any, b: Any, signature: Any, arguments: Any) -> Any:
        pointers = zip(signature.args, arguments, strict=True)
        emit(b, *(b.inttoptr(a, _BYTE.as_pointer()) if t is types.uintp else a for t, a in pointers))
        return context.get_dummy_value()

    return generate


def _dot_one(values: Values) -> Any:
    """(w, bytes between rows, x, sums): adds a block of four rows of w times one x to sums (4, 8)."""

    def emit(b: Any, w: Any, stride: Any, x: Any, sums: Any) -> None:
        totals = [_load(b, sums, 32 * r, _FLOATS) for r in range(ROWS_TOGETHER)]
        rows = [values(b, _at(b, w, b.mul(stride, ir.Constant(_LONG, r)))) for r in range(ROWS_TOGETHER)]
        for together in zip(*rows, strict=True):
            for r, (k, weights) in enumerate(together):
                totals[r] = _multiply_add(b, weights, _load(b, x, 4 * k, _FLOATS), totals[r])
        for r, total in enumerate(totals):
            _store(b, total, sums, 32 * r)

    def typed(context: Any, w: Any, stride: Any, x: Any, sums: Any) -> Any:
        return types.void(types.uintp, types.intp, types.uintp, types.uintp), _emitting(emit)

    return intrinsic(typed)


def _unpack(values: Values) -> Any:
    """(w, weights): writes a block's 256 weights as float32."""

    def emit(b: Any, w: Any, weights: Any) -> None:
        for k, eight in values(b, w):
            _store(b, eight, weights, 4 * k)

    def typed(context: Any, w: Any, weights: Any) -> Any:
        return types.void(types.uintp, types.uintp), _emitting(emit)

    return intrinsic(typed)


def _dot_tile(values: Values, columns: int) -> Any:
    """(weights (2, 256), x, bytes between rows of x, sums, bytes between rows of sums): adds in the order of `_dot_one`."""
    order = _order(values)

    def emit(b: Any, weights: Any, x: Any, between: Any, sums: Any, apart: Any) -> None:
        places = [[_at(b, sums, b.add(b.mul(apart, ir.Constant(_LONG, r)), ir.Constant(_LONG, 32 * c)))
                   for c in range(columns)] for r in (0, 1)]
        totals = [[_load(b, place, 0, _FLOATS) for place in row] for row in places]
        rows = [_at(b, x, b.mul(between, ir.Constant(_LONG, c))) for c in range(columns)]
        for k in order:
            pair = [_load(b, weights, 4 * BLOCK_WEIGHTS * r + 4 * k, _FLOATS) for r in (0, 1)]
            for c, row in enumerate(rows):
                eight = _load(b, row, 4 * k, _FLOATS)
                for r in (0, 1):
                    totals[r][c] = _multiply_add(b, pair[r], eight, totals[r][c])
        for r in (0, 1):
            for c in range(columns):
                _store(b, totals[r][c], places[r][c], 0)

    def typed(context: Any, weights: Any, x: Any, between: Any, sums: Any, apart: Any) -> Any:
        return types.void(types.uintp, types.uintp, types.intp, types.uintp, types.intp), _emitting(emit)

    return intrinsic(typed)


_one_q4, _one_q6 = _dot_one(_q4_values), _dot_one(_q6_values)
_unpack_q4, _unpack_q6 = _unpack(_q4_values), _unpack(_q6_values)
_tile_q4, _tile_q6 = _dot_tile(_q4_values, _TILE), _dot_tile(_q6_values, _TILE)
_single_q4, _single_q6 = _dot_tile(_q4_values, 1), _dot_tile(_q6_values, 1)


@njit(inline="always")  # type: ignore[untyped-decorator, unused-ignore]
def _total(eight: Any) -> Any:
    return ((eight[0] + eight[4]) + (eight[2] + eight[6])) + ((eight[1] + eight[5]) + (eight[3] + eight[7]))


@njit(parallel=True, nogil=True, cache=True)  # type: ignore[untyped-decorator, unused-ignore]
def _multiply_one(x: Any, w: Any, out: Any, six: bool) -> None:
    rows, row = w.shape
    size = Q6_BYTES if six else Q4_BYTES
    at_x, at_w = x.ctypes.data, w.ctypes.data
    for chunk in prange((rows + 63) // 64):
        sums = np.empty((ROWS_TOGETHER, 8), np.float32)
        at_sums = sums.ctypes.data
        for n in range(64 * chunk, min(rows, 64 * chunk + 64), ROWS_TOGETHER):
            sums[:] = 0
            for block in range(row // size):
                place = at_w + n * row + block * size
                if six:
                    _one_q6(place, row, at_x + block * 4 * BLOCK_WEIGHTS, at_sums)
                else:
                    _one_q4(place, row, at_x + block * 4 * BLOCK_WEIGHTS, at_sums)
            for r in range(ROWS_TOGETHER):
                out[0, n + r] = _total(sums[r])


@njit(inline="always")  # type: ignore[untyped-decorator, unused-ignore]
def _tile(weights: Any, x: Any, between: int, sums: Any, apart: int, six: bool) -> None:
    if six:
        _tile_q6(weights, x, between, sums, apart)
    else:
        _tile_q4(weights, x, between, sums, apart)


@njit(inline="always")  # type: ignore[untyped-decorator, unused-ignore]
def _single(weights: Any, x: Any, between: int, sums: Any, apart: int, six: bool) -> None:
    if six:
        _single_q6(weights, x, between, sums, apart)
    else:
        _single_q4(weights, x, between, sums, apart)


@njit(parallel=True, nogil=True, cache=True)  # type: ignore[untyped-decorator, unused-ignore]
def _multiply_many(x: Any, w: Any, out: Any, six: bool) -> None:
    many, width = x.shape
    rows, row = w.shape
    size = Q6_BYTES if six else Q4_BYTES
    at_x, at_w = x.ctypes.data, w.ctypes.data
    for chunk in prange((rows + 63) // 64):
        weights, sums = np.empty((2, BLOCK_WEIGHTS), np.float32), np.empty((2 * many, 8), np.float32)
        at_weights, at_sums = weights.ctypes.data, sums.ctypes.data
        for n in range(64 * chunk, min(rows, 64 * chunk + 64), 2):
            sums[:] = 0
            for block in range(row // size):
                for r in range(2):
                    place = at_w + (n + r) * row + block * size
                    if six:
                        _unpack_q6(place, at_weights + r * 4 * BLOCK_WEIGHTS)
                    else:
                        _unpack_q4(place, at_weights + r * 4 * BLOCK_WEIGHTS)
                m = 0
                while m < many:
                    place = at_x + 4 * (m * width + block * BLOCK_WEIGHTS)
                    if m + _TILE <= many:
                        _tile(at_weights, place, 4 * width, at_sums + 32 * m, 32 * many, six)
                        m += _TILE
                    else:
                        _single(at_weights, place, 4 * width, at_sums + 32 * m, 32 * many, six)
                        m += 1
            for r in range(2):
                for m in range(many):
                    out[m, n + r] = _total(sums[r * many + m])


def multiply(x: Matrix, blocks: Blocks) -> Matrix:
    """`x @ weights.T` for x of shape (M, K), float32, and weights (N, K) still in their blocks: (N, bytes of a row).

    Q4_K or Q6_K is told by the bytes of a row. N must be a multiple of four. Not for several threads at once.
    Raises ValueError when the shapes do not fit.
    """
    many, width = x.shape
    rows, row = blocks.shape
    sizes = {width // BLOCK_WEIGHTS * Q4_BYTES: False, width // BLOCK_WEIGHTS * Q6_BYTES: True}
    if width % BLOCK_WEIGHTS or rows % ROWS_TOGETHER or row not in sizes:
        raise ValueError(f"no kernel for x {x.shape} and blocks {blocks.shape}")
    out = np.empty((many, rows), np.float32)
    if many:
        kernel = _multiply_one if many == 1 else _multiply_many
        kernel(np.ascontiguousarray(x), blocks, out, sizes[row])
    return out
