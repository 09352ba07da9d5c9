using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using ProductSpace.Delta;
using ProductSpace.Generations;
using ProductSpace.Generations.Deltas;
using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Fuzz.Deltas;

/// <summary>
/// Delta files, with checksums made anew and without: refused by a <see cref="DeltaException"/> of one line that names the
/// file, or writes of which every one fits the snapshot or is refused, and answers whose hits are sorted, finite, there once
/// and have ids; twice the same.
/// </summary>
internal class DeltaTarget : FileTarget
{
    private const string Path = "catalog.psd";
    private const int Capacity = 64;
    private const int HeadBytes = 24;

    private readonly ProductIndex _index;
    private readonly ByteMutants _mutants = new(["shoes/boots", "brand", "acme|zeta", "name", "p-000001", "new"]);
    private readonly byte[][] _seeds;
    private readonly float[] _query;
    private readonly ProductFilter _filter;
    private readonly ProductFilter _numbers;

    public DeltaTarget(byte[] snapshot)
    {
        _index = ProductIndex.Open(new CopiedBytes("base.psx", snapshot), "base.psx", OpenMode.Quick);
        _query = new float[_index.Dimension];
        _query[0] = 1;
        _numbers = _index.CreateFilter(f => f.AnyOf(g => g.Between("rating", 4, 5), g => g.AtMost("weight", 0), g => g.Facet("series", "s1")), allowUnknown: true);
        _filter = _index.CreateFilter(f => f.PriceBetween(0, 1000).Not(g => g.InStock()));
        float[] vector = new float[_index.Dimension];
        vector[^1] = 2;
        string known = _index.GetProductId(0);
        DeltaRecord[] records =
        [
            new() { Kind = DeltaKind.Upsert, Id = "new", Vector = vector, NextVector = _index.HasNext ? _query : null, Category = "shoes/boots|sale", Price = 17, FirstSeen = 1_700_000_000_000, Facets = [new("series", "s1|s2")], Numbers = [new("rating", [4.5]), new("size", [38, 39])] },
            new() { Kind = DeltaKind.Set, Id = known, Price = 5, InStock = false, Payload = [.. _index.Info.PayloadColumns.Take(1).Select(column => new KeyValuePair<string, string>(column, "other"))] },
            new() { Kind = DeltaKind.Upsert, Id = known, Vector = _query },
            new() { Kind = DeltaKind.Set, Id = known, Facets = [new("series", "s2")], Numbers = [new("rating", []), new("weight", [-1])] },
            new() { Kind = DeltaKind.Remove, Id = "new" },
        ];
        _seeds = [Make(records, whole: 0), Make(records, whole: 2), Make([], whole: 0), Make(records[..1], whole: 1)];
    }

    public override long MostAllocatedBytes => 8 << 20;

    public override IEnumerable<byte[]> Intact => _seeds;

    public override void Dispose()
    {
        _index.Dispose();
        base.Dispose();
    }

    /// <summary>Reads a file; the tests of the harness put a broken reader here.</summary>
    protected virtual DeltaContent Read(byte[] bytes) => DeltaContent.Parse(Path, bytes);

    protected override ReadOnlySpan<byte> Make(ref SeededRandom random)
    {
        byte[] intact = _seeds[random.NextInt(_seeds.Length)];
        byte[] mutant = _mutants.Mutate(intact, ref random).ToArray();
        return random.NextInt(4) == 0 ? mutant : Seal(mutant, ref random);
    }

    protected override Verdict Examine(ReadOnlySpan<byte> bytes, int way)
    {
        byte[] file = bytes.ToArray();
        try
        {
            long first = Check(file);
            return first == Check(file) ? Verdict.Answered : throw new HostileFinding("the delta is another when it is read again");
        }
        catch (DeltaException refusal)
        {
            return CheckRefusal(refusal, Path);
        }
    }

    private long Check(byte[] bytes)
    {
        DeltaContent content = Read(bytes);
        if (content.Length + content.TornBytes != bytes.Length || content.Records.Count > bytes.Length / HeadBytes)
        {
            throw new HostileFinding($"{content.Records.Count} records in {content.Length} bytes and {content.TornBytes} behind them, of {bytes.Length}");
        }

        if (content.Header.Dimension != _index.Dimension)
        {
            throw new DeltaException(DeltaProblem.OtherBase, $"{Path}: of another dimension");
        }

        DeltaLog log = _index.NewDelta(Capacity);
        DeltaAttachment.Apply(Path, log, content.Records);
        _index.DeltaLog = log;
        try
        {
            HashCode hash = default;
            for (int space = 0; space < (_index.HasNext ? 2 : 1); space++)
            {
                Ask(new SearchOptions { Space = (Space)space }, ref hash);
                Ask(new SearchOptions { Space = (Space)space, Filter = _filter }, ref hash);
                Ask(new SearchOptions { Space = (Space)space, Filter = _numbers }, ref hash);
            }

            return hash.ToHashCode();
        }
        finally
        {
            _index.DeltaLog = null;
        }
    }

    private void Ask(in SearchOptions options, ref HashCode hash)
    {
        Span<Neighbor> hits = stackalloc Neighbor[8];
        SearchResult result = _index.Search(_query, hits, options);
        float last = float.PositiveInfinity;
        for (int i = 0; i < result.Count; i++)
        {
            string id = _index.GetProductId(hits[i].Ordinal);
            bool isSound = id.Length > 0 && hits[i].Similarity <= last && float.IsFinite(hits[i].Similarity) && hits[..i].IndexOf(hits[i]) < 0;
            if (!isSound)
            {
                throw new HostileFinding($"hit {i} is {id} at {hits[i].Similarity} after {last}");
            }

            last = hits[i].Similarity;
            _ = _index.GetCategory(hits[i].Ordinal).Length + (_index.GetPrice(hits[i].Ordinal) ?? 0);
            foreach (string column in _index.GetNumberColumns())
            {
                hash.Add(_index.GetNumber(hits[i].Ordinal, column));
            }

            foreach (string facet in _index.GetFacets())
            {
                hash.Add(_index.GetFacetValues(hits[i].Ordinal, facet).Count);
            }

            hash.Add(hits[i]);
        }
    }

    private byte[] Make(DeltaRecord[] records, int whole)
    {
        ArrayBufferWriter<byte> body = new();
        Array.ForEach(records[..whole], record => DeltaCodec.Write(body, record, 0, DeltaHeader.Bytes + (long)body.WrittenCount, DeltaHeader.Bytes));
        DeltaHeader header = new(_index.Header.ContentHash, _index.Dimension, 1, DeltaHeader.Bytes + (long)body.WrittenCount);
        body = new();
        Array.ForEach(records, record => DeltaCodec.Write(body, record, header.Check, DeltaHeader.Bytes + (long)body.WrittenCount, DeltaHeader.Bytes));
        return [.. header.ToBytes(), .. body.WrittenSpan];
    }

    /// <summary>Makes the checksums right again: of the header, half of the time, and of the records as far as their lengths lead.</summary>
    private static byte[] Seal(byte[] bytes, ref SeededRandom random)
    {
        if (bytes.Length < DeltaHeader.Bytes)
        {
            return bytes;
        }

        if (random.NextInt(2) == 0)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(56), XxHash3.HashToUInt64(bytes.AsSpan(0, 56)));
        }

        ulong check = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(56));
        for (int place = DeltaHeader.Bytes; bytes.Length - place >= HeadBytes;)
        {
            long payload = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(place));
            long length = HeadBytes + payload + (-payload & 7);
            if (payload < 0 || length > bytes.Length - place)
            {
                break;
            }

            XxHash3 hash = new((long)(check ^ ((ulong)place * 0x9E3779B97F4A7C15UL)));
            hash.Append(bytes.AsSpan(place, 16));
            hash.Append(bytes.AsSpan(place + HeadBytes, (int)length - HeadBytes));
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(place + 16), hash.GetCurrentHashAsUInt64());
            place += (int)length;
        }

        return bytes;
    }
}
