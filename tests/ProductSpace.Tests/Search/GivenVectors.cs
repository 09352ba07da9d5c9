using ProductSpace.Numerics;

namespace ProductSpace.Tests.Search;

/// <summary>Vectors of many shapes, and the float64 judge of what is nearest among them.</summary>
internal sealed class GivenVectors
{
    private SeededRandom _random;
    private readonly double[] _centre;
    private readonly string _shape;

    private GivenVectors(string shape, int count, int dimension)
    {
        _shape = shape;
        _random = new SeededRandom(SeededRandom.Hash(41, (ulong)dimension));
        _centre = new double[dimension];
        for (int i = 0; i < dimension; i++)
        {
            _centre[i] = TestShop.Normal(ref _random);
        }

        Rows = new float[count * dimension];
        for (int row = 0; row < count; row++)
        {
            Next().CopyTo(Rows.AsSpan(row * dimension));
        }

        Ids = [.. Enumerable.Range(0, count).Select(row => $"p{row}")];
    }

    public int Dimension => _centre.Length;

    public int Count => Ids.Length;

    public float[] Rows { get; }

    public string[] Ids { get; }

    public ReadOnlySpan<float> Row(int row) => Rows.AsSpan(row * Dimension, Dimension);

    /// <summary>Makes vectors of a shape: "als", "huge", "tiny", "mixed", "variants", or c + eps * noise by its eps, 1 without c.</summary>
    public static GivenVectors Of(string shape, int count, int dimension) => new(shape, count, dimension);

    /// <summary>Makes one more vector of the shape.</summary>
    public float[] Next()
    {
        bool isNumber = double.TryParse(_shape, System.Globalization.CultureInfo.InvariantCulture, out double eps);
        double length = _shape switch
        {
            "als" => Math.Exp(1.5 * TestShop.Normal(ref _random)),
            "huge" => 1e30,
            "tiny" => 1e-30,
            "mixed" => Math.Pow(10, _random.NextInt(61) - 30),
            _ => 1,
        };
        bool isVariant = _shape == "variants";
        SeededRandom model = new(SeededRandom.Hash(5, (ulong)_random.NextInt(40)));
        float[] vector = new float[Dimension];
        for (int i = 0; i < vector.Length; i++)
        {
            double centre = isVariant ? TestShop.Normal(ref model) : isNumber && eps < 1 ? _centre[i] : 0;
            double noise = isVariant ? 1e-4 : isNumber ? eps : 1;
            vector[i] = (float)(length * (centre + (noise * TestShop.Normal(ref _random))));
        }

        return vector;
    }

    /// <summary>
    /// The k-th largest of the float64 cosines of all rows with a query; less what counts as a tie, a millionth of the
    /// distance, or what float64 rounds.
    /// </summary>
    public double Least(ReadOnlySpan<float> query, int k, Func<int, bool> matches)
    {
        List<double> cosines = [];
        for (int row = 0; row < Count; row++)
        {
            if (matches(row))
            {
                cosines.Add(Float64.Cosine(Row(row), query));
            }
        }

        cosines.Sort();
        double kth = cosines[^k];
        return kth - (1e-6 * (1 - kth)) - 1e-14;
    }
}
