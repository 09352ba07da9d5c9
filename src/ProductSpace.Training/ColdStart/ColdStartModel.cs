using ProductSpace.Numerics;

namespace ProductSpace.Training.ColdStart;

/// <summary>
/// Estimates the IN and OUT vectors of products that nobody has viewed yet from what the shop knows of them: category
/// path, attributes such as brand, price band, words of the name, picture vector. A ridge regression of the trained
/// vectors on these features; see native-free-docs/decisions/cold-start.md. Learned from vectors and a catalogue,
/// or from a snapshot, in seconds; equal inputs give equal estimates for any number of threads. Safe from several
/// threads.
/// </summary>
public sealed partial class ColdStartModel
{
    private const int HeldOutEvery = 10;
    private const int LeastProducts = 20;
    private const ulong SampleSeed = 0x5A3B1E;
    private const ulong HoldOutSeed = 0x401D;

    private readonly ColdStartOptions _options;
    private readonly FeatureSet _features;
    private readonly FeatureRows _rows;
    private readonly string[] _ids;
    private readonly Part _similar;
    private readonly Part? _next;
    private readonly Lock _neighborLock = new();
    private MetadataNeighbors? _neighbors;

    private ColdStartModel(
        ColdStartOptions options,
        FeatureSet features,
        FeatureRows rows,
        string[] ids,
        Part similar,
        Part? next,
        double explained)
    {
        _options = options;
        _features = features;
        _rows = rows;
        _ids = ids;
        _similar = similar;
        _next = next;
        Explained = explained;
    }

    /// <summary>Number of values in each vector.</summary>
    public int Dimension => _similar.Mean.Length;

    /// <summary>Whether OUT vectors are estimated too.</summary>
    public bool HasNext => _next is not null;

    /// <summary>Number of trained products that the model was learned from.</summary>
    public int ProductCount => _ids.Length;

    /// <summary>Number of features: paths, values, words and numbers of a picture.</summary>
    public int FeatureCount => _features.Count;

    /// <summary>
    /// Share of the variance of vectors that metadata explain, measured on a tenth of the products that was held out;
    /// 0 or below: metadata say nothing. Of the OUT vectors, or else the IN vectors.
    /// </summary>
    public double Explained { get; }

    /// <summary>Factor by which the deviation of an OUT vector from the mean is stretched, 0.5 to 3.</summary>
    public double Spread => _next?.Factor ?? 1;

    /// <summary>Learns from trained products.</summary>
    /// <param name="products">Metadata of trained products, each once.</param>
    /// <param name="similar">IN vectors, [products x dimension].</param>
    /// <param name="next">OUT vectors of the same products; empty for none.</param>
    /// <param name="dimension">Number of values in a vector, at least 1.</param>
    /// <param name="views">Views of each product; empty where unknown.</param>
    /// <param name="options">Options.</param>
    /// <param name="cancellationToken">Ends the learning.</param>
    /// <returns>The model; null if there are fewer than 20 products with vectors, too few to learn from.</returns>
    /// <exception cref="ArgumentException">
    /// The lengths differ, or pictures do; or a picture holds an infinite number.
    /// </exception>
    public static ColdStartModel? Learn(
        IReadOnlyList<ColdProduct> products,
        ReadOnlyMemory<float> similar,
        ReadOnlyMemory<float> next,
        int dimension,
        ReadOnlyMemory<double> views = default,
        ColdStartOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(products);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        options ??= new ColdStartOptions();
        options.Check();
        RequireLength(similar.Length, (long)products.Count * dimension, nameof(similar));
        RequireLength(next.Length, next.IsEmpty ? 0 : (long)products.Count * dimension, nameof(next));
        RequireLength(views.Length, views.IsEmpty ? 0 : products.Count, nameof(views));
        int[] used = Sample(products.Count, options.MaxProducts);
        if (used.Length < LeastProducts)
        {
            return null;
        }

        ColdProduct[] learned = Array.ConvertAll(used, product => products[product]);
        FeatureSet features = FeatureSet.Of(learned, options.MaxFeatures);
        FeatureRows rows = new(features, learned);
        UnitRows input = new(Gather(similar.Span, used, dimension), dimension);
        UnitRows? output = next.IsEmpty ? null : new UnitRows(Gather(next.Span, used, dimension), dimension);
        double[] counts = views.IsEmpty ? [] : Array.ConvertAll(used, product => views.Span[product]);
        Learner learner = new(rows, options, cancellationToken);
        (double factor, double explained) = learner.HoldOut(input, output, counts);
        return new ColdStartModel(
            options,
            features,
            rows,
            Array.ConvertAll(learned, product => product.Id),
            learner.Learn(input, 1),
            output is null ? null : learner.Learn(output, factor),
            explained);
    }

    /// <summary>Estimates the vectors of a product.</summary>
    /// <param name="product">What is known of it.</param>
    /// <param name="similar">Receives the IN vector [<see cref="Dimension"/>].</param>
    /// <param name="next">Receives the OUT vector; empty if it is not wanted or the model has none.</param>
    /// <returns>
    /// False if no trained product shares anything with this one; the vectors are then those of the mean product.
    /// </returns>
    /// <exception cref="ArgumentException">A span has another length, or the picture has.</exception>
    public bool Estimate(ColdProduct product, Span<float> similar, Span<float> next)
    {
        ArgumentNullException.ThrowIfNull(product);
        RequireLength(similar.Length, Dimension, nameof(similar));
        RequireLength(next.Length, next.IsEmpty ? 0 : Dimension, nameof(next));
        if (!next.IsEmpty && _next is null)
        {
            throw new ArgumentException("the model has no OUT vectors; pass an empty span", nameof(next));
        }

        List<int> numbers = [];
        List<float> values = [];
        _features.Read(product, new FeatureKeys(), numbers, values);
        _similar.Write(_similar.Deviation([.. numbers], [.. values]), _similar.Factor, similar);
        if (!next.IsEmpty)
        {
            _next!.Write(_next.Deviation([.. numbers], [.. values]), _next.Factor, next);
        }

        return numbers.Count > 0;
    }

    /// <summary>Returns ids of trained products with the nearest metadata, and how near they are, 0 to 1.</summary>
    internal (string Id, double Similarity)[] Nearest(ColdProduct product, int k)
    {
        lock (_neighborLock)
        {
            _neighbors ??= new MetadataNeighbors(_features, _rows);
            return Array.ConvertAll(_neighbors.Find(product, k), found => (_ids[found.Row], found.Similarity));
        }
    }

    /// <summary>Returns a seeded sample of products in their order.</summary>
    private static int[] Sample(int count, int most)
    {
        IEnumerable<int> all = Enumerable.Range(0, count);
        return count <= most
            ? [.. all]
            : [.. all.OrderBy(product => SeededRandom.Hash(SampleSeed, (ulong)product)).Take(most).Order()];
    }

    private static float[] Gather(ReadOnlySpan<float> rows, int[] used, int dimension)
    {
        float[] gathered = new float[used.Length * dimension];
        for (int i = 0; i < used.Length; i++)
        {
            rows.Slice(used[i] * dimension, dimension).CopyTo(gathered.AsSpan(i * dimension));
        }

        return gathered;
    }

    private static void RequireLength(int length, long needed, string name)
    {
        if (length != needed)
        {
            throw new ArgumentException($"{length} numbers where {needed} are needed", name);
        }
    }

    /// <summary>One space: the mean vector, coefficients [features x dimension], factor of the deviation.</summary>
    private sealed record Part(float[] Mean, float[] Coefficients, double Factor, double Length)
    {
        /// <summary>Adds up the deviation from the mean that features bring.</summary>
        public double[] Deviation(ReadOnlySpan<int> numbers, ReadOnlySpan<float> values)
        {
            double[] sum = new double[Mean.Length];
            for (int i = 0; i < numbers.Length; i++)
            {
                ReadOnlySpan<float> row = Coefficients.AsSpan(numbers[i] * Mean.Length, Mean.Length);
                for (int j = 0; j < sum.Length; j++)
                {
                    sum[j] += (double)values[i] * row[j];
                }
            }

            return sum;
        }

        /// <summary>
        /// Writes an estimate with the mean length of trained vectors, which counts under dot product.
        /// </summary>
        public void Write(double[] deviation, double factor, Span<float> vector)
        {
            for (int i = 0; i < vector.Length; i++)
            {
                vector[i] = (float)(Mean[i] + (factor * deviation[i]));
            }

            UnitRows.Normalise(vector);
            for (int i = 0; i < vector.Length; i++)
            {
                vector[i] = (float)(vector[i] * Length);
            }
        }
    }

    private sealed class Learner(FeatureRows rows, ColdStartOptions options, CancellationToken cancellationToken)
    {
        private readonly int _threads = options.Threads == 0 ? -1 : options.Threads;

        public Part Learn(UnitRows vectors, double factor) =>
            new(vectors.Mean, Solve(vectors, [.. Enumerable.Range(0, rows.Count)]), factor, vectors.MeanLength);

        /// <summary>
        /// Learns without a tenth of the products, and looks at the estimates of these: how much is explained, and how
        /// far OUT vectors must be stretched.
        /// </summary>
        public (double Factor, double Explained) HoldOut(UnitRows input, UnitRows? output, double[] views)
        {
            UnitRows vectors = output ?? input;
            int[] all = [.. Enumerable.Range(0, rows.Count)];
            int[] held = [.. all.Where(IsHeldOut)];
            int[] kept = [.. all.Where(row => !IsHeldOut(row))];
            if (held.Length == 0 || kept.Length == 0)
            {
                return (1, 0);
            }

            int dimension = vectors.Mean.Length;
            Part part = new(vectors.Mean, Solve(vectors, kept), 1, 1);
            float[] deviations = new float[held.Length * dimension];
            double before = 0;
            double after = 0;
            for (int i = 0; i < held.Length; i++)
            {
                double[] deviation = part.Deviation(rows.Numbers(held[i]), rows.Values(held[i]));
                ReadOnlySpan<float> truth = vectors[held[i]];
                for (int j = 0; j < dimension; j++)
                {
                    double off = (double)truth[j] - vectors.Mean[j];
                    deviations[(i * dimension) + j] = (float)deviation[j];
                    before += off * off;
                    after += (off - deviation[j]) * (off - deviation[j]);
                }
            }

            double factor = output is null
                ? 1
                : new Spread(input, output, views, _threads).Find(deviations, options.Exposure);
            return (factor, before > 0 ? 1 - (after / before) : 0);
        }

        private float[] Solve(UnitRows vectors, int[] used) => RidgeRegression.Solve(
            rows, used, vectors.All, vectors.Mean, options.Lambda, _threads, cancellationToken);

        private static bool IsHeldOut(int row) => SeededRandom.Hash(HoldOutSeed, (ulong)row) % HeldOutEvery == 0;
    }
}
