using System.Runtime.Intrinsics;

namespace ProductSpace.Numerics;

/// <summary>
/// The int16 numbers of an exact row, whatever bytes they are made from. A struct, so that each kernel is compiled for
/// each form. Loads start at multiples of their width; what they give beyond the row is multiplied by zero.
/// </summary>
internal interface IExactRow
{
    Vector512<short> Load512(int start);

    Vector256<short> Load256(int start);

    Vector128<short> Load128(int start);

    short At(int place);
}
