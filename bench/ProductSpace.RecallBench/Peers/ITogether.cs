namespace ProductSpace.RecallBench.Peers;

/// <summary>A method whose queries can be asked by several threads at once.</summary>
internal interface ITogether : ISearchMethod
{
    /// <summary>Whether it can: not every driver does.</summary>
    bool CanAskTogether { get; }

    /// <summary>Wall microseconds of a pass, divided by its queries, asked by so many threads that share one counter.</summary>
    double WallMicroseconds(int setting, int threads);
}
