using System.Text;
using ProductSpace.Building;
using ProductSpace.Interchange.Opening;
using ProductSpace.Memory;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Cli.Measuring;

/// <summary>
/// Judges answers by the numbers of the embedding file itself, in plain float64, independent of every form in which the
/// engine holds them. Space Similar.
/// </summary>
internal sealed class Float64Judge
{
    /// <summary>Products of numbers that all questions together may cost; about ten seconds of one core.</summary>
    private const double MaxWork = 8e9;

    private const int LeastQueries = 20;
    private const int RowsBetweenReports = 1 << 10;
    private const string Reading = "reading the vectors";

    private readonly float[][] _rows;
    private readonly bool _isDot;

    private Float64Judge(string path, float[][] rows, bool isDot)
    {
        Path = path;
        _rows = rows;
        _isDot = isDot;
    }

    /// <summary>The embedding file.</summary>
    public string Path { get; }

    public int Count => _rows.Length;

    /// <summary>Reads the file's row of every product of an index.</summary>
    /// <exception cref="BuildInputException">The file has other dimensions, or no row for a product.</exception>
    public static Float64Judge Open(
        ProductIndex index,
        string path,
        string? idFile,
        IProgress<BuildProgress>? progress,
        CancellationToken cancellationToken)
    {
        using Utf8List? given = idFile is null ? null : RowIds.Read(File.ReadLines(idFile), idFile);
        using EmbeddingFile file = VectorForms.Open(
            path, new EmbeddingReadOptions { GivenIds = given }, cancellationToken: cancellationToken);
        if (file.Dimension != index.Dimension)
        {
            throw new BuildInputException(
                $"{path}: rows of {file.Dimension} numbers, the snapshot's have {index.Dimension}");
        }

        if (given is not null)
        {
            RowIds.Check(file, given, idFile!);
        }

        using Utf8List? own = given is null ? RowIds.Of(file) : null;
        Utf8List ids = given ?? own!;
        float[][] rows = new float[index.Count][];
        for (int row = 0; row < file.Count; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (row % RowsBetweenReports == 0)
            {
                progress?.Report(new BuildProgress(Reading, row, file.Count));
            }

            if (index.TryGetOrdinal(Encoding.UTF8.GetString(ids[row]), out int ordinal) && rows[ordinal] is null)
            {
                rows[ordinal] = new float[file.Dimension];
                file.ReadRow(row, rows[ordinal]);
            }
        }

        progress?.Report(new BuildProgress(Reading, file.Count, file.Count));
        int missing = Array.IndexOf(rows, null);
        return missing < 0
            ? new Float64Judge(path, rows, index.Info.Similarity == ProductSpace.Similarity.Dot)
            : throw new BuildInputException(
                $"{path}: has no row for product '{index.GetProductId(missing)}'; give the embedding file that the "
                + "snapshot was built from, and its --ids");
    }

    /// <summary>How many of some questions can be judged in reasonable time.</summary>
    public int QueriesFor(int wanted) =>
        (int)Math.Clamp(MaxWork / ((double)Count * _rows[0].Length), LeastQueries, Math.Max(LeastQueries, wanted));

    /// <summary>The numbers of a product, as given.</summary>
    public ReadOnlySpan<float> Row(int ordinal) => _rows[ordinal];

    /// <summary>
    /// The session vector of some products: the sum of their vectors, of length 1 under cosine, a view half as heavy as
    /// the next one.
    /// </summary>
    public double[] SessionVector(int[] session)
    {
        double[] sum = new double[_rows[0].Length];
        double weight = 1;
        foreach (int product in session.Reverse())
        {
            double length = _isDot ? 1 : Math.Sqrt(_rows[product].Sum(value => (double)value * value));
            for (int i = 0; i < sum.Length; i++)
            {
                sum[i] += weight * (_rows[product][i] / length);
            }

            weight *= SearchOptions.DefaultDecay;
        }

        return sum;
    }

    /// <summary>The cosine of a product and a query, or their dot product.</summary>
    public double Similarity(int ordinal, ReadOnlySpan<double> query)
    {
        double dot = 0;
        double squareOfRow = 0;
        double squareOfQuery = 0;
        float[] row = _rows[ordinal];
        for (int i = 0; i < row.Length; i++)
        {
            dot += row[i] * query[i];
            squareOfRow += (double)row[i] * row[i];
            squareOfQuery += query[i] * query[i];
        }

        return _isDot ? dot : dot / Math.Sqrt(squareOfRow * squareOfQuery);
    }

    /// <summary>
    /// The similarity of the k-th nearest product, less what counts as a tie: a millionth of its distance, or of a dot
    /// product itself, or what float64 rounds. Positive infinity where no product is left.
    /// </summary>
    public double Least(double[] query, int k, int[] excluded)
    {
        List<double> similarities = new(Count);
        for (int ordinal = 0; ordinal < Count; ordinal++)
        {
            if (!excluded.Contains(ordinal))
            {
                similarities.Add(Similarity(ordinal, query));
            }
        }

        if (similarities.Count == 0)
        {
            return double.PositiveInfinity;
        }

        similarities.Sort();
        double last = similarities[Math.Max(0, similarities.Count - k)];
        return _isDot ? last - (1e-6 * Math.Abs(last)) : last - (1e-6 * (1 - last)) - 1e-14;
    }
}
