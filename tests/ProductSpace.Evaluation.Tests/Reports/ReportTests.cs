using System.Text.RegularExpressions;
using ProductSpace.Evaluation.Comparing;
using ProductSpace.Evaluation.Reports;
using ProductSpace.Evaluation.Tests.Comparing;

namespace ProductSpace.Evaluation.Tests.Reports;

public partial class ReportTests
{
    private static readonly Lazy<ComparisonResult> s_result = new(() => ModelComparison.Run(
        ShopLog.Create(),
        ModelComparisonTests.Options(Recipes.Find("popularity")!, Recipes.Find("prod2vec")!) with { Index = true, Seeds = 2, Tune = false },
        ShopLog.Catalog()) with
    {
        Seconds = 1.5,
    });

    [Fact]
    public void Html_HostileIdsAndNames_AreTextOnly()
    {
        string html = Write(HtmlReport.Write, "<b>log</b>\u202E.csv");
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<b>", html, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202E', html);
        Assert.Contains("default-src 'none'", html, StringComparison.Ordinal);
    }

    /// <summary>One file that loads nothing.</summary>
    [Fact]
    public void Html_NamesNothingFromOutside()
    {
        string html = Write(HtmlReport.Write);
        Assert.DoesNotMatch(Outside(), html);
        Assert.Equal(1 + 4, Regex.Count(html, "<svg"));
    }

    [Fact]
    public void Html_Tags_AreClosed()
    {
        Stack<string> open = new();
        foreach (Match tag in Tag().Matches(Write(HtmlReport.Write)))
        {
            string name = tag.Groups[2].Value;
            if (tag.Groups[1].Length > 0)
            {
                Assert.Equal(open.Pop(), name);
            }
            else if (tag.Groups[3].Length == 0 && name is not ("meta" or "br"))
            {
                open.Push(name);
            }
        }

        Assert.Empty(open);
    }

    [Fact]
    public void Reports_Parts_AreAllThere()
    {
        foreach (string report in new[] { Write(HtmlReport.Write), Write(MarkdownReport.Write) })
        {
            foreach (string part in new[]
            {
                "The split", "sessions to train on", "every product can be recommended", "the product viewed last is not recommended",
                "products viewed in the session are not recommended", "Beyond accuracy", "category distance", "By views so far",
                "By popularity of the next product", "By category of the next product", "By shopper", "returning", "Loss by the index",
                "Models, papers and settings", "KDD 2015", "dimension 100", "Session 5", "Viewed next", "✓", "HR@N", "9.99", "± ",
            })
            {
                Assert.Contains(part, report, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Markdown_HostileIdsAndNames_StayInTheirCells()
    {
        string markdown = Write(MarkdownReport.Write);
        Assert.DoesNotContain("<script", markdown, StringComparison.Ordinal);
        int columns = 0;
        foreach (string line in markdown.Split('\n'))
        {
            int bars = Regex.Count(line, @"(?<!\\)\|");
            Assert.True(bars == 0 || columns == 0 || bars == columns, line);
            columns = bars;
        }
    }

    [Fact]
    public void Text_AnyModel_FitsTheTerminal()
    {
        string text = Write(TextReport.Write);
        string[] lines = text.Split('\n');
        Assert.All(lines, line => Assert.True(line.Length <= 120, line));
        Assert.Single(lines, line => line.StartsWith("model ", StringComparison.Ordinal));
        foreach (string part in new[] { "every known product is ranked", "the product viewed last is not recommended", "sessions across the border", "through an index", "mean of 2 seeds" })
        {
            Assert.Contains(part, text, StringComparison.Ordinal);
        }
    }

    private static string Write(Action<ComparisonResult, string, TextWriter> write, string log = "views.csv")
    {
        using StringWriter text = new() { NewLine = "\n" };
        write(s_result.Value, log, text);
        return text.ToString();
    }

    [GeneratedRegex(@"https?:|src=|href=|@import|url\(|<link|<iframe")]
    private static partial Regex Outside();

    [GeneratedRegex(@"<(/?)([a-z][a-z0-9]*)[^>]*?(/?)>")]
    private static partial Regex Tag();
}
