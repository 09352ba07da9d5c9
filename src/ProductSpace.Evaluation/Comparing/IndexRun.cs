using System.Globalization;
using ProductSpace.Evaluation.Splits;

namespace ProductSpace.Evaluation.Comparing;

/// <summary>Answers the predictions of a model of vectors through a snapshot of its product vectors.</summary>
internal static class IndexRun
{
    private const int Depth = ModelTally.Depth;

    /// <summary>
    /// Builds a snapshot in a temporary file and asks it for each prediction; the file is removed at the end.
    /// </summary>
    public static IndexLoss Measure(
        IVectorRecommender model,
        SplitPart part,
        RecommenderResult exact,
        ComparisonOptions options,
        IProgress<double>? progress,
        CancellationToken cancellationToken)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("productspace-evaluate-");
        try
        {
            string path = Path.Combine(folder.FullName, "model.psx");
            Build(model, options.Threads, path, cancellationToken);
            using ProductIndex index = ProductIndex.Open(path);
            return Ask(index, model, part, exact, options.Mode, progress, cancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Build(
        IVectorRecommender model, int threads, string path, CancellationToken cancellationToken)
    {
        float[] rows = new float[checked(model.ProductCount * model.Dimension)];
        for (int product = 0; product < model.ProductCount; product++)
        {
            model.ProductVector(product).CopyTo(rows.AsSpan(product * model.Dimension));
        }

        BuildOptions build = new()
        {
            Similarity = AreUnit(rows, model.Dimension) ? Similarity.Cosine : Similarity.Dot,
            OnBadVector = BadVectorPolicy.Skip,
            Threads = threads,
        };
        new ProductIndexBuilder(build)
            .UseVectors(rows, model.Dimension)
            .UseIds(Enumerable.Range(0, model.ProductCount).Select(IdOf))
            .Build(path, cancellationToken: cancellationToken);
    }

    /// <summary>Returns true if all vectors have the length 1 or 0: their dot product is then a cosine.</summary>
    private static bool AreUnit(float[] rows, int dimension)
    {
        for (int start = 0; start < rows.Length; start += dimension)
        {
            double square = 0;
            foreach (float value in rows.AsSpan(start, dimension))
            {
                square += (double)value * value;
            }

            if (square > 0 && Math.Abs(square - 1) > 1e-5)
            {
                return false;
            }
        }

        return true;
    }

    private static string IdOf(int product) => product.ToString(CultureInfo.InvariantCulture);

    private static IndexLoss Ask(
        ProductIndex index,
        IVectorRecommender model,
        SplitPart part,
        RecommenderResult exact,
        RepeatMode mode,
        IProgress<double>? progress,
        CancellationToken cancellationToken)
    {
        int[] products = [.. Enumerable.Range(0, index.Count).Select(ordinal =>
            int.Parse(index.GetProductId(ordinal), CultureInfo.InvariantCulture))];
        ISessionVectors sessions = model.CreateSessionVectors();
        RankingResult ranks = exact[mode];
        float[] vector = new float[model.Dimension];
        Neighbor[] hits = [];
        double hitRate = 0, reciprocal = 0;
        SortedDictionary<SearchStrategy, int> strategies = [];
        for (int i = 0; i < exact.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<int> views = part.Test.Products(ranks.Sessions[i])[..exact.Positions[i]];
            ReadOnlySpan<int> excluded = mode switch
            {
                RepeatMode.Allowed => [],
                RepeatMode.CurrentExcluded => views[^1..],
                _ => views,
            };
            if (sessions.Write(new SessionSoFar(views), vector) && vector.AsSpan().ContainsAnyExcept(0f))
            {
                int k = Math.Min(index.Count, Depth + excluded.Length);
                hits = hits.Length < k ? new Neighbor[k] : hits;
                SearchResult found = index.Search(vector, hits.AsSpan(0, k));
                strategies[found.Strategy] = strategies.GetValueOrDefault(found.Strategy) + 1;
                int rank = Rank(hits.AsSpan(0, found.Count), products, excluded, exact.Targets[i]);
                hitRate += RankingMetrics.HitRate(rank, Depth);
                reciprocal += RankingMetrics.ReciprocalRank(rank, Depth);
            }

            progress?.Report((i + 1.0) / exact.Count);
        }

        return new IndexLoss(
            index.Count,
            model.Dimension,
            ranks.Mean(RankingMetric.HitRate, Depth),
            hitRate / exact.Count,
            ranks.Mean(RankingMetric.ReciprocalRank, Depth),
            reciprocal / exact.Count,
            strategies);
    }

    private static int Rank(
        ReadOnlySpan<Neighbor> hits, int[] products, ReadOnlySpan<int> excluded, int target)
    {
        int rank = 0;
        foreach (Neighbor hit in hits)
        {
            int product = products[hit.Ordinal];
            if (!excluded.Contains(product))
            {
                rank++;
                if (product == target)
                {
                    return rank;
                }
            }
        }

        return RankingMetrics.NotRanked;
    }
}
