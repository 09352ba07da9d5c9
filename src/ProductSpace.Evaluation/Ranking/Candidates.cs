namespace ProductSpace.Evaluation.Ranking;

/// <summary>
/// The candidates' vectors and, for cosine, the inverses of their lengths. A vector of zeros has the cosine 0 with
/// everything. <see cref="Score"/> sums in the order of the dimensions, as <see cref="CandidateBlock"/> does for many
/// candidates: both give the same bits.
/// </summary>
internal sealed class Candidates
{
    private readonly EmbeddingRow _rows;
    private readonly float[] _scales;

    public Candidates(int count, int dimension, EmbeddingRow rows, bool cosine)
    {
        Count = count;
        Dimension = dimension;
        _rows = rows;
        _scales = new float[count];
        for (int i = 0; i < count; i++)
        {
            double length = VectorLength.Of(Row(i), i);
            _scales[i] = !cosine ? 1 : length > 0 ? (float)(1 / length) : 0;
        }
    }

    public int Count { get; }

    public int Dimension { get; }

    public bool Has(int product) => (uint)product < (uint)Count;

    public float Scale(int product) => _scales[product];

    public ReadOnlySpan<float> Row(int product)
    {
        ReadOnlySpan<float> row = _rows(product);
        return row.Length == Dimension
            ? row
            : throw new ArgumentException($"the vector of product {product} has {row.Length} numbers, not {Dimension}");
    }

    public float Score(ReadOnlySpan<float> query, int product)
    {
        ReadOnlySpan<float> row = Row(product);
        float scale = _scales[product];
        float sum = query[0] * (row[0] * scale);
        for (int i = 1; i < row.Length; i++)
        {
            sum = ((row[i] * scale) * query[i]) + sum;
        }

        return sum;
    }
}
