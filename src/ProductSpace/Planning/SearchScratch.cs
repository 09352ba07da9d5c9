using System.Runtime.CompilerServices;
using ProductSpace.Cells;
using ProductSpace.Graph;
using ProductSpace.Numerics;

namespace ProductSpace.Planning;

/// <summary>All that one search writes; borrowed from <see cref="ScratchPool{T}"/> and used by one thread at a time.</summary>
internal sealed class SearchScratch
{
    public SearchScratch()
    {
        Excluded = new ExclusionList();
        Top = new TopList();
        Scan = new ExactScan(Top, Excluded);
    }

    public PreparedQuery Query { get; } = new();

    public WalkScratch Walk { get; } = new();

    public CellProbe Cells { get; } = new();

    public ExclusionList Excluded { get; }

    public TopList Top { get; }

    public ExactScan Scan { get; }

    /// <summary>Dot products of one block of rows.</summary>
    public int[] Dots { get; } = new int[ExactScan.BlockRows];

    /// <summary>Row numbers of one block.</summary>
    public int[] Rows { get; } = new int[ExactScan.BlockRows];

    /// <summary>Ordinals of the viewed products of a session.</summary>
    public int[] Viewed { get; private set; } = new int[64];

    /// <summary>Numbers of one vector.</summary>
    public float[] Vector { get; private set; } = [];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void EnsureDimension(int dimension)
    {
        Query.EnsureCapacity(dimension);
        if (Vector.Length < dimension)
        {
            Vector = new float[dimension];
        }
    }

    /// <summary>Weights of the viewed products.</summary>
    public float[] Weights { get; private set; } = new float[64];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void EnsureViews(int count)
    {
        if (Viewed.Length < count)
        {
            int length = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)count);
            Viewed = new int[length];
            Weights = new float[length];
        }
    }
}
