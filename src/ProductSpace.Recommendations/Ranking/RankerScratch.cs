namespace ProductSpace.Recommendations.Ranking;

/// <summary>Everything that a second stage writes. Buffers grow and stay; one thread at a time.</summary>
internal sealed class RankerScratch
{
    /// <summary>Features of the candidates [candidates x features].</summary>
    public float[] Rows { get; private set; } = [];

    /// <summary>Score of each candidate by the ranker, in the order of the blend.</summary>
    public double[] Scores { get; private set; } = [];

    /// <summary>Number of candidates that were put into another order.</summary>
    public int Count { get; set; }

    /// <summary>The candidates in the order of the blend: ordinals, places in its pool, scores.</summary>
    public int[] Ordinals { get; private set; } = [];

    public int[] Places { get; private set; } = [];

    public double[] BlendScores { get; private set; } = [];

    /// <summary>Which of the candidates comes first, second, and so on by the ranker.</summary>
    public int[] Order { get; private set; } = [];

    public float[] Similarities { get; private set; } = [];

    public float[] LastSimilarities { get; private set; } = [];

    public ProductNumbers[] Numbers { get; private set; } = [];

    public ProductNumbers[] EventNumbers { get; } = new ProductNumbers[100];

    /// <summary>Place of each candidate in the blend's set of candidates; -1 for none.</summary>
    public int[] SetPlaces { get; private set; } = [];

    /// <summary>For each place in the blend's set of candidates the place among those that are ranked, or -1.</summary>
    public int[] RankedOf { get; private set; } = [];

    /// <summary>The pool in the order of the blend, and what it is sorted by, with as much room again.</summary>
    public int[] PoolOrder { get; private set; } = [];

    public ulong[] Keys { get; private set; } = [];

    public void EnsurePool(int count)
    {
        if (PoolOrder.Length < count)
        {
            int length = Math.Max(count, 2 * PoolOrder.Length);
            PoolOrder = new int[length];
            Keys = new ulong[2 * length];
        }
    }

    public void Ensure(int candidates, int features, int places)
    {
        if (Scores.Length < candidates)
        {
            Rows = new float[candidates * features];
            Scores = new double[candidates];
            Order = new int[candidates];
            Places = new int[candidates];
            Ordinals = new int[candidates];
            BlendScores = new double[candidates];
            Similarities = new float[candidates];
            LastSimilarities = new float[candidates];
            Numbers = new ProductNumbers[candidates];
            SetPlaces = new int[candidates];
        }

        if (RankedOf.Length < places)
        {
            RankedOf = new int[places];
        }
    }
}
