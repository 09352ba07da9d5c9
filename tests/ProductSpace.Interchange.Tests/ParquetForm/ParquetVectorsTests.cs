using Parquet;
using Parquet.Schema;
using static ProductSpace.Interchange.Tests.ParquetForm.ParquetForge;

namespace ProductSpace.Interchange.Tests.ParquetForm;

public sealed class ParquetVectorsTests : IDisposable
{
    private const int Texts = 6, Floats = 4;

    private readonly VectorFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_ManyPagesInOneRowGroup_ReadsAll()
    {
        ParquetForge forge = new();
        forge.Add("id", Texts, 4, new Page(0, 1, 0, [], Plain("a")), new Page(0, 3, 0, [], Plain("b", "c", "d")));
        forge.Add("embedding", Floats, 8, new Page(0, 2, 0, Levels(1, 2), Plain(1, 2)), new Page(0, 6, 0, Levels(3, 2), Plain(3, 4, 5, 6, 7, 8)));
        using VectorFile file = _folder.Open(forge.End(4));
        Assert.Equal("a:1,2 b:3,4 c:5,6 d:7,8", VectorFolder.Text(file));
        Assert.Equal("parquet, vectors in embedding, ids in id", file.Form);
    }

    [Fact]
    public void Open_RowThatGoesOnInTheNextPage_IsOne()
    {
        ParquetForge forge = new();
        forge.Add("id", Texts, 2, new Page(0, 2, 0, [], Plain("a", "b")));

        // The second page begins with repetition level 1: it goes on with the list of the first.
        byte[] levels = [.. BitConverter.GetBytes(4), 2, 1, 2, 0, .. BitConverter.GetBytes(2), 4, 3];
        forge.Add("embedding", Floats, 4, new Page(0, 1, 0, Levels(1, 1), Plain(1f)), new Page(0, 2, 0, levels, Plain(2, 3)), new Page(0, 1, 0, [.. BitConverter.GetBytes(2), 2, 1, .. BitConverter.GetBytes(2), 2, 3], Plain(4f)));
        using VectorFile file = _folder.Open(forge.End(2));
        Assert.Equal("a:1,2 b:3,4", VectorFolder.Text(file));
    }

    [Fact]
    public void Open_PagesOfVersionTwoWithDictionariesAndSplitBytes_ReadsAll()
    {
        ParquetForge forge = new();
        forge.Add("id", Texts, 2, new Page(2, 2, 0, [], Plain("a", "b")), new Page(0, 2, 8, [], [1, 3, 0b10]));
        float[] numbers = [1.5f, -2, 3, 4];
        byte[] plain = Plain(numbers);
        byte[] split = [.. Enumerable.Range(0, 4).SelectMany(part => Enumerable.Range(0, 4).Select(i => plain[(4 * i) + part]))];
        byte[] repetition = Repetitions(2, 2);
        forge.Add("embedding", Floats, 4, new Page(3, 4, 9, [.. repetition, 8, 3], split) { RepetitionBytes = repetition.Length });
        using VectorFile file = _folder.Open(forge.End(2));
        Assert.Equal("a:1.5,-2 b:3,4", VectorFolder.Text(file));
    }

    [Theory]
    [InlineData(6)]
    [InlineData(7)]
    public void Open_IdsAsDeltas_ReadsAll(int encoding)
    {
        // Lengths 2, 3, 1 (or own parts 2, 2, 1 after shared beginnings of 0, 1, 0): first, then differences in one miniblock.
        byte[] lengths = encoding == 6 ? Deltas(2, 3, 1) : [.. Deltas(0, 1, 0), .. Deltas(2, 2, 1)];
        byte[] texts = [.. encoding == 6 ? "abacdx"u8 : "abcdx"u8];
        ParquetForge forge = new();
        forge.Add("id", Texts, 3, new Page(0, 3, encoding, [], [.. lengths, .. texts]));
        forge.Add("embedding", Floats, 3, new Page(0, 3, 0, Levels(3, 1), Plain(1, 2, 3)));
        using VectorFile file = _folder.Open(forge.End(3));
        Assert.Equal("ab:1 acd:2 x:3", VectorFolder.Text(file));
    }

    [Fact]
    public void Open_IntegerIdsAndSeveralLists_AreChosenByName()
    {
        byte[] bytes = Write(
            new ParquetSchema(new DataField<long>("item_id"), new DataField<int>("views"), new ListField("in", new DataField<double?>("element")), new ListField("vector", new DataField<int?>("element"))));
        using (VectorFile file = _folder.Open(bytes))
        {
            Assert.Equal("7:1,2 8:3,4", VectorFolder.Text(file));
            Assert.Equal("parquet, vectors in vector, ids in item_id", file.Form);
        }

        using (VectorFile file = _folder.Open(bytes, new VectorFileOptions { IdColumn = "views", VectorColumn = "in" }))
        {
            Assert.Equal("70:0.5,1 80:1.5,2", VectorFolder.Text(file));
        }

        _folder.Refuse(bytes, "no column 'sku' that can hold ids; it has: 'item_id', 'views'", new VectorFileOptions { IdColumn = "sku" });
        _folder.Refuse(bytes, "no column 'item_id' of lists of numbers", new VectorFileOptions { VectorColumn = "item_id" });
        _folder.Refuse(bytes, "has 2 numbers per row; 3 were expected", new VectorFileOptions { Dimension = 3 });
    }

    [Fact]
    public void Open_WhatNoVectorsAre_RefusedWithWhatToDo()
    {
        byte[] two = Write(new ParquetSchema(new DataField<long>("id"), new DataField<int>("n"), new ListField("a", new DataField<double?>("element")), new ListField("b", new DataField<int?>("element"))));
        _folder.Refuse(two, "several columns of lists of numbers: 'a', 'b'; name the one to read (--vector-column)");
        ParquetForge forge = new();
        forge.Add("id", Texts, 1, new Page(0, 1, 0, [], Plain("a")));
        forge.Add("x", Texts, 1, new Page(0, 1, 0, [], Plain("b")));
        _folder.Refuse(forge.End(1), "no column of lists of numbers; it has: 'id', 'x'");
    }

    [Fact]
    public void Open_NullsAndOtherLengths_RefusedByRow()
    {
        ParquetForge forge = new();
        forge.Add("id", Texts, 2, new Page(0, 2, 0, [], Plain("a", "b")));
        forge.Add("embedding", Floats, 3, new Page(0, 2, 0, Levels(1, 2), Plain(1, 2)), new Page(0, 1, 0, [.. BitConverter.GetBytes(2), 2, 0, .. BitConverter.GetBytes(2), 2, 0], []));
        _folder.Refuse(forge.End(2), "row 2: 'embedding' is null");
        forge = new();
        forge.Add("id", Texts, 2, new Page(0, 2, 0, [], Plain("a", "b")));
        forge.Add("embedding", Floats, 3, new Page(0, 2, 0, Levels(1, 2), Plain(1, 2)), new Page(0, 1, 0, Levels(1, 1), Plain(1f)));
        _folder.Refuse(forge.End(2), "row 2 has 1 numbers, but the first 2");
        forge = new();
        forge.Add("id", Texts, 1, new Page(0, 1, 0, [], Plain("a")));
        forge.Add("embedding", Floats, 4, new Page(0, 4, 0, Levels(2, 2), Plain(1, 2, 3, 4)));
        _folder.Refuse(forge.End(2), "no id for row 2");
    }

    [Fact]
    public void Open_EveryCut_IsRefusedByNameOrTheWholeFile()
    {
        byte[] whole = OtherForms.Parquet([[1, 2], [3, 4]], ["a", "b"], CompressionMethod.Snappy);
        for (int length = 4; length < whole.Length; length++)
        {
            EmbeddingFormatException refusal = Assert.Throws<EmbeddingFormatException>(() => VectorFolder.InMemory(whole[..length]));
            Assert.StartsWith("v.dat: ", refusal.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Page that declares two billion values, or a gigabyte, in a few bytes: refused without the memory.</summary>
    [Fact]
    public void Open_LengthsThatAreNone_RefusedInLittleMemory()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        ParquetForge forge = new();
        forge.Add("id", Texts, int.MaxValue, new Page(2, int.MaxValue, 0, [], Plain("a")));
        forge.Add("embedding", Floats, 1, new Page(0, 1, 0, Levels(1, 1), Plain(1f)));
        byte[] dictionary = forge.End(1);
        Assert.Throws<EmbeddingFormatException>(() => VectorFolder.InMemory(dictionary));

        // A dictionary entry that a run repeats: numbers without end out of nothing.
        forge = new();
        forge.Add("id", Texts, 1, new Page(0, 1, 0, [], Plain("a")));
        byte[] levels = [.. BitConverter.GetBytes(6), .. Unsigned((ulong)int.MaxValue << 1), 0, .. BitConverter.GetBytes(6), .. Unsigned((ulong)int.MaxValue << 1), 3];
        forge.Add("embedding", Floats, int.MaxValue, new Page(2, 1, 0, [], Plain(1f)), new Page(0, int.MaxValue, 8, levels, [1, .. Unsigned((ulong)int.MaxValue << 1), 0]));
        byte[] run = forge.End(1);
        Assert.Throws<EmbeddingFormatException>(() => VectorFolder.InMemory(run));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
    }

    /// <summary>Packed differences of small lengths: first value, then one block of one miniblock of 32 used.</summary>
    private static byte[] Deltas(params int[] values)
    {
        int least = values.Zip(values.Skip(1), (a, b) => b - a).Min();
        ulong bits = 0;
        for (int i = 1; i < values.Length; i++)
        {
            bits |= (ulong)(values[i] - values[i - 1] - least) << (3 * (i - 1));
        }

        byte[] packed = new byte[3 * 32 / 8];
        BitConverter.GetBytes(bits).CopyTo(packed, 0);
        return [.. Unsigned(128), .. Unsigned(4), .. Unsigned((ulong)values.Length), .. Signed(values[0]), .. Signed(least), 3, 0, 0, 0, .. packed];
    }

    private static byte[] Write(ParquetSchema schema)
    {
        using MemoryStream target = new();
        ParquetWriter writer = ParquetWriter.CreateAsync(schema, target).GetAwaiter().GetResult();
        using (ParquetRowGroupWriter group = writer.CreateRowGroup())
        {
            group.WriteAsync<long>(schema.DataFields[0], new long[] { 7, 8 }.AsMemory()).GetAwaiter().GetResult();
            group.WriteAsync<int>(schema.DataFields[1], new[] { 70, 80 }.AsMemory()).GetAwaiter().GetResult();
            int[] repetitions = [0, 1, 0, 1];
            group.WriteAsync<double>(schema.DataFields[2], new double?[] { 0.5, 1, 1.5, 2 }.AsMemory(), repetitions.AsMemory()).GetAwaiter().GetResult();
            group.WriteAsync<int>(schema.DataFields[3], new int?[] { 1, 2, 3, 4 }.AsMemory(), repetitions.AsMemory()).GetAwaiter().GetResult();
        }

        writer.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return target.ToArray();
    }
}
