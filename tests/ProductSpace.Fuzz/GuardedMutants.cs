using ProductSpace.Fuzz.Snapshots;
using ProductSpace.Numerics;
using ProductSpace.Tests.Storage;

namespace ProductSpace.Fuzz;

/// <summary>
/// Forged files between guard pages: a read outside of the file ends the process.
/// </summary>
internal static class GuardedMutants
{
    public static int Run(string file, int mutants)
    {
        byte[] golden = File.ReadAllBytes(file);
        int opened = 0;
        for (int seed = 0; seed < mutants; seed++)
        {
            SeededRandom random = new((ulong)seed + 500_000);
            byte[] mutant = SnapshotMutator.MutantOf(golden, file, seed, ref random);
            try
            {
                using ProductIndex index = ProductIndex.Open(new GuardedBytes(mutant), "guarded", seed % 2 == 0 ? OpenMode.Quick : OpenMode.Warm);
                opened++;
                Ask(index);
                index.Verify();
            }
            catch (Exception exception) when (exception is SnapshotException or ArgumentException)
            {
                // Refused by name.
            }
        }

        Console.WriteLine($"opened {opened}");
        return 0;
    }

    public static int ReadBehindTheEnd(string file, int distance)
    {
        using GuardedBytes bytes = new(File.ReadAllBytes(file));
        Console.WriteLine($"read {bytes.ReadBehindTheEnd(distance)}");
        return 0;
    }

    private static void Ask(ProductIndex index)
    {
        float[] query = new float[index.Dimension];
        query[0] = 1;
        Span<Neighbor> hits = stackalloc Neighbor[8];
        ProductFilter stock = index.CreateFilter(f => f.InStock());
        ProductFilter[] facets = FacetQuestions.Filters(index);
        for (int space = 0; space < (index.HasNext ? 2 : 1); space++)
        {
            CellQuestions.Ask(index, (Space)space, query, cells: 3, ef: 0, hits);
            CellQuestions.Ask(index, (Space)space, query, cells: 2, ef: 12, hits);
            FacetQuestions.AskDiverse(index, (Space)space, query, hits);
            foreach (ProductFilter? filter in new[] { null, stock, facets[0], facets[^1] })
            {
                SearchOptions options = new() { Space = (Space)space, Filter = filter, EfSearch = index.Info.Structures == IndexStructures.Cells ? 0 : 12 };
                index.Search(query, hits, options);
                index.SearchExact(query, hits, options);
                Session(index, hits, options);
            }
        }

        LearnedExam.Ask(index, first: 0, step: 1);
        for (int ordinal = 0; ordinal < index.Count; ordinal++)
        {
            _ = index.GetProductId(ordinal) + index.GetCategory(ordinal);
            _ = index.GetVector(ordinal, query);
            if (index.Info.PayloadColumns.Count > 0)
            {
                _ = index.GetPayload(ordinal, index.Info.PayloadColumns[0]);
            }
        }
    }

    private static void Session(ProductIndex index, Span<Neighbor> hits, SearchOptions options)
    {
        try
        {
            index.SearchSession(["p-000001", "p-000002"], hits, options);
        }
        catch (ArgumentException)
        {
            // Forged scales can make a session vector zero or infinite.
        }
    }
}
