using System.Linq.Expressions;

namespace ProductSpace.VectorData.Tests.Filters;

/// <summary>What a filter may say beyond C# comparisons of one type, and what it may not.</summary>
public sealed class FilterTranslatorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ProductSpaceCollection<string, Wide> _wide;

    public FilterTranslatorTests()
    {
        _wide = new ProductSpaceCollection<string, Wide>(_folder.Root, "wide");
        _wide.EnsureCollectionExistsAsync().GetAwaiter().GetResult();
        _wide.UpsertAsync(
        [
            new Wide { Id = "a", Small = 1, Letter = 'x', Big = ulong.MaxValue, Ratio = 0.1f, Money = 1.10m, Day = new DateOnly(2026, 1, 2), Code = Guid.Parse("603840bf-cf91-4521-8b8e-8b6a2e75910a") },
            new Wide { Id = "b", Small = 200, Letter = 'y', Big = 5, Ratio = float.NaN, Money = 2m, Day = new DateOnly(2026, 3, 4), Moment = new DateTime(2026, 5, 6, 7, 8, 9, DateTimeKind.Utc) },
        ]).GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        _wide.Dispose();
        _folder.Dispose();
    }

    public static TheoryData<Expression<Func<Wide, bool>>> Filters =>
    [
        wide => wide.Small == 200,
        wide => wide.Small < Number(300),
        wide => wide.Small != Number(-1),
        wide => wide.Small > Number(1000),
        wide => wide.Letter == 'x',
        wide => wide.Letter > 'x',
        wide => wide.Big > 5,
        wide => wide.Big == ulong.MaxValue,
        wide => wide.Ratio > 0.05,
        wide => wide.Ratio == 0.1,
        wide => wide.Ratio != 0.1f,
        wide => !(wide.Ratio < 1),
        wide => wide.Money == 1.1m,
        wide => wide.Money >= 2,
        wide => wide.Day >= new DateOnly(2026, 2, 1),
        wide => wide.Code == new Guid("603840bf-cf91-4521-8b8e-8b6a2e75910a"),
        wide => wide.Code.Equals(Guid.Empty),
        wide => wide.Moment != null && wide.Moment.Value > new DateTime(2026, 1, 1),
        wide => wide.Moment == null,
        wide => wide.Id.EndsWith("B", StringComparison.OrdinalIgnoreCase),
        wide => (wide.Small > 100) == true,
        wide => (wide.Small > 100) != (1 > 0),
        wide => new HashSet<string> { "b" }.Contains(wide.Id),
        wide => Letters.Any() && wide.Small == Letters.Length,
        wide => wide.Small == (byte)(Letters[0] - 'w'),
    ];

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task Filter_OfManyTypes_AnswersAsLinqSealedOrNot(Expression<Func<Wide, bool>> filter)
    {
        string[] all = [.. await _wide.GetAsync(wide => true, 9).Select(wide => wide.Id).ToListAsync()];
        Assert.Equal(2, all.Length);
        List<Wide> records = await _wide.GetAsync(wide => true, 9).ToListAsync();
        string[] expected = [.. records.Where(filter.Compile(preferInterpretation: true)).Select(wide => wide.Id).Order()];
        Assert.Equal(expected, (await _wide.GetAsync(filter, 9).ToListAsync()).Select(wide => wide.Id).Order());
        await _wide.SealAsync();
        Assert.Equal(expected, (await _wide.GetAsync(filter, 9).ToListAsync()).Select(wide => wide.Id).Order());
    }

    public static TheoryData<Expression<Func<Wide, bool>>> Refused =>
    [
        wide => wide.Small == wide.Big,
        wide => wide.Id.Length == 1,
        wide => wide.Id.Trim() == "A",
        wide => wide.Id.StartsWith("a", StringComparison.CurrentCulture),
        wide => wide.Small + 1 == 2,
        wide => wide.Vector.Length == 2,
        wide => wide.Id.Contains('a') ? true : wide.Small == 1,
    ];

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Filter_ThatCannotBeTranslated_NamesThePart(Expression<Func<Wide, bool>> filter)
    {
        NotSupportedException fault = await Assert.ThrowsAsync<NotSupportedException>(async () => await _wide.GetAsync(filter, 9).ToListAsync());
        Assert.Contains("wide", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Filter_UnknownProperty_IsInvalidAndNamesTheKnown()
    {
        InvalidOperationException fault = await Assert.ThrowsAsync<InvalidOperationException>(async () => await _wide.GetAsync(wide => wide.NotStored == 1, 9).ToListAsync());
        Assert.Contains("Small", fault.Message, StringComparison.Ordinal);
    }

    private static string Letters { get; } = "x";

    /// <summary>A call that a filter computes, and the compiler does not.</summary>
    private static int Number(int number) => number;

    public sealed class Wide
    {
        [VectorStoreKey] public string Id { get; set; } = "";

        [VectorStoreData] public byte Small { get; set; }

        [VectorStoreData] public char Letter { get; set; }

        [VectorStoreData] public ulong Big { get; set; }

        [VectorStoreData] public float Ratio { get; set; }

        [VectorStoreData] public decimal Money { get; set; }

        [VectorStoreData] public DateOnly Day { get; set; }

        [VectorStoreData] public DateTime? Moment { get; set; }

        [VectorStoreData] public Guid Code { get; set; }

        [VectorStoreVector(2)] public ReadOnlyMemory<float> Vector { get; set; }

        public int NotStored { get; set; }
    }
}
