using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ProductSpace.Numerics;

/// <summary>An exact row that is stored as int16 numbers. Loads read up to 62 bytes past the row.</summary>
internal readonly unsafe struct RoundedRow(short* numbers) : IExactRow
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<short> Load512(int start) => Vector512.Load(numbers + start);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<short> Load256(int start) => Vector256.Load(numbers + start);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<short> Load128(int start) => Vector128.Load(numbers + start);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public short At(int place) => numbers[place];
}
