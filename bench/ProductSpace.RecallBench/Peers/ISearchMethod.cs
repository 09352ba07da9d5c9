namespace ProductSpace.RecallBench.Peers;

/// <summary>A way to answer the queries of the run, one thread, one query after another: one curve.</summary>
internal interface ISearchMethod
{
    /// <summary>Family and variant: unique in a run.</summary>
    string Name { get; }

    /// <summary>The engine: curves of one engine that differ by a variant only are judged by the best of them too.</summary>
    string Family { get; }

    /// <summary>What tells this curve from the others of its family, as "M=24"; null where there is one only.</summary>
    string? Variant { get; }

    /// <summary>What a setting is: efSearch or nprobe.</summary>
    string Parameter { get; }

    /// <summary>Settings to climb, ascending.</summary>
    IReadOnlyList<int> Settings { get; }

    /// <summary>One pass; <paramref name="count"/> asks for distances too, in a pass of their own where counting costs.</summary>
    Sample Measure(int setting, bool count);
}
