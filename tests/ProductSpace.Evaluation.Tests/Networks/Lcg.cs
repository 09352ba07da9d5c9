using ProductSpace.Evaluation.Networks.Layers;

namespace ProductSpace.Evaluation.Tests.Networks;

/// <summary>Knuth's MMIX generator: numbers that a program in any language can compute, too.</summary>
internal sealed class Lcg(ulong seed)
{
    private ulong _state = seed;

    public int Below(int bound) => (int)(Bits() % (ulong)bound);

    public void Fill<T>(Span<T> weights)
        where T : System.Numerics.IFloatingPointIeee754<T>
    {
        foreach (ref T weight in weights)
        {
            weight = T.CreateTruncating(((Bits() / (double)(1L << 31) * 2) - 1) * .25);
        }
    }

    /// <summary>Fills all columns of each row but the last one, which is the bias.</summary>
    public void FillBiased<T>(RowParameter<T> rows)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        for (int i = 0; i < rows.Rows; i++)
        {
            Fill(rows.Row(i)[..^1]);
            rows.Row(i)[^1] = T.Zero;
        }
    }

    private ulong Bits()
    {
        _state = unchecked((_state * 6364136223846793005) + 1442695040888963407);
        return _state >> 33;
    }
}
