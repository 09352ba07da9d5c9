using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using ProductSpace.Storage;

namespace ProductSpace.Tests.Storage;

/// <summary>
/// The golden file of format 1: opens, answers as pinned, and is what today's builder makes of the same input. The
/// format is provisional: PRODUCTSPACE_RENEW_GOLDEN=1 renews it in place.
/// </summary>
public class GoldenTests
{
    public static string Path([CallerFilePath] string here = "") =>
        System.IO.Path.GetFullPath(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(here)!, "..", "..", "Golden", "v1", "small.psx"));

    private static void BuildTo(string path) =>
        new TestShop(120, 8, seed: 2026, withNext: true).Builder(new BuildOptions { M = 4, EfConstruction = 20 }).Build(path);

    [Fact]
    public void Build_SameInput_GivesTheGoldenBytes()
    {
        if (Environment.GetEnvironmentVariable("PRODUCTSPACE_RENEW_GOLDEN") == "1")
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path())!);
            BuildTo(Path());
        }

        using TemporaryFolder folder = new();
        BuildTo(folder.File("small.psx"));
        Assert.True(File.ReadAllBytes(Path()).AsSpan().SequenceEqual(File.ReadAllBytes(folder.File("small.psx"))), "today's builder makes other bytes than the golden file holds");
        Assert.InRange(new FileInfo(Path()).Length, 1, 300_000);
    }

    /// <summary>The second file was written before snapshots held 4-bit codes of cells: it opens all the same.</summary>
    [Theory]
    [InlineData("small.psx", true)]
    [InlineData("small-without-cell-codes.psx", false)]
    public void Open_Golden_AnswersAsPinned(string file, bool hasCells)
    {
        using ProductIndex index = ProductIndex.Open(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path())!, file), OpenMode.Verify);
        Assert.Equal(hasCells, index.ViewOf(Space.Similar).Cells is not null);
        StringBuilder text = new();
        Neighbor[] hits = new Neighbor[4];
        foreach (Space space in new[] { Space.Similar, Space.Next })
        {
            foreach (string id in new[] { "p-000000", "p-000049", "p-000119" })
            {
                SearchResult result = index.SearchSession([id], hits, new SearchOptions { Space = space });
                text.Append(CultureInfo.InvariantCulture, $"{space} {id}: {result.Road}");
                foreach (Neighbor hit in hits)
                {
                    text.Append(CultureInfo.InvariantCulture, $" {index.GetProductId(hit.Ordinal)} {hit.Similarity:F5}");
                }

                text.Append('\n');
            }
        }

        Snap.Match(text.ToString(), "Golden_Answers");
    }

    [Fact]
    public void Layout_Golden_IsAsDrawn()
    {
        using ProductIndex index = ProductIndex.Open(Path());
        StringBuilder text = new();
        foreach (SectionEntry entry in index.Sections.Entries)
        {
            text.Append(CultureInfo.InvariantCulture, $"{SectionId.NameOf(entry.Id),-24} {(entry.IsRequired ? "required" : "optional")} {entry.Offset,8} {entry.Length,8} {entry.Hash:x16}\n");
        }

        Snap.Match(text.ToString(), "Golden_Layout");
    }
}
