using System.Runtime.InteropServices;
using System.Text;
using ProductSpace.Delta;
using ProductSpace.Filtering;
using ProductSpace.Numerics;
using ProductSpace.Snapshot;

namespace ProductSpace.Fuzz.Filters;

/// <summary>
/// Describes filters as nobody would: groups of nothing, of everything, of the same again and again, denials of denials thousands
/// deep, ranges that end before they begin, times and prices at the borders of their numbers.
/// </summary>
internal sealed class RecordMaker
{
    /// <summary>One chain of so many may be as deep as <see cref="Deepest"/>, the others as <see cref="Deep"/>.</summary>
    private const int DeepestOf = 16;
    private const int Deepest = 3000;
    private const int Deep = 200;

    private static readonly long[] s_numbers = [long.MinValue, long.MinValue + 1, -1, 0, 1, 100, 5000, 1_700_000_000_000, long.MaxValue - 1, long.MaxValue];

    private static readonly double[] s_reals = [double.NegativeInfinity, double.MinValue, -1, -0.0, 0, double.Epsilon, 3, 3.5, 38, 42, double.MaxValue, double.PositiveInfinity];

    private readonly Dictionary<(ProductColumns Columns, int Category), string> _paths = [];
    private readonly Dictionary<(ProductColumns Columns, int Value), string> _values = [];
    private readonly List<int> _open = [];
    private readonly List<int> _parts = [];
    private readonly int[] _ordinals = new int[40];

    /// <summary>Writes a filter into a scope's record; its root is the last entry.</summary>
    /// <exception cref="ArgumentOutOfRangeException">an ordinal outside of the snapshot was listed, as it can be.</exception>
    public void Make(FilterDraft scope, ProductColumns columns, ref SeededRandom random)
    {
        List<int> open = _open;
        open.Clear();
        for (int entries = 1 + random.NextInt(random.NextInt(8) == 0 ? 200 : 16); entries > 0; entries--)
        {
            int part = random.NextInt(8) switch
            {
                0 when open.Count > 0 => scope.Record.AddNot(Take(open, ref random)),
                1 or 2 => Group(scope, open, ref random),
                3 => scope.Record.AddNothing(),
                _ => Term(scope, columns, ref random),
            };
            open.Add(part);
        }

        if (random.NextInt(64) == 0)
        {
            Deepen(scope, open, ref random);
        }

        scope.Record.AddGroup(random.NextInt(2) == 0 ? RecordKind.And : RecordKind.Or, CollectionsMarshal.AsSpan(open));
    }

    private int Group(FilterDraft scope, List<int> open, ref SeededRandom random)
    {
        List<int> parts = _parts;
        parts.Clear();
        for (int count = Math.Min(open.Count, random.NextInt(5)); count > 0; count--)
        {
            parts.Add(Take(open, ref random));
        }

        return scope.Record.AddGroup(random.NextInt(2) == 0 ? RecordKind.And : RecordKind.Or, CollectionsMarshal.AsSpan(parts));
    }

    private static void Deepen(FilterDraft scope, List<int> open, ref SeededRandom random)
    {
        int part = Take(open, ref random);
        for (int depth = random.NextInt(random.NextInt(DeepestOf) == 0 ? Deepest : Deep); depth > 0; depth--)
        {
            part = random.NextInt(3) switch
            {
                0 => scope.Record.AddNot(part),
                1 => scope.Record.AddGroup(RecordKind.And, [part, scope.Record.Add(FilterTerm.Stock())]),
                _ => scope.Record.AddGroup(RecordKind.Or, [part]),
            };
        }

        open.Add(part);
    }

    private static int Take(List<int> open, ref SeededRandom random)
    {
        int place = random.NextInt(open.Count);
        int part = open[place];
        open.RemoveAt(place);
        return part;
    }

    private int Term(FilterDraft scope, ProductColumns columns, ref SeededRandom random)
    {
        long Number(ref SeededRandom numbers) => s_numbers[numbers.NextInt(s_numbers.Length)];
        switch (random.NextInt(9))
        {
            case 0:
            case 1:
                string path = PathOf(columns, random.NextInt(columns.CategoryCount));
                return scope.Category(random.NextInt(8) == 0 ? path + "/nowhere" : path);
            case 2 when columns.Facets.Count > 0 && columns.Facets.ValueCount > 0:
                int facet = random.NextInt(columns.Facets.Count);
                return scope.Value(facet, columns.Facets.Names[facet], ValueOf(columns, random.NextInt(columns.Facets.ValueCount)));
            case 3:
                return scope.Record.Add(FilterTerm.Price(Number(ref random), Number(ref random)));
            case 4:
                return scope.Record.Add(FilterTerm.FirstSeen(Number(ref random), Number(ref random)));
            case 6:
                string column = columns.NumberColumns.Count == 0 || random.NextInt(8) == 0 ? "no-such-column" : columns.NumberColumns.Names[random.NextInt(columns.NumberColumns.Count)];
                return scope.Number(column, s_reals[random.NextInt(s_reals.Length)], s_reals[random.NextInt(s_reals.Length)]);
            case 7:
                return scope.Value(null, "no-such-facet", "no-such-value");
            case 5:
                return scope.Record.Add(FilterTerm.Listed(Listed(scope, columns.Count, ref random)));
            default:
                return scope.Record.Add(FilterTerm.Stock());
        }
    }

    private OrdinalSet Listed(FilterDraft scope, int products, ref SeededRandom random)
    {
        if (random.NextInt(3) == 0)
        {
            ulong[] words = new ulong[RowBits.WordsOf(products) + random.NextInt(2)];
            words[random.NextInt(words.Length)] = random.NextUInt64();
            return scope.Listed(words);
        }

        Span<int> ordinals = _ordinals.AsSpan(0, random.NextInt(_ordinals.Length));
        for (int i = 0; i < ordinals.Length; i++)
        {
            ordinals[i] = random.NextInt(products + (random.NextInt(64) == 0 ? 1 : 0));
        }

        return scope.Listed(ordinals);
    }

    private string PathOf(ProductColumns columns, int category)
    {
        if (!_paths.TryGetValue((columns, category), out string? path))
        {
            path = Encoding.UTF8.GetString(columns.PathOf(category));
            _paths.Add((columns, category), path);
        }

        return path;
    }

    private string ValueOf(ProductColumns columns, int value)
    {
        if (!_values.TryGetValue((columns, value), out string? text))
        {
            text = Encoding.UTF8.GetString(columns.Facets.TextOf(value));
            _values.Add((columns, value), text);
        }

        return text;
    }
}
