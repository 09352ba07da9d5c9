using System.Runtime.Intrinsics;

namespace ProductSpace.Numerics;

/// <summary>Scalar form of <see cref="CodeDot"/>, the reference for the others.</summary>
internal static unsafe class CodeDotScalar
{
    public static Vector128<int> Four(byte* a, byte* b, byte* c, byte* d, sbyte* query, int bytes) =>
        Vector128.Create(One(a, query, bytes), One(b, query, bytes), One(c, query, bytes), One(d, query, bytes));

    public static int One(byte* row, sbyte* query, int bytes)
    {
        int sum = 0;
        for (int i = 0; i < bytes; i++)
        {
            sum += row[i] * query[i];
        }

        return sum;
    }
}
