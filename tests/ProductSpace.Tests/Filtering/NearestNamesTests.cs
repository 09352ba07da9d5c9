using System.Text;
using ProductSpace.Filtering;

namespace ProductSpace.Tests.Filtering;

public class NearestNamesTests
{
    private static readonly string[] s_names = ["acme", "acne", "Zeta", "women/dresses", "women/dressing", "women/shoes", "men/shoes", "", "acmee"];

    [Theory]
    [InlineData("acm", "; did you mean \"acme\", \"acmee\" or \"acne\"?")]
    [InlineData("zeta", "; did you mean \"Zeta\"?")]
    [InlineData("shoes", "; did you mean \"men/shoes\" or \"women/shoes\"?")]
    [InlineData("women/dreses", "; did you mean \"women/dresses\", \"women/dressing\" or \"women/shoes\"?")]
    [InlineData("completely else", "")]
    [InlineData("", "")]
    public void Suggest_Misspelt_NamesTheNearest(string asked, string expected) =>
        Assert.Equal(expected, NearestNames.Suggest(asked, s_names.Length, i => Encoding.UTF8.GetBytes(s_names[i])));

    /// <summary>Every name is near and long: the work ends long before the names do, and what was near until then is suggested.</summary>
    [Fact]
    public void Suggest_ManyLongNames_ComparesABoundedNumber()
    {
        byte[] name = Encoding.UTF8.GetBytes(new string('a', 192) + "bbbbbbb");
        int compared = 0;
        string suggested = NearestNames.Suggest(
            new string('a', 200),
            1 << 20,
            _ =>
            {
                compared++;
                return name;
            });
        Assert.InRange(compared, 100, 10_000);
        Assert.StartsWith("; did you mean", suggested, StringComparison.Ordinal);
        Assert.Equal(string.Empty, NearestNames.Suggest(new string('a', 201), 1, _ => Encoding.UTF8.GetBytes(new string('a', 201))));
    }

    /// <summary>A name of any script is compared by its letters, up to 200 of them, however many bytes these take.</summary>
    [Theory]
    [InlineData(200, true)]
    [InlineData(201, false)]
    public void Suggest_NameOfThreeBytesALetter_IsComparedUpToTheMost(int letters, bool isSuggested)
    {
        string name = new('\u30c6', letters);
        Assert.Equal(isSuggested, NearestNames.Suggest(new string('\u30c6', 199), 1, _ => Encoding.UTF8.GetBytes(name)).Length > 0);
    }

    /// <summary>What no message would show is not even decoded: names of a mebibyte cost nothing.</summary>
    [Fact]
    public void Suggest_NamesOfAMebibyte_AllocatesNothingForThem()
    {
        byte[] name = new byte[1 << 20];
        Assert.InRange(Allocated.Least(() => NearestNames.Suggest("shoez", 1000, _ => name)), 0, 1 << 14);
    }

    /// <summary>The band against the whole table.</summary>
    [Fact]
    public void Suggest_RandomNames_FindsThoseWithinTheLimitOnly()
    {
        Random random = new(1);
        for (int round = 0; round < 2000; round++)
        {
            string a = Word(random);
            string b = Word(random);
            int limit = Math.Clamp((a.Length - 1) / 2, 2, 8);
            Assert.Equal(Distance(a, b) <= limit, NearestNames.Suggest(a, 1, _ => Encoding.UTF8.GetBytes(b)).Length > 0);
        }
    }

    private static string Word(Random random) => string.Concat(Enumerable.Range(0, 1 + random.Next(20)).Select(_ => (char)('a' + random.Next(2))));

    private static int Distance(string a, string b)
    {
        int[,] table = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                table[i, j] = i == 0 ? j : j == 0 ? i : Math.Min(Math.Min(table[i - 1, j], table[i, j - 1]) + 1, table[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
            }
        }

        return table[a.Length, b.Length];
    }
}
