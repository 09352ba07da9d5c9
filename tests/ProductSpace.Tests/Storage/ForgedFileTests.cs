using System.Buffers.Binary;
using System.Diagnostics;
using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Storage;

namespace ProductSpace.Tests.Storage;

/// <summary>
/// Files with wild content and right checksums: refused by name, or their answers stay in bounds, finite, sorted and
/// unique, twice the same, within a budget of work.
/// </summary>
public class ForgedFileTests
{
    private static readonly int s_mutants = Campaign.Size(250);

    private readonly byte[] _golden = File.ReadAllBytes(GoldenTests.Path());

    [Theory]
    [InlineData(GoldenTests.Small)]
    [InlineData(GoldenTests.WithoutGraph)]
    [InlineData(GoldenTests.Scanned)]
    [InlineData(GoldenTests.WithFacets)]
    [InlineData(GoldenTests.Dot)]
    [InlineData(GoldenTests.Learned)]
    [InlineData(GoldenTests.WithNumbers)]
    [InlineData(GoldenTests.Navigated)]
    public void Open_WildContentRightChecksums_RefusedOrBounded(string file)
    {
        byte[] golden = File.ReadAllBytes(GoldenTests.Path(file));
        int accepted = 0;
        Stopwatch clock = Stopwatch.StartNew();
        for (int seed = 0; seed < s_mutants; seed++)
        {
            SeededRandom random = new((ulong)seed);
            byte[] mutant = SnapshotMutator.MutantOf(golden, file, seed, ref random);
            try
            {
                accepted += Exercise(mutant) ? 1 : 0;
            }
            catch (Exception exception) when (exception is not SnapshotException)
            {
                throw new InvalidOperationException($"mutant {seed}: {exception.GetType().Name} {exception.Message}", exception);
            }
        }

        // Both ends of the harness must be met, or it shows nothing.
        Assert.InRange(accepted, s_mutants / 10, s_mutants - (s_mutants / 20));
        // The first files wait for the compiler, on a busy machine for long.
        Assert.True(clock.Elapsed < TimeSpan.FromMilliseconds(20_000 + (40.0 * s_mutants)), $"{clock.Elapsed} for {s_mutants} files");
    }

    [Theory]
    [InlineData(GoldenTests.Small)]
    [InlineData(GoldenTests.WithoutGraph)]
    [InlineData(GoldenTests.WithFacets)]
    [InlineData(GoldenTests.Dot)]
    [InlineData(GoldenTests.Learned)]
    [InlineData(GoldenTests.WithNumbers)]
    [InlineData(GoldenTests.Navigated)]
    public void Verify_WildContentRightChecksums_RefusedByNameOrSound(string file)
    {
        byte[] golden = File.ReadAllBytes(GoldenTests.Path(file));
        int accepted = 0;
        for (int seed = 0; seed < s_mutants; seed++)
        {
            SeededRandom random = new((ulong)seed + 100_000);
            byte[] mutant = SnapshotMutator.MutantOf(golden, file, seed, ref random);
            try
            {
                Open(mutant, OpenMode.Verify).Dispose();
                accepted++;
            }
            catch (Exception exception) when (exception is not SnapshotException)
            {
                throw new InvalidOperationException($"mutant {seed}: {exception.GetType().Name} {exception.Message}", exception);
            }
            catch (SnapshotException)
            {
                // Refused.
            }
        }

        // Wild prices or payloads are as sound as others.
        Assert.InRange(accepted, 1, s_mutants * 3 / 4);
    }

    [Fact]
    public void Open_UnknownSections_OptionalSkippedRequiredRefused()
    {
        SnapshotForge forge = new(_golden);
        int payload = forge.Find(SectionId.PayloadColumns);
        BinaryPrimitives.WriteUInt32LittleEndian(forge.Entry(payload), 200);
        using (ProductIndex index = Open(forge.Reseal().Bytes, OpenMode.Verify))
        {
            Assert.Empty(index.Info.PayloadColumns);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(forge.Entry(payload)[SnapshotLayout.EntryFlags..], SnapshotLayout.RequiredFlag);
        SnapshotException error = Assert.Throws<SnapshotException>(() => Open(forge.Reseal().Bytes, OpenMode.Quick));
        Assert.Contains("update ProductSpace", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NewerReaderVersion_RefusedByName()
    {
        SnapshotForge forge = new(_golden);
        BinaryPrimitives.WriteInt32LittleEndian(forge.Bytes.AsSpan(SnapshotLayout.ReaderVersion), 2);
        SnapshotException error = Assert.Throws<SnapshotException>(() => Open(forge.Reseal().Bytes, OpenMode.Quick));
        Assert.Contains("format 2", error.Message, StringComparison.Ordinal);
    }

    private static ProductIndex Open(byte[] bytes, OpenMode mode) => ProductIndex.Open(new CopiedBytes("forged", bytes), "forged", mode);

    /// <summary>True where the file was opened and behaved.</summary>
    private static bool Exercise(byte[] mutant)
    {
        ProductIndex index;
        try
        {
            index = Open(mutant, OpenMode.Quick);
        }
        catch (SnapshotException)
        {
            return false;
        }

        using (index)
        {
            float[] query = new float[index.Dimension];
            query[0] = 1;
            query[^1] += 0.5f;
            ProductFilter stock = index.CreateFilter(f => f.InStock());
            ProductFilter[] facets = FacetQuestions.Filters(index);
            CheckCategories(index);
            for (int ordinal = 0; ordinal < index.Count; ordinal += 17)
            {
                _ = index.GetProductId(ordinal) + index.GetCategory(ordinal) + index.GetPrice(ordinal) + index.GetFirstSeen(ordinal) + index.IsInStock(ordinal);
                _ = index.GetVector(ordinal, new float[index.Dimension]);
                if (index.Info.PayloadColumns.Contains("name"))
                {
                    _ = index.GetPayload(ordinal, "name");
                }
            }

            _ = index.TryGetOrdinal("p-000003", out _);
            foreach (Space space in index.HasNext ? [Space.Similar, Space.Next] : new[] { Space.Similar })
            {
                foreach (int ef in new[] { 0, 15 })
                {
                    Twice(index, hits => new SearchResult { Count = CellQuestions.Ask(index, space, query, cells: 3, ef, hits) });
                }

                FacetQuestions.AskDiverse(index, space, query, new Neighbor[8]);

                foreach (ProductFilter? filter in new[] { null, stock, facets[0], facets[^1] })
                {
                    foreach (int ef in index.Info.Structures == IndexStructures.Cells ? [0] : new[] { 0, 15 })
                    {
                        SearchOptions options = new() { Space = space, Filter = filter, EfSearch = ef };
                        Twice(index, hits => index.Search(query, hits, options));
                        Twice(index, hits => index.SearchExact(query, hits, options));
                        SessionTwice(index, options);
                    }
                }
            }
        }

        return true;
    }

    private static void CheckCategories(ProductIndex index)
    {
        try
        {
            foreach (CategoryCount category in index.GetCategories())
            {
                Assert.InRange(category.Products, 0, index.Count);
            }
        }
        catch (SnapshotException exception) when (exception.Message.Contains("overlap", StringComparison.Ordinal))
        {
            // Paths that would multiply the text of the file are refused when they are listed.
        }
    }

    private static void SessionTwice(ProductIndex index, SearchOptions options)
    {
        try
        {
            Twice(index, hits => index.SearchSession([0, 1, index.Count - 1], hits, options));
        }
        catch (ArgumentException exception) when (exception.Message.Contains("weighted mean", StringComparison.Ordinal))
        {
            // Forged scales can make the viewed products' vectors zero or infinite.
        }
    }

    private static void Twice(ProductIndex index, Func<Neighbor[], SearchResult> ask)
    {
        Neighbor[] first = new Neighbor[6];
        Neighbor[] second = new Neighbor[6];
        SearchResult result = ask(first);
        Assert.Equal(result, ask(second));
        Assert.Equal(first, second);
        Assert.InRange(result.Count, 0, first.Length);
        Assert.InRange(result.Scored, 0, 40L * (index.Count + 10));
        Assert.Equal(result.Count, first.Take(result.Count).Select(hit => hit.Ordinal).Distinct().Count());
        for (int i = 0; i < result.Count; i++)
        {
            Assert.InRange(first[i].Ordinal, 0, index.Count - 1);
            float most = index.Info.Similarity == Similarity.Dot || index.Info.NextSimilarity == Similarity.Dot ? float.MaxValue : 1;
            Assert.InRange(first[i].Similarity, -most, most);
            Assert.True(i == 0 || first[i - 1].Similarity >= first[i].Similarity);
        }
    }
}
