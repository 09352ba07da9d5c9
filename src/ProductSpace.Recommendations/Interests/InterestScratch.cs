using ProductSpace.Recommendations.Blending;
using ProductSpace.Recommendations.Ranking;

namespace ProductSpace.Recommendations.Interests;

/// <summary>Everything that telling interests apart writes. Buffers grow and stay; one thread at a time.</summary>
internal sealed class InterestScratch
{
    /// <summary>Number of the last events that are told apart.</summary>
    public const int MostEvents = 20;

    public const int MostInterests = 5;

    private readonly BlendScratch?[] _parts = new BlendScratch?[MostInterests];
    private readonly RankerScratch?[] _rankers = new RankerScratch?[MostInterests];

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

    /// <summary>Interest and place in its pool of each product of the list of all, where rules choose of it.</summary>
    public int[] MergedInterests { get; private set; } = [];

    public int[] MergedPlaces { get; private set; } = [];

    /// <summary>The scores of that list, sorted.</summary>
    public double[] MergedScores { get; private set; } = [];

    /// <summary>Slots of the products of one interest in the answer.</summary>
    public int[] Slots { get; private set; } = [];

    /// <summary>What no answer may show.</summary>
    public int[] Excluded { get; private set; } = new int[64];

    /// <summary>The blend of an interest, kept until the answer is explained.</summary>
    public BlendScratch PartOf(int interest) => _parts[interest] ??= new BlendScratch();

    /// <summary>What a ranker wrote for an interest.</summary>
    public RankerScratch RankerOf(int interest) => _rankers[interest] ??= new RankerScratch();

    public void EnsureMerged(int count)
    {
        if (MergedPlaces.Length < count)
        {
            int length = Math.Max(count, 2 * MergedPlaces.Length);
            MergedInterests = new int[length];
            MergedPlaces = new int[length];
            MergedScores = new double[length];
        }
    }

    public void EnsureSlots(int count)
    {
        if (Slots.Length < count)
        {
            Slots = new int[count];
        }
    }

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
