using ProductSpace.Numerics;
using ProductSpace.Storage;

namespace ProductSpace.Snapshot;

/// <summary>
/// Codes in the range that all instruction sets agree on, and short codes that follow from the codes of their rows.
/// </summary>
internal sealed class CodeVerifier(SnapshotSections sections)
{
    /// <summary>Codes above 127 would overflow in one instruction set and not in another.</summary>
    public void CheckRange(CodeRows codes, int dimension, uint section)
    {
        for (int row = 0; row < codes.Count; row++)
        {
            ReadOnlySpan<byte> code = codes.Row(row);
            if (code[..dimension].IndexOfAnyInRange((byte)128, byte.MaxValue) >= 0
                || code[dimension..].IndexOfAnyExcept((byte)0) >= 0)
            {
                throw sections.Fault(section, $"the codes of row {row} are out of range");
            }
        }
    }

    /// <summary>The short codes of a row are those that its codes and the axes make.</summary>
    public void CheckNavigation(SpaceView view, Navigation navigation, int space)
    {
        int dimension = view.Model.Dimension;
        CheckRange(navigation.Axes, dimension, SectionId.OfSpace(space, SectionId.NavigationAxes));
        sbyte[] codes = new sbyte[view.Codes.Stride];
        int[] numbers = new int[navigation.Dimension];
        byte[] expected = new byte[navigation.Stride];
        for (int row = 0; row < view.Count; row++)
        {
            int sum = view.Codes.ToSigned(row, dimension, codes);
            navigation.Project(codes, sum, numbers);
            navigation.Encode(numbers, expected);
            if (!view.Base.Codes.Row(row).SequenceEqual(expected))
            {
                throw sections.Fault(
                    SectionId.OfSpace(space, SectionId.ShortCodes),
                    $"the short codes of row {row} are not those of its codes");
            }
        }
    }
}
