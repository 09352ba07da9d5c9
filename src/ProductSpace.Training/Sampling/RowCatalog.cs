using ProductSpace.Training.Numerics;

namespace ProductSpace.Training.Sampling;

/// <summary>
/// The rows of both matrices: products first, then one metadata token for each value of each field. Knows how often
/// each row occurs, how it is subsampled, and how it is drawn as a negative.
/// </summary>
internal sealed class RowCatalog
{
    private const double KeepScale = 4294967296.0;

    public RowCatalog(SessionCorpus corpus, ProductMetadata? metadata, Prod2VecOptions options)
    {
        Products = corpus.ProductCount;
        bool hasTokens = options.MetadataWeight > 0 && metadata is not null;
        bool hasCategories = options.CategoryNegatives > 0 && metadata is { Fields.Count: > 0 };
        if (hasCategories)
        {
            CategoryOf = metadata!.Codes(0, out string[] categories);
            Categories = categories.Length;
        }

        List<string> names = [];
        List<int[]> tokens = [];
        for (int field = 0; hasTokens && field < metadata!.Fields.Count; field++)
        {
            int first = Products + names.Count;
            tokens.Add(
                Array.ConvertAll(metadata.Codes(field, out string[] values), code => code < 0 ? -1 : first + code));
            names.AddRange(values.Select(value => $"{metadata.Fields[field]}={value}"));
        }

        MetadataNames = names;
        MetadataOf = [.. tokens];
        double[] counts = new double[Products + names.Count];
        for (int product = 0; product < Products; product++)
        {
            counts[product] = corpus.Counts[product];
            foreach (int[] field in MetadataOf)
            {
                if (field[product] >= 0)
                {
                    counts[field[product]] += corpus.Counts[product];
                }
            }
        }

        KeepBelow = Keep(corpus, options.SubsamplingThreshold);
        ProductNoise = Noise(counts, 0, Products, options.NegativeExponent);
        MetadataNoise = Noise(counts, Products, counts.Length, options.NegativeExponent);
        ProductShare = Share(counts, 0, Products, KeepBelow);
        MetadataShare = Share(counts, Products, counts.Length, []);
    }

    public int Products { get; }

    public int Rows => Products + MetadataNames.Count;

    public IReadOnlyList<string> MetadataNames { get; }

    /// <summary>For each field, the row of each product's token; -1 for none.</summary>
    public int[][] MetadataOf { get; }

    public int[] CategoryOf { get; } = [];

    public int Categories { get; }

    /// <summary>Limits [products] below which 32 random bits keep a view; empty if all views are kept.</summary>
    public ulong[] KeepBelow { get; }

    /// <summary>Weight of each row as a negative of a product; zero for metadata tokens.</summary>
    public double[] ProductNoise { get; }

    public double[] MetadataNoise { get; }

    /// <summary>Expected share of each product among true contexts; zero for metadata tokens.</summary>
    public double[] ProductShare { get; }

    public double[] MetadataShare { get; }

    /// <summary>Subsampling of word2vec.c: a view is kept with probability (sqrt(c / (t N)) + 1) t N / c.</summary>
    private static ulong[] Keep(SessionCorpus corpus, double threshold)
    {
        if (threshold <= 0)
        {
            return [];
        }

        ulong[] keep = new ulong[corpus.ProductCount];
        double level = threshold * corpus.TokenCount;
        for (int product = 0; product < keep.Length; product++)
        {
            double ratio = corpus.Counts[product] / level;
            keep[product] = (ulong)Math.Min(KeepScale, (Math.Sqrt(ratio) + 1) / ratio * KeepScale);
        }

        return keep;
    }

    private static double[] Noise(double[] counts, int from, int to, double exponent)
    {
        if (from == to)
        {
            return [];
        }

        double[] noise = new double[counts.Length];
        double known = 0;
        double power = 0;
        for (int row = from; row < to; row++)
        {
            // Rows are in the order of counts: most counts equal the one before.
            if (counts[row] != known)
            {
                known = counts[row];
                power = known > 0 ? FixedMath.Pow(known, exponent) : 0;
            }

            noise[row] = counts[row] > 0 ? power : 0;
        }

        return noise;
    }

    private static double[] Share(double[] counts, int from, int to, ulong[] keep)
    {
        if (from == to)
        {
            return [];
        }

        double[] share = new double[counts.Length];
        double sum = 0;
        for (int row = from; row < to; row++)
        {
            share[row] = counts[row] * (row < keep.Length ? keep[row] / KeepScale : 1);
            sum += share[row];
        }

        for (int row = from; row < to; row++)
        {
            share[row] /= sum;
        }

        return share;
    }
}
