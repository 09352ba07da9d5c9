namespace ProductSpace.Storage;

/// <summary>
/// One measured point of walks that end by themselves, as it stands in the file: what is found, at which cost, where a
/// walk ends once the table of misses says no more than <see cref="Allowed"/>.
/// </summary>
internal struct WalkStopRow : IMeasuredRow
{
    public int Kind;
    public int K;

    /// <summary>Share of the k nearest that may be missing by the table, in 65535ths.</summary>
    public int Allowed;

    /// <summary>Step of the gap from which on a walk ends in any state.</summary>
    public int Reach;

    /// <summary>Borders of how near the k-th nearest is: 1 - similarity in 32,768ths, ascending.</summary>
    public int NearSecond;
    public int NearThird;
    public int NearFourth;

    /// <summary>
    /// Recall that is reached, in 65535ths, as a share of what the longest walks find: the mean over all families of
    /// queries, and at most .005 more than that of the family that finds least.
    /// </summary>
    public int Recall;

    /// <summary>Mean number of vectors scored by the family in the middle.</summary>
    public int Scored;

    /// <summary>Mean share that the table says is missing at the end, in 65535ths, over all families.</summary>
    public int Predicted;

    /// <summary>Mean share that is missing at the end, in 65535ths, over all families.</summary>
    public int Missed;

    /// <inheritdoc/>
    public readonly bool IsSound =>
        CalibrationRow.MeasuredK.Contains(K) && Kind is >= 0 and < CalibrationRow.Kinds
        && Allowed is >= 0 and <= ushort.MaxValue && Reach >= 0 && NearSecond <= NearThird && NearThird <= NearFourth
        && Scored >= 0 && Predicted >= 0 && Missed >= 0;
}
