using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ProductSpace.Numerics;

/// <summary>4 float32 numbers, 128 bits.</summary>
internal readonly struct FloatLanes128(Vector128<float> value) : IFloatLanes<FloatLanes128>
{
    private readonly Vector128<float> _value = value;

    public static bool IsSupported => Vector128.IsHardwareAccelerated;

    public static int Count => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes128 operator +(FloatLanes128 a, FloatLanes128 b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes128 operator -(FloatLanes128 a, FloatLanes128 b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes128 operator *(FloatLanes128 a, float b) => new(a._value * b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes128 Load(ref float start, int place) =>
        new(Vector128.LoadUnsafe(ref start, (nuint)place));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref float start, int place) => _value.StoreUnsafe(ref start, (nuint)place);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FloatLanes128 Flip(ref uint words, int shift)
    {
        Vector128<uint> sign = Vector128.Create(0x8000_0000u);
        return new(_value ^ ((Vector128.LoadUnsafe(ref words) << shift) & sign).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FloatLanes128 Transform()
    {
        Vector128<float> value = _value;
        value = Vector128.Shuffle(value, Vector128.Create(1, 0, 3, 2))
            + (value ^ Vector128.Create(0f, -0f, 0f, -0f));
        value = Vector128.Shuffle(value, Vector128.Create(2, 3, 0, 1))
            + (value ^ Vector128.Create(0f, 0f, -0f, -0f));
        return new(value);
    }
}
