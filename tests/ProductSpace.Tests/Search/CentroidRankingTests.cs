using CsCheck;
using ProductSpace.Cells;
using ProductSpace.Search;

namespace ProductSpace.Tests.Search;

/// <summary>Whatever is ranked stands once in the buckets, no bucket holds anything nearer than one before it, and the sums are those of the entries.</summary>
public sealed class CentroidRankingTests
{
    private static readonly Gen<(int Dot, int Matches)[]> s_centroids =
        Gen.OneOf(Gen.Int[-200_000, 200_000], Gen.Int[-5, 5]).Select(Gen.Int[0, 32]).Array[1, 300];

    [Fact]
    public void Sort_AnyCentroids_RanksEachOnceFromNearToFar()
    {
        CentroidRanking ranking = new();
        s_centroids.Sample(
            centroids =>
            {
                Sort(ranking, centroids);
                Assert.Equal(0, ranking.StartOf(0));
                Assert.Equal(centroids.Length, ranking.StartOf(CentroidRanking.Count));
                int[] numbers = [.. Enumerable.Range(0, centroids.Length).Select(ranking.NumberAt)];
                Assert.Equal(Enumerable.Range(0, centroids.Length), numbers.Order());
                int nearestOfBefore = int.MaxValue;
                for (int bucket = 0; bucket < CentroidRanking.Count; bucket++)
                {
                    int least = nearestOfBefore;
                    for (int place = ranking.StartOf(bucket); place < ranking.StartOf(bucket + 1); place++)
                    {
                        Assert.Equal(centroids[numbers[place]], (ranking.DotAt(place), ranking.MatchesAt(place)));
                        Assert.True(ranking.DotAt(place) <= nearestOfBefore);
                        least = Math.Min(least, ranking.DotAt(place));
                    }

                    nearestOfBefore = least;
                }
            },
            threads: 1);
    }

    /// <summary>The expectation is that of the histogram that it is made of, and never below the sum over the centroids themselves.</summary>
    [Fact]
    public void Expected_AnyCentroids_IsThatOfTheHistogram()
    {
        CentroidRanking ranking = new();
        Gen.Select(s_centroids, Gen.Int[0, CentroidRanking.Count], Gen.Int[-200_000, 200_000], Gen.Float[1e-6f, 1e-3f]).Sample(
            (centroids, from, dot, perDeviation) =>
            {
                Sort(ranking, centroids);
                ExpectedHits histogram = new();
                histogram.Begin([.. centroids.Select(centroid => centroid.Dot)]);
                Array.ForEach(centroids, centroid => histogram.Add(centroid.Dot, centroid.Matches));
                Assert.Equal(histogram.Expected(from, dot, perDeviation), ranking.Expected(from, dot, perDeviation));
                Assert.True(ranking.Expected(from, dot, perDeviation) <= ranking.Expected(0, dot, perDeviation));
                Assert.Equal(0, ranking.Expected(CentroidRanking.Count, dot, perDeviation));
            },
            threads: 1);
    }

    private static void Sort(CentroidRanking ranking, (int Dot, int Matches)[] centroids) => ranking.Sort(
        [.. Enumerable.Range(0, centroids.Length)], [.. centroids.Select(centroid => centroid.Dot)], [.. centroids.Select(centroid => centroid.Matches)]);
}
