using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using ProductSpace.Training.Models;

namespace ProductSpace.Training.Tables;

/// <summary>
/// The file of a learned table, little-endian: a header of 64 bytes with the counts and the XXH128 of everything after
/// it; name and source as UTF-8; ids as UTF-8, each ended by a line feed; starts of the rows u32 [products + 1];
/// products i32 and weights f32 of the entries; popularity f32 [products]; in version 2, which a table with trends
/// has, these, f32 [products]. A file from outside is checked before anything is reserved for it.
/// </summary>
internal static class TableFile
{
    private const int HeaderBytes = 64;
    private const int Version = 1;
    private const int VersionWithTrends = 2;
    private const int MaxNameBytes = 64;
    private const int MaxSourceBytes = 1 << 16;

    // Header: 0 magic, 8 version u32, 12 products u32, 16 entries u64, 24 name bytes u32, 28 source bytes u32,
    // 32 id bytes u64, 40 zero, 48 XXH128.
    private const int HashOffset = 48;

    private static ReadOnlySpan<byte> Magic => [0x89, (byte)'P', (byte)'S', (byte)'T', 0x0D, 0x0A, 0x1A, 0x0A];

    public static void Write(LearnedTable table, string path, CancellationToken cancellationToken)
    {
        byte[] name = Encoding.UTF8.GetBytes(table.Name);
        byte[] source = Encoding.UTF8.GetBytes(table.Source);
        byte[] ids = Ids(table);
        Require(
            path,
            name.Length <= MaxNameBytes && source.Length <= MaxSourceBytes,
            $"the name of a table takes at most {MaxNameBytes} bytes, its source {MaxSourceBytes}");
        Require(path, table.Table.EntryCount <= int.MaxValue, "a table holds at most 2,147,483,647 entries");
        uint[] starts = new uint[table.Table.ProductCount + 1];
        for (int i = 0; i < table.Table.ProductCount; i++)
        {
            starts[i + 1] = starts[i] + (uint)table.Table.Products(i).Length;
        }

        byte[] header = new byte[HeaderBytes];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(
            header.AsSpan(8), table.Trends.Count == 0 ? Version : VersionWithTrends);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(12), table.Table.ProductCount);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(16), table.Table.EntryCount);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(24), name.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(28), source.Length);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(32), ids.Length);
        XxHash128 hash = new();
        Run(hash.Append);
        hash.GetCurrentHash(header.AsSpan(HashOffset));
        using FileReplacement target = new(path);
        target.File.Write(header);
        Run(target.File.Write);
        target.Complete();
        cancellationToken.ThrowIfCancellationRequested();
        target.Publish();

        void Run(Action<ReadOnlySpan<byte>> write)
        {
            write(name);
            write(source);
            write(ids);
            write(MemoryMarshal.AsBytes<uint>(starts));
            for (int i = 0; i < table.Table.ProductCount; i++)
            {
                write(MemoryMarshal.AsBytes(table.Table.Products(i)));
            }

            cancellationToken.ThrowIfCancellationRequested();
            for (int i = 0; i < table.Table.ProductCount; i++)
            {
                write(MemoryMarshal.AsBytes(table.Table.Weights(i)));
            }

            write(MemoryMarshal.AsBytes<float>(table.Popularity.ToArray()));
            write(MemoryMarshal.AsBytes<float>(table.Trends.ToArray()));
        }
    }

    public static LearnedTable Read(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            throw new TrainingInputException($"{path}: no such file; name one that `learn-table` wrote");
        }

        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        byte[] header = new byte[HeaderBytes];
        Require(
            path,
            file.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) == HeaderBytes
                && header.AsSpan().StartsWith(Magic),
            "is no item table; name a file that `learn-table` wrote");
        uint version = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(8));
        Require(
            path,
            version is Version or VersionWithTrends,
            $"has version {version}, {Version} and {VersionWithTrends} are read; learn the table again");
        int lists = version == VersionWithTrends ? 2 : 1;
        int products = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(12));
        long entries = BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(16));
        int nameBytes = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(24));
        int sourceBytes = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(28));
        long idBytes = BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(32));
        bool isWithin = products >= 0 && entries is >= 0 and <= int.MaxValue && nameBytes is > 0 and <= MaxNameBytes
            && sourceBytes is >= 0 and <= MaxSourceBytes && idBytes is >= 0 and <= int.MaxValue
            && !header.AsSpan(40, 8).ContainsAnyExcept((byte)0);
        long expected = isWithin
            ? HeaderBytes + (long)nameBytes + sourceBytes + idBytes + (4 * (products + 1L)) + (8 * entries)
                + (4L * lists * products)
            : -1;
        Require(
            path,
            file.Length == expected,
            $"has {file.Length} bytes, its header tells of another length; copy it again");
        XxHash128 hash = new();
        string name = Encoding.UTF8.GetString(Next<byte>(nameBytes));
        string source = Encoding.UTF8.GetString(Next<byte>(sourceBytes));
        byte[] ids = Next<byte>((int)idBytes);
        uint[] starts = Next<uint>(products + 1);
        int[] targets = Next<int>((int)entries);
        float[] weights = Next<float>((int)entries);
        float[] popularity = Next<float>(products);
        float[] trends = Next<float>((lists - 1) * products);
        Require(
            path,
            hash.GetCurrentHash().AsSpan().SequenceEqual(header.AsSpan(HashOffset, 16)),
            "has another checksum than its header says; copy it again");
        string[] texts = Split(path, ids, products);
        Require(path, Array.TrueForAll(trends, float.IsFinite), "holds a trend that is no number; learn it again");
        return new LearnedTable(name, texts, Table(path, starts, targets, weights), Checked(path, popularity), source)
        {
            Trends = trends,
        };

        T[] Next<T>(int count)
            where T : unmanaged
        {
            cancellationToken.ThrowIfCancellationRequested();
            T[] values = new T[count];
            Span<byte> bytes = MemoryMarshal.AsBytes(values.AsSpan());
            file.ReadExactly(bytes);
            hash.Append(bytes);
            return values;
        }
    }

    private static byte[] Ids(LearnedTable table)
    {
        StringBuilder text = new();
        foreach (string id in table.ProductIds)
        {
            Require(
                table.Name,
                id.Length > 0 && !id.Contains('\n', StringComparison.Ordinal),
                "an id is empty or holds a line feed; clean the ids of the log");
            text.Append(id).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string[] Split(string path, byte[] ids, int products)
    {
        string[] texts = Encoding.UTF8.GetString(ids).Split('\n');
        bool areAll = texts.Length == products + 1 && texts[^1].Length == 0;
        Require(path, areAll, $"does not hold {products} ids; copy it again");
        return texts[..^1];
    }

    private static ItemTable Table(string path, uint[] starts, int[] targets, float[] weights)
    {
        bool isSound = starts[0] == 0 && starts[^1] == targets.Length;
        for (int i = 1; i < starts.Length; i++)
        {
            isSound &= starts[i] >= starts[i - 1];
        }

        foreach (int target in targets)
        {
            isSound &= (uint)target < (uint)(starts.Length - 1);
        }

        foreach (float weight in weights)
        {
            isSound &= float.IsFinite(weight);
        }

        Require(path, isSound, "holds rows or entries out of range; learn the table again");
        return new ItemTable(Array.ConvertAll(starts, start => (long)start), targets, weights);
    }

    private static float[] Checked(string path, float[] popularity)
    {
        Require(
            path,
            Array.TrueForAll(popularity, score => score >= 0 && float.IsFinite(score)),
            "holds a popularity out of range; learn the table again");
        return popularity;
    }

    private static void Require(string path, bool isTrue, string problem)
    {
        if (!isTrue)
        {
            throw new TrainingInputException($"{path}: {problem}");
        }
    }
}
