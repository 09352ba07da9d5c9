namespace ProductSpace.Training.Tables;

/// <summary>What is kept of a learned <see cref="ItemTable"/>, and how the work is done.</summary>
public sealed record ItemTableOptions
{
    /// <summary>Maximum number of entries of a row, at least 1.</summary>
    public int Entries { get; init; } = 100;

    /// <summary>
    /// Minimum number of sessions that hold the pair of an entry, at least 1: an entry seen in fewer is left out. With
    /// 2 and more, no entry shows what a single session did.
    /// </summary>
    public int MinSessions { get; init; } = 1;

    /// <summary>Number of threads, 0 for all processors; does not change the table.</summary>
    public int Threads { get; init; }

    /// <summary>Told the share done, 0 to 1, from several threads; null for nobody.</summary>
    public IProgress<double>? Progress { get; init; }

    /// <summary>Ends the learning.</summary>
    public CancellationToken CancellationToken { get; init; }

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Entries, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MinSessions, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
    }
}
