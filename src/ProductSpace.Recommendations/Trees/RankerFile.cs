using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace ProductSpace.Recommendations.Trees;

/// <summary>
/// The bytes of a ranker, little-endian: a header of 64 bytes with the counts and the XXH128 of everything else;
/// names of the features as UTF-8, each ended by a line feed; how it was trained, as UTF-8; leaves of each tree u16
/// [trees]; then of all inner nodes the features u16, left and right children i16, thresholds f32; values f32 of all
/// leaves. Bytes from outside are checked whole: lengths in 64 bits before anything is reserved, then every tree.
/// </summary>
internal static class RankerFile
{
    /// <summary>Maximum number of trees.</summary>
    public const int MaxTrees = 2000;

    /// <summary>Maximum number of features.</summary>
    public const int MaxFeatures = 256;

    /// <summary>Maximum number of bytes of the line that says how the ranker was trained.</summary>
    public const int MaxSourceBytes = 4096;

    /// <summary>Length of the largest file.</summary>
    public const long MaxBytes = HeaderBytes + MaxNameBytes + MaxSourceBytes
        + (MaxTrees * (2L + ((NodeBytes + 4L) * TreeCheck.MaxLeaves)));

    private const int HeaderBytes = 64;
    private const int Version = 1;
    private const int MaxNameBytes = 1 << 14;
    private const int NodeBytes = 10;

    // Header: 0 magic, 8 version u32, 12 features u32, 16 trees u32, 20 inner nodes u32, 24 leaves u32,
    // 28 bytes of the names u32, 32 bytes of the source u32, 36 zero, 48 XXH128 of the bytes before and after it.
    private const int HashOffset = 48;

    private static ReadOnlySpan<byte> Magic => [0x89, (byte)'P', (byte)'S', (byte)'R', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Writes sound trees; equal ones give equal bytes.</summary>
    public static byte[] Write(IReadOnlyList<string> features, IReadOnlyList<RankerTree> trees, string source)
    {
        byte[] names = Encoding.UTF8.GetBytes(string.Join('\n', features) + '\n');
        byte[] text = Encoding.UTF8.GetBytes(source);
        int leaves = 0;
        foreach (RankerTree tree in trees)
        {
            leaves += tree.Values.Count;
        }

        int nodes = leaves - trees.Count;
        byte[] bytes = new byte[HeaderBytes + names.Length + text.Length + (2 * trees.Count) + (NodeBytes * nodes)
            + (4 * leaves)];
        Span<byte> header = bytes;
        Magic.CopyTo(header);
        int[] counts = [Version, features.Count, trees.Count, nodes, leaves, names.Length, text.Length];
        for (int i = 0; i < counts.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(header[(8 + (4 * i))..], counts[i]);
        }

        names.CopyTo(bytes, HeaderBytes);
        text.CopyTo(bytes, HeaderBytes + names.Length);
        Span<byte> rest = bytes.AsSpan(HeaderBytes + names.Length + text.Length);
        foreach (RankerTree tree in trees)
        {
            Put16(ref rest, [tree.Values.Count]);
        }

        Put16(ref rest, trees, tree => tree.Features);
        Put16(ref rest, trees, tree => tree.Left);
        Put16(ref rest, trees, tree => tree.Right);
        Put32(ref rest, trees, tree => tree.Thresholds);
        Put32(ref rest, trees, tree => tree.Values);
        Hash(bytes, header[HashOffset..HeaderBytes]);
        return bytes;
    }

    /// <summary>Reads and checks a ranker.</summary>
    /// <param name="bytes">All of it.</param>
    /// <param name="name">What messages call it: a path, or the attachment of a snapshot.</param>
    /// <exception cref="InvalidDataException">It is none, damaged or unsound; the message says where.</exception>
    public static (string[] Features, RankerTree[] Trees, string Source) Read(ReadOnlySpan<byte> bytes, string name)
    {
        Require(name, bytes.Length >= HeaderBytes && bytes.StartsWith(Magic), "is no ranker");
        uint version = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        Require(name, version == Version, $"has version {version}, {Version} is read; train the ranker again");
        long features = Count(bytes, 12);
        long trees = Count(bytes, 16);
        long nodes = Count(bytes, 20);
        long leaves = Count(bytes, 24);
        long nameBytes = Count(bytes, 28);
        long sourceBytes = Count(bytes, 32);
        bool isWithin = features is >= 1 and <= MaxFeatures && trees is >= 1 and <= MaxTrees && leaves >= trees
            && leaves <= trees * TreeCheck.MaxLeaves && nodes == leaves - trees && nameBytes <= MaxNameBytes
            && sourceBytes <= MaxSourceBytes && !bytes[36..HashOffset].ContainsAnyExcept((byte)0);
        long expected = HeaderBytes + nameBytes + sourceBytes + (2 * trees) + (NodeBytes * nodes) + (4 * leaves);
        Require(
            name,
            isWithin && bytes.Length == expected,
            $"has {bytes.Length} bytes, its header tells of another length; copy it again");
        Span<byte> hash = stackalloc byte[16];
        Hash(bytes, hash);
        Require(
            name,
            hash.SequenceEqual(bytes[HashOffset..HeaderBytes]),
            "has another checksum than its header says; copy it again");
        string[] names = Names(bytes.Slice(HeaderBytes, (int)nameBytes), name, (int)features);
        string source = Encoding.UTF8.GetString(bytes.Slice(HeaderBytes + (int)nameBytes, (int)sourceBytes));
        ReadOnlySpan<byte> rest = bytes[(HeaderBytes + (int)(nameBytes + sourceBytes))..];
        return (names, ReadTrees(rest, name, (int)trees, (int)nodes, (int)leaves), source);
    }

    private static RankerTree[] ReadTrees(ReadOnlySpan<byte> rest, string name, int trees, int nodes, int leaves)
    {
        int[] counts = Take16(ref rest, trees, isSigned: false);
        int[] asked = Take16(ref rest, nodes, isSigned: false);
        int[] left = Take16(ref rest, nodes, isSigned: true);
        int[] right = Take16(ref rest, nodes, isSigned: true);
        float[] thresholds = Take32(ref rest, nodes);
        float[] values = Take32(ref rest, leaves);
        RankerTree[] read = new RankerTree[trees];
        int leaf = 0;
        int node = 0;
        for (int i = 0; i < trees; i++)
        {
            int count = counts[i];
            Require(
                name,
                count is >= 1 and <= TreeCheck.MaxLeaves && count <= leaves - leaf && node + count - 1 <= nodes,
                $"tree {i} has {count} leaves");
            Range range = node..(node + count - 1);
            read[i] = new RankerTree(
                asked[range], thresholds[range], left[range], right[range], values[leaf..(leaf + count)]);
            leaf += count;
            node += count - 1;
        }

        Require(name, leaf == leaves, $"its trees have {leaf} leaves, its header tells of {leaves}");
        return read;
    }

    private static string[] Names(ReadOnlySpan<byte> bytes, string name, int features)
    {
        string[] names = Encoding.UTF8.GetString(bytes).Split('\n');
        Require(name, names.Length == features + 1 && names[^1].Length == 0, $"does not name {features} features");
        return names[..^1];
    }

    private static long Count(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static void Hash(ReadOnlySpan<byte> bytes, Span<byte> hash)
    {
        XxHash128 hasher = new();
        hasher.Append(bytes[..HashOffset]);
        hasher.Append(bytes[HeaderBytes..]);
        hasher.GetCurrentHash(hash);
    }

    private static void Put16(
        ref Span<byte> rest, IReadOnlyList<RankerTree> trees, Func<RankerTree, IReadOnlyList<int>> part)
    {
        foreach (RankerTree tree in trees)
        {
            Put16(ref rest, part(tree));
        }
    }

    private static void Put16(ref Span<byte> rest, IReadOnlyList<int> numbers)
    {
        foreach (int number in numbers)
        {
            BinaryPrimitives.WriteInt16LittleEndian(rest, (short)number);
            rest = rest[2..];
        }
    }

    private static void Put32(
        ref Span<byte> rest, IReadOnlyList<RankerTree> trees, Func<RankerTree, IReadOnlyList<float>> part)
    {
        foreach (RankerTree tree in trees)
        {
            foreach (float number in part(tree))
            {
                BinaryPrimitives.WriteSingleLittleEndian(rest, number);
                rest = rest[4..];
            }
        }
    }

    private static int[] Take16(ref ReadOnlySpan<byte> rest, int count, bool isSigned)
    {
        int[] numbers = new int[count];
        for (int i = 0; i < count; i++)
        {
            short number = BinaryPrimitives.ReadInt16LittleEndian(rest[(2 * i)..]);
            numbers[i] = isSigned ? number : (ushort)number;
        }

        rest = rest[(2 * count)..];
        return numbers;
    }

    private static float[] Take32(ref ReadOnlySpan<byte> rest, int count)
    {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++)
        {
            numbers[i] = BinaryPrimitives.ReadSingleLittleEndian(rest[(4 * i)..]);
        }

        rest = rest[(4 * count)..];
        return numbers;
    }

    private static void Require(string name, bool isTrue, string problem)
    {
        if (!isTrue)
        {
            throw new InvalidDataException($"{name}: {problem}");
        }
    }
}
