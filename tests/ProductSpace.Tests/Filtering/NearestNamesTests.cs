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
        Assert.Equal(expected, NearestNames.Suggest(asked, s_names.Length, i => s_names[i]));

    [Fact]
    public void Suggest_ManyLongNames_IsBounded()
    {
        System.Diagnostics.Stopwatch clock = System.Diagnostics.Stopwatch.StartNew();
        NearestNames.Suggest(new string('a', 512), 1 << 20, i => new string('b', 400 + (i % 100)));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"{clock.Elapsed}");
        Assert.Equal(string.Empty, NearestNames.Suggest(new string('a', 513), 1, _ => "a"));
    }
}
