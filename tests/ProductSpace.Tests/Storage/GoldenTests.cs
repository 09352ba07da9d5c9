using System.Globalization;
using System.Text;
using ProductSpace.Storage;

namespace ProductSpace.Tests.Storage;

/// <summary>
/// The golden files of format 1: open, answer as pinned, and are what today's builder makes of the same input. The
/// format is provisional: PRODUCTSPACE_RENEW_GOLDEN=1 renews it in place.
/// </summary>
public class GoldenTests
{
    /// <summary>The file of a build for both strategies.</summary>
    public const string Small = "small.psx";

    /// <summary>The same shop, built for the cells alone.</summary>
    public const string WithoutGraph = "small-without-graph.psx";

    /// <summary>The same shop, with neither: every search scans it.</summary>
    public const string Scanned = "small-scanned.psx";

    /// <summary>The same shop with facets.</summary>
    public const string WithFacets = "small-with-facets.psx";

    /// <summary>The same shop with lengths, whose spaces have dot products.</summary>
    public const string Dot = "small-dot.psx";

    /// <summary>The same shop with an item table, popularity and an attachment.</summary>
    public const string Learned = "small-learned.psx";

    /// <summary>The same shop with number columns.</summary>
    public const string WithNumbers = "small-with-numbers.psx";

    /// <summary>A shop of longer vectors with short codes to navigate by.</summary>
    public const string Navigated = "small-navigated.psx";

    /// <summary>The file of longer vectors as builds made it before they said what short codes lose.</summary>
    private const string WithoutLost = "small-navigated-without-lost.psx";

    /// <summary>The file with popularity as builds made it before section 32: without trends.</summary>
    private const string WithoutTrends = "small-without-trends.psx";

    /// <summary>The first file as builds made it before section 31: its rotation is a matrix.</summary>
    private const string WithMatrix = "small-with-matrix.psx";

    /// <summary>The first file as builds made it before section 23: its neighbor lists have four bytes a number.</summary>
    private const string WithPlainLists = "small-with-plain-lists.psx";

    /// <summary>A shop of vectors long enough for an exact form behind the codes.</summary>
    public const string Residual = "small-residual.psx";

    public static string Path(string file = Small) => Sources.PathOf("tests", "Golden", "v1", file);

    private static void BuildTo(string file, string path)
    {
        TestShop shop = new(120, file == Residual ? 100 : file == Navigated ? 32 : 8, seed: 2026, withNext: true, withFacets: file == WithFacets, similarity: file == Dot ? Similarity.Dot : Similarity.Cosine, withNumbers: file == WithNumbers);
        ProductIndexBuilder builder = shop.Builder(new BuildOptions { M = 4, EfConstruction = 20, NavigateDimensions = file == Navigated ? 16 : null, Structures = file == WithoutGraph ? IndexStructures.Cells : file == Scanned ? IndexStructures.Scan : IndexStructures.Both });
        if (file == Learned)
        {
            float[] popularity = [.. Enumerable.Range(0, shop.Ids.Length).Select(i => (float)(i * 7 % 11))];
            float[] trends = [.. Enumerable.Range(0, shop.Ids.Length).Select(i => (float)((i * 5 % 9) - 4) / 2)];
            builder.UseTable("next", shop.Ids, 3, After).UsePopularity(shop.Ids, popularity, trends).Attach("note", "bytes of a package above"u8.ToArray());
        }

        builder.Build(path);

        // Rows of none to three entries.
        static int After(int place, Span<int> products, Span<float> weights)
        {
            for (int i = 0; i < place % 4; i++)
            {
                products[i] = (place + i + 1) % 120;
                weights[i] = 3 - i;
            }

            return place % 4;
        }
    }

    [Theory]
    [InlineData(Small)]
    [InlineData(WithoutGraph)]
    [InlineData(Scanned)]
    [InlineData(WithFacets)]
    [InlineData(Dot)]
    [InlineData(Learned)]
    [InlineData(WithNumbers)]
    [InlineData(Residual)]
    [InlineData(Navigated)]
    public void Build_SameInput_GivesTheGoldenBytes(string file)
    {
        if (Environment.GetEnvironmentVariable("PRODUCTSPACE_RENEW_GOLDEN") == "1")
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(file))!);
            BuildTo(file, Path(file));
        }

        using TemporaryFolder folder = new();
        BuildTo(file, folder.File(file));
        Assert.True(File.ReadAllBytes(Path(file)).AsSpan().SequenceEqual(File.ReadAllBytes(folder.File(file))), "today's builder makes other bytes than the golden file holds");
        Assert.InRange(new FileInfo(Path(file)).Length, 1, 360_000);
    }

    /// <summary>
    /// The second file was written before snapshots held 4-bit codes of cells, the third before they held signs in place
    /// of a rotation matrix, the fourth before neighbor lists were packed: they open all the same.
    /// </summary>
    [Theory]
    [InlineData(Small, IndexStructures.Both)]
    [InlineData("small-without-cell-codes.psx", IndexStructures.Graph)]
    [InlineData(WithMatrix, IndexStructures.Both)]
    [InlineData(WithPlainLists, IndexStructures.Both)]
    [InlineData(WithoutGraph, IndexStructures.Cells)]
    [InlineData(Scanned, IndexStructures.Scan)]
    [InlineData(WithFacets, IndexStructures.Both)]
    [InlineData(Learned, IndexStructures.Both)]
    [InlineData(WithoutTrends, IndexStructures.Both)]
    [InlineData(WithNumbers, IndexStructures.Both)]
    public void Open_Golden_AnswersAsPinned(string file, IndexStructures structures)
    {
        using ProductIndex index = ProductIndex.Open(Path(file), OpenMode.Verify);
        Assert.Equal(structures, index.Info.Structures);
        Snap.Match(AnswersOf(index), "Golden_Answers");
        Assert.Equal((structures is IndexStructures.Both or IndexStructures.Graph, structures is IndexStructures.Both or IndexStructures.Cells), (index.ViewOf(Space.Similar).HasGraph, index.ViewOf(Space.Similar).Cells is not null));
    }

    /// <summary>The exact form is what stands behind the codes, and old files hold none of it.</summary>
    [Theory]
    [InlineData(Residual, "Golden_AnswersResidual", true, true)]
    [InlineData(Small, "Golden_Answers", false, true)]
    [InlineData(WithPlainLists, "Golden_Answers", false, false)]
    public void Open_Golden_HasItsExactFormAndLists(string file, string answers, bool isResidual, bool isPacked)
    {
        using ProductIndex index = ProductIndex.Open(Path(file), OpenMode.Verify);
        SnapshotSections sections = index.Snapshot.Sections;
        foreach (int space in new[] { 0, 1 })
        {
            Assert.Equal((isResidual, !isResidual), (sections.Contains(SectionId.OfSpace(space, SectionId.ResidualRows)), sections.Contains(SectionId.OfSpace(space, SectionId.ExactRows))));
            Assert.Equal((isPacked, !isPacked), (sections.Contains(SectionId.OfSpace(space, SectionId.PackedNeighbors)), sections.Contains(SectionId.OfSpace(space, SectionId.Neighbors))));
        }

        Snap.Match(AnswersOf(index), answers);
    }

    /// <summary>A file of before does not say what its short codes lose of a row.</summary>
    [Theory]
    [InlineData(Navigated, true)]
    [InlineData(WithoutLost, false)]
    public void Open_GoldenNavigated_AnswersAsPinned(string file, bool saysLost)
    {
        using ProductIndex index = ProductIndex.Open(Path(file), OpenMode.Verify);
        Assert.Equal(saysLost, index.ViewOf(Space.Similar).Model.Navigation!.Lost > 0);
        Snap.Match(AnswersOf(index), "Golden_AnswersNavigated");
    }

    private static string AnswersOf(ProductIndex index)
    {
        StringBuilder text = new();
        Neighbor[] hits = new Neighbor[4];
        foreach (Space space in new[] { Space.Similar, Space.Next })
        {
            foreach (string id in new[] { "p-000000", "p-000049", "p-000119" })
            {
                SearchResult result = index.SearchSession([id], hits, new SearchOptions { Space = space });
                text.Append(CultureInfo.InvariantCulture, $"{space} {id}: {result.Strategy}");
                foreach (Neighbor hit in hits)
                {
                    text.Append(CultureInfo.InvariantCulture, $" {index.GetProductId(hit.Ordinal)} {hit.Similarity:F5}");
                }

                text.Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>What the file above stands for.</summary>
    [Theory]
    [InlineData(Small, false)]
    [InlineData(WithMatrix, true)]
    public void Open_Golden_HasItsKindOfRotation(string file, bool isMatrix)
    {
        using ProductIndex index = ProductIndex.Open(Path(file), OpenMode.Verify);
        SnapshotSections sections = index.Snapshot.Sections;
        Assert.Equal(
            (isMatrix, !isMatrix),
            (sections.Contains(SectionId.RotationMatrix), sections.Contains(SectionId.RotationSigns)));
    }

    /// <summary>A file of before knows no trend; a product without popularity has none.</summary>
    [Theory]
    [InlineData(Learned, true)]
    [InlineData(WithoutTrends, false)]
    public void GetPopularityTrend_Golden_IsThatOfTheBuild(string file, bool hasTrends)
    {
        using ProductIndex index = ProductIndex.Open(Path(file), OpenMode.Verify);
        Assert.Equal(hasTrends, index.Snapshot.Sections.Contains(SectionId.PopularityTrends));
        for (int i = 0; i < index.Count; i++)
        {
            int product = int.Parse(index.GetProductId(i)[2..], CultureInfo.InvariantCulture);
            Assert.Equal(product * 7 % 11, index.GetPopularity(i));
            Assert.Equal(hasTrends && product * 7 % 11 > 0 ? ((product * 5 % 9) - 4) / 2f : 0, index.GetPopularityTrend(i));
        }
    }

    [Fact]
    public void Filter_GoldenWithFacets_MatchesAsPinned()
    {
        using ProductIndex index = ProductIndex.Open(Path(WithFacets), OpenMode.Verify);
        StringBuilder text = new();
        foreach (string facet in index.Info.Facets)
        {
            foreach ((string value, int products) in index.GetFacetValues(facet))
            {
                ProductFilter filter = index.CreateFilter(f => f.Facet(facet, value));
                text.Append(CultureInfo.InvariantCulture, $"{facet} {value}: {products} of {filter.Count}:");
                foreach (int ordinal in Enumerable.Range(0, index.Count).Where(filter.Contains))
                {
                    text.Append(CultureInfo.InvariantCulture, $" {ordinal}");
                }

                text.Append('\n');
            }
        }

        Snap.Match(text.ToString(), "Golden_Facets");
    }

    [Fact]
    public void Filter_GoldenWithNumbers_MatchesAsPinned()
    {
        using ProductIndex index = ProductIndex.Open(Path(WithNumbers), OpenMode.Verify);
        StringBuilder text = new();
        double[] numbers = new double[8];
        foreach (string column in index.Info.NumberColumns)
        {
            NumberColumnSpan span = index.GetNumberSpan(column);
            text.Append(CultureInfo.InvariantCulture, $"{column}: {span.Products} from {span.Least} to {span.Greatest}; 2 to 37:");
            ProductFilter filter = index.CreateFilter(f => f.Between(column, 2, 37));
            foreach (int ordinal in Enumerable.Range(0, index.Count).Where(filter.Contains))
            {
                int count = index.GetNumbers(ordinal, column, numbers);
                text.Append(CultureInfo.InvariantCulture, $" {ordinal}={string.Join('|', numbers.Take(count).Select(number => number.ToString(CultureInfo.InvariantCulture)))}");
            }

            text.Append('\n');
        }

        Snap.Match(text.ToString(), "Golden_Numbers");
    }

    [Fact]
    public void Read_GoldenLearned_GivesWhatWasLearned()
    {
        using ProductIndex index = ProductIndex.Open(Path(Learned), OpenMode.Verify);
        StringBuilder text = new();
        Neighbor[] row = new Neighbor[3];
        foreach (string id in new[] { "p-000000", "p-000001", "p-000003", "p-000119" })
        {
            Assert.True(index.TryGetOrdinal(id, out int ordinal));
            text.Append(CultureInfo.InvariantCulture, $"{id} {index.GetPopularity(ordinal)}:");
            foreach (Neighbor entry in row.AsSpan(0, index.ReadTable(0, ordinal, row)))
            {
                text.Append(CultureInfo.InvariantCulture, $" {index.GetProductId(entry.Ordinal)} {entry.Similarity:F4}");
            }

            text.Append('\n');
        }

        text.Append(CultureInfo.InvariantCulture, $"{string.Join(' ', index.Tables)}; {string.Join(' ', index.Attachments)}: {Encoding.UTF8.GetString(index.GetAttachment("note")!)}\n");
        Snap.Match(text.ToString(), "Golden_Learned");
    }

    [Theory]
    [InlineData(Small, "Golden_Layout")]
    [InlineData(WithoutGraph, "Golden_LayoutWithoutGraph")]
    [InlineData(WithFacets, "Golden_LayoutWithFacets")]
    [InlineData(Learned, "Golden_LayoutLearned")]
    [InlineData(WithNumbers, "Golden_LayoutWithNumbers")]
    [InlineData(Residual, "Golden_LayoutResidual")]
    public void Layout_Golden_IsAsDrawn(string file, string snapshot)
    {
        using ProductIndex index = ProductIndex.Open(Path(file));
        StringBuilder text = new();
        foreach (SectionEntry entry in index.Sections.Entries)
        {
            text.Append(CultureInfo.InvariantCulture, $"{SectionId.NameOf(entry.Id),-24} {(entry.IsRequired ? "required" : "optional")} {entry.Offset,8} {entry.Length,8} {entry.Hash:x16}\n");
        }

        Snap.Match(text.ToString(), snapshot);
    }
}
