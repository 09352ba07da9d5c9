using System.Runtime.InteropServices;
using System.Text;
using ProductSpace.Filtering;
using ProductSpace.Storage;

namespace ProductSpace.Building;

/// <summary>
/// Writes the facets by ordinal. Values are in byte order and postings in the order of their values, so that the bytes
/// depend on the content of the catalogue alone.
/// </summary>
internal sealed class FacetTables(SnapshotWriter writer, FacetCollector facets, int[] ordinalOf)
{
    private readonly List<FacetRow> _facets = [];
    private readonly List<FacetValueRow> _values = [];
    private readonly List<byte[]> _valueTexts = [];
    private readonly PostingWriter _posting = new();
    private readonly ulong[] _set = new ulong[RowBits.WordsOf(ordinalOf.Length)];
    private readonly ulong[] _any = new ulong[RowBits.WordsOf(ordinalOf.Length)];
    private ulong _nameBytes;
    private ulong _numbers;

    public void Write()
    {
        // Postings are written one by one, followed by the rows that describe them.
        writer.Begin(SectionId.FacetPostings, required: false);
        for (int facet = 0; facet < facets.Names.Count; facet++)
        {
            WritePostings(facet);
        }

        writer.End();
        _facets.Add(new FacetRow { TextOffset = _nameBytes, FirstValue = (uint)_values.Count });
        writer.Write<FacetRow>(SectionId.Facets, CollectionsMarshal.AsSpan(_facets), required: false);
        WriteValues();
        writer.Begin(SectionId.FacetText, required: false);
        foreach (string name in facets.Names)
        {
            writer.Append<byte>(Encoding.UTF8.GetBytes(name));
        }

        foreach (byte[] text in _valueTexts)
        {
            writer.Append<byte>(text);
        }

        writer.End();
    }

    private void WritePostings(int facet)
    {
        IReadOnlyList<string> met = facets.ValuesOf(facet);
        byte[][] texts = new byte[met.Count][];
        int[] order = new int[met.Count];
        for (int value = 0; value < texts.Length; value++)
        {
            texts[value] = Encoding.UTF8.GetBytes(met[value]);
            order[value] = value;
        }

        Array.Sort(order, (a, b) => texts[a].AsSpan().SequenceCompareTo(texts[b]));
        (int[] starts, int[] members) = GroupByValue(facets.MembersOf(facet), met.Count);
        _facets.Add(new FacetRow { TextOffset = _nameBytes, FirstValue = (uint)_values.Count });
        _nameBytes += (ulong)Encoding.UTF8.GetByteCount(facets.Names[facet]);
        _any.AsSpan().Clear();
        foreach (int value in order)
        {
            ReadOnlySpan<int> own = members.AsSpan(starts[value]..starts[value + 1]);
            foreach (int ordinal in own)
            {
                RowBits.Set(_set, ordinal);
                RowBits.Set(_any, ordinal);
            }

            _posting.Write(_set, ordinalOf.Length);
            writer.Append(_posting.Numbers);
            _values.Add(
                new FacetValueRow { PostingOffset = _numbers, Products = own.Length, Chunks = _posting.Chunks });
            _valueTexts.Add(texts[value]);
            _numbers += (ulong)_posting.Numbers.Length;
            foreach (int ordinal in own)
            {
                _set[ordinal >> 6] = 0;
            }
        }

        FacetRow row = _facets[^1];
        row.Products = RowBits.Count(_any);
        _facets[^1] = row;
    }

    /// <summary>Groups the ordinals of the members by value with a counting sort.</summary>
    private (int[] Starts, int[] Ordinals) GroupByValue(List<(int Value, int Product)> members, int values)
    {
        int[] starts = new int[values + 1];
        foreach ((int value, int _) in members)
        {
            starts[value + 1]++;
        }

        for (int value = 0; value < values; value++)
        {
            starts[value + 1] += starts[value];
        }

        int[] next = [.. starts];
        int[] ordinals = new int[members.Count];
        foreach ((int value, int product) in members)
        {
            ordinals[next[value]++] = ordinalOf[product];
        }

        return (starts, ordinals);
    }

    private void WriteValues()
    {
        ulong text = _nameBytes;
        for (int value = 0; value < _values.Count; value++)
        {
            FacetValueRow row = _values[value];
            row.TextOffset = text;
            _values[value] = row;
            text += (ulong)_valueTexts[value].Length;
        }

        _values.Add(new FacetValueRow { TextOffset = text, PostingOffset = _numbers });
        writer.Write<FacetValueRow>(SectionId.FacetValues, CollectionsMarshal.AsSpan(_values), required: false);
    }
}
