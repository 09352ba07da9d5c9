using ProductSpace.RecallBench.Common;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.RecallBench.Filters;

/// <summary>
/// A case with all that a pass needs: query vectors, matching rows of the embedding file, and the true answers, which come
/// from the file and from no engine: float32 chooses k + 32 rows, float64 orders them.
/// </summary>
internal sealed class AskedCase
{
    private const int Slack = 32;

    private readonly FilterCase _case;
    private readonly EmbeddingFile _file;
    private readonly double[][] _units;

    public AskedCase(FilterCase of, float[][] queries, int[] rowOf, FloatRows rows, EmbeddingFile file, int most)
    {
        _case = of;
        _file = file;
        Queries = [.. of.Queries.Select(query => queries[query])];
        _units = [.. Queries.Select(query => Exact.Unit(query))];
        Units = [.. _units.Select(unit => Array.ConvertAll(unit, value => (float)value))];
        Matches = [.. of.Filters.Select(filter => MatchesOf(filter, rowOf))];
        TruthRows = new int[Queries.Length][];
        TruthSimilarities = new float[Queries.Length][];
        Parallel.For(0, Queries.Length, query => FindTruth(query, rows, most));
    }

    public FilterCase Case => _case;

    public float[][] Queries { get; }

    /// <summary>The queries, of length 1.</summary>
    public float[][] Units { get; }

    /// <summary>For each filter the rows of the file that match, ascending.</summary>
    public int[][] Matches { get; }

    /// <summary>The nearest matching rows of each query, best first; fewer than asked for where fewer match.</summary>
    public int[][] TruthRows { get; }

    public float[][] TruthSimilarities { get; }

    /// <summary>Matches of the filters of all queries, at the median.</summary>
    public double MedianMatches => Statistics.Median(_case.FilterOf.Select(filter => (double)Matches[filter].Length));

    public ProductFilter? FilterOf(int query) => _case.Filters[_case.FilterOf[query]];

    public int[] MatchesOf(int query) => Matches[_case.FilterOf[query]];

    /// <summary>Answers that there are to a query.</summary>
    public int Wanted(int query, int k) => Math.Min(k, MatchesOf(query).Length);

    /// <summary>How many of these rows are among the k nearest, by their cosine in float64 against the true k-th.</summary>
    public int Hits(int query, int k, ReadOnlySpan<int> rows)
    {
        double least = TruthSimilarities[query][Wanted(query, k) - 1] - Exact.Tolerance;
        float[] row = new float[_file.Dimension];
        int hits = 0;
        foreach (int number in rows)
        {
            _file.ReadRow(number, row);
            hits += (float)Exact.Similarity(_units[query], row) >= least ? 1 : 0;
        }

        return hits;
    }

    private static int[] MatchesOf(ProductFilter? filter, int[] rowOf)
    {
        List<int> rows = new(filter?.Count ?? rowOf.Length);
        for (int ordinal = 0; ordinal < rowOf.Length; ordinal++)
        {
            if (filter is null || filter.Contains(ordinal))
            {
                rows.Add(rowOf[ordinal]);
            }
        }

        rows.Sort();
        return [.. rows];
    }

    private void FindTruth(int query, FloatRows rows, int most)
    {
        int[] best = new int[most + Slack];
        float[] similarities = new float[best.Length];
        int found = rows.Nearest(Units[query], MatchesOf(query), best, similarities);
        float[] row = new float[_file.Dimension];
        (float Similarity, int Row)[] ordered = [.. best.Take(found).Select(number =>
        {
            _file.ReadRow(number, row);
            return ((float)Exact.Similarity(_units[query], row), number);
        }).OrderByDescending(pair => pair.Item1).ThenBy(pair => pair.number).Take(most)];
        TruthRows[query] = [.. ordered.Select(pair => pair.Row)];
        TruthSimilarities[query] = [.. ordered.Select(pair => pair.Similarity)];
    }
}
