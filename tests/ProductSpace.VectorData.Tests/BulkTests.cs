using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace ProductSpace.VectorData.Tests;

/// <summary>
/// Many upserts in one call, their sealing, and searches before and after. The suite takes few records; a long campaign
/// takes the 100,000 of 100 dimensions that the documentation has figures of.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed class BulkTests(ITestOutputHelper output)
{
    private const int Dimension = 100;
    private const int Clusters = 200;

    [Fact]
    public async Task Upsert_ManyInOneCall_AreSealedAndFound()
    {
        int count = Campaign.IsLong ? 100_000 : 1_500;
        using TemporaryFolder folder = new();
        using ProductSpaceCollection<int, Point> points = new(folder.Root, "points");
        await points.EnsureCollectionExistsAsync();
        Random random = new(7);
        float[][] centres = [.. Enumerable.Range(0, Clusters).Select(_ => Around(new float[Dimension], random, 1))];
        Point[] all = [.. Enumerable.Range(0, count).Select(id => new Point { Id = id, Group = id % 100, Vector = Around(centres[id % Clusters], random, 0.5) })];
        long start = Stopwatch.GetTimestamp();
        TimeSpan cpu = Process.GetCurrentProcess().TotalProcessorTime;
        await points.UpsertAsync(all);
        double written = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await points.SealAsync();
        double ready = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double cpuSeconds = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds;
        Assert.Equal((count, 0), (points.GetStatus().SealedRecords, points.GetStatus().Changes));
        float[][] queries = [.. Enumerable.Range(0, Campaign.IsLong ? 500 : 50).Select(_ => Around(centres[random.Next(Clusters)], random, 0.5))];
        double plain = await CpuAsync(queries, query => points.SearchAsync(query, 10));
        double filtered = await CpuAsync(queries, query => points.SearchAsync(query, 10, new() { Filter = point => point.Group == 7 }));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count:N0} x {Dimension}: written after {written:F2} s, sealed after {ready:F1} s ({cpuSeconds:F1} s CPU); a search {plain:F0} us CPU, of 1 % {filtered:F0} us"));
        foreach (Point point in all.Take(50))
        {
            Assert.Equal(point.Id, Assert.Single(await points.SearchAsync(point.Vector, 1).ToListAsync()).Record.Id);
        }

        Assert.All(await points.SearchAsync(queries[0], 10, new() { Filter = point => point.Group == 7 }).ToListAsync(), hit => Assert.Equal(7, hit.Record.Group));
        points.Dispose();
        using ProductSpaceCollection<int, Point> again = new(folder.Root, "points");
        start = Stopwatch.GetTimestamp();
        Assert.Equal(count, again.GetStatus().Records);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"opened in {Stopwatch.GetElapsedTime(start).TotalMilliseconds:F0} ms"));
    }

    private static async Task<double> CpuAsync(float[][] queries, Func<float[], IAsyncEnumerable<VectorSearchResult<Point>>> search)
    {
        double least = double.MaxValue;
        for (int round = 0; round < 3; round++)
        {
            TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
            foreach (float[] query in queries)
            {
                Assert.Equal(10, (await search(query).ToListAsync()).Count);
            }

            least = Math.Min(least, (Process.GetCurrentProcess().TotalProcessorTime - before).TotalMicroseconds / queries.Length);
        }

        return least;
    }

    private static float[] Around(float[] centre, Random random, double width)
    {
        float[] vector = new float[Dimension];
        for (int i = 0; i < Dimension; i++)
        {
            // A sum of uniforms is near enough to a normal.
            vector[i] = centre[i] + (float)(width * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5));
        }

        return vector;
    }

    private sealed class Point
    {
        [VectorStoreKey]
        public int Id { get; set; }

        [VectorStoreData]
        public int Group { get; set; }

        [VectorStoreVector(Dimension)]
        public ReadOnlyMemory<float> Vector { get; set; }
    }
}
