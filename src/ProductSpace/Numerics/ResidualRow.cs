using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ProductSpace.Numerics;

/// <summary>
/// An exact row that is put together from its 7-bit codes and nine bits of what they lost: a byte with the upper eight
/// of each number, then the lowest ones, eight numbers to a byte. A number is code * 512 + residual, less what stands
/// for zero, and fits int16 whatever a forged file says, because all forms drop the upper bits alike. Loads read up to
/// 31 bytes past the numbers.
/// </summary>
internal readonly unsafe struct ResidualRow(byte* codes, byte* residual, int dimension) : IExactRow
{
    /// <summary>What the stored bits of the value 0 amount to.</summary>
    public const int Zero = (CodeRows.Zero * ResidualRows.UnitsOfStep) + (ResidualRows.UnitsOfStep / 2);

    private readonly byte* _bits = residual + dimension;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<short> Load512(int start)
    {
        Debug.Assert(start % 32 == 0);
        Vector512<short> words = (Avx512BW.ConvertToVector512Int16(Vector256.Load(codes + start)) << 8)
            | Avx512BW.ConvertToVector512Int16(Vector256.Load(residual + start));
        ushort* bits = (ushort*)(_bits + (start / 8));
        Vector256<short> select = Vector256.Create(
            1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, short.MinValue);
        Vector512<short> selects = Vector512.Create(select, select);
        Vector512<short> set = Vector512.Equals(
            Vector512.Create(Vector256.Create((short)bits[0]), Vector256.Create((short)bits[1])) & selects, selects);
        return words + words - set - Vector512.Create(unchecked((short)Zero));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<short> Load256(int start)
    {
        Debug.Assert(start % 16 == 0);
        Vector256<short> words = (Avx2.ConvertToVector256Int16(codes + start) << 8)
            | Avx2.ConvertToVector256Int16(residual + start);
        Vector256<short> select = Vector256.Create(
            1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, short.MinValue);
        Vector256<short> set = Vector256.Equals(
            Vector256.Create(*(short*)(_bits + (start / 8))) & select, select);
        return words + words - set - Vector256.Create(unchecked((short)Zero));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<short> Load128(int start)
    {
        Debug.Assert(start % 8 == 0);
        Vector128<short> upper = Vector128.WidenLower(
            Vector128.CreateScalarUnsafe(*(ulong*)(residual + start)).AsByte()).AsInt16();
        Vector128<short> words = Vector128.WidenLower(
            Vector128.CreateScalarUnsafe(*(ulong*)(codes + start)).AsByte()).AsInt16() << 8;
        words |= upper;
        Vector128<short> select = Vector128.Create(1, 2, 4, 8, 16, 32, 64, 128);
        Vector128<short> set = Vector128.Equals(Vector128.Create((short)_bits[start / 8]) & select, select);
        return words + words - set - Vector128.Create(unchecked((short)Zero));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public short At(int place)
    {
        int bit = (_bits[place / 8] >> (place % 8)) & 1;
        return (short)((codes[place] << ResidualRows.Bits) + (residual[place] << 1) + bit - Zero);
    }
}
