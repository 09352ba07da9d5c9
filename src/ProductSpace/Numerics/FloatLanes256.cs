using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ProductSpace.Numerics;

/// <summary>8 float32 numbers, 256 bits.</summary>
internal readonly struct FloatLanes256(Vector256<float> value) : IFloatLanes<FloatLanes256>
{
    private readonly Vector256<float> _value = value;

    public static bool IsSupported => Vector256.IsHardwareAccelerated;

    public static int Count => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes256 operator +(FloatLanes256 a, FloatLanes256 b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes256 operator -(FloatLanes256 a, FloatLanes256 b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes256 operator *(FloatLanes256 a, float b) => new(a._value * b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes256 Load(ref float start, int place) =>
        new(Vector256.LoadUnsafe(ref start, (nuint)place));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref float start, int place) => _value.StoreUnsafe(ref start, (nuint)place);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FloatLanes256 Flip(ref uint words, int shift)
    {
        Vector256<uint> sign = Vector256.Create(0x8000_0000u);
        return new(_value ^ ((Vector256.LoadUnsafe(ref words) << shift) & sign).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FloatLanes256 Transform()
    {
        Vector256<float> value = _value;
        value = Vector256.Shuffle(value, Vector256.Create(1, 0, 3, 2, 5, 4, 7, 6))
            + (value ^ Vector256.Create(0f, -0f, 0f, -0f, 0f, -0f, 0f, -0f));
        value = Vector256.Shuffle(value, Vector256.Create(2, 3, 0, 1, 6, 7, 4, 5))
            + (value ^ Vector256.Create(0f, 0f, -0f, -0f, 0f, 0f, -0f, -0f));
        value = Vector256.Shuffle(value, Vector256.Create(4, 5, 6, 7, 0, 1, 2, 3))
            + (value ^ Vector256.Create(0f, 0f, 0f, 0f, -0f, -0f, -0f, -0f));
        return new(value);
    }
}
