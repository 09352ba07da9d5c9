namespace ProductSpace.RecallBench.Ablations;

/// <summary>What `ablate` varies.</summary>
internal static class Grids
{
    public const int K = 10;

    /// <summary>Re-rank depth of our search at k = 10.</summary>
    public const int Rerank = 20;

    /// <summary>efSearch of the recall tables.</summary>
    public static readonly int[] RecallEf = [20, 40, 80, 160, 320];

    /// <summary>efSearch of the visited set and prefetch tables.</summary>
    public static readonly int[] TimeEf = [20, 60, 120, 350];

    /// <summary>efSearch of the pool table.</summary>
    public static readonly int[] PoolEf = [20, 50, 100, 200, 400, 800];

    public static readonly int[] RerankDepths = [10, 20, 40, 80];

    /// <summary>Codes that a walk can navigate by; largest magnitude of a code in the second place.</summary>
    public static readonly CodeForm[] Codes =
    [
        new("8 bit", 127, Centre: true, Rotate: true),
        new("7 bit (ours)", 63, Centre: true, Rotate: true),
        new("5 bit", 15, Centre: true, Rotate: true),
        new("4 bit", 7, Centre: true, Rotate: true),
    ];

    public static readonly CodeForm[] Preparations =
    [
        new("centred, rotated (ours)", 63, Centre: true, Rotate: true),
        new("centred", 63, Centre: true, Rotate: false),
        new("rotated", 63, Centre: false, Rotate: true),
        new("neither", 63, Centre: false, Rotate: false),
    ];
}

/// <summary>How rows become codes.</summary>
internal readonly record struct CodeForm(string Name, int Limit, bool Centre, bool Rotate);
