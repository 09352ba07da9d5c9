using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;

namespace ProductSpace.Filtering;

/// <summary>Normal form of a filter as bytes, parts ordered by hash, so that equal filters have equal keys.</summary>
internal sealed class FilterKey : IEquatable<FilterKey>
{
    private const int HeadBytes = 28;

    private readonly byte[] _bytes;
    private readonly int _hash;

    private FilterKey(byte[] bytes)
    {
        _bytes = bytes;
        _hash = (int)XxHash3.HashToUInt64(bytes);
    }

    public int Length => _bytes.Length;

    public static FilterKey Of(FilterForm form)
    {
        ArrayBufferWriter<byte> writer = new();
        Stack<int> open = new([form.Root]);
        while (open.TryPop(out int number))
        {
            FilterNode node = form[number];
            Span<byte> head = writer.GetSpan(HeadBytes);
            head[0] = (byte)node.Kind;
            head[1] = node.IsNegated ? (byte)1 : (byte)0;
            head[2] = (byte)node.Term.Kind;
            head[3] = node.Term.Products is { IsBitmap: true } ? (byte)1 : (byte)0;
            BinaryPrimitives.WriteInt32LittleEndian(
                head[4..], node.Term.Products?.Bytes.Length ?? node.Term.Names?.Count ?? node.Parts.Length);
            BinaryPrimitives.WriteInt64LittleEndian(head[8..], node.Term.From);
            BinaryPrimitives.WriteInt64LittleEndian(head[16..], node.Term.To);
            BinaryPrimitives.WriteInt32LittleEndian(head[24..], node.Term.Column);
            writer.Advance(HeadBytes);
            writer.Write(node.Term.Products is null ? [] : node.Term.Products.Bytes);
            if (node.Term.Names is NameSet names)
            {
                names.Write(writer.GetSpan(names.Bytes));
                writer.Advance(names.Bytes);
            }

            int[] parts = [.. node.Parts];
            Array.Sort(parts, (a, b) => form[a].Hash.CompareTo(form[b].Hash));
            foreach (int part in parts)
            {
                open.Push(part);
            }
        }

        return new FilterKey(writer.WrittenSpan.ToArray());
    }

    public bool Equals(FilterKey? other) =>
        other is not null && _hash == other._hash && _bytes.AsSpan().SequenceEqual(other._bytes);

    public override bool Equals(object? obj) => Equals(obj as FilterKey);

    public override int GetHashCode() => _hash;
}
