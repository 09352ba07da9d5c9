using ProductSpace.Filtering;

namespace ProductSpace.Tests.Filtering;

/// <summary>What the normal form takes as one: each pair of records has one key, or must not have.</summary>
public class FilterFormTests
{
    private static readonly FilterTerm s_shoes = FilterTerm.Category(3, 9);
    private static readonly FilterTerm s_boots = FilterTerm.Category(4, 6);
    private static readonly FilterTerm s_dresses = FilterTerm.Category(9, 12);
    private static readonly FilterTerm s_acme = FilterTerm.Facet(7);
    private static readonly FilterTerm s_zeta = FilterTerm.Facet(8);

    private delegate int Maker(FilterRecord record);

    [Fact]
    public void Key_OrderAndRepetition_DoNotCount()
    {
        Same(And(s_shoes, s_acme), And(s_acme, s_shoes, s_acme));
        Same(Or(s_shoes, s_acme), Or(s_acme, s_acme, s_shoes));
        Differ(And(s_shoes, s_acme), Or(s_shoes, s_acme));
        Differ(And(s_shoes, s_acme), And(s_shoes, s_zeta));
        Differ(And(s_shoes), And(s_boots));
        Differ(And(FilterTerm.Stock()), And(FilterTerm.Facet(0)));
    }

    [Fact]
    public void Key_NestedOfOneKind_IsFlat()
    {
        Same(And(s_shoes, s_acme, s_zeta), Group(RecordKind.And, And(s_shoes), Group(RecordKind.And, And(s_acme), And(s_zeta))));
        Same(Or(s_shoes, s_acme, s_zeta), Group(RecordKind.Or, Or(s_shoes, s_acme), And(s_zeta)));
        Same(And(s_shoes, s_acme, s_zeta), Group(RecordKind.And, And(s_shoes), Group(RecordKind.Or, And(s_acme, s_zeta))));
        Differ(Group(RecordKind.And, And(s_shoes), Or(s_acme, s_zeta)), Group(RecordKind.Or, And(s_shoes, s_acme), And(s_zeta)));
    }

    [Fact]
    public void Key_Negations_GoToTheTerms()
    {
        Same(And(s_shoes), Not(Not(And(s_shoes))));
        Same(Not(Or(s_shoes, s_acme)), Group(RecordKind.And, Not(And(s_shoes)), Not(And(s_acme))));
        Same(Not(And(s_shoes, s_acme)), Group(RecordKind.Or, Not(And(s_acme)), Not(And(s_shoes))));
        Differ(And(s_shoes), Not(And(s_shoes)));
    }

    [Fact]
    public void Key_Contradiction_IsNothingAndTautologyEverything()
    {
        Maker nothing = record => record.AddNothing();
        Maker everything = And();
        Same(nothing, Or());
        Same(everything, Not(nothing));
        Same(nothing, Group(RecordKind.And, And(s_acme, s_shoes), Not(And(s_acme))));
        Same(everything, Group(RecordKind.Or, And(s_acme), And(s_zeta), Not(And(s_acme))));
        Same(nothing, And(s_acme, FilterTerm.Price(10, 20), FilterTerm.Price(21, 30)));
        Same(nothing, And(s_acme, FilterTerm.Price(20, 10)));
        Same(nothing, And(FilterTerm.Listed(OrdinalSet.Of(ReadOnlySpan<int>.Empty, 100))));
        Same(nothing, Group(RecordKind.And, And(s_acme), nothing));
        Same(And(s_acme), Group(RecordKind.And, And(s_acme), everything));
        Same(And(s_acme), Group(RecordKind.Or, And(s_acme), nothing));
        Same(everything, Group(RecordKind.Or, And(s_acme), everything));
        Same(everything, And(FilterTerm.Category(0, 99)));
        Same(And(s_acme), And(s_acme, FilterTerm.Category(0, 99)));
    }

    [Fact]
    public void Key_Ranges_AreOne()
    {
        Same(And(FilterTerm.Price(10, 20)), And(FilterTerm.Price(0, 20), FilterTerm.Price(10, 99)));
        Same(And(FilterTerm.FirstSeen(10, 20)), And(FilterTerm.FirstSeen(10, long.MaxValue), FilterTerm.FirstSeen(long.MinValue, 20)));
        Same(Not(And(FilterTerm.Price(10, 20))), Group(RecordKind.Or, Not(And(FilterTerm.Price(0, 20))), Not(And(FilterTerm.Price(10, 99)))));
        Differ(And(FilterTerm.Price(10, 20)), And(FilterTerm.FirstSeen(10, 20)));
        Differ(Or(FilterTerm.Price(0, 20), FilterTerm.Price(10, 99)), And(FilterTerm.Price(0, 20), FilterTerm.Price(10, 99)));
    }

    [Fact]
    public void Key_SubtreeInsideOfAnother_IsLeftOutWhereItIsIdle()
    {
        Same(Or(s_shoes), Or(s_shoes, s_boots));
        Same(And(s_boots), And(s_shoes, s_boots));
        Same(Not(Or(s_shoes)), Not(Or(s_boots, s_shoes)));
        Same(Or(s_shoes, s_dresses), Or(s_dresses, s_boots, s_shoes, FilterTerm.Category(5, 6)));
        Same(And(s_dresses, FilterTerm.Category(5, 6)), And(s_dresses, s_boots, s_shoes, FilterTerm.Category(5, 6)));
        Differ(And(s_shoes), And(s_shoes, s_dresses));
    }

    [Fact]
    public void Key_ListAndBitmapOfTheSameProducts_AreOne()
    {
        const int products = 1000;
        foreach (int count in new[] { 1, 10, 31, 32, 33, 500, 1000 })
        {
            int[] ordinals = [.. Enumerable.Range(0, count).Select(i => i * products / count).Reverse(), 0];
            ulong[] bits = new ulong[RowBits.WordsOf(products)];
            Array.ForEach(ordinals, ordinal => RowBits.Set(bits, ordinal));
            Same(And(FilterTerm.Listed(OrdinalSet.Of(ordinals, products))), And(FilterTerm.Listed(OrdinalSet.Of(bits, products))));
            bits[^1] ^= 1UL << 38;
            Differ(And(FilterTerm.Listed(OrdinalSet.Of(ordinals, products))), And(FilterTerm.Listed(OrdinalSet.Of(bits, products))));
        }
    }

    private static Maker And(params FilterTerm[] terms) => Group(RecordKind.And, Array.ConvertAll(terms, Leaf));

    private static Maker Or(params FilterTerm[] terms) => Group(RecordKind.Or, Array.ConvertAll(terms, Leaf));

    private static Maker Leaf(FilterTerm term) => record => record.Add(term);

    private static Maker Not(Maker part) => record => record.AddNot(part(record));

    private static Maker Group(RecordKind kind, params Maker[] parts) => record => record.AddGroup(kind, Array.ConvertAll(parts, part => part(record)));

    private static FilterKey KeyOf(Maker maker)
    {
        FilterRecord record = new();
        maker(record);
        return FilterKey.Of(FilterForm.Of(record));
    }

    private static void Same(Maker a, Maker b) => Assert.Equal(KeyOf(a), KeyOf(b));

    private static void Differ(Maker a, Maker b) => Assert.NotEqual(KeyOf(a), KeyOf(b));
}
