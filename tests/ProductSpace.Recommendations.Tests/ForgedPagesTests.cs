using System.Runtime.InteropServices;
using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Storage;
using ProductSpace.Tests.Storage;

namespace ProductSpace.Recommendations.Tests;

/// <summary>
/// Forged content with right checksums under a cursor: it may find nonsense or be refused by name, but it reads nothing
/// outside of the file, shows no product twice and comes to an end.
/// </summary>
public sealed class ForgedPagesTests : IDisposable
{
    private const int Products = 300;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(SectionId.PackedNeighbors)]
    [InlineData(SectionId.EqualRows)]
    [InlineData(SectionId.Ordinals)]
    [InlineData(SectionId.Slots)]
    [InlineData(SectionId.Codes)]
    [InlineData(SectionId.RowErrors)]
    [InlineData(SectionId.ResidualRows)]
    [InlineData(SectionId.OutlierStarts)]
    public void Next_ForgedSection_EndsWithoutRepeats(uint section)
    {
        // Short vectors have no exact form behind their codes.
        int dimension = section is SectionId.ResidualRows or SectionId.OutlierStarts ? 104 : 8;
        TestShop shop = new(Products, dimension, withNext: true);
        for (int product = 100; product < 140; product++)
        {
            shop.Vector(100).CopyTo(shop.Vectors.AsSpan(product * dimension, dimension));
        }

        shop.Builder().Build(_folder.File("shop.psx"));
        byte[] genuine = File.ReadAllBytes(_folder.File("shop.psx"));
        SeededRandom random = new(section);
        int changed = 0;
        int shown = 0;
        for (int round = 0; round < 12; round++)
        {
            // Ordinals and slots exist for the second space alone.
            SnapshotForge forge = new(genuine);
            int space = section is SectionId.Ordinals or SectionId.Slots ? 1 : 0;
            Span<byte> bytes = forge.Section(forge.Find(SectionId.OfSpace(space, section)));
            changed += Forge(bytes, ref random, round) ? 1 : 0;
            try
            {
                using ProductIndex index = ProductIndex.Open(new CopiedBytes("forged", forge.Reseal().Bytes), "forged", OpenMode.Quick);
                foreach (SearchOptions options in new SearchOptions[] { new() { EfSearch = 12 }, new(), new() { TargetRecall = 1 }, new() { Filter = index.CreateFilter(f => f.InStock()) } })
                {
                    shown += ReadAll(index, shop.Vector(round), options with { Space = (Space)space }, foldAt: 0);
                    shown += ReadAll(index, shop.Vector(100), options with { Space = (Space)space }, foldAt: 0.9f);
                }
            }
            catch (SnapshotException)
            {
                // Refused by name: as good.
            }
        }

        Assert.Equal(12, changed);
        Assert.True(shown > 0);
    }

    private static bool Forge(Span<byte> bytes, ref SeededRandom random, int round)
    {
        Span<int> numbers = MemoryMarshal.Cast<byte, int>(bytes);
        for (int i = 0; i < 1 + (numbers.Length / 3); i++)
        {
            numbers[random.NextInt(numbers.Length)] = (round % 4) switch
            {
                0 => random.NextInt(Products),
                1 => random.NextInt(int.MaxValue),
                2 => -random.NextInt(int.MaxValue),
                _ => random.NextInt(3),
            };
        }

        return numbers.Length > 0;
    }

    private static int ReadAll(ProductIndex index, ReadOnlySpan<float> vector, SearchOptions options, float foldAt)
    {
        using ResultCursor cursor = ResultCursor.Open(index, vector, options, foldAt);
        HashSet<int> seen = [];
        Neighbor[] page = new Neighbor[17];
        int pages = 0;
        int count;
        do
        {
            count = cursor.Next(page).Count;
            Assert.All(page[..count], hit => Assert.True(hit.Ordinal is >= 0 and < Products && seen.Add(hit.Ordinal)));
            Assert.InRange(++pages, 1, Products);
        }
        while (count == page.Length);
        return seen.Count;
    }
}
