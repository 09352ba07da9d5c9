using System.Runtime.CompilerServices;

namespace ProductSpace.Numerics;

/// <summary>
/// One float32 number: the form of a machine without vectors, and of what is left at the end of a span.
/// </summary>
internal readonly struct FloatLanesScalar(float value) : IFloatLanes<FloatLanesScalar>
{
    private readonly float _value = value;

    public static int Count => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanesScalar operator +(FloatLanesScalar a, FloatLanesScalar b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanesScalar operator -(FloatLanesScalar a, FloatLanesScalar b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanesScalar operator *(FloatLanesScalar a, float b) => new(a._value * b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanesScalar Load(ref float start, int place) => new(Unsafe.Add(ref start, place));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref float start, int place) => Unsafe.Add(ref start, place) = _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FloatLanesScalar Flip(ref uint words, int shift) =>
        new(BitConverter.UInt32BitsToSingle(
            BitConverter.SingleToUInt32Bits(_value) ^ ((words << shift) & 0x8000_0000u)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FloatLanesScalar Transform() => this;
}
