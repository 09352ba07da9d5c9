using ProductSpace.Recommendations.Rules;

namespace ProductSpace.Recommendations.Blending;

/// <summary>Everything that one recommendation writes. Buffers grow and stay; one thread at a time.</summary>
internal sealed class BlendScratch
{
    /// <summary>Products by which the similarities of a session are standardised.</summary>
    public const int SampleSize = 256;

    public CandidateSet Candidates { get; } = new();

    /// <summary>Known events that make the session vector, oldest first, with their weights.</summary>
    public int[] Viewed { get; } = new int[100];

    public float[] Weights { get; } = new float[100];

    public float[] TableWeights { get; } = new float[100];

    public int ViewedCount { get; set; }

    public Neighbor[] Near { get; private set; } = [];

    public Neighbor[] Row { get; } = new Neighbor[256];

    public float[] Similarities { get; private set; } = [];

    /// <summary>What is added to each score beside vectors and tables.</summary>
    public float[] Added { get; private set; } = [];

    public int[] Sample { get; private set; } = [];

    public float[] SampleSimilarities { get; } = new float[SampleSize];

    public int[] Excluded { get; private set; } = new int[64];

    public int ExcludedCount { get; private set; }

    public StandardScore Vectors { get; set; }

    public StandardScore[] Tables { get; } = new StandardScore[4];

    /// <summary>The chosen products, best first.</summary>
    public int[] Chosen { get; private set; } = [];

    public double[] ChosenScores { get; private set; } = [];

    /// <summary>What of each score is from rules.</summary>
    public double[] ChosenExtras { get; private set; } = [];

    /// <summary>Where each is from; Vectors stands for vectors, tables and rules together.</summary>
    public RecommendationSource[] ChosenSources { get; private set; } = [];

    /// <summary>Score of the ranker; not a number where none gave one.</summary>
    public double[] ChosenRankerScores { get; private set; } = [];

    public int ChosenCount { get; set; }

    /// <summary>All scored products of which the answer is chosen.</summary>
    public CandidatePool Pool { get; } = new();

    /// <summary>Scores of the pool with what boosts add to them.</summary>
    public double[] Lifted { get; private set; } = [];

    /// <summary>Popular products that fill up an answer under rules.</summary>
    public CandidatePool Filler { get; } = new();

    /// <summary>Chooses under rules.</summary>
    public Selection Selection { get; } = new();

    /// <summary>What each event brings to each chosen product [events x chosen].</summary>
    public float[] Parts { get; private set; } = [];

    /// <summary>Candidates whose similarity no search told, and their places.</summary>
    public int[] Unmeasured { get; private set; } = [];

    public int[] UnmeasuredPlaces { get; private set; } = [];

    /// <summary>A vector that is summed up, and one that is added [dimension].</summary>
    public float[] Direction { get; private set; } = [];

    public float[] Addend { get; private set; } = [];

    public void EnsureDirection(int dimension)
    {
        if (Direction.Length < dimension)
        {
            Direction = new float[dimension];
            Addend = new float[dimension];
        }
    }

    public void EnsureNear(int count)
    {
        if (Near.Length < count)
        {
            Near = new Neighbor[count];
        }
    }

    public void EnsureSimilarities(int count)
    {
        if (Similarities.Length < count)
        {
            Similarities = new float[count];
        }
    }

    public void EnsureUnmeasured(int count)
    {
        EnsureSimilarities(count);
        if (Unmeasured.Length < count)
        {
            Unmeasured = new int[count];
            UnmeasuredPlaces = new int[count];
        }
    }

    public void EnsureLifted(int count)
    {
        if (Lifted.Length < count)
        {
            Lifted = new double[count];
        }
    }

    public void EnsureAdded(int count)
    {
        if (Added.Length < count)
        {
            Added = new float[count];
        }
    }

    public void EnsureChosen(int count)
    {
        if (Chosen.Length < count)
        {
            Chosen = new int[count];
            ChosenScores = new double[count];
            ChosenExtras = new double[count];
            ChosenSources = new RecommendationSource[count];
            ChosenRankerScores = new double[count];
        }
    }

    public void EnsureParts(int count)
    {
        if (Parts.Length < count)
        {
            Parts = new float[count];
        }
    }

    /// <summary>Spreads the sample over all products, which lie in the order of their neighborhoods.</summary>
    public void EnsureSample(int products)
    {
        int size = Math.Min(SampleSize, products);
        if (Sample.Length != size || (size > 0 && Sample[^1] != (int)((long)(size - 1) * products / size)))
        {
            Sample = new int[size];
            for (int i = 0; i < size; i++)
            {
                Sample[i] = (int)((long)i * products / size);
            }
        }
    }

    /// <summary>Takes back exclusions that were added later.</summary>
    public void TrimExcluded(int count) => ExcludedCount = count;

    public void BeginExcluded() => ExcludedCount = 0;

    public void Exclude(ReadOnlySpan<int> ordinals)
    {
        if (Excluded.Length < ExcludedCount + ordinals.Length)
        {
            int[] larger = new int[Math.Max(2 * Excluded.Length, ExcludedCount + ordinals.Length)];
            Excluded.AsSpan(0, ExcludedCount).CopyTo(larger);
            Excluded = larger;
        }

        ordinals.CopyTo(Excluded.AsSpan(ExcludedCount));
        ExcludedCount += ordinals.Length;
    }
}
