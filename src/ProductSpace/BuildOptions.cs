namespace ProductSpace;

/// <summary>Parameters of a build. The defaults suit a shop of ten thousand to some million products.</summary>
public sealed record BuildOptions
{
    /// <summary>
    /// M of HNSW: 2 M neighbors a product on layer 0, M above. 4 to 128; 32 by default, which makes searches three times
    /// shorter than 16 for 128 bytes a product more.
    /// </summary>
    public int M { get; init; } = 32;

    /// <summary>efConstruction of HNSW: nodes kept while a product's neighbors are searched. 8 to 4096.</summary>
    public int EfConstruction { get; init; } = 200;

    /// <summary>Seed of everything random: the same input, parameters and seed give the same bytes.</summary>
    public ulong Seed { get; init; } = 42;

    /// <summary>Threads to use, 0 for all processors; does not show in the file.</summary>
    public int Threads { get; init; }

    /// <summary>What to do with vectors that cannot be compared.</summary>
    public BadVectorPolicy OnBadVector { get; init; }

    /// <summary>
    /// Structures that searches can take; both by default. <see cref="IndexStructures.Cells"/> builds no graph, so that <see cref="M"/> and
    /// <see cref="EfConstruction"/> have nothing to act on.
    /// </summary>
    public IndexStructures Structures { get; init; }

    internal bool HasGraph => Structures != IndexStructures.Cells;

    internal bool HasCells => Structures != IndexStructures.Graph;

    internal void Check()
    {
        if (Structures is < IndexStructures.Both or > IndexStructures.Cells)
        {
            throw new ArgumentOutOfRangeException(nameof(Structures), Structures, "structures must be both, graph or cells");
        }

        if (M is < 4 or > 128)
        {
            throw new ArgumentOutOfRangeException(nameof(M), M, "M must be from 4 to 128");
        }

        if (EfConstruction is < 8 or > 4096)
        {
            throw new ArgumentOutOfRangeException(nameof(EfConstruction), EfConstruction, "efConstruction must be from 8 to 4096");
        }

        if (Threads is < 0 or > 1024)
        {
            throw new ArgumentOutOfRangeException(nameof(Threads), Threads, "threads must be from 0 (all processors) to 1024");
        }
    }
}
