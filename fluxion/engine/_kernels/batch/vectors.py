"""The compiled form of `lanes`: one LLVM vector for the numbers of a block.

Importing this module teaches the compiler what the functions and operators of `lanes` mean. Sums and products carry the
flags that allow fusing, and none that would change the meaning of NaN or infinity.
"""

import operator

from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic, models, overload, register_model

from fluxion.engine._kernels.batch import lanes
from fluxion.engine._kernels.batch.lanes import CENTRE, ENTRIES, LANES, LEAST_SQUARE, ONE_BITS, WIDE

_FLOAT = ir.FloatType()
_INT = ir.IntType(32)
_VECTOR = ir.VectorType(_FLOAT, LANES)
_INTS = ir.VectorType(_INT, LANES)
_BITS = ir.VectorType(ir.IntType(1), LANES)
_BYTES = 4 * LANES
_ALL = range(LANES)


class LanesType(types.Type):
    """Numba's name of numbers side by side."""

    def __init__(self) -> None:
        super().__init__(name=f"Lanes({LANES})")


class MaskType(types.Type):
    """Numba's name of truth values side by side."""

    def __init__(self) -> None:
        super().__init__(name=f"Mask({LANES})")


lanes_type, mask_type = LanesType(), MaskType()


@register_model(LanesType)
class _LanesModel(models.PrimitiveModel):
    def __init__(self, manager, numba_type):
        super().__init__(manager, numba_type, _VECTOR)


@register_model(MaskType)
class _MaskModel(models.PrimitiveModel):
    def __init__(self, manager, numba_type):
        super().__init__(manager, numba_type, _BITS)


def _is_lanes(value):
    return isinstance(value, LanesType)


def _is_number(value):
    return isinstance(value, (types.Float, types.Integer))


def _to_float32(context, builder, value, numba_type):
    return context.cast(builder, value, numba_type, types.float32)


def _broadcast(builder, number):
    first = builder.insert_element(ir.Constant(_VECTOR, ir.Undefined), number, ir.Constant(_INT, 0))
    return builder.shuffle_vector(first, ir.Constant(_VECTOR, ir.Undefined), _places([0] * LANES))


def _places(numbers):
    return ir.Constant(ir.VectorType(_INT, len(numbers)), [ir.Constant(_INT, i) for i in numbers])


def _row_pointer(context, builder, array_type, array, index, index_type):
    data = context.make_array(array_type)(context, builder, array).data
    offset = context.cast(builder, index, index_type, types.intp)
    row = builder.mul(offset, ir.Constant(offset.type, LANES))
    return builder.bitcast(builder.gep(data, [row]), _VECTOR.as_pointer())


def _is_rows(array):
    return isinstance(array, types.Array) and array.dtype == types.float32 and array.ndim == 2 and array.layout == "C"


@intrinsic
def _load(typing_context, array, index):
    if not (_is_rows(array) and isinstance(index, types.Integer)):
        return None

    def generate(context, builder, signature, args):
        pointer = _row_pointer(context, builder, signature.args[0], args[0], args[1], signature.args[1])
        return builder.load(pointer, align=_BYTES)

    return lanes_type(array, index), generate


@intrinsic
def _store(typing_context, array, index, lanes):
    if not (_is_rows(array) and isinstance(index, types.Integer) and _is_lanes(lanes)):
        return None

    def generate(context, builder, signature, args):
        pointer = _row_pointer(context, builder, signature.args[0], args[0], args[1], signature.args[1])
        builder.store(args[2], pointer, align=_BYTES)
        return context.get_dummy_value()

    return types.void(array, index, lanes), generate


@intrinsic
def _entry(typing_context, table, place):
    is_table = isinstance(table, types.Array) and table.dtype == types.int32 and table.ndim == 1
    if not (is_table and table.layout == "C" and isinstance(place, types.Integer)):
        return None

    def generate(context, builder, signature, args):
        data = context.make_array(signature.args[0])(context, builder, args[0]).data
        i = context.cast(builder, args[1], signature.args[1], types.intp)
        # Without the test for negative places that indexing brings along.
        return builder.sext(builder.load(builder.gep(data, [i])), i.type)

    return types.intp(table, place), generate


@intrinsic
def _splat(typing_context, number):
    if not _is_number(number):
        return None

    def generate(context, builder, signature, args):
        return _broadcast(builder, _to_float32(context, builder, args[0], signature.args[0]))

    return lanes_type(number), generate


def _may_meet(a, b):
    # Two groups of lanes, or one and a plain number, which then counts for every lane.
    return (_is_lanes(a) or _is_lanes(b)) and all(_is_lanes(v) or _is_number(v) for v in (a, b))


def _as_lanes(context, builder, values, kinds):
    return [
        value if _is_lanes(kind) else _broadcast(builder, _to_float32(context, builder, value, kind))
        for value, kind in zip(values, kinds)
    ]


def _binary(emit, result=lanes_type):
    @intrinsic
    def operation(typing_context, a, b):
        if not _may_meet(a, b):
            return None

        def generate(context, builder, signature, args):
            return emit(builder, *_as_lanes(context, builder, args, signature.args))

        return result(a, b), generate

    return operation


def _comparison(word):
    return _binary(lambda builder, a, b: builder.fcmp_ordered(word, a, b), mask_type)


_FUSE = ("contract", "nsz")
_add = _binary(lambda builder, a, b: builder.fadd(a, b, flags=_FUSE))
_sub = _binary(lambda builder, a, b: builder.fsub(a, b, flags=_FUSE))
_mul = _binary(lambda builder, a, b: builder.fmul(a, b, flags=_FUSE))
_div = _binary(lambda builder, a, b: builder.fdiv(a, b))
_smaller = _binary(lambda builder, a, b: builder.select(builder.fcmp_ordered("<", a, b), a, b))
_larger = _binary(lambda builder, a, b: builder.select(builder.fcmp_ordered(">", a, b), a, b))
_less, _greater = _comparison("<"), _comparison(">")
_at_most, _at_least = _comparison("<="), _comparison(">=")


def _unary(emit):
    @intrinsic
    def operation(typing_context, a):
        if not _is_lanes(a):
            return None

        def generate(context, builder, signature, args):
            return emit(context, builder, args[0])

        return lanes_type(a), generate

    return operation


def _call(builder, name, result, args):
    kind = ir.FunctionType(result, [arg.type for arg in args])
    function = builder.module.globals.get(name) or ir.Function(builder.module, kind, name)
    return builder.call(function, args)


def _constant(value):
    return ir.Constant(_VECTOR, [ir.Constant(_FLOAT, value)] * LANES)


def _by_sixteens(builder, value, operation):
    # An operation of the hardware on one wide register, for one part of the lanes after the other.
    found = ir.Constant(_VECTOR, ir.Undefined)
    for first in range(0, LANES, 16):
        none = ir.Constant(value.type, ir.Undefined)
        part = operation(builder.shuffle_vector(value, none, _places(range(first, first + 16))))
        spread = builder.shuffle_vector(part, ir.Constant(part.type, ir.Undefined), _places([i % 16 for i in _ALL]))
        kept = [LANES + i if first <= i < first + 16 else i for i in _ALL]
        found = builder.shuffle_vector(found, spread, _places(kept))
    return found


def _from_table(builder, name, a):
    # The hardware's look-up of a reciprocal or an inverse root, good to 14 bits.
    kind = ir.VectorType(_FLOAT, 16)
    rest = [ir.Constant(kind, [ir.Constant(_FLOAT, 0.0)] * 16), ir.Constant(ir.IntType(16), -1)]
    operation = f"llvm.x86.avx512.{name}14.ps.512"
    return _by_sixteens(builder, a, lambda part: _call(builder, operation, kind, [part, *rest]))


def _emit_reciprocal(context, builder, a):
    if not WIDE:
        # Narrow registers divide as fast as they look up and refine.
        return builder.fdiv(_constant(1.0), a)
    guess = _from_table(builder, "rcp", a)
    # One step of Newton doubles the bits.
    error = builder.fsub(_constant(1.0), builder.fmul(a, guess, flags=_FUSE), flags=_FUSE)
    return builder.fadd(guess, builder.fmul(guess, error, flags=_FUSE), flags=_FUSE)


def _emit_root(context, builder, a):
    if not WIDE:
        return _call(builder, f"llvm.sqrt.v{LANES}f32", _VECTOR, [a])
    # The root of zero is reached through a division.
    a = builder.select(builder.fcmp_ordered("<", a, _constant(LEAST_SQUARE)), _constant(LEAST_SQUARE), a)
    guess = _from_table(builder, "rsqrt", a)
    root, half = builder.fmul(a, guess, flags=_FUSE), builder.fmul(guess, _constant(0.5), flags=_FUSE)
    error = builder.fsub(a, builder.fmul(root, root, flags=_FUSE), flags=_FUSE)
    return builder.fadd(root, builder.fmul(half, error, flags=_FUSE), flags=_FUSE)


_magnitude = _unary(lambda context, builder, a: _call(builder, f"llvm.fabs.v{LANES}f32", _VECTOR, [a]))
_negative = _unary(lambda context, builder, a: builder.fneg(a))
_reciprocal, _root = _unary(_emit_reciprocal), _unary(_emit_root)


def _looked_up(builder, row, index):
    # row[index], lane by lane.
    if WIDE:
        kind = ir.VectorType(_FLOAT, ENTRIES)
        entries = builder.load(builder.bitcast(row, kind.as_pointer()), align=4)
        operation = "llvm.x86.avx512.permvar.sf.512"
        return _by_sixteens(builder, index, lambda part: _call(builder, operation, kind, [entries, part]))
    found = ir.Constant(_VECTOR, ir.Undefined)
    for lane in range(LANES):
        place = builder.extract_element(index, ir.Constant(_INT, lane))
        found = builder.insert_element(found, builder.load(builder.gep(row, [place])), ir.Constant(_INT, lane))
    return found


@intrinsic
def _interpolated(typing_context, table, row, place):
    if not (_is_rows(table) and isinstance(row, types.Integer) and _is_lanes(place)):
        return None

    def generate(context, builder, signature, args):
        data = context.make_array(signature.args[0])(context, builder, args[0]).data
        number = context.cast(builder, args[1], signature.args[1], types.intp)
        entries = builder.gep(data, [builder.mul(number, ir.Constant(number.type, ENTRIES))])
        held = builder.select(builder.fcmp_ordered(">", args[2], _constant(0.0)), args[2], _constant(0.0))
        top = _constant(ENTRIES - 1.001)
        held = builder.select(builder.fcmp_ordered("<", held, top), held, top)
        low = builder.fptosi(held, _INTS)
        share = builder.fsub(held, builder.sitofp(low, _VECTOR), flags=_FUSE)
        first = _looked_up(builder, entries, low)
        step = builder.fsub(_looked_up(builder, entries, builder.add(low, _places([1] * LANES))), first, flags=_FUSE)
        return builder.fadd(first, builder.fmul(share, step, flags=_FUSE), flags=_FUSE)

    return lanes_type(table, row, place), generate


@intrinsic
def _power_guess(typing_context, a, exponent):
    if not (_is_lanes(a) and isinstance(exponent, types.Float)):
        return None

    def generate(context, builder, signature, args):
        scale = _to_float32(context, builder, args[1], signature.args[1])
        rest = builder.fsub(ir.Constant(_FLOAT, 1.0), scale)
        shift = builder.fsub(builder.fmul(rest, ir.Constant(_FLOAT, ONE_BITS)), ir.Constant(_FLOAT, CENTRE))
        bits = builder.sitofp(builder.bitcast(args[0], _INTS), _VECTOR)
        scaled = builder.fmul(bits, _broadcast(builder, scale), flags=_FUSE)
        scaled = builder.fadd(scaled, _broadcast(builder, shift), flags=_FUSE)
        return builder.bitcast(builder.fptosi(scaled, _INTS), _VECTOR)

    return lanes_type(a, exponent), generate


@intrinsic
def _chosen(typing_context, mask, a, b):
    if not (isinstance(mask, MaskType) and all(_is_lanes(v) or _is_number(v) for v in (a, b))):
        return None

    def generate(context, builder, signature, args):
        return builder.select(args[0], *_as_lanes(context, builder, args[1:], signature.args[1:]))

    return lanes_type(mask, a, b), generate


@intrinsic
def _both(typing_context, a, b):
    if not (isinstance(a, MaskType) and isinstance(b, MaskType)):
        return None

    def generate(context, builder, signature, args):
        return builder.and_(*args)

    return mask_type(a, b), generate


_OPTIONS = {"forceinline": True, "_nrt": False}


def _give(function, operation, count):
    # The compiled form of a function or operator on lanes.
    def one(a):
        return (lambda a: operation(a)) if _is_lanes(a) else None

    def two(a, b):
        mine = _is_lanes(a) or _is_lanes(b) or isinstance(a, MaskType)
        return (lambda a, b: operation(a, b)) if mine else None

    overload(function, jit_options=_OPTIONS)(one if count == 1 else two)


for _function, _operation in (
    (operator.add, _add),
    (operator.sub, _sub),
    (operator.mul, _mul),
    (operator.truediv, _div),
    (operator.lt, _less),
    (operator.gt, _greater),
    (operator.le, _at_most),
    (operator.ge, _at_least),
    (lanes.smaller, _smaller),
    (lanes.larger, _larger),
    (lanes.both, _both),
    (lanes.power_guess, _power_guess),
):
    _give(_function, _operation, 2)
for _single, _operation in (
    (operator.neg, _negative),
    (lanes.magnitude, _magnitude),
    (lanes.reciprocal, _reciprocal),
    (lanes.root, _root),
):
    _give(_single, _operation, 1)


@overload(lanes.entry, jit_options=_OPTIONS)
def _entry_compiled(table, i):
    return lambda table, i: _entry(table, i)


@overload(lanes.load, jit_options=_OPTIONS)
def _load_compiled(array, i):
    return lambda array, i: _load(array, i)


@overload(lanes.store, jit_options=_OPTIONS)
def _store_compiled(array, i, lanes):
    return lambda array, i, lanes: _store(array, i, lanes)


@overload(lanes.add, jit_options=_OPTIONS)
def _add_compiled(array, i, lanes):
    return lambda array, i, lanes: _store(array, i, _load(array, i) + lanes)


@overload(lanes.splat, jit_options=_OPTIONS)
def _splat_compiled(number):
    return lambda number: _splat(number)


@overload(lanes.chosen, jit_options=_OPTIONS)
def _chosen_compiled(mask, a, b):
    return lambda mask, a, b: _chosen(mask, a, b)


@overload(lanes.interpolated, jit_options=_OPTIONS)
def _interpolated_compiled(table, row, place):
    return lambda table, row, place: _interpolated(table, row, place)
