using ProductSpace.Evaluation.Splits;
using ProductSpace.Training;

namespace ProductSpace.Evaluation.Measures;

/// <summary>What the training part says of its products: how popular they are and when they came.</summary>
internal sealed class TrainingFacts
{
    private readonly long[] _firstSeen;

    public TrainingFacts(SplitPart part, CategoryPaths categories)
    {
        SessionSet training = part.Training;
        long[] counts = training.CountProducts();
        Categories = categories;
        Shares = new double[counts.Length];
        Novelties = new double[counts.Length];
        for (int product = 0; product < counts.Length; product++)
        {
            Shares[product] = (double)counts[product] / training.EventCount;
            Novelties[product] = -Math.Log2(Shares[product]);
        }

        HasTimes = training.HasTimes;
        _firstSeen = FirstSeen(training, counts.Length);
        Tails = Thirds(counts, training.EventCount);
    }

    /// <summary>Share of all training views that are of each product.</summary>
    public double[] Shares { get; }

    /// <summary>-log2 of the share of each product.</summary>
    public double[] Novelties { get; }

    /// <summary>
    /// Third of the training views that each product belongs to, 0 to 2: the most popular products with a third of all
    /// views are the head.
    /// </summary>
    public byte[] Tails { get; }

    public CategoryPaths Categories { get; }

    /// <summary>True if the ages of products are known.</summary>
    public bool HasTimes { get; }

    /// <summary>Returns the days from the first training view of a product to a time in microseconds.</summary>
    public double AgeDays(int product, long time) => (time - _firstSeen[product]) / 86_400e6;

    private static long[] FirstSeen(SessionSet training, int products)
    {
        long[] first = new long[products];
        Array.Fill(first, long.MaxValue);
        for (int session = 0; training.HasTimes && session < training.Count; session++)
        {
            ReadOnlySpan<int> viewed = training.Products(session);
            ReadOnlySpan<long> times = training.Times(session);
            for (int i = 0; i < viewed.Length; i++)
            {
                first[viewed[i]] = Math.Min(first[viewed[i]], times[i]);
            }
        }

        return first;
    }

    /// <summary>Products are numbered by descending counts, so that the thirds are ranges.</summary>
    private static byte[] Thirds(long[] counts, long events)
    {
        byte[] thirds = new byte[counts.Length];
        long before = 0;
        for (int product = 0; product < counts.Length; product++)
        {
            thirds[product] = (byte)Math.Min(2, before * 3 / events);
            before += counts[product];
        }

        return thirds;
    }
}
