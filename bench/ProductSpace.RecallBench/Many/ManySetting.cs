using ProductSpace.Memory;
using ProductSpace.RecallBench.Common;

namespace ProductSpace.RecallBench.Many;

/// <summary>One row of the table of `many`: a question, its times in each pass, its answers.</summary>
internal sealed class ManySetting(string name, SearchOptions options, int count)
{
    private readonly List<double[]> _passes = [];
    private Neighbor[] _single = [];
    private SearchResult[] _results = [];

    /// <summary>Single calls, then batches of each size; refuses to go on where an answer differs.</summary>
    public void Pass(ProductIndex index, float[] vectors, int k, int[] sizes, bool keep)
    {
        int dimension = index.Dimension;
        _single = new Neighbor[count * k];
        _results = new SearchResult[count];
        double[] times = new double[sizes.Length + 1];
        long start = LibC.ThreadCpuNanoseconds();
        for (int i = 0; i < count; i++)
        {
            _results[i] = index.Search(vectors.AsSpan(i * dimension, dimension), _single.AsSpan(i * k, k), options);
        }

        times[0] = (LibC.ThreadCpuNanoseconds() - start) / 1e3 / count;
        Neighbor[] many = new Neighbor[count * k];
        SearchResult[] results = new SearchResult[count];
        for (int i = 0; i < sizes.Length; i++)
        {
            Array.Clear(many);
            start = LibC.ThreadCpuNanoseconds();
            for (int first = 0; first < count; first += sizes[i])
            {
                int size = Math.Min(sizes[i], count - first);
                index.SearchMany(vectors.AsSpan(first * dimension, size * dimension), many.AsSpan(first * k, size * k), results.AsSpan(first, size), options);
            }

            times[i + 1] = (LibC.ThreadCpuNanoseconds() - start) / 1e3 / count;
            if (!many.AsSpan().SequenceEqual(_single) || !results.AsSpan().SequenceEqual(_results))
            {
                throw new InvalidOperationException($"{name}: batches of {sizes[i]} give other answers than single searches");
            }
        }

        if (keep)
        {
            _passes.Add(times);
        }
    }

    public IReadOnlyList<string> Row(double[] kth, int k)
    {
        int found = 0;
        for (int i = 0; i < count; i++)
        {
            for (int place = 0; place < _results[i].Count; place++)
            {
                found += _single[(i * k) + place].Similarity >= (float)kth[i] ? 1 : 0;
            }
        }

        List<string> row =
        [
            name, string.Join(" / ", _results.Select(result => result.Strategy).Distinct()), $"{count}",
            options.Filter is null ? Markdown.Format(found / ((double)count * k), "F4") : "-",
            Markdown.Format(Statistics.Median(_passes.Select(times => times[0])), "F1"),
        ];
        for (int i = 1; i < _passes[0].Length; i++)
        {
            int column = i;
            string time = Markdown.Format(Statistics.Median(_passes.Select(times => times[column])), "F1");
            string gain = Markdown.Format(Statistics.Median(_passes.Select(times => times[0] / times[column])), "F2");
            row.Add($"{time} ({gain})");
        }

        return row;
    }
}
