"""Matrix products straight from the quantised blocks of a GGUF file, without unpacking the matrix.

A Q4_K or Q6_K matrix of shape (N, K) is N rows of K / 256 blocks of 144 or 210 bytes, laid out as `gguf.dequantize`
reads them; the tests compare with it. A block's weights are integers times a few scales, so they are multiplied as
integers: `x` is rounded to 16 bits, with one scale for 256 values (an error near 1e-5 of the largest value, a hundredth
of what bfloat16 does), and a whole block is summed without rounding. A pass of a 1.5B model moves 1.1 GB through the
memory bus and not 6 GB.

A row's sum is taken in the same order however many rows `x` has: tokens in one batch give bit for bit what they give
one by one, so that drafting ahead cannot change an answer.

The kernels are built from LLVM's portable vectors by numba (BSD-2), for the processor at hand, and kept in its cache.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final, TypeVar

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
ROWS_TOGETHER: Final = 2
"""The kernels take N in multiples of this."""

_FLOAT, _BYTE, _HALF, _INT, _LONG = ir.FloatType(), ir.IntType(8), ir.IntType(16), ir.IntType(32), ir.IntType(64)
_FLOATS, _INTS, _SHORTS, _WIDE = (
    ir.VectorType(kind, n) for kind, n in ((_FLOAT, 8), (_INT, 8), (_HALF, 16), (_INT, 16))
)
_FOUR_BYTES, _FOUR_INTS = ir.VectorType(_BYTE, 4), ir.VectorType(_INT, 4)
_TILE: Final = 4  # rows of x that share one load of unpacked weights

Block = Callable[[Any, Any], tuple[Iterator[tuple[Any, Any, Any]], Any, Any]]
"""Emits a block: eight groups of 32 weights; the float that they are to be multiplied with; and, where the format has
minimums, the eight floats to subtract per group. A group is its 16 even and its 16 odd weights before scaling, and
eight scales: scale i belongs to weights 2i and 2i + 1 of both.
"""


def _numbers(value: int, like: Any = _SHORTS) -> Any:
    return ir.Constant(like, [value] * like.count)


def _at(b: Any, pointer: Any, offset: Any, kind: Any = _BYTE) -> Any:
    place = offset if isinstance(offset, ir.Value) else ir.Constant(_LONG, offset)
    return b.bitcast(b.gep(pointer, [place]), kind.as_pointer())


def _load(b: Any, pointer: Any, offset: int, kind: Any) -> Any:
    return b.load(_at(b, pointer, offset, kind), align=1)


def _store(b: Any, value: Any, pointer: Any, offset: int) -> None:
    b.store(value, _at(b, pointer, offset, value.type), align=1)


def _lanes(b: Any, vector: Any, lanes: list[int]) -> Any:
    places = ir.Constant(ir.VectorType(_INT, len(lanes)), lanes)
    return b.shuffle_vector(vector, ir.Constant(vector.type, ir.Undefined), places)


def _everywhere(b: Any, number: Any) -> Any:
    return _lanes(b, b.insert_element(ir.Constant(_FLOATS, ir.Undefined), number, ir.Constant(_INT, 0)), [0] * 8)


def _multiply_add(b: Any, x: Any, y: Any, z: Any) -> Any:
    name = "llvm.fma.v8f32"
    known = b.module.globals.get(name)
    return b.call(known or ir.Function(b.module, ir.FunctionType(_FLOATS, [_FLOATS] * 3), name), [x, y, z])


def _pairs_dot(b: Any, x: Any, y: Any) -> Any:
    """Sixteen products of shorts, added in pairs: one instruction on processors that have it."""
    products = b.mul(b.sext(x, _WIDE), b.sext(y, _WIDE))
    return b.add(_lanes(b, products, list(range(0, 16, 2))), _lanes(b, products, list(range(1, 16, 2))))


def _half(b: Any, pointer: Any, offset: int) -> Any:
    """A half as a float by moving its bits: LLVM's own conversion calls a library where the processor has none."""
    bits = b.zext(_load(b, pointer, offset, _HALF), _INT)
    size = b.bitcast(b.shl(b.and_(bits, ir.Constant(_INT, 0x7FFF)), ir.Constant(_INT, 13)), _FLOAT)
    size = b.bitcast(b.fmul(size, ir.Constant(_FLOAT, 2.0**112)), _INT)
    sign = b.shl(b.and_(bits, ir.Constant(_INT, 0x8000)), ir.Constant(_INT, 16))
    return b.bitcast(b.or_(size, sign), _FLOAT)


def _bits(b: Any, shorts: Any, shift: int, mask: int) -> Any:
    """`mask` of the shorts moved right by `shift` (left where it is negative)."""
    if shift:
        shorts = b.lshr(shorts, _numbers(shift)) if shift > 0 else b.shl(shorts, _numbers(-shift))
    return b.and_(shorts, _numbers(mask))


def _q4_block(b: Any, block: Any) -> tuple[Iterator[Any], Any, Any]:
    """Halves d and m, twelve bytes of eight 6-bit scales and eight 6-bit minimums, then 4-bit q: d·scale·q - m·min."""
    low, middle, high = (b.zext(_load(b, block, 4 + 4 * i, _FOUR_BYTES), _FOUR_INTS) for i in range(3))

    def six_bits(first: Any, rest: Any) -> Any:
        top = b.shl(b.lshr(first, _numbers(6, _FOUR_INTS)), _numbers(4, _FOUR_INTS))
        pair = b.and_(first, _numbers(63, _FOUR_INTS)), b.or_(rest, top)
        return b.shuffle_vector(*pair, ir.Constant(_INTS, list(range(8))))

    scales = six_bits(low, b.and_(high, _numbers(15, _FOUR_INTS)))
    lowest = b.sitofp(six_bits(middle, b.lshr(high, _numbers(4, _FOUR_INTS))), _FLOATS)

    def groups() -> Iterator[tuple[Any, Any, Any]]:
        for group in range(8):
            q = _load(b, block, 16 + 32 * (group // 2), _SHORTS)
            even, odd = (_bits(b, q, shift + 4 * (group % 2), 15) for shift in (0, 8))
            yield even, odd, _lanes(b, scales, [group] * 8)

    return groups(), _half(b, block, 0), b.fmul(lowest, _everywhere(b, _half(b, block, 2)))


def _q6_block(b: Any, block: Any) -> tuple[Iterator[Any], Any, Any]:
    """128 bytes of low nibbles, 64 bytes of high pairs of bits, 16 signed scales, a half d: d·scale·(q - 32)."""
    scales = b.sext(_load(b, block, 192, ir.VectorType(_BYTE, 16)), _WIDE)

    def groups() -> Iterator[tuple[Any, Any, Any]]:
        for group in range(8):
            part, quarter = divmod(group, 4)
            low = _load(b, block, 64 * part + 32 * (quarter % 2), _SHORTS)
            high = _load(b, block, 128 + 32 * part, _SHORTS)
            nibbles = (_bits(b, low, shift + 4 * (quarter // 2), 15) for shift in (0, 8))
            tops = (_bits(b, high, shift + 2 * quarter - 4, 48) for shift in (0, 8))
            even, odd = (b.sub(b.or_(*both), _numbers(32)) for both in zip(nibbles, tops, strict=True))
            yield even, odd, _lanes(b, scales, [2 * group] * 4 + [2 * group + 1] * 4)

    return groups(), _half(b, block, 208), None


class _Sum:
    """The running sum of one row of weights with one row of `x` over a block.

    Whole numbers are added for half a block: 128 products of 13 and 16 bits in eight lanes just fit ints.
    """

    def __init__(self) -> None:
        self._whole: Any = None
        self._halves: list[Any] = []

    def add(self, b: Any, group: int, products: Any) -> None:
        self._whole = products if group % 4 == 0 else b.add(self._whole, products)
        if group % 4 == 3:
            self._halves.append(b.sitofp(self._whole, _FLOATS))

    def onto(self, b: Any, place: Any, factor: Any, lowest: Any | None, groups: Any) -> None:
        """Add the block's sum to the eight floats at `place`."""
        total = _multiply_add(b, b.fadd(*self._halves), _everywhere(b, factor), _load(b, place, 0, _FLOATS))
        if lowest is not None:
            total = _multiply_add(b, b.fneg(lowest), _load(b, groups, 0, _FLOATS), total)
        _store(b, total, place, 0)


def _emitting(emit: Callable[[Any, list[Any]], None]) -> Callable[..., Any]:
    def generate(context: Any, b: Any, signature: Any, arguments: Any) -> Any:  # noqa: ARG001 - numba names the arguments
        emit(b, [b.inttoptr(address, _BYTE.as_pointer()) for address in arguments])
        return context.get_dummy_value()

    return generate


def _dot_one(block: Block) -> Any:
    """(a block of one row, of the next row, x, its scale, its groups' sums, totals (2, 8)): both rows times one x."""

    def emit(b: Any, at: list[Any]) -> None:
        first, second, x, scale, groups, totals = at
        rows = [block(b, first), block(b, second)]
        sums = [_Sum(), _Sum()]
        for group, pair in enumerate(zip(rows[0][0], rows[1][0], strict=True)):
            halves = [_load(b, x, 64 * group + 32 * odd, _SHORTS) for odd in (0, 1)]
            for total, (even, odd, scales) in zip(sums, pair, strict=True):
                products = b.add(_pairs_dot(b, even, halves[0]), _pairs_dot(b, odd, halves[1]))
                total.add(b, group, b.mul(products, scales))
        for r, (_, size, lowest) in enumerate(rows):
            factor = b.fmul(size, _load(b, scale, 0, _FLOAT))
            sums[r].onto(b, _at(b, totals, 32 * r), factor, lowest, groups)

    # numba reads how many addresses there are from the names
    def typed(_c: Any, _one: Any, _two: Any, _x: Any, _scale: Any, _groups: Any, _totals: Any) -> Any:
        return types.void(*[types.uintp] * 6), _emitting(emit)

    return intrinsic(typed)


def _unpack(block: Block) -> Any:
    """(a block, weights, size, lowest): writes its 256 whole weights, its float and its eight minimums."""

    def emit(b: Any, at: list[Any]) -> None:
        packed, weights, size, lowest = at
        groups, factor, minimums = block(b, packed)
        for group, (even, odd, scales) in enumerate(groups):
            scale = b.trunc(_lanes(b, scales, [lane // 2 for lane in range(16)]), _SHORTS)
            _store(b, b.mul(even, scale), weights, 64 * group)
            _store(b, b.mul(odd, scale), weights, 64 * group + 32)
        _store(b, factor, size, 0)
        if minimums is not None:
            _store(b, minimums, lowest, 0)

    def typed(_c: Any, _packed: Any, _weights: Any, _size: Any, _lowest: Any) -> Any:
        return types.void(*[types.uintp] * 4), _emitting(emit)

    return intrinsic(typed)


def _dot_tile(columns: int, *, minimums: bool) -> Any:
    """(weights (2, 256), sizes (2,), lowest (2, 8), x, scales, groups' sums, totals (columns, 2, 8))."""

    def emit(b: Any, at: list[Any]) -> None:
        weights, sizes, lowest, x, scales, groups, totals = at
        sums = [[_Sum(), _Sum()] for _ in range(columns)]
        for group in range(8):
            places = (64 * group, 64 * group + 32)
            pair = [[_load(b, weights, 2 * BLOCK_WEIGHTS * r + place, _SHORTS) for place in places] for r in (0, 1)]
            for c in range(columns):
                even, odd = (_load(b, x, 2 * BLOCK_WEIGHTS * c + place, _SHORTS) for place in places)
                for r in (0, 1):
                    products = b.add(_pairs_dot(b, pair[r][0], even), _pairs_dot(b, pair[r][1], odd))
                    sums[c][r].add(b, group, products)
        for r in (0, 1):
            size = _load(b, sizes, 4 * r, _FLOAT)
            least = _load(b, lowest, 32 * r, _FLOATS) if minimums else None
            for c in range(columns):
                factor = b.fmul(size, _load(b, scales, 4 * c, _FLOAT))
                sums[c][r].onto(b, _at(b, totals, 64 * c + 32 * r), factor, least, _at(b, groups, 32 * c))

    # numba reads how many addresses there are from the names
    def typed(_c: Any, _w: Any, _d: Any, _m: Any, _x: Any, _s: Any, _g: Any, _t: Any) -> Any:
        return types.void(*[types.uintp] * 7), _emitting(emit)

    return intrinsic(typed)


_one_q4, _one_q6 = _dot_one(_q4_block), _dot_one(_q6_block)
_unpack_q4, _unpack_q6 = _unpack(_q4_block), _unpack(_q6_block)
_tile_q4, _tile_q6 = _dot_tile(_TILE, minimums=True), _dot_tile(_TILE, minimums=False)
_single_q4, _single_q6 = _dot_tile(1, minimums=True), _dot_tile(1, minimums=False)


Function = TypeVar("Function", bound=Callable[..., object])


def _compiled(function: Function) -> Function:
    compiled: Function = njit(nogil=True, cache=True)(function)
    return compiled


def _parallel(function: Function) -> Function:
    compiled: Function = njit(parallel=True, nogil=True, cache=True)(function)
    return compiled


def _inlined(function: Function) -> Function:
    compiled: Function = njit(inline="always")(function)
    return compiled


@_compiled
def _rounded(x: Any) -> Any:
    """(M, K) float32 to 16-bit values (K/256, M, 256), their scales (K/256, M) and sums per group (K/256, M, 8).

    A group's even values come before its odd ones, as the weights do.
    """
    many, width = x.shape
    blocks = width // BLOCK_WEIGHTS
    values = np.empty((blocks, many, BLOCK_WEIGHTS), np.int16)
    scales, groups = np.empty((blocks, many), np.float32), np.empty((blocks, many, 8), np.float32)
    for block in range(blocks):
        for m in range(many):
            row = x[m, block * BLOCK_WEIGHTS : (block + 1) * BLOCK_WEIGHTS]
            largest = np.float32(0)
            for k in range(BLOCK_WEIGHTS):
                largest = max(largest, abs(row[k]))
            scale = largest / np.float32(32767)
            inverse = np.float32(32767) / largest if largest > 0 else np.float32(0)
            scales[block, m] = scale
            for group in range(8):
                whole = np.int32(0)
                for k in range(32):
                    value = np.int16(np.rint(row[32 * group + k] * inverse))
                    values[block, m, 32 * group + 16 * (k % 2) + k // 2] = value
                    whole += value
                groups[block, m, group] = np.float32(whole) * scale
    return values, scales, groups


@_inlined
def _total(eight: Any) -> Any:
    return ((eight[0] + eight[4]) + (eight[2] + eight[6])) + ((eight[1] + eight[5]) + (eight[3] + eight[7]))


@_parallel
def _multiply_one(x: Any, w: Any, six: bool, out: Any) -> None:
    values, scales, groups = x
    rows, row = w.shape
    size = Q6_BYTES if six else Q4_BYTES
    at_w, at_x, at_scales, at_groups = w.ctypes.data, values.ctypes.data, scales.ctypes.data, groups.ctypes.data
    for chunk in prange((rows + 63) // 64):
        totals = np.empty((2, 8), np.float32)
        at_totals = totals.ctypes.data
        for n in range(64 * chunk, min(rows, 64 * chunk + 64), 2):
            totals[:] = 0
            for block in range(row // size):
                place = at_w + n * row + block * size
                at = at_x + 2 * BLOCK_WEIGHTS * block, at_scales + 4 * block, at_groups + 32 * block
                if six:
                    _one_q6(place, place + row, at[0], at[1], at[2], at_totals)
                else:
                    _one_q4(place, place + row, at[0], at[1], at[2], at_totals)
            out[0, n], out[0, n + 1] = _total(totals[0]), _total(totals[1])


@_inlined
def _tiles(w: Any, x: Any, totals: int, left: int, six: bool) -> int:
    """Multiply an unpacked pair of rows with the next of `left` rows of `x`; returns how many."""
    if left >= _TILE:
        if six:
            _tile_q6(w[0], w[1], w[2], x[0], x[1], x[2], totals)
        else:
            _tile_q4(w[0], w[1], w[2], x[0], x[1], x[2], totals)
        return _TILE
    if six:
        _single_q6(w[0], w[1], w[2], x[0], x[1], x[2], totals)
    else:
        _single_q4(w[0], w[1], w[2], x[0], x[1], x[2], totals)
    return 1


@_parallel
def _multiply_many(x: Any, w: Any, six: bool, out: Any) -> None:
    values, scales, groups = x
    many = values.shape[1]
    rows, row = w.shape
    size = Q6_BYTES if six else Q4_BYTES
    at_w, at_x, at_scales, at_groups = w.ctypes.data, values.ctypes.data, scales.ctypes.data, groups.ctypes.data
    for chunk in prange((rows + 63) // 64):
        weights, sizes = np.empty((2, BLOCK_WEIGHTS), np.int16), np.empty(2, np.float32)
        lowest, totals = np.empty((2, 8), np.float32), np.empty((many, 2, 8), np.float32)
        pair = (weights.ctypes.data, sizes.ctypes.data, lowest.ctypes.data)
        at_totals = totals.ctypes.data
        for n in range(64 * chunk, min(rows, 64 * chunk + 64), 2):
            totals[:] = 0
            for block in range(row // size):
                for r in range(2):
                    place = at_w + (n + r) * row + block * size
                    if six:
                        _unpack_q6(place, pair[0] + 2 * BLOCK_WEIGHTS * r, pair[1] + 4 * r, pair[2] + 32 * r)
                    else:
                        _unpack_q4(place, pair[0] + 2 * BLOCK_WEIGHTS * r, pair[1] + 4 * r, pair[2] + 32 * r)
                m = 0
                while m < many:
                    first = block * many + m
                    at = at_x + 2 * BLOCK_WEIGHTS * first, at_scales + 4 * first, at_groups + 32 * first
                    m += _tiles(pair, at, at_totals + 64 * m, many - m, six)
            for m in range(many):
                out[m, n], out[m, n + 1] = _total(totals[m, 0]), _total(totals[m, 1])


def multiply(x: Matrix, blocks: Blocks) -> Matrix:
    """`x @ weights.T` for x of shape (M, K), float32, and weights (N, K) still in their blocks: (N, bytes of a row).

    Q4_K or Q6_K is told by the bytes of a row. N must be even. Not for several threads at once.
    Raises ValueError when the shapes do not fit.
    """
    many, width = x.shape
    rows, row = blocks.shape
    sizes = {width // BLOCK_WEIGHTS * Q4_BYTES: False, width // BLOCK_WEIGHTS * Q6_BYTES: True}
    if width % BLOCK_WEIGHTS or rows % ROWS_TOGETHER or row not in sizes:
        raise ValueError(f"no kernel for x {x.shape} and blocks {blocks.shape}")
    out = np.empty((many, rows), np.float32)
    if many:
        kernel: Any = _multiply_one if many == 1 else _multiply_many
        kernel(_rounded(np.ascontiguousarray(x)), blocks, sizes[row], out)
    return out
