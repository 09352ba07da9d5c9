using System.Buffers.Binary;
using System.Runtime.InteropServices;
using ProductSpace.Memory;
using ProductSpace.Storage;
using ProductSpace.Tests.Search;

namespace ProductSpace.Tests.Storage;

/// <summary>Forged vectors as given and forged stretches, with right checksums: refused, or answered within bounds.</summary>
public sealed class ForgedGivenRowsTests
{
    private static readonly Lazy<byte[]> s_sound = new(Build);

    private static uint Given => SectionId.OfSpace(0, SectionId.GivenRows);

    private static uint Stretch => SectionId.OfSpace(0, SectionId.Stretch);

    [Theory]
    [InlineData(float.NaN, "not finite")]
    [InlineData(float.PositiveInfinity, "not finite")]
    [InlineData(float.MaxValue, "another length")]
    [InlineData(0, "zero")]
    public void Open_ForgedRow_AnswersWithinBoundsAndVerificationRefuses(float number, string words)
    {
        SnapshotForge forge = new(s_sound.Value);
        Span<float> rows = MemoryMarshal.Cast<byte, float>(forge.Section(forge.Find(Given)));
        rows.Slice(3 * 6, 6).Fill(number);
        using (ProductIndex index = Open(forge, OpenMode.Quick))
        {
            Neighbor[] hits = new Neighbor[index.Count];
            float[] query = new float[index.Dimension];
            for (int ordinal = 0; ordinal < 6; ordinal++)
            {
                if (ordinal != 3 || float.IsFinite(number))
                {
                    index.GetVector(ordinal, query);
                }

                if (query.All(value => value == 0))
                {
                    continue;
                }

                SearchResult result = index.SearchExact(query, hits);
                Assert.Equal(index.Count, result.Count);
                Assert.Equal(index.Count, hits.Select(hit => hit.Ordinal).Distinct().Count());
                Assert.All(hits, hit => Assert.InRange(hit.Similarity, -1, 1));
                Assert.True(hits.Zip(hits.Skip(1)).All(pair => pair.First.Similarity >= pair.Second.Similarity), "the hits are not in order");
            }
        }

        SnapshotException error = Assert.Throws<SnapshotException>(() => Open(forge, OpenMode.Verify));
        Assert.Equal("similar.given-rows", error.Section);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FewerRowsThanProducts_RefusedByName()
    {
        SnapshotForge forge = new(s_sound.Value);
        Span<byte> length = forge.Entry(forge.Find(Given))[SnapshotLayout.EntryLength..];
        BinaryPrimitives.WriteInt64LittleEndian(length, BinaryPrimitives.ReadInt64LittleEndian(length) - 4);
        Assert.Equal("similar.given-rows", Assert.Throws<SnapshotException>(() => Open(forge, OpenMode.Quick)).Section);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(0)]
    [InlineData(-2)]
    [InlineData(1e300)]
    public void Open_ForgedStretch_RefusedByName(double factor)
    {
        SnapshotForge forge = new(s_sound.Value);
        BinaryPrimitives.WriteDoubleLittleEndian(forge.Section(forge.Find(Stretch)), factor);
        Assert.Equal("similar.stretch", Assert.Throws<SnapshotException>(() => Open(forge, OpenMode.Quick)).Section);
    }

    [Fact]
    public void Open_StretchAlongNoMean_RefusedByName()
    {
        SnapshotForge forge = new(s_sound.Value);
        forge.Section(forge.Find(SectionId.OfSpace(0, SectionId.Model)))[24..].Clear();
        Assert.Equal("similar.stretch", Assert.Throws<SnapshotException>(() => Open(forge, OpenMode.Quick)).Section);
    }

    [Fact]
    public void Verify_GivenAndRounded_Refused()
    {
        SnapshotForge forge = new(s_sound.Value);
        BinaryPrimitives.WriteUInt32LittleEndian(
            forge.Entry(forge.Find(SectionId.OfSpace(0, SectionId.CellCalibration))), SectionId.OfSpace(0, SectionId.ExactRows));
        Assert.Contains("given and rounded", Assert.Throws<SnapshotException>(() => Open(forge, OpenMode.Verify)).Message, StringComparison.Ordinal);
    }

    private static byte[] Build()
    {
        using TemporaryFolder folder = new();
        GivenVectors vectors = GivenVectors.Of("0.01", 90, 6);
        new ProductIndexBuilder(new BuildOptions { M = 4, EfConstruction = 20 }).UseVectors(vectors.Rows, vectors.Dimension).Build(folder.File("given.psx"));
        return File.ReadAllBytes(folder.File("given.psx"));
    }

    private static ProductIndex Open(SnapshotForge forge, OpenMode mode) =>
        ProductIndex.Open(new CopiedBytes("forged", forge.Reseal().Bytes), "forged", mode);
}
