using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using ProductSpace.VectorData.Records;
using ProductSpace.VectorData.Values;

namespace ProductSpace.VectorData.Tests.Records;

/// <summary>
/// Files of a collection as a stranger may have made them. Whatever they hold, opening and reading either work or are
/// refused by the exception of a vector store that names the file.
/// </summary>
public sealed class HostileFileTests
{
    [Fact]
    public async Task Records_EveryByteFlippedOrCut_AreRefusedByName()
    {
        using Shelf shelf = new();
        await shelf.FillAsync(6);
        await shelf.Items.SealAsync();
        shelf.Store.Dispose();
        string path = Assert.Single(Directory.GetFiles(shelf.Folder, "*.psr"));
        byte[] whole = File.ReadAllBytes(path);
        int opened = 0;
        for (int at = 0; at < whole.Length; at += at < 64 ? 1 : Campaign.Stride(7))
        {
            byte[] flipped = [.. whole];
            flipped[at] ^= 0x40;
            opened += await OpensAsync(shelf.Root, path, flipped) ? 1 : 0;
            Assert.False(await OpensAsync(shelf.Root, path, whole[..at]));
        }

        // Vectors are checked by sealings, and padding by nobody.
        Assert.InRange(opened, 1, whole.Length / 4);
        Assert.True(await OpensAsync(shelf.Root, path, whole));
    }

    /// <summary>Numbers of the list are changed, and its checksums made right again.</summary>
    [Fact]
    public async Task Records_ForgedList_NeverLeadOutOfTheFile()
    {
        using Shelf shelf = new();
        await shelf.FillAsync(6);
        await shelf.Items.SealAsync();
        shelf.Store.Dispose();
        string path = Assert.Single(Directory.GetFiles(shelf.Folder, "*.psr"));
        byte[] whole = File.ReadAllBytes(path);
        int list = (int)BinaryPrimitives.ReadInt64LittleEndian(whole.AsSpan(32));
        Random random = new(3);
        for (int at = list; at < whole.Length; at += Campaign.Stride(3))
        {
            byte[] forged = [.. whole];
            forged[at] = random.Next(3) switch { 0 => 0xFF, 1 => 0x7F, _ => (byte)random.Next(256) };
            BinaryPrimitives.WriteUInt64LittleEndian(forged.AsSpan(40), XxHash3.HashToUInt64(forged.AsSpan(list)));
            BinaryPrimitives.WriteUInt64LittleEndian(forged.AsSpan(56), XxHash3.HashToUInt64(forged.AsSpan(0, 56)));
            await OpensAsync(shelf.Root, path, forged);
        }

        byte[] many = [.. whole];
        BinaryPrimitives.WriteInt64LittleEndian(many.AsSpan(24), long.MaxValue);
        BinaryPrimitives.WriteUInt64LittleEndian(many.AsSpan(56), XxHash3.HashToUInt64(many.AsSpan(0, 56)));
        Assert.False(await OpensAsync(shelf.Root, path, many));
    }

    /// <summary>Columns that name the same bytes, with right checksums: thousands could, and opening would not end.</summary>
    [Fact]
    public void Records_SectionsThatShareBytes_AreRefused()
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Root, "00000001.psr");
        Column[] columns = [new("id", ValueKind.Int32), new("text", ValueKind.String)];
        RowRef row = new([1, new string('x', 1000)]);
        RecordFileWriter.Write(path, new Schema(columns), [row], new RecordFileWriter.MadeIndex?[2], default);
        byte[] sound = File.ReadAllBytes(path);
        Section text = TextOf(path);
        ForgeColumns(path, sound, text, count: 1);
        Assert.Equal(text, TextOf(path));

        ForgeColumns(path, sound, text, count: 2);
        VectorStoreException refusal = Assert.Throws<VectorStoreException>(() => TextOf(path));
        Assert.Contains("its sections have", refusal.Message, StringComparison.Ordinal);
        Assert.StartsWith(path, refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>The first record is marked as one without a key, with right checksums.</summary>
    [Fact]
    public void Records_WithoutAKey_AreRefused()
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Root, "00000001.psr");
        Schema schema = new([new("id", ValueKind.Int32), new("text", ValueKind.String)]);
        RecordFileWriter.Write(path, schema, [new RowRef([1, "x"])], new RecordFileWriter.MadeIndex?[2], default);
        byte[] bytes = File.ReadAllBytes(path);
        ulong before = XxHash3.HashToUInt64([0]);
        int list = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(RecordLayout.ListAt));
        Span<byte> hash = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(hash, before);
        int place = list + bytes.AsSpan(list).IndexOf(hash);
        Assert.True(place >= list);
        bytes[RecordLayout.HeadBytes] = 1;
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(place), XxHash3.HashToUInt64([1]));
        BinaryPrimitives.WriteUInt64LittleEndian(
            bytes.AsSpan(RecordLayout.ListHashAt), XxHash3.HashToUInt64(bytes.AsSpan(list)));
        BinaryPrimitives.WriteUInt64LittleEndian(
            bytes.AsSpan(RecordLayout.HeadHashAt), XxHash3.HashToUInt64(bytes.AsSpan(0, RecordLayout.HeadHashAt)));
        File.Delete(path);
        File.WriteAllBytes(path, bytes);
        VectorStoreException refusal = Assert.Throws<VectorStoreException>(() => TextOf(path));
        Assert.Contains("a record has no key", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changes_EveryByteFlipped_AreRefusedOrEndThere()
    {
        using Shelf shelf = new();
        await shelf.FillAsync(1);
        await shelf.FillAsync(2, first: 1);
        await shelf.FillAsync(1, first: 3);
        shelf.Store.Dispose();
        string path = Assert.Single(Directory.GetFiles(shelf.Folder, "*.psw"));
        byte[] whole = File.ReadAllBytes(path);
        int refused = 0;
        for (int at = 0; at < whole.Length; at++)
        {
            byte[] flipped = [.. whole];
            flipped[at] ^= 0x10;
            refused += await OpensAsync(shelf.Root, path, flipped) ? 0 : 1;
        }

        Assert.InRange(refused, whole.Length / 2, whole.Length);
    }

    /// <summary>Frames of random bytes with right checksums.</summary>
    [Fact]
    public async Task Changes_ForgedFrames_AreReadOrRefused()
    {
        using Shelf shelf = new();
        await shelf.FillAsync(2);
        shelf.Store.Dispose();
        string path = Assert.Single(Directory.GetFiles(shelf.Folder, "*.psw"));
        byte[] whole = File.ReadAllBytes(path);
        Random random = new(9);
        int length = BinaryPrimitives.ReadInt32LittleEndian(whole.AsSpan(32));
        for (int round = 0; round < Campaign.Size(200); round++)
        {
            byte[] forged = [.. whole];
            for (int changed = 0; changed <= round % 3; changed++)
            {
                forged[44 + random.Next(length)] = (byte)random.Next(256);
            }

            BinaryPrimitives.WriteUInt64LittleEndian(forged.AsSpan(36), XxHash3.HashToUInt64(forged.AsSpan(44, length), 32));
            await OpensAsync(shelf.Root, path, forged);
        }
    }

    /// <summary>Where the texts of the second column lie.</summary>
    private static Section TextOf(string path)
    {
        using RecordFile file = RecordFile.Open(path);
        return file.Column(1).Values;
    }

    /// <summary>Writes a file of one record whose text columns all have the same text, and everything else parts of it.</summary>
    private static void ForgeColumns(string path, byte[] sound, Section text, int count)
    {
        Section Part(int bytes) =>
            new(text.Offset, bytes, XxHash3.HashToUInt64(sound.AsSpan((int)text.Offset, bytes)));

        // The flag of the key is the first section of all: it has to say that there is one.
        Section flag = new(
            RecordLayout.HeadBytes, 1, XxHash3.HashToUInt64(sound.AsSpan(RecordLayout.HeadBytes, 1)));
        ColumnSections key = new(flag, Part(sizeof(int)), Part(0));
        ColumnSections column = new(Part(1), text, Part(sizeof(long)));
        Schema schema = new(
        [
            new("id", ValueKind.Int32),
            .. Enumerable.Range(0, count).Select(number => new Column($"text {number}", ValueKind.String)),
        ]);
        ArrayBufferWriter<byte> list = new();
        RecordList.Write(
            list,
            schema,
            [key, .. Enumerable.Repeat(column, count)],
            Part(RecordLayout.PlacesFor(1) * sizeof(int)),
            new IndexEntry?[schema.Count]);
        int end = (int)BinaryPrimitives.ReadInt64LittleEndian(sound.AsSpan(RecordLayout.ListAt));
        byte[] forged = [.. sound[..end], .. list.WrittenSpan];
        BinaryPrimitives.WriteInt32LittleEndian(forged.AsSpan(RecordLayout.ListBytesAt), list.WrittenCount);
        BinaryPrimitives.WriteInt64LittleEndian(forged.AsSpan(RecordLayout.FileBytesAt), forged.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(
            forged.AsSpan(RecordLayout.ListHashAt), XxHash3.HashToUInt64(list.WrittenSpan));
        BinaryPrimitives.WriteUInt64LittleEndian(
            forged.AsSpan(RecordLayout.HeadHashAt), XxHash3.HashToUInt64(forged.AsSpan(0, RecordLayout.HeadHashAt)));
        File.Delete(path);
        File.WriteAllBytes(path, forged);
    }

    /// <summary>Opens and reads everything; false if that was refused as it must be.</summary>
    private static async Task<bool> OpensAsync(string root, string path, byte[] bytes)
    {
        File.Delete(path);
        File.WriteAllBytes(path, bytes);
        using ProductSpaceVectorStore store = new(root);
        VectorStoreCollection<int, Item> items = store.GetCollection<int, Item>("items");
        try
        {
            await items.GetAsync(item => item.Name != "x" || item.Tags!.Contains("tag 1"), 1_000, new() { IncludeVectors = true }).ToListAsync();
            await items.SearchAsync(Item.Of(1).Vector, 10, new() { Filter = item => item.Price >= 0 && item.Numbers!.Contains(1) }).ToListAsync();
            await items.GetAsync(3);
            return true;
        }
        catch (VectorStoreException fault)
        {
            Assert.Contains(Path.GetFileName(path), fault.Message, StringComparison.Ordinal);
            return false;
        }
        catch (InvalidOperationException fault) when (fault.Message.Contains("collection \"items\"", StringComparison.Ordinal))
        {
            // A forged column has another type than the record's property.
            return false;
        }
    }
}
