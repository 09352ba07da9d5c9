namespace ProductSpace.Recommendations.Interests;

/// <summary>Everything that telling interests apart writes. Buffers grow and stay; one thread at a time.</summary>
internal sealed class InterestScratch
{
    /// <summary>Number of the last events that are told apart.</summary>
    public const int MostEvents = 20;

    public const int MostInterests = 5;

    /// <summary>The last known events, oldest first, with their ordinals and weights.</summary>
    public ShopperEvent[] Events { get; } = new ShopperEvent[MostEvents];

    public int[] Ordinals { get; } = new int[MostEvents];

    public double[] Weights { get; } = new double[MostEvents];

    public int EventCount { get; set; }

    /// <summary>Similarities of the events to each other [events x events].</summary>
    public float[] Similarities { get; } = new float[MostEvents * MostEvents];

    /// <summary>Interest of each event.</summary>
    public int[] InterestOf { get; } = new int[MostEvents];

    public int InterestCount { get; set; }

    /// <summary>Events of the interest that is being answered.</summary>
    public ShopperEvent[] Part { get; } = new ShopperEvent[MostEvents];

    /// <summary>Answers of the interests, one after the other [interests x k], and how long each is.</summary>
    public Recommendation[] Answers { get; private set; } = [];

    public int[] AnswerCounts { get; } = new int[MostInterests];

    /// <summary>Number of products of each answer that were looked at, and that were taken.</summary>
    public int[] Seen { get; } = new int[MostInterests];

    public int[] Taken { get; } = new int[MostInterests];

    /// <summary>What no answer may show.</summary>
    public int[] Excluded { get; private set; } = new int[64];

    public void EnsureAnswers(int count)
    {
        if (Answers.Length < count)
        {
            Answers = new Recommendation[count];
        }
    }

    public void EnsureExcluded(int count)
    {
        if (Excluded.Length < count)
        {
            Excluded = new int[Math.Max(count, 2 * Excluded.Length)];
        }
    }
}
