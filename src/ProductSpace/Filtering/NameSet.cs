using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ProductSpace.Filtering;

/// <summary>
/// Names in a filter that the snapshot does not know (product ids, a category path or a facet value) but a delta may
/// bring. Sorted and deduplicated, so that equal lists are equal.
/// </summary>
internal sealed class NameSet : IEquatable<NameSet>
{
    private readonly string[] _names;

    public NameSet(IEnumerable<string> names)
    {
        _names = [.. new SortedSet<string>(names, StringComparer.Ordinal)];
        XxHash3 hash = new();
        foreach (string name in _names)
        {
            hash.Append(MemoryMarshal.AsBytes(name.AsSpan()));
            hash.Append([0, 0xFF, 0xFF, 0xFF]);
            Bytes += (name.Length * sizeof(char)) + sizeof(int);
        }

        Hash = hash.GetCurrentHashAsUInt64();
    }

    public ulong Hash { get; }

    /// <summary>Number of bytes that <see cref="Write"/> fills.</summary>
    public int Bytes { get; }

    public int Count => _names.Length;

    /// <summary>The name of a set of one.</summary>
    public string Name => _names[0];

    /// <summary>Searches without allocation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Contains(string name)
    {
        int low = 0;
        int high = _names.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int order = string.CompareOrdinal(_names[middle], name);
            if (order == 0)
            {
                return true;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return false;
    }

    /// <summary>Writes every name with its length, for a key.</summary>
    public void Write(Span<byte> bytes)
    {
        foreach (string name in _names)
        {
            MemoryMarshal.Write(bytes, name.Length);
            MemoryMarshal.AsBytes(name.AsSpan()).CopyTo(bytes[sizeof(int)..]);
            bytes = bytes[(sizeof(int) + (name.Length * sizeof(char)))..];
        }
    }

    public bool Equals(NameSet? other) =>
        other is not null && Hash == other.Hash && _names.AsSpan().SequenceEqual(other._names);

    public override bool Equals(object? obj) => Equals(obj as NameSet);

    public override int GetHashCode() => (int)Hash;
}
