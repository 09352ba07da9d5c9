using System.Buffers.Binary;
using ProductSpace.Delta;
using ProductSpace.Filtering;
using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Fuzz.Filters;

/// <summary>
/// Filters that nobody would describe, over a sound snapshot: refused by an <see cref="ArgumentException"/>, or compiled to
/// exactly the products that the description means, read in the plainest way; no bit behind the last product; twice the same
/// set and the same key. Names that no snapshot has are refused in one line. (Filters over forged snapshots are asked for by
/// the target of the snapshots.)
/// </summary>
internal class FilterTarget : HostileTarget
{
    private static readonly string[] s_names = ["", "/", "//", "a", "nowhere/at/all", "\0", "\n", "\u001B[2J", "brand", "women", new('x', 300), new('/', 5000), "\uD800", "\U0001F45F", "dept0", "DEPT0/GROUP0"];

    private readonly ProductIndex[] _indexes;
    private readonly RecordMaker _maker = new();
    private readonly PlainFilter _plain = new();

    public FilterTarget(IEnumerable<byte[]> snapshots) =>
        _indexes = [.. snapshots.Select(bytes => ProductIndex.Open(new CopiedBytes("intact", bytes), "intact", OpenMode.Verify))];

    /// <summary>A filter of some thousand parts holds a bit a product for each in the plain evaluation.</summary>
    public override long MostAllocatedBytes => 8 << 20;

    /// <summary>None: a filter is no file.</summary>
    public override IEnumerable<byte[]> Intact => [];

    public override Verdict Run(ulong seed, long number)
    {
        SeededRandom random = new(SeededRandom.Hash(seed, (ulong)number));
        ProductIndex index = _indexes[random.NextInt(_indexes.Length)];
        return random.NextInt(8) == 0 ? ByNames(index, ref random) : ByRecord(index, ref random);
    }

    /// <summary>Seed and number: a filter is no file.</summary>
    public override byte[] BytesOf(ulong seed, long number)
    {
        byte[] bytes = new byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, seed);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), number);
        return bytes;
    }

    public override Verdict Replay(byte[] bytes) => Run(BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(8)));

    public override void Dispose() => Array.ForEach(_indexes, index => index.Dispose());

    /// <summary>Compiles a record; the tests of the harness put a broken evaluation here.</summary>
    protected virtual ulong[] Evaluate(FilterForm form, FilterDraft scope) => new FilterEvaluator(form, scope.Terms).Run();

    private Verdict ByRecord(ProductIndex index, ref SeededRandom random)
    {
        FilterDraft scope = new(index.Columns, FilterLimits.Default, allowsUnknown: true);
        try
        {
            _maker.Make(scope, index.Columns, ref random);
        }
        catch (ArgumentOutOfRangeException exception) when (exception.ParamName is "ordinals" or "words")
        {
            return Verdict.Refused;
        }

        FilterForm form = FilterForm.Of(scope.Record);
        ulong[] set = Evaluate(form, scope);
        if (set.Length != RowBits.WordsOf(index.Count) || ((index.Count & 63) != 0 && set[^1] >> (index.Count & 63) != 0))
        {
            throw new HostileFinding("the set of a filter holds bits behind the last product");
        }

        if (!set.AsSpan().SequenceEqual(_plain.Evaluate(scope.Record, scope.Terms)))
        {
            throw new HostileFinding($"a filter of {scope.Record.Count} parts holds other products than it means");
        }

        FilterForm again = FilterForm.Of(scope.Record);
        return FilterKey.Of(form).Equals(FilterKey.Of(again)) && Evaluate(again, scope).AsSpan().SequenceEqual(set)
            ? Verdict.Answered
            : throw new HostileFinding("the same filter is another the second time");
    }

    private static Verdict ByNames(ProductIndex index, ref SeededRandom random)
    {
        string one = s_names[random.NextInt(s_names.Length)];
        string other = s_names[random.NextInt(s_names.Length)];
        bool allowUnknown = random.NextInt(2) == 0;
        try
        {
            ProductFilter filter = index.CreateFilter(f => f.NotInCategory(one).Any(g => g.Facet(one, other), g => g.InCategory(other), g => g.Products(one, other)), allowUnknown);
            return ReferenceEquals(filter, index.CreateFilter(f => f.Any(g => g.InCategory(other), g => g.Products(other, one), g => g.Facet(one, other)).NotInCategory(one), allowUnknown))
                ? Verdict.Answered
                : throw new HostileFinding("the same filter in another order is not the same");
        }
        catch (ArgumentException refusal) when (!allowUnknown && refusal.GetType() == typeof(ArgumentException))
        {
            return !refusal.Message.AsSpan().ContainsAnyInRange('\0', '\x1F') && refusal.Message.Length < 1000
                ? Verdict.Refused
                : throw new HostileFinding($"a refusal is no line of text: \"{refusal.Message}\"");
        }
    }
}
